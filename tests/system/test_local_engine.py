"""The parent by itself, over workers that only speak: what it starts, replaces, lets go on, and stops."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
import pytest

from bot.engine import local as local_module
from bot.engine.hand import Hand, Settings
from bot.engine.local import Bounds, Local
from bot.engine.lock import only_parent
from bot.errors import ConfigError, LedgerTrouble
from bot.ledger import Ledger, Outcome, Reason
from tests.system.bulk_kit import LOGINS, Events, made_up
from tests.unit.ledger_kit import KEY, SITE, entry, taken

ENTERS = """
say(event="free", why="on")
while hear() == "go":
    say(event="begun", user_id="1")
    say(event="result", pages=3, result={"user_id": "1", "state": "done", "error": None, "seconds": 60})
    say(event="free", why="on")
say(event="ended", why="on", message=None)
"""
HANGS = """
import os, signal
say(event="free", why="on")
hear()
os.kill(os.getpid(), signal.SIGSTOP)
"""
RESULT = """
def done(kind=None):
    error = kind and {"kind": kind}
    say(event="result", pages=3, result={"user_id": "1", "state": "done", "error": error, "seconds": 60})
"""
LATER = f"""{RESULT}
say(event="free", why="on")
hear()
say(event="free", why="empty")
if hear() == "go":
    done()
    say(event="free", why="on")
hear()
say(event="ended", why="on", message=None)
"""
CRASHES = f"""{RESULT}
say(event="free", why="on")
hear()
done("browser_gone")
say(event="ended", why="broken", message="browser_gone")
"""
OWNS = "say(event='owner', owner='x')\nsay(event='ended', why='on', message=None)\n"
DIES = "sys.exit(1)\n"
SHUT_OUT = "say(event='ended', why='halted', message='access_denied')\n"
EMPTY = """
say(event="free", why="empty")
if hear() == "go":
    say(event="alive")
say(event="ended", why="on", message=None)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", key=KEY) as ledger:
        yield ledger


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_module, "TICK_S", 0.05)
    monkeypatch.setattr(local_module, "SOON_S", 0.05)


def run(ledger: Ledger, script: str, workers: int = 1, **bounds: Any) -> tuple[Local, Events]:
    events = Events()
    settings = Settings(ledger.place, {}, SITE, "out", program=made_up(script))
    local = Local(ledger, settings, LOGINS[:workers], events, lambda: False, Bounds(**bounds))
    local.run()
    assert local._hands == []
    return local, events


def test_so_many_and_no_more(ledger: Ledger) -> None:
    local, events = run(ledger, ENTERS, workers=2, most=5)
    assert (len(events.results()), local.is_cut_short) == (5, True)
    assert len(events.named("ended")) == 2, "who ended as it was told to is not replaced"


def test_nobody_is_begun_who_would_not_be_finished_in_time(ledger: Ledger) -> None:
    """The first took a minute, as it says: with half a minute left there is no second."""
    local, events = run(ledger, ENTERS, until=datetime.now(UTC) + timedelta(seconds=30))
    assert (len(events.results()), local.is_cut_short) == (1, False)


def test_when_the_time_is_up_all_are_asked_to_stop(ledger: Ledger) -> None:
    _, events = run(ledger, ENTERS, workers=2, until=datetime.now(UTC))
    assert events.results() == []


def test_one_that_hangs_is_replaced_and_left_out_in_the_end(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_module, "MOST_STARTS", 2)
    _, events = run(ledger, HANGS, hang_s=0.3)
    assert [event["why"] for event in events.named("replaced")] == ["no sign of progress"] * 2
    assert len(events.named("left out")) == 1


def test_one_that_dies_is_replaced_and_left_out_in_the_end(ledger: Ledger) -> None:
    _, events = run(ledger, DIES)
    assert len(events.named("replaced")) == local_module.MOST_STARTS
    assert len(events.named("left out")) == 1


def test_one_that_has_grown_goes_after_its_participant(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_module, "WEIGH_S", 0.0)
    begun: set[Hand] = set()
    order = Hand.order

    def noted(hand: Hand, line: str) -> None:
        begun.update([hand] if line == "go" else [])
        order(hand, line)

    monkeypatch.setattr(Hand, "order", noted)
    monkeypatch.setattr(Hand, "memory", lambda hand: 2 if hand in begun else 0)
    _, events = run(ledger, ENTERS, most_bytes=1, most=3)
    told = [event["event"] for _, event in events.all if event["event"] in ("begun", "result", "replaced")]
    assert sorted(told) == sorted(["begun", "result", "replaced"] * 3)


def test_who_found_nothing_has_begun_nobody(ledger: Ledger) -> None:
    ledger.loading.load(SITE, [entry("1")])
    ledger.claims.finish(taken(ledger), Outcome("parked", Reason("timed_out"), not_before=0.1))
    _, events = run(ledger, LATER, most=1)
    assert len(events.results()) == 1


def test_browsers_that_always_die_leave_a_sign_in_out(ledger: Ledger) -> None:
    """Each took a participant with it, and none of that counts as a result."""
    _, events = run(ledger, CRASHES)
    assert len(events.results()) == local_module.MOST_STARTS
    assert len(events.named("left out")) == 1


def test_a_ledger_that_cannot_be_written_ends_it(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(owner: str) -> int:
        raise LedgerTrouble("the ledger can't be written: database or disk is full")

    monkeypatch.setattr(ledger, "bury", fail)
    local, _ = run(ledger, OWNS)
    assert local.halted == "ledger"


def test_a_stop_at_once_ends_every_worker(ledger: Ledger) -> None:
    """The second Ctrl-C comes as KeyboardInterrupt, wherever the parent just is."""
    ended: list[int] = []

    def tell(number: int, event: dict[str, Any]) -> None:
        ended.extend(hand.process.pid for hand in local._hands)
        raise KeyboardInterrupt

    settings = Settings(ledger.place, {}, SITE, "out", program=made_up(HANGS))
    local = Local(ledger, settings, LOGINS[:2], tell, lambda: False)
    with pytest.raises(KeyboardInterrupt):
        local.run()
    assert len(ended) == 2
    assert [pid for pid in ended if psutil.pid_exists(pid)] == []


def test_a_site_that_shuts_us_out_stops_all(ledger: Ledger) -> None:
    local, events = run(ledger, SHUT_OUT, workers=2)
    assert local.halted == "access_denied"
    assert events.named("replaced") == []


def test_a_parked_one_is_waited_for(ledger: Ledger) -> None:
    ledger.loading.load(SITE, [entry("1")])
    ledger.claims.finish(taken(ledger), Outcome("parked", Reason("timed_out"), not_before=1.0))
    since = monotonic()
    _, events = run(ledger, EMPTY)
    assert len(events.named("alive")) == 1
    assert monotonic() - since > 0.9
    ledger.loading.cancel(SITE)
    _, events = run(ledger, EMPTY)
    assert events.named("alive") == []


def test_a_second_parent_is_refused_by_name(ledger: Ledger) -> None:
    """Also where the first is another process; one that was killed holds nothing."""
    words = r"worked on already, by process \d+ on .*, since 2"
    with only_parent(ledger), pytest.raises(ConfigError, match=words), only_parent(ledger):
        pass
    script = f"""
from bot.engine.lock import only_parent
from bot.ledger import Ledger
with Ledger.open({ledger.place!r}, key={KEY!r}) as ledger, only_parent(ledger):
    print("held", flush=True)
    input()
"""
    other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(ConfigError, match=f"process {other.pid} "), only_parent(ledger):
        pass
    other.kill()
    other.communicate()
    with only_parent(ledger):
        pass
