"""What a run would do about each box, row and list of one participant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from bot.controls import Raw, collapse

Does = Literal["add", "fill", "change", "leave", "undecided", "unread"]
"""`add`: it does not stand on the site. `fill`: the box is empty. `change`: both have a word, and they differ. `leave`:
they agree. `undecided`: the program can't tell. `unread`: it could not be looked at."""
Choice = Literal["keep", "overwrite", "add"]
"""What a person may decide: the site's word stays, ours takes its place, or ours comes beside it."""
AMBIGUOUS = "ambiguous"
"""The problem of a box that has chosen one of two options with the same words, which mean different things."""
CHOSEN_OF_TWO = "the site has chosen one of two options with the same words"


@dataclass(frozen=True)
class Difference:
    """A field whose box does not say what the record says."""

    key: str
    label: str
    kind: Literal["missing", "differs"]
    """`missing`: the box is empty or not there; `differs`: it holds something else."""
    how: str
    """The kind of the difference in words, without either value."""
    site: Raw = field(default="", repr=False)
    ours: Raw = field(default="", repr=False)
    problem: str = ""
    """Why the box could not be read, where it could not: the page has none, or several; or `ambiguous`."""

    def __str__(self) -> str:
        return f"{self.label} ({self.how})"


@dataclass(frozen=True)
class Place:
    """Where something of a record belongs: the key of the screen (or form of its rows), the row of the record by its
    number (`1.2`; empty for the screen itself), and the field (empty for the row as a whole)."""

    screen: str
    row: str = ""
    field: str = ""


@dataclass(frozen=True)
class Item:
    """One thing of a record, and what a run would do about it. The values are for the person at the terminal only."""

    place: Place
    title: str
    """The screen as staff know it."""
    label: str
    does: Does
    site: str = field(default="", repr=False)
    ours: str = field(default="", repr=False)
    why: str = ""
    """What is to be known, without either value."""
    sensitive: bool = False
    """Whether not even the terminal shows the values."""
    stops: bool = False
    """Whether a run stops here, unless a person decides."""
    choices: tuple[Choice, ...] = ()
    """What may be decided."""
    mark: str = ""
    """The keyed hash of what the decision is made on."""
    step: str = ""
    screen: str = ""
    """The name under which a run tells of the screen as it begins it."""

    @property
    def where(self) -> str:
        """`Goals, row 1: Term of Goal`, without a value."""
        row = f", row {self.place.row}" if self.place.row else ""
        return f"{self.title}{row}: {self.label}" if self.label else f"{self.title}{row}"


CHANGES: frozenset[Does] = frozenset({"add", "fill", "change"})


@dataclass
class Comparison:
    """What a run would do for one participant, in the order of the work."""

    user_id: str
    items: list[Item] = field(default_factory=list)
    step: str = ""
    screen: str = ""

    def begin(self, step: str) -> None:
        """A step is looked at now; what was found of it before does not count: the site had a bad moment."""
        self.step, self.screen = step, ""
        self.items = [item for item in self.items if item.step != step]

    def note(self, item: Item) -> None:
        """Adds an item of the step and screen in hand."""
        self.items.append(replace(item, step=self.step, screen=self.screen or item.title))

    @property
    def changes(self) -> list[Item]:
        """What a run would write, or would stop at."""
        return [item for item in self.items if item.does in CHANGES]

    @property
    def stops(self) -> list[Item]:
        """What a run would stop at."""
        return [item for item in self.items if item.stops]

    @property
    def unread(self) -> list[Item]:
        """What could not be looked at."""
        return [item for item in self.items if item.does == "unread"]

    def screens(self) -> Iterator[tuple[str, str]]:
        """Step and screen of all that would be written, each once."""
        yield from dict.fromkeys((item.step, item.screen) for item in self.changes)


def in_words(raw: Raw) -> str:
    """A value of the page or the record in one line."""
    return collapse(raw if isinstance(raw, str) else "; ".join(raw))


def grouped(items: Sequence[Item]) -> list[str]:
    """Items by screen and row, without values: `Goals, row 1: Term of Goal; Comments`."""
    groups: dict[str, list[str]] = {}
    for item in items:
        row = f", row {item.place.row}" if item.place.row else ""
        groups.setdefault(f"{item.title}{row}", []).append(item.label)
    return [f"{place}: {'; '.join(labels)}" for place, labels in groups.items()]
