"""Machines on one ledger at the mock, with real workers: one is killed in the middle of a plan, one falls asleep in the
middle of another and wakes up when it is done; everybody is entered once, and the right person."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import pytest

from bot.ledger import Ledger
from tests.bulk_kit import LOGINS, PASSWORDS, briefs, load_all, mock_profile, twice
from tests.cli_kit import bot, children, environ
from tests.compare import unlike
from tests.kit import ROOT
from tests.ledger_kit import KEY
from tests.mock_site.client import MockSite
from tests.postgres_kit import QUICK, Postgres, needed, postgres
from tests.test_cli_stop import alive, all_gone

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes under /proc")
LONGEST_S = 90.0
LEASE_S = 4.0


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    needed()
    with postgres(*QUICK) as server:
        yield server


class Machine:
    """A `cluster worker` with a host's name and a sign-in of its own."""

    def __init__(self, host: str, staff: str, environment: dict[str, str | None], *arguments: str) -> None:
        self.host, self.said = host, list[dict[str, Any]]()
        command = ["cluster", "worker", "--staff", staff, "--json", *arguments]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *command],
            cwd=ROOT, env=environ(**environment, CALJOBS_HOST_ID=host), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    @property
    def family(self) -> set[int]:
        return {self.process.pid, *children(self.process.pid)}

    def signal(self, number: int) -> set[int]:
        """Sends a signal to all its processes, the parent first; who they were."""
        family = self.family
        for pid in sorted(family):
            subprocess.run(["kill", f"-{number}", str(pid)], check=False, stderr=subprocess.DEVNULL)
        return family

    def end(self) -> list[dict[str, Any]]:
        """Asks it to stop: what it has said."""
        self.process.send_signal(signal.SIGTERM)
        out, _ = self.process.communicate(timeout=LONGEST_S)
        return [json.loads(line) for line in out.splitlines()]


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


def test_one_machine_dies_and_one_sleeps_and_everybody_is_entered_once(
    server: Postgres, mock: MockSite, tmp_path: Path
) -> None:
    """Holds: jobs and claims of the dead taken up, the fence, sign-ins for one each, the stop at a safe point."""
    mock.set(latency_ms=100)
    url, profile = server.fresh("site"), mock_profile(mock)
    site = tmp_path / "site.yaml"
    site.write_text(json.dumps(profile.model_dump(mode="json")))
    secrets = {"CALJOBS_LEDGER": url, "CALJOBS_LEDGER_KEY": KEY.decode(), "CALJOBS_TEST_LEASE_S": str(LEASE_S)}
    environment: dict[str, str | None] = {**PASSWORDS, **secrets}
    assert bot("cluster", "init", **environment).code == 0
    records = briefs(tmp_path, 3)
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger.open(url, key=KEY))
        load_all(ledger, profile, records)

        def machine(host: str, staff: int) -> Machine:
            name, out = LOGINS[staff].username, str(tmp_path / host)
            made = Machine(host, name, environment, "--site", str(site), "--out", out)
            stack.callback(made.process.kill)
            return made

        killed, asleep = machine("killed", 0), machine("asleep", 1)
        sleeper = until(lambda: in_the_middle(ledger, "asleep"))
        asleep.signal(signal.SIGSTOP)
        left = until(lambda: in_the_middle(ledger, "killed"))
        family = killed.family
        killed.process.kill()
        third = machine("third", 2)
        until(lambda: ledger.views.status().states["done"] == 3)
        before = mock.writes()
        asleep.signal(signal.SIGCONT)
        until(lambda: not [one for one in ledger.views.at_work(profile.site) if one.host == "asleep" and one.item])
        answer = bot("cluster", "status", "--site", str(site), "--json", **environment)
        said = {made.host: made.end() for made in (asleep, third)}
    results = [event for event in said["asleep"] if event["event"] == "result"]
    assert results[-1]["kind"] == "lost_claim"
    assert mock.writes() == before, "it wrote after it had woken up"
    assert sleeper != left
    assert twice(mock) == []
    assert [unlike(each, mock.state(each.user_id)) for each in records] == [[]] * 3
    assert all_gone(family), alive(family)
    assert json.loads(answer.out)["states"]["done"] == 3
    assert set(json.loads(answer.out)["machines"]) >= {"third"}
    assert ledger_is_free(url, profile.site)


def ledger_is_free(url: str, site: str) -> bool:
    """Whether nobody holds a sign-in any more, those apart who were killed."""
    with Ledger.open(url, key=KEY) as ledger:
        return {one.host for one in ledger.views.at_work(site)} <= {"killed"}
