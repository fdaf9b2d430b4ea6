"""A clock that each act winds up anew is known for one after a while, and waited for no more; what asks the site is.

Nothing here measures time: the limit is shorter than what the clock would take.
"""

from __future__ import annotations

import pytest

from tests.page.pages_by_hand.desk import Desk

PRESS = "<p id=left></p><input type=button value=Go onclick='pressed += 1'>"
HEAD = "window.pressed = 0; window.left = 900;"
CLOCKS = {
    "a function": "const tick = () => { left -= 1; document.getElementById('left').textContent = left;"
    " clearTimeout(window.timer); window.timer = setTimeout(tick, 600); };",
    "a new function each time": "const tick = () => { left -= 1; window.timer = setTimeout(() => tick(), 600); };",
    "a text": "window.tick = () => { left -= 1; window.timer = setTimeout('tick()', 600); };",
    "a bound one": "function tick() { left -= 1; window.timer = setTimeout(tick.bind(null), 600); }",
}
WOUND_UP = "document.addEventListener('click', () => { left = 900; clearTimeout(window.timer); tick(); });"


def press(desk: Desk) -> str | None:
    desk.site.press("Go")
    return desk.site.agent.read().open


@pytest.mark.parametrize("clock", CLOCKS.values(), ids=CLOCKS)
def test_a_clock_is_known_after_the_first_act_and_in_the_next_document(desk: Desk, clock: str) -> None:
    desk.open(PRESS, script=HEAD + clock + WOUND_UP)
    assert press(desk) is None
    desk.adjust(answer_seconds=0.3)
    assert press(desk) is None
    desk.go("/page")
    assert press(desk) is None
    assert desk.js("pressed") == 1


def test_a_timer_that_asks_the_site_for_something_is_always_waited_for(desk: Desk) -> None:
    """It starts itself again just as a clock does. Guard: `asks`."""
    desk.serve("/data", "x")
    script = "const tick = () => { left -= 1; fetch('/data'); window.timer = setTimeout(tick, 600); };"
    desk.open(PRESS, script=HEAD + script + WOUND_UP)
    desk.adjust(answer_seconds=10)
    assert press(desk) is None
    desk.adjust(answer_seconds=0.3)
    assert press(desk) is not None


def test_what_comes_once_is_waited_for_each_time(desk: Desk) -> None:
    script = "document.addEventListener('click', () => setTimeout(() => { left -= 1; }, 600));"
    desk.open(PRESS, script=HEAD + script)
    for number in range(1, 6):
        assert press(desk) is None
        assert desk.js("left") == 900 - number
