"""What the page agent sees, as data: the look of a page, the fields and grids on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.controls.base import Raw, fold


@dataclass(frozen=True)
class Guard:
    """The one participant that may be written to."""

    user_id: str
    name: str = field(repr=False)

    not_after: float | None = None
    """Seconds since 1970 after which nothing may be pressed under this guard any more."""

    def payload(self) -> dict[str, Any]:
        lapses = None if self.not_after is None else self.not_after * 1000
        return {"userId": self.user_id, "name": self.name, "notAfter": lapses}


@dataclass(frozen=True)
class PersonSigns:
    """The places where a page says whom it is about; None where it says nothing."""

    hidden: str | None
    cookie: str | None
    shown_id: str | None
    shown_name: str | None = field(repr=False)

    @property
    def user_id(self) -> str | None:
        return self.hidden or self.shown_id

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds of signs that the page does not give."""
        kinds = {
            "the hidden field": self.hidden,
            "the cookie": self.cookie,
            "the User ID shown": self.shown_id,
            "the name shown": self.shown_name,
        }
        return tuple(kind for kind, value in kinds.items() if not value)


@dataclass(frozen=True)
class Dialog:
    """A dialog that lies over the page."""

    title: str = field(repr=False)
    text: str = field(repr=False)
    buttons: tuple[str, ...]
    native: bool = False
    """Whether it is the browser's own (alert, confirm), and not made by the page."""

    def says(self, words: str) -> bool:
        return fold(words) in fold(f"{self.title} {self.text}")


@dataclass(frozen=True)
class Strip:
    """A strip of tabs: their texts, which is selected (-1: none), and which can be pressed."""

    tabs: tuple[str, ...]
    selected: int
    links: tuple[bool, ...]


@dataclass(frozen=True)
class Look:
    """A page at a glance."""

    url: str
    headings: tuple[str, ...]
    subheadings: tuple[str, ...]
    strips: tuple[Strip, ...]
    dialogs: tuple[Dialog, ...]
    complaints: tuple[str, ...] = field(repr=False)
    person: PersonSigns
    sign_in: bool
    system_error: bool
    dangerous: bool
    denied: bool
    timed_out: bool
    unavailable: bool
    empty: bool
    trouble: str | None = None
    """Which request of the page failed, in words: what is not as expected may come of that."""
    labels: tuple[str, ...] | None = None
    """What the page calls its boxes; None where nobody looked."""
    actions: tuple[str, ...] | None = None
    """What can be pressed in the page's content; None where nobody looked."""
    emphasized: tuple[str, ...] = ()
    """Texts that are only bold: headings, or values. Never written down anywhere."""
    says_none: bool = False
    """Whether the page says of a list that there is nothing in it."""

    @property
    def tabs(self) -> tuple[str, ...]:
        """The chosen tab of each strip that says which is."""
        return tuple(strip.tabs[strip.selected] for strip in self.strips if strip.selected >= 0)

    def shows(self, heading: str, tab: str | None = None) -> bool:
        """Whether the page has this heading and, where one is asked for, this tab selected."""
        has = any(fold(h) == fold(heading) for h in self.headings)
        return has and (tab is None or any(fold(t) == fold(tab) for t in self.tabs))


@dataclass(frozen=True)
class Row:
    """One row of a grid, as texts."""

    heading: str
    headers: tuple[str, ...]
    cells: tuple[str, ...] = field(repr=False)
    alike: tuple[int, int] = (0, 1)
    """Which of how many rows that look the same it is, for grids that cut long texts: (0, 1) for the only one."""
    page: int | None = field(default=None, compare=False)
    """On which page of its list it was seen, from 0; None for a list with one page."""

    def cell(self, header: str) -> str | None:
        """The text under a column heading, or None where there is no such column."""
        for name, text in zip(self.headers, self.cells, strict=True):
            if fold(name) == fold(header):
                return text
        return None

    def payload(self, *, alike: bool = False) -> dict[str, Any]:
        """What finds the row again: its texts, and with `alike` its place among those with the same texts."""
        return {"heading": self.heading, "cells": list(self.cells), "alike": list(self.alike) if alike else None}


@dataclass(frozen=True)
class Grid:
    """A table with column headings, and the heading above it."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    before: tuple[str, ...] = ()
    """The texts that stand before it, the nearest first."""
    waits: bool = False
    """Whether it says that its rows are still to come."""


@dataclass(frozen=True)
class FieldReport:
    """One field as found: its raw text, or why it was not found (`missing`, `several`)."""

    raw: Raw = field(default="", repr=False)
    options: tuple[str, ...] | None = None
    room: int | None = None
    disabled: bool = False
    ambiguous: bool = False
    """Whether the words of what is chosen are those of something else on offer, too."""
    problem: str | None = None


@dataclass(frozen=True)
class Stranger:
    """A box on the screen that no declared field claims."""

    label: str
    kind: str
    name: str
    required: bool
    raw: Raw = field(repr=False)
    options: tuple[str, ...] | None
    ambiguous: bool = False
    """Whether the words of what is chosen are those of something else on offer, too."""

    @property
    def ending(self) -> str:
        """The ending of its name, such as txtCity; empty where it has none."""
        parts = [part for part in self.name.split("$") if part != "dateInput" and not part.isdigit()]
        return parts[-1] if parts else ""

    @property
    def question(self) -> str:
        """What an answer to it is kept under: its label, or the ending of its name where it has no label."""
        return self.label or self.ending


@dataclass(frozen=True)
class Reading:
    """One settled reading of a page."""

    open: str | None
    """The question of settling that stayed open, in words, or None."""
    look: Look
    fields: dict[str, FieldReport]
    strangers: tuple[Stranger, ...]
    grids: tuple[Grid, ...]
    problems: dict[str, str] = field(default_factory=dict)


def reading(data: dict[str, Any]) -> Reading:
    """A Reading of what the page's script returned."""
    return Reading(
        open=data["open"],
        look=_look(data["look"]),
        fields={key: _field(report) for key, report in data["fields"].items()},
        strangers=tuple(_stranger(item) for item in data["strangers"]),
        grids=tuple(_grid(item) for item in data["grids"]),
        problems={key: problem for key, problem in data.get("problems", {}).items() if problem},
    )


def _look(data: dict[str, Any]) -> Look:
    person = data["person"]
    return Look(
        url=data["url"],
        headings=tuple(data["headings"]),
        subheadings=tuple(data["subheadings"]),
        strips=tuple(Strip((tab,), 0, (False,)) for tab in data["tabs"]),
        dialogs=tuple(Dialog(d["title"], d["text"], tuple(d["buttons"])) for d in data["dialogs"]),
        complaints=tuple(data["complaints"]),
        person=PersonSigns(person["hidden"], person["cookie"], person["shownId"], person["shownName"]),
        sign_in=data["signIn"],
        system_error=data["systemError"],
        dangerous=data["dangerous"],
        denied=data["denied"],
        timed_out=data["timedOut"],
        unavailable=data["unavailable"],
        empty=data["empty"],
        trouble=data.get("trouble"),
    )


def _field(data: dict[str, Any]) -> FieldReport:
    if data.get("problem"):
        return FieldReport(problem=data["problem"])
    options = data["options"]
    return FieldReport(data["raw"], None if options is None else tuple(options), data["room"], data["disabled"])


def _stranger(data: dict[str, Any]) -> Stranger:
    options = data["options"]
    return Stranger(
        data["label"], data["kind"], data["name"], data["required"], data["raw"],
        None if options is None else tuple(options),
    )  # fmt: skip


def _grid(data: dict[str, Any]) -> Grid:
    headers = tuple(data["headers"])
    all_cells = [tuple(cells) for cells in data["rows"]]
    rows = tuple(
        Row(data["heading"], headers, cells, (all_cells[:place].count(cells), all_cells.count(cells)))
        for place, cells in enumerate(all_cells)
    )
    return Grid(data["heading"], headers, rows)


@dataclass(frozen=True)
class BoxSeen:
    """One control as a survey sees it: what it is, never what it holds."""

    label: str
    kind: str
    name: str
    id: str
    required: bool
    room: int | None
    options: tuple[str, ...] | None
    posts_back: bool
    link: str
    is_said: bool = True
    """Whether the page says that the label is one: what only stands before a box may as well be a value."""


@dataclass(frozen=True)
class GridSeen:
    """A grid's headings, and the links under its heading of actions; nothing else of its cells."""

    heading: str
    columns: tuple[str, ...]
    actions: tuple[str, ...]


@dataclass(frozen=True)
class Inventory:
    """All that stands on a page, without a value."""

    open: str | None
    look: Look
    boxes: tuple[BoxSeen, ...]
    strips: tuple[Strip, ...]
    sections: tuple[str, ...]
    """The headings below the main one."""
    buttons: tuple[str, ...]
    links: tuple[str, ...]
    grids: tuple[GridSeen, ...]
