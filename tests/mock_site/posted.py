"""How the values of controls are read from a posted form, and what their change events do."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from tests.mock_site.controls import DATE, PRODUCT_DATES, Ground, date_style
from tests.mock_site.dialects import dates, selects, texts
from tests.mock_site.screens import Field
from tests.mock_site.validation import visible
from tests.mock_site.webforms import Form, first

MISSING = None
"""A box that was not posted (a disabled one) keeps its value."""


def take_over(ground: Ground, fields: Sequence[Field], form: Form) -> None:
    """Put the posted values in place; then a changed box clears those that depend on it, as its event would."""
    values = ground.values
    posted = {box.key: read(ground, box, form) for box in visible(fields, values)}
    changed = [
        box for box in fields if box.clears and posted.get(box.key) not in (MISSING, values[box.key])
    ]
    values.update({key: value for key, value in posted.items() if value is not MISSING})
    empty = {box.key: box.empty for box in fields}
    for box in changed:
        values.update({key: empty[key] for key in box.clears})


def read(ground: Ground, box: Field, form: Form) -> str | list[str] | None:
    """The value that was posted for a field; MISSING where the box was not posted and keeps its value."""
    name = ground.name(box)
    if box.kind == "readonly":
        return MISSING
    if box.kind == "checkbox":
        return "Yes" if name in form else "No"
    if box.kind == "checklist":
        choices = ground.options.of(box, ground.values)
        return [choice.value for number, choice in enumerate(choices) if f"{name}${number}" in form]
    if box.kind in ("yesno", "radio"):
        return _chosen(ground, box, first(form, name))
    if box.kind == "phone":
        count = len(texts.phone_parts(ground.out, ""))
        parts = [first(form, f"{name}{number}").strip() for number in range(1, count + 1)]
        return "-".join(parts) if any(parts) else ""
    if box.kind == "lookup":
        return first(form, ground.out.name(ground.uc, "hdn" + box.bare_control))
    if box.kind == "date":
        return _read_date(ground, box, form)
    if name not in form:
        return MISSING
    return _chosen(ground, box, first(form, name)) if box.kind == "select" else first(form, name)


def _read_date(ground: Ground, box: Field, form: Form) -> str | None:
    name = ground.name(box)
    style = date_style(ground, box)
    if dates.posted(style, name) not in form:
        return MISSING
    if style == "rad":
        return _read_rad(ground, name, form)
    if style in PRODUCT_DATES:
        return first(form, name)
    return dates.read(style, name, {key: values[0] for key, values in form.items() if key.startswith(name)})


def _chosen(ground: Ground, box: Field, posted: str) -> str:
    choices = ground.options.of(box, ground.values)
    if box.kind == "select" and selects.by_text(ground.out):
        return next((choice.value for choice in choices if choice.text == posted), "")
    return next((choice.value for choice in choices if choice.code == posted), "")


def _read_rad(ground: Ground, name: str, form: Form) -> str:
    # As Telerik's: the state its own script kept is believed, not the text that is seen in the box.
    state = first(form, f"{ground.out.id(name)}_dateInput_ClientState")
    try:
        kept: dict[str, Any] = json.loads(state)
    except ValueError:
        kept = {"valueAsString": first(form, name)}
    moment = str(kept.get("valueAsString", ""))[:10]
    if not moment:
        return str(kept.get("lastSetTextBoxValue", ""))
    try:
        return datetime.date.fromisoformat(moment).strftime(DATE)
    except ValueError:
        return moment
