"""All steps for one participant, each begun anew at the screen in hand when the site had a bad moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Protocol

from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_none
from tenacity.nap import sleep as nap
from tenacity.wait import wait_base

from bot.compare.decisions import NONE, Decisions
from bot.compare.items import Comparison, Place, grouped
from bot.errors import (
    ActivityNotPrinted,
    BotError,
    BrowserGone,
    Mismatch,
    RequestFailed,
    SessionLost,
    SiteDown,
    Stopped,
    Transient,
    UnderWay,
    UnknownOutcome,
    unexpected,
)
from bot.flows.activities import ACTIVITY, ensure_activities
from bot.flows.assessment import ensure_assessment
from bot.flows.journal import NoStepJournal, StepJournal
from bot.flows.plan import ensure_plan, look_for_obstacles
from bot.flows.printing import print_plan
from bot.flows.results import OPEN, SIGN_IN, STEPS, Result, State, StepState, state_of
from bot.flows.sign_in import open_participant, sign_in
from bot.flows.tries import Progress, Tries
from bot.records.mask import masker
from bot.records.model import Record
from bot.session import Session
from bot.session.credentials import Login
from bot.session.evidence import keep_evidence

_LONGEST_WAIT_S = 60.0
"""Seconds that a site which says how long it will be down is waited for within one participant."""
_SIGNED_IN = (RequestFailed, SiteDown)
"""Trouble that does not end the sign-in. One that is slow does: the site answers a sign-in's requests one by one."""


class Watch(Protocol):
    """Told what is being worked on. Knows no values."""

    def screen(self, user_id: str, step: str, screen: str) -> None: ...


@dataclass
class Hold:
    """A participant kept to this run while it works on them."""

    was_left_open: bool = False
    """Whether a run of another ledger ended in the middle of its work on them, so that the site may still be at a save;
    whoever has given it the time for that says so here."""
    is_settled: bool = False
    """Whether this run has got an answer to all that it saved."""


@contextmanager
def no_hold(user_id: str) -> Iterator[Hold]:
    """Keeps nobody."""
    yield Hold()


@dataclass
class Job:
    """How participants are worked on in one run."""

    session: Session
    login: Login | None
    folder: Path
    watch: Watch
    save: bool
    today: date
    compares: bool = False
    """Only look, and note what would be done: nothing is filled, and nothing is pressed that saves or makes something.
    A rehearsal begins with that, too."""
    decisions: Mapping[str, Decisions] = field(default_factory=dict)
    """What was decided about what differs, by User ID."""
    stop: Callable[[], bool] = lambda: False
    """Whether the user asked to stop; asked at safe points only: at the beginning of a step or a screen."""
    wait: wait_base = field(default_factory=wait_none)
    """How long to give a site that is down before it is looked at again."""
    sleep: Callable[[float], None] = nap
    """How to pass that time; one that ends when the user asks to stop, where there is a user."""
    journal: StepJournal = field(default_factory=NoStepJournal)
    """Where what is done for the present participant is written down."""
    before: Callable[[Session, Record], None] = lambda session, record: None
    """What must be looked at, signed in, before a record is opened to be written: raises what keeps it from being."""
    reserved: Callable[[str], AbstractContextManager[Hold]] = no_hold
    """Keeps a participant to this run while it works on them; raises where another run does."""
    lost_session: Callable[[], None] = lambda: None
    """Told that the site has signed us out in the middle of the work; raises when it did so too often."""

    def run(self, record: Record) -> Result:
        """Works on one participant to the end, or to an error that is then part of the result."""
        began = monotonic()
        result = Result(record.participant.user_id, started_at=datetime.now())
        self.session.site.has_saved = False  # of this participant, nothing yet
        work: _Work | None = None
        try:
            with self.reserved(result.user_id) as hold:
                work = _Work(self, record, result)
                try:
                    self._let_it_end(result.user_id, hold)
                    work.run()
                    hold.is_settled = not hold.was_left_open
                finally:
                    hold.is_settled = hold.is_settled or not (work.has_touched or hold.was_left_open)
        except BotError as error:
            result.error = error
            result.state = state_of(error)
            self._add_what_is_not_known(result, error)
        except KeyboardInterrupt:
            result.error = Stopped("stopped at once by the user, in the middle of the work", step=result.begun)
            result.state = "parked"
        except Exception as error:  # noqa: BLE001 - one participant's surprise must not stop the others
            result.error = unexpected(error).at(step=result.begun)
            result.state = "failed" if work is not None and work.has_touched else "parked"
        if result.error is not None and not isinstance(result.error, Stopped) and not self.session.is_open:
            gone = BrowserGone("the browser ended in the middle of the work: run it again to go on")
            result.error, result.state = gone.at(step=result.begun), "parked"
        if result.error is not None and result.state == "needs_person":
            name = f"{result.user_id}-{result.error.step or 'start'}"
            keep_evidence(self.session.site, self.folder / "evidence", name, result.error)
        if isinstance(result.error, Mismatch) and result.error.stood_there:
            self._name_all(record, result, result.error)
        result.seconds = monotonic() - began
        return result

    def _name_all(self, record: Record, result: Result, error: Mismatch) -> None:
        """Adds all places at which a run would stop, as far as they can be seen without saving, and what to do."""
        looked = result.comparison or self._compared(record)
        places = grouped(looked.stops) if looked is not None else []
        if looked is None:
            error.message += ". What else differs could not be looked at"
        elif len(places) > 1:
            error.message += f". All that a run stops at: {' | '.join(places)}"
        error.message += f". {WHAT_TO_DO}"

    def _compared(self, record: Record) -> Comparison | None:
        """What a run would do for a participant; None where that can't be looked at."""
        looked = Result(record.user_id)
        work = _Work(replace(self, save=False, compares=True), record, looked)
        try:
            work.run()
        except (BotError, KeyboardInterrupt):
            return None  # the first difference is reported anyway
        return looked.comparison

    def _let_it_end(self, user_id: str, hold: Hold) -> None:
        """Gives the site time for what a run that ended in the middle may have saved last: then it is there to be seen.

        A ledger knows of its own unanswered saves; of those of other ledgers nobody can be asked.
        """
        if self.save and hold.was_left_open:
            self.watch.screen(user_id, SIGN_IN, "waiting for what another run may have saved last")
            self.sleep(self.session.profile.limits.outcome_seconds)
            hold.was_left_open = self.stop()  # a stop cuts the wait short

    def _add_what_is_not_known(self, result: Result, error: BotError) -> None:
        """Adds to the error message that the outcome of a save is unknown."""
        if result.state in ("needs_person", "failed") and (places := self.journal.not_known()):
            error.message += f"; {elsewhere(places)}"


WHAT_TO_DO = (
    "Next: caljobs-bot compare shows both words. Put it right on the site or in the record, or decide it with"
    " --decisions"
)


def not_rehearsed(screens: Sequence[str]) -> str:
    """What is said of screens that a rehearsal can't come to."""
    return f"not rehearsed, for only saving leads there: {'; '.join(screens)}"


def elsewhere(places: list[str]) -> str:
    """The message for saves that got no answer and could not be found on the site."""
    return (
        f"a save got no answer and was not found ({'; '.join(places)}): it may stand with another participant. Look at"
        " this one, and at whoever this sign-in assisted last"
    )


def unsigned(missing: tuple[str, ...]) -> str:
    """What is said of a site that lacks signs of whose page it is."""
    return f"this site's pages do not say whose they are by {' or '.join(missing)}: only the other signs are compared"


def printed_only(steps: Sequence[str]) -> str:
    """What is said of steps of the plan that were compared on the printed plan only."""
    return (
        f"the steps {', '.join(steps)} of the plan can't be opened on this site without saving: their values were"
        " compared on the printed plan instead"
    )


class _Work:
    """The steps of one participant in their order."""

    def __init__(self, job: Job, record: Record, result: Result) -> None:
        self._job = job
        self._record = record
        self._result = result
        self._session = job.session
        self._opened = False
        self._opening = SIGN_IN
        self._at = SIGN_IN, ""
        self._has_saved = False
        """Whether an earlier try of the present step saved anything."""
        begun = job.journal.begun_since("activities", "plan") if job.save else []
        self._new_activities: list[str] = []
        self._remembered = [screen.removeprefix(ACTIVITY) for screen in begun]
        """Codes of activities that an earlier run entered and did not get to the plan with: new for R9 all the same."""
        self._changed_in: dict[str, list[str]] = {}
        self._tries = Tries(job.session.profile.limits.tries)
        self._seen: set[tuple[str, str]] = set()
        """The screens that were begun, by their steps."""
        self._progress: defaultdict[str, Progress] = defaultdict(Progress)
        self._comparison: Comparison | None = None
        """Where what would be done is noted, while that is looked at."""
        self._kept: set[Place] = set()
        """Where the site's word stays, by decision."""
        self._went_to_finish = False
        """Whether the plan's Finish was pressed and answered in this run."""

    @property
    def has_touched(self) -> bool:
        """Whether anything of this participant was saved in this run, or may have been."""
        return self._has_saved or self._session.site.has_saved or "entered" in self._result.steps.values()

    def run(self) -> None:
        if not self._job.save:
            self._compare()
        if self._job.compares:
            self._result.state = "rehearsed"
            return
        for key, step in self._steps():
            state = self._patiently(key, step)
            self._result.steps[key] = state
            if self._job.save and state != "skipped":
                number = self._result.plan_id if key in ("plan", "print") else None
                self._job.journal.step_done(key, state, self._changed_in.get(key, ()), number)
        self._result.state = self._state()
        self._tell_what_was_not_rehearsed()
        if places := self._job.journal.not_known():
            raise UnknownOutcome(f"everything stands on the site now; {elsewhere(places)}")

    def _steps(self) -> list[tuple[str, Callable[[], StepState]]]:
        return [
            ("activities", self._activities),
            ("assessment", self._assessment),
            ("plan", self._plan),
            ("print", self._print),
        ]

    def _compare(self) -> None:
        """Goes through the same steps, and notes what they would do."""
        self._comparison = self._result.comparison = Comparison(self._result.user_id)
        for key, step in self._steps()[:-1]:
            self._patiently(key, step)
        self._comparison = None
        self._session.site.comparison = None
        self._result.steps = dict.fromkeys(STEPS, "not_reached")
        self._result.plan_id = None
        self._new_activities.clear()
        self._seen.clear()

    def _tell_what_was_not_rehearsed(self) -> None:
        if self._result.comparison is None:
            return
        screens = [place[1] for place in self._result.comparison.screens() if place not in self._seen]
        if screens:
            self._result.told.append(not_rehearsed(screens))

    def _patiently(self, key: str, step: Callable[[], StepState]) -> StepState:
        """A step, begun anew after trouble: it looks first, so what was saved is found and not saved again.

        It begins at the screen in hand where the site keeps what was saved before, and is given up when the trouble
        does not pass (Tries). What an earlier try saved was entered by this run, although the last one finds nothing
        left to do.
        """
        self._tries = Tries(self._session.profile.limits.tries)
        self._has_saved = False
        while True:
            if self._job.stop():
                raise Stopped("stopped before this step, as it was asked: run it again to go on", step=key)
            self._open()
            self._result.steps[key] = "failed"
            self._session.site.has_saved, self._session.site.saves = False, 0
            self._session.site.comparison = self._comparison
            if self._comparison is not None:
                self._comparison.begin(key)
            try:
                state = step()
                return "entered" if self._has_saved and state == "unchanged" else state
            except BotError as met:
                error = self._session.site.behind(met)
                if not isinstance(error, Transient):
                    raise error.at(step=key) from None
                self._has_saved = self._has_saved or (self._job.save and self._session.site.has_saved)
                self._opened = False
                self._session.signed_in = self._session.signed_in and isinstance(error, _SIGNED_IN)
                if self._session.site.saves:
                    self._tries.got_on()
                if not isinstance(error, UnderWay) and self._tries.are_over(self._place(error)):
                    raise error.at(step=key) from None
                if isinstance(error, UnderWay):
                    self._job.sleep(error.seconds)
                if isinstance(error, SessionLost):
                    self._lost_session(key)

    def _place(self, error: BotError) -> object:
        """Where a try failed. Only to be compared: the text of what was pressed last may be a participant's name."""
        return type(error), self._at, error.screen, error.field, self._session.site.agent.pressed

    def _lost_session(self, key: str) -> None:
        try:
            self._job.lost_session()
        except BotError as error:
            raise error.at(step=key) from None

    def _open(self) -> None:
        """Signs in and opens the participant where that is needed. Only navigation: safe to try again as a whole."""
        if self._opened:
            return
        retrying = Retrying(
            retry=retry_if_exception_type(Transient),
            stop=self._gives_up,
            wait=self._pause,
            sleep=self._job.sleep,
            reraise=True,
        )
        try:
            retrying(self._sign_in_and_open)
        except BotError as error:
            raise error.at(step=self._opening) from None
        self._opened = True

    def _gives_up(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, SiteDown) and (error.retry_after or 0.0) > _LONGEST_WAIT_S:
            return True  # it says itself that looking again is no use
        return self._job.stop() or (isinstance(error, BotError) and self._tries.are_over(self._place(error)))

    def _pause(self, state: RetryCallState) -> float:
        """A site that is down gets time to come back; all other trouble is over by beginning anew."""
        error = state.outcome.exception() if state.outcome else None
        return max(self._job.wait(state), error.retry_after or 0.0) if isinstance(error, SiteDown) else 0.0

    def _sign_in_and_open(self) -> None:
        try:
            if not self._session.signed_in:
                self._opening = SIGN_IN
                self._screen(SIGN_IN, "Sign In")
                self._session.fresh()
                sign_in(self._session, self._job.login)
            self._opening = OPEN
            self._screen(OPEN, "Individual List")
            if self._job.save:
                self._job.before(self._session, self._record)
            signs = open_participant(self._session, self._record.participant)
        except BotError as met:
            error = self._session.site.behind(met)
            if isinstance(error, Transient):
                self._session.signed_in = self._session.signed_in and isinstance(error, _SIGNED_IN)
            raise error from None
        self._result.notes = [unsigned(signs.missing)] if signs.missing else []
        self._session.site.journal = self._job.journal
        self._session.site.extra = self._record.extra
        self._session.site.record_at = self._record.source.row
        self._session.site.told = self._result.told
        self._session.site.kept = self._kept
        self._session.site.decisions = self._job.decisions.get(self._record.user_id, NONE)
        self._session.site.mask = masker(self._record)

    def _screen(self, step: str, screen: str) -> None:
        """Tells where the work is. A screen's beginning is a safe point: what came before is saved or untouched."""
        if self._job.stop():
            raise Stopped("stopped here, as it was asked: run it again to enter the rest", step=step, screen=screen)
        self._session.site.trouble = None  # of the screen before
        self._at = step, screen
        if self._comparison is not None:
            self._comparison.screen = screen
        if self._at not in self._seen:
            self._seen.add(self._at)
            self._tries.got_on()
        self._job.journal.at(step, screen)
        self._job.watch.screen(self._result.user_id, step, screen)

    def _activities(self) -> StepState:
        if not self._session.profile.does("activities") or not self._record.activities:
            return "skipped"
        if self._comparison is None and self._session.profile.does("plan") and self._record.plan is not None:
            look_for_obstacles(self._session, self._record.plan)
        ensure_activities(
            self._session,
            self._record,
            self._job.today,
            save=self._job.save,
            watch=lambda screen: self._screen("activities", screen),
            entered=self._new_activities,
            remembered=self._remembered,
            progress=self._progress["activities"],
        )
        return self._outcome(self._new_activities, "activities")

    def _assessment(self) -> StepState:
        if not self._session.profile.does("assessment") or self._record.assessment is None:
            return "skipped"
        changed = ensure_assessment(
            self._session,
            self._record,
            save=self._job.save,
            watch=lambda screen: self._screen("assessment", screen),
            force=self._may_lack_finish("assessment"),
            progress=self._progress["assessment"],
        )
        return self._outcome(changed, "assessment")

    def _plan(self, force: bool = False) -> StepState:
        if not self._session.profile.does("plan") or self._record.plan is None:
            return "skipped"
        changed, self._result.plan_id = ensure_plan(
            self._session,
            self._record,
            save=self._job.save,
            new_activities=[*self._new_activities, *self._remembered],
            watch=lambda screen: self._screen("plan", screen),
            force=force or self._may_lack_finish("plan"),
            progress=self._progress["plan, to Finish" if force else "plan"],
            is_printed=self._job.save and self._session.profile.does("print"),
        )
        self._went_to_finish = bool(changed)
        return self._outcome(changed, "plan")

    def _print(self) -> StepState:
        if not self._session.profile.does("print") or self._record.plan is None:
            return "skipped"
        if not self._job.save and self._result.plan_id is None:
            return "not_reached"
        try:
            path = self._print_once()
        except ActivityNotPrinted:
            if self._went_to_finish or not self._job.save:
                raise
            # All its boxes agree and the paper does not: the site ticks services by itself, and stores them at Finish.
            self._result.steps["plan"] = self._plan(force=True)
            path = self._print_once()
        self._result.pdf = str(path)
        return "printed"

    def _print_once(self) -> Path:
        unread = self._progress["plan"].unread
        watch = partial(self._screen, "print")
        path = print_plan(self._session, self._record, self._job.folder, watch, unread=unread)
        if unread and (told := printed_only(unread)) not in self._result.told:
            self._result.told.append(told)
        return path

    def _may_lack_finish(self, step: str) -> bool:
        """Whether an earlier try, or a run that was killed, saved something of a step that was never done.

        All its boxes may agree and Finish not be pressed: the site's lists do not tell.
        """
        return self._job.save and (self._has_saved or bool(self._job.journal.begun_since(step, step)))

    def _outcome(self, changed: list[str], step: str) -> StepState:
        self._result.changed += changed
        self._changed_in[step] = [*self._changed_in.get(step, ()), *changed]
        if not changed:
            return "unchanged"
        return "entered" if self._job.save else "rehearsed"

    def _state(self) -> State:
        steps = set(self._result.steps.values())
        if not self._job.save:
            return "rehearsed"
        return "done" if "entered" in steps else "unchanged"
