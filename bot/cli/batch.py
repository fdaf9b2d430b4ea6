"""What `run`, `work` and `backfill` share: sign-ins, the time to stop, one batch of the local engine, its summary."""

from __future__ import annotations

import getpass
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.stopping import stopping
from bot.compare.decisions import Decision
from bot.config import Profile
from bot.engine.entries import result_in
from bot.engine.hand import Settings
from bot.engine.local import Bounds, Local
from bot.engine.lock import only_parent
from bot.errors import ConfigError, ProgramError
from bot.flows.results import FINE, Result, exit_code
from bot.ledger import REPLACE_LEDGER, Ledger
from bot.report.bulk import View, view_of
from bot.report.course import Course
from bot.report.notify import Notify, Summary, count
from bot.report.progress import complain
from bot.schedule import next_time
from bot.session.credentials import USERNAME, Login, find_login, find_logins
from bot.session.state import SignedInState

REFUSED = 3
HANG_ANSWERS, HANG_MORE_S = 3, 100.0
"""A worker hangs that has given no sign of life for so many of the longest answers, and so many seconds more."""


@dataclass(frozen=True)
class Orders:
    """How a batch is worked on. `today`: the site's date, where it is not this machine's. `compares`: look only."""

    logins: Sequence[Login | None]
    out: Path
    until: datetime | None = None
    most: int | None = None
    headed: bool = False
    today: str | None = None
    compares: bool = False
    decisions: Sequence[Decision] = ()


def with_a_sign_in(orders: Orders, profile: Profile) -> Orders:
    """The orders with a sign-in that is asked for at the terminal, where none is known and no browser is shown in which
    a person could sign in."""
    has_kept = profile.keep_signed_in and SignedInState(profile.base_url, "").is_kept
    if orders.headed or any(orders.logins) or has_kept:
        return orders
    return replace(orders, logins=[ask_login(profile)])


@dataclass
class Batch:
    """One batch at one site: its results, and who is notified of them."""

    command: str
    profile: Profile
    notify: Notify
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def summarize(self, states: Mapping[str, int], kinds: Mapping[str, int], code: int) -> None:
        """Sends the summary; one that can't be delivered is said, and changes nothing."""
        now = datetime.now(UTC)
        for problem in self.notify(Summary(self.command, self.profile.name, self.began, now, code, states, kinds)):
            complain(problem)

    def summarize_results(self, results: Iterable[Result], code: int) -> None:
        """Sends the summary of results that are all there are."""
        states, kinds = count((result.state, result.error.kind if result.error else None) for result in results)
        self.summarize(states, kinds, code)


@dataclass(frozen=True)
class Worked:
    """What became of a batch of the local engine. `untouched`: how many wait who were never taken up."""

    course: Course
    halted: str | None
    untouched: int
    is_cut_short: bool
    altered: int = 0
    """How many items were changed from outside: nobody works on them."""

    @property
    def code(self) -> int:
        """The exit code."""
        results = list(self.course.results.values())
        refused = self.halted not in (None, "ledger", "lost", ProgramError.kind)
        if refused and not any(result.state in FINE for result in results):
            return REFUSED
        code = exit_code(results, len(results) + (0 if self.is_cut_short else self.untouched))
        return code or (1 if self.altered else 0)

    @property
    def states(self) -> dict[str, int]:
        """How many are in which state, those who were never taken up included."""
        return dict(self.course.states + Counter(queued=self.untouched))


def staff_logins(profile: Profile, staff: Sequence[str] | None, workers: int | None) -> list[Login | None]:
    """A sign-in for each worker: those of `--staff`, or the one of the environment or keyring.

    Passwords that neither has are asked for at a terminal. Raises ConfigError when there are too few, or more than the
    profile's pace lets be in use.
    """
    if staff:
        logins: list[Login | None] = [*find_logins(profile, staff, _ask if sys.stdin.isatty() else None)]
    else:
        logins = [find_login(profile)]
    wanted = workers or len(logins)
    if wanted > len(logins):
        raise ConfigError(f"--workers {wanted}: each needs a sign-in of its own: give --staff NAME {wanted} times")
    if wanted > profile.pace.sessions:
        raise ConfigError(
            f"the profile lets {profile.pace.sessions} sign-ins be used at once, and not {wanted} (pace: sessions)"
        )
    return logins[:wanted]


def ends_at(until: str | None, zone: str) -> datetime | None:
    """The moment that `--until` means. Raises ConfigError."""
    return None if until is None else next_time(until, zone, "--until", datetime.now(UTC))


def work_through(
    book: Ledger,
    profile: Profile,
    orders: Orders,
    *,
    as_json: bool,
    of_run: bool = False,
    among: list[int] | None = None,
) -> Worked:
    """Has what waits at the site (or `among` these items) worked on by workers, to the end or a stop.

    Raises ConfigError when another parent works on this ledger, or its log was changed from outside.
    """
    altered = check_ledger(book)
    waiting = _waiting(book, profile.site, among)
    course = Course(waiting)
    halted = next((hold.halted for hold in book.views.holds(profile.site)), None)
    if halted is not None:
        return Worked(course, halted, waiting, is_cut_short=False, altered=altered)
    view: View = view_of(course, as_json=as_json, results_only=of_run)
    settings = Settings(
        ledger=book.place,
        profile=profile.model_dump(mode="json"),
        site=profile.site,
        out=str(orders.out.absolute()),
        today=orders.today,
        headed=orders.headed,
        among=among,
        decisions=[decision.as_told() for decision in orders.decisions],
    )
    bounds = Bounds(orders.most, orders.until, hang_s=hang_seconds(profile, orders.headed))
    with only_parent(book), stopping(orders.until) as stop:
        engine = Local(book, settings, orders.logins, view.event, stop.asked, bounds)
        try:
            if waiting:
                engine.run()
                _tell_unheard(book, profile.site, course, view)
        except KeyboardInterrupt:
            complain("stopped at once; what was in work is taken up again next time")
        finally:
            view.end()
    parked = sum(result.state == "parked" for result in course.results.values())
    left = max(0, _waiting(book, profile.site, among) - parked)
    return Worked(course, engine.halted, left, engine.is_cut_short, altered)


def check_ledger(book: Ledger) -> int:
    """Looks whether the ledger is as it was written, and tells who was changed from outside; how many. They are set
    aside. Raises ConfigError when its log is not."""
    found = book.check()
    if found.log is not None:
        raise ConfigError(f"{found.log}; no work is begun: {REPLACE_LEDGER}")
    for problem in found.problems:
        complain(problem)
    return len(found.problems)


def _tell_unheard(book: Ledger, site: str, course: Course, view: View) -> None:
    """Reports results that the ledger has and no worker reported: a worker may die in between."""
    for user_id, number in list(course.unheard.items()):
        if (result := result_in(book, site, user_id)) is not None:
            view.event(number, {"event": "result", "result": result.as_json(), "pages": 0})


def _waiting(book: Ledger, site: str, among: list[int] | None) -> int:
    states = book.views.status(site, among=among).states
    return states["queued"] + states["parked"] + states["working"]


def hang_seconds(profile: Profile, headed: bool) -> float:
    """No single wait for the site is longer than its limit; a person at a visible browser takes minutes to sign in."""
    return HANG_ANSWERS * profile.limits.answer_seconds + (600 if headed else HANG_MORE_S)


def ask_login(profile: Profile) -> Login | None:
    """The user name and password of who sits at the terminal, kept for this run only; None where nobody does, or where
    nothing is given. The password is not shown."""
    if not sys.stdin.isatty():
        return None
    username = os.environ.get(USERNAME, "").strip() or _line(f"User name at {profile.host} (empty: none): ")
    password = _ask(username) if username else ""
    return Login(username, password) if password else None


def _line(words: str) -> str:
    """A line that a person types. What asks for it does not stand among the results on standard output."""
    print(words, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _ask(username: str) -> str:
    return getpass.getpass(f"Password of {username} (not shown, not kept): ")
