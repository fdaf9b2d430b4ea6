"""`check` and `run`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from tenacity import wait_random_exponential

from bot.cli.app import (
    AnySiteName,
    BaseUrl,
    Headed,
    Inputs,
    LedgerPlace,
    Mapping,
    NotifyBy,
    Out,
    Save,
    SiteName,
    Staff,
    Today,
    Until,
    Webhook,
    Workers,
    Zone,
    app,
    day_of,
    load_records,
    make_folder,
)
from bot.cli.batch import Batch, Orders, ends_at, hang_seconds, staff_logins, work_through
from bot.cli.stopping import stopping
from bot.config import Profile, load_profile
from bot.engine.alone import alone, signed_up
from bot.engine.entries import entry_of, wrong_entries
from bot.engine.heart import Heart
from bot.engine.watchdog import Watchdog
from bot.errors import ConfigError, RecordError, Stopped
from bot.flows.participant import Job
from bot.flows.results import RECORD, Result, exit_code
from bot.flows.run import run_all
from bot.flows.sign_in import keep_sign_in
from bot.ledger import Entry, Ledger
from bot.records.load import Loaded
from bot.records.model import Record
from bot.records.problems import Problem
from bot.report.notify import Notify
from bot.report.progress import Reporter, complain, reporter, say
from bot.report.results_file import check_results_path, write_results
from bot.schedule import ZONE
from bot.session import Session
from bot.session.credentials import Login
from bot.sheets.marked import check_marked_path, mark_copy
from bot.survey.batch import BatchCheck


@app.command()
def check(
    inputs: Inputs,
    site: AnySiteName = None,
    today: Today = None,
    mapping: Mapping = None,
    marked: Annotated[
        Path | None, typer.Option(help="A copy of the workbook, its errors as comments on red cells.")
    ] = None,
) -> None:
    """Checks records and tells every error of every record at once."""
    profile = load_profile(site) if site else None
    if marked is not None:
        check_marked_path(marked, inputs)
    day = day_of(today, profile)
    loaded = load_records(inputs, profile, day, entering=True, mapping=mapping, keep=False)
    for warning in loaded.warnings:
        say(f"note: {warning.for_author()}")
    for problem in loaded.problems:
        say(problem.for_author())
    if marked is not None:
        cells = mark_copy(inputs[0], marked, loaded.problems, loaded.warnings)
        words = "no copy is made of it" if cells is None else f"a copy with {cells} cells marked"
        say(f"{marked}: {words}")
    count, wrong = loaded.count, len(loaded.problems)
    say(f"{count} records are fine; {wrong} problems" if wrong else f"{count} records, no problems")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def run(
    inputs: Inputs,
    site: SiteName,
    base_url: BaseUrl = None,
    out: Out = Path("out"),
    save: Save = None,
    only: Annotated[list[str] | None, typer.Option(help="Only this User ID; can be given again.")] = None,
    staff: Staff = None,
    workers: Workers = None,
    until: Until = None,
    zone: Zone = ZONE,
    headed: Headed = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a participant on standard output.")] = False,
    notify: NotifyBy = None,
    webhook: Webhook = None,
    today: Today = None,
    ledger: LedgerPlace = None,
    mapping: Mapping = None,
    results_file: Annotated[
        Path | None, typer.Option("--results", help="What became of each, as a workbook (.xlsx) or .csv file.")
    ] = None,
) -> None:
    """Enters records: activities, assessment, plan, and the printed plan as a PDF."""
    profile = load_profile(site, base_url=base_url, save=save)
    batch = Batch("run", profile, Notify(notify, webhook))
    day = day_of(today, profile)
    if results_file is not None:
        check_results_path(results_file, inputs)
    fixed = str(day) if today or profile.today else None
    logins = staff_logins(profile, staff, workers)
    orders = Orders(logins, out, ends_at(until, zone), headed=headed, today=fixed)
    if len(logins) > 1 and not profile.save:
        raise ConfigError("a rehearsal has one worker: several are for saving")
    make_folder(out)
    loaded = load_records(inputs, profile, day, entering=False, mapping=mapping)
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
    theirs = [problem for problem in loaded.problems if not only or problem.user_id in only]
    entries = [*map(entry_of, records), *wrong_entries(theirs)] if profile.save else []
    try:
        with Ledger.open(ledger) as book:
            if len(logins) > 1:
                _with_workers(book, profile, orders, records, entries, results, tell, as_json=as_json)
            else:
                _by_itself(book, profile, orders, records, entries, telling, tell, day)
    except KeyboardInterrupt:
        for record in records[len(results) - len(wrong) :]:
            tell(Result(record.user_id, "parked", error=Stopped("stopped at once by the user before it was begun")))
    finally:
        telling.end(results)
        if results_file is not None:
            write_results(results_file, loaded, results)
    code = exit_code(results, len(records) + len(wrong)) or (1 if nameless else 0)
    batch.summarize_results(results, code)
    raise typer.Exit(code)


def _by_itself(
    book: Ledger,
    profile: Profile,
    orders: Orders,
    records: list[Record],
    entries: list[Entry],
    telling: Reporter,
    tell: Callable[[Result], None],
    day: date,
) -> None:
    """One sign-in: no other processes, the records in the order in which they were given."""
    login = orders.logins[0]
    with (
        stopping(orders.until) as stop,
        _signed_up(book, profile, login, any_work=bool(records)) as (owner, heart),
        _session(records, profile, headed=orders.headed) as session,
    ):
        if entries:
            book.loading.load(profile.site, entries, replace=True)
        if session is not None:
            dog = Watchdog(hang_seconds(profile, orders.headed))
            job = Job(
                session=session,
                login=login,
                folder=orders.out,
                watch=telling,
                save=profile.save,
                today=day,
                stop=stop.asked,
                wait=wait_random_exponential(multiplier=1, max=30),
                sleep=dog.at_rest(stop.sleep),
                before=BatchCheck(profile, records),
            )
            username = login.username if login else ""
            if not profile.save:
                run_all(job, records, tell)
            else:
                with dog.watching():
                    run_all(alone(job, book, profile, owner, heart, username, dog.alive), records, tell)
            _keep_sign_in(session, login)


def _with_workers(
    book: Ledger,
    profile: Profile,
    orders: Orders,
    records: list[Record],
    entries: list[Entry],
    results: list[Result],
    tell: Callable[[Result], None],
    *,
    as_json: bool,
) -> None:
    """Several sign-ins: what was given goes into the ledger, and workers take it up, nearest due day first."""
    book.loading.load(profile.site, entries, replace=True)
    among = book.views.numbers(profile.site, [record.user_id for record in records])
    worked = work_through(book, profile, orders, as_json=as_json, of_run=True, among=among)
    for record in records:
        result = worked.course.results.get(record.user_id)
        if result is None:
            tell(Result(record.user_id, "parked", error=Stopped("it was not begun: run it again")))
        elif result.state == "parked":
            tell(result)
        else:
            results.append(result)


@contextmanager
def _signed_up(
    book: Ledger, profile: Profile, login: Login | None, *, any_work: bool
) -> Iterator[tuple[str, Heart]]:
    """The staff sign-in for this run alone, when there is something to enter."""
    if not any_work:
        yield "", Heart(book, "")
        return
    with signed_up(book, profile, login.username if login else "") as (owner, heart):
        yield owner, heart


@contextmanager
def _session(records: list[Record], profile: Profile, *, headed: bool) -> Iterator[Session | None]:
    """A browser, when there is something to enter."""
    if not records:
        yield None
        return
    with Session.start(profile, headed=headed) as session:
        yield session


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


def _keep_sign_in(session: Session, login: Login | None) -> None:
    try:
        keep_sign_in(session, login)
    except OSError as error:
        complain(f"the sign-in could not be kept for the next run: {error.strerror}")
