"""A page as plain data: its boxes, its texts with their places, and the elements above both. What the script reads."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on the page, in pixels from its upper left corner, wherever it is scrolled to."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height

    def joined(self, other: Rect) -> Rect:
        """The smallest place that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Rect(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def shared_height(self, other: Rect) -> int:
        """How much of their heights stands side by side; negative when one is above the other."""
        return min(self.bottom, other.bottom) - max(self.y, other.y)

    def shared_width(self, other: Rect) -> int:
        return min(self.right, other.right) - max(self.x, other.x)


@dataclass(frozen=True, slots=True)
class Node:
    """An element above a box or a text."""

    parent: int
    tag: str
    role: str
    name: str
    """What a group (fieldset, radiogroup) is called by aria."""
    starred: bool
    """A label whose star is drawn by the style sheet."""
    id: str = ""
    marks: str = ""
    """Its classes and its own style, as one text: what it is dressed in."""


@dataclass(frozen=True, slots=True)
class Part:
    """The text of one text node."""

    words: str
    place: Rect
    node: int
    size: int
    weight: float


@dataclass(frozen=True, slots=True)
class Text:
    """Parts that stand together as one text: not parted by a box, a line break, a cell or a block."""

    number: int
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        return "".join(part.words for part in self.parts).strip()

    @property
    def place(self) -> Rect:
        return around([part.place for part in self.parts])


@dataclass(frozen=True, slots=True)
class Tie:
    """A text that the page itself ties to a box: label, labelledby, aria-label, placeholder, title."""

    how: str
    words: str
    node: int


@dataclass(frozen=True, slots=True)
class Option:
    words: str
    disabled: bool
    empty: bool = False
    """Whether its value is the empty text."""
    none: bool = False
    """Whether its value is one that often stands for none: -1, 0."""
    twin: bool = False
    """Whether another one of the list that can be chosen has the same words and another value."""


@dataclass(frozen=True, slots=True)
class Box:
    """Something to fill. Its number is what the page's script knows it by."""

    number: int
    kind: str
    """An input's type, or select, textarea, richtext, combobox, listbox."""
    place: Rect
    node: int
    after: int
    """How many texts stand before it in the document."""
    form: int
    drawn: bool
    """Hidden itself; its label is drawn in its place."""
    name: str
    id: str
    disabled: bool
    readonly: bool
    required: bool
    room: int
    several: bool
    options: tuple[Option, ...]
    ties: tuple[Tie, ...]
    value: str | bool | None = field(default=None, repr=False)
    chosen: int = -1
    """The place of a select's chosen option, in a view with values."""
    posts: bool = False
    """Whether the page's script posts the page back when it is changed, as far as its attributes say so."""

    @property
    def is_tick(self) -> bool:
        return self.kind in ("checkbox", "radio")


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press. Its number is what the page's script knows it by."""

    number: int
    node: int
    place: Rect
    after: int
    """How many texts stand before it in the document."""
    words: str
    """Its text, the value of a button, or the words of its picture."""
    name: str
    """What aria or its title call it."""
    kind: str
    """Its tag, or the type of an input or button: `submit` posts its form."""
    disabled: bool
    selected: str
    """`true` or `false` where it says whether it is the chosen one (or `page`, `step`)."""
    expanded: str
    own: str
    """Its text as the page's script reads it, to know it again when it is pressed."""
    leads: str = field(repr=False)
    """The name of a button or the address of a link: what makes two of the same text one."""
    opens: bool = False
    """Whether it opens a window, as far as its attributes say so."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table, empty ones too."""

    node: int
    head: bool
    span: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    node: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page, whether it lists something or only lays out."""

    node: int
    after: int
    """How many texts stand before it in the document."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Located:
    """What a locator of the profile hits: the boxes in it by number, its own words, and its node."""

    boxes: tuple[int, ...]
    words: str
    node: int


@dataclass(frozen=True)
class View:
    """All of a page that a person would see."""

    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]
    nodes: tuple[Node, ...]
    actions: tuple[Action, ...] = ()
    tables: tuple[Table, ...] = ()
    located: tuple[tuple[Located, ...], ...] = ()
    """For each locator asked for, what it hits."""
    over: int = -1
    """The node of the dialog that lies over the page, or -1."""

    @classmethod
    def parse(cls, text: str) -> View:
        """The view that the script gave as JSON."""
        data = json.loads(text)
        texts = tuple(Text(n, tuple(map(_part, parts))) for n, parts in enumerate(data["texts"]))
        return cls(
            tuple(map(_box, data["boxes"])),
            texts,
            tuple(Node(*node) for node in data["nodes"]),
            tuple(Action(**{**action, "place": Rect(*action["place"])}) for action in data.get("actions", ())),
            tuple(map(_table, data.get("tables", ()))),
            tuple(
                tuple(Located(tuple(boxes), words, node) for boxes, words, node in hits)
                for hits in data.get("located", ())
            ),
            data["over"][0] if data.get("over") else -1,
        )

    def above(self, node: int) -> tuple[int, ...]:
        """A node and all that hold it, from itself to the root."""
        return self._paths[node] if 0 <= node < len(self._paths) else ()

    def inside(self, node: int, holder: int) -> bool:
        """Whether a node is the holder or stands in it."""
        return holder in self.above(node)

    @cached_property
    def _paths(self) -> list[tuple[int, ...]]:
        paths: list[tuple[int, ...]] = []
        for number, node in enumerate(self.nodes):
            paths.append((number, *(_path(self.nodes, paths, node.parent))))
        return paths

    @cached_property
    def groups(self) -> tuple[tuple[Box, ...], ...]:
        """The radio buttons of each question: of one name and form; those without a name by their radiogroup."""
        found: dict[tuple[object, ...], list[Box]] = {}
        for box in self.boxes:
            if box.kind == "radio":
                found.setdefault(self._question(box), []).append(box)
        return tuple(map(tuple, found.values()))

    @cached_property
    def tick_groups(self) -> tuple[tuple[Box, ...], ...]:
        """The check boxes of each question: of one name but for its number, or alone with each other in a group."""
        found: dict[tuple[object, ...], list[Box]] = {}
        for box in self.boxes:
            if box.kind == "checkbox" and (key := self._list(box)) is not None:
                found.setdefault(key, []).append(box)
        return tuple(tuple(group) for key, group in found.items() if len(group) > 1 or key[0] == "node")

    def is_list(self, ticks: Sequence[Box]) -> bool:
        """Whether check boxes that stand in one group are one question, and not each one of its own."""
        if any(self.nodes[node].role == "group" for node in self.above(ticks[0].node)[:6]):
            return True
        return len({_NUMBERED.sub("", box.name) for box in ticks}) == 1

    def _list(self, box: Box) -> tuple[object, ...] | None:
        for node in self.above(box.node):
            if self.nodes[node].role == "group" or self.nodes[node].tag == "fieldset":
                if all(self.boxes[n].kind == "checkbox" for n in self._places_inside(node)):
                    return "node", node
                break
        base = _NUMBERED.sub("", box.name)
        return ("name", box.form, base) if base and base != box.name else None

    def _places_inside(self, node: int) -> list[int]:
        return [n for n, box in enumerate(self.boxes) if self.inside(box.node, node)]

    def _question(self, box: Box) -> tuple[object, ...]:
        if box.name:
            return box.form, box.name
        for node in self.above(box.node):
            if self.nodes[node].role == "radiogroup" or self.nodes[node].tag == "fieldset":
                return "node", node
        return "box", box.number


_NUMBERED = re.compile(r"(\[\]|[$_:.\[]\d+\]?)$")
"""What the names of the check boxes of one list end with: `list$0`, `list_0`, `list[]`, `list[0]`."""


def around(places: Sequence[Rect]) -> Rect:
    """The smallest place that holds all of `places`, of which there is one at least."""
    whole = places[0]
    for place in places[1:]:
        whole = whole.joined(place)
    return whole


def _path(nodes: Sequence[Node], paths: list[tuple[int, ...]], number: int) -> tuple[int, ...]:
    if number < 0:
        return ()
    return paths[number] if number < len(paths) else (number, *_path(nodes, paths, nodes[number].parent))


def _part(data: list[Any]) -> Part:
    words, place, node, size, weight = data
    return Part(words, Rect(*place), node, size, weight)


def _box(data: dict[str, Any]) -> Box:
    return Box(
        **{
            **data,
            "place": Rect(*data["place"]),
            "options": tuple(Option(*option) for option in data["options"]),
            "ties": tuple(Tie(*tie) for tie in data["ties"]),
        }
    )


def _table(data: list[Any]) -> Table:
    node, after, rows = data
    lines = (Line(row, tuple(Cell(*cell) for cell in cells)) for row, cells in rows)
    return Table(node, after, tuple(lines))
