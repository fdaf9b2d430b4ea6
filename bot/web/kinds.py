"""What kind of box a question of a page is, for whoever does not know it yet: by its parts, its signs, what is beside.

A declared field knows its kind, and `bot.web.fields` finds how it is drawn. Here it is the other way round.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from bot.web.actions import leads_nowhere, words_of
from bot.web.fields import Fields, Unclaimed, date_order
from bot.web.labels import folded
from bot.web.view import Action, Box

PHONE_ROOMS = (3, 3, 4)
_PARTS = 3
_BESIDE = 60
_CALENDAR = re.compile(r"calendar|select date|pick a date|dateinputimage|datepicker", re.IGNORECASE)
_DATE_SIGNS = re.compile(r"(?<!up)(?<!vali)date", re.IGNORECASE)
_DATE_FORMAT = re.compile(r"\bmm[/-]dd[/-]yyyy\b", re.IGNORECASE)
_LIST_SIGNS = re.compile(r"combo|dropdown|\brcb|(^|[-_ ])select", re.IGNORECASE)
_KIND_SIGNS = (
    ("phone", re.compile(r"phone|\btel\b", re.IGNORECASE), re.compile(r"phone number", re.IGNORECASE)),
    ("money", re.compile(r"money|currency", re.IGNORECASE), re.compile(r"amount", re.IGNORECASE)),
    ("number", re.compile(r"number|numeric", re.IGNORECASE), re.compile(r"must be a number|numeric", re.IGNORECASE)),
)
_DATE_CHECK = re.compile(r"must be a date|valid date", re.IGNORECASE)
_HOLDERS = ("dateInput", "Input", "month", "day", "year")
"""What the names of the parts of a box end with."""
_NUMBERED = re.compile(r"^(.*?)[123]$")


@dataclass(frozen=True)
class Asked:
    """A question of a page: what it is called, its kind as a survey names kinds, and the boxes that answer it."""

    label: str
    kind: str
    boxes: tuple[Box, ...]
    required: bool
    link: str = ""
    """What opens its window, where it has one."""


def questions(fields: Fields, checks: Mapping[str, str]) -> Iterator[Asked]:
    """All questions of a page in their order. `checks` are the words of its validators, by the id of the box."""
    found = list(fields.unclaimed((), readonly=True))
    taken: set[int] = set()
    for asked in found:
        if asked.boxes[0].number in taken:
            continue
        kind, link, boxes = _kind_of(fields, asked, checks)
        taken.update(box.number for box in boxes)
        yield Asked(asked.label, kind, boxes, asked.required, link)


def _kind_of(fields: Fields, asked: Unclaimed, checks: Mapping[str, str]) -> tuple[str, str, tuple[Box, ...]]:
    box = asked.boxes[0]
    if asked.kind == "radio":
        words = sorted(folded(fields.option_words(each)) for each in asked.boxes)
        return ("yesno" if words == ["no", "yes"] else "radio"), "", asked.boxes
    if box.is_tick:
        return asked.kind, "", asked.boxes
    if box.kind in ("select", "combobox", "listbox"):
        three = _together(fields, box, box.kind)
        is_date = len(three) == _PARTS and date_order(three) is not None
        return ("date", "", three) if is_date else ("select", "", asked.boxes)
    if box.kind in ("textarea", "richtext"):
        return box.kind, "", asked.boxes
    three = _phone_parts(fields, box)
    if three:
        return "phone", "", three
    kind, link = _line_kind(fields, asked, checks)
    return kind, link, asked.boxes


def _together(fields: Fields, box: Box, kind: str) -> tuple[Box, ...]:
    """A box and the two behind it in one line, all of one kind."""
    at = fields.view.boxes.index(box)
    three = fields.view.boxes[at : at + _PARTS]
    close = all(fields.labels.in_line(one, other) for one, other in pairwise(three))
    return three if close and all(each.kind == kind for each in three) else ()


def _phone_parts(fields: Fields, box: Box) -> tuple[Box, ...]:
    """The three boxes of one phone number: by their numbered names, or by their room where they stand in one line."""
    boxes = fields.view.boxes
    at = boxes.index(box)
    three = boxes[at : at + _PARTS]
    stems = [stem[1] if (stem := _NUMBERED.match(each.name)) else "" for each in three]
    if all(stems) and len(set(stems)) == 1 and [each.name[-1:] for each in three] == ["1", "2", "3"]:
        return three
    three = _together(fields, box, box.kind)
    return three if tuple(each.room for each in three) == PHONE_ROOMS else ()


def _line_kind(fields: Fields, asked: Unclaimed, checks: Mapping[str, str]) -> tuple[str, str]:
    """The kind of a line of text, and the words of what opens its window."""
    box = asked.boxes[0]
    near = list(_beside(fields, box))
    calendars = [action for action in near if is_calendar(fields, action)]
    openers = [action for action in near if action not in calendars and _opens(box, action)]
    marks = f"{fields.view.nodes[box.node].marks} {box.kind}"
    if box.readonly and _is_list(fields, box):
        return "select", ""
    if openers:
        return "lookup", words_of(openers[0])
    if box.readonly and not calendars:
        return "readonly", ""
    says = " ".join(words for owner, words in checks.items() if owner in (box.id, re.sub(r"_\d+$", "", box.id)))
    hints = " ".join(tie.words for tie in box.ties)
    signs = (calendars, _DATE_SIGNS.search(marks), box.id.endswith("dateInput"), _DATE_CHECK.search(says))
    if any(signs) or _DATE_FORMAT.search(f"{hints} {asked.label}"):
        return "date", ""
    for kind, dressed, said in _KIND_SIGNS:
        if dressed.search(marks) or said.search(says):
            return ("text" if kind == "phone" else kind), ""
    return "text", ""


def _beside(fields: Fields, box: Box) -> Iterator[Action]:
    """What can be pressed in the line of a box or in the same element, before the next one, nothing said between."""
    nodes = fields.view.nodes
    end = min((each.number for each in fields.view.boxes if each.number > box.number), default=sys.maxsize)
    edge, said = box.place.right, box.after
    for action in fields.view.actions:
        if not box.number < action.number < end or action.after > said:
            continue
        is_close = -6 <= action.place.x - edge <= _BESIDE and action.place.shared_height(box.place) > 0
        if not is_close and nodes[action.node].parent != nodes[box.node].parent:
            continue
        edge, said = max(edge, action.place.right), action.after + bool(action.words)
        yield action


def is_calendar(fields: Fields, action: Action) -> bool:
    """Whether something to press opens a calendar."""
    node = fields.view.nodes[action.node]
    return _CALENDAR.search(f"{action.words} {action.name} {node.id} {node.marks}") is not None


def _opens(box: Box, action: Action) -> bool:
    """Whether a look-up's window is opened by it: it says so, or the box can be filled by nothing else."""
    return action.opens or (box.readonly and bool(words_of(action)) and leads_nowhere(action))


def _is_list(fields: Fields, box: Box) -> bool:
    """Whether a box that can't be written in is a list that the page makes by itself."""
    near = [fields.view.nodes[node].marks for node in fields.view.above(box.node)[:5]]
    return any(_LIST_SIGNS.search(marks) for marks in near)

def endings(kind: str, box: Box) -> tuple[str, str]:
    """The endings of a box's name and id, such as txtStartDate; of a number in parts without the first part's 1."""
    name, id_ = _last(box.name.split("$")), _last(box.id.split("_"))
    if kind != "phone":
        return name, id_
    return name.removesuffix("1"), id_.removesuffix("1")


def _last(parts: Iterable[str]) -> str:
    named = [part for part in parts if part and not part.isdigit()]
    own = [part for part in named if part not in _HOLDERS]
    return (own or named or [""])[-1]
