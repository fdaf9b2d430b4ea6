"""A view as a survey notes it: the boxes, labels, lists and strips that work goes by, and no value of any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.agent.looks import BoxSeen, GridSeen, Inventory, Strip
from bot.agent.seeing import Seen
from bot.web.actions import innermost, words_of
from bot.web.fields import Target
from bot.web.grids import Grid, GridRow
from bot.web.kinds import Asked, endings, is_calendar, questions
from bot.web.labels import folded
from bot.web.said import Name, Said, is_shown_text
from bot.web.strips import Strip as StripSeen
from bot.web.view import Action, Box, Cell, Line, Text

_PERSON = ("name", "user id")
"""The labels of the banner that says whose page it is."""
_ACTIONS = re.compile(r"actions?", re.IGNORECASE)
_BUTTONS = ("button", "submit", "image", "reset")
_DRAWN_AS_BUTTON = re.compile(r"(^|[-_ ])(form)?(btn|butt|button)", re.IGNORECASE)
_HEAD_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6", "legend")
_FOLD = re.compile(r"(expand|collapse)\b", re.IGNORECASE)
_LONGEST_TITLE = 90
_PAIR = 2
_BACK = 6
_NO_ROOM = ("date", "phone", "readonly", "lookup")


@dataclass(frozen=True)
class Section:
    """The heading of a part of a page, the number of its text, and whether a tag says so and not only a role."""

    number: int
    words: str
    is_tagged: bool


def inventory(seen: Seen) -> Inventory:
    """All that stands on a page, without a value."""
    boxes = _Boxes(seen)
    sections = list(_sections(seen, boxes.labels))
    lists = _Lists(seen, sections)
    pressed = [action for action in _pressed(seen, lists.heads) if not boxes.has(action)]
    buttons = [action for action in pressed if _is_button(seen, action)]
    strips = {strip.items: strip for strip in seen.strips if strip.said}
    return Inventory(
        open=seen.open,
        look=seen.look,
        boxes=tuple(boxes.noted()),
        strips=tuple(Strip(strip.items, strip.chosen, strip.pressable) for strip in strips.values()),
        sections=tuple(section.words for section in sections),
        buttons=tuple(_called(action) for action in buttons),
        links=tuple(_called(action) for action in pressed if action not in buttons),
        grids=tuple(lists.noted()),
    )


def late_lists(seen: Seen) -> list[Box]:
    """The lists of a page that have nothing to offer and say that something is on its way."""

    def is_coming(box: Box) -> bool:
        busy = "@busy" in seen.view.nodes[box.node].marks.split()
        return (box.disabled or busy) and not seen.fields.options(Target("select", (box,)))

    return [box for box in seen.fields.view.boxes if box.kind in ("select", "combobox") and is_coming(box)]


class _Boxes:
    """The questions of a page, and the texts that the site fills in by itself."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._view = seen.view
        self._fields = seen.fields
        self._said = Said(seen.view, seen.fields, seen.is_listed)

    def noted(self) -> Iterator[BoxSeen]:
        """All of them in the order of the page."""
        names = self._said.names(self._asked)
        boxes = [self._box(asked, name) for asked, name in zip(self._asked, names, strict=True)]
        found = [(asked.boxes[0].node, box) for asked, box in zip(self._asked, boxes, strict=True)]
        yield from (box for _, box in sorted([*found, *self._shown()], key=lambda one: one[0]))

    def has(self, action: Action) -> bool:
        """Whether something to press belongs to a box: it opens its calendar, its list or its window."""
        links = {folded(asked.link) for asked in self._asked if asked.link}
        lists = {asked.boxes[0].node for asked in self._asked if asked.kind == "select"}
        beside = any(self._view.inside(action.node, above) for node in lists for above in self._view.above(node)[1:4])
        of_list = beside and folded(_called(action)) == "select"
        return action.opens or is_calendar(self._fields, action) or folded(_called(action)) in links or of_list

    @cached_property
    def labels(self) -> frozenset[str]:
        return frozenset(folded(asked.label) for asked in self._asked)

    @cached_property
    def _asked(self) -> list[Asked]:
        """The questions of the page itself: what stands in a row of a list belongs to that row."""
        every = questions(self._fields, self._seen.checks)
        return [asked for asked in every if not _is_entry(self._seen, asked.boxes[0].node)]

    def _box(self, asked: Asked, called: Name) -> BoxSeen:
        first = asked.boxes[0]
        name, id_ = endings(asked.kind, first)
        options = self._fields.options(Target(asked.kind, asked.boxes)) if asked.kind != "date" else None
        return BoxSeen(
            label=called.label,
            kind=asked.kind,
            name=name,
            id=id_,
            required=asked.required,
            room=first.room if first.room and asked.kind not in _NO_ROOM else None,
            options=None if options is None else tuple(options),
            posts_back=any(box.posts for box in asked.boxes),
            link=asked.link,
            is_said=called.is_sure,
        )

    def _shown(self) -> Iterator[tuple[int, BoxSeen]]:
        busy = {node for box in self._view.boxes for node in self._view.above(box.node)}
        for number, node in enumerate(self._view.nodes):
            ending = node.id.rpartition("_")[2]
            is_content = number in self._seen.region.nodes and not _is_entry(self._seen, number)
            if is_shown_text(ending) and is_content and number not in busy and (label := self._label_of_shown(number)):
                yield number, BoxSeen(label, "readonly", "", ending, False, None, None, False, "")

    def _label_of_shown(self, number: int) -> str:
        """The text before it that is marked as a label, and by which work would find it."""
        texts = self._fields.view.texts
        own = [n for n, text in enumerate(texts) if self._view.inside(text.parts[0].node, number)]
        before = texts[: own[0]] if own else [text for text in texts if text.parts[0].node < number]
        for text in reversed(before[-_BACK:] if own else before[-1:]):
            label = text.words.strip("*: ")
            if self._said.looks_so(text.words, text.parts[0].node) and self._finds(label, number, is_empty=not own):
                return "" if folded(label) in _PERSON else label
        return ""

    def _finds(self, label: str, number: int, *, is_empty: bool) -> bool:
        """Whether work finds the text in a node by a label; by that of a box it finds the box."""
        if is_empty:
            return folded(label) not in self.labels
        found = self._fields.find({"key": "", "kind": "readonly", "label": label, "names": [], "locator": None})
        words = found.words if isinstance(found, Target) else None
        return words is not None and " ".join(words.split()) == self._seen.words.of(number)


class _Lists:
    """The lists of a page: their headings, and what can be done with their rows."""

    def __init__(self, seen: Seen, sections: Sequence[Section]) -> None:
        self._seen = seen
        self._sections = sections
        self._view = seen.view

    @cached_property
    def heads(self) -> frozenset[int]:
        """The nodes of the cells that head the columns."""
        return frozenset(cell.node for grid in self._seen.grids for cell in self._head(grid))

    def noted(self) -> Iterator[GridSeen]:
        """Their headings. A row of a list that is a form is none of its rows."""
        for grid in self._seen.grids:
            columns, rows = self._columns(grid), grid.rows
            if columns and not (rows and all(_is_form(self._seen, grid, row.line) for row in rows)):
                yield GridSeen(self._heading(grid), columns, tuple(dict.fromkeys(self._row_actions(grid))))

    def _heading(self, grid: Grid) -> str:
        """Its caption, or the last heading before it. A text that is only bold may be a value."""
        captions = [text.words for text in self._view.texts if self._is_caption(text, grid)]
        before = [section for section in self._sections if section.is_tagged and section.number < grid.table.after]
        return captions[0] if captions else before[-1].words if before else ""

    def _is_caption(self, text: Text, grid: Grid) -> bool:
        near = self._view.above(text.parts[0].node)
        return grid.table.node in near and any(self._view.nodes[node].tag == "caption" for node in near[:4])

    def _head(self, grid: Grid) -> tuple[Cell, ...]:
        return next((line.cells for line in grid.table.lines if self._flat(line) == grid.headers), ())

    def _flat(self, line: Line) -> tuple[str, ...]:
        spread = [node for cell in line.cells for node in (cell.node, *[-1] * (cell.span - 1))]
        return tuple(self._seen.words.of(node) for node in spread)

    def _columns(self, grid: Grid) -> tuple[str, ...]:
        """The cells that are headings by tag or role; of a list without any those of its first row, where the rows
        below show that it is none of them. What stands beside the heading of a row is a value."""
        head = self._head(grid)
        named = [c for c in head if c.head and "@rowhead" not in self._view.nodes[c.node].marks.split()]
        if not named and not self._is_told_by_rows(grid):
            return ()
        return tuple(self._seen.words.of(cell.node) for cell in named or head)

    def _is_told_by_rows(self, grid: Grid) -> bool:
        """Whether a first row without a digit stands over a column of dates or numbers."""
        if any(character.isdigit() for words in grid.headers for character in words) or not grid.rows:
            return False
        columns = zip(*(row.cells for row in grid.rows), strict=True)
        return any(all(any(c.isdigit() for c in words) for words in column) for column in columns)

    def _row_actions(self, grid: Grid) -> Iterator[str]:
        """What a row offers to do: under a heading such as Action; or, in a column without a heading, what all rows
        offer alike."""
        for place, header in enumerate(grid.headers):
            offered = [self._offered(row, place) for row in grid.rows]
            if _ACTIONS.fullmatch(header):
                yield from (words for each in offered for words in each)
            elif not header and len(offered) > 1 and len(set(offered)) == 1:
                yield from offered[0]

    def _offered(self, row: GridRow, place: int) -> tuple[str, ...]:
        spread = [cell for cell in row.line.cells for _ in range(cell.span)]
        inside = [action for action in self._view.actions if self._view.inside(action.node, spread[place].node)]
        return tuple(words for action in innermost(self._view, inside) if (words := _called(action)))


def _is_entry(seen: Seen, node: int) -> bool:
    """Whether it stands in a row of a list that is no form."""
    own = [(grid, row.line) for grid in seen.grids for row in grid.rows if seen.view.inside(node, row.line.node)]
    return any(not _is_form(seen, grid, line) for grid, line in own)


def _is_form(seen: Seen, grid: Grid, line: Line) -> bool:
    """Whether a row under column headings is a form: boxes, and in the only row texts that are only shown too."""
    if seen.is_form(line) or len(grid.rows) > 1:
        return seen.is_form(line)
    held = {node for box in seen.view.boxes for node in seen.view.above(box.node)}
    shown = [n for n, node in enumerate(seen.view.nodes) if is_shown_text(node.id.rpartition("_")[2])]
    told = {node for number in shown for node in seen.view.above(number)}
    boxes = sum(cell.node in held for cell in line.cells)
    return 2 * boxes >= len(line.cells) and all(
        cell.node in held | told or not seen.words.of(cell.node) for cell in line.cells
    )


def _pressed(seen: Seen, heads: frozenset[int]) -> Iterator[Action]:
    """What can be pressed beside the strips, the lists and their headings."""
    view = seen.view
    own = [each for each in view.actions if each.node in seen.region.nodes and not seen.is_listed(each.node)]
    said = heads | {strip.node for strip in seen.strips if strip.said}
    likely = {strip.node for strip in seen.strips if _is_strip(strip)}
    for action in innermost(view, own):
        above = view.above(action.node)
        is_summary = any("valSummary" in view.nodes[node].id for node in above)
        is_tab = not said.isdisjoint(above) or (not likely.isdisjoint(above) and not _is_button(seen, action))
        is_fold = _FOLD.match(_called(action)) is not None or (action.expanded and not _has_letter(action.words))
        if not is_tab and not is_summary and not is_fold and _has_letter(_called(action)):
            yield action


def _called(action: Action) -> str:
    """Its words; a sign without a letter says less than its title."""
    words = words_of(action)
    return words if _has_letter(words) else action.name or words


def _has_letter(words: str) -> bool:
    return any(letter.isalpha() for letter in words)


def _is_strip(strip: StripSeen) -> bool:
    """Whether a row of short texts is surely one of tabs, and not one of buttons: one of them is the chosen one."""
    return strip.said or (strip.chosen >= 0 and len(strip.items) > _PAIR and not all(strip.pressable))


def _is_button(seen: Seen, action: Action) -> bool:
    return action.kind in _BUTTONS or _DRAWN_AS_BUTTON.search(seen.view.nodes[action.node].marks) is not None


def _sections(seen: Seen, labels: frozenset[str]) -> Iterator[Section]:
    """What heads the parts of a page: by tag or role, no label of a box, and not the page's own heading."""
    own = next((title.text.number for title in seen.region.titles if title.level <= 2), -1)
    for text in seen.region.texts:
        words = "".join(part.words for part in text.parts if _heads(seen, part.node)).strip()
        is_title = words and len(words) <= _LONGEST_TITLE and text.number != own and folded(words) not in labels
        if is_title and not seen.is_listed(text.parts[0].node):
            yield Section(text.number, words, _has_head_tag(seen, text))


def _has_head_tag(seen: Seen, text: Text) -> bool:
    near = [seen.view.nodes[above].tag for part in text.parts for above in seen.view.above(part.node)[:4]]
    return any(tag in _HEAD_TAGS for tag in near)


def _heads(seen: Seen, node: int) -> bool:
    near = [seen.view.nodes[above] for above in seen.view.above(node)[:4]]
    return any(each.tag in _HEAD_TAGS or each.role == "heading" for each in near)
