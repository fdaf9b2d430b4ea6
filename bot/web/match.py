"""The box that a label means: exactly one by a margin, or else several or none, with what was seen instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.web.labels import Labels, Pair, Phrase, folded
from bot.web.view import Box, Part

MARGIN = 2.0
"""By how many points the best box must be ahead of the next."""
_WANTED = 3.0
_LONGEST = 12
KINDS = {
    "select": ("select", "combobox", "listbox"),
    "textarea": ("textarea", "richtext", "text"),
    "richtext": ("richtext", "textarea"),
    "checkbox": ("checkbox",),
    "radio": ("radio",),
}
_NO_TEXT = ("select", "checkbox", "radio", "textarea", "richtext", "combobox", "listbox", "file", "range", "color")


@dataclass(frozen=True)
class Wanted:
    """A box that is looked for: its label, as the page says it, and its kind."""

    label: str
    kind: str = "text"


@dataclass(frozen=True)
class Found:
    box: Box
    points: float


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
    boxes = [box for box in labels.view.boxes if suits(box, wanted.kind)]
    key = folded(wanted.label)
    tied = [box for box in boxes if any(folded(tie.words) == key for tie in box.ties if tie.how not in ("placeholder", "title"))]
    if tied:
        return _one([Found(box, 100) for box in tied])
    answer = _one(list(_by_layout(key, wanted.kind, labels)))
    if isinstance(answer, Missing):
        hinted = [box for box in boxes if any(folded(tie.words) == key for tie in box.ties)]
        answer = _one([Found(box, 1) for box in hinted])
    if isinstance(answer, Missing):
        return Missing(tuple(pair.phrase.words for pair in labels.chosen().values() if suits(pair.box, wanted.kind)))
    return answer


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
        if pair is None:
            continue
        if suits(pair.box, kind):
            yield Found(pair.box, pair.points)
        for rival in map(lambda p: labels.by_habit(p, labels.habits), (p for p in ours if p.phrase is phrase)):
            held = holders.get(rival.box.number)
            if rival.box != pair.box and suits(rival.box, kind) and (held is None or held.points < rival.points):
                yield Found(rival.box, rival.points)


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
