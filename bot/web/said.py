"""What a survey calls the questions of a page: the label by which work finds the box, where it is sure to be a label.

Work looks for a label that it knows, so it may go by any text. A survey writes down what it finds: it takes what is
tied to a box, marked as a label, or drawn in the manner of most labels of the page; the rest may be somebody's entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.web.fields import Fields, Target
from bot.web.kinds import Asked, endings
from bot.web.labels import Labels, folded
from bot.web.view import Rect, Text, View

_HINTS = ("placeholder", "title")
_TAGS = ("label", "legend", "dt", "th")
_MARKED = re.compile(r"label|question", re.IGNORECASE)
_STARRED = re.compile(r":\s*[*(]?\s*$|^\s*\*|\*\s*$")
_REQUIRED_MARK = re.compile(r"\S*required\S*|\S*asterisk\S*", re.IGNORECASE)
_SHOWN = re.compile(r"^(lbl|ltr|lit)[A-Z]")
_BARE = re.compile(r"^[*\s]+|[\s*:(]+$")
_NEAR = 3
_USUAL = 3
"""So many boxes labelled in one manner make it the page's own."""
_MOST = 6
_ABOVE, _LEFT = 150, 700
_LINES = ("number", "money", "lookup", "readonly", "date", "text")


@dataclass(frozen=True)
class Name:
    """What a question is called, and whether that is sure to be a label."""

    label: str
    is_sure: bool


@dataclass(frozen=True)
class _Given:
    """A label as found: by its text, or tied to the box by the page."""

    label: str
    text: Text | None = None


def is_shown_text(ending: str) -> bool:
    """Whether the ending of an id is that of a text which ASP.NET pages only show."""
    return _SHOWN.match(ending) is not None


class Said:
    """The judgement on one page. `is_listed` says whether a node stands in a row of a list."""

    def __init__(self, view: View, fields: Fields, is_listed: Callable[[int], bool]) -> None:
        self._view = view
        self._fields = fields
        self._is_listed = is_listed

    def names(self, every: Sequence[Asked]) -> list[Name]:
        """What each question of a page is called."""
        given = [self._given(asked) for asked in every]
        taken = {one.text.number for one in given if one.text is not None}
        taken |= {pair.phrase.first for pair in self._fields.labels.chosen.values() if pair.box.is_tick}
        for place, asked in enumerate(every):
            if not given[place].label:
                given[place] = self._searched(asked, taken)
        pairs = list(zip(every, given, strict=True))
        manners = Counter(self._manner(asked, one.text) for asked, one in pairs if one.text and self._is_alone(asked))
        return [Name(_BARE.sub("", one.label), self._is_sure(asked, one, manners)) for asked, one in pairs]

    def looks_so(self, words: str, node: int) -> bool:
        """Whether a text is marked as a label: by a colon, a star, its element or the cell it stands in."""
        return self._is_marked(words, node) or self._stands_first(node)

    def _is_marked(self, words: str, node: int) -> bool:
        path = self._view.above(node)
        if not self._apart.isdisjoint(path):
            return False
        near = [self._view.nodes[above] for above in path[:_NEAR]]
        is_head = any(each.tag in _TAGS or each.role == "columnheader" or _MARKED.search(each.marks) for each in near)
        return is_head or _STARRED.search(words) is not None

    def _stands_first(self, node: int) -> bool:
        path = self._view.above(node)
        return self._apart.isdisjoint(path) and not self._first_cells.isdisjoint(path[: _NEAR + 1])

    # --- the text of a label

    def _labels(self, asked: Asked) -> tuple[Labels, bool]:
        is_group = bool(self._fields.asked_as(asked.boxes[0]))
        return (self._fields.labels.questions if is_group else self._fields.labels), is_group

    def _given(self, asked: Asked) -> _Given:
        first, (labels, _) = asked.boxes[0], self._labels(asked)
        own = next(box for box in labels.view.boxes if box.number == first.number)
        if any(tie.how not in _HINTS for tie in own.ties):
            return _Given(asked.label)
        pair = labels.chosen.get(first.number)
        if pair is None:
            return _Given("")
        text = next(text for text in self._view.texts if text.number == pair.phrase.first)
        return _Given("") if self._is_none(text) and not first.is_tick else _Given(asked.label, text)

    def _searched(self, asked: Asked, taken: set[int]) -> _Given:
        """The nearest text by which work would find the box, of those that are no other's label."""
        for text in self._near(asked.boxes[0].place, taken):
            label = _BARE.sub("", text.words)
            kind = "text" if asked.kind in _LINES else asked.kind
            spec: dict[str, Any] = {"key": "", "kind": kind, "label": label, "names": [], "locator": None}
            found = self._fields.find(spec) if folded(label) else ""
            if isinstance(found, Target) and asked.boxes[0] in found.boxes:
                taken.add(text.number)
                return _Given(label, text)
        return _Given("")

    def _near(self, place: Rect, taken: set[int]) -> list[Text]:
        found = []
        for text in self._fields.view.texts:
            above = place.y - text.place.bottom
            left = place.x - text.place.right
            is_over = -8 <= above < _ABOVE and text.place.shared_width(place) > 0
            is_beside = -6 <= left < _LEFT and text.place.shared_height(place) > 0
            if (is_over or is_beside) and text.number not in taken and not self._is_none(text):
                found.append((above if is_over else left, text))
        return [text for _, text in sorted(found, key=lambda one: one[0])[:_MOST]]

    def _is_none(self, text: Text) -> bool:
        """Whether a text labels nothing: it is pressed, or is one that the site fills in, or has no letter."""
        if not any(letter.isalpha() for letter in text.words):
            return True
        return not self._apart.isdisjoint(self._view.above(text.parts[0].node))

    @cached_property
    def _apart(self) -> frozenset[int]:
        return frozenset([action.node for action in self._view.actions] + self._shown)

    @cached_property
    def _shown(self) -> list[int]:
        """The texts that the site fills in."""
        return [n for n, node in enumerate(self._view.nodes) if is_shown_text(node.id.rpartition("_")[2])]

    # --- how sure it is

    def _is_sure(self, asked: Asked, given: _Given, manners: Counter[tuple[str, str, str]]) -> bool:
        if given.text is None or self._is_marked(given.text.words, given.text.parts[0].node):
            return True
        if not self._is_alone(asked):
            return False
        if self._stands_first(given.text.parts[0].node):
            return True
        first, (_, is_group) = asked.boxes[0], self._labels(asked)
        is_behind = first.is_tick and not is_group and given.text.number == first.after
        return is_behind or manners[self._manner(asked, given.text)] >= _USUAL

    def _is_alone(self, asked: Asked) -> bool:
        """Whether no other question has the same endings of its name: what repeats, repeats somebody's entries."""
        mine = endings("", asked.boxes[0])
        return not any(mine) or self._times[mine] == 1 or bool(self._fields.asked_as(asked.boxes[0]))

    @cached_property
    def _times(self) -> Counter[tuple[str, str]]:
        return Counter(endings("", box) for box in self._fields.view.boxes)

    def _manner(self, asked: Asked, text: Text) -> tuple[str, str, str]:
        """Where a label stands to its box, and how it is drawn."""
        place, node = asked.boxes[0].place, self._view.nodes[text.parts[0].node]
        where = "above" if text.place.bottom <= place.y + 8 else "left" if text.place.x < place.x else "right"
        return where, node.tag, _REQUIRED_MARK.sub("", node.marks)

    @cached_property
    def _first_cells(self) -> frozenset[int]:
        """The first cells of rows that lay out a form: behind the text a box, or a text that is only shown."""
        return frozenset(self._layout_cells())

    def _layout_cells(self) -> Iterator[int]:
        held = {node for box in self._view.boxes for node in self._view.above(box.node)}
        held |= {node for number in self._shown for node in self._view.above(number)}
        for table in self._view.tables:
            for before, line in zip((None, *table.lines), table.lines, strict=False):
                cells = [cell.node for cell in line.cells]
                heads = [] if before is None else [cell.node for cell in before.cells]
                is_under = len(heads) == len(cells) and held.isdisjoint(heads)  # what stands in it is headed from above
                is_layout = len(cells) > 1 and cells[0] not in held and cells[1] in held and not is_under
                if is_layout and not self._is_listed(line.node):
                    yield cells[0]
