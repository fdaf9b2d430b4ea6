"""A machine among many: workers as there is work, what holds them, servers that go away, machines that die. The workers
have no browser here; test_cluster_site.py has real ones at the mock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from bot.cluster import machine, staff
from bot.cluster.machine import Backfill, Bounds
from bot.cluster.queue import BEAT_S
from bot.cluster.staff import Staff
from bot.cluster.told import line_of
from bot.errors import LedgerTrouble
from bot.ledger import LEASE_S, Ledger, Outcome
from bot.schedule import Nightly
from bot.session.credentials import Login
from tests.system.bulk_kit import made_up
from tests.system.cluster_kit import PRESSES, Shop, all_done, states
from tests.system.postgres_kit import Postgres
from tests.unit.ledger_kit import SITE, entry, shift_clock


@pytest.fixture
def shop(server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop.open(server, tmp_path, monkeypatch)


def test_everybody_is_entered_once_through_a_restart_of_the_server(shop: Shop) -> None:
    """The server goes down as in a crash in the middle of two plans, and comes back. Holds: the waits for a server, of
    the ledger's writes and the queue's, and jobs made anew of what still waits."""
    shop.load(*"12345")
    restarted = False

    def restart(ledger: Ledger) -> bool:
        nonlocal restarted
        if not restarted and len(shop.presses()) >= 3:
            restarted = True
            shop.server.stop(at_once=True)
            shop.server.start()
        return restarted and all_done(ledger)

    shop.work(restart)
    with shop.ledger() as ledger:
        assert states(ledger) == {"done": 5}
        assert ledger.views.at_work(SITE) == []
        assert ledger.audit.verify() > 0
    assert shop.presses() == [(item, press) for item in range(1, 6) for press in range(PRESSES)]
    assert {event["worker"] for event in shop.events("result")} >= {1, 2}


def test_a_pause_holds_everybody_and_an_item_cancelled_has_a_job_that_does_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the work is paused all get jobs; then one is cancelled and comes back later. One worker is enough for it,
    and it goes when it has had nothing to do for a while."""
    monkeypatch.setattr(machine, "IDLE_S", 0.2)
    shop.load("1", "2")
    steps: list[str] = []

    def act(ledger: Ledger) -> bool:
        jobs = ledger.views.turns(SITE, 9)
        if not steps and shop.told:
            assert shop.told == [{"event": "held", "worker": None, "why": "paused"}]
            steps.append("held")
        elif steps == ["held"] and _jobs(shop) == 2:
            assert len(jobs) == 2
            assert ledger.loading.cancel(SITE, ["2"]) == ["2"]
            ledger.sites.resume(SITE)
            steps.append("resumed")
        elif steps[-1:] == ["resumed"] and states(ledger) == {"done": 1, "cancelled": 1} and _jobs(shop) == 0:
            assert ledger.loading.retry(SITE, ["2"]) == ["2"]
            steps.append("retried")
        return steps[-1:] == ["retried"] and all_done(ledger) and not ledger.views.at_work(SITE)

    with shop.ledger() as ledger:
        ledger.sites.pause(SITE)
    shop.work(act, staff=["ann"])
    assert Counter(shop.presses()) == Counter((item, press) for item in (1, 2) for press in range(PRESSES))
    assert {event["rest_s"] for event in shop.events("ended")} == {0.0}


def _jobs(shop: Shop) -> int:
    with psycopg.connect(shop.url) as connection:
        query = "select count(*) from caljobs_queue.procrastinate_jobs where task_name = 'caljobs.enter'"
        found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0])


READY = "say(event='owner', owner='x'); say(event='free', why='on'); "


def test_a_worker_that_hangs_is_replaced_and_its_sign_in_rests(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staff, "REST_S", 0.1)
    shop.load("1")
    script = made_up(READY + "hear(); hear(); hear()")
    shop.work(lambda ledger: len(shop.events("ended")) == 3, ["ann"], Bounds(1, hang_s=0.3), program=script)
    assert [event["why"] for event in shop.events("replaced")] == ["no sign of progress"] * 3
    assert [event["why"] for event in shop.events("ended")] == ["died"] * 3
    assert [event["rest_s"] for event in shop.events("ended")] == [0.1, 0.2, 0.4]


def test_a_sign_in_that_the_site_refuses_is_not_tried_again(shop: Shop) -> None:
    """The machine ends by itself when it has no other."""
    shop.load("1")
    script = made_up(READY + "hear(); say(event='ended', why='signed out', message=None)")
    shop.work(lambda ledger: False, ["ann"], program=script)
    assert [event["event"] for event in shop.told] == ["started", "ended"]
    assert "did not take its sign-in" in line_of(shop.told[-1])


def test_a_worker_that_has_grown_too_big_goes_after_its_participant(shop: Shop) -> None:
    shop.load("1")
    script = made_up(
        READY + "hear(); say(event='result', result=dict(state='done', seconds=1, error=None));"
        "say(event='free', why='on'); assert hear() == 'stop'; say(event='ended', why='on', message=None)"
    )
    shop.work(lambda ledger: bool(shop.events("ended")), ["ann"], Bounds(1, most_bytes=1), program=script)
    assert [event["event"] for event in shop.told] == ["started", "result", "replaced", "ended"]
    assert shop.events("ended")[0]["why"] == "on"


def test_the_hours_hold_everybody(shop: Shop) -> None:
    shop.load("1")
    seen: list[datetime] = []

    def is_open(now: datetime) -> bool:
        seen.append(now)
        return False

    shop.work(lambda ledger: len(seen) > 5, ["ann"], Bounds(1, is_open))
    assert [line_of(event) for event in shop.told] == ["nobody is begun: it is not the time for it"]


def test_a_backfill_is_made_once_over_two_machines_and_again_when_it_failed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second machine begins after the first has made it. Holds: one job a due time, tried again, not too late."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    nightly = Nightly(now.time(), ZoneInfo("UTC"), datetime.min.replace(tzinfo=UTC))
    monkeypatch.setattr("bot.cluster.queue.BACKFILL_AGAIN_S", 0)
    tries: list[int] = []

    def load() -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            raise LedgerTrouble("not now")
        shop.load("1")

    for _ in range(2):
        shop.work(all_loaded_and_done, ["ann"], backfill=Backfill(nightly, load))
    assert len(tries) == 2
    assert [event["message"] for event in shop.events("backfill")] == ["not now"]
    assert shop.presses() == [(1, press) for press in range(PRESSES)]


def all_loaded_and_done(ledger: Ledger) -> bool:
    return states(ledger) == {"done": 1}


def test_a_dead_machines_participant_is_begun_anew_within_a_minute() -> None:
    """What the constants come to at worst: the lease from a beat just made, a feeding missed by a moment (and its
    margin), a look missed, a worker of the queue that asks each second. A machine is silent before its leases end."""
    feeding, margin, asking = machine.KEEP_S, 0.5, 1.0
    assert LEASE_S + feeding + margin + asking + machine.LOOK_S < 60
    assert machine.SILENT_S + feeding + margin + asking < LEASE_S
    assert 3 * BEAT_S < machine.SILENT_S


def test_turns_are_what_may_be_taken_the_nearest_due_day_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of dead workers too; not those put off, in work, or with a person."""
    days = {"1": None, "2": date(2026, 6, 9), "3": date(2026, 6, 2), "4": date(2026, 6, 9), "5": None, "6": None}
    with shop.ledger() as ledger:
        ledger.loading.load(SITE, [entry(user_id, due=day) for user_id, day in days.items()])
        found = ledger.views.turns(SITE, 9)
        assert [turn.item for turn in found] == [3, 2, 4, 1, 5, 6]
        assert [turn.item for turn in ledger.views.turns(SITE, 2)] == [3, 2]
        third, second, fourth, first, *_ = (turn.order for turn in found)
        assert third < second == fourth < first
        ledger.loading.cancel(SITE, ["6"])
        for owner, outcome in (("a", Outcome("parked", not_before=60)), ("b", None)):
            claim = ledger.claims.take(SITE, owner)
            assert claim is not None
            if outcome is not None:
                ledger.claims.finish(claim, outcome)
        assert [turn.item for turn in ledger.views.turns(SITE, 9)] == [4, 1, 5]
        shift_clock(ledger, monkeypatch, LEASE_S + 1)
        assert [turn.item for turn in ledger.views.turns(SITE, 9)] == [2, 4, 1, 5]
        shift_clock(ledger, monkeypatch, 60)
        assert [turn.item for turn in ledger.views.turns(SITE, 9)] == [3, 2, 4, 1, 5]


def test_sign_ins_that_are_free(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not those in use here or elsewhere, nor more than the pace lets be in use; those of the dead are."""
    with shop.ledger() as ledger:
        three = [Login(name, "secret") for name in ("ann", "bob", "eve")]
        assert ledger.sign_ins.take(SITE, "ANN", "elsewhere")

        def free(at_once: int, *using: str) -> list[str]:
            return [login.username for login in Staff(ledger, SITE, three, at_once).free(using)]

        assert free(4) == ["bob", "eve"]
        assert free(4, "bob") == ["eve"]
        assert free(2) == ["bob"]
        assert free(1) == []
        shift_clock(ledger, monkeypatch, LEASE_S + 1)
        assert free(4) == ["ann", "bob", "eve"]


@pytest.mark.parametrize(
    ("ends", "rests"),
    [
        ([("died", 0), ("failed", 0), ("died", 0)], [5, 10, 20]),
        ([("died", 0), ("died", 3), ("died", 0)], [5, 5, 10]),
        ([("died", 0), ("on", 0), ("died", 0)], [5, 0, 5]),
        ([("lost", 0)] * 9, [5, 10, 20, 40, 80, 160, 320, 600, 600]),
    ],
)
def test_how_long_a_sign_in_rests(ends: list[tuple[str, int]], rests: list[float]) -> None:
    ledger: Any = None
    judged = Staff(ledger, SITE, [Login("ann", "secret")], 4)
    assert [judged.judge("ann", why, results) for why, results in ends] == rests
    assert judged.free([]) == []
    assert not judged.is_refused


def test_no_name_of_a_person_is_told() -> None:
    told = {"event": "result", "worker": 1, "item": 7, "state": "needs_person", "seconds": 41.26, "pages": 60}
    place = {"kind": "wrong_person", "step": "plan", "screen": "Goals", "field": None}
    assert line_of(told | place) == "worker 1: item 7: needs a person (41.3 s), wrong person at plan > Goals"
