"""The lists of a page: repeated rows under column headings, as texts, and what can be pressed in a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.web.region import Region
from bot.web.view import Action, Box, Cell, Line, Table, View

_BEFORE = 25
_BOLD = 600


@dataclass(frozen=True)
class GridRow:
    """A row: its cells as texts, in the order of the headings."""

    line: Line
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A list of the page. `before` are the texts that stand before it, the nearest first."""

    table: Table
    heading: str
    before: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[GridRow, ...]


def grids(region: Region) -> tuple[Grid, ...]:
    """The lists within the page's content."""
    return tuple(_grids(region))


def _grids(region: Region) -> Iterator[Grid]:
    view = region.view
    listed = Words(view)
    for table in view.tables:
        if table.node not in region.nodes:
            continue
        head = _head(view, table, listed)
        if head is None:
            continue
        headers = tuple(_flat(listed, head.cells))
        rows = []
        for line in table.lines[table.lines.index(head) + 1 :]:
            cells = tuple(_flat(listed, line.cells))
            if (len(cells) == len(headers) and len(line.cells) > 1) or (len(headers) == 1 and len(cells) == 1):
                rows.append(GridRow(line, cells))
        heading, before = _above(region, table, listed)
        yield Grid(table, heading, before, headers, tuple(rows))


class Words:
    """The texts of a view by the nodes that hold them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._held: dict[int, list[str]] = {}
        for text in view.texts:
            for part in text.parts:
                for node in view.above(part.node):
                    self._held.setdefault(node, []).append(part.words)
            for node in {node for part in text.parts for node in view.above(part.node)}:
                self._held[node].append(" ")

    def of(self, node: int) -> str:
        """All words in a node, as one line."""
        return " ".join("".join(self._held.get(node, ())).split())


def _flat(listed: Words, cells: Sequence[Cell]) -> Iterator[str]:
    for cell in cells:
        yield listed.of(cell.node)
        yield from ("" for _ in range(cell.span - 1))


def _head(view: View, table: Table, listed: Words) -> Line | None:
    """The line of the column headings; None for a table that only lays out."""
    for line in table.lines[:3]:
        if line.cells and all(cell.head for cell in line.cells) and len(line.cells) > 1:
            return line
    if any(cell.head for line in table.lines[:1] for cell in line.cells):
        return table.lines[0]
    return _plain_head(view, table, listed)


def _plain_head(view: View, table: Table, listed: Words) -> Line | None:
    """A first line of short, different texts that is dressed otherwise than the lines below it."""
    first, *rest = table.lines
    if len(first.cells) < 2 or not rest or any(len(line.cells) != len(first.cells) for line in rest):
        return None
    words = [listed.of(cell.node) for cell in first.cells]
    held = {node for box in view.boxes if not box.is_tick for node in view.above(box.node)}
    unnamed = [n for n, text in enumerate(words) if not text]
    if any(len(text) > 40 for text in words) or len(set(words)) < len(words) or len(unnamed) == len(words) - 1:
        return None
    if any(n not in (0, len(words) - 1) for n in unnamed):  # only a column of ticks or of actions goes without a name
        return None
    if any(cell.node in held for line in table.lines for cell in line.cells):
        return None
    nested = {node for other in view.tables if other is not table for node in view.above(other.node)}
    if any(cell.node in nested for line in table.lines for cell in line.cells):
        return None
    return first if _dress(view, first) != _dress(view, rest[0]) else None


def _dress(view: View, line: Line) -> tuple[str, bool]:
    marks = view.nodes[line.node].marks + " ".join(view.nodes[cell.node].marks for cell in line.cells)
    nodes = {cell.node for cell in line.cells}
    parts = [part for text in view.texts for part in text.parts if nodes.intersection(view.above(part.node))]
    return marks, bool(parts) and all(part.weight >= _BOLD for part in parts)


def _above(region: Region, table: Table, listed: Words) -> tuple[str, tuple[str, ...]]:
    """The heading of a list, and the texts before it, the nearest first."""
    own = [title for title in region.titles if region.view.inside(title.text.parts[0].node, table.node)]
    captions = [title.words for title in own if title.level == 3]
    titles = [title for title in region.titles if title.text.number < table.after and title.level > 2]
    heading = captions[0] if captions else titles[-1].words if titles else ""
    texts = [text.words for text in region.texts if text.number < table.after]
    return heading, (*captions, *reversed(texts[-_BEFORE:]))


def actions_in(view: View, line: Line) -> tuple[Action, ...]:
    """What can be pressed in a row, each once."""
    return tuple(action for action in view.actions if view.inside(action.node, line.node))


def ticks_in(view: View, line: Line) -> tuple[Box, ...]:
    """The check boxes of a row."""
    return tuple(box for box in view.boxes if box.kind == "checkbox" and view.inside(box.node, line.node))
