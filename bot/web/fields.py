"""Which boxes of a view stand for a declared field, what they hold, and which boxes nobody declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from bot.web.labels import REQUIRED, Labels, Phrase, folded
from bot.web.match import Found, Several, Wanted, match, spelling, suits
from bot.web.view import Box, View

Spec = Mapping[str, Any]
"""A declared field as the agent is asked for it: key, kind, label, names, locator."""
Raw = str | list[str]

_DRAWN_AS = {
    "radio": ("radio", "select"),
    "yesno": ("radio", "select"),
    "select": ("select", "radio", "text"),
    "richtext": ("richtext",),
    "textarea": ("textarea",),
    "checkbox": ("checkbox",),
    "checklist": ("checklist",),
    "phone": ("phone",),
    "date": ("date", "select"),
}
"""How sites draw a field of a kind; all others are a line of text."""
_AROUND = r"[\s\-–—_=*.·•:<>\[\](){}«»…!?]+"
_DRESS = re.compile(f"^{_AROUND}|{_AROUND}$")
_DRESSED = re.compile(r"^[-–—<\[(*=]|(\.\.\.|…)$")
_ASKS = re.compile(
    r"(please )?(select|choose|pick)( (a|an|any|one|the|your|from|here|below|option|options|item|value|answer|entry|of"
    r"|list|following|to|continue|response))*|(please )?(select|choose|pick) (a|an|one|the|your|from) .*"
    r"|(please )?make (a|your) (selection|choice)"
    r"|(none|nothing|not|no (option|value|answer|item|selection))( is| was)?( yet)? (selected|chosen)|no selection"
    r"|click (here )?to (select|choose).*"
)
_ASKS_FOR = re.compile(r"(please )?(select|choose|pick) .*")
_ALL = re.compile(r"(un|de)?(select|check|tick|mark|toggle)( ?/ ?(un|de)?(select|check))? all", re.IGNORECASE)
"""What a box is called that ticks all others of its list, and is no answer itself."""
_WATERMARK = re.compile(r"watermark|\briempty\b", re.IGNORECASE)
_MASK = re.compile(
    r"(?=.*_)[_\s/().:-]+|[mdy]{1,4}([/.-])[mdy]{1,4}\1[mdy]{1,4}|hh:mm( [ap]m)?|[#x]{3}-[#x]{3}-[#x]{4}", re.IGNORECASE
)
"""What an empty box shows of the form that its value has."""
_HOLDERS = ("dateInput",)
_NEAR = 6
_PARTS = 3
_MONTHS, _DAYS, _FIRST_YEAR = 12, 31, 1900


@dataclass(frozen=True)
class Target:
    """The boxes of one field, and the kind they are drawn as; of a read-only text only its words."""

    kind: str
    boxes: tuple[Box, ...] = ()
    words: str | None = None


@dataclass(frozen=True)
class Unclaimed:
    """A question of the page that no declared field is for."""

    label: str
    kind: str
    boxes: tuple[Box, ...]
    required: bool


class Fields:
    """The fields of one view, within the boxes and texts that it was given."""

    def __init__(self, view: View, *, required: Iterable[str] = (), locators: Sequence[str] = ()) -> None:
        self.view = view
        self.labels = Labels(view)
        self._required = frozenset(required)
        self._locators = {locator: n for n, locator in enumerate(locators)}
        self._numbered = {box.number: box for box in view.boxes}

    def find(self, spec: Spec) -> Target | str:
        """The boxes of a field, or `missing`, or `several`."""
        if spec.get("locator"):
            return self._located(spec)
        if spec["kind"] == "readonly":
            return self._text_behind(spec)
        for kind in _DRAWN_AS.get(spec["kind"], ("text",)) if folded(spec["label"]) else ():
            answer = match(Wanted(spec["label"], kind), self.labels)
            if isinstance(answer, Found):
                return self._target(spec["kind"], kind, answer.parts or (answer.box,))
            if isinstance(answer, Several):
                return "several"
        return self._named(spec)

    def _target(self, kind: str, drawn: str, boxes: tuple[Box, ...]) -> Target | str:
        if kind == "date" and drawn == "select":
            three = self._line_of(boxes[0], "select")
            return Target("three", three) if len(three) == _PARTS and date_order(three) else "several"
        if drawn == "checklist":
            boxes = self._without_all(boxes)
        return Target("choose" if boxes[0].kind == "combobox" else _kept(kind, drawn), boxes)

    def _named(self, spec: Spec) -> Target | str:
        """By the ending of its name, or else of its id: for boxes whose label nobody sees."""
        endings = tuple(spec["names"])
        if spec["kind"] == "phone":
            endings += tuple(f"{name}1" for name in endings)
        for of in (_name_ending, _id_ending):
            hits = [box for box in self.view.boxes if of(box, endings)]
            if not hits:
                continue
            targets = list(self._targets(hits, spec["kind"]))
            if len(targets) == 1:
                return targets[0]
            if targets:
                return "several"
        return "missing"

    def _located(self, spec: Spec) -> Target | str:
        hits = self.view.located[self._locators[spec["locator"]]]
        if spec["kind"] == "readonly":
            return Target("readonly", words=hits[0].words) if len(hits) == 1 else ("several" if hits else "missing")
        numbers = {number for hit in hits for number in hit.boxes}
        targets = list(self._targets([box for box in self.view.boxes if box.number in numbers], spec["kind"]))
        return targets[0] if len(targets) == 1 else ("several" if targets else "missing")

    def _targets(self, hits: Sequence[Box], kind: str) -> Iterator[Target]:
        """The distinct fields of a kind that some boxes belong to."""
        seen: set[int] = set()
        for box in hits:
            for drawn in _DRAWN_AS.get(kind, ("text",)):
                group = self.group_of(box)
                if drawn in ("radio", "checklist"):
                    boxes = group if group and (box.kind == "radio") == (drawn == "radio") else ()
                else:
                    boxes = (box,) if suits(box, drawn) else ()
                if drawn == "phone" and boxes:
                    boxes = self._line_of(box)
                if boxes and boxes[0].number not in seen:
                    seen.update(each.number for each in boxes)
                    yield Target(_kept(kind, drawn), self._without_all(boxes) if drawn == "checklist" else boxes)
                    break

    def _line_of(self, box: Box, kind: str = "text") -> tuple[Box, ...]:
        """A box and the two behind it in one line, with nothing said between them; the box alone where it is none."""
        boxes, line = self.view.boxes, [box]
        for other in boxes[boxes.index(box) + 1 :]:
            if len(line) == _PARTS or not suits(other, kind) or not self.labels.in_line(line[-1], other):
                break
            line.append(other)
        return tuple(line) if len(line) == _PARTS else (box,)

    def group_of(self, box: Box) -> tuple[Box, ...]:
        """The boxes of the question that a tick is an answer to; none where it is one by itself."""
        return next((group for group in self._groups if box in group), ())

    def asked_as(self, box: Box) -> tuple[Box, ...]:
        """As `group_of`; none where check boxes only stand together, each a question of its own."""
        group = self.group_of(box)
        return group if box.kind == "radio" or (group and self.view.is_list(group)) else ()

    @cached_property
    def _groups(self) -> tuple[tuple[Box, ...], ...]:
        return (*self.view.groups, *self.view.tick_groups)

    def _text_behind(self, spec: Spec) -> Target | str:
        """What stands behind a label, where it can't be changed: a text, or a box."""
        answer = match(Wanted(spec["label"], "text"), self.labels)
        if isinstance(answer, Found):
            return Target("readonly", (answer.box,))
        found = [words for phrase in spelling(folded(spec["label"]), self.labels) if (words := self._behind(phrase))]
        if len(found) == 1:
            return Target("readonly", words=found[0])
        return "several" if found else self._text_named(tuple(spec["names"]))

    def _text_named(self, endings: Sequence[str]) -> Target | str:
        nodes = [n for n, node in enumerate(self.view.nodes) if _ends(node.id, endings)]
        parts = [part for text in self.view.texts for part in text.parts]
        words = [part.words for part in parts if nodes and self.view.inside(part.node, nodes[0])]
        if len(nodes) > 1:
            return "several"
        return Target("readonly", words=_line(words)) if nodes else self._named({"names": endings, "kind": "text"})

    def _behind(self, phrase: Phrase) -> str | None:
        texts = self.view.texts
        rest = [part for part in texts[self._place(phrase.last)].parts if part.place.x > phrase.parts[-1].place.x]
        if rest and (words := "".join(part.words for part in rest).strip(" :*")):
            return words
        labelling = {
            number for pair in self.labels.chosen.values() for number in range(pair.phrase.first, pair.phrase.last + 1)
        }
        path = self.view.above(phrase.parts[-1].node)
        found: list[tuple[int, str]] = []
        for text in texts[self._place(phrase.last) + 1 :][:_NEAR]:
            place = text.place
            beside = place.shared_height(phrase.place) > 0 and 0 <= place.x - phrase.place.right < 500
            below = place.y >= phrase.place.bottom - 4 and place.y - phrase.place.bottom < 30
            if text.number in labelling or not (beside or (below and place.shared_width(phrase.place) > 0)):
                continue
            common = next((n for n, node in enumerate(path) if self.view.inside(text.parts[0].node, node)), len(path))
            found.append((common, text.words))
        return min(found, key=lambda one: one[0])[1] if found else None

    def _place(self, number: int) -> int:
        return next(n for n, text in enumerate(self.view.texts) if text.number == number)

    def option_words(self, box: Box) -> str:
        """What a tick of a list stands for."""
        for how in ("label", "labelledby"):
            for tie in box.ties:
                if tie.how == how:
                    return tie.words
        pair = self.labels.chosen.get(box.number)
        if pair is not None:
            return pair.phrase.words
        return next((tie.words for tie in box.ties), "")

    def raw(self, target: Target) -> Raw:
        """What a field holds, as its kind says it."""
        boxes = target.boxes
        if target.words is not None:
            return target.words
        if target.kind in ("radio", "yesno", "checklist") and boxes[0].is_tick:
            on = [self.option_words(box) for box in boxes if box.value is True]
            return on if target.kind == "checklist" else (on[0] if on else "")
        if target.kind == "three":
            return date_of(boxes)
        if boxes[0].kind == "select":
            return _chosen(boxes[0])
        if target.kind == "choose" and boxes[0].options:
            return _chosen(boxes[0])
        if target.kind == "choose":
            said = str(boxes[0].value or "").strip()
            return "" if asks_to_choose(said) else said
        if target.kind == "phone" and len(boxes) > 1:
            parts = [str(box.value or "").strip() for box in boxes]
            return "-".join(parts) if any(parts) else ""
        value = boxes[0].value
        if isinstance(value, bool):
            return "Yes" if value else ""
        if value and self._is_hint(boxes[0], value):
            return ""
        return (value or "").replace("\u00a0", " ") if boxes[0].kind == "richtext" else value or ""

    def _is_hint(self, box: Box, value: str) -> bool:
        """Whether what an empty box shows is only a hint of what it is for, which is gone once something is typed."""
        if box.kind in ("richtext", "iframe"):
            return False
        words = folded(value)
        is_said = any(tie.how in ("placeholder", "title") and folded(tie.words) == words for tie in box.ties)
        return is_said or _MASK.fullmatch(value.strip()) is not None or self._is_watermarked(box)

    def _is_watermarked(self, box: Box) -> bool:
        return 0 <= box.node < len(self.view.nodes) and _WATERMARK.search(self.view.nodes[box.node].marks) is not None

    def _without_all(self, boxes: tuple[Box, ...]) -> tuple[Box, ...]:
        """The answers of a list of ticks: not the box that ticks them all."""
        rest = tuple(box for box in boxes if not _ALL.fullmatch(_DRESS.sub("", self.option_words(box))))
        return rest if len(rest) > 1 else boxes

    def options(self, target: Target) -> list[str] | None:
        """The words of what may be chosen; None for what one writes in."""
        if not target.boxes:
            return None
        box = target.boxes[0]
        if box.kind == "select" or (box.kind == "combobox" and box.options):
            return [option.words for n, option in enumerate(box.options) if not _says_nothing(box, n)]
        if target.kind in ("radio", "yesno", "checklist"):
            return [self.option_words(each) for each in target.boxes]
        return None

    def is_ambiguous(self, target: Target) -> bool:
        """Whether what a field has chosen says the same as another one on offer that means something else."""
        if not target.boxes:
            return False
        first = target.boxes[0]
        if first.is_tick and target.kind in ("radio", "yesno", "checklist"):
            words = [folded(self.option_words(box)) for box in target.boxes]
            chosen = [said for said, box in zip(words, target.boxes, strict=True) if box.value is True]
            return any(words.count(said) > 1 for said in chosen)
        return first.chosen >= 0 and bool(first.options) and first.options[first.chosen].twin

    def unclaimed(self, claimed: Iterable[Target | str], *, readonly: bool = False) -> Iterator[Unclaimed]:
        """The questions of the page beyond those claimed; those that can't be written in only with `readonly`."""
        taken = {box.number for target in claimed if isinstance(target, Target) for box in target.boxes}
        for box in self.view.boxes:
            locked = box.readonly and not readonly and box.kind not in ("select", "radio", "checkbox")
            if box.number in taken or locked:
                continue
            group = self.asked_as(box)
            boxes = group or (box,)
            if any(each.number in taken for each in boxes):
                continue
            if group and box.kind == "checkbox":
                boxes = self._without_all(boxes)
                taken.update(each.number for each in group)
            taken.update(each.number for each in boxes)
            yield Unclaimed(self.label_of(box, group), _kind(box, group), boxes, self._is_required(box, group))

    def label_of(self, box: Box, group: Sequence[Box] = ()) -> str:
        """What a page calls a box, or the question of a group of ticks; empty where it says nothing."""
        labels = self.labels.questions if group else self.labels
        asked = self._asked(box, group)
        for tie in asked.ties:
            if tie.how not in ("placeholder", "title"):
                return _bare(tie.words)
        pair = labels.chosen.get(asked.number)
        return _bare(pair.phrase.words) if pair is not None else ""

    def _asked(self, box: Box, group: Sequence[Box]) -> Box:
        """The box as a question: of a group of ticks all of them as one."""
        if not group:
            return box
        return next(each for each in self.labels.questions.view.boxes if each.number == group[0].number)

    def _is_required(self, box: Box, group: Sequence[Box]) -> bool:
        boxes = group or (box,)
        if any(each.required or self._asked_for(each) for each in boxes):
            return True
        labels = self.labels.questions if group else self.labels
        pair = labels.chosen.get(boxes[0].number)
        asked = self._asked(boxes[0], group)
        if any("@required" in self.view.nodes[node].marks for node in self.view.above(asked.node)[:2]):
            return True
        if any(_says_required(tie.words) for tie in asked.ties):
            return True
        nodes = [tie.node for tie in asked.ties if tie.node >= 0]
        if pair is not None:
            nodes += [part.node for part in pair.phrase.parts]
            if _says_required(pair.phrase.words):
                return True
        return any(self._is_starred(node) for node in nodes)

    def _is_starred(self, node: int) -> bool:
        near = [self.view.nodes[above] for above in self.view.above(node)[:3]]
        return any(each.starred or ("required" in each.marks.casefold() and each.tag == "label") for each in near)

    def _asked_for(self, box: Box) -> bool:
        return bool(box.id) and (box.id in self._required or re.sub(r"_\d+$", "", box.id) in self._required)


def _kept(kind: str, drawn: str) -> str:
    """The kind to fill: how it is drawn, where that is not how it was declared."""
    if kind == "select" and drawn == "text":
        return "choose"
    if drawn in ("select", "radio") and kind != drawn and kind in ("select", "radio", "yesno"):
        return kind if (kind, drawn) == ("yesno", "radio") else drawn
    return kind


def date_order(lists: Sequence[Box]) -> tuple[int, int, int] | None:
    """Which of three lists is the month, which the day, which the year; None where they are none of these."""
    found: dict[str, int] = {}
    for place, box in enumerate(lists):
        words = [option.words for n, option in enumerate(box.options) if not _says_nothing(box, n)]
        numbers = [int(text) for text in words if text.isdigit()]
        if len(words) == _MONTHS:
            found["month"] = place
        elif len(numbers) == len(words) and words and max(numbers) <= _DAYS:
            found["day"] = place
        elif len(numbers) == len(words) and words and min(numbers) > _FIRST_YEAR:
            found["year"] = place
    return (found["month"], found["day"], found["year"]) if len(found) == _PARTS else None


def date_of(lists: Sequence[Box]) -> str:
    """The date that three lists say, as MM/DD/YYYY; empty where one says nothing."""
    order = date_order(lists)
    if order is None or not all(_chosen(box) for box in lists):
        return ""
    month, day, year = (lists[place] for place in order)
    months = [n for n in range(len(month.options)) if not _says_nothing(month, n)]
    return f"{months.index(month.chosen) + 1:02}/{int(_chosen(day)):02}/{_chosen(year)}"


def date_places(lists: Sequence[Box], text: str) -> list[int] | None:
    """The options of three lists that say a date MM/DD/YYYY, or nothing; None where one is not offered."""
    order = date_order(lists)
    if order is None:
        return None
    wanted = dict(zip(order, text.split("/") if text else ("", "", ""), strict=True))
    places = []
    for place, box in enumerate(lists):
        offered = [n for n in range(len(box.options)) if not _says_nothing(box, n)]
        nothing = [n for n in range(len(box.options)) if _says_nothing(box, n)]
        if not wanted[place]:
            fits = nothing[:1]
        elif place == order[0]:
            fits = offered[int(wanted[place]) - 1 : int(wanted[place])]
        else:
            fits = [n for n in offered if int(box.options[n].words) == int(wanted[place])]
        if len(fits) != 1:
            return None
        places.append(fits[0])
    return places


def _kind(box: Box, group: Sequence[Box]) -> str:
    if group:
        return "radio" if box.kind == "radio" else "checklist"
    return box.kind if box.kind in ("checkbox", "radio", "select", "textarea") else "text"


def _says_required(words: str) -> bool:
    return words.startswith("*") or words.rstrip(": ").endswith("*") or REQUIRED.search(words) is not None


def _line(words: Iterable[str]) -> str:
    return " ".join(" ".join(words).split())


def _bare(words: str) -> str:
    return re.sub(r"^[*\s]+|[\s*:]+$", "", REQUIRED.sub("", " ".join(words.split())))


def _chosen(box: Box) -> str:
    if box.chosen < 0 or _says_nothing(box, box.chosen):
        return ""
    return box.options[box.chosen].words


def _says_nothing(box: Box, place: int) -> bool:
    option = box.options[place]
    return option.empty or (place == 0 and asks_to_choose(option.words, is_none=option.none))


def asks_to_choose(text: str, *, is_none: bool = False) -> bool:
    """Whether the first words of a list only ask to choose one. `is_none`: its value often stands for none."""
    bare = folded(_DRESS.sub("", text))
    if not bare or _ASKS.fullmatch(bare):
        return True
    return (is_none or _DRESSED.search(text.strip()) is not None) and _ASKS_FOR.fullmatch(bare) is not None


def _name_ending(box: Box, endings: Sequence[str]) -> bool:
    parts = [part for part in box.name.split("$") if part not in _HOLDERS and not part.isdigit()]
    return bool(parts) and parts[-1] in endings


def _id_ending(box: Box, endings: Sequence[str]) -> bool:
    return _ends(re.sub(r"_(dateInput|\d+)$", "", box.id), endings)


def _ends(name: str, endings: Sequence[str]) -> bool:
    return any(name == ending or name.endswith(f"_{ending}") for ending in endings)


def within(view: View, inside: frozenset[int]) -> View:
    """The view with only the boxes and texts that stand in some nodes."""
    return replace(
        view,
        boxes=tuple(box for box in view.boxes if box.node in inside),
        texts=tuple(text for text in view.texts if text.parts[0].node in inside),
    )
