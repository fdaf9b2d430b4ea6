"""The base of all page objects: knowing that a screen stands there, filling its form, and leaving it the right way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from bot.agent.looks import Look, Reading, Row
from bot.compare.items import Difference
from bot.controls import LookUp
from bot.converge import Converger, differences, specs, with_late_lists
from bot.errors import AnotherPage, ControlMissing, Refused, Transient
from bot.forms import Form
from bot.questions import answer_questions
from bot.site import Act, Site
from bot.web.recognize import Shown, Signs, stands_open


def shown(look: Look) -> Shown:
    """What a look says of the signs that screens are known by."""
    strips = [(strip.tabs, strip.selected) for strip in look.strips]
    return Shown(look.headings, look.subheadings, look.emphasized, strips, look.labels, look.actions)


F = TypeVar("F", bound=Form)


class Screen:
    """A page known by its chosen tab, its heading, its boxes and its own words: never by status or address."""

    heading: ClassVar[str]
    tab: ClassVar[str | None] = None
    own: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Headings, tabs and links that no other screen has together: without any of these groups it is another page."""
    parent: ClassVar[type[Screen] | None] = None
    """The screen one comes from; `reach` is the way from there."""
    beside: ClassVar[str | None] = None
    """A tab beside this one, which leads away from it and lets one come back to what the site has by then."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @classmethod
    def name(cls) -> str:
        """The screen's name for messages and progress."""
        return cls.tab or cls.heading

    def is_here(self, look: Look) -> bool:
        """Whether this screen stands open. Pure: looks at what was read, presses nothing."""
        return stands_open(self.signs(), shown(look))

    def signs(self) -> Signs:
        """What the screen is known by, in the site's words."""
        word = self.site.profile.word
        own = tuple(tuple(map(word, group)) for group in self.own)
        return Signs(word(self.heading), word(self.tab) if self.tab else None, own=own)

    def expected(self, look: Look) -> AnotherPage:
        """The error for a page that is not this screen: what stands there instead, and what can be done."""
        mask = self.site.mask
        there = [f"'{mask(text)}'" for text in (*look.headings[:2], *look.tabs[:2])]
        words = f"the screen '{self.name()}' was expected and another page stands there"
        words += f" (it shows {', '.join(there)})" if there else " (it has no heading and no chosen tab)"
        return AnotherPage(words, screen=self.name())

    def cell(self, row: Row, header: str) -> str:
        """The text of a row under a column heading. A list without that column is none we know: an error, not ''."""
        text = row.cell(self.site.profile.word(header))
        if text is None:
            raise ControlMissing(f"the list has no column '{header}'", screen=self.name())
        return text

    def reach(self) -> None:
        """Presses what leads here from the parent screen."""
        self.site.press(self.name())

    def read(self, act: Act = "any") -> Reading:
        """A settled reading of this screen; AnotherPage when it is not this one that stands open."""
        reading = self.site.read(self.specs(), act=act, grids=True, strangers=True)
        if not self.is_here(reading.look):
            raise self.expected(reading.look)
        return reading

    def specs(self) -> list[dict[str, Any]]:
        return []


class NoForm(Form):
    """The form of a screen that holds nothing but a grid."""


@dataclass(frozen=True)
class Rows:
    """The grid of a screen: the form of a row, the button that opens an empty one, and the record's key for it."""

    form: type[Form]
    add: str
    key: str | None = None
    """None where the whole screen is the grid, and the record's entry a list."""


class FormScreen(Screen, Generic[F]):
    """A screen with a form, a grid of rows, or both."""

    declared: ClassVar[type[Form]]
    """The form as the code declares it; `form` is the site's."""
    declared_rows: ClassVar[Rows | None] = None

    @property
    def form(self) -> type[Form]:
        """The form as this site's map has it."""
        return self.site.profile.forms.of(self.declared)

    @property
    def rows(self) -> Rows | None:
        """The grid of the screen, with the form of its rows as this site's map has it."""
        rows = self.declared_rows
        return None if rows is None else replace(rows, form=self.site.profile.forms.of(rows.form))

    @property
    def questions(self) -> type[Form]:
        """The form under whose key the screen's local questions are answered: its own, or that of its rows."""
        rows = self.rows
        return rows.form if self.declared is NoForm and rows is not None else self.form

    def specs(self) -> list[dict[str, Any]]:
        return specs(self.form)

    def signs(self) -> Signs:
        controls = self.form.controls.items()
        always = {key for key, control in controls if control.shown_if is None and control.kind != "readonly"}
        labels = tuple(spec["label"] for spec in self.specs() if spec["key"] in always)
        rows = self.declared_rows
        adds = None if rows is None else self.site.profile.word(rows.add)
        return replace(super().signs(), labels=labels, adds=adds)

    def differences(self, form: F, reading: Reading) -> list[Difference]:
        """What the open screen does not show as the record says."""
        reading = with_late_lists(self.site, form, reading, self.specs())
        return differences(form, reading)

    def fill(self, form: F | None, reading: Reading, kept: Collection[str] = ()) -> tuple[str, ...]:
        """Makes the open screen agree with the form and answers local questions, but those `kept` as they are; gives
        the labels that were set."""
        labels: tuple[str, ...] = ()
        if form is not None:
            reading, labels = Converger(self.site, form, self.look_up).fill(reading)
        asks_all = self.questions is self.form  # else the forms of rows ask, too
        return labels + answer_questions(self.site, self.questions, reading, self.specs(), asks_all=asks_all, kept=kept)

    def look_up(self, control: LookUp, value: str) -> None:
        """Picks a value in the control's window. Screens with look-ups say how."""
        raise NotImplementedError(f"{self.name()} has no look-up windows")

    def go_on(self, button: str, to: Screen, act: Act = "any") -> Reading:
        """Presses a button that may write, once, and reads the screen it leads to.

        Raises Refused with the site's complaints when this screen stays; AnotherPage when neither stands there. It is
        never pressed again: what became of the write is found out by looking.
        """
        return leave_by(self.site, button, self, to, act)


def leave_by(site: Site, button: str, here: Screen, to: Screen, act: Act = "any", *, writes: bool = True) -> Reading:
    """Presses `button` on `here` with the person guarded, and gives the reading of `to`."""
    site.press(button, act=act, guarded=True, writes=writes)
    reading = site.read(to.specs(), act=act, grids=True, strangers=True)
    if to.is_here(reading.look) and type(to) is not type(here):
        site.check_person()
        if writes:
            site.answered()
        return reading
    if here.is_here(reading.look):
        if complaints := site.complaints(reading.look):
            site.journal.refused()
            raise Refused(f"the site does not accept the screen: {complaints}", screen=here.name())
        if writes and not reading.look.trouble and site.shows_our_person(reading.look):
            site.journal.refused()  # the site answered for our participant, and did not go on
        raise Transient(f"'{button}' was pressed and the same screen stands there", screen=here.name())
    raise AnotherPage(f"after '{button}' another page than '{to.name()}' came up", screen=here.name())
