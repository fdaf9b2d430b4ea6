"""Boxes as the page agent saw them, made into those of a survey: keyed, cleaned, told apart from what stood before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from bot.agent.looks import BoxSeen, Inventory
from bot.controls import fold
from bot.survey.clean import Cleaner
from bot.survey.finding import find
from bot.survey.known import Need
from bot.survey.model import Box

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PREFIX = re.compile(r"^[a-z]+(?=[A-Z])")


def key_of(name: str, id_: str, label: str) -> str:
    """A key for a box: `txtStartDate` is start_date, like the keys of records; else its label's words."""
    ending = name or id_
    if ending:
        return _HUMPS.sub("_", _PREFIX.sub("", ending)).lower()
    return "_".join(re.findall(r"[a-z0-9]+", fold(label))) or "box"


def box_of(seen: BoxSeen, clean: Cleaner) -> Box:
    """A box of a survey. A text before it that is not sure to be a label counts where all its words are known."""
    label = clean.label(seen.label) if seen.is_said or clean.trusts(seen.label) else ""
    listed = seen.kind not in ("yesno", "checkbox")
    return Box.model_validate({
        "label": label,
        "kind": seen.kind,
        "name": seen.name,
        "id": "" if seen.id == seen.name else seen.id,
        "required": seen.required,
        "max": seen.room,
        "options": clean.options(label or key_of(seen.name, seen.id, "").replace("_", " "), seen.options)
        if listed
        else None,
        "posts_back": seen.posts_back,
        "link": clean.text(seen.link),
    })  # fmt: skip


def keyed(boxes: Sequence[BoxSeen], clean: Cleaner, needs: Sequence[Need] = ()) -> dict[str, Box]:
    """Boxes in the order of the page: by the record's key where the program finds its own box, else by their names'.

    A second one of a key gets a number.
    """
    made = {str(place): box_of(seen, clean) for place, seen in enumerate(boxes)}
    ours = {found[0]: need.key for need in needs if len(found := find(need, made)) == 1}
    times = Counter(ours.values())
    keys = {}
    for place, box in made.items():
        key = key_of(box.name, box.id, box.label)
        times[key] += place not in ours
        keys[place] = ours.get(place) or (key if times[key] == 1 else f"{key}_{times[key]}")
    return {keys[place]: box for place, box in made.items()}


def mark(seen: BoxSeen) -> tuple[str, str, str]:
    """What tells that it is the same box after the page was redrawn."""
    return (seen.name, seen.id, seen.label)


def beyond(now: Inventory, before: Inventory | None) -> list[BoxSeen]:
    """The boxes that were not there before: those of a row's form that was opened."""
    known = Counter(mark(seen) for seen in before.boxes) if before else Counter[tuple[str, str, str]]()
    new = []
    for seen in now.boxes:
        if known[mark(seen)]:
            known[mark(seen)] -= 1
        else:
            new.append(seen)
    return new


def new_texts(now: Sequence[str], before: Sequence[str]) -> list[str]:
    """The texts that stand there more often than before."""
    left = Counter(now) - Counter(before)
    return [text for text in dict.fromkeys(now) if left[text]]


def locator(box: Box) -> str | None:
    """What finds a surveyed box in the page again, by the ending of its name or id; None where it has neither."""
    if box.name and box.kind == "checklist":
        return f'[name*="${box.name}$"]'
    if box.name:
        more = {"phone": ["1"], "date": ["$dateInput"]}.get(box.kind, [])
        endings = [box.name, *(f"{box.name}{part}" for part in more)]
        return ", ".join(f'[name$="${ending}"], [name="{ending}"]' for ending in endings)
    return f'[id$="_{box.id}"], [id="{box.id}"]' if box.id else None


def spec_of(key: str, boxes: Mapping[str, Box]) -> dict[str, object]:
    """What the page agent needs to find a surveyed box: its label, or its name where others are called the same."""
    box = boxes[key]
    is_unique = sum(fold(each.label) == fold(box.label) for each in boxes.values()) == 1
    names = [ending for ending in (box.name, box.id) if ending]
    return {"key": key, "kind": box.kind, "label": box.label if is_unique else "", "names": names, "locator": None}


def spec_of_need(need: Need) -> dict[str, object]:
    """What the page agent needs to find the box of a need, as work does."""
    return {
        "key": need.key, "kind": need.kind, "label": need.label, "names": list(need.names), "locator": need.locator,
    }  # fmt: skip


def merged(states: Sequence[Mapping[str, Box]]) -> list[str]:
    """All keys of several states of one page, each where it stands among its neighbours."""
    order: list[str] = []
    for state in states:
        place = 0
        for key in state:
            if key in order:
                place = order.index(key) + 1
            else:
                order.insert(place, key)
                place += 1
    return order
