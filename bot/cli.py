"""The command line: `caljobs-bot check`, `run`, `show-fields`.

Exit codes: 0 all done, unchanged or rehearsed; 1 some need a fix or a person; 2 usage or configuration; 3 the site
refused everyone; 4 unfinished.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Annotated, Never

import typer
from rich.console import Console
from tenacity import wait_random_exponential

from bot.config import Profile, load_profile
from bot.controls import DateBox, Unreadable
from bot.errors import ConfigError, RecordError, Stopped
from bot.flows.participant import Job, unexpected
from bot.flows.results import RECORD, Result, exit_code
from bot.flows.run import run_all
from bot.flows.sign_in import keep_sign_in
from bot.records.fields import fields_markdown, fields_rows
from bot.records.load import Loaded, load
from bot.records.model import Record
from bot.records.problems import Problem
from bot.report.fields_table import fields_table
from bot.report.progress import complain, reporter
from bot.session import Session
from bot.session.credentials import Login, find_login

USAGE, UNFINISHED = 2, 4
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
    login = find_login(profile)
    _make_folder(out)
    loaded = _load(inputs, profile, day, entering=False)
    records, wrong, nameless = _chosen(loaded, only or [])
    if not records and not wrong:
        complain("there is no record to enter")
    telling = reporter(len(records) + len(wrong), as_json=as_json)
    results: list[Result] = []

    def tell(result: Result) -> None:
        results.append(result)
        telling.done(result)

    for result in wrong:
        tell(result)
    try:
        with stopping() as stop, _session(records, profile, headed=headed) as session:
            if session is not None:
                job = Job(
                    session=session,
                    login=login,
                    folder=out,
                    watch=telling,
                    save=profile.save,
                    today=day,
                    stop=stop.asked,
                    wait=wait_random_exponential(multiplier=1, max=30),
                    sleep=stop.sleep,
                )
                run_all(job, records, tell)
                _keep_sign_in(session, login)
    except KeyboardInterrupt:
        for record in records[len(results) - len(wrong) :]:
            tell(Result(record.user_id, "parked", error=Stopped("stopped at once by the user before it was begun")))
    finally:
        telling.end(results)
    raise typer.Exit(exit_code(results, len(records) + len(wrong)) or (1 if nameless else 0))


@contextmanager
def _session(records: list[Record], profile: Profile, *, headed: bool) -> Iterator[Session | None]:
    """A browser, when there is something to enter."""
    if not records:
        yield None
        return
    with Session.start(profile, headed=headed) as session:
        yield session


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
    """The entry point; tells errors of configuration in one line, and those of the program without any value."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that a console lacks must not end a run
    try:
        app()
    except ConfigError as error:
        complain(str(error))
        sys.exit(USAGE)
    except Exception as error:  # noqa: BLE001 - its own words may quote a value, and so may Python's report of it
        complain(unexpected(error).message)
        sys.exit(UNFINISHED)
    raise AssertionError("typer ends the program")


def _chosen(loaded: Loaded, only: list[str]) -> tuple[list[Record], list[Result], list[Problem]]:
    """The records to work on, the results of those that can't be, and the problems that are nobody's in particular.

    One bad record never stops the others. What is wrong is told here, without the values the author wrote.
    """
    theirs = [problem for problem in loaded.problems if problem.user_id is not None]
    nameless = [problem for problem in loaded.problems if problem.user_id is None]
    known = {record.user_id for record in loaded.records} | {problem.user_id for problem in theirs}
    if unknown := set(only) - known:
        raise ConfigError(f"--only: no record has the User ID {', '.join(sorted(unknown))}")
    theirs = [problem for problem in theirs if not only or problem.user_id in only]
    for note in loaded.warnings:
        if not only or note.user_id in only:
            complain(f"note: {note}")
    for problem in (*theirs, *nameless):
        complain(str(problem))
    wrong: dict[str, Result] = {}
    for problem in theirs:
        assert problem.user_id is not None
        error = RecordError(str(problem), step=RECORD, screen=problem.screen, field=problem.field)
        wrong.setdefault(problem.user_id, Result(problem.user_id, "needs_fix", error=error))
    records = [record for record in loaded.records if not only or record.user_id in only]
    return records, list(wrong.values()), nameless


def _make_folder(out: Path) -> None:
    """The folder for what comes of the run, made before anything is entered: afterwards is too late to find out."""
    try:
        out.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(f"--out: the folder {out} can't be made: {error.strerror}") from None
    if not os.access(out, os.W_OK):
        raise ConfigError(f"--out: nothing can be written to the folder {out}")


def _keep_sign_in(session: Session, login: Login | None) -> None:
    try:
        keep_sign_in(session, login)
    except OSError as error:
        complain(f"the sign-in could not be kept for the next run: {error.strerror}")


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


class Stop:
    """A request to stop at the next safe point, as a signal's handler leaves it."""

    def __init__(self) -> None:
        self._requests: SimpleQueue[None] = SimpleQueue()  # the one queue that a handler may always put into

    def request(self) -> None:
        self._requests.put(None)

    def asked(self) -> bool:
        return not self._requests.empty()

    def sleep(self, seconds: float) -> None:
        """Passes time, but not once a stop is asked for."""
        with suppress(Empty):
            self._requests.put(self._requests.get(timeout=seconds))


@contextmanager
def stopping() -> Iterator[Stop]:
    """Ctrl-C and SIGTERM ask to stop at the next safe point; the second one stops at once."""
    stop = Stop()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.asked():
            raise KeyboardInterrupt
        stop.request()
        complain("stopping at the next safe point; once more stops at once")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    main()
