"""The ledger by itself: a press that got no answer and had to be made again is not known, and is told once."""

from __future__ import annotations

import pytest

from bot.ledger import Ledger, Outcome, Reason
from bot.ledger.model import State
from tests.unit.ledger_kit import SITE, entry, taken


@pytest.mark.parametrize(("needed", "ends"), [(True, "unknown"), (False, "done")])
def test_a_press_that_had_to_be_made_again_was_not_found(ledger: Ledger, needed: bool, ends: State) -> None:
    """One that is made again though nothing was lacking (Finish, to be sure) says nothing against the first."""
    ledger.loading.load(SITE, [entry("1")])
    claim = taken(ledger)
    journal = ledger.journal(claim)
    journal.at("plan", "Plan")
    journal.intend("Next >>", needed=True)
    journal.pressed()
    journal.intend("Next >>", needed=needed)
    journal.answered()
    journal.step_done("plan", "entered")
    assert journal.not_known() == (["Plan: 'Next >>'"] if needed else [])
    assert ledger.claims.finish(claim, Outcome("done")) == ends


def test_rows_are_told_apart(ledger: Ledger) -> None:
    """The first row was found, so the next one's Save is no repetition."""
    ledger.loading.load(SITE, [entry("1")])
    claim = taken(ledger)
    journal = ledger.journal(claim)
    journal.at("plan", "Goals")
    journal.intend("Save", part="row 1", needed=True)
    journal.intend("Save", part="row 2", needed=True)
    journal.answered()
    journal.step_done("plan", "entered")
    assert journal.not_known() == []
    assert ledger.claims.finish(claim, Outcome("done")) == "done"


@pytest.mark.parametrize("end", ["answered", "refused", "not_pressed"])
def test_what_the_site_answered_is_known(ledger: Ledger, end: str) -> None:
    ledger.loading.load(SITE, [entry("1")])
    journal = ledger.journal(taken(ledger))
    journal.at("plan", "Plan")
    journal.intend("Next >>", needed=True)
    getattr(journal, end)()
    journal.intend("Next >>", needed=True)
    journal.answered()
    assert journal.not_known() == []


def test_another_worker_that_makes_it_again_knows_it_too(ledger: Ledger) -> None:
    ledger.loading.load(SITE, [entry("1")])
    killed = ledger.journal(taken(ledger))
    killed.at("plan", "Plan")
    killed.intend("Next >>", needed=True)
    ledger.claims.release("a")
    claim = taken(ledger, "b")
    journal = ledger.journal(claim)
    journal.at("plan", "Plan")
    journal.intend("Next >>", needed=True)
    journal.answered()
    journal.step_done("plan", "entered")
    assert ledger.claims.finish(claim, Outcome("done")) == "unknown"


def test_it_is_told_once(ledger: Ledger) -> None:
    """Who has looked and queues the participant again is not told of the same save for ever."""
    ledger.loading.load(SITE, [entry("1")])
    claim = taken(ledger)
    journal = ledger.journal(claim)
    journal.at("plan", "Plan")
    for _ in range(2):
        journal.intend("Next >>", needed=True)
    journal.step_done("plan", "entered")
    assert ledger.claims.finish(claim, Outcome("unknown", Reason("unknown_outcome"))) == "unknown"
    assert ledger.journal(claim).not_known() == []
