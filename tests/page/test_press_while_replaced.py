"""An act begun while an earlier postback still replaces the page is made in the page that comes: once, and not lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.agent.looks import Reading
from tests.page.pages_by_hand.desk import Desk, document
from tests.page.pages_by_hand.places import BODY, FORM, MANAGER
from tests.page.pages_by_hand.server import Asked

GRID = """<table><tr><th>Goal</th><th></th></tr>
<tr><td>Work</td><td><a href="javascript:done('row')">Edit</a></td></tr></table>
<table><tr><th>Code</th><th></th></tr>
<tr><td>205</td><td><input type=checkbox onclick="done('tick')"></td></tr></table>
<div><a id=fold href="javascript:done('fold')">+ Title I</a></div><a id=menu href="javascript:done('menu')">Menu</a>
<input type=submit value="Next >>" onclick="done('next'); return false">"""
DONE = "function done(what) { __doPostBack('act', what); }"


def row_of(reading: Reading) -> object:
    return next(row for grid in reading.grids for row in grid.rows if "Work" in row.cells)


def slow(desk: Desk) -> None:
    """A page whose postbacks are answered late, by the same page; what was done stands in their argument."""
    page = document(BODY + GRID, script=DONE)
    desk.server.pages["/page"] = page
    desk.page.goto(desk.server.url + "/page?late=150", wait_until="commit")
    desk.read(FORM)


def done(desk: Desk) -> list[str]:
    return [asked.form["__EVENTARGUMENT"] for asked in desk.server.posts()]


ACTS: dict[str, Callable[[Desk, Reading], object]] = {
    "next": lambda desk, reading: desk.site.press("Next >>"),
    "row": lambda desk, reading: desk.site.press_in_row(row_of(reading), "Edit"),  # type: ignore[arg-type]
    "tick": lambda desk, reading: desk.site.agent.tick(("205", ""), True),
    "fold": lambda desk, reading: desk.site.agent.unfold("Title I"),
    "menu": lambda desk, reading: desk.site.agent.press_element("#menu"),
}


@pytest.mark.parametrize("what", ACTS)
def test_a_slow_postback_is_under_way(desk: Desk, what: str) -> None:
    """Guard: settling is a call of its own, which may be repeated (_once, in bot/agent)."""
    slow(desk)
    reading = desk.read(FORM)
    desk.js("setTimeout(() => __doPostBack('earlier', ''), 0)")
    ACTS[what](desk, reading)
    desk.read(FORM)
    assert done(desk) == ["", what]


def test_a_postback_that_begins_while_the_press_waits(desk: Desk) -> None:
    """A part is being updated, and its end posts the whole page."""
    slow(desk)
    desk.js(MANAGER + "updating = true; setTimeout(() => { updating = false; __doPostBack('earlier', ''); }, 200)")
    desk.site.press("Next >>")
    desk.read(FORM)
    assert done(desk) == ["", "next"]


@pytest.mark.parametrize("pause", range(0, 12, 2))
def test_a_page_that_replaces_itself_of_its_own_accord(desk: Desk, pause: int) -> None:
    """Nothing tells of it beforehand, so that it may strike in the very moment of the press. Guard: an act leaves its
    number with the window, and a document that went away without it is no answer."""

    def page(asked: Asked) -> str:
        gone = len(desk.server.asked)
        leave = f"setTimeout(() => location.replace('/page?n={gone}'), {pause})" if gone < 12 else ""
        return document(
            GRID, script=f"const done = what => {{ localStorage[what] = ~~localStorage[what] + 1; }}; {leave}"
        )

    desk.serve("/page", page)
    desk.page.goto(desk.server.url + "/page", wait_until="commit")
    desk.site.press("Next >>")
    desk.page.wait_for_url("**n=11")
    presses = desk.js("localStorage.next")
    desk.js("localStorage.clear()")
    assert presses == "1"
