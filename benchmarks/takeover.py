"""How long a participant waits whose machine died: two machines on one ledger, at the real lease.

    python -m benchmarks.takeover [--times 3]

A machine is killed hard, its workers and browsers with it, in the middle of a plan; what is told are the seconds until
the other machine's worker has the participant in hand, and until the plan is done. Nothing may be made twice.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.ledger import LEASE_S, Ledger
from tests.kit import DAY
from tests.kit import QUICK as QUICK_SITE
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import LOGINS, PASSWORDS, briefs, load_all, mock_profile, twice
from tests.system.cli_kit import bot
from tests.system.postgres_kit import QUICK, postgres
from tests.system.test_cluster_site import Machine, in_the_middle, until
from tests.unit.ledger_kit import KEY

MOST_S = 60
HOSTS = ("one", "two")


def measure(number: int, mock: MockSite, url: str, folder: Path) -> tuple[float, float]:
    """Seconds until one participant of a machine that died is in hand again, and until it is done."""
    mock.reset()
    mock.set(latency_ms=100)
    profile, records = mock_profile(mock), briefs(folder, 2)
    site = folder / "site.yaml"
    site.write_text(json.dumps(profile.model_dump(mode="json", exclude={"forms"})))
    secrets = {"CALJOBS_LEDGER": url, "CALJOBS_LEDGER_KEY": KEY.decode()}
    if (made := bot("cluster", "init", **secrets)).code:
        raise RuntimeError(made.err)
    with Ledger.open(url, key=KEY) as ledger, ExitStack() as stack:
        load_all(ledger, profile, records)
        machines = {}
        for host, login in zip(HOSTS, LOGINS, strict=False):
            options = ("--site", str(site), "--out", str(folder / f"{host}{number}"))
            machines[host] = Machine(host, login.username, {**PASSWORDS, **secrets}, *options)
            stack.callback(machines[host].process.kill)
        user_id = until(lambda: in_the_middle(ledger, HOSTS[0]))
        machines[HOSTS[0]].signal(signal.SIGKILL)
        killed = perf_counter()
        until(lambda: any(item.user_id == user_id and HOSTS[1] in str(item.owner) for item in ledger.views.items()))
        in_hand = perf_counter() - killed
        until(lambda: ledger.views.status().states["done"] == len(records))
        done = perf_counter() - killed
        machines[HOSTS[1]].end()
    if made_twice := twice(mock):
        raise RuntimeError(f"made twice: {made_twice}")
    return in_hand, done


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; 1 when one waited longer than a minute."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.takeover", description=__doc__)
    parser.add_argument("--times", type=int, default=3, help="how many machines are to die")
    options = parser.parse_args(arguments)
    longest = 0.0
    with ExitStack() as stack:
        place = stack.enter_context(TemporaryDirectory())
        mock = stack.enter_context(MockSite.start(clock=str(DAY), **QUICK_SITE))
        server = stack.enter_context(postgres(*QUICK))
        for number in range(options.times):
            in_hand, done = measure(number, mock, server.fresh(f"takeover{number}"), Path(place))
            longest = max(longest, in_hand)
            print(f"in hand again after {in_hand:.1f} s, done after {done:.1f} s (lease {LEASE_S:.0f} s)", flush=True)
    return 0 if longest <= MOST_S else 1


if __name__ == "__main__":
    sys.exit(main())
