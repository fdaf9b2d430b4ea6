"""`survey`, `look`, `adapt` and `drift`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.app import BaseUrl, Headed, KeepView, LogFile, SiteName, app, keep_views, profile_of
from bot.controls import fold
from bot.errors import BotError, ConfigError, NotFound
from bot.flows.results import keeps_everyone_out
from bot.keys import write_private
from bot.printable import printable
from bot.report.progress import complain, say, wide

if TYPE_CHECKING:
    from bot.config import Profile
    from bot.site import Site
    from bot.survey.model import Survey
    from bot.survey.proposals import Proposal

Participant = Annotated[
    str | None, typer.Option(help="The User ID of a participant whose pages are looked at; nothing is saved.")
]
Synthetic = Annotated[
    str | None,
    typer.Option(help="The User ID of a made-up participant for whom made-up values are entered, on a training site."),
]


@app.command()
def survey(
    site: SiteName,
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("survey.yaml"),
    participant: Participant = None,
    synthetic_participant: Synthetic = None,
    page: Annotated[bool, typer.Option("--page", help="Only the page that you open in the visible browser.")] = False,
    base_url: BaseUrl = None,
    headed: Headed = False,
    log: LogFile = None,
    keep_view: KeepView = None,
) -> None:
    """Writes down what the site's screens look like: labels, kinds, lists, buttons; never a value.

    Exit code 0: a survey was written, however far it came; 1: no screen was seen; 3 and 4 as for run.
    """
    from bot.survey.adapt import open_ends
    from bot.survey.known import known_of

    if sum((participant is not None, synthetic_participant is not None, page)) != 1:
        raise ConfigError("survey: give one of --participant, --synthetic-participant and --page")
    profile = profile_of(site, base_url=base_url)
    keep_views(keep_view, profile)
    with _refusals():
        taken = _page(profile) if page else _walk(profile, participant, synthetic_participant, headed=headed)
    taken.save(to)
    boxes = sum(len(each.fields) + len(each.rows.fields if each.rows else ()) for each in taken.screens.values())
    say(f"{to}: {len(taken.screens)} screens, {boxes} boxes")
    if page:
        return
    for words in open_ends(taken, known_of(profile.forms)):
        say(f"not reached: {words}")
    raise typer.Exit(0 if taken.screens else 1)


@app.command()
def look(
    site: SiteName,
    to: Annotated[Path, typer.Option(help="The picture to write (.png); the view goes beside it (.json).")] = Path(
        "look.png"
    ),
    participant: Annotated[
        str | None, typer.Option(help="The User ID of a made-up participant on whose pages the screen is.")
    ] = None,
    screen: Annotated[
        str | None, typer.Option(help="The screen to go to, such as plan.goals; default: the page that you open.")
    ] = None,
    base_url: BaseUrl = None,
    headed: Headed = False,
) -> None:
    """Takes a picture of a page with all that the program sees of it drawn over; on sites marked synthetic."""
    profile = profile_of(site, base_url=base_url)
    if not profile.synthetic:
        raise ConfigError(
            f"look takes pictures of pages, and the site profile '{profile.name}' is not marked 'synthetic: true': use "
            "a site where every participant is made up"
        )
    if (participant is None) != (screen is None):
        raise ConfigError("look: give --participant and --screen together, or neither to open the page yourself")
    with _refusals():
        if participant is None or screen is None:
            _picture_of_open_page(profile, to)
        else:
            _picture_on_the_way(profile, participant, screen, to, headed=headed)
    say(f"{to}: what was seen; {to.with_suffix('.json')}: the same as data, without values")


@app.command()
def adapt(
    file: Annotated[Path, typer.Argument(help="The survey.", show_default=False)],
    site: SiteName,
    accept_above: Annotated[
        float | None, typer.Option(min=0.0, max=1.0, help="Write the proposals that are at least so sure, such as 0.9.")
    ] = None,
    answer: Annotated[
        list[str] | None, typer.Option(help="The standing answer to a question of the site: 'QUESTION=ANSWER'.")
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option(help="A question of the site that each record answers: it becomes a field.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the proposals.")] = False,
) -> None:
    """Proposes corrections of a site's form map by a survey, and writes those that you accept.

    Exit code 0, also where something is left for a person to decide: the last lines say what.
    """
    from rich.console import Console

    from bot.report.small_tables import proposals_table
    from bot.survey.adapt import open_ends, propose
    from bot.survey.known import known_of
    from bot.survey.model import load_survey
    from bot.survey.write import write_corrections

    taken, profile = load_survey(file), profile_of(site)
    decided = _Decisions(answer or [], field or [])
    found = [decided.of(each) for each in propose(taken, profile)]
    decided.refuse_unused()
    console = Console() if sys.stdout.isatty() else wide(Console())
    if found:
        console.print(proposals_table(found))
    for words in open_ends(taken, known_of(profile.forms)):
        say(f"not reached: {words}")
    asks = _a_person_is_there() and accept_above is None and not dry_run
    accepted = [] if dry_run else [kept for each in found if (kept := _decide(each, accept_above, asks=asks))]
    if accepted:
        path = write_corrections(profile, accepted)
        say(f"{path.name}: {len(accepted)} corrections written")
    left = len(found) - len(accepted)
    say(f"left for a person to decide: {left}" if left else "nothing is left to correct")
    if taken.unreached and accepted:
        say("survey again: with these corrections it will get further")


@app.command()
def learn(
    site: SiteName,
    participant: Participant = None,
    synthetic_participant: Synthetic = None,
    accept_above: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Where nobody can be asked: take what is at least so sure.")
    ] = 0.9,
    answer: Annotated[
        list[str] | None, typer.Option(help="The standing answer to a question of the site: 'QUESTION=ANSWER'.")
    ] = None,
    field: Annotated[
        list[str] | None, typer.Option(help="A question of the site that each record answers: it becomes a field.")
    ] = None,
    workbook: Annotated[
        Path | None, typer.Option(help="The workbook to make of what was learned; default: beside the form map.")
    ] = None,
    headed: Headed = False,
    log: LogFile = None,
) -> None:
    """Learns a site's forms: looks at it, asks about what is not sure, looks again, and makes its map and workbook.

    Exit code 0: everything a run needs is known; 1: something is left, and the last lines say what, and how to answer.
    """
    if sum((participant is not None, synthetic_participant is not None)) != 1:
        raise ConfigError("learn: give one of --participant and --synthetic-participant")
    decided = _Decisions(answer or [], field or [])
    for number in range(1, _MOST_ROUNDS + 1):
        profile = profile_of(site)
        complain(f"look {number} at {profile.name}")
        with _refusals():
            taken = _walk(profile, participant, synthetic_participant, headed=headed)
        left = _learn_from(taken, profile, decided, accept_above)
        if left is not None:
            break
    decided.refuse_unused()
    _say_what_is_left(profile, taken, left or [])
    if left or taken.unreached:
        raise typer.Exit(1)
    _make_workbook(profile_of(site), workbook)


_MOST_ROUNDS = 8
"""How often a site is looked at: each corrected word may lead to pages that were not seen before."""


class _Decisions:
    """What the command line says of the site's questions, and what of it was used."""

    def __init__(self, answers: list[str], fields: list[str]) -> None:
        self._given: dict[str, str | None] = {fold(question): None for question in fields}
        self._unused = {fold(question): question for question in fields}
        for text in answers:
            question, equals, said = text.rpartition("=")
            if not equals or not said.strip():
                raise ConfigError(f"--answer: '{text}' is not QUESTION=ANSWER")
            self._given[fold(question)] = said.strip()
            self._unused[fold(question)] = question

    def of(self, proposal: Proposal) -> Proposal:
        """A question with what was said of it; anything else as it is."""
        key = fold(proposal.question)
        if not proposal.open or key not in self._given:
            return proposal
        self._unused.pop(key, None)
        return _decided(proposal, self._given[key])

    def refuse_unused(self) -> None:
        """Raises ConfigError for an answer to what the site does not ask."""
        if self._unused:
            raise ConfigError(f"the site has no open question '{next(iter(self._unused.values()))}'")


def _learn_from(taken: Survey, profile: Profile, decided: _Decisions, above: float) -> list[Proposal] | None:
    """Writes what is accepted of a survey's proposals. None: the site is to be looked at again; else what is left."""
    from bot.survey.adapt import propose
    from bot.survey.write import write_corrections

    found = [decided.of(each) for each in propose(taken, profile)]
    asks = _a_person_is_there()
    accepted = [kept for each in found if (kept := _decide(each, None if asks else above, asks=asks))]
    if accepted:
        path = write_corrections(profile, accepted)
        say(f"{path.name}: {len(accepted)} corrections written")
        return None
    return found


def _say_what_is_left(profile: Profile, taken: Survey, left: list[Proposal]) -> None:
    """One line for each thing that a person has to decide, with the way to do it."""
    from bot.survey.adapt import open_ends
    from bot.survey.known import known_of

    for each in left:
        if each.open:
            asked = printable(each.question)
            say(f"{each.screen}: the site asks '{asked}': --answer '{asked}=...', or --field '{asked}' for each record")
        else:
            what = f"{each.ours or each.place} may be '{each.value}'" if each.value else f"{each.ours} may be missing"
            say(f"{each.screen}: {what} ({each.confidence:.0%}): run it at a terminal, where it asks about each")
    for words in open_ends(taken, known_of(profile.forms)):
        say(f"not reached: {words}")
    if not left and not taken.unreached:
        say("everything that a run needs is known")


def _make_workbook(profile: Profile, target: Path | None) -> None:
    """The workbook of the site's questions; one that stands there already is left alone."""
    from bot.sheets.columns import sheets_of
    from bot.sheets.writing import write_workbook

    path = target or Path(profile.file).with_name(f"{profile.name}-plans.xlsx")
    if path.exists():
        say(f"{path} is there already, and left as it is")
        return
    write_workbook(path, {}, sheets_of(profile.forms))
    say(f"{path}: fill it in, then: caljobs-bot check {path} --site {profile.name}")


@app.command()
def drift(
    site: SiteName,
    participant: Participant = None,
    synthetic_participant: Synthetic = None,
    live: Annotated[Path | None, typer.Option(help="A survey taken before, instead of looking now.")] = None,
    accepted: Annotated[
        Path | None, typer.Option(help="The accepted survey; default: surveys/NAME.yaml beside the profile.")
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Keep what was found as the accepted survey.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
    junit: Annotated[Path | None, typer.Option(help="A JUnit file to write.")] = None,
    html: Annotated[Path | None, typer.Option(help="A readable page to write.")] = None,
    base_url: BaseUrl = None,
    headed: Headed = False,
) -> None:
    """Compares the site's screens with the last accepted survey and with what the program needs."""
    from rich.console import Console

    from bot.report.drift_page import drift_html
    from bot.report.drift_report import drift_json, drift_junit, drift_table
    from bot.survey.adapt import open_ends
    from bot.survey.compare import drift as drifts_of
    from bot.survey.known import known_of, needs
    from bot.survey.model import accepted_path, load_survey

    if sum(given is not None for given in (participant, synthetic_participant, live)) != 1:
        raise ConfigError("drift: give one of --participant, --synthetic-participant and --live")
    profile = profile_of(site, base_url=base_url)
    kept = accepted or accepted_path(profile)
    before = load_survey(kept) if kept.is_file() else None
    if accepted is not None and before is None and not accept:
        raise ConfigError(f"--accepted: there is no survey at {accepted}")
    if live is not None:
        now = load_survey(live)
    else:
        with _refusals():
            now = _walk(profile, participant, synthetic_participant, headed=headed)
    found = drifts_of(before, now, needs(profile), profile.forms.map.answered)
    if as_json:
        print(json.dumps(drift_json(now, before, found)))
    else:
        (Console() if sys.stdout.isatty() else wide(Console())).print(drift_table(found) if found else "no drift")
        for words in open_ends(now, known_of(profile.forms)) if not found else ():
            say(f"not reached: {words}")
    _write(junit, drift_junit(now, found), "--junit")
    _write(html, drift_html(now, before, found), "--html")
    if accept:
        _make_folder(kept)
        now.save(kept)
        complain(f"accepted: {kept}")
    raise typer.Exit(1 if found else 0)


def _walk(profile: Profile, participant: str | None, synthetic: str | None, *, headed: bool) -> Survey:
    from bot.engine.machine_locks import MachineLocks
    from bot.flows.sign_in import sign_in
    from bot.session import Session
    from bot.session.credentials import find_login
    from bot.survey.take import take_survey

    if synthetic is not None and not profile.synthetic:
        raise ConfigError(
            f"--synthetic-participant enters made-up values, and the site profile '{profile.name}' is not marked "
            "'synthetic: true'"
        )
    login = find_login(profile)
    locks = MachineLocks(profile)
    with locks.sign_in(login.username if login else ""), Session.start(profile, headed=headed) as session:
        sign_in(session, login)
        user_id = participant or synthetic or ""
        return take_survey(session, user_id, enter=synthetic is not None, watch=lambda part: complain(f"... {part}"))


def _page(profile: Profile) -> Survey:
    """The page that a person has brought to the screen; the program only opens the site's home page."""
    from bot.engine.machine_locks import MachineLocks
    from bot.session import Session
    from bot.survey.take import take_page

    with MachineLocks(profile).sign_in(""), Session.start(profile, headed=True) as session:
        session.home()
        typer.prompt("Sign in and open the page in the browser, then press Enter here", default="", show_default=False)
        session.look_at_newest_page()
        return take_page(session)


class _Taken(Exception):
    """Ends the walk once the picture is taken."""


def _picture_of_open_page(profile: Profile, to: Path) -> None:
    from bot.agent.drawn import take_picture
    from bot.engine.machine_locks import MachineLocks
    from bot.session import Session

    with MachineLocks(profile).sign_in(""), Session.start(profile, headed=True) as session:
        session.home()
        typer.prompt("Sign in and open the page in the browser, then press Enter here", default="", show_default=False)
        session.look_at_newest_page()
        take_picture(session.site.agent, to)


def _picture_on_the_way(profile: Profile, participant: str, screen: str, to: Path, *, headed: bool) -> None:
    """The way of a survey, which saves nothing, up to a screen. Raises NotFound where it does not come by."""
    from bot.agent.drawn import take_picture
    from bot.engine.machine_locks import MachineLocks
    from bot.flows.sign_in import sign_in
    from bot.session import Session
    from bot.session.credentials import find_login
    from bot.survey.take import take_survey

    def arrived(key: str, site: Site) -> None:
        if key == screen:
            take_picture(site.agent, to)
            raise _Taken

    login = find_login(profile)
    with (
        MachineLocks(profile).sign_in(login.username if login else ""),
        Session.start(profile, headed=headed) as session,
    ):
        sign_in(session, login)
        try:
            survey = take_survey(session, participant, tries=False, arrived=arrived)
        except _Taken:
            return
    why = {gap.screen: gap.why for gap in survey.unreached}
    met = f"; screens on the way are {', '.join(survey.screens)}" if screen not in why else ""
    raise NotFound(f"the screen '{screen}' was not reached: {why.get(screen, 'no screen is called so')}{met}")


@contextmanager
def _refusals() -> Iterator[None]:
    """What the site refuses ends the command with 3; whatever else goes wrong on the way with 4."""
    try:
        yield
    except ConfigError:
        raise
    except BotError as error:
        complain(str(error))
        raise typer.Exit(3 if keeps_everyone_out(error) else 4) from None


def _decided(proposal: Proposal, answer: str | None) -> Proposal:
    if answer is not None:
        return proposal.answered(answer)
    if not proposal.content:
        raise ConfigError(f"--field: records say nothing of the screen '{proposal.screen}': give an --answer")
    return proposal.as_field()


def _a_person_is_there() -> bool:
    """Whether there is a terminal to ask at."""
    return sys.stdin.isatty()


def _decide(proposal: Proposal, above: float | None, *, asks: bool) -> Proposal | None:
    """The proposal when it is accepted: by a person, or because it is sure enough."""

    if not asks:
        sure = above is not None and proposal.confidence >= above
        return proposal if not proposal.open and (sure or proposal.section == "questions") else None
    where = proposal.place
    if proposal.open:
        offered = f" ({'; '.join(proposal.offered)})" if proposal.offered else ""
        said = str(
            typer.prompt(
                printable(f"{where}: '{proposal.question}'{offered}; empty: no standing answer"),
                default="",
                show_default=False,
            )
        )
        if said.strip():
            return proposal.answered(said.strip())
        asked = f"{where}: shall each record answer '{proposal.question}' for itself?"
        return proposal.as_field() if proposal.content and typer.confirm(printable(asked)) else None
    if proposal.section == "absent":
        asked = f"{where}: does this site really have no '{proposal.ours}'?"
    elif proposal.section == "fields":
        asked = f"{where}: take over '{proposal.value}' ({proposal.why})?"
    else:
        asked = f"{where}: is our '{proposal.ours}' this site's '{proposal.value}'? ({proposal.confidence:.0%})"
    return proposal if typer.confirm(printable(asked)) else None


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"the folder {path.parent} can't be made: {error.strerror}") from None


def _write(path: Path | None, text: str, option: str) -> None:
    if path is None:
        return
    try:
        write_private(path, text.encode())
    except OSError as error:
        raise ConfigError(f"{option}: {path} can't be written: {error.strerror}") from None


@app.command("update-profile")
def update_profile_file(
    file: Annotated[Path, typer.Argument(help="The site profile (.yaml).", show_default=False)],
) -> None:
    """Moves the labels, locators, options, absent, questions and headings of an older profile into a form map."""
    from bot.config import find_profile
    from bot.survey.write import update_profile

    path = find_profile(str(file))
    written = update_profile(path)
    say(f"{path.name}: nothing to move" if written is None else f"{written}: what {path.name} said of screens is there")
