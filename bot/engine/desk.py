"""One worker's desk: it takes up participants from the ledger one by one, has them worked on, and files the outcome.

Both engines use it: the local one in each worker process, the cluster for each job, `run` in its own process.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.config import Pace
from bot.engine.entries import record_of
from bot.engine.faults import FaultsInARow
from bot.engine.heart import Heart
from bot.engine.machine_locks import MachineLocks
from bot.errors import (
    AccessDenied,
    AnotherPage,
    BotError,
    BrowserGone,
    ControlMissing,
    InUse,
    LedgerTrouble,
    LostClaim,
    OutputTrouble,
    ProgramError,
    RecordError,
    SessionLost,
    SignInFailed,
    SiteChanged,
    SiteDown,
    SiteError,
    Stopped,
    Transient,
    UnknownDialog,
    UnknownField,
    UnknownOutcome,
    UnknownSite,
    Unreachable,
)
from bot.flows.participant import Job
from bot.flows.results import Result, keeps_everyone_out, state_of
from bot.ledger import Claim, Ledger, Outcome, Reason
from bot.ledger import State as ItemState
from bot.records.model import Record

_PUT_OFF_S = 120.0
"""Seconds before an item that had a bad moment is taken up again, so that others go first."""

Ending = Literal["on", "empty", "rest", "halted", "signed out", "lost", "broken"]
"""What the worker should do next: go on; or nothing is left; or leave the sign-in alone for a window; or why it must
stop: the site or the sign-in is shut to us, the ledger can't be written, the browser is gone or the program fails
for one participant after the other."""


@dataclass
class Desk:
    """One worker at a site, as one staff member, with one job (a browser) at a time."""

    ledger: Ledger
    site: str
    owner: str
    heart: Heart
    job: Job
    pace: Pace
    username: str = ""
    stop: Callable[[], bool] = lambda: False
    pause: Callable[[float], None] = lambda seconds: None
    """Passes time until something may have changed; ends early when a stop is asked for."""
    progress: Callable[[], None] = lambda: None
    """Told of every page that is asked for: a sign of life."""
    pages: int = 0
    """How many pages the site was asked for."""
    filed: ItemState | None = None
    """The state in which the ledger has the last participant; None where it could not be written, or was not ours."""
    _lost_too_often: bool = False
    _faults: FaultsInARow = field(default_factory=FaultsInARow)

    def __post_init__(self) -> None:
        self.job.session.turn = self._turn
        self.job.session.site.turn = self._turn
        locks = MachineLocks(self.job.session.profile, self.ledger.identity)
        self.job = replace(self.job, lost_session=self._lost_session, reserved=locks.participant)

    def work_on(self, claim: Claim, record: Record | None = None) -> Result:
        """Works on one claimed participant (whose record may be at hand) and files what became of it.

        A ledger that can't be written shows as the result's error: then nothing was saved either.
        """
        self.filed = None
        try:
            record = record or record_of(claim, self.job.session.profile.forms)
        except ValueError:
            error = BotError("the kept record can't be read by this version of the program: load it again")
            result = Result(claim.user_id, "failed", error=error)
        else:
            limits = self.job.session.profile.limits
            journal = self.ledger.journal(claim, outcome_s=limits.outcome_seconds)
            with self.heart.for_claim(claim):
                result = replace(self.job, journal=journal).run(record)
            with suppress(LedgerTrouble):
                journal.flush()
        try:
            self._file(claim, result)
        except (LostClaim, LedgerTrouble) as error:
            result.error, result.state = error, state_of(error)
        return result

    def _file(self, claim: Claim, result: Result) -> None:
        if not isinstance(result.error, LostClaim | LedgerTrouble):  # not ours to file, or nowhere to file it
            self.filed = self.ledger.claims.finish(claim, outcome_of(result))
            if self.filed in ("done", "unknown"):  # the ledger knows what earlier tries saved
                result.state = self.filed

    def weigh(self, result: Result) -> Ending:
        """What a result says of the site: whether the breaker opens, the site has changed, or keeps us out."""
        error, sites = result.error, self.ledger.sites
        if self._faults.too_many(result):
            return "broken"
        if self._lost_too_often:
            self._lost_too_often = False
            return "rest"
        match error:
            case None:
                sites.worked(self.site)
            case SiteDown(retry_after=float() as seconds):  # it says itself for how long it is to be left alone
                sites.failed(self.site, self.owner, most=1, wait_s=max(self.pace.pause_seconds, seconds))
            case SiteDown():
                sites.failed(self.site, self.owner, most=self.pace.failures, wait_s=self.pace.pause_seconds)
            case AccessDenied() | UnknownSite() | Unreachable() | SiteChanged():
                sites.halt(self.site, error.kind)
                return "halted"
            case AnotherPage() | ControlMissing() | UnknownDialog() | UnknownField() if self._is_changed(error):
                sites.halt(self.site, error.kind)
                return "halted"
            case SiteError() | RecordError() if not isinstance(error, SignInFailed):
                sites.answered(self.site)
        return _of_the_worker(error)

    def _is_changed(self, error: BotError) -> bool:
        """Whether the same screen was strange in the same way so often in a row that the site has changed."""
        place = " > ".join(part or "" for part in (error.kind, error.screen, error.field))
        return self.ledger.sites.strange(self.site, place, most=self.pace.strange)

    def _lost_session(self) -> None:
        """Signs in again so many times in a window; more is somebody else at work with the same sign-in."""
        times = self.ledger.sign_ins.lost(self.site, self.username, window_s=self.pace.window_seconds)
        if times > self.pace.sign_ins_again:
            self._lost_too_often = True
            raise SessionLost(
                f"the site has signed us out {times} times within {self.pace.window_seconds:g} seconds: is this sign-in"
                " used elsewhere?"
            )

    def _turn(self) -> None:
        self.pages += 1
        self.progress()
        if self.pace.pages_a_minute is not None:
            wait = self.ledger.sites.turn(self.site, self.pace.pages_a_minute)
            if wait > 0:
                self.pause(wait)


def _of_the_worker(error: BotError | None) -> Ending:
    match error:
        case SignInFailed():
            return "signed out"
        case LedgerTrouble():
            return "lost"
        case BrowserGone():
            return "broken"
    return "on"


def outcome_of(result: Result) -> Outcome:
    """A result as the ledger records it."""
    error = result.error
    assert result.state != "rehearsed", "a rehearsal is none of the ledger's items"
    state: ItemState = result.state
    if error is None:
        return Outcome(state, plan_id=result.plan_id, seconds=result.seconds)
    reason = Reason(error.kind, error.message, error.step, error.screen, error.field)
    if isinstance(error, UnknownOutcome):
        state = "unknown"
    blameless = keeps_everyone_out(error) or isinstance(error, InUse | SiteDown | Stopped)
    if keeps_everyone_out(error):
        state = "parked"  # the site refused us, and not this participant
    waits = isinstance(error, Transient) and state == "parked" and not isinstance(error, SiteDown | BrowserGone)
    waits = waits or (isinstance(error, ProgramError | OutputTrouble) and state == "parked")
    later = _PUT_OFF_S if waits else None
    return Outcome(state, reason, result.plan_id, result.seconds, not_before=later, counts=not blameless)
