"""The ledger by itself: intent, press, receipt; what may be under way; a full disk, a lost commit."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.errors import LedgerTrouble, UnderWay
from bot.ledger import Ledger, Outcome, Reason
from bot.ledger import claims as claims_module
from bot.ledger.journal import PRESS_WITHIN_S
from tests.unit.ledger_kit import SITE, entry, shift_clock, taken


class TestJournal:
    """Intent, press, receipt."""

    def test_presses_nobody_saw_answered_are_unknown_until_looked_at(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("2"), entry("3")])
        ends = []
        for how in ("nothing", "looked", "not pressed"):
            claim = taken(ledger)
            journal = ledger.journal(claim)
            journal.at("plan", "Goals")
            journal.intend("Save")
            if how == "looked":
                journal.step_done("plan", "entered", ["Type of Goal"], "4224")
            if how == "not pressed":
                journal.not_pressed()
                journal.flush()
            ends.append(ledger.claims.finish(claim, Outcome("needs_person", Reason("wrong_screen"))))
        assert ends == ["unknown", "needs_person", "needs_person"]

    def test_what_an_earlier_try_saved_makes_it_done(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        journal = ledger.journal(taken(ledger))
        journal.at("plan", "Plan")
        journal.intend("Next >>")
        ledger.claims.release("a")
        claim = taken(ledger, "b")
        assert ledger.claims.finish(claim, Outcome("unchanged")) == "done"

    def test_an_activity_that_was_begun_is_remembered_until_the_plan_is_done(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        claim = taken(ledger)
        journal = ledger.journal(claim)
        for code, end in (("203", journal.not_pressed), ("205", journal.answered)):
            journal.at("activities", f"activity {code}")
            journal.intend("Finish")
            end()
        journal.at("plan", "Goals")
        journal.intend("Save")
        later = ledger.journal(claim)
        assert later.begun_since("activities", "plan") == ["activity 205"]
        later.step_done("plan", "entered")
        assert later.begun_since("activities", "plan") == []

    def test_a_save_that_may_be_under_way_is_not_made_anew(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Of a killed worker, and of an answer that was lost: once told, the wait is over and the site looked at."""
        ledger.loading.load(SITE, [entry("1")])
        killed = ledger.journal(taken(ledger), outcome_s=100)
        killed.at("plan", "Goals")
        killed.intend("Save")
        killed.answered()
        killed.at("plan", "Services")
        killed.intend("Finish")
        ledger.claims.release("a")
        journal = ledger.journal(taken(ledger, "b"), outcome_s=100)
        journal.at("plan", "Goals")
        journal.intend("Save")
        journal.answered()
        journal.at("plan", "Services")
        with pytest.raises(UnderWay) as caught:
            journal.intend("Finish")
        assert 90 < caught.value.seconds <= 100
        journal.intend("Finish")
        with pytest.raises(UnderWay):
            journal.intend("Finish")
        journal.intend("Finish")
        journal.settled()
        journal.intend("Finish")
        journal.step_done("plan", "entered")
        journal.intend("Finish")
        ledger.claims.release("b")
        shift_clock(ledger, monkeypatch, 101)
        late = ledger.journal(taken(ledger, "c"), outcome_s=100)
        late.at("plan", "Services")
        with pytest.raises(UnderWay):
            late.intend("Finish")  # what the clock says shortens no wait
        late.intend("Finish")

    def test_an_intent_is_a_heartbeat_where_the_last_is_long_ago(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A press may be made for half a lease: for so long nobody may take over."""
        ledger.loading.load(SITE, [entry("1")])
        journal = ledger.journal(taken(ledger))
        for _ in range(4):
            shift_clock(ledger, monkeypatch, claims_module.LEASE_S / 2)
            journal.intend("Save")
            journal.answered()
        shift_clock(ledger, monkeypatch, PRESS_WITHIN_S)
        assert ledger.claims.take(SITE, "b") is None

    def test_history_is_shown(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        claim = taken(ledger)
        journal = ledger.journal(claim)
        journal.at("plan", "Goals")
        journal.intend("Save")
        journal.answered()
        journal.step_done("plan", "entered", ["Goals: Goal added"], "4224")
        ((_, history),) = ledger.views.find("1")
        assert [(step.screen, step.button, step.outcome) for step in history] == [
            ("Goals", "Save", "answered"),
            (None, None, "entered"),
        ]
        assert (history[1].labels, history[1].number) == (("Goals: Goal added",), "4224")

    def test_a_commit_whose_answer_is_lost_is_not_done_twice(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A server that goes away between its commit and its word for it: nobody can tell, so it is asked anew."""
        ledger.loading.load(SITE, [entry("1")])
        claim = taken(ledger)
        journal = ledger.journal(claim)
        journal.at("plan", "Goals")
        once = ledger._database._once
        lost: list[object] = []

        def loses(*arguments: Any) -> Any:
            done = once(*arguments)
            if len(lost) % 2 == 0:
                lost.append(done)
                raise OperationalError("", None, ConnectionError())
            lost.append(done)
            return done

        monkeypatch.setattr(ledger._database, "_once", loses)
        journal.intend("Save")
        journal.answered()
        assert ledger.claims.finish(claim, Outcome("needs_person", Reason("mismatch"))) == "unknown"
        assert len(lost) == 4
        monkeypatch.undo()
        ((_, history),) = ledger.views.find("1")
        assert [step.outcome for step in history] == [None]

    def test_a_disk_that_is_full_keeps_the_press_back(self, ledger: Ledger) -> None:
        """The intent can't be written: LedgerTrouble, in words without a statement, and no time to press until."""
        ledger.loading.load(SITE, [entry("1")])
        journal = ledger.journal(taken(ledger))

        with ledger._database.engine.connect() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        journal.at("plan", "x" * 100_000)
        with pytest.raises(LedgerTrouble, match="can't be written: database or disk is full") as caught:
            journal.intend("Save")
        assert "INSERT" not in str(caught.value)
