"""Bot and mock held against each other, both ways: neither was made from the other, so each is the other's witness.

First the declarations (the forms of `bot.pages`, the mock's `screens.yaml`), then the mock's pages in a browser, as the
bot finds and reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.agent.looks import Reading
from bot.controls import CheckList, DropDown, TextBox
from bot.converge import differences, specs, with_late_lists
from bot.forms import Form
from bot.pages import activity, plan_objectives
from bot.pages.plan_goals import GoalsStep
from bot.pages.plan_objectives import ObjectivesStep, PlacedObjective
from bot.pages.plan_plan import PlanStep
from bot.pages.plan_services import ServicesStep
from bot.pages.plan_tab import PlanTab
from bot.pages.print_plan import PrintPlan
from bot.pages.programs import Programs
from bot.records.model import Record
from bot.screen import FormScreen, Screen
from bot.session import Session
from tests.guide import PAGES, SCREENS
from tests.kit import Office, record
from tests.mock_site.screens import Field, catalogue
from tests.site.standing import standing

EVERY_FIELD = Path(__file__).parent.parent / "records" / "every_field.yaml"

# --- the declarations


def _mock_forms() -> dict[str, tuple[Field, ...]]:
    """The mock's fields by the key of the bot's form that should declare them."""
    forms = {}
    for key, screen in catalogue().screens.items():
        if screen.fields:
            forms[key] = screen.fields
        if screen.rows is not None:
            forms[f"{key}.{screen.rows.key}" if screen.fields else key] = screen.rows.fields
    return forms


def _bot_forms() -> dict[str, type[Form]]:
    """The bot's forms; the print screen's boxes stand in no data file of the mock (the browser test reads them)."""
    placed: dict[str, type[Form]] = {PlacedObjective.key: PlacedObjective}
    return {key: form for key, form in {**SCREENS, **placed}.items() if key != "print"}


FIELDS = [(key, box) for key, fields in _mock_forms().items() for box in fields]


def test_the_screens_are_the_same() -> None:
    """Every screen with boxes, and in each the same keys: nothing is known to one side only."""
    mock = {key: {box.key for box in fields} for key, fields in _mock_forms().items()}
    assert mock == {key: set(form.controls) for key, form in _bot_forms().items()}
    assert sum(map(len, mock.values())) > 140


@pytest.mark.parametrize(("key", "box"), FIELDS, ids=[f"{key}.{box.key}" for key, box in FIELDS])
def test_the_fields_are_the_same(key: str, box: Field) -> None:
    """Label, kind, required, when it is shown, whether it resets others, longest text, options."""
    control = _bot_forms()[key].controls[box.key]
    shown_if = (control.shown_if.key, control.shown_if.value) if control.shown_if else None
    assert (control.label, control.kind, control.required, shown_if, control.postback) == (
        box.label, box.kind, box.required, box.when, bool(box.clears),
    )  # fmt: skip
    if isinstance(control, TextBox):
        assert control.maxlength == box.max
    if isinstance(control, DropDown | CheckList) and not control.is_open:
        offered = {"grants": catalogue().lists["customer_groups"]}.get(str(box.options)) or _options(box)
        assert control.options == offered


def _options(box: Field) -> tuple[str, ...]:
    return catalogue().lists[box.options] if isinstance(box.options, str) else box.options


def test_the_wizards_have_the_same_steps() -> None:
    """Headings, the order of the steps and their titles, and what the buttons that add a row say."""
    wizards: dict[str, list[type[Screen]]] = {
        "activity": [activity.GeneralStep, activity.ProviderStep, activity.ClosureStep],
        "assessment": list(PAGES.values()),
        "plan": [PlanStep, GoalsStep, ObjectivesStep, ServicesStep],
    }
    for name, steps in wizards.items():
        plan = catalogue().wizards[name]
        shown = [catalogue().screens[key] for key in plan.steps]
        assert [(step.heading, step.tab) for step in steps] == [(plan.heading, one.title) for one in shown]
        for step, one in zip(steps, shown, strict=True):
            if issubclass(step, FormScreen) and step.declared_rows is not None:
                assert one.rows is not None
                assert step.declared_rows.add == f"Add a New {one.rows.noun}"


# --- the pages


@dataclass
class Walk:
    """A look at every screen of a participant for whom everything stands on the site; presses nothing that saves."""

    session: Session
    sample: Record
    seen: list[str] = field(default_factory=list)

    def activity(self) -> None:
        """The activity's three steps, opened by its link."""
        programs = self.session.go(Programs)
        entry = self.sample.activities[1]
        (row,) = [row for row in programs.activities() if row.code == entry.code]
        assert programs.open(row)
        forms = (entry.general_form(self.sample), entry.provider_form(), entry.closure_form())
        steps: list[type[Screen]] = [activity.GeneralStep, activity.ProviderStep, activity.ClosureStep]
        self._steps([(step, form) for step, form in zip(steps, forms, strict=True)])
        self._leave(programs)

    def assessment(self) -> None:
        """The twelve tabs, and the form of every row."""
        home = self._open("assessments")
        assert self.sample.assessment is not None
        self._steps([(tab, self.sample.assessment.tab(key)) for key, tab in PAGES.items()])
        self._leave(home)

    def plan(self) -> None:
        """The four steps, and the form of every row."""
        home = self._open("plans")
        assert self.sample.plan is not None
        plan = self.sample.plan
        objectives = [objective for goal in plan.goals or () for objective in goal.objectives or ()]
        placed = tuple(plan_objectives.placed(objective) for objective in objectives)
        self._steps([
            (PlanStep, plan.plan_form()), (GoalsStep, plan.goals), (ObjectivesStep, placed), (ServicesStep, None),
        ])  # fmt: skip
        self._leave(home)

    def print(self) -> None:
        """The choices before printing."""
        home = self.session.go(PlanTab)
        (row,) = home.plans(home.read())
        self.session.site.press_in_row(row, "Display/Print")
        screen = PrintPlan(self.session.site)
        reading = screen.read()
        self._whole(reading, PrintPlan.declared)
        assert reading.fields["region"].raw == self._texts(self.sample.plan, "region")
        assert self._offers("Return", "Print", "Applicant Signature")

    def _open(self, which: str) -> PlanTab:
        home = self.session.go(PlanTab)
        (row,) = getattr(home, which)(home.read())
        self.session.site.press_in_row(row, "Edit")
        return home

    def _leave(self, home: Screen) -> None:
        self.session.site.press("Cancel", act="leave")
        home.read("leave")

    def _steps(self, steps: list[tuple[type[Screen], Any]]) -> None:
        for number, (kind, entry) in enumerate(steps):
            screen = kind(self.session.site)
            if number:
                self.session.site.press(screen.name(), act="leave")
            reading = screen.read("leave")
            assert self._offers("Cancel", "Finish" if number == len(steps) - 1 else "Next >>")
            assert reading.look.person.shown_id == self.sample.user_id
            if isinstance(entry, Form):
                self._whole(reading, type(entry), entry)
            for row in _rows_of(entry):
                self._row(screen, row)

    def _row(self, screen: Screen, entry: Form) -> None:
        """The row's grid has the columns it is known by; its form holds every box, and those around it are no more."""
        reading = screen.read()
        (grid,) = reading.grids
        assert {entry.label(key) for key in entry.identity} <= set(grid.headers)
        site = self.session.site
        site.press_in_row(grid.rows[0], "Edit")
        around = [{**spec, "key": f"screen:{spec['key']}"} for spec in screen.specs()]
        form = type(entry)
        opened = site.read([*specs(form), *around], strangers=True)
        self._whole(opened, form, entry)
        assert self._offers("Save")
        site.press("Cancel", beside="Save", act="leave")
        screen.read("leave")
        assert site.agent.offers(f"Add a New {_noun(screen)}")

    def _whole(self, reading: Reading, form: type[Form], entry: Form | None = None) -> None:
        """Every box is found once, offers what it should, holds what stands on the site; and there is no other box."""
        assert {key: reading.fields[key].problem for key in form.controls if reading.fields[key].problem} == {}
        assert [stranger.label or stranger.name for stranger in reading.strangers] == []
        fixed = {key: c.options for key, c in form.controls.items() if isinstance(c, DropDown) and not c.is_open}
        assert {key: reading.fields[key].options for key in fixed} == fixed
        if isinstance(entry, PlacedObjective):
            entry = entry.model_copy(update={"goal": reading.fields["goal"].raw})
        if entry is not None:
            reading = with_late_lists(self.session.site, entry, reading, specs(form))
            assert [wrong.label for wrong in differences(entry, reading)] == []
        self.seen += [f"{form.key}.{key}" for key in form.controls]

    def _offers(self, *texts: str) -> bool:
        return all(self.session.site.agent.offers(text) for text in texts)

    def _texts(self, form: Any, key: str) -> Any:
        return form.controls[key].show(getattr(form, key))


def _rows_of(entry: Any) -> Iterator[Form]:
    """The rows a step shows in its grid: objectives have a step of their own."""
    if isinstance(entry, tuple):
        yield from entry
    elif isinstance(entry, Form):
        for key in entry.rows:
            yield from getattr(entry, key) or ()


def _noun(screen: Screen) -> str:
    if isinstance(screen, ObjectivesStep):
        return "Objective"
    assert isinstance(screen, FormScreen)
    assert screen.rows is not None
    return screen.rows.add.removeprefix("Add a New ")


@pytest.mark.parametrize(
    "switches",
    [{"flavour": "classic"}, {"flavour": "static"}, {"flavour": "wizard"}, {"missing_labels": True}],
    ids=["classic", "static", "wizard", "labels-missing"],
)
def test_every_box_is_found_and_read_and_there_is_no_other(
    office: Office, tmp_path: Path, switches: dict[str, Any]
) -> None:
    """What was planted in the mock, the bot reads; each declared box is on its page once and nothing else is."""
    office.mock.set(**switches)
    sample = record(tmp_path, EVERY_FIELD)
    office.mock.seed(sample.user_id, **standing(sample))
    with office.session(steps=dict.fromkeys(("activities", "assessment", "plan", "print"), False)) as session:
        assert office.job(session).run(sample).error is None
        walk = Walk(session, sample)
        walk.activity()
        walk.assessment()
        walk.plan()
        walk.print()
    forms: list[type[Form]] = [*_bot_forms().values(), PrintPlan.declared]
    declared = {f"{form.key}.{key}" for form in forms for key in form.controls}
    assert set(walk.seen) == declared
    assert office.written(sample.user_id) == []
