"""The box that a label means: exactly one by a margin, or else several or none, with what was seen instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.web.labels import ENOUGH, Labels, Pair, Phrase, folded
from bot.web.view import Box, Part

MARGIN = 2.0
"""By how many points the best box must be ahead of the next."""
_WANTED = 3.0
_TIED = 100.0
_HINTS = ("placeholder", "title")
IN_PARTS = ("phone", "date")
"""Kinds whose box may be several boxes behind one label."""
_COUNTS = re.compile(r"\d+( ?(/|of) ?\d+)?( (characters?|left|remaining|used|words?))*", re.IGNORECASE)
_LONGEST = 12
_PHONE_PART = 5
QUESTIONS = {"radio": "radiolist", "checklist": "ticklist"}
"""Kinds of which one question has several boxes, and what these are as one."""
KINDS = {
    "select": ("select", "combobox", "listbox"),
    "textarea": ("textarea", "richtext", "text"),
    "richtext": ("richtext", "textarea"),
    "checkbox": ("checkbox",),
    "radiolist": ("radiolist",),
    "ticklist": ("ticklist",),
}
_NO_TEXT = (
    "select",
    "radiolist",
    "ticklist",
    "checkbox",
    "radio",
    "textarea",
    "richtext",
    "combobox",
    "listbox",
    "file",
    "range",
    "color",
)


@dataclass(frozen=True)
class Wanted:
    """A box that is looked for: its label, as the page says it, and its kind."""

    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Found:
    """The box; of a list of radio buttons, or of a phone number in parts, all of them."""

    box: Box
    points: float
    parts: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Several:
    """More boxes than one have a claim to the label."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Missing:
    """No box has the label. `seen` are the labels of the boxes of that kind."""

    seen: tuple[str, ...]


Answer = Found | Several | Missing


def match(wanted: Wanted, labels: Labels) -> Answer:
    """The box that `wanted` means."""
    if wanted.kind in QUESTIONS:
        return _question(wanted, labels)
    answer = _sought(wanted, labels)
    if isinstance(answer, Found) and wanted.kind not in ("select", "checkbox", "radiolist", "textarea"):
        return _in_parts(wanted.kind, answer, labels)
    return answer


def _sought(wanted: Wanted, labels: Labels) -> Answer:
    """By ties, then by layout, then by what the page hints at, then by how a label begins."""
    boxes = [box for box in labels.view.boxes if suits(box, wanted.kind)]
    key = folded(wanted.label)
    if not key:
        raise ValueError("A box cannot be looked for by a label without words.")
    ways: tuple[Callable[[], list[Found]], ...] = (
        lambda: [Found(box, _TIED) for box in boxes if _tied_so(box, key, hints=False)],
        lambda: list(_by_layout(key, wanted.kind, labels)),
        lambda: [Found(box, 1) for box in boxes if _tied_so(box, key, hints=True)],
        lambda: list(_by_beginning(key, wanted.kind, labels)),
    )
    for way in ways:
        answer = _one(way())
        if not isinstance(answer, Missing):
            return answer
    return Missing(tuple(p.phrase.words for p in labels.chosen.values() if suits(p.box, wanted.kind)))


def _tied_so(box: Box, key: str, *, hints: bool) -> bool:
    return any((tie.how in _HINTS) == hints and folded(tie.words) == key for tie in box.ties)


def _by_beginning(key: str, kind: str, labels: Labels) -> Iterator[Found]:
    for box in labels.view.boxes:
        pair = labels.chosen.get(box.number)
        if suits(box, kind) and pair and _goes_on(folded(pair.phrase.words), key):
            yield Found(box, 1)


def _goes_on(words: str, key: str) -> bool:
    """Whether a label only adds something to the words, in brackets or behind a mark: `Date (mm/dd/yyyy)`."""
    return words.startswith(key) and re.match(r"\s*[(\[:,;?]", words[len(key) :]) is not None


def _question(wanted: Wanted, labels: Labels) -> Answer:
    answer = _sought(Wanted(wanted.label, QUESTIONS[wanted.kind]), labels.questions)
    groups = {group[0].number: group for group in (*labels.view.groups, *labels.view.tick_groups)}
    if isinstance(answer, Found):
        group = groups[answer.box.number]
        return Found(group[0], answer.points, group)
    if isinstance(answer, Several):
        return Several(tuple(groups[box.number][0] for box in answer.boxes))
    return answer


def _in_parts(kind: str, found: Found, labels: Labels) -> Answer:
    """A label with more boxes behind it than one: the parts of a phone number or a date, or a question for a person."""
    parts = (found.box, *_nameless_after(kind, found.box, labels))
    twins = tuple(box for box in labels.view.boxes if box.id and box.id == found.box.id)
    if len(twins) > 1:
        return Several(twins)
    if len(parts) == 1 or (found.points >= _TIED and kind not in IN_PARTS):
        return found
    return Found(found.box, found.points, parts) if kind in IN_PARTS else Several(parts)


def _nameless_after(kind: str, box: Box, labels: Labels) -> Iterator[Box]:
    """The boxes that stand in one line behind a box, with no words between them and no label of their own."""
    rest = labels.view.boxes[labels.view.boxes.index(box) + 1 :]
    last = box
    for other in rest:
        if kind not in IN_PARTS and _is_counter(other):
            continue
        own = labels.chosen.get(other.number)
        named = any(tie.how not in _HINTS for tie in other.ties) or (own is not None and own.where in labels.habits)
        named = named and not (kind == "phone" and 0 < other.room <= _PHONE_PART)  # each part may be called what it is
        if other.kind in _NO_TEXT or named or not labels.in_line(last, other):
            return
        last = other
        yield other


def _is_counter(box: Box) -> bool:
    """Whether a box only tells how much of another one is used: `1000`, `0/1000`, `0 of 1000 characters`."""
    counts = isinstance(box.value, str) and _COUNTS.fullmatch(box.value.strip()) is not None
    return counts and (box.readonly or box.disabled)


def suits(box: Box, kind: str) -> bool:
    """Whether a box is of a kind that is looked for."""
    return box.kind in KINDS[kind] if kind in KINDS else box.kind not in _NO_TEXT


def _one(found: Sequence[Found]) -> Answer:
    if not found:
        return Missing(())
    best, *others = sorted(found, key=lambda one: -one.points)
    near = [one.box for one in others if one.box != best.box and one.points > best.points - MARGIN]
    return Several((best.box, *near)) if near else best


def _by_layout(key: str, kind: str, labels: Labels) -> Iterator[Found]:
    """The boxes that a text with these words gets, when every other text of the page has its own."""
    phrases = list(spelling(key, labels))
    taken = {n for phrase in phrases for n in range(phrase.first, phrase.last + 1)}
    others = [pair for pair in labels.pairs if not taken & {pair.phrase.first}]
    ours = [Pair(p.phrase, p.box, p.where, p.points + _WANTED) for phrase in phrases for p in labels.of(phrase)]
    given = {id(pair.phrase): pair for pair in labels.assigned([*ours, *others], labels.habits)}
    holders = {pair.box.number: pair for pair in given.values()}
    for phrase in phrases:
        pair = given.get(id(phrase))
        if pair is None or pair.points < ENOUGH + _WANTED or _contradicted(pair, labels):
            continue
        if suits(pair.box, kind):
            yield Found(pair.box, pair.points)
        for rival in (labels.by_habit(p, labels.habits) for p in ours if p.phrase is phrase):
            held = holders.get(rival.box.number)
            if rival.box != pair.box and suits(rival.box, kind) and (held is None or held.points < rival.points):
                yield Found(rival.box, rival.points)


def _contradicted(pair: Pair, labels: Labels) -> bool:
    """Whether the box has another text for its label that has more to say for it than being asked for."""
    own = labels.chosen.get(pair.box.number)
    if own is None or (own.phrase.first <= pair.phrase.last and pair.phrase.first <= own.phrase.last):
        return False
    return own.points > pair.points - _WANTED


def spelling(key: str, labels: Labels) -> Iterator[Phrase]:
    """The runs of parts that say exactly the words, whatever their spacing; the shortest run at each place."""
    bare = key.replace(" ", "")
    parts = [(text.number, part) for text in labels.view.texts for part in text.parts]
    keys = [folded(part.words).replace(" ", "") for _, part in parts]
    for start in range(len(parts)):
        if not keys[start] or not bare.startswith(keys[start]):
            continue
        run: list[Part] = []
        for end in range(start, min(start + _LONGEST, len(parts))):
            run.append(parts[end][1])
            said = folded("".join(part.words for part in run)).replace(" ", "")
            if said == bare:
                yield Phrase(tuple(run), parts[start][0], parts[end][0])
                break
            if not bare.startswith(said):
                break
