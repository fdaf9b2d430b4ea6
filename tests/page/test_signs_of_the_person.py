"""All signs of one kind must agree with the record; what was pressed before a stop is said."""

from __future__ import annotations

import pytest

from bot.errors import WrongPerson
from tests.page.pages_by_hand.buttons import HIDDEN, SHOWN, link, person, pressed, show
from tests.page.pages_by_hand.desk import Desk

COOKIES = """document.cookie = 'assisted_userid=36213; path=/';
document.cookie = 'assisted_userid=99999; path=' + location.pathname;"""


@pytest.mark.parametrize(
    ("body", "script", "words"),
    [
        (person() + f"<input type=hidden {HIDDEN} value=99999>", "", "belongs to another participant"),
        (person() + SHOWN.format("99999"), "", "another User ID"),
        (person(), COOKIES, "another window of the same sign-in"),
    ],
    ids=["hidden", "banner", "cookie"],
)
def test_a_second_sign_of_another_person_stops(desk: Desk, body: str, script: str, words: str) -> None:
    """Guard: every sign is compared, not the first of its kind (cj.signs, in 4_look.js)."""
    show(desk, body + link("Save"), script=script)
    with pytest.raises(WrongPerson, match=words):
        desk.site.press("Save", guarded=True)
    assert pressed(desk) == []


def test_two_signs_of_our_person_pass(desk: Desk) -> None:
    show(desk, person() + SHOWN.format("36213") + f"<input type=hidden {HIDDEN} value=36213>" + link("Save"))
    desk.site.press("Save", guarded=True)
    assert pressed(desk) == ["Save"]


def test_a_press_that_may_have_saved_elsewhere_is_told(desk: Desk) -> None:
    """Guard: after a press, nothing says that nothing was pressed (Site._wrong_person)."""
    show(desk, person() + link("Save"))
    with desk.site.writing(True):
        desk.site.press("Save", writes=True)
        show(desk, person(hidden="99999") + link("Save"))
        with pytest.raises(WrongPerson) as after:
            desk.site.check_person()
        with pytest.raises(WrongPerson) as before_next:
            desk.site.press("Save", writes=True)
    assert "what 'Save' saved before may stand with another participant" in str(after.value)
    assert "'Save' was not pressed; what 'Save' saved before" in str(before_next.value)


def test_what_was_seen_saved_for_our_person_is_no_concern(desk: Desk) -> None:
    show(desk, person() + link("Save"))
    with desk.site.writing(True):
        desk.site.press("Save", writes=True)
        desk.site.check_person()
        show(desk, person(hidden="99999") + link("Save"))
        with pytest.raises(WrongPerson) as caught:
            desk.site.press("Save", writes=True)
    assert str(caught.value).endswith("'Save' was not pressed")
