"""What the commands share: the application they belong to, options that several have, loading records."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.controls import DateBox, Unreadable
from bot.errors import ConfigError
from bot.private import others_may_write, remove_parts
from bot.schedule import ZONE_VARIABLE

if TYPE_CHECKING:
    from bot.compare.decisions import Decision
    from bot.config import Profile
    from bot.forms.site_forms import SiteForms
    from bot.ledger import Ledger
    from bot.records.load import Loaded

USAGE, UNFINISHED = 2, 4
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its pictures of variables would show participants' values
    help="Enters Objective Assessment Summaries and Individual Employment Plans into CalJOBS, for staff with leave to.",
)

Inputs = Annotated[
    list[Path], typer.Argument(help="YAML files, workbooks, or folders of them or of CSV files.", show_default=False)
]
SiteName = Annotated[str, typer.Option("--site", help="A site profile: its name in configs/, or a file.")]
AnySiteName = Annotated[str | None, typer.Option("--site", help="A site profile: its name in configs/, or a file.")]
Today = Annotated[str | None, typer.Option(help="The site's date, for a test site whose clock stands elsewhere.")]
BaseUrl = Annotated[str | None, typer.Option(help="The site's home page, instead of the profile's.")]
Mapping = Annotated[Path | None, typer.Option("--mapping", help="How an office's own workbook is laid out; see map.")]
LedgerPlace = Annotated[
    str | None,
    typer.Option("--ledger", help="The ledger: a file, or postgresql://...; default: CALJOBS_LEDGER, or your own."),
]
Staff = Annotated[
    list[str] | None,
    typer.Option("--staff", help="A staff user name to sign in with; can be given again, one for each worker."),
]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="Browsers at work at once; default: one for each sign-in.")
]
Until = Annotated[
    str | None, typer.Option("--until", help="Stop at a safe point at this time of day, such as 05:30.")
]
Zone = Annotated[
    str, typer.Option("--zone", envvar=ZONE_VARIABLE, show_envvar=False, help="The time zone of the time of day.")
]
NotifyBy = Annotated[str | None, typer.Option("--notify", help="A command that is given a summary, without values.")]
Webhook = Annotated[
    str | None,
    typer.Option(
        "--webhook", envvar="CALJOBS_WEBHOOK", show_envvar=False, help="An https:// address that is sent a summary."
    ),
]
Save = Annotated[
    bool | None,
    typer.Option("--save/--rehearse", help="Save, or only rehearse; default: what the profile says."),
]
Out = Annotated[Path, typer.Option(help="The folder for the printed plans.")]
Deadline = Annotated[
    str | None, typer.Option("--deadline", help="The day by which these must be entered; default: R4's seven days.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Takes the place of what waits and says something else.")]
LogFile = Annotated[
    Path | None,
    typer.Option(
        "--log", callback=lambda path: log_to(path), help="A file for what the driver saw and did, without values."
    ),
]
KeepView = Annotated[
    Path | None,
    typer.Option(
        "--keep-view", help="A folder for the view of each page, without values; on sites marked synthetic only."
    ),
]
DecisionsFile = Annotated[
    Path | None,
    typer.Option("--decisions", help="A file (.yaml or .csv) of what to do about what differs; see compare."),
]
Headed = Annotated[bool, typer.Option("--headed", help="Show the browser; needed to sign in by hand.")]


def log_to(path: Path | None) -> Path | None:
    """Has this process, and the workers it starts, write the driver's log. Raises ConfigError."""
    if path is not None:
        from bot.agent.driver_log import VARIABLE, opened

        place = str(path.absolute())
        opened(place)
        os.environ[VARIABLE] = place
    return path


def keep_views(folder: Path | None, profile: Profile) -> None:
    """Has this process, and the workers it starts, keep the view of each page. Raises ConfigError.

    That is refused on a site whose participants are real: what is masked in a view is chosen by rules, and a rule may
    be wrong about a page that nobody has seen.
    """
    if folder is None:
        return
    if not profile.synthetic:
        raise ConfigError(
            f"--keep-view keeps pages, and the site profile '{profile.name}' is not marked 'synthetic: true': use a "
            "site where every participant is made up, or --log FILE, which tells what was found without the pages"
        )
    from bot.agent.kept_views import VARIABLE, KeptViews

    KeptViews(folder.absolute())
    os.environ[VARIABLE] = str(folder.absolute())


def decisions_in(path: Path | None, inputs: Sequence[Path] = ()) -> tuple[Decision, ...]:
    """The decisions of the sheets of differences in the inputs, and of the file that the option names, which goes
    first. Raises ConfigError."""
    made: dict[object, Decision] = {}
    if any(given.is_dir() or given.suffix.lower() in (".xlsx", ".xlsm") for given in inputs):
        from bot.decisions.sheet import decisions_in_workbooks

        made |= {(each.user_id, each.place): each for each in decisions_in_workbooks(inputs)}
    if path is not None:
        from bot.decisions.file import read_decisions

        made |= {(each.user_id, each.place): each for each in read_decisions(path)}
    return tuple(made.values())


def profile_of(site: str, *, base_url: str | None = None, save: bool | None = None) -> Profile:
    """The site profile that the options name. Raises ConfigError."""
    from bot.config import load_profile
    from bot.records.model import check_forms

    profile = load_profile(site, base_url=base_url, save=save)
    check_forms(profile.forms)
    return profile


def open_ledger(place: str | None) -> AbstractContextManager[Ledger]:
    """The ledger that the option names. Raises ConfigError or LedgerTrouble, as Ledger.open does."""
    from bot.ledger import Ledger

    return Ledger.open(place)


def load_records(
    inputs: list[Path],
    profile: Profile | None,
    today: date,
    *,
    entering: bool,
    mapping: Path | None = None,
    keep: bool = True,
) -> Loaded:
    """The records of the command's inputs, judged by the habits of the profile's site.

    `keep`: whether the records are wanted, or only what is wrong with them. Raises ConfigError for a wrong mapping.
    """
    from bot.records.load import load
    from bot.sheets.columns import sheets_of
    from bot.sheets.layout import Layout
    from bot.sheets.mapping import read_mapping
    from bot.sheets.opening import Sheets

    refused = profile is None or profile.refuses_markup
    forms = forms_of_site(profile)
    ours = sheets_of(forms)
    opener = Sheets(read_mapping(mapping, ours) if mapping else Layout(ours=ours))
    return load(inputs, today=today, markup_refused=refused, check_age=entering, keep=keep, opener=opener, forms=forms)


def forms_of_site(profile: Profile | None) -> SiteForms:
    """The forms of the profile's site; the guide's where no site is named."""
    from bot.forms.site_forms import guide_forms

    return guide_forms() if profile is None else profile.forms


def day_of(text: str | None, profile: Profile | None) -> date:
    """The date to take for today: the option's, the profile's, or the clock's. Raises ConfigError."""
    if text is None:
        return (profile and profile.today) or date.today()
    return date_of(text, "--today")


def date_of(text: str, option: str) -> date:
    """A date as an option gives it. Raises ConfigError that names the option."""
    try:
        return DateBox("date").parse(text)
    except Unreadable as error:
        raise ConfigError(f"{option} {error.words}") from None


def make_folder(out: Path) -> None:
    """The folder for what comes of the run, made before anything is entered: afterwards is too late to find out."""
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"--out: the folder {out} can't be made: {error.strerror}") from None
    if not os.access(out, os.W_OK):
        raise ConfigError(f"--out: nothing can be written to the folder {out}")
    if others_may_write(out):
        raise ConfigError(
            f"--out: others may write to the folder {out}, and plans are private: say chmod go-w for it, or name one "
            "that is yours alone"
        )
    remove_parts(out)
