"""Messages that can only be acknowledged, and banners that cover nothing: neither keeps the work from going on."""

from __future__ import annotations

import pytest

from bot.errors import UnknownDialog
from tests.page.pages_by_hand.buttons import link, pressed, show
from tests.page.pages_by_hand.desk import Desk
from tests.page.test_dialogs import CLOSES, dialog, ok

TELLS = (
    "Record saved successfully.",
    "The activity has been created.",
    "Your changes were saved.",
    "Plan 4518 was added.",
    "Welcome back",
)
WARNS = (
    "The record was not saved.",
    "Please enter a date.",
    "Error 17",
    "This activity already exists.",
    "Your session will expire in 2 minutes.",
    "You must select a grant.",
    "Date must be between 01/01/2019 and today",
    "Record saved; the former goal was deleted.",
    "Saved. Continue?",
)


@pytest.mark.parametrize("words", TELLS)
def test_an_alert_that_only_tells_is_acknowledged(desk: Desk, words: str) -> None:
    show(desk, link("Go"), script=f"document.addEventListener('click', () => alert({words!r}));")
    desk.site.press("Go")
    desk.site.read()
    assert pressed(desk) == ["Go"]


@pytest.mark.parametrize("words", WARNS)
def test_one_that_says_what_somebody_should_see_stops_with_its_words(desk: Desk, words: str) -> None:
    show(desk, link("Go"), script=f"document.addEventListener('click', () => alert({words!r}));")
    with pytest.raises(UnknownDialog, match="it has nothing but OK"):
        desk.site.press("Go")


@pytest.mark.parametrize("button", ["OK", "Close"])
def test_a_message_of_the_page_that_something_was_saved(desk: Desk, button: str) -> None:
    text = "<div>The record was saved successfully.</div>"
    show(desk, "", outside=dialog("Saved", text + ok("told", button), 1).replace("Are you sure?", ""), script=CLOSES)
    desk.site.read()
    assert pressed(desk) == ["told"]


@pytest.mark.parametrize(
    ("title", "text", "buttons"),
    [
        ("Saved", "The record was saved successfully.", ok("a", "OK") + ok("b", "Delete")),
        ("Saved", "The record was saved; it already exists.", ok("a", "OK")),
        ("Notice", "Look at this.", ok("a", "OK")),
        ("Saved", "The record was saved successfully.", ok("a", "Approve")),
    ],
    ids=["two buttons", "more to see", "nothing done", "another button"],
)
def test_any_other_message_of_the_page_stops(desk: Desk, title: str, text: str, buttons: str) -> None:
    box = dialog(title, f"<div>{text}</div>{buttons}", 1).replace("Are you sure?", "")
    show(desk, "", outside=box, script=CLOSES)
    with pytest.raises(UnknownDialog):
        desk.site.read()
    assert pressed(desk) == []


def banner(style: str, more: str = "", role: str = "dialog") -> str:
    return (
        f"<div role={role} {more} style='position:fixed;{style}'><p>We use cookies on this site.</p>"
        "<button type=button>Accept All</button></div>"
    )


@pytest.mark.parametrize(
    "outside",
    [
        banner("bottom:0;left:0;width:100%", "aria-modal=false aria-label=Privacy"),
        banner("bottom:0;left:0;width:100%"),
        banner("top:0;left:0;width:100%"),
        banner("bottom:10px;right:10px;width:250px"),
    ],
    ids=["says it is not modal", "foot", "head", "corner"],
)
def test_a_banner_that_covers_nothing_is_no_dialog(desk: Desk, outside: str) -> None:
    show(desk, link("Go"), outside=outside)
    assert desk.site.read().look.dialogs == ()
    desk.site.press("Go")
    assert pressed(desk) == ["Go"]


@pytest.mark.parametrize(
    "outside",
    [
        banner("bottom:0;left:0;width:100%", "aria-modal=true"),
        banner("top:30%;left:30%;width:40%;height:40%"),
        banner("bottom:0;left:0;width:100%", role="alertdialog"),
        "<div style='position:fixed;inset:0;z-index:9;background:#0008'></div>"
        + banner("bottom:0;left:0;width:100%;z-index:10"),
    ],
    ids=["says it is modal", "in the middle", "an alert", "over a cover"],
)
def test_what_may_be_a_dialog_is_one(desk: Desk, outside: str) -> None:
    show(desk, link("Go"), outside=outside)
    with pytest.raises(UnknownDialog, match="We use cookies on this site"):
        desk.site.read()
