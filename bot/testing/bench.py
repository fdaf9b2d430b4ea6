"""What the suite does and sees in one run, each thing once, whichever test asks for it first."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Browser

from bot.config import StepKey
from bot.engine.machine_locks import MachineLocks
from bot.errors import BotError, SiteError
from bot.flows.participant import Job
from bot.flows.results import STEPS, Result, keeps_everyone_out
from bot.records.model import Record
from bot.session import Session
from bot.survey.model import Survey
from bot.survey.take import PARTS, take_survey
from bot.testing.cases import rule_screens, surveyed_screens
from bot.testing.pictures import without
from bot.testing.trials import Screened, Trials
from bot.testing.under_test import SiteUnderTest
from bot.testing.visit import Part, Visit, visit


@dataclass
class Done:
    """Everything that was done and seen so far."""

    steps: dict[tuple[str, str], Result] = field(default_factory=dict)
    second: dict[str, Result] = field(default_factory=dict)
    visits: dict[tuple[str, Part], Visit] = field(default_factory=dict)
    surveys: dict[str, Survey] = field(default_factory=dict)
    trials: dict[tuple[str, Part], dict[str, Screened | BotError]] = field(default_factory=dict)
    run: str = field(default_factory=lambda: uuid4().hex)
    """This run's identity at the locks, as a ledger's: a step that failed is no other run's, whose last save is waited
    for before the next step."""


class Bench:
    """Does what a test asks for in that test's own browser context, unless it was done before."""

    def __init__(
        self,
        site: SiteUnderTest,
        done: Done,
        folder: Path,
        session: Callable[[], Session],
        browser: Callable[[], Browser],
        *,
        slower: float | None = None,
        stop: Callable[[], bool] = lambda: False,
        chosen: Collection[str] = (),
    ) -> None:
        """`stop`: whether the user asked to stop; asked at safe points of the work only. `chosen`: the screens whose
        rules some test of this run asks for."""
        self.site = site
        self.slower = slower
        """From how many times the baseline's time on a screen fails; None never."""
        self._done = done
        self._folder = folder
        self._make_session = session
        self._make_browser = browser
        self._stop = stop
        self._chosen = chosen
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """This test's session; opened when it is first needed."""
        if self._session is None:
            self._session = self._make_session()
        return self._session

    def record(self, user_id: str) -> Record:
        return self.site.records[user_id]

    def sign_in(self) -> float:
        """Signs in anew; gives the seconds it took."""
        self.site.sign_in(self._make_browser())
        return self.site.sign_in_seconds

    def open(self, user_id: str) -> Session:
        """Opens a participant; gives the session it stands open in."""
        self.site.open(self.session, self.record(user_id), self._make_browser())
        return self.session

    def survey(self, user_id: str) -> Survey:
        """Surveys every screen, read-only. Where some come only after a save, the record is entered first."""
        if user_id not in self._done.surveys:
            self.open(user_id)
            wanted = set(surveyed_screens(self.record(user_id), self.site.profile))
            found = self._survey(user_id, lambda unreached: not wanted.isdisjoint(unreached))
            if any(gap.screen in wanted for gap in found.unreached):
                self._standing(user_id)
                found = self._survey(user_id)
            self._done.surveys[user_id] = found
        return self._done.surveys[user_id]

    def _survey(
        self, user_id: str, enough: Callable[[Collection[str]], bool] = lambda unreached: False
    ) -> Survey:
        """Of the parts of the site that the record's job comes to; `enough`: when it has to be done again anyhow."""
        steps = steps_of(self.record(user_id), self.site)
        parts = [part for part, step in zip(PARTS, _KEYS, strict=True) if step in steps]
        return take_survey(self.session, user_id, parts=parts, enough=enough, today=self.site.today)

    def step(self, user_id: str, step: str) -> Result:
        """Enters one step of a record, or finds it standing there."""
        if (user_id, step) not in self._done.steps:
            self._done.steps[user_id, step] = self._work(user_id, step)
        return self._done.steps[user_id, step]

    def second_run(self, user_id: str) -> Result:
        """Enters a whole record once more."""
        if user_id not in self._done.second:
            self._standing(user_id)
            self._done.second[user_id] = self._work(user_id)
        return self._done.second[user_id]

    def visit(self, user_id: str, part: Part) -> Visit:
        """Looks at every screen of a part of a record."""
        if (user_id, part) not in self._done.visits:
            self._standing(user_id)
            session = self.open(user_id)
            self._done.visits[user_id, part] = visit(session, self.record(user_id), part)
        return self._done.visits[user_id, part]

    def trial(self, user_id: str, screen: str) -> Screened:
        """Tries out the rules of a screen, and with it those of the other screens of its part that are asked for."""
        record = self.record(user_id)
        part = rule_screens(record, self.site.profile)[screen][0]
        if (user_id, part) not in self._done.trials:
            self._standing(user_id)
            self._done.trials[user_id, part] = self._try_out(user_id, part)
        came = self._done.trials[user_id, part].get(screen)
        if isinstance(came, Screened):
            return came
        raise came or SiteError("the rules were not tried: an earlier screen stopped it", screen=screen)

    def empty_form(self, user_id: str, screen: str) -> bytes | None:
        """The picture of the form that comes up for a new row or activity; it is left again where no trial is made."""
        part, opener = rule_screens(self.record(user_id), self.site.profile)[screen]
        tried = self._done.trials.get((user_id, part), {}).get(screen)
        if isinstance(tried, Screened):
            return tried.picture
        self._standing(user_id)
        place = opener(self.open(user_id), self.site.today)
        place.open()
        picture = without(*place.site.agent.picture())
        place.leave()
        return picture

    def _try_out(self, user_id: str, part: Part) -> dict[str, Screened | BotError]:
        record, came = self.record(user_id), dict[str, Screened | BotError]()
        trials = Trials(record, self.site.today, lambda: self.open(user_id))
        stands_open = False
        for key, (its_part, place) in rule_screens(record, self.site.profile).items():
            if its_part != part or key not in self._chosen:
                continue
            try:
                session = self.session if stands_open else self.open(user_id)
                came[key] = trials.try_out(place(session, self.site.today))
                stands_open = True
            except BotError as error:
                came[key] = error
                stands_open = False  # whatever stands half-done there is dropped with its page
                if keeps_everyone_out(error):
                    break
        return came

    def _standing(self, user_id: str) -> None:
        """Makes what later tests look at stand there, where they are run without the steps before them."""
        for step in STEPS[:3]:
            if self.does(user_id, step):
                self.step(user_id, step)

    def does(self, user_id: str, step: str) -> bool:
        """Whether a step is part of a record's job at this site."""
        return step in steps_of(self.record(user_id), self.site)

    def _work(self, user_id: str, step: str | None = None) -> Result:
        session, before = self.session, self.session.profile
        if step is not None:
            only: dict[StepKey, bool] = {key: key == step and before.does(key) for key in _KEYS}
            session.profile = before.model_copy(update={"steps": only})
        try:
            job = Job(
                session=session,
                login=self.site.login,
                folder=self._folder,
                watch=_Nobody(),
                save=True,
                today=self.site.today,
                stop=self._stop,
                reserved=MachineLocks(before, self._done.run).participant,
            )
            return job.run(self.record(user_id))
        finally:
            session.profile = before


_KEYS: tuple[StepKey, ...] = ("activities", "assessment", "plan", "print")


def steps_of(record: Record, site: SiteUnderTest) -> list[str]:
    """The steps of a record's job at a site."""
    has = {
        "activities": bool(record.activities),
        "assessment": record.assessment is not None,
        "plan": record.plan is not None,
        "print": record.plan is not None,
    }
    return [key for key in _KEYS if has[key] and site.profile.does(key)]


class _Nobody:
    """Watches nothing."""

    def screen(self, user_id: str, step: str, screen: str) -> None:
        """Told the name of each screen."""

