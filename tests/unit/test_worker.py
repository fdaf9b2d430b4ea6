"""A worker by itself, with a desk that only pretends: when it begins somebody, waits, rests and stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import Queue
from types import SimpleNamespace
from typing import Any

import pytest

from bot.cli.stopping import Stop
from bot.engine import worker as worker_module
from bot.engine.worker import Worker
from bot.errors import AccessDenied
from bot.flows.participant import Job
from bot.flows.results import Result
from bot.ledger import Claim, Ledger
from tests.kit import DAY, Watched
from tests.unit.ledger_kit import KEY, entry


class Told(list[dict[str, Any]]):
    """What a worker told; acts at the first word of a kind."""

    act: tuple[str, Callable[[], object]] | None = None

    def __call__(self, **event: Any) -> None:
        self.append(event)
        if self.act is not None and event["event"] == self.act[0]:
            act, self.act = self.act[1], None
            act()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", key=KEY) as ledger:
        yield ledger


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(worker_module, "tell", told)
    monkeypatch.setattr(worker_module, "LOOK_AGAIN_S", 0.02)
    return told


def make(profile_pace: dict[str, Any] | None = None, **settings: Any) -> Worker:
    profile = {"name": "x", "base_url": "https://site.example/vosnet/Default.aspx", "pace": profile_pace or {}}
    given = {"profile": profile, "login": None, "among": None, "today": str(DAY), "out": "out", **settings}
    return Worker(given, Queue())


def desk(ending: str = "on", result: Result | None = None, filed: str = "done") -> Any:
    job = Job(session=SimpleNamespace(), login=None, folder=Path(), watch=Watched(), save=True, today=DAY)  # type: ignore[arg-type]

    def work_on(claim: Claim) -> Result:
        return result or Result(claim.user_id, "done")

    return SimpleNamespace(job=job, pages=0, filed=filed, work_on=work_on, weigh=lambda result: ending)


SITE = "site.example"


def test_a_pause_is_waited_out(ledger: Ledger, told: Told) -> None:
    ledger.loading.load(SITE, [entry("1")])
    ledger.sites.pause(SITE)
    told.act = ("waiting", lambda: ledger.sites.resume(SITE))
    assert make()._next(desk(), ledger, "me") == "on"
    assert [event["event"] for event in told] == ["waiting", "begun", "result"]
    assert told[0]["why"] == "the work at this site is paused"


def test_a_stop_ends_the_wait(ledger: Ledger, told: Told) -> None:
    ledger.loading.load(SITE, [entry("1")])
    ledger.sites.pause(SITE)
    worker = make()
    told.act = ("waiting", worker.stop)
    assert worker._next(desk(), ledger, "me") == "empty"
    assert [event["event"] for event in told] == ["waiting"]


def test_a_halt_is_told_with_its_kind(ledger: Ledger, told: Told) -> None:
    ledger.sites.halt(SITE, "access_denied")
    worker = make()
    assert worker._next(desk(), ledger, "me") == "halted"
    assert worker._why == "access_denied"
    assert told == []


def test_who_is_told_has_the_ledger_s_state(ledger: Ledger, told: Told) -> None:
    """The site kept us out: for the participant that is `parked`, whatever the error is for us."""
    ledger.loading.load(SITE, [entry("1")])
    result = Result("1", "needs_person", error=AccessDenied("x"))
    assert make()._next(desk("halted", result, "parked"), ledger, "me") == "halted"
    assert told[-1]["result"]["state"] == "parked"


def test_a_sign_in_that_was_signed_out_too_often_rests(ledger: Ledger, told: Told) -> None:
    ledger.loading.load(SITE, [entry("1")])
    worker = make({"window_seconds": 0.1})
    assert worker._next(desk("rest"), ledger, "me") == "on"
    assert {event["why"] for event in told if event["event"] == "waiting"} == {worker_module._TOO_OFTEN}


def test_only_the_items_it_was_given(ledger: Ledger, told: Told) -> None:
    ledger.loading.load(SITE, [entry("1"), entry("2")])
    worker = make(among=ledger.views.numbers(SITE, ["2"]))
    assert [worker._next(desk(), ledger, owner) for owner in ("me", "you")] == ["on", "empty"]
    assert [event["user_id"] for event in told if event["event"] == "begun"] == ["2"]


def test_a_night_has_two_dates(ledger: Ledger, told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a date of the site's own, each participant is entered on the day that it is."""
    ledger.loading.load(SITE, [entry("1"), entry("2")])
    mine, worker, days = desk(), make(today=None), [DAY, DAY + timedelta(days=1)]
    seen = []
    monkeypatch.setattr(worker_module, "date", SimpleNamespace(today=lambda: days.pop(0)))
    for owner in ("me", "you"):
        worker._next(mine, ledger, owner)
        seen.append(mine.job.today)
    assert seen == [DAY, DAY + timedelta(days=1)]


def test_a_sign_of_life_now_and_then(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "LOOK_AGAIN_S", 60.0)
    worker = make()
    for _ in range(3):
        worker._alive()
    assert told == [{"event": "alive"}]


def test_the_time_that_is_up_asks_to_stop_and_is_no_signal() -> None:
    stop = Stop(datetime.now(UTC) + timedelta(seconds=0.1))
    assert not stop.asked()
    stop.sleep(60)
    assert stop.asked()
    assert not stop.by_signal
    stop.request()
    assert stop.by_signal
