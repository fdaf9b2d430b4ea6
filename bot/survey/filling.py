"""Made-up values for the required boxes of a screen, so that a survey of a made-up participant gets past it.

Only for profiles marked synthetic. What goes where is told by the kind of box alone: nothing is known of the screen.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.controls import Raw, is_blank
from bot.errors import BotError, ControlMissing
from bot.site import Site
from bot.survey.boxes import spec_of
from bot.survey.model import Box
from bot.survey.trying import Look

_ROUNDS = 9
"""A choice may empty other boxes and bring up new ones: so often the screen is looked at again."""
_WORDS = "Survey of the screens"


def fill_required(site: Site, look: Look, today: date) -> None:
    """Fills every required box that is empty. Raises ControlMissing naming those that stay empty."""
    empty: dict[str, Box] = {}
    tried: dict[str, int] = {}
    for _ in range(_ROUNDS):
        there = look()
        empty = _empty(site, there)
        if not empty:
            return
        for key, box in empty.items():
            if box.kind == "lookup":
                _pick_first(site, box)
                continue
            spec = spec_of(key, there)
            if box.kind == "select" and not box.options:  # a list that the page makes by itself says so when opened
                offered = site.agent.offered(spec)
                tried[key] = tried.get(key, -1) + 1  # its first entry may only ask to choose, and leave it empty
                box = box.model_copy(update={"options": offered[min(tried[key], len(offered) - 1) :]})
            op = {**spec, "text": _value(box, today), "aliases": [], "postback": box.posts_back}
            site.judge(site.agent.apply([op], []))
            if box.posts_back:
                break  # what else is empty may be other boxes now
    raise ControlMissing(f"required boxes stay empty: {'; '.join(box.label or key for key, box in empty.items())}")


def _empty(site: Site, boxes: dict[str, Box]) -> dict[str, Box]:
    needed = {key: box for key, box in boxes.items() if box.required and box.kind != "readonly"}
    reading = site.agent.read([spec_of(key, boxes) for key in needed])
    site.judge(reading)
    return {key: box for key, box in needed.items() if is_blank(reading.fields[key].raw)}


def _value(box: Box, today: date) -> Raw:
    first = (box.options or ("",))[0]
    values: dict[str, Any] = {
        "select": first,
        "radio": first,
        "checklist": [first],
        "yesno": "No",
        "checkbox": "Yes",
        "date": today.strftime("%m/%d/%Y"),
        "number": "1",
        "money": "1.00",
        "phone": "213-555-0100",
    }
    text = values.get(box.kind, _WORDS[: box.max or len(_WORDS)])
    return text if isinstance(text, list) else str(text)


def _pick_first(site: Site, box: Box) -> None:
    """The first row of the box's window. The click may close the window before it is answered (measured)."""
    with site.window(box.link) as window:
        rows = [row for grid in window.read(grids=True).grids for row in grid.rows]
        if not rows:
            raise ControlMissing("its window offers nothing", field=box.label)
        links = window.agent.links_in_row(rows[0])
        try:
            window.press_in_row(rows[0], links[0] if links else rows[0].cells[0])
        except BotError:
            if not window.agent.is_closed:
                raise
