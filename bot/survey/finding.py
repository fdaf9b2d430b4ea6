"""Finding a declared box among surveyed ones, by the same ways as the script in the page: locator, label, name, id."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.controls import fold
from bot.survey.known import Need
from bot.survey.model import Box, ScreenSurvey

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
_ENDING = re.compile(r"""\[(?:name|id)[$*]=['"]?([^'"\]]+)""")


def find(need: Need, boxes: Mapping[str, Box]) -> list[str]:
    """The keys of the boxes that the program would take for the needed one: exactly one is as it should be."""
    fits = {key: box for key, box in boxes.items() if need.kind == "readonly" or box.kind in FITS[need.kind]}
    if need.locator is not None:
        ending = _ENDING.search(need.locator)
        if ending is None:
            return []
        own = ending[1].strip("$_").removesuffix("$dateInput")
        return [key for key, box in fits.items() if own in (box.name, box.id)]
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
