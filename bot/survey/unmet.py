"""What the program needs of the screens and a survey lacks. Found by the same ways as in the page: label, name, id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.controls import fold
from bot.survey.compare_boxes import describe
from bot.survey.drifts import Drift
from bot.survey.known import Need
from bot.survey.model import Box, ScreenSurvey, Survey

_LINES = {"text", "date", "number", "money", "lookup", "phone"}
FITS: dict[str, set[str]] = {
    **dict.fromkeys(_LINES, _LINES),
    "textarea": {*_LINES, "textarea"},
    "richtext": {*_LINES, "textarea", "richtext"},
    "select": {"select"},
    "yesno": {"yesno", "radio"},
    "radio": {"yesno", "radio"},
    "checkbox": {"checkbox"},
    "checklist": {"checklist"},
}
"""The kinds of boxes that can be worked with as a declared kind, as the script in the page has it. A text that is only
read (`readonly`) may stand in anything."""
_ENDING = re.compile(r"""\[(?:name|id)\$=['"]?([^'"\]]+)""")


@dataclass(frozen=True)
class Unmet:
    """Something the program needs and does not find."""

    drift: Drift
    need: Need | None = None

    def is_told_by(self, other: Drift) -> bool:
        """Whether a drift from the accepted survey tells the same already."""
        ours = self.drift
        if other.screen != ours.screen:
            return False
        if ours.kind == "not reached":
            return other.part == "screen" and other.kind in ("gone", "not reached")
        if ours.kind == "required and unknown":
            return other.kind in ("new", "now required") and other.name == ours.name
        labels = {fold(ours.name), *(fold(self.need.control.label) for _ in (1,) if self.need)}
        same_box = other.part == ours.part and fold(other.name) in labels
        if ours.kind == "gone":
            return same_box and other.kind in ("gone", "moved", "renamed", "name changed")
        return same_box and other.kind == ours.kind


def find(need: Need, boxes: Mapping[str, Box]) -> list[str]:
    """The keys of the boxes that the program would take for the needed one: exactly one is as it should be."""
    fits = {key: box for key, box in boxes.items() if need.kind == "readonly" or box.kind in FITS[need.kind]}
    if need.locator is not None:
        ending = _ENDING.search(need.locator)
        if ending is None:
            return []
        return [key for key, box in fits.items() if ending[1] in (box.name, box.id)]
    label = fold(need.label)
    for ways in (
        [key for key, box in fits.items() if fold(box.label) == label],
        [key for key, box in fits.items() if box.name in need.names],
        [key for key, box in fits.items() if box.id in need.names],
    ):
        if ways:
            return ways
    return []


def boxes_of(screen: ScreenSurvey, *, row: bool) -> Mapping[str, Box]:
    """The boxes of a screen itself, or of its row form."""
    if not row:
        return screen.fields
    return screen.rows.fields if screen.rows is not None else {}


def unmet_needs(live: Survey, needs: Sequence[Need], answered: Mapping[str, Sequence[str]] = {}) -> list[Unmet]:
    """Every need that a live survey does not meet, and every required box that nobody knows."""
    unmet: list[Unmet] = []
    for key in dict.fromkeys(need.screen for need in needs):
        own = [need for need in needs if need.screen == key]
        screen = live.screens.get(key)
        if screen is None:
            why = next((gap.why for gap in live.unreached if gap.screen == key), "the survey does not have it")
            drift = Drift(screen=key, title=key, part="screen", kind="not reached", now=why, blocks=True)
            unmet.append(Unmet(drift))
            continue
        unmet += [each for need in own for each in _lacks(need, screen)]
        unmet += [each for row in (False, True) for each in _unknown(key, screen, own, answered, row=row)]
    return unmet


def _lacks(need: Need, screen: ScreenSurvey) -> Iterator[Unmet]:
    boxes = boxes_of(screen, row=need.row)
    if need.row and screen.rows is None:
        return  # the grid itself is missing, or its form could not be opened: told by the comparison
    found = find(need, boxes)
    part = "row field" if need.row else "field"

    def lack(**more: str) -> Unmet:
        return Unmet(
            Drift.model_validate({
                "screen": need.screen, "title": screen.title, "part": part, "name": need.label, "blocks": need.kind != "readonly", **more
            }),
            need,
        )  # fmt: skip

    if len(found) > 1:
        yield lack(kind="gone", now="more than one box fits")
    elif not found:
        if need.control.shown_if is None or screen.tried:
            wrong = [box.kind for box in boxes.values() if _is_meant(box, need)]
            yield lack(kind="kind changed", was=need.kind, now=wrong[0]) if wrong else lack(kind="gone")
    else:
        offered = boxes[found[0]].options
        missing = [word for word in need.options if offered is not None and fold(word) not in set(map(fold, offered))]
        if missing:
            yield lack(kind="options removed", was="; ".join(missing))


def _is_meant(box: Box, need: Need) -> bool:
    return fold(box.label) == fold(need.label) or box.name in need.names


def _unknown(
    key: str, screen: ScreenSurvey, needs: Sequence[Need], answered: Mapping[str, Sequence[str]], *, row: bool
) -> Iterator[Unmet]:
    boxes = boxes_of(screen, row=row)
    own = [need for need in needs if need.row == row]
    claimed = {found for need in own for found in find(need, boxes)}
    forms = {need.form for need in own} | {key}
    answers = {fold(label) for form in forms for label in answered.get(form, ())}
    for place, box in boxes.items():
        if box.required and place not in claimed and fold(box.label) not in answers:
            part = "row field" if row else "field"
            yield Unmet(
                Drift.model_validate({
                    "screen": key, "title": screen.title, "part": part, "kind": "required and unknown",
                    "name": describe(box), "blocks": True,
                })
            )  # fmt: skip
