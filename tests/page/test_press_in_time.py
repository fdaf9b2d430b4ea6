"""A press that saves comes soon after its intent or not at all: a process that slept in between must not make it."""

from __future__ import annotations

from collections.abc import Iterator
from time import time

import pytest

from bot.config import KnownDialog
from bot.errors import LostClaim, TimedOut
from bot.site import NoJournal
from tests.page.pages_by_hand.buttons import link, person, pressed, show
from tests.page.pages_by_hand.desk import Desk

SURE = KnownDialog(words="Are you sure", press="OK", on="finish")
ASKS = "document.querySelector('a').addEventListener('click', () => { %s });"
DIALOG = "document.body.insertAdjacentHTML('beforeend', `<div role=dialog><h3>Are you sure?</h3>%s</div>`);"


class Times(NoJournal):
    """A journal of which a test says until when each press may be made."""

    def __init__(self, *until: float | Exception) -> None:
        self._until = iter(until)
        self.told: list[str] = []

    def intend(self, button: str, *, part: str = "", needed: bool = False) -> float:
        return self._next(button)

    def confirm(self) -> float:
        return self._next("confirm")

    def pressed(self) -> None:
        self.told.append("pressed")

    def settled(self) -> None:
        self.told.append("settled")

    def _next(self, what: str) -> float:
        self.told.append(what)
        until = next(self._until)
        if isinstance(until, Exception):
            raise until
        return time() + until


@pytest.fixture
def finish(desk: Desk) -> Iterator[Desk]:
    """A page whose Finish may be pressed."""
    desk.adjust(dialogs=(SURE,))
    show(desk, person() + link("Finish"))
    with desk.site.writing(True):
        yield desk


def test_in_time(finish: Desk) -> None:
    finish.site.journal = journal = Times(5)
    finish.site.press("Finish", writes=True)
    finish.site.read()
    assert pressed(finish) == ["Finish"]
    assert journal.told == ["Finish", "pressed", "settled"]


def test_too_late(finish: Desk) -> None:
    """As after a sleep, or after a clock that was set ahead."""
    finish.site.journal = Times(-0.1)
    with pytest.raises(TimedOut, match="could not be pressed in time, and was not pressed"):
        finish.site.press("Finish", writes=True)
    assert pressed(finish) == []


@pytest.mark.parametrize(("until", "ends"), [(5.0, ["Finish", "OK"]), (-0.1, ["Finish"])], ids=["in time", "late"])
def test_the_dialog_that_a_press_brings_up_is_the_press_that_saves(
    finish: Desk, until: float, ends: list[str]
) -> None:
    """It is asked for anew until when it may be answered: the site may have taken its time."""
    finish.js(ASKS % (DIALOG % link("OK").replace("<a ", "<a onclick='this.parentNode.remove()' ")))
    finish.site.journal = journal = Times(5, until)
    finish.site.press("Finish", act="finish", writes=True)
    if until > 0:
        finish.site.read(act="finish")
        assert journal.told == ["Finish", "pressed", "confirm", "pressed", "settled"]
    else:
        with pytest.raises(TimedOut):
            finish.site.read(act="finish")
    assert pressed(finish) == ends


def test_nor_is_the_dialog_answered_by_who_is_no_longer_the_owner(finish: Desk) -> None:
    finish.js(ASKS % (DIALOG % link("OK")))
    finish.site.journal = Times(5, LostClaim("taken over"))
    finish.site.press("Finish", act="finish", writes=True)
    with pytest.raises(LostClaim):
        finish.site.read(act="finish")
    assert pressed(finish) == ["Finish"]


@pytest.mark.parametrize(("until", "said"), [(5.0, True), (0.4, False)], ids=["in time", "late"])
def test_a_native_one_is_answered_no_when_it_is_late(finish: Desk, until: float, said: bool) -> None:
    """The press itself was in time; the browser's own dialog came half a second after."""
    waits = "const end = Date.now() + 500; while (Date.now() < end); window.said = confirm('Are you sure?');"
    finish.js(ASKS % waits)
    finish.site.journal = Times(until)
    finish.site.press("Finish", act="finish", writes=True)
    assert finish.js("said") is said
