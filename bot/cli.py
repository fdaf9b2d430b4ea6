"""The command line: `caljobs-bot check`, `run`, `show-fields`.

Exit codes: 0 all done, unchanged or rehearsed; 1 some need a fix or a person; 2 usage or configuration; 3 the site
refused everyone; 4 unfinished.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Annotated, Never

import typer
from rich.console import Console
from tenacity import wait_random_exponential

from bot.config import Profile, load_profile
from bot.controls import DateBox, Unreadable
from bot.errors import BotError, ConfigError, RecordError
from bot.flows.participant import Job
from bot.flows.results import Result, exit_code
from bot.flows.run import run_all
from bot.records.fields import fields_markdown, fields_rows
from bot.records.load import Loaded, load
from bot.records.model import Record
from bot.report.fields_table import fields_table
from bot.report.progress import complain, reporter
from bot.session import Session
from bot.session.credentials import find_login

USAGE = 2
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # its pictures of variables would show participants' values
    help="Enters Objective Assessment Summaries and Individual Employment Plans into CalJOBS, for staff with leave to.",
)

Inputs = Annotated[list[Path], typer.Argument(help="YAML files, or folders of them.", show_default=False)]
SiteName = Annotated[str, typer.Option("--site", help="A site profile: its name in configs/, or a file.")]
Today = Annotated[str | None, typer.Option(help="The site's date, for a test site whose clock stands elsewhere.")]


@app.command()
def check(inputs: Inputs, site: Annotated[str | None, SiteName.__metadata__[0]] = None, today: Today = None) -> None:
    """Checks records and tells every error of every record at once."""
    profile = load_profile(site) if site else None
    loaded = _load(inputs, profile, _today(today, profile), entering=True)
    for warning in loaded.warnings:
        print(f"note: {warning.for_author()}")
    for problem in loaded.problems:
        print(problem.for_author())
    count, wrong = len(loaded.records), len(loaded.problems)
    print(f"{count} records are fine; {wrong} problems" if wrong else f"{count} records, no problems")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def run(
    inputs: Inputs,
    site: SiteName,
    base_url: Annotated[str | None, typer.Option(help="The site's home page, instead of the profile's.")] = None,
    out: Annotated[Path, typer.Option(help="The folder for the printed plans.")] = Path("out"),
    save: Annotated[
        bool | None,
        typer.Option("--save/--rehearse", help="Save, or only rehearse; default: what the profile says."),
    ] = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this User ID; can be given again.")] = None,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser; needed to sign in by hand.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a participant on standard output.")] = False,
    today: Today = None,
) -> None:
    """Enters records: activities, assessment, plan, and the printed plan as a PDF."""
    profile = load_profile(site, base_url=base_url, save=save)
    day = _today(today, profile)
    loaded = _load(inputs, profile, day, entering=False)
    records, wrong = _chosen(loaded, only or [])
    telling = reporter(len(records) + len(wrong), as_json=as_json)
    for result in wrong:
        telling.done(result)
    results = list(wrong)
    with stopping() as stop:
        if records:
            with Session.start(profile, headed=headed) as session:
                job = Job(
                    session=session,
                    login=find_login(profile),
                    folder=out,
                    watch=telling,
                    save=profile.save,
                    today=day,
                    stop=stop,
                    wait=wait_random_exponential(multiplier=1, max=30),
                )
                results += run_all(job, records, telling.done)
    telling.end(results)
    nameless = any(problem.user_id is None for problem in loaded.problems)
    raise typer.Exit(exit_code(results, len(records) + len(wrong)) or (1 if nameless else 0))


@app.command("show-fields")
def show_fields(
    screen: Annotated[
        str | None, typer.Option(help="Only this screen, by its key, such as plan.goals.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="The whole page, as in docs/fields.md.")] = False,
) -> None:
    """Shows the fields a record can have, with labels, options and limits."""
    if markdown:
        print(fields_markdown(), end="")
    else:
        Console().print(fields_table(fields_rows(screen)))


def main() -> Never:
    """The entry point; tells errors of configuration in one line."""
    try:
        app()
    except BotError as error:
        complain(str(error))
        sys.exit(USAGE)
    raise AssertionError("typer ends the program")


def _chosen(loaded: Loaded, only: list[str]) -> tuple[list[Record], list[Result]]:
    """The records to work on, and the results of those that can't be: one bad record never stops the others."""
    wrong: dict[str, Result] = {}
    for problem in loaded.problems:
        complain(str(problem))
        if problem.user_id is not None and problem.user_id not in wrong:
            error = RecordError(str(problem), step="record", screen=problem.screen, field=problem.field)
            wrong[problem.user_id] = Result(problem.user_id, "needs_fix", error=error)
    known = {record.user_id for record in loaded.records} | set(wrong)
    if unknown := set(only) - known:
        raise ConfigError(f"--only: no record has the User ID {', '.join(sorted(unknown))}")
    records = [record for record in loaded.records if not only or record.user_id in only]
    return records, [result for user_id, result in wrong.items() if not only or user_id in only]


def _load(inputs: list[Path], profile: Profile | None, today: date, *, entering: bool) -> Loaded:
    refused = profile is None or profile.refuses_markup
    return load(inputs, today=today, markup_refused=refused, check_age=entering)


def _today(text: str | None, profile: Profile | None) -> date:
    if text is None:
        return (profile and profile.today) or date.today()
    try:
        return DateBox("today").parse(text)
    except Unreadable as error:
        raise ConfigError(f"--today {error.words}") from None


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Ctrl-C and SIGTERM ask to stop at the next safe point; the second one stops at once."""
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        complain("stopping at the next safe point; once more stops at once")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    main()
