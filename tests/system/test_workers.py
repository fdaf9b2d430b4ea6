"""Real workers with a browser each: everybody is entered once, whatever happens to the workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import psutil
import pytest

from bot.engine.hand import Hand, Settings
from bot.ledger import Ledger
from tests.kit import DAY
from tests.mock_site.client import MockSite
from tests.site.compare import unlike
from tests.site.hazard_kit import ONLY_PLAN
from tests.system.bulk_kit import LOGINS, Events, engine, load_all, mock_profile, only_activity, only_plans, twice
from tests.system.cli_kit import children
from tests.system.crash_kit import hang
from tests.system.test_cli_stop import alive, all_gone

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes under /proc")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        yield ledger


def screen(name: str, number: int | None = None) -> Callable[[int, dict[str, Any]], bool]:
    """Fits the first event in which a worker (this one, or any) begins a screen."""
    return lambda who, event: event.get("screen") == name and number in (None, who)


def test_whatever_happens_to_workers_everybody_is_entered_once(mock: MockSite, ledger: Ledger, tmp_path: Path) -> None:
    """One worker is killed in the middle of a plan, the browser of the other is.

    Holds: claims, replacement, burying the dead, a lost browser told apart from a site that is down, steps that look
    first. Nobody was at one participant with two sign-ins at once, no sign-in at two.
    """
    profile, events = mock_profile(mock, steps=ONLY_PLAN), Events()
    records = only_plans(mock, tmp_path, 2)
    mock.arm("slow", screen="plan.goals", seconds=2, times=2)  # what opens a row's form: they die there, not in a save
    load_all(ledger, profile, records)
    local = engine(ledger, profile, tmp_path, events)
    seen: set[int] = set()

    def process(number: int) -> psutil.Process:
        (hand,) = [hand for hand in local._hands if hand.number == number]
        seen.update({hand.process.pid}, children(hand.process.pid))
        return psutil.Process(hand.process.pid)

    def kill_browser(number: int) -> None:
        for child in process(number).children(recursive=True):
            if "headless" in child.name() or "chrom" in child.name():
                child.kill()

    events.once(screen("Goals", 1), lambda number: process(number).kill())
    events.once(screen("Goals", 2), kill_browser)
    local.run()
    assert {state for _, state, _ in events.results()} == {"done", "parked"}
    assert [kind for _, _, kind in events.results() if kind] == ["browser_gone"]
    assert ledger.views.status(profile.site).states["done"] == 2
    assert [event["why"] for event in events.named("replaced")] == ["it ended in the middle of its work"]
    assert twice(mock) == []
    assert [unlike(each, mock.state(each.user_id)) for each in records] == [[]] * 2
    assert all_gone(seen), alive(seen)


def test_a_browser_that_hangs_is_replaced_with_its_worker(mock: MockSite, ledger: Ledger, tmp_path: Path) -> None:
    """Stopped in the middle of a plan: it neither answers nor ends. Holds: the watch over silence, and that whoever
    ends a worker ends its browser too."""
    profile, events = mock_profile(mock, steps=ONLY_PLAN), Events()
    records = only_plans(mock, tmp_path, 1)
    load_all(ledger, profile, records)
    local = engine(ledger, profile, tmp_path, events, workers=1, hang_s=12)
    seen: set[int] = set()

    def stop_browser(_: int) -> None:
        (hand,) = local._hands
        seen.update(children(hand.process.pid))
        hang(hand.process.pid)

    events.once(screen("Goals"), stop_browser)
    local.run()
    assert [event["why"] for event in events.named("replaced")] == ["no sign of progress"]
    states = ledger.views.status(profile.site).states
    assert states["done"] + states["unknown"] == 1  # unknown where the browser was stopped after a save was begun
    assert twice(mock) == []
    assert unlike(records[0], mock.state(records[0].user_id)) == []
    assert all_gone(seen), alive(seen)


def test_a_worker_that_wakes_up_presses_nothing(mock: MockSite, ledger: Ledger, tmp_path: Path) -> None:
    """It was stopped in the middle of a plan, and another one has finished it meanwhile. Holds: the fence."""
    profile = mock_profile(mock, steps=ONLY_PLAN)
    load_all(ledger, profile, only_plans(mock, tmp_path, 1))
    settings = Settings(ledger.place, profile.model_dump(mode="json"), profile.site, str(tmp_path), str(DAY))
    said: Queue[tuple[Hand, dict[str, Any] | None]] = Queue()
    first, second = (Hand.start(number, LOGINS[number], settings, said) for number in (1, 2))

    def until(hand: Hand, name: str, screen: str | None = None) -> dict[str, Any]:
        while True:
            by, event = said.get(timeout=60)
            assert event is not None
            if event["event"] == "owner":
                by.owner = event["owner"]
            if by is hand and event["event"] == name and screen in (None, event.get("screen")):
                return event

    try:
        first.order("go")
        until(first, "screen", "Goals")
        psutil.Process(first.process.pid).suspend()
        assert first.owner is not None
        assert ledger.bury(first.owner) == 1
        second.order("go")
        assert until(second, "result")["result"]["state"] == "done"
        before = mock.writes()
        psutil.Process(first.process.pid).resume()
        assert until(first, "result")["result"]["error"]["kind"] == "lost_claim"
    finally:
        for hand in (first, second):
            hand.kill()
            hand.process.wait()
    assert mock.writes() == before
    assert twice(mock) == []
    assert ledger.views.status(profile.site).states["done"] == 1


def test_a_worker_ends_when_nobody_orders_it_about_any_more(mock: MockSite, ledger: Ledger, tmp_path: Path) -> None:
    """Its parent may have gone in a way of which the system tells nothing. No browser stays."""
    profile = mock_profile(mock)
    settings = Settings(ledger.place, profile.model_dump(mode="json"), profile.site, str(tmp_path), str(DAY))
    said: Queue[tuple[Hand, dict[str, Any] | None]] = Queue()
    hand = Hand.start(1, LOGINS[0], settings, said)
    while (event := said.get(timeout=60)[1]) is not None and event["event"] != "free":
        pass
    family = {hand.process.pid, *children(hand.process.pid)}
    assert hand.process.stdin is not None
    hand.process.stdin.close()
    assert hand.process.wait(20) == 1
    assert all_gone(family), alive(family)


def test_a_site_that_is_down_parks_and_goes_on_by_itself(mock: MockSite, ledger: Ledger, tmp_path: Path) -> None:
    """Two in a row over both workers open the breaker; from then on one at a time looks, until the site is back.

    Holds: weighing, the gate, parking without blame, coming again.
    """
    pace = {"failures": 2, "pause_seconds": 0.5}
    profile = mock_profile(mock, pace=pace, limits={"answer_seconds": 15, "late_list_seconds": 5, "tries": 1})
    events = Events()
    load_all(ledger, profile, only_activity(tmp_path, 3))
    mock.arm("down", how="close")
    looked: list[int] = []
    events.once(lambda who, event: event["event"] == "waiting" and len(events.results()) >= 3, looked.append)
    events.once(lambda who, event: bool(looked), lambda number: mock.disarm())
    engine(ledger, profile, tmp_path, events).run()
    kinds = [kind for _, _, kind in events.results()]
    assert kinds.count("site_down") >= 3
    assert kinds[-3:] == [None] * 3
    assert {state for _, state, _ in events.results()} == {"parked", "done"}
    assert ledger.views.status(profile.site).states["done"] == 3
    assert twice(mock) == []
    opened = next(place for place, (_, event) in enumerate(events.all) if event["event"] == "waiting")
    inside = 0
    for _, event in events.all[opened:]:
        inside += {"begun": 1, "result": -1}.get(event["event"], 0)
        if event["event"] == "result" and event["result"]["error"] is None:
            break
        assert inside <= 1, "more than one looked while the breaker was open"
