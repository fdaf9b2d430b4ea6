"""A box that a script puts in some time after the page has loaded is awaited; one that never comes is told, in time."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest

from bot.controls import Control, RichText, TextBox, YesNo
from bot.errors import ControlMissing
from tests.page.pages_by_hand.boxes import ID, NAME, box, labelled
from tests.page.pages_by_hand.desk import Desk, form_of

EDITOR = f"""{labelled("Duties", "txtDuties")}<textarea id="{ID}txtDuties" name="{NAME}txtDuties" style="display:none">
</textarea><div id="place"></div>"""
PUTS_IN = """
const putIn = () => {
  place.innerHTML = '<iframe title="Rich Text Editor, txtDuties_txtWYSIWYGEditor"></iframe>';
  place.firstChild.contentDocument.body.contentEditable = true;
};
"""
LATE = "addEventListener('load', () => setTimeout(() => setTimeout(putIn, 200), 0));"
"""By nobody's act: what the page itself has scheduled is not waited for."""
CLOCK = "setInterval(() => { clock.textContent = Date.now(); }, 10);"
DUTIES = RichText("Duties", name="txtDuties")


def fill(desk: Desk, text: str, **more: tuple[Control, Any]) -> tuple[str, ...]:
    form = form_of(box=DUTIES, **{key: control for key, (control, _) in more.items()})
    return desk.fill(form(box=text, **{key: value for key, (_, value) in more.items()}))


def written(desk: Desk) -> str:
    return str(desk.js("place.firstChild.contentDocument.body.innerText")).strip()


def test_an_editor_that_comes_late_is_filled(desk: Desk) -> None:
    desk.open(EDITOR, script=PUTS_IN + LATE)
    assert fill(desk, "Kept the counts.") == ("Duties",)
    assert written(desk) == "Kept the counts."


def test_one_that_comes_with_an_answer_is_awaited_after_it(desk: Desk) -> None:
    """The answer's own box loads the page anew, and the editor comes late on the new one."""
    radios = "".join(
        f"<input type=radio name='{NAME}rblWorked' id='{ID}rblWorked_{n}' value='{n}'><label for='{ID}rblWorked_{n}'>"
        f"{text}</label>" for n, text in enumerate(("Yes", "No"))
    )  # fmt: skip
    asked = f"<table role=radiogroup aria-label='Worked'><tr><td>{radios}</td></tr></table>"
    comes = """for (const radio of document.querySelectorAll('input[type=radio]')) radio.onchange = () => {
      const worker = new Worker(URL.createObjectURL(new Blob(['setTimeout(() => postMessage(1), 400)'])));
      worker.onmessage = putIn;
    };"""
    desk.open(asked + EDITOR, script=PUTS_IN + comes)
    assert set(fill(desk, "Kept the counts.", worked=(YesNo("Worked", name="rblWorked", postback=True), True)))
    assert written(desk) == "Kept the counts."


def test_a_box_that_is_shown_late_is_filled(desk: Desk) -> None:
    shows = "addEventListener('load', () => setTimeout(() => setTimeout(() => { late.hidden = false; }, 200), 0));"
    desk.open(f"<div id='late' hidden>{labelled('City', 'txtCity')}{box('txtCity')}</div>", script=shows)
    assert desk.fill_one(TextBox("City", name="txtCity"), "Fresno") == ("City",)


def test_one_that_never_comes_is_told_in_time(desk: Desk) -> None:
    """Also where the page is never quiet: a text that changes alone is nothing to look for."""
    desk.open(EDITOR + "<p id='clock'></p>", script=CLOCK)
    begin = monotonic()
    with pytest.raises(ControlMissing, match="the box was not found"):
        fill(desk, "Kept the counts.")
    assert 1 <= monotonic() - begin < 4, "late_list_seconds is 1 here"
