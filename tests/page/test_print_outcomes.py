"""What a press brings is taken as it comes, by pages by hand; and a page's copy needs nothing from anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from bot.agent.printing import COPY, NO_PRINT
from bot.agent.tabs import Tabs
from bot.errors import TimedOut
from tests.page.pages_by_hand.buttons import link
from tests.page.pages_by_hand.desk import Desk

PAGE = "<html><body onload='window.print()'><h1>Plan 36213</h1></body></html>"


@pytest.fixture
def unprinted(desk: Desk) -> BrowserContext:
    """The desk's browser context, where nothing prints by itself."""
    context: BrowserContext = desk.page.context
    context.add_init_script(NO_PRINT)
    return context


def press(desk: Desk, script: str) -> Callable[[], None]:
    """Opens a page whose link runs a script; gives what presses it."""
    desk.open(link("Print"), script=f"document.querySelector('a').onclick = () => {{ {script} }};")
    return lambda: desk.site.press("Print")


def printed(desk: Desk, context: BrowserContext, path: Path, script: str) -> Page | None:
    """The page that comes of it; None for a file."""
    pressing = press(desk, script)
    here = desk.page.url
    came = Tabs(context, desk.profile).printed(path, desk.site.agent, pressing, lambda: desk.page.url != here, "36213")
    return None if came is None else came.page  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "script",
    [
        "window.open('/plan')",
        "setTimeout(() => window.open('/plan'), 200)",
        "const w = window.open('', 'plan'); setTimeout(() => { w.location = '/plan'; }, 200);",
        "const w = window.open(''); w.document.write('<h1>Plan 36213</h1>'); w.document.close();",
    ],
)
def test_a_window_with_a_page(desk: Desk, unprinted: BrowserContext, tmp_path: Path, script: str) -> None:
    desk.serve("/plan", PAGE)
    came = printed(desk, unprinted, tmp_path / "plan.pdf", script)
    assert came is not None
    assert came is not desk.page
    assert came.inner_text("h1") == "Plan 36213"
    came.close()


def test_the_page_itself_printed_as_it_stands(desk: Desk, unprinted: BrowserContext, tmp_path: Path) -> None:
    assert printed(desk, unprinted, tmp_path / "plan.pdf", "setTimeout(() => window.print(), 200)") is desk.page


def test_the_page_itself_replaced(desk: Desk, unprinted: BrowserContext, tmp_path: Path) -> None:
    desk.serve("/plan", PAGE)
    assert printed(desk, unprinted, tmp_path / "plan.pdf", "location.href = '/plan'") is desk.page


def test_a_window_on_its_way_is_not_the_plan(desk: Desk, unprinted: BrowserContext, tmp_path: Path) -> None:
    """Some time after the window has said that it is at work, the plan comes in it; at the limit what stands there."""
    wait = "<p>Your document is being prepared.</p><script>setTimeout(() => { location = '%s'; }, 700)</script>"
    desk.serve("/wait", wait % "/plan")
    desk.serve("/plan", PAGE)
    came = printed(desk, unprinted, tmp_path / "plan.pdf", "window.open('/wait')")
    assert came is not None
    assert came.inner_text("h1") == "Plan 36213"
    came.close()
    desk.adjust(answer_seconds=2)
    desk.serve("/wait", "<p>Your document is being prepared.</p>")
    came = printed(desk, unprinted, tmp_path / "plan.pdf", "window.open('/wait')")
    assert came is not None
    assert "being prepared" in came.inner_text("p")
    came.close()


FILE = "const a = document.createElement('a'); a.download = 'x.pdf'; a.href = 'data:application/pdf,plan'; a.click();"


@pytest.mark.parametrize("script", [FILE, f"setTimeout(() => {{ {FILE} }}, 300)"])
def test_a_file(desk: Desk, unprinted: BrowserContext, tmp_path: Path, script: str) -> None:
    path = tmp_path / "plan.pdf"
    assert printed(desk, unprinted, path, script) is None
    assert path.read_text() == "plan"
    assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_at_all_is_told_in_time(desk: Desk, unprinted: BrowserContext, tmp_path: Path) -> None:
    desk.adjust(answer_seconds=1)
    with pytest.raises(TimedOut, match="neither a file nor a page came within 1 seconds"):
        printed(desk, unprinted, tmp_path / "plan.pdf", "window.pressed = true")


def test_a_copy_holds_what_the_page_shows_and_asks_for_nothing(desk: Desk) -> None:
    body = (
        "<style>h2 { color: rgb(1, 2, 3); background: url(/x.png) }</style><img src='/x.png' onerror='boom()'>"
        "<input id='text'><textarea id='long'></textarea><input type='checkbox' id='tick'>"
        "<select id='list'><option>One</option><option>Two</option></select><iframe src='/frame'></iframe>"
    )
    desk.open(body, script="text.value = 'typed'; long.value = 'lines'; tick.checked = true; list.selectedIndex = 1;")
    copy = str(desk.page.evaluate(COPY))
    for gone in ("<script", "onerror", "/x.png", "<iframe", "url("):
        assert gone not in copy
    desk.page.set_content(copy)
    assert desk.page.input_value("#text") == "typed"
    assert desk.page.input_value("#long") == "lines"
    assert desk.page.is_checked("#tick")
    assert desk.page.input_value("#list") == "Two"
    assert desk.js("getComputedStyle(document.querySelector('h2')).color") == "rgb(1, 2, 3)"
