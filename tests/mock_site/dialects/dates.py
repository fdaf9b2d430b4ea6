"""Boxes for a date. The four that the product mixes are drawn in `controls`; here are those of other sites."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from html import escape

from tests.mock_site.webforms import Out

# The switch date_style decides (plain), or one of its four styles is everywhere, or another one is.
DATES = ("plain", "text", "image", "rad", "window", "three", "native", "picker")
_STYLES = {"text": "plain"}
_FIRST_YEAR, _LAST_YEAR = 1940, 2035
_FORMAT = "%m/%d/%Y"


def style(out: Out, otherwise: str) -> str:
    """The style of a date box, where the site's own mix has `otherwise`."""
    name = out.dialect["date"]
    return otherwise if name == "plain" else _STYLES.get(name, name)


def draw(out: Out, kind: str, name: str, text: str, more: str) -> str:
    """A date box of one of the styles made here."""
    if kind == "three":
        return _three(out, name, text, more)
    html_id = out.id(name)
    if kind == "native":
        return f'<input name="{out.box(name)}" type="date" id="{html_id}" value="{_iso(text)}"{more}>'
    return (
        f'<input name="{out.box(name)}" type="text" class="date hasDatepicker" id="{html_id}" value="{escape(text)}"'
        f'{more}><button type="button" class="ui-datepicker-trigger" onclick="vos.openDays(this.previousSibling)">'
        "...</button>"
    )


def read(kind: str, name: str, given: Mapping[str, str]) -> str:
    """The text of a date box of one of the styles made here; `given` are the posted values by name."""
    if kind == "three":
        parts = [given.get(f"{name}${part}", "") for part in ("month", "day", "year")]
        return "/".join(parts) if any(parts) else ""
    text = given.get(name, "")
    if kind == "native" and text:
        try:
            return datetime.date.fromisoformat(text).strftime(_FORMAT)
        except ValueError:
            return text
    return text


def posted(kind: str, name: str) -> str:
    """The name by which one knows whether such a box was posted at all."""
    return f"{name}$month" if kind == "three" else name


def aim(kind: str, html_id: str) -> str:
    """The id that a label points at."""
    return f"{html_id}_month" if kind == "three" else html_id


def _iso(text: str) -> str:
    try:
        return datetime.datetime.strptime(text, _FORMAT).date().isoformat()
    except ValueError:
        return ""


def _three(out: Out, name: str, text: str, more: str) -> str:
    chosen = [*text.split("/"), "", "", ""][:3]
    lists = (
        ("month", "Month", [(f"{number:02d}", calendar.month_name[number]) for number in range(1, 13)]),
        ("day", "Day", [(f"{number:02d}", str(number)) for number in range(1, 32)]),
        ("year", "Year", [(str(year), str(year)) for year in range(_LAST_YEAR, _FIRST_YEAR - 1, -1)]),
    )
    parts = []
    for (part, first, options), value in zip(lists, chosen, strict=True):
        shown = "".join(
            f'<option{" selected" if code == value else ""} value="{code}">{label}</option>' for code, label in options
        )
        full = f"{name}${part}"
        box = out.box(full, ["", *(code for code, _ in options)])
        parts.append(
            f'<select class="{part}" name="{box}" id="{out.id(name)}_{part}"{more}><option value="">{first}</option>'
            f"{shown}</select>"
        )
    return f'<span class="dateselect" id="{out.id(name)}">{" ".join(parts)}</span>'
