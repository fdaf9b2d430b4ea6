"""A browser, or its driver, that is killed in the middle of a batch: nobody fails, everybody is entered once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.ledger import Ledger
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import Events, brief_files, engine, load_all, mock_profile, only_activity, twice
from tests.system.cli_kit import bot, profile_file


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        yield ledger


def kill(process: psutil.Process, victim: str) -> None:
    """Ends the driver below a process that works with a browser, or the browser below the driver."""
    (driver,) = process.children()
    for each in [driver] if victim == "driver" else driver.children():
        each.kill()


def test_workers_go_on(mock: MockSite, ledger: Ledger, tmp_path: Path) -> None:
    """A driver is killed; a worker's browser is in test_workers.py."""
    profile, events = mock_profile(mock), Events()
    load_all(ledger, profile, only_activity(tmp_path, 3))
    local = engine(ledger, profile, tmp_path, events)

    def act(number: int) -> None:
        (hand,) = [hand for hand in local._hands if hand.number == number]
        kill(psutil.Process(hand.process.pid), "driver")

    begun: list[int] = []

    def second(number: int, event: dict[str, Any]) -> bool:
        begun.extend([number] if event["event"] == "screen" and event["step"] == "activities" else [])
        return len(begun) == 2

    events.once(second, act)
    local.run()
    assert {state for _, state, _ in events.results()} <= {"done", "parked"}
    assert [kind for _, _, kind in events.results() if kind] == ["browser_gone"]
    assert ledger.views.status(profile.site).states["done"] == 3
    assert twice(mock) == []


KILLS = """
import os, psutil
from bot.flows import participant

run, begun = participant._Work._screen, []

def screen(self, step, name):
    run(self, step, name)
    begun.append(self._result.user_id)
    if step == "activities" and len(set(begun)) == 2 and not os.environ.get("KILLED"):
        os.environ["KILLED"] = "1"
        (driver,) = psutil.Process().children()
        for each in [driver] if os.environ["VICTIM"] == "driver" else driver.children():
            each.kill()

participant._Work._screen = screen
from bot.cli import main
main()
"""
"""`python -m bot` whose browser is lost under the second participant."""


@pytest.mark.parametrize("victim", ["driver", "browser"])
def test_run_goes_on_in_its_own_process(mock: MockSite, tmp_path: Path, victim: str) -> None:
    folder = brief_files(tmp_path / "in", 2, plan=None, print=None)
    profile = profile_file(tmp_path, mock, steps={"print": False})
    ran = bot(
        "run", folder, "--site", profile, "--out", tmp_path / "out", "--json",
        program=f"import sys; sys.argv[0] = 'bot'\n{KILLS}", VICTIM=victim,
    )  # fmt: skip
    assert [each["state"] for each in ran.objects] == ["done"] * 2, ran.err
    assert ran.code == 0
    assert twice(mock) == []
