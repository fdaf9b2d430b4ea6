"""Workers in which the program fails for one participant after the other: replaced, then left out or all halted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.engine import local as local_module
from bot.engine.hand import Settings
from bot.engine.local import Local
from bot.ledger import Ledger
from tests.system.bulk_kit import LOGINS, Events, made_up
from tests.unit.ledger_kit import KEY, SITE

SICK = """
say(event="free", why="on")
for who in "123":
    if hear() != "go": break
    say(event="result", pages=3, result={"user_id": who, "state": "parked", "error": {"kind": "program"}, "seconds": 1})
    if who < "3": say(event="free", why="on")
else:
    say(event="ended", why="broken", message="program")
    sys.exit(1)
say(event="ended", why="on", message=None)
"""
SICK_OR_HEALTHY = f"""
import time
if settings["login"][0] == "{LOGINS[0].username}":
    exec({SICK!r})
else:
    say(event="free", why="on")
    while hear() == "go":
        time.sleep(0.3)  # slower than the faults
        say(event="result", pages=3, result={{"user_id": "9", "state": "done", "error": None, "seconds": 60}})
        say(event="free", why="on")
    say(event="ended", why="on", message=None)
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db", key=KEY) as ledger:
        yield ledger


def run(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, script: str, workers: int) -> tuple[Local, Events]:
    monkeypatch.setattr(local_module, "TICK_S", 0.05)
    events = Events()
    over: list[int] = []
    events.once(lambda number, event: event["event"] == "left out", over.append)
    settings: Any = Settings(ledger.place, {}, SITE, "out", program=made_up(script))
    local = Local(ledger, settings, LOGINS[:workers], events, lambda: bool(over))
    local.run()
    return local, events


def test_the_replacement_with_the_same_faults_halts_all(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    local, events = run(ledger, monkeypatch, SICK, 1)
    assert local.halted == "program"
    assert len(events.results()) == 6
    assert [event["why"] for event in events.named("replaced")] == ["the program failed for several in a row"]
    gate = ledger.sites.gate(SITE, "another")
    assert (gate.says, gate.kind) == ("halted", "program")


def test_where_another_goes_on_only_the_sick_one_is_left_out(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    local, events = run(ledger, monkeypatch, SICK_OR_HEALTHY, 2)
    assert local.halted is None
    assert len(events.named("left out")) == 1
    assert [event["why"] for event in events.named("replaced")] == ["the program failed for several in a row"]
    assert ledger.sites.gate(SITE, "another").says == "go"
