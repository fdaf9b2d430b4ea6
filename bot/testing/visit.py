"""Looking at what stands on the site: one walk over every screen of a record, that changes nothing.

The walk is the program's own reading back. Round each screen it is noted what differs, how long the screen took to
come, what its lists offer, and what it looks like.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Literal

from bot.agent.looks import FieldReport, Reading
from bot.config import Profile
from bot.controls import CheckList, DropDown, fold
from bot.errors import AccessDenied, BotError, Transient
from bot.flows.activities import verify_activity
from bot.flows.assessment import verify_assessment
from bot.flows.plan import verify_plan
from bot.flows.wizard import Stop
from bot.forms import Form
from bot.pages.plan_tab import PlanTab
from bot.pages.programs import Programs
from bot.records.model import Record
from bot.rows import Policy
from bot.screen import FormScreen
from bot.session import Session
from bot.testing.pictures import without

Part = Literal["activities", "assessment", "plan"]
PLAN_STEPS = ("plan", "goals", "objectives", "services")
PROGRAMS, PLAN_TAB = "programs", "plan_tab"


@dataclass
class Seen:
    """One screen as it was found."""

    title: str
    seconds: float
    """From asking for the screen to its standing there, settled."""
    wrong: str = ""
    """What the site does not hold as the record says; empty when all agrees. Names labels, never values."""
    lists: list[str] = field(default_factory=list)
    """Fixed lists that offer something else than the program knows."""
    picture: bytes | None = None


@dataclass
class Visit:
    """The screens of one part of a record, by key, and why there are not all of them."""

    screens: dict[str, Seen] = field(default_factory=dict)
    ended_by: BotError | None = None

    def seen(self, key: str) -> Seen:
        """The screen of a key. Raises what ended the walk before it came there."""
        if key not in self.screens and self.ended_by is not None:
            raise self.ended_by
        return self.screens[key]


def screens_of(record: Record, profile: Profile) -> dict[str, Part]:
    """The keys of the screens that a record's visit sees, and the part each belongs to."""
    keys: dict[str, Part] = {}
    if record.activities and profile.does("activities"):
        keys |= {f"activities.{entry.code}": "activities" for entry in record.activities}
        keys[PROGRAMS] = "activities"
    if record.assessment is not None and profile.does("assessment"):
        keys |= {f"assessment.{key}": "assessment" for key in profile.forms.tabs}
    if record.plan is not None and profile.does("plan"):
        keys |= {f"plan.{key}": "plan" for key in PLAN_STEPS}
        keys[PLAN_TAB] = "plan"
    return keys


def visit(session: Session, record: Record, part: Part) -> Visit:
    """Walks over a part of what the record says stands there. What stops the walk is kept in the visit."""
    seen = Visit()
    eye = _Eye(session, seen)
    looks = {"activities": _look_at_activities, "assessment": _look_at_assessment, "plan": _look_at_plan}
    try:
        looks[part](session, record, eye)
    except AccessDenied:
        raise
    except BotError as error:
        seen.ended_by = error
    return seen


def _look_at_activities(session: Session, record: Record, eye: _Eye) -> None:
    eye.expect()
    session.go(Programs).activities()
    eye.note(PROGRAMS, Programs.name())
    for entry in record.activities:
        eye.expect()
        with eye.noting(f"activities.{entry.code}", f"Activity {entry.code}"):
            verify_activity(session, record, entry)


def _look_at_assessment(session: Session, record: Record, eye: _Eye) -> None:
    keys = iter(f"assessment.{key}" for key in session.profile.forms.tabs)
    eye.expect()
    verify_assessment(session, record, watch=_quietly, around=lambda stop: eye.around(next(keys), stop))


def _look_at_plan(session: Session, record: Record, eye: _Eye) -> None:
    eye.expect()
    session.go(PlanTab).read()
    eye.note(PLAN_TAB, PlanTab.name())
    keys = iter(f"plan.{key}" for key in PLAN_STEPS)
    eye.expect()
    verify_plan(session, record, watch=_quietly, around=lambda stop: eye.around(next(keys), stop))


def _quietly(screen: str) -> None:
    """Nobody is told."""


class _Eye:
    """Notes each screen of a walk into a visit."""

    def __init__(self, session: Session, seen: Visit) -> None:
        self._session = session
        self._seen = seen
        self._asked = monotonic()

    def expect(self) -> None:
        """The next screen is asked for now."""
        self._asked = monotonic()

    def note(self, key: str, title: str) -> Seen:
        """The screen stands there."""
        seen = self._seen.screens[key] = Seen(title, monotonic() - self._asked)
        picture, areas = self._session.site.agent.picture()
        seen.picture = without(picture, areas)
        return seen

    @contextmanager
    def noting(self, key: str, title: str) -> Iterator[None]:
        """Keeps what the body of the `with` finds to differ, as this screen's."""
        wrong = ""
        try:
            yield
        except Transient:
            raise
        except BotError as error:
            wrong = str(error)
        self.note(key, title).wrong = wrong

    def around(self, key: str, stop: Stop) -> Stop:
        """A stop of a wizard whose differences are noted, so that the walk goes on to the next."""

        def ensure(reading: Reading, policy: Policy) -> list[str]:
            seen = self.note(key, stop.screen.name())
            if isinstance(stop.screen, FormScreen):
                seen.lists = unlike_lists(stop.screen.form, reading.fields)
            try:
                stop.ensure(reading, policy)
            except (Transient, AccessDenied):
                raise
            except BotError as error:
                seen.wrong = str(error)
            self.expect()
            return []

        return Stop(stop.screen, ensure)


def unlike_lists(form: type[Form], fields: Mapping[str, FieldReport]) -> list[str]:
    """The fixed lists of an open form that do not offer what the program knows, in words."""
    found = []
    for key, control in form.controls.items():
        report = fields.get(key)
        if not isinstance(control, DropDown | CheckList) or control.is_open or not control.options:
            continue
        if report is None or report.problem is not None or not report.options:
            continue
        known = list(control.in_site_words(list(control.options)))
        lacks, has = _only(known, report.options), _only(report.options, known)
        if lacks or has:
            words = [f"no longer offers {'; '.join(lacks)}"] * bool(lacks) + [f"offers {'; '.join(has)}"] * bool(has)
            found.append(f"{control.label}: {', and '.join(words)}")
    return found


def _only(texts: tuple[str, ...] | list[str], others: tuple[str, ...] | list[str]) -> list[str]:
    there = {fold(text) for text in others}
    return [text for text in texts if fold(text) not in there]


