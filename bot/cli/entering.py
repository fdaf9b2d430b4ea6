"""How `run` enters what it was given: by itself with one sign-in, or with workers for several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date

from tenacity import wait_random_exponential

from bot.cli.batch import Orders, hang_seconds, work_through
from bot.cli.stopping import stopping
from bot.compare.decisions import Decision, by_participant
from bot.config import Profile
from bot.engine.alone import Rehearsing, alone, signed_up
from bot.engine.heart import Heart
from bot.engine.machine_locks import MachineLocks
from bot.engine.renewing import Renewing
from bot.engine.watchdog import Watchdog
from bot.errors import ConfigError, RecordError, Stopped
from bot.flows.participant import Job
from bot.flows.results import RECORD, Result
from bot.flows.run import Runs, run_all
from bot.flows.sign_in import keep_sign_in
from bot.ledger import Entry, Ledger
from bot.records.load import Loaded
from bot.records.model import Record
from bot.records.problems import Problem, lines_of
from bot.report.progress import Reporter, complain
from bot.session import Session
from bot.session.credentials import Login
from bot.survey.batch import BatchCheck


def by_itself(
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
    ):
        if not records:
            if entries:
                book.loading.load(profile.site, entries, replace=True)
            return
        dog = Watchdog(hang_seconds(profile, orders.headed))
        before = BatchCheck(profile, records)

        def work_with(session: Session) -> Runs:
            job = Job(
                session=session,
                login=login,
                folder=orders.out,
                watch=telling,
                save=profile.save,
                today=day,
                compares=orders.compares,
                decisions=by_participant(orders.decisions),
                stop=stop.asked,
                wait=wait_random_exponential(multiplier=1, max=30),
                sleep=dog.at_rest(stop.sleep),
                before=before,
                reserved=MachineLocks(profile, saves=profile.save).participant,
            )
            username = login.username if login else ""
            if not profile.save:
                return Rehearsing(job, book)
            return alone(job, book, profile, owner, heart, username, dog.alive)

        with Renewing(lambda: Session.start(profile, headed=orders.headed), work_with, stop.asked) as work:
            if entries:
                book.loading.load(profile.site, entries, replace=True)
            with dog.watching() if profile.save else nullcontext():
                run_all(work, records, tell, work.bars)
            if work.session is not None:
                _keep_sign_in(work.session, login)


def with_workers(
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


def chosen(loaded: Loaded, only: list[str]) -> tuple[list[Record], list[Result], list[Problem]]:
    """The records to work on, the results of those that can't be, and the problems that are nobody's in particular.

    One bad record never stops the others. Its problems are printed here, without the values the author wrote.
    """
    theirs = [problem for problem in loaded.problems if problem.user_id is not None]
    nameless = [problem for problem in loaded.problems if problem.user_id is None]
    known = {record.user_id for record in loaded.records} | {problem.user_id for problem in theirs}
    if unknown := set(only) - known:
        raise ConfigError(f"--only: no record has the User ID {', '.join(sorted(unknown))}")
    theirs = [problem for problem in theirs if not only or problem.user_id in only]
    notes = [note for note in loaded.warnings if not only or note.user_id in only]
    for line in lines_of(notes, for_author=False):
        complain(f"note: {line}")
    for line in lines_of((*theirs, *nameless), for_author=False):
        complain(line)
    wrong: dict[str, Result] = {}
    for problem in theirs:
        assert problem.user_id is not None
        error = RecordError(str(problem), step=RECORD, screen=problem.screen, field=problem.field)
        wrong.setdefault(problem.user_id, Result(problem.user_id, "needs_fix", error=error))
    records = [record for record in loaded.records if not only or record.user_id in only]
    return records, list(wrong.values()), nameless


def tell_unused(decisions: Sequence[Decision], loaded: Loaded) -> None:
    """Says for whom something was decided that is not among the records: it may be a slip of the hand."""
    known = {record.user_id for record in loaded.records} | {problem.user_id for problem in loaded.problems}
    strange = dict.fromkeys(each.user_id for each in decisions if each.user_id not in known)
    if strange:
        complain(f"note: decisions about {', '.join(strange)} are not used: no such participant is among the records")


def _keep_sign_in(session: Session, login: Login | None) -> None:
    try:
        keep_sign_in(session, login)
    except OSError as error:
        complain(f"the sign-in could not be kept for the next run: {error.strerror}")
