"""Two boxes, City and County, and short ways to have a page do something when City has changed."""

from __future__ import annotations

from typing import Any

from bot.agent.looks import Reading
from bot.controls import TextBox
from bot.converge import specs
from tests.page.pages_by_hand.boxes import box, labelled
from tests.page.pages_by_hand.desk import Desk, form_of

BODY = labelled("City", "txtCity") + box("txtCity") + labelled("County", "txtCounty") + box("txtCounty")
FORM = form_of(city=TextBox("City"), county=TextBox("County"))
MANAGER = """
window.Sys = {WebForms: {PageRequestManager: {getInstance: () => ({get_isInAsyncPostBack: () => window.updating})}}};
"""


def on_change(work: str) -> str:
    """A page's script that does some work when City has changed; `done()` shows that the work came to its end."""
    return f"""const done = () => {{ end('txtCounty').value = 'done'; }};
      end('txtCity').addEventListener('change', () => {{ {work} }});"""


def set_city(desk: Desk, text: str = "Fresno") -> Reading:
    """Sets City alone, without looking whether it agrees afterwards."""
    known = specs(FORM)
    op: dict[str, Any] = {**known[0], "text": text, "aliases": [], "postback": False}
    return desk.site.agent.apply([op], known)


def county(reading: Reading) -> object:
    return reading.fields["county"].raw
