"""Typing as by hand: no control character is a key that is pressed."""

from __future__ import annotations

from bot.agent import PageAgent
from tests.page.pages_by_hand.boxes import ID, NAME
from tests.page.pages_by_hand.desk import Desk

BOXES = f"""<input id='{ID}txtOne' name='{NAME}txtOne'><textarea id='{ID}txtMany' name='{NAME}txtMany'></textarea>
<input id='{ID}txtNext' name='{NAME}txtNext'><input type='submit' value='Go'>"""
COUNTS = """window.sent = 0; document.getElementById('aspnetForm').addEventListener('submit', event => {
  window.sent += 1; event.preventDefault(); });"""


def spec(ending: str, kind: str) -> dict[str, object]:
    return {"key": "box", "kind": kind, "label": "", "names": [ending], "locator": None}


def test_enter_and_tab_are_never_pressed(desk: Desk) -> None:
    desk.open(BOXES, script=COUNTS)
    agent = desk.site.agent
    assert isinstance(agent, PageAgent)
    for text in ("one\r", "o\tne", "one\n", "one\x00"):
        agent.type_slowly(spec("txtOne", "text"), text)
    assert (desk.js("sent"), desk.js("end('txtOne').value"), desk.js("end('txtNext').value")) == (0, "", "")
    agent.type_slowly(spec("txtOne", "text"), "one")
    agent.type_slowly(spec("txtMany", "textarea"), "one\n\ttwo")
    assert (desk.js("end('txtOne').value"), desk.js("end('txtMany').value")) == ("one", "one\n\ttwo")
    assert (desk.js("sent"), desk.js("end('txtNext').value")) == (0, "")
