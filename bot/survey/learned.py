"""What a survey found, as fields of a form map: the boxes that a site asks beyond those the map has, and whole tabs."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Container, Mapping
from typing import Any

from bot.controls import fold
from bot.forms import Form
from bot.survey.boxes import locator
from bot.survey.model import Box, ScreenSurvey

_LONGEST_KEY = 40
_LINES = ("text", "textarea", "richtext")
_LISTS = ("select", "radio", "checklist")
_MOST_OPTIONS = 200
"""More than these are no choice that a record should have to hold word by word: the page itself decides."""


def tab_content(screen: ScreenSurvey, known: Container[str] = ()) -> dict[str, Any]:
    """A whole tab, as a map says it. `known` are the keys of boxes that the map's own fields claim: they are kept."""
    content: dict[str, Any] = {"replace": True, "title": screen.title}
    rows = screen.rows
    if screen.fields or rows is None:
        content["fields"] = fields_content(screen.fields, known)
    if rows is not None and rows.fields:
        fields = fields_content(rows.fields, known)
        key = {"key": rows.key or "rows"} if screen.fields else {}
        noun = re.sub(r"^add( an?| another)?( new)? ", "", rows.add.casefold()).strip() or fold(screen.title)
        content["rows"] = {**key, "add": rows.add, "noun": noun, "identity": _identity(fields), "fields": fields}
    return content


def fields_content(boxes: Mapping[str, Box], known: Container[str] = ()) -> dict[str, Any]:
    """Boxes as fields of a map, by key, in the order of the screen."""
    alike = Counter(fold(box.label) for box in boxes.values())
    keys: dict[str, str] = {}
    for place, box in boxes.items():
        keys[place] = place if place in known else _free(_key(box), {*keys.values(), *boxes.keys() - {place}})
    return {keys[place]: _field(box, keys, alone=alike[fold(box.label)] == 1) for place, box in boxes.items()}


def _field(box: Box, keys: Mapping[str, str], *, alone: bool) -> dict[str, Any]:
    field: dict[str, Any] = {"label": box.label or _words(box.name or box.id), "kind": box.kind}
    if box.required:
        field["required"] = True
    if box.posts_back:
        field["postback"] = True
    if box.max and box.kind in _LINES:
        field["max"] = box.max
    if box.link:
        field["link"] = box.link
    if ruler := next((key for key in box.when if key in keys), None):
        field["shown_if"] = {keys[ruler]: box.when[ruler]}
    if box.options and not box.options_by and len(box.options) <= _MOST_OPTIONS and box.kind not in ("yesno", "lookup"):
        field["options"] = list(box.options)
    elif box.kind in _LISTS:
        field["open"] = True
    if not (alone and box.label) and (own := locator(box)):
        field["locator"] = own
    return field


def _identity(fields: Mapping[str, Any]) -> list[str]:
    """The fields that name a row: those the site requires, as far as they are short and always there."""
    short = [key for key, field in fields.items() if field["kind"] not in ("textarea", "richtext", "checklist")]
    always = [key for key in short if "shown_if" not in fields[key]]
    return [key for key in always if fields[key].get("required")][:3] or always[:2] or list(fields)[:1]


def _key(box: Box) -> str:
    """A key of the label's words, as far as a key may be; of the box's name where it has no label."""
    words = re.findall(r"[a-z0-9]+", fold(box.label or _words(box.name or box.id))) or ["box"]
    key = ""
    for word in words:
        if key and len(key) + len(word) >= _LONGEST_KEY:
            break
        key = f"{key}_{word}" if key else word
    key = key[:_LONGEST_KEY]
    return key if key[0].isalpha() else f"box_{key}"


def _free(key: str, taken: Container[str]) -> str:
    """The key, with a number where it is taken or a name of the program's own."""
    if key not in taken and not hasattr(Form, key) and not keyword.iskeyword(key) and not key.startswith("model_"):
        return key
    return next(name for number in range(2, 1000) if (name := f"{key}_{number}") not in taken)


def _words(name: str) -> str:
    """The words of a box's name, for one that has no label: `txtWorkAttire` is Work Attire."""
    bare = re.sub(r"^[a-z]+(?=[A-Z])", "", name)
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", bare) or "Box"
