"""How long the same is not saved anew: by a clock that nobody sets, from when this process knew of the press."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.errors import UnderWay
from bot.ledger import Ledger
from bot.ledger import journal as journal_module
from bot.ledger.journal import Journal
from tests.unit.ledger_kit import KEY, SITE, entry, shift_clock, taken

OUTCOME_S = 100.0


class Clock:
    """A monotonic clock of the test's own."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What the journal takes for the monotonic clock."""
    clock = Clock()
    monkeypatch.setattr(journal_module, "monotonic", clock)
    return clock


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """A ledger in which a killed process left a press without an answer."""
    place = tmp_path / "ledger.db"
    with Ledger.open(place, key=KEY) as ledger:
        ledger.loading.load(SITE, [entry("1")])
        killed = ledger.journal(taken(ledger), outcome_s=OUTCOME_S)
        killed.at("plan", "Services")
        killed.intend("Finish")
        killed.pressed()
        ledger.claims.release("a")
    return place


def begun(ledger: Ledger, owner: str = "b") -> Journal:
    journal = ledger.journal(taken(ledger, owner), outcome_s=OUTCOME_S)
    journal.at("plan", "Services")
    return journal


def left(journal: Journal) -> float:
    """The seconds that the press has to wait yet."""
    with pytest.raises(UnderWay) as caught:
        journal.intend("Finish")
    return caught.value.seconds


@pytest.mark.parametrize("shift", [-86400.0, -50.0, 50.0, 101.0, 86400.0])
def test_setting_the_clock_changes_no_wait(
    shift: float, places: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Set before this process came, and set while it works: the wait is whole."""
    wall = time.time
    with Ledger.open(places, key=KEY) as ledger:
        shift_clock(ledger, monkeypatch, shift)
        monkeypatch.setattr(journal_module, "time", lambda: wall() + shift)
        journal = begun(ledger)
        clock.now += 30
        shift_clock(ledger, monkeypatch, shift)
        assert left(journal) == pytest.approx(OUTCOME_S - 30)


def test_a_process_that_starts_anew_waits_afresh(places: Path, clock: Clock) -> None:
    clock.now += OUTCOME_S * 100
    with Ledger.open(places, key=KEY) as ledger:
        assert left(begun(ledger)) == pytest.approx(OUTCOME_S)


def test_the_wait_begins_when_the_process_first_saw_the_press(places: Path, clock: Clock) -> None:
    """It may have parked the participant in between, and come back to it."""
    with Ledger.open(places, key=KEY) as ledger:
        begun(ledger)
        ledger.claims.release("b")
        clock.now += OUTCOME_S - 1
        journal = begun(ledger, "c")
        clock.now += 0.5
        assert left(journal) == pytest.approx(0.5)
        ledger.claims.release("c")
        clock.now += 0.5
        begun(ledger, "d").intend("Finish")


def test_a_press_of_its_own_waits_from_the_press_and_not_from_its_intent(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page in trouble may be pressed seconds after the intent was written."""
    with Ledger.open(tmp_path / "ledger.db", key=KEY) as ledger:
        ledger.loading.load(SITE, [entry("1")])
        journal = begun(ledger)
        journal.intend("Finish")
        clock.now += 20
        journal.pressed()
        shift_clock(ledger, monkeypatch, OUTCOME_S * 2)
        clock.now += 10
        assert left(journal) == pytest.approx(OUTCOME_S - 10)


def test_what_the_site_gave_a_page_for_is_not_waited_for_again(places: Path, clock: Clock) -> None:
    """Its receipt may not be on disk yet when the participant is taken up again."""
    with Ledger.open(places, key=KEY) as ledger:
        journal = begun(ledger)
        left(journal)
        journal.intend("Finish")
        journal.pressed()
        journal.settled()
        ledger.claims.release("b")
        begun(ledger, "c").intend("Finish")


def test_a_press_that_had_to_be_made_again_is_waited_for_once(places: Path, clock: Clock) -> None:
    """The earlier one stays not known; only the later one may be under way."""
    with Ledger.open(places, key=KEY) as ledger:
        journal = begun(ledger)
        left(journal)
        journal.intend("Finish", needed=True)
        journal.answered()
        ledger.claims.release("b")
        begun(ledger, "c").intend("Finish")
