"""Dialogs: only the topmost, only one that is known for what we are doing, and by the visible text of its buttons."""

from __future__ import annotations

import pytest

from bot.config import KnownDialog
from bot.errors import SiteError, UnknownDialog, WrongPerson
from tests.page.pages_by_hand.buttons import NEVER, link, person, pressed, show
from tests.page.pages_by_hand.desk import Desk


def dialog(title: str, buttons: str, height: int, style: str = "") -> str:
    return (
        f"<div class='ui-dialog' style='position:absolute;z-index:{height};{style}'><span class='ui-dialog-title'>"
        f"{title}</span><div class='ui-dialog-content'>Are you sure?</div>{buttons}</div>"
    )


def ok(said: str, text: str = "OK") -> str:
    return f"<button type='button' id='btn-dialog-ok' data-as='{said}'>{text}</button>"


KNOWN = (KnownDialog(words="Lower", press="OK", on="any"), KnownDialog(words="Upper", press="OK", on="any"))
CLOSES = "addEventListener('click', e => e.target.closest('.ui-dialog')?.remove());"


@pytest.mark.parametrize("first", ["Lower", "Upper"])
def test_only_the_topmost_is_answered(desk: Desk, first: str) -> None:
    desk.adjust(dialogs=KNOWN)
    off = dialog("Off", ok("off"), 9999, "display:none")
    both = [dialog("Lower", ok("lower"), 1001), dialog("Upper", ok("upper"), 1003), off]
    show(desk, "", outside="".join(both if first == "Lower" else both[::-1]), script=CLOSES)
    assert desk.site.agent.read().look.dialogs[0].title == "Upper"
    desk.site.read()
    assert pressed(desk) == ["upper", "lower"]


def test_a_button_is_known_by_its_text_not_by_its_id(desk: Desk) -> None:
    desk.adjust(dialogs=(KnownDialog(words="Leave", press="No", on="any"),))
    save = "<button type='button' id='btn-dialog-save' data-as='no'>No</button>"
    show(desk, "", outside=dialog("Leave", ok("yes", "Yes") + save, 1), script=CLOSES)
    desk.site.read()
    assert pressed(desk) == ["no"]


def test_an_unknown_one_is_not_answered(desk: Desk) -> None:
    show(desk, link("OK"), outside=dialog("Close this case", ok("ok"), 1))
    with pytest.raises(UnknownDialog, match="Close this case"):
        desk.site.read()
    assert pressed(desk) == []


def test_a_known_one_only_after_the_act_it_belongs_to(desk: Desk) -> None:
    buttons = ok("create", "Yes - Create") + ok("no", "No - Do Not Create")
    show(desk, "", outside=dialog("WP Registered Only Notification", buttons, 1), script=CLOSES)
    with pytest.raises(UnknownDialog):
        desk.site.read()
    assert pressed(desk) == []
    desk.site.read(act="open")
    assert pressed(desk) == ["no"]


def test_finishing_is_confirmed_for_our_person_only(desk: Desk) -> None:
    sure = dialog("Are you sure you want to finish?", ok("ok"), 1)
    show(desk, person(hidden="99999"), outside=sure)
    with pytest.raises(WrongPerson):
        desk.site.read(act="finish")
    assert pressed(desk) == []


def test_a_native_one_nobody_announced_is_answered_no(desk: Desk) -> None:
    asks = "document.querySelector('a').onclick = () => { window.said = confirm('Close the case?'); };"
    show(desk, link("Next >>"), script=asks)
    with pytest.raises(UnknownDialog, match="nobody announced"):
        desk.site.press("Next >>")
    assert desk.js("said") is False


def test_a_native_one_that_is_known_for_the_act(desk: Desk) -> None:
    asks = "document.querySelector('a').onclick = () => { window.said = confirm('There are unsaved changes.'); };"
    show(desk, link("Cancel"), script=asks)
    desk.site.press("Cancel", act="leave")
    assert desk.js("said") is True
    with pytest.raises(UnknownDialog):
        desk.site.press("Cancel", act="finish")
    assert desk.js("said") is False


@pytest.mark.parametrize("text", NEVER)
def test_a_forbidden_button_is_not_pressed_even_when_the_profile_says_so(desk: Desk, text: str) -> None:
    desk.adjust(dialogs=(KnownDialog(words="A question", press=text, on="any"),))
    show(desk, f"<div role=dialog><h3>A question</h3>{link(text)}</div>")
    with pytest.raises(SiteError, match="never pressed by the program"):
        desk.site.read()
    assert pressed(desk) == []
