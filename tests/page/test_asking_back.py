"""A site that asks back right after our own press to leave or to finish is answered; every other question stops, with
its words quoted and the line for the profile that would answer it."""

from __future__ import annotations

import pytest

from bot.config import KnownDialog
from bot.errors import UnknownDialog, WrongPerson
from bot.site import Act
from tests.page.pages_by_hand.buttons import link, person, pressed, show
from tests.page.pages_by_hand.desk import Desk
from tests.page.test_dialogs import CLOSES, dialog, ok

OPENS = "document.querySelector('form a').onclick = () => document.querySelector('.ui-dialog').style.display = '';"
LEAVE, FINISH = "Any information you have not saved will be lost.", "Complete the wizard now?"


def asks(words: str, what: str = "window.said = confirm(words);") -> str:
    return f"const words = {words!r}; document.querySelector('a').onclick = () => {{ {what} }};"


@pytest.mark.parametrize(("act", "words"), [("leave", LEAVE), ("finish", FINISH)])
def test_a_native_one_is_answered_yes(desk: Desk, act: Act, words: str) -> None:
    show(desk, link("Go"), script=asks(words))
    desk.site.press("Go", act=act)
    assert desk.js("said") is True
    with pytest.raises(UnknownDialog):
        desk.site.press("Go", act="any")
    assert desk.js("said") is False


def test_a_native_one_that_comes_a_moment_later_is_answered_too(desk: Desk) -> None:
    show(desk, link("Cancel"), script=asks(LEAVE, "setTimeout(() => { window.said = confirm(words); }, 50);"))
    desk.site.press("Cancel", act="leave")
    desk.site.read(act="leave")
    assert desk.js("said") is True


@pytest.mark.parametrize("words", ["Delete this record?", "Sign the plan?", "Do you want to save your changes?"])
def test_forbidden_words_are_answered_no_and_quoted(desk: Desk, words: str) -> None:
    show(desk, link("Cancel"), script=asks(words))
    with pytest.raises(UnknownDialog) as stopped:
        desk.site.press("Cancel", act="leave")
    assert desk.js("said") is False
    assert f'after \'Cancel\' that nobody announced: "{words}"; it was answered No' in stopped.value.message
    assert f'dialogs: [{{words: "{words[:-1]}", press: "OK", on: leave}}]' in stopped.value.message


def test_what_it_says_of_a_participant_is_not_told(desk: Desk) -> None:
    show(desk, link("Next >>"), script=asks("Mike, Mike (36213) has goal 'employment' open. Go on with it?"))
    with pytest.raises(UnknownDialog) as stopped:
        desk.site.press("Next >>")
    told = stopped.value.message
    assert not any(value in told for value in ("Mike", "36213", "employment"))
    assert 'words: "open. Go on with it"' in told


def test_only_the_first_question_is_about_the_press(desk: Desk) -> None:
    show(desk, link("Cancel"), script=asks(LEAVE, "window.said = [confirm(words), confirm('Is that all right?')];"))
    with pytest.raises(UnknownDialog, match="Is that all right"):
        desk.site.press("Cancel", act="leave")
    assert desk.js("said") == [True, False]


def test_an_alert_asks_nothing(desk: Desk) -> None:
    show(desk, link("Cancel"), script=asks("The wizard stays open.", "alert(words);"))
    with pytest.raises(UnknownDialog, match="The wizard stays open"):
        desk.site.press("Cancel", act="leave")


def test_what_the_next_document_asks_is_not_about_the_press(desk: Desk) -> None:
    desk.serve("/next", f"<h2>Next</h2><script>window.said = confirm({LEAVE!r})</script>")
    show(desk, "<a href='/next'>Cancel</a>")
    desk.site.press("Cancel", act="leave")
    with pytest.raises(UnknownDialog, match="nobody announced"):
        desk.site.read(act="leave")
    assert desk.js("said") is False


def test_a_link_that_leads_to_its_own_page_does_not_count_as_another_document(desk: Desk) -> None:
    box = dialog("Leave?", ok("leave", "Leave") + ok("stay", "Stay"), 1, "display:none")
    show(desk, "<a href='#'>Cancel</a>", outside=box, script=OPENS + CLOSES)
    desk.site.press("Cancel", act="leave")
    desk.site.read(act="leave")
    assert pressed(desk) == ["Cancel", "leave"]


def test_finish_may_leave_the_document(desk: Desk) -> None:
    """The browser's own question before a document goes has no words of the page's."""
    desk.serve("/next", "<h2>Next</h2>")
    warns = "addEventListener('beforeunload', e => { e.preventDefault(); e.returnValue = 'x'; });"
    show(desk, "<a href='/next'>Finish</a><input id='box'>", script=warns)
    desk.page.click("#box")  # a browser asks only where somebody has done something
    desk.site.press("Finish", act="finish")
    assert desk.site.read(act="finish").look.headings == ("Next",)


def opening(title: str, buttons: str) -> dict[str, str]:
    """A page whose link opens a dialog of the page's own."""
    box = dialog(title, buttons, 1, "display:none")
    return {"outside": box, "script": OPENS + CLOSES}


@pytest.mark.parametrize(
    ("act", "title", "yes"),
    [("leave", "Leave the wizard?", "Leave"), ("finish", "Complete it now?", "Yes"), ("leave", "Quit?", "Continue")],
)
def test_a_dialog_of_the_page_is_answered_by_its_one_yes(desk: Desk, act: Act, title: str, yes: str) -> None:
    show(desk, link("Go") + person(), **opening(title, ok("yes", yes) + ok("no", "Not now")))
    desk.site.press("Go", act=act)
    desk.site.read(act=act)
    assert pressed(desk) == ["Go", "yes"]


@pytest.mark.parametrize(
    ("title", "buttons", "press"),
    [
        ("Leave?", ("Discard", "Continue"), "Discard"),
        ("Delete the draft?", ("OK", "Cancel"), "OK"),
        ("Supervisor needed", ("Later", "Never"), "Later"),
    ],
)
def test_a_dialog_of_another_matter_or_without_one_yes_stops(
    desk: Desk, title: str, buttons: tuple[str, str], press: str
) -> None:
    show(desk, link("Cancel"), **opening(title, "".join(ok(text, text) for text in buttons)))
    desk.site.press("Cancel", act="leave")
    with pytest.raises(UnknownDialog) as stopped:
        desk.site.read(act="leave")
    assert pressed(desk) == ["Cancel"]
    told = stopped.value.message
    assert told.startswith(f'a dialog nobody announced: {title}: "Are you sure?", with the buttons {buttons[0]!r}, ')
    assert f'press: "{press}", on: leave' in told


def test_a_dialog_that_stood_there_before_is_not_about_the_press(desk: Desk) -> None:
    show(desk, link("OK"), outside=dialog("Leave?", ok("leave", "Leave"), 1))
    with pytest.raises(UnknownDialog):
        desk.site.read(act="leave")
    assert pressed(desk) == []


def test_the_page_asks_back_at_finish_for_our_person_only(desk: Desk) -> None:
    show(desk, link("Finish") + person(hidden="99999"), **opening("Complete it now?", ok("yes", "Yes")))
    desk.site.press("Finish", act="finish")
    with pytest.raises(WrongPerson):
        desk.site.read(act="finish")
    assert pressed(desk) == ["Finish"]


def test_a_profile_may_answer_a_native_one_with_no(desk: Desk) -> None:
    desk.adjust(dialogs=(KnownDialog(words="send a letter", press="Cancel", on="leave"),))
    show(desk, link("Cancel"), script=asks("Do you want to send a letter?"))
    desk.site.press("Cancel", act="leave")
    assert desk.js("said") is False
