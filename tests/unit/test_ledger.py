"""The ledger by itself: loading, claims and their fences."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from bot.errors import LostClaim
from bot.ledger import Entry, Ledger, Outcome, Reason
from bot.ledger import claims as claims_module
from tests.unit.ledger_kit import CANARY, SITE, entry, shift_clock, states, taken


class TestLoading:
    """One participant of a site is one item, whatever is loaded how often."""

    def test_totals_are_what_was_loaded(self, ledger: Ledger) -> None:
        wrong = Entry("3", None, wrong=Reason("record", "line 3: ..."))
        assert ledger.loading.load(SITE, [entry("1"), entry("2"), wrong]) == ["new"] * 3
        assert states(ledger) == {"queued": 2, "needs_fix": 1}
        assert ledger.views.status(SITE).loaded == 3
        assert ledger.views.status("another").loaded == 0

    def test_the_same_row_in_two_files_is_one_item(self, ledger: Ledger) -> None:
        elsewhere = Entry("1", {"plan": CANARY, "source": "another file"})
        assert ledger.loading.load(SITE, [entry("1"), elsewhere]) == ["new", "same"]
        assert states(ledger) == {"queued": 1}

    def test_different_content_for_one_participant_waits_for_a_person(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("1", "another")])
        ((item, _),) = ledger.views.find("1")
        assert item.state == "needs_person"
        assert item.reason is not None
        assert item.reason.kind == "conflict"
        assert ledger.claims.take(SITE, "a") is None
        assert ledger.loading.load(SITE, [entry("1", "another")], replace=True) == ["revised"]
        assert taken(ledger).record["plan"] == "another"

    def test_the_first_content_can_be_kept(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("1", "another")])
        assert ledger.loading.retry(SITE, ["1"]) == ["1"]
        assert taken(ledger).record["plan"] == CANARY

    def test_who_is_in_work_is_left_alone(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        claim = taken(ledger)
        assert ledger.loading.load(SITE, [entry("1", "another")], replace=True) == ["busy"]
        assert ledger.loading.cancel(SITE, ["1"]) == []
        ledger.claims.beat(claim)

    def test_what_is_over_is_queued_again(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        ledger.claims.finish(taken(ledger), Outcome("unchanged"))
        assert ledger.loading.load(SITE, [entry("1")]) == ["again"]
        ledger.claims.finish(taken(ledger), Outcome("unchanged"))
        assert ledger.loading.load(SITE, [entry("1", "corrected")]) == ["revised"]

    def test_what_is_over_stays_so_unless_it_is_to_be_done_again(self, ledger: Ledger) -> None:
        """Done again it is looked at as new: what was saved for the former time makes this one not `done`."""
        ledger.loading.load(SITE, [entry("1")])
        claim = taken(ledger)
        journal = ledger.journal(claim)
        journal.at("plan", "Plan")
        journal.intend("Finish")
        ledger.claims.finish(claim, Outcome("done"))
        assert ledger.loading.load(SITE, [entry("1")], again=False) == ["over"]
        assert states(ledger) == {"done": 1}
        assert ledger.loading.load(SITE, [entry("1")]) == ["again"]
        assert ledger.claims.finish(taken(ledger), Outcome("unchanged")) == "unchanged"

    def test_who_is_loaded_again_while_parked_has_new_tries(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        for _ in range(claims_module.MOST_TRIES):
            ledger.claims.finish(taken(ledger), Outcome("parked", Reason("timed_out")))
        assert ledger.claims.take(SITE, "a") is None
        assert ledger.loading.load(SITE, [entry("1")], again=False) == ["same"]
        assert taken(ledger).user_id == "1"

    def test_what_a_later_day_finds_wrong_is_no_other_content(self, ledger: Ledger) -> None:
        locked = Entry("1", entry("1").record, wrong=Reason("record", "R4: too old"))
        assert ledger.loading.load(SITE, [entry("1"), locked]) == ["new", "same"]
        assert states(ledger) == {"queued": 1}

    def test_purge_takes_what_is_over_and_leaves_no_trace_in_the_file(self, ledger: Ledger, file: Path) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("2"), entry("3")])
        ledger.claims.finish(taken(ledger), Outcome("needs_person", Reason("refused")))
        taken(ledger)
        ((item, _),) = ledger.views.find("1")
        hashed = [line[0] for line in sqlite3.connect(file).execute("select person from items where id = ?", [item.id])]
        assert ledger.loading.purge(1) == 0
        assert ledger.loading.purge(-1) == 1
        assert states(ledger) == {"queued": 1, "working": 1}
        left = b"".join(path.read_bytes() for path in file.parent.glob("ledger.db*"))
        assert hashed[0].encode() not in left
        assert ledger.audit.verify() > 4


class TestClaims:
    """One worker a participant; who lost a claim can do nothing with it."""

    def test_the_nearest_due_day_goes_first(self, ledger: Ledger) -> None:
        days = {"1": None, "2": date(2026, 1, 9), "3": date(2026, 1, 2)}
        ledger.loading.load(SITE, [entry(user_id, due=due) for user_id, due in days.items()])
        assert [taken(ledger, owner).user_id for owner in "abc"] == ["3", "2", "1"]
        assert ledger.claims.take(SITE, "d") is None
        assert sorted(ledger.views.status(SITE).working) == ["a", "b", "c"]

    def test_an_owner_who_asks_twice_has_one(self, ledger: Ledger) -> None:
        """A claim whose answer was lost with the connection is found again."""
        ledger.loading.load(SITE, [entry("1"), entry("2")])
        first, again = taken(ledger), taken(ledger)
        assert (first.item, first.epoch) == (again.item, again.epoch)
        assert states(ledger) == {"queued": 1, "working": 1}

    def test_a_dead_worker_s_claim_is_taken_over_and_the_zombie_is_fenced(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Holds: the lease, the epoch, the check in the transaction of the intent."""
        ledger.loading.load(SITE, [entry("1")])
        old = taken(ledger, "a")
        zombie = ledger.journal(old)
        assert ledger.claims.take(SITE, "b") is None
        shift_clock(ledger, monkeypatch, claims_module.LEASE_S + 1)
        new = taken(ledger, "b")
        assert (new.item, new.epoch) == (old.item, old.epoch + 1)
        for act in (
            lambda: zombie.intend("Finish"),
            lambda: zombie.step_done("plan", "entered"),
            lambda: ledger.claims.beat(old),
            lambda: ledger.claims.finish(old, Outcome("done")),
        ):
            with pytest.raises(LostClaim):
                act()
        assert ledger.claims.finish(new, Outcome("unchanged")) == "unchanged"

    def test_a_beating_heart_keeps_a_claim(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        ledger.loading.load(SITE, [entry("1")])
        claim = taken(ledger)
        shift_clock(ledger, monkeypatch, claims_module.LEASE_S - 5)
        ledger.beat("a", claim)
        shift_clock(ledger, monkeypatch, claims_module.LEASE_S - 5)
        assert ledger.claims.take(SITE, "b") is None

    def test_a_clock_that_was_set_back_keeps_nobody_waiting(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Claims, put-off items, breakers and turns of a future that never came."""
        ledger.loading.load(SITE, [entry("1"), entry("2")])
        taken(ledger)
        ledger.claims.finish(taken(ledger, "b"), Outcome("parked", Reason("site_down"), not_before=600))
        ledger.sites.failed(SITE, "b", most=1, wait_s=600)
        ledger.sites.turn(SITE, 1)
        ledger.sign_ins.take(SITE, "Staff11", "a")
        shift_clock(ledger, monkeypatch, -86400)
        assert ledger.claims.take(SITE, "c") is not None
        assert ledger.claims.take(SITE, "d") is not None
        assert ledger.sites.gate(SITE, "c").says == "probe"
        assert ledger.sites.turn(SITE, 1) == 0
        assert ledger.sign_ins.take(SITE, "Staff11", "c")

    def test_a_parked_item_waits_for_its_time_and_has_so_many_tries(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        ledger.claims.finish(taken(ledger), Outcome("parked", Reason("timed_out"), not_before=600))
        assert ledger.claims.take(SITE, "a") is None
        assert ledger.claims.take(SITE, "a", user_id="1") is not None
        for _ in range(claims_module.MOST_TRIES - 2):
            ledger.claims.finish(taken(ledger), Outcome("parked", Reason("timed_out")))
        for _ in range(3):  # a site that is down is not the item's fault
            ledger.claims.finish(taken(ledger), Outcome("parked", Reason("site_down"), counts=False))
        ledger.claims.finish(taken(ledger), Outcome("parked", Reason("timed_out")))
        assert ledger.claims.take(SITE, "a") is None
        ledger.loading.retry(SITE)
        assert taken(ledger).user_id == "1"

    def test_one_under_whom_all_die_has_failed_in_the_end(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        for _ in range(claims_module.MOST_TRIES):
            assert ledger.claims.release(taken(ledger).owner) == 1
        assert states(ledger) == {"failed": 1}
        ((item, _),) = ledger.views.find("1")
        assert item.reason is not None
        assert "ended in the middle" in item.reason.message
        assert ledger.loading.retry(SITE) == ["1"]

    def test_some_items_only(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1"), entry("2"), entry("3")])
        two = ledger.views.numbers(SITE, ["2", "9"])
        claim = ledger.claims.take(SITE, "a", among=two)
        assert claim is not None
        assert (claim.user_id, ledger.claims.take(SITE, "b", among=two)) == ("2", None)
        assert ledger.views.status(SITE, among=two).loaded == 1
        ledger.claims.finish(claim, Outcome("parked", Reason("timed_out"), not_before=60))
        assert ledger.views.waiting_until(SITE, ledger.views.numbers(SITE, ["1"])) is None

    def test_what_a_dead_process_had_is_released(self, ledger: Ledger) -> None:
        ledger.loading.load(SITE, [entry("1")])
        taken(ledger)
        assert ledger.claims.release("a") == 1
        assert states(ledger) == {"queued": 1}
