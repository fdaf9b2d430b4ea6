"""Machines on one ledger at the mock, with real workers: one falls asleep in the middle of a plan and wakes up when it
is done, one is killed in the middle of another; everybody is entered once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any

import pytest

from bot.ledger import Ledger
from tests.kit import ROOT
from tests.mock_site.client import MockSite
from tests.site.compare import unlike
from tests.site.hazard_kit import ONLY_PLAN
from tests.system.bulk_kit import LOGINS, PASSWORDS, load_all, mock_profile, only_plans, twice
from tests.system.cli_kit import children, environ
from tests.system.cluster_kit import LEASE, Shop
from tests.system.postgres_kit import Postgres
from tests.system.test_cli_stop import alive, all_gone
from tests.unit.ledger_kit import KEY

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes under /proc")
LONGEST_S = 90.0
LEASE_S = 4.0


class Machine:
    """A `cluster worker` with a host's name and a sign-in of its own."""

    def __init__(self, host: str, staff: str, environment: dict[str, str | None], *arguments: str) -> None:
        self.host = host
        self.said: list[dict[str, Any]] = []
        command = ["cluster", "worker", "--staff", staff, "--json", *arguments]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *command],
            cwd=ROOT, env=environ(**environment, CALJOBS_HOST_ID=host), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

        self.listener = Thread(target=self._listen, daemon=True)
        self.listener.start()

    @property
    def family(self) -> set[int]:
        return {self.process.pid, *children(self.process.pid)}

    def signal(self, number: int) -> set[int]:
        """Sends a signal to all its processes, the parent first; who they were."""
        family = self.family
        for pid in sorted(family):
            os.kill(pid, number)
        return family

    def end(self) -> None:
        """Asks it to stop, and waits until it has."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(LONGEST_S) == 0
        self.listener.join()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        self.said.extend(json.loads(line) for line in self.process.stdout)


def until(holds: Callable[[], Any]) -> Any:
    end, pause = monotonic() + LONGEST_S, Event()
    while not (found := holds()):
        assert monotonic() < end
        pause.wait(0.1)
    return found


def in_the_middle(ledger: Ledger, host: str) -> str | None:
    """The participant whose plan a machine is in the middle of."""
    for item in ledger.views.items(None, ["working"]):
        if str(item.owner).startswith(f"{host}/"):
            ((_, steps),) = ledger.views.find(item.user_id)
            if sum(step.button is not None and step.step == "plan" for step in steps) >= 2:
                return item.user_id
    return None


def _entered(ledger: Ledger) -> int:
    """Participants whose records stand whole: `unknown` where a machine was stopped after a save was begun."""
    states = ledger.views.status().states
    return states["done"] + states["unknown"]


def test_one_machine_sleeps_and_one_dies_and_everybody_is_entered_once(
    server: Postgres, mock: MockSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Holds: jobs and claims of the dead taken up, the fence, a sign-in for one worker each, the stop at the end."""
    mock.set(latency_ms=100)
    profile, records = mock_profile(mock, steps=ONLY_PLAN), only_plans(mock, tmp_path, 3)
    url = Shop.open(server, tmp_path, monkeypatch).url
    (tmp_path / "site.yaml").write_text(json.dumps(profile.model_dump(mode="json", exclude={"forms"})))
    secrets = {"CALJOBS_LEDGER": url, "CALJOBS_LEDGER_KEY": KEY.decode(), LEASE: str(LEASE_S)}
    with Ledger.open(url, key=KEY) as ledger, ExitStack() as stack:
        load_all(ledger, profile, records[:2])
        machines = {}
        for host, login in zip(("one", "two"), LOGINS, strict=False):
            options = ("--site", str(tmp_path / "site.yaml"), "--out", str(tmp_path / host))
            machines[host] = Machine(host, login.username, {**PASSWORDS, **secrets}, *options)
            stack.callback(machines[host].process.kill)
        until(lambda: in_the_middle(ledger, "one"))
        asleep = machines["one"].signal(signal.SIGSTOP)
        until(lambda: _entered(ledger) == 2)
        before = mock.writes()
        for pid in asleep:
            os.kill(pid, signal.SIGCONT)
        until(lambda: not any(one.item for one in ledger.views.at_work(profile.site)))
        assert mock.writes() == before, "it wrote after it had woken up"
        load_all(ledger, profile, records[2:])
        dead = machines.pop(until(lambda: next((host for host in machines if in_the_middle(ledger, host)), None)))
        family = dead.family
        dead.process.kill()
        until(lambda: _entered(ledger) == 3)
        assert all_gone(family), alive(family)
        (last,) = machines.values()
        last.end()
        assert {one.host for one in ledger.views.at_work(profile.site)} <= {dead.host}
    said = [event for machine in (last, dead) for event in machine.said if event["event"] == "result"]
    assert [event["kind"] for event in said if event["worker"] == 1].count("lost_claim") == 1
    assert twice(mock) == []
    assert [unlike(each, mock.state(each.user_id)) for each in records] == [[]] * 3
