"""The lists of a page: repeated rows under column headings, as texts, and what can be pressed in a row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.web.region import Region
from bot.web.view import Action, Box, Cell, Line, Part, Table, Text, View

_BEFORE = 25
_BOLD = 600
_FEWEST_KEYS = 2
_LONGEST_KEY = 40
_TO_COME = re.compile(r"\W*(loading|please wait|one moment|retrieving|fetching|searching)\b", re.IGNORECASE)
_OF_ONE = re.compile(r"\s*(@chosen|\b(even|odd|alt|first|last|active|selected)\b)|style:.*")
"""What one of several elements that are alike may be dressed in beyond the others."""


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
    waits: bool = False
    """Whether it says that its rows are still to come."""


def grids(region: Region) -> tuple[Grid, ...]:
    """The lists within the page's content."""
    tables = tuple(_grids(region))
    return tables + tuple(_cards(region, tables))


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
        said = [listed.of(line.node) for line in table.lines if len(line.cells) == 1]
        yield Grid(table, heading, before, headers, tuple(rows), any(map(_TO_COME.match, said)))


def _cards(region: Region, tables: Sequence[Grid]) -> Iterator[Grid]:
    """Lists without a table: elements that are alike, one a row, in which each cell has its heading before it."""
    view, listed = region.view, Words(region.view)
    alike: dict[tuple[int, str, str], list[_Card]] = {}
    for card in _all_cards(region, tables):
        node = view.nodes[card.node]
        alike.setdefault((node.parent, node.tag, _OF_ONE.sub("", node.marks)), []).append(card)
    for (parent, _, _), cards in alike.items():
        headers = tuple(key for key in cards[0].cells if all(key in card.cells for card in cards))
        if len(headers) < _FEWEST_KEYS or not _is_alone(region, cards, parent):
            continue
        first = min(text.number for text in view.texts if view.inside(text.parts[0].node, cards[0].node))
        table = Table(parent, first, tuple(Line(card.node, ()) for card in cards))
        rows = (GridRow(Line(card.node, ()), tuple(card.cells[key] for key in headers)) for card in cards)
        heading, before = _above(region, table, listed)
        yield Grid(table, heading, before, headers, tuple(rows))


@dataclass(frozen=True)
class _Card:
    node: int
    cells: dict[str, str]


def _all_cards(region: Region, tables: Sequence[Grid]) -> Iterator[_Card]:
    """The smallest elements that hold something to press or to tick, and two headings or more with their words."""
    view = region.view
    no_card = {node for grid in tables for node in view.above(grid.table.node)} | set(view.above(region.root))
    no_card.update(node for box in view.boxes if not box.is_tick for node in view.above(box.node))
    pressed = {action.node for action in view.actions}
    keys = [part for text in region.texts for part in text.parts if _is_key(view, part, pressed)]
    held = Counter(node for part in keys for node in view.above(part.node))
    seen: set[int] = set()
    ticks = [box for box in view.boxes if box.is_tick]
    handles: list[Action | Box] = [*view.actions, *ticks]
    for thing in handles:
        for node in view.above(thing.node) if thing.node in region.nodes else ():
            if node in seen or node in no_card:
                break
            if held[node] >= _FEWEST_KEYS:
                seen.add(node)
                if _is_row(view, node, keys, pressed):
                    yield _Card(node, _cells_of(view, node, keys, pressed))
                break


def _is_row(view: View, node: int, keys: Sequence[Part], pressed: set[int]) -> bool:
    """Whether each part of an element but a title begins with a heading, or holds only what can be pressed."""
    parts: dict[int, list[Text]] = {}
    for text in view.texts:
        path = view.above(text.parts[0].node)
        if node in path:
            parts.setdefault(path[max(0, path.index(node) - 1)], []).append(text)
    _, *rest = parts.values()
    return all(
        texts[0].parts[0] in keys or all(not pressed.isdisjoint(view.above(text.parts[0].node)) for text in texts)
        for texts in rest
    )


def _cells_of(view: View, node: int, keys: Sequence[Part], pressed: set[int]) -> dict[str, str]:
    """The headings in an element, each with the words up to the next; empty where a heading is there twice.

    What can be pressed is a value only right behind its heading, in the same part of the element.
    """
    found: dict[str, list[str]] = {}
    key, block = "", -1
    for text in view.texts:
        path = view.above(text.parts[0].node)
        if node not in path:
            continue
        own = path[max(0, path.index(node) - 1)]
        for part in text.parts:
            if part in keys:
                key, block = part.words.strip().rstrip(": "), own
                if key in found:
                    return {}
                found[key] = []
            elif key and (
                pressed.isdisjoint(view.above(part.node)) or (own == block and not "".join(found[key]).strip())
            ):
                found[key].append(part.words)
        if key:
            found[key].append(" ")
    return {head: " ".join("".join(parts).split()) for head, parts in found.items()}


def _is_key(view: View, part: Part, pressed: set[int]) -> bool:
    words = part.words.strip()
    is_head = words.endswith(":") or view.nodes[part.node].tag in ("dt", "th")
    return is_head and 1 < len(words) <= _LONGEST_KEY and pressed.isdisjoint(view.above(part.node))


def _is_alone(region: Region, cards: Sequence[_Card], parent: int) -> bool:
    """Whether one element that may be a row, or may as well be a part of the page, is all that its holder holds."""
    texts = [text.parts[0].node for text in region.view.texts if region.view.inside(text.parts[0].node, parent)]
    return len(cards) > 1 or all(region.view.inside(node, cards[0].node) for node in texts)


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
