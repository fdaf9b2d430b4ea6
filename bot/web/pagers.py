"""What turns the pages of a list, and whether the list has more of them than are to be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.web.actions import innermost, words_of
from bot.web.grids import Grid
from bot.web.region import Region
from bot.web.view import Action, Box, Text, View

Turn = Literal["first", "previous", "next", "last"]
_WORDS: dict[str, Turn] = {
    "first": "first", "first page": "first", "go to first page": "first", "go to the first page": "first",
    "<<": "first", "|<": "first", "«": "first", "⏮": "first",
    "previous": "previous", "prev": "previous", "previous page": "previous", "prev page": "previous",
    "go to previous page": "previous", "go to the previous page": "previous", "<": "previous", "‹": "previous",
    "next": "next", "next page": "next", "go to next page": "next", "go to the next page": "next",
    ">": "next", "›": "next",
    "last": "last", "last page": "last", "go to last page": "last", "go to the last page": "last",
    ">>": "last", ">|": "last", "»": "last", "⏭": "last",
}  # fmt: skip
_NUMBER = re.compile(r"(?:go to )?(?:page )?(\d{1,4})", re.IGNORECASE)
_MORE = ("...", "…")
_OF_ROWS = re.compile(
    r"(\d[\d,]*)\s*(?:to|through|-|–)\s*(\d[\d,]*)\s*(?:of|out of|/)\s*(\d[\d,]*)"
    r"(?:\s+(?:entries|records|rows|results|items|total|in total))?",
    re.IGNORECASE,
)
_SURELY_OF_ROWS = re.compile(r"entries|records|rows|results|items", re.IGNORECASE)
_OF_PAGES = re.compile(r"\bpage:?\s*(\d+)\s*(?:of|/)\s*(\d+)", re.IGNORECASE)
_OFF = re.compile(r"(^|[\s_-])(disabled|inactive)([\s_-]|$)", re.IGNORECASE)
_CURRENT = re.compile(r"@chosen|(^|[\s_-])(current|active|selected)([\s_-]|$)", re.IGNORECASE)
_NEAR = 3
"""How many texts away from a list what says how many rows it has may stand."""


@dataclass(frozen=True)
class Pager:
    """What turns the pages of one list. `ahead` and `back` are what is pressed for the next and for an earlier page,
    None on the last and on the first; `back_to_first` says that `back` leads to the first at once. `sure` says whether
    the page itself tells that there is more ahead: else an end is known by its showing the same again."""

    ahead: Action | None
    back: Action | None
    back_to_first: bool
    sure: bool


class Pagers:
    """The pagers of a page's lists."""

    def __init__(self, region: Region, grids: Sequence[Grid]) -> None:
        self._view: View = region.view
        self._grids = grids
        self._near = region.nodes

    def of(self, grid: Grid) -> Pager | None:
        """The pager of a list; None for one that has none, or none that is surely one."""
        found = []
        for bar in self._bars.get(grid.table.node, []):
            says_more = self._says_more(grid, bar.node)
            is_certain = says_more is not None or bar.has_ends or self._view.inside(bar.node, grid.table.node)
            if is_certain or bar.shown is not None:
                found.append(bar.pager(says_more, by_words=is_certain))
        return found[-1] if found else None

    def lacks_rows(self, grid: Grid) -> bool:
        """Whether a text at the list says that it has more rows than it shows."""
        says = self._counts(grid)
        return says is not None and says[1] < says[2] and says[1] - says[0] + 1 == len(grid.rows) and says[3]

    def _says_more(self, grid: Grid, bar: int) -> bool | None:
        """What the page says by numbers of more rows ahead; None where it says nothing."""
        if (says := self._counts(grid, bar)) is not None:
            return says[1] < says[2]
        for words in self._words_near(grid, bar):
            if (pages := _OF_PAGES.search(words)) is not None:
                return int(pages[1]) < int(pages[2])
        return None

    def _counts(self, grid: Grid, bar: int = -1) -> tuple[int, int, int, bool] | None:
        """From, to, of how many rows, and whether it says that it speaks of rows."""
        for words in self._words_near(grid, bar):
            if (rows := _OF_ROWS.search(words)) is not None:
                first, last, total = (int(number.replace(",", "")) for number in rows.groups())
                return first, last, total, _SURELY_OF_ROWS.search(words) is not None
        return None

    def _words_near(self, grid: Grid, bar: int) -> Iterator[str]:
        """The texts in a bar and those next to the list, but none of its rows."""
        lines = {row.line.node for row in grid.rows}
        own: list[str] = []
        after: list[str] = []
        before: list[str] = []
        for text in self._view.texts:
            path = self._view.above(text.parts[0].node)
            if bar in path or (grid.table.node in path and lines.isdisjoint(path)):
                own.append(text.words)
            elif grid.table.node not in path:
                (before if text.number < grid.table.after else after).append(text.words)
        yield from own
        yield from after[:_NEAR]
        yield from reversed(before[-_NEAR:])

    @cached_property
    def _bars(self) -> dict[int, list[_Bar]]:
        """The bars by the nodes of the lists they turn: a bar belongs to the list it stands in, or that it follows."""
        found: dict[int, list[_Bar]] = {}
        for bar in self._all_bars():
            grid = self._grid_of(bar)
            if grid is not None:
                found.setdefault(grid.table.node, []).append(bar)
        return found

    def _all_bars(self) -> Iterator[_Bar]:
        """The largest elements that hold nothing to press but what turns pages, and at least two of it."""
        rows = {row.line.node for grid in self._grids for row in grid.rows}
        spoiled = {node for grid in self._grids for node in self._view.above(grid.table.node)}
        spoiled.update(node for row in rows for node in self._view.above(row))
        pressable = innermost(self._view, [action for action in self._view.actions if action.node in self._near])
        held: dict[int, list[Action]] = {}
        for action in pressable:
            path = self._view.above(action.node)
            if not rows.isdisjoint(path):
                continue
            for node in path:
                held.setdefault(node, []).append(action)
            if _meaning(action) is None:
                spoiled.update(path)
        for box in self._view.boxes:
            if box.kind != "select":  # how many rows a page has may be chosen there
                spoiled.update(self._view.above(box.node))
        whole = {node for node, actions in held.items() if node not in spoiled}
        for node in sorted(whole):
            above = self._view.above(node)
            if len(above) < 2 or above[1] not in whole:
                bar = _Bar(self._view, node, held[node])
                if bar.is_pager:
                    yield bar

    def _grid_of(self, bar: _Bar) -> Grid | None:
        """The list that a bar stands in, that it follows, or that follows it: with nothing to press or fill between."""
        for fits in (self._holds, self._follows, self._precedes):
            found = [grid for grid in self._grids if fits(grid, bar)]
            if found:
                return found[-1]
        return None

    def _holds(self, grid: Grid, bar: _Bar) -> bool:
        return self._view.inside(bar.node, grid.table.node)

    def _follows(self, grid: Grid, bar: _Bar) -> bool:
        end = max((text.number + 1 for text in self._texts_in(grid)), default=grid.table.after)
        return bar.actions[0].after >= end and not any(
            thing.after >= end and thing.number < bar.actions[0].number for thing in self._things_beside(grid, bar)
        )

    def _precedes(self, grid: Grid, bar: _Bar) -> bool:
        return bar.actions[-1].after <= grid.table.after and not any(
            thing.after <= grid.table.after and thing.number > bar.actions[-1].number
            for thing in self._things_beside(grid, bar)
        )

    def _texts_in(self, grid: Grid) -> Iterator[Text]:
        return (text for text in self._view.texts if self._view.inside(text.parts[0].node, grid.table.node))

    def _things_beside(self, grid: Grid, bar: _Bar) -> Iterator[Action | Box]:
        things: tuple[Action | Box, ...] = (*self._view.actions, *self._view.boxes)
        for thing in things:
            if not self._view.inside(thing.node, bar.node) and not self._view.inside(thing.node, grid.table.node):
                yield thing


class _Bar:
    """An element that holds what turns pages, and nothing else that could be pressed."""

    def __init__(self, view: View, node: int, actions: Sequence[Action]) -> None:
        self._view = view
        self.node = node
        self.actions = sorted(actions, key=lambda action: action.number)
        self._turns = {turn: action for action in self.actions if (turn := _meaning(action)) in _WORDS.values()}
        self._numbers = {int(turn): action for action in self.actions if (turn := _meaning(action) or "").isdigit()}

    @property
    def is_pager(self) -> bool:
        """Whether these turn the pages of a list: `Previous` and `Next` alone may as well be a wizard's."""
        return len(self.actions) + (self.shown is not None) > 1 and (bool(self._numbers) or self.has_ends)

    @property
    def has_ends(self) -> bool:
        """Whether it leads to the first and to the last page, as no wizard's buttons do."""
        return {"first", "last"} <= self._turns.keys()

    @cached_property
    def shown(self) -> int | None:
        """The number of the page that is shown: the one that can't be pressed, or that is marked."""
        marked = [n for n, action in self._numbers.items() if self._is_marked(action)]
        if len(marked) == 1:
            return marked[0]
        pressed = {action.node for action in self.actions}
        loose = [
            int(part.words.strip())
            for text in self._view.texts
            for part in text.parts
            if self._view.inside(part.node, self.node)
            and part.words.strip().isdigit()
            and pressed.isdisjoint(self._view.above(part.node))
        ]
        loose += [n for n, action in self._numbers.items() if action.disabled]
        return loose[0] if len(loose) == 1 else None

    def pager(self, says_more: bool | None, *, by_words: bool) -> Pager:
        """What is pressed. `Next` and `Previous` only with `by_words`: beside numbers they may still be a wizard's own,
        and save; there it goes by the numbers."""
        first = self._turns.get("first") or self._numbers.get(1)
        back = first if first is not None and self._can_be_pressed(first) and self.shown != 1 else None
        to_first = back is not None
        if back is None and self.shown != 1 and by_words:
            previous = self._turns.get("previous")
            back = previous if previous is not None and self._can_be_pressed(previous) else None
        ahead = self._ahead(says_more, by_words=by_words)
        return Pager(ahead, back, to_first, says_more is True or (self.shown is not None and ahead is not None))

    def _ahead(self, says_more: bool | None, *, by_words: bool) -> Action | None:
        if says_more is False:
            return None
        turn = self._turns.get("next") if by_words else None
        if turn is None and self.shown is not None:
            turn = self._numbers.get(self.shown + 1) or self._more(self.shown)
        if turn is None or not self._can_be_pressed(turn):
            return None
        is_last = self.shown is not None and self._numbers and max(self._numbers) <= self.shown
        return None if is_last and says_more is None and not self._more(self.shown or 0) else turn

    def _more(self, shown: int) -> Action | None:
        """The dots behind the last number of a page's bar, which lead to the next numbers."""
        if shown < max(self._numbers, default=0):
            return None
        dots = [action for action in self.actions if words_of(action).strip() in _MORE]
        return dots[-1] if dots and dots[-1] is self.actions[-1] else None

    def _can_be_pressed(self, action: Action) -> bool:
        marks = [self._view.nodes[node].marks for node in self._within(action)]
        return not action.disabled and not any(_OFF.search(each) for each in marks)

    def _is_marked(self, action: Action) -> bool:
        return any(_CURRENT.search(self._view.nodes[node].marks) for node in self._within(action))

    def _within(self, action: Action) -> list[int]:
        """The action's node and those that hold it and no other action of the bar."""
        others = {node for other in self.actions if other is not action for node in self._view.above(other.node)}
        return [node for node in self._view.above(action.node) if node not in others]


def _meaning(action: Action) -> str | None:
    """`first`, `previous`, `next`, `last`, `more` or a page's number; None for what turns no page."""
    for words in (action.words, action.name):
        plain = " ".join(words.split()).casefold()
        if not plain:
            continue
        if plain in _WORDS:
            return _WORDS[plain]
        if plain in _MORE:
            return "more"
        if (number := _NUMBER.fullmatch(plain)) is not None:
            return number[1]
        return None
    return None
