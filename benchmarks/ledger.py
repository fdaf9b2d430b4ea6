"""What the ledger costs of a plan: its transactions, statements and seconds, beside those of the whole plan.

    python -m benchmarks.ledger [--rounds 3] [--latency 150] [--record full] [--json]

Whole plans go into the mock through the ledger, as `run` does it; the ledger's file lies on a disk, where syncing
costs what it costs. The target is 2 % of a plan at 150 ms.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.sync_api import sync_playwright
from sqlalchemy import event

from benchmarks.plan import clear
from bot.browser import launch
from bot.config import load_profile
from bot.engine.alone import alone, signed_up
from bot.engine.entries import entry_of
from bot.ledger import Ledger
from bot.records.model import Record
from bot.session import browser_arguments
from tests.kit import DAY, STAFF, Office, brief, record
from tests.mock_site.client import MockSite
from tests.site.compare import unlike
from tests.site.hazard_kit import short

RECORDS: dict[str, Callable[[Path], Record]] = {"brief": brief, "short": short, "full": record}
MOST = 0.02
"""The share of a plan at 150 ms that the ledger may cost."""


class Meter:
    """Counts what one ledger does in this process's own thread of work, and how long it takes."""

    def __init__(self, ledger: Ledger) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.times: Counter[str] = Counter()
        self.statements = 0
        event.listen(ledger._database.engine, "before_cursor_execute", self._count)
        self._write, self._read = ledger._database.write, ledger._database.read
        ledger._database.write = self.write  # type: ignore[method-assign]
        ledger._database.read = self.read  # type: ignore[method-assign]

    def write(self, name: str, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        with self._timed(name):
            return self._write(name, work, *arguments, **options)

    def read(self, work: Callable[..., Any], **options: Any) -> Any:
        with self._timed("read"):
            return self._read(work, **options)

    def _count(self, *_: object) -> None:
        self.statements += 1

    @contextmanager
    def _timed(self, name: str) -> Iterator[None]:
        begin = perf_counter()
        yield
        self.seconds[name] += perf_counter() - begin
        self.times[name] += 1


def measure(kind: str, latency_ms: int, rounds: int) -> dict[str, Any]:
    """The median plan's seconds, and what of it was the ledger's."""
    with (
        TemporaryDirectory(dir=Path.cwd()) as place,
        MockSite.start(clock=str(DAY)) as mock,
        sync_playwright() as playwright,
    ):
        folder = Path(place)
        browser = launch(playwright, arguments=browser_arguments(load_profile("mock", base_url=mock.home)))
        sample = RECORDS[kind](folder)
        office = Office(mock, browser, folder)
        lines = [_plan(office, sample, latency_ms) for _ in range(rounds)]
        browser.close()
    chosen = sorted(lines, key=lambda line: line["share"])[len(lines) // 2]
    return {**chosen, "shares": [line["share"] for line in lines], "median": median(line["plan"] for line in lines)}


def _plan(office: Office, sample: Record, latency_ms: int) -> dict[str, Any]:
    clear(office.mock, latency_ms)
    place = office.folder / "ledger.db"
    for file in office.folder.glob("ledger.db*"):
        file.unlink()
    with Ledger.open(place, key=KEY) as ledger, office.session() as session:
        profile = session.profile
        with signed_up(ledger, profile, STAFF.username) as (owner, heart):
            ledger.loading.load(profile.site, [entry_of(sample)])
            work = alone(office.job(session), ledger, profile, owner, heart, STAFF.username)
            meter = Meter(ledger)
            begin = perf_counter()
            result = work.run(sample)
            plan = perf_counter() - begin
    if result.error is not None:
        raise result.error
    if wrong := unlike(sample, office.mock.state(sample.user_id)):
        raise RuntimeError(wrong[0])
    cost = sum(meter.seconds.values())
    return {
        "plan": round(plan, 3),
        "ledger": round(cost, 4),
        "share": round(cost / plan, 5),
        "transactions": sum(meter.times.values()),
        "statements": meter.statements,
        "each": {name: (meter.times[name], round(1000 * took / meter.times[name], 2))
                 for name, took in meter.seconds.items()},
    }  # fmt: skip


KEY = b"u3uG0mFZyqkD3kGx0r0t7m2n6t2yQ8m9H0l2mF3nQ0k="


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; the exit code is 1 when the ledger costs more than it may."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="plans")
    parser.add_argument("--latency", type=int, default=150, help="milliseconds by which each answer is late")
    parser.add_argument("--record", choices=tuple(RECORDS), default="full")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    options = parser.parse_args(arguments)
    found = measure(options.record, options.latency, options.rounds)
    if options.json:
        print(json.dumps(found))
    else:
        print(f"a plan took {found['plan']:.2f} s, the ledger {found['ledger']:.3f} s of it: {found['share']:.2%}")
        print(f"{found['transactions']} transactions, {found['statements']} statements")
        for name, (times, took) in found["each"].items():
            print(f"  {name:<10}{times:>4} times {took:>7.2f} ms")
    return 1 if found["share"] > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
