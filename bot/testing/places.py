"""Places where something invalid can be tried: a step of a wizard that stands, an empty row, a standing row, a new
activity. Each can be opened, submitted once and more, and left again without a trace, as long as the site refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from bot.agent.looks import Reading
from bot.controls import LookUp, fold
from bot.converge import Converger, specs
from bot.errors import Mismatch
from bot.forms import Form
from bot.pages.activity import ActivityClosure, ActivityGeneral, ClosureStep, GeneralStep, ProviderStep
from bot.pages.plan_tab import PlanTab
from bot.pages.programs import Programs
from bot.records.model import ActivityEntry, Record
from bot.rows import RowEditor
from bot.screen import FormScreen, Screen
from bot.session import Session
from bot.site import Act, Site

Enter = Callable[[], Reading]
"""Opens a standing assessment or plan, and gives the reading of its first step."""


@dataclass(frozen=True)
class Answer:
    """What the site said to a screen that was submitted."""

    accepted: bool
    complaints: tuple[str, ...]

    def names(self, label: str) -> bool:
        """Whether a complaint is about the box of this label."""
        return any(fold(label) in fold(text) for text in self.complaints)


class Place:
    """The base of all places. `form` is the form that stands open there."""

    form: type[Form]
    title: str
    creates: ClassVar[str] = ""
    """What comes to stand on the site if it accepts what it should refuse, and can't be put back; empty for nothing."""
    is_empty_form: ClassVar[bool] = False
    """Whether it is a form of its own, empty when it comes up: of a new row, or of a new activity."""
    afterwards: ClassVar[str] = "what stood there was put back"
    """What is said once `put_back` has come to its end."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def site(self) -> Site:
        return self.session.site

    @property
    def specs(self) -> list[dict[str, Any]]:
        return specs(self.form)

    def open(self) -> Reading:
        """Brings the form up."""
        raise NotImplementedError

    def submit(self) -> Answer:
        """Presses what saves, once."""
        raise NotImplementedError

    def leave(self) -> None:
        """Goes back to where `open` began; nothing is saved."""
        raise NotImplementedError

    def alone(self) -> Place | None:
        """Where one box can be tried by itself, all others being right; None where there is nothing to try it on."""
        return self

    def put_back(self) -> None:
        """After the site accepted what it should have refused: makes what stood there stand there again."""
        raise Mismatch("it can't be put back by the program")

    def _press(self, button: str, act: Act) -> Reading:
        with self.site.writing(True):
            self.site.press(button, act=act, writes=True)
        return self.site.read(self.specs, act=act, strangers=True)


class StepPlace(Place):
    """A step of a wizard, opened by Edit of what stands there: refused or left, nothing of it changes."""

    def __init__(
        self, session: Session, screen: type[FormScreen[Any]], enter: Enter, standing: Form, *, is_last: bool
    ) -> None:
        super().__init__(session)
        self.form, self.title = type(standing), screen.name()
        self._screen, self._enter, self._standing = screen, enter, standing
        self._button: tuple[str, Act] = ("Finish", "finish") if is_last else ("Next >>", "any")

    def open(self) -> Reading:
        return to_step(self.session, self._screen, self._enter)

    def submit(self) -> Answer:
        reading = self._press(*self._button)
        return Answer(not self._screen(self.site).is_here(reading.look), reading.look.complaints)

    def leave(self) -> None:
        leave_wizard(self.session)

    def put_back(self) -> None:
        reading = self.open()
        self._screen(self.site).fill(self._standing, reading)
        if not self.submit().accepted:
            raise Mismatch("the site did not take it", screen=self.title)
        leave_wizard(self.session)


@dataclass(frozen=True)
class Grid:
    """The rows of a wizard's step: how it is opened, how a row is added, and the record's own first row."""

    screen: type[Screen]
    enter: Enter
    add: str
    form: type[Form]
    row: Form | None
    editor: Callable[[Screen], RowEditor[Any]]


class NewRowPlace(Place):
    """The empty form of a new row."""

    creates = "a row without them"
    is_empty_form = True

    def __init__(self, session: Session, grid: Grid) -> None:
        super().__init__(session)
        self.form, self.title, self._grid = grid.form, grid.screen.name(), grid

    def open(self) -> Reading:
        to_step(self.session, self._grid.screen, self._grid.enter)
        self.site.press(self._grid.add)
        return self.site.read(self.specs, strangers=True)

    def submit(self) -> Answer:
        reading = self._press("Save", "any")
        open_still = any(reading.fields[key].problem is None for key in self.form.identity)
        return Answer(not open_still, reading.look.complaints)

    def leave(self) -> None:
        """With the row form's own Cancel first, where it still stands open."""
        if self.site.agent.offers(self.site.profile.word("Save")):
            self.site.press("Cancel", beside="Save", act="leave")
            self.site.read(act="leave")
        leave_wizard(self.session)

    def alone(self) -> Place | None:
        return None if self._grid.row is None else RowPlace(self.session, self._grid)


class RowPlace(NewRowPlace):
    """A row that stands there, opened by Edit."""

    creates = ""

    def open(self) -> Reading:
        reading = to_step(self.session, self._grid.screen, self._grid.enter)
        found = self._editor().find(self._grid.row, reading)
        if len(found) != 1:
            raise Mismatch("the record's row does not stand there once, so that nothing could be tried on it")
        self.site.press_in_row(found[0], "Edit", alike=True)
        return self.site.read(self.specs, strangers=True)

    def alone(self) -> Place | None:
        return self

    def put_back(self) -> None:
        row = self._grid.row
        assert row is not None
        claims = [{**spec, "key": f"screen:{spec['key']}"} for spec in self._grid.screen(self.site).specs()]
        kept = {key: value for key, value in row.mentioned().items() if key != "goal"}
        Converger(self.site, self.form.model_construct(**kept), claims=claims).fill(self.open())
        if not self.submit().accepted:
            raise Mismatch("the site did not take it", screen=self.title)
        leave_wizard(self.session)

    def _editor(self) -> RowEditor[Any]:
        return self._grid.editor(self._grid.screen(self.site))


class ActivityPlace(Place):
    """The first step of a new activity, empty, or with `filled` as the record has it, of today."""

    is_empty_form = True
    afterwards = "the new activity was left before its end"
    form: type[Form] = ActivityGeneral
    title = GeneralStep.name()

    def __init__(self, session: Session, record: Record, today: date, *, filled: bool = False) -> None:
        super().__init__(session)
        self._record, self._today, self._filled = record, today, filled

    def open(self) -> Reading:
        self.session.go(Programs).activities()
        Programs(self.site).create()
        reading = GeneralStep(self.site).read()
        return self._fill(reading) if self._filled else reading

    def submit(self) -> Answer:
        reading = self._press("Next >>", "any")
        return Answer(not GeneralStep(self.site).is_here(reading.look), reading.look.complaints)

    def leave(self) -> None:
        programs = Programs(self.site)
        if not programs.is_here(self.site.read(act="leave").look):
            self.site.press("Cancel", act="leave")
            programs.read("leave")

    def alone(self) -> Place | None:
        return ActivityPlace(self.session, self._record, self._today, filled=True)

    def put_back(self) -> None:
        """Nothing to do before Finish, where the wizard saves there; where it saves at Next, a half one stands."""

    def _fill(self, reading: Reading) -> Reading:
        GeneralStep(self.site).fill(self.entry.general_form(self._record), reading)
        return GeneralStep(self.site).read()

    @property
    def entry(self) -> ActivityEntry:
        return self._record.activities[0].model_copy(update={"date": self._today})


class ClosurePlace(ActivityPlace):
    """The last step of a new activity."""

    is_empty_form = False
    form = ActivityClosure
    title = ClosureStep.name()
    creates = "an activity without them"

    def open(self) -> Reading:
        self.session.go(Programs).activities()
        Programs(self.site).create()
        self._fill(GeneralStep(self.site).read())
        provider, closure = ProviderStep(self.site), ClosureStep(self.site)
        with self.site.writing(True):
            GeneralStep(self.site).go_on("Next >>", provider)
            reading = provider.go_on("Next >>", closure)
        if self._filled:
            closure.fill(self.entry.closure_form(), reading)
        return closure.read()

    def submit(self) -> Answer:
        reading = self._press("Finish", "finish")
        return Answer(not ClosureStep(self.site).is_here(reading.look), reading.look.complaints)

    def alone(self) -> Place | None:
        return ClosurePlace(self.session, self._record, self._today, filled=True)

    def put_back(self) -> None:
        raise Mismatch("an activity came to stand there that only a person can take away")


def to_step(session: Session, screen: type[Screen], enter: Enter) -> Reading:
    """Opens what stands there at one of its steps, by its tab."""
    reading = enter()
    step = screen(session.site)
    if step.is_here(reading.look):
        return step.read()
    session.site.press(screen.name(), guarded=True, act="leave")
    return step.read("leave")


def leave_wizard(session: Session) -> None:
    """Back to the Plan tab, nothing saved. Already there after a Finish that went through."""
    home = PlanTab(session.site)
    if not home.is_here(session.site.read(act="leave").look):
        session.site.press("Cancel", act="leave")
        home.read("leave")


def blank_op(place: Place, key: str) -> dict[str, Any]:
    """The operation that empties a box."""
    control = place.form.controls[key]
    return op(place, key, [] if control.kind == "checklist" else "")


def op(place: Place, key: str, text: str | Sequence[str]) -> dict[str, Any]:
    """The operation that sets a box to a text, whatever a record could hold."""
    spec = next(spec for spec in place.specs if spec["key"] == key)
    aliases: Any = {} if isinstance(text, list) else []
    return {**spec, "text": text, "aliases": aliases, "postback": place.form.controls[key].postback}


def is_by_hand(place: Place, key: str) -> bool:
    """Whether a box takes its value from a window of its own, so that it can't be set or emptied."""
    return isinstance(place.form.controls[key], LookUp)

