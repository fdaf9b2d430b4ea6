"""The screens whose rules can be tried out for a record, and the place of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

from bot.agent.looks import Reading, Row
from bot.config import Profile
from bot.errors import Mismatch
from bot.flows.assessment import find_assessment
from bot.flows.plan import find_plan, goal_number
from bot.forms import Form
from bot.pages.assessment import tabs_of
from bot.pages.assessment_general import GeneralTab
from bot.pages.plan_goals import GoalsStep
from bot.pages.plan_objectives import ObjectivesStep, PlacedObjective, placed
from bot.pages.plan_plan import PlanStep
from bot.pages.plan_tab import PlanTab
from bot.records.model import Record
from bot.rows import RowEditor
from bot.screen import FormScreen, NoForm, Screen
from bot.session import Session
from bot.survey.known import known_of
from bot.testing.places import ActivityPlace, ClosurePlace, Enter, Grid, NewRowPlace, Place, StepPlace
from bot.testing.visit import Part

Opener = Callable[[Session, date], Place]
EMPTY_FORM = ".empty"
"""Behind the key of a screen: the form that comes up there for a new row or activity."""


def rule_screens(record: Record, profile: Profile) -> dict[str, tuple[Part, Opener]]:
    """The screens of a record's parts, by the key of their form, and how to come to their place."""
    found: dict[str, tuple[Part, Opener]] = {}
    if record.activities and profile.does("activities"):
        found["activity.general"] = ("activities", lambda session, today: ActivityPlace(session, record, today))
        found["activity.closure"] = ("activities", lambda session, today: ClosurePlace(session, record, today))
    if record.assessment is not None and profile.does("assessment"):
        tabs = tabs_of(profile.forms)
        for number, (key, tab) in enumerate(tabs.items(), 1):
            entry = record.assessment.tab(key)
            found |= {
                place: ("assessment", opener)
                for place, opener in _tab_places(record, tab, entry, is_last=number == len(tabs)).items()
            }
    if record.plan is not None and profile.does("plan"):
        found["plan.plan"] = ("plan", partial(_plan_step, record))
        found["plan.goals"] = ("plan", partial(_goals, record))
        found["plan.objectives"] = ("plan", partial(_objectives, record))
    return found


def empty_forms(record: Record, profile: Profile) -> list[str]:
    """The screens of `rule_screens` that are forms of their own: of a new row, or of a new activity."""
    rows = {known.row.key for known in known_of(profile.forms).screens.values() if known.row is not None}
    return [key for key in rule_screens(record, profile) if key in rows or key == "activity.general"]


def surveyed_screens(record: Record, profile: Profile) -> list[str]:
    """The known screens that a survey by this record's participant can come to: those of the parts of its job."""
    parts = {
        "activity": bool(record.activities) and profile.does("activities"),
        "programs": profile.does("activities"),
        "assessment": record.assessment is not None and profile.does("assessment"),
        "plan": record.plan is not None and profile.does("plan"),
        "print": record.plan is not None and profile.does("print"),
    }
    return [key for key in known_of(profile.forms).screens if parts.get(key.split(".")[0], True)]


def surveyed_record(records: Iterable[Record]) -> Record:
    """The record by whose participant the site is surveyed: the first with both an assessment and a plan, if any."""
    ordered = sorted(records, key=lambda one: -((one.assessment is not None) + (one.plan is not None)))
    return ordered[0]


def _tab_places(record: Record, tab: type[FormScreen[Any]], entry: Any, *, is_last: bool) -> dict[str, Opener]:
    places: dict[str, Opener] = {}
    if isinstance(entry, Form) and tab.declared is not NoForm:
        places[type(entry).key] = lambda session, today: StepPlace(
            session, tab, _assessment(session, record), entry, is_last=is_last
        )
    if (rows := tab.declared_rows) is not None:
        standing = entry if isinstance(entry, tuple) else getattr(entry, rows.key or "", None)
        first = standing[0] if standing else None
        places[rows.form.key] = lambda session, today: NewRowPlace(
            session,
            Grid(tab, _assessment(session, record), rows.add, rows.form, first, partial(_editor, rows.form, rows.add)),
        )
    return places


def _editor(form: type[Form], add: str, screen: Screen) -> RowEditor[Any]:
    return RowEditor(screen, form, add)


def _plan_step(record: Record, session: Session, today: date) -> Place:
    assert record.plan is not None
    return StepPlace(session, PlanStep, _plan(session, record), record.plan.plan_form(), is_last=False)


def _goals(record: Record, session: Session, today: date) -> Place:
    assert record.plan is not None
    rows = GoalsStep.declared_rows
    form = record.plan.on_site(rows.form)
    first = record.plan.goals[0] if record.plan.goals else None
    editor = partial(_editor, form, rows.add)
    return NewRowPlace(session, Grid(GoalsStep, _plan(session, record), rows.add, form, first, editor))


def _objectives(record: Record, session: Session, today: date) -> Place:
    """The first objective of the first goal; its number in the list of goals is looked up on the way."""
    assert record.plan is not None
    enter = _plan(session, record)
    goal = record.plan.goals[0] if record.plan.goals else None
    first = placed(goal.objectives[0]) if goal is not None and goal.objectives else None

    def editor(screen: Screen) -> RowEditor[Any]:
        assert goal is not None
        number = goal_number(by_way_of_goals(), goal)
        if number is None:
            raise Mismatch("a goal of the record does not stand in the list of goals", screen=GoalsStep.name())
        return ObjectivesStep(session.site).editor(goal.description, number)

    def by_way_of_goals() -> Reading:
        """Over the goals and back: only their list tells the number."""
        session.site.press(GoalsStep.name(), guarded=True, act="leave")
        reading = GoalsStep(session.site).read("leave")
        session.site.press(ObjectivesStep.name(), guarded=True, act="leave")
        ObjectivesStep(session.site).read("leave")
        return reading

    form = record.plan.on_site(PlacedObjective)
    return NewRowPlace(session, Grid(ObjectivesStep, enter, "Add a New Objective", form, first, editor))


def _assessment(session: Session, record: Record) -> Enter:
    def enter() -> Reading:
        home = session.go(PlanTab)
        assert record.assessment is not None
        return _edit(session, find_assessment(home, home.read(), record.assessment.general), GeneralTab)

    return enter


def _plan(session: Session, record: Record) -> Enter:
    def enter() -> Reading:
        home = session.go(PlanTab)
        assert record.plan is not None
        return _edit(session, find_plan(home, home.read(), record.plan), PlanStep)

    return enter


def _edit(session: Session, row: Row | None, first: type[Screen]) -> Reading:
    if row is None:
        raise Mismatch("what is to be tried on does not stand in the list", screen=PlanTab.name())
    session.site.press_in_row(row, "Edit")
    return first(session.site).read()
