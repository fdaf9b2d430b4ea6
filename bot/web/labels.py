"""Which text labels which box, judged on the plain data of a view: ties first, then layout and the habits of the page.

Each pair of a text and a box that could belong together gets points, for what speaks for it: where the text stands,
whether both are alone in an element, what stands between them. Each text then serves one box and each box has one
text, the best pairs first. A page keeps to habits (labels left, or above; ticks with their texts behind): of all
habits the one that labels its boxes best as a whole gives extra points to its pairs.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, product

from bot.web.view import Box, Node, Part, Rect, Tie, View, around

LEFT, ABOVE, RIGHT, INSIDE, BELOW, APART = "left", "above", "right", "inside", "below", "apart"
ENOUGH = 7.0
"""Points below which a text labels nothing."""
_HABIT = 4.0
_ALONE = 5.0
_LATER = 3.0
_INDENT = 80
_WHOLE = ("form", "body", "html", "main")
_TABLE_TAGS = ("table", "tbody", "thead")
_TABLE_ROLES = ("table", "grid", "treegrid", "rowgroup")
_NO_NODE = Node(-1, "", "", "", False)
_FIELD_HABITS = (LEFT, ABOVE, INSIDE, BELOW, RIGHT)
_TICK_HABITS = (RIGHT, LEFT)
REQUIRED = re.compile(r"\s*[(\[]\s*required( field)?\s*[)\]](?=[\s*:]*$)|^[(\[]\s*required\s*[)\]]\s*", re.IGNORECASE)
"""How a label says in words that its box must be filled."""
_MARKS = str.maketrans("‐‑‒–—−‘’‛“”„", "------'''\"\"\"")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))


def folded(text: str) -> str:
    """A label as it is compared: without case, spacing, stars and colons at its ends, kinds of dashes and quotes."""
    plain = unicodedata.normalize("NFC", text).translate(_MARKS).translate(_INVISIBLE)
    words = REQUIRED.sub("", " ".join(plain.split()).casefold())
    return re.sub(r"\s*([-/&])\s*", r"\1", words.strip("* ").rstrip("*: ").strip())


@dataclass(frozen=True)
class Phrase:
    """Parts of texts, one behind the other, that are looked at as one label."""

    parts: tuple[Part, ...]
    first: int
    last: int
    """The numbers of the texts it is of."""

    @cached_property
    def words(self) -> str:
        return "".join(part.words for part in self.parts).strip()

    @cached_property
    def place(self) -> Rect:
        return around([part.place for part in self.parts])


@dataclass(frozen=True)
class Pair:
    """A text that may label a box, where it stands to it, and the points for it."""

    phrase: Phrase
    box: Box
    where: str
    points: float


class Labels:
    """The labels of one view. What belongs to no one question is worked out once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._inside = _boxes_inside(view)
        self._above = {box.number: frozenset(view.above(box.node)) for box in view.boxes}
        self._tied = {tie.node: box for box in view.boxes for tie in box.ties if tie.how == "label"}
        self._order = {box.number: n for n, box in enumerate(view.boxes)}

    @cached_property
    def phrases(self) -> tuple[Phrase, ...]:
        """Each text of the page that says something."""
        return tuple(Phrase(t.parts, t.number, t.number) for t in self.view.texts if _says_something(t.words))

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """All that might be, without habits."""
        return tuple(pair for phrase in self.phrases for pair in self.of(phrase))

    @cached_property
    def questions(self) -> Labels:
        """The same page with each list of radio buttons or check boxes as one box, without the texts of its ticks."""
        groups = {group[0].number: group for group in (*self.view.groups, *self.view.tick_groups)}
        rest = {box.number for group in groups.values() for box in group[1:]}
        boxes = tuple(
            self._as_one(groups[box.number]) if box.number in groups else box
            for box in self.view.boxes
            if box.number not in rest
        )
        ticks = {box.number for group in groups.values() for box in group}
        taken = {pair.phrase.first for pair in self.chosen.values() if pair.box.number in ticks}
        return Labels(replace(self.view, boxes=boxes, texts=tuple(t for t in self.view.texts if t.number not in taken)))

    def _as_one(self, group: Sequence[Box]) -> Box:
        first = group[0]
        common = set.intersection(*(set(self.view.above(box.node)) for box in group))
        node = next((node for node in self.view.above(first.node) if node in common), first.node)
        names = [self.view.nodes[n].name for n in self.view.above(node) if self._inside[n] == len(group)]
        ties = tuple(Tie("group", words, -1) for words in names if words)
        place = around([box.place for box in group])
        kind = "radiolist" if first.kind == "radio" else "ticklist"
        return replace(first, kind=kind, place=place, node=node, ties=ties)

    @cached_property
    def habits(self) -> tuple[str, str]:
        """Where this page has the labels of its fields and of its ticks."""
        worth = {h: sum(p.points for p in self.assigned(self.pairs, h)) for h in product(_FIELD_HABITS, _TICK_HABITS)}
        return max(worth, key=lambda habits: worth[habits])

    @cached_property
    def chosen(self) -> dict[int, Pair]:
        """The label of each box, by the box's number, in the order of the page; boxes without one are left out."""
        found = {pair.box.number: pair for pair in self.assigned(self.pairs, self.habits)}
        return dict(sorted(found.items()))

    def assigned(self, pairs: Iterable[Pair], habits: tuple[str, str]) -> Iterator[Pair]:
        """One text for a box and one box for a text, the best first, with the points that habits add."""
        boxes: set[int] = set()
        texts: set[int] = set()
        for pair in sorted((self.by_habit(pair, habits) for pair in pairs), key=lambda pair: -pair.points):
            of = range(pair.phrase.first, pair.phrase.last + 1)
            if pair.points < ENOUGH or pair.box.number in boxes or not texts.isdisjoint(of):
                continue
            boxes.add(pair.box.number)
            texts.update(of)
            yield pair

    def in_line(self, one: Box, other: Box) -> bool:
        """Whether a box stands close behind another with nothing said between them."""
        place, next_place = one.place, other.place
        said = any(_says_something(text.words) for text in self.view.texts if one.after <= text.number < other.after)
        return (
            not said and place.shared_height(next_place) > 0.5 * place.height and 0 <= next_place.x - place.right < 60
        )

    def by_habit(self, pair: Pair, habits: tuple[str, str]) -> Pair:
        """The pair with the points its place has for being the usual one here."""
        usual = pair.where == habits[pair.box.is_tick]
        return Pair(pair.phrase, pair.box, pair.where, pair.points + _HABIT * usual)

    def of(self, phrase: Phrase) -> list[Pair]:
        """The boxes that a text might label."""
        path = self.view.above(phrase.parts[0].node)
        tied = [self._tied[node] for node in path if node in self._tied]
        if tied:
            return [Pair(phrase, tied[0], "label", 100)]
        pairs = []
        manner = self._manner(phrase, path)
        alone_with_another = self._lone(path)
        head = any(self.view.nodes[n].tag == "th" or self.view.nodes[n].role == "columnheader" for n in path[:4])
        below = next((self._below[n] for n in path[:4] if n in self._below), -1)
        for box in self.view.boxes:
            inside, holder = self._together(path, box)
            in_row = holder.tag == "tr" or holder.role == "row"
            place = phrase.place
            where, near = _placed(place, box, in_row, head)
            order = self._order_points(phrase, box)
            in_table = holder.tag in _TABLE_TAGS or holder.role in _TABLE_ROLES
            if head and in_table and where == ABOVE and place.shared_width(box.place) > 0:
                near, order, inside = 9.0, -_LATER * self._later[box.number], min(inside, 2)  # of every row alike
            if where == ABOVE and below in self._above[box.number]:  # a row of texts over the row of their boxes
                near, order, inside = 9.0, -_LATER * self._later[box.number], min(inside, 2)
            if not where and inside == 1 and order > 0 and holder.tag not in _WHOLE:
                where, near = APART, 2.0  # something tall stands between, but they are alone together
            if not where:
                continue
            points = near + order + manner + (_ALONE if inside == 1 else 2.0 * in_row - min(inside - 2, 4) * 0.25)
            if inside > 1 and alone_with_another:
                points -= _ALONE
            if points >= ENOUGH - _HABIT:
                pairs.append(Pair(phrase, box, where, points))
        return pairs

    @cached_property
    def _later(self) -> dict[int, int]:
        """For each box how many stand before it in its cell: a head means the first of them."""
        cells = {cell.node for table in self.view.tables for line in table.lines for cell in line.cells}
        times: Counter[int] = Counter()
        found = {}
        for box in self.view.boxes:
            cell = next((node for node in self.view.above(box.node) if node in cells), -1)
            found[box.number] = times[cell] if cell >= 0 else 0
            times[cell] += 1
        return found

    @cached_property
    def _below(self) -> dict[int, int]:
        """For each cell of a row of texts the cell under it, where the row below has the boxes."""
        found: dict[int, int] = {}
        for table in self.view.tables:
            for line, under in pairwise(table.lines):
                held = sum(cell.node in self._inside for cell in under.cells)
                if len(line.cells) == len(under.cells) > 1 and held > 1 and line.node not in self._inside:
                    found.update({one.node: two.node for one, two in zip(line.cells, under.cells, strict=True)})
        return found

    def _together(self, path: Sequence[int], box: Box) -> tuple[int, Node]:
        """The smallest element that holds both, and how many boxes are in it."""
        own = self._above[box.number]
        common = next((node for node in path if node in own), -1)
        return (self._inside[common], self.view.nodes[common]) if common >= 0 else (len(self.view.boxes), _NO_NODE)

    def _order_points(self, phrase: Phrase, box: Box) -> float:
        """Points for standing next to each other in the document, less for all that stands between."""
        if phrase.first < box.after <= phrase.last:
            return 6.0  # its words stand around the box
        before = phrase.last < box.after
        number = self._order[box.number]
        if before:
            others = sum(phrase.last < b.after for b in self.view.boxes[:number])
            texts = box.after - phrase.last - 1
        else:
            others = sum(b.after <= phrase.first for b in self.view.boxes[number + 1 :])
            texts = phrase.first - box.after
        beside = 2.0 if not texts and not others else 0.0
        return beside - min(others, 3) * 2.0 - min(texts, 4) * 0.5 - (0.0 if before or box.is_tick else 1.0)

    def _manner(self, phrase: Phrase, path: Sequence[int]) -> float:
        """Points for what kind of text it is."""
        tags = [self.view.nodes[node].tag for node in path]
        roles = [self.view.nodes[node].role for node in path]
        points = 0.0
        if "label" in tags[:4] or "dt" in tags[:3] or "legend" in tags[:3]:
            points += 3
        if "button" in tags or "button" in roles:
            points -= 8
        if "a" in tags[:4] and all("a" in self._tags(part.node) for part in phrase.parts):
            points -= 4
        if re.fullmatch(r"h[1-6]", next((tag for tag in tags[:3] if tag[:1] == "h"), "")):
            points -= 2
        return points

    def _lone(self, path: Sequence[int]) -> bool:
        """Whether a text stands in an element with one box, and with no other."""
        return any(self._inside.get(node) == 1 for node in path)

    def _tags(self, node: int) -> set[str]:
        return {self.view.nodes[above].tag for above in self.view.above(node)}


def _says_something(words: str) -> bool:
    return any(character.isalnum() for character in words)


def _boxes_inside(view: View) -> dict[int, int]:
    inside: dict[int, int] = {}
    for box in view.boxes:
        for node in view.above(box.node):
            inside[node] = inside.get(node, 0) + 1
    return inside


def _placed(text: Rect, box: Box, in_row: bool, head: bool) -> tuple[str, float]:
    """Where a text stands to a box and points for how near; nowhere when they do not belong to one place."""
    place = box.place
    beside = in_row or text.shared_height(place) >= 0.4 * min(text.height, place.height)
    if _within(text, place) and not box.is_tick:
        return INSIDE, 9.0
    if beside and text.right <= place.x + 6:
        gap = place.x - text.right
        return (LEFT, (4.0 if box.is_tick else 6.0) - min(gap / 50, 6)) if gap < 700 else ("", 0)
    if beside and text.x >= place.right - 6:
        gap = text.x - place.right
        return (RIGHT, (6.0 if box.is_tick else 2.0) - min(gap / 25, 8)) if gap < 300 else ("", 0)
    over = text.shared_width(place) > 0 or abs(text.x - place.x) < _INDENT
    if over and text.bottom <= place.y + 8:
        gap = max(place.y - text.bottom, 0)
        return (ABOVE, (2.0 if box.is_tick else 6.0) - min(gap / 10, 8)) if gap < (1500 if head else 150) else ("", 0)
    if over and text.y >= place.bottom - 8:
        gap = max(text.y - place.bottom, 0)
        return (BELOW, (3.0 if box.is_tick else 2.0) - min(gap / 8, 8)) if gap < 80 else ("", 0)
    if over and text.shared_height(place) > 0:
        return INSIDE, 5.0
    return "", 0.0


def _within(text: Rect, place: Rect) -> bool:
    return text.shared_height(place) >= 0.6 * text.height and place.x - 2 <= text.x and text.right <= place.right + 2
