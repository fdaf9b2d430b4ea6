"""How much the ledger and the queue of many machines bear: PostgreSQL with 1, 4, 16 and 50 owners at once, no browsers.

    python -m benchmarks.queue [--owners 1 4 16 50] [--seconds 8] [--jobs 1000] [--waiting 5000] [--url URL] [--json]

Ledger: each owner takes up items as fast as it can and writes what a plan of 60 saves writes: the claim, an intent
before and a receipt after each press, four finished steps, the outcome. Queue: as many workers do jobs that do nothing,
which are made of turns meanwhile. Owners and server share the machine and its disk, so all figures are lower bounds
for a server of its own; compare within one run only. Without --url a PostgreSQL of Debian's package is started for the
run, with its own settings: everything is on disk at each commit. Numbers are printed as they were measured.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from statistics import median, quantiles
from time import monotonic, perf_counter
from typing import Any

from cryptography.fernet import Fernet

from bot.cluster.queue import MOST_JOBS, Queue
from bot.ledger import Entry, Ledger, Outcome, new_owner
from bot.ledger.model import Turn
from bot.ledger.seal import Seal
from tests.system.postgres_kit import postgres

SITE = "benchmark.example"
SAVES, STEPS = 60, 4
PROCESSES = 8
"""Owners are threads of no more processes than that; Python has one thread of a process at work at a time."""
_start: Any = None


@dataclass(frozen=True)
class Figures:
    """What one number of owners came to; `plan_ms` is the ledger's part of a plan, `write_ms` of a write of it."""

    owners: int
    plans_a_minute: float
    writes_a_second: float
    plan_ms: float
    write_ms: float
    write_p95_ms: float
    jobs_a_second: float


def plan_of(ledger: Ledger, owner: str) -> list[float]:
    """Works on one item: the seconds of each write."""
    took, at = [], perf_counter()

    def lap() -> None:
        nonlocal at
        took.append(perf_counter() - at)
        at = perf_counter()

    claim = ledger.claims.take(SITE, owner)
    if claim is None:
        raise RuntimeError("too few items were loaded")
    lap()
    journal = ledger.journal(claim)
    for save in range(SAVES):
        journal.at("plan", f"screen {save}")
        journal.intend("Save")
        journal.pressed()
        journal.answered()
        lap()
        if (save + 1) % (SAVES // STEPS) == 0:
            journal.step_done(f"step {save}", "entered", ["Type of Goal"])
            lap()
    ledger.claims.finish(claim, Outcome("done"))
    lap()
    return took


def owner(url: str, key: bytes, seconds: float) -> tuple[list[list[float]], float]:
    """One owner's plans, and its rate: plans a second."""
    ledger, name = Ledger(url, Seal(key)), new_owner()
    try:
        plan_of(ledger, name)  # connections are made, statements prepared
        began, plans = perf_counter(), []
        while perf_counter() - began < seconds:
            plans.append(plan_of(ledger, name))
        return plans, len(plans) / (perf_counter() - began)
    finally:
        ledger.close()


def ready(barrier: Any) -> None:
    """Keeps what the processes wait for each other at."""
    global _start
    _start = barrier


def owners(url: str, key: bytes, number: int, seconds: float) -> list[tuple[list[list[float]], float]]:
    """Some owners, as threads of this process."""
    _start.wait()
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(lambda _: owner(url, key, seconds), range(number)))


def with_ledger(url: str, key: bytes, number: int, seconds: float) -> tuple[list[list[float]], float]:
    """Plans and plans a second of so many owners at once."""
    processes, context = min(number, PROCESSES), get_context("spawn")
    shares = [number // processes + (place < number % processes) for place in range(processes)]
    barrier = context.Barrier(processes)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=ready, initargs=(barrier,)) as pool:
        runs = [pool.submit(owners, url, key, share, seconds) for share in shares]
        found = [one for run in runs for one in run.result()]
    return [plan for plans, _ in found for plan in plans], sum(rate for _, rate in found)


async def with_queue(url: str, workers: int, jobs: int) -> float:
    """Jobs a second of so many workers at once, made while they work."""
    done: set[int] = set()

    async def enter(hand: int, item: int) -> None:
        done.add(item)

    async def keep() -> None:
        """Nothing: the queue is fed below."""

    async with Queue[int](url, SITE).open() as queue:
        queue.does(enter, keep, 10)
        began = monotonic()
        while len(done) < jobs:
            await queue.feed([Turn(item, 1) for item in range(jobs) if item not in done])
            await asyncio.gather(*(queue.serve(hand) for hand in range(workers)))
        return jobs / (monotonic() - began)


async def feeding(url: str, ledger: Ledger) -> tuple[float, float, float]:
    """Milliseconds to find the turns of all that waits, to make the first jobs, and to find that all have one."""
    async with Queue[int](url, SITE).open() as queue:
        at = perf_counter()
        turns = ledger.views.turns(SITE, MOST_JOBS)
        found = perf_counter()
        await queue.feed(turns)
        made = perf_counter()
        await queue.feed(turns)
        return (found - at) * 1e3, (made - found) * 1e3, (perf_counter() - made) * 1e3


def loaded(ledger: Ledger, number: int) -> None:
    """Has so many more items wait."""
    have = ledger.views.status(SITE).loaded
    entries = [Entry(str(have + place), {"plan": "x" * 4000}) for place in range(number)]
    ledger.loading.load(SITE, entries)


def measured(url: str, key: bytes, number: int, seconds: float, jobs: int) -> Figures:
    """One number of owners."""
    plans, rate = with_ledger(url, key, number, seconds)
    writes = [write for plan in plans for write in plan]
    return Figures(
        owners=number,
        plans_a_minute=rate * 60,
        writes_a_second=rate * len(plans[0]),
        plan_ms=median(map(sum, plans)) * 1e3,
        write_ms=median(writes) * 1e3,
        write_p95_ms=quantiles(writes, n=20)[-1] * 1e3,
        jobs_a_second=asyncio.run(with_queue(url, number, jobs)),
    )


async def make_tables(url: str) -> None:
    async with Queue[int](url, SITE).open() as queue:
        await queue.make_tables()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--owners", type=int, nargs="+", default=[1, 4, 16, 50])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--jobs", type=int, default=1000)
    parser.add_argument("--waiting", type=int, default=5000)
    parser.add_argument("--url", help="an empty database of a server of your own")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    key = Fernet.generate_key()
    with ExitStack() as stack:
        url = chosen.url or stack.enter_context(postgres("max_connections=300")).fresh("benchmark")
        ledger = Ledger(url, Seal(key))
        stack.callback(ledger.close)
        asyncio.run(make_tables(url))
        found = []
        for number in chosen.owners:
            loaded(ledger, round((number + 20) * chosen.seconds))
            found.append(measured(url, key, number, chosen.seconds, chosen.jobs))
        loaded(ledger, chosen.waiting)
        turns_ms, made_ms, again_ms = asyncio.run(feeding(url, ledger))
    if chosen.json:
        fed = {"waiting": chosen.waiting, "turns_ms": turns_ms, "made_ms": made_ms, "again_ms": again_ms}
        print(json.dumps({"owners": [asdict(one) for one in found], "feed": fed}))
        return
    print(f"{'owners':>6} {'plans/min':>10} {'writes/s':>9} {'a plan':>9} {'a write':>9} {'95 %':>9} {'jobs/s':>7}")
    for one in found:
        print(
            f"{one.owners:>6} {one.plans_a_minute:>10.0f} {one.writes_a_second:>9.0f} {one.plan_ms:>6.0f} ms"
            f" {one.write_ms:>6.1f} ms {one.write_p95_ms:>6.1f} ms {one.jobs_a_second:>7.0f}"
        )
    print(
        f"of {chosen.waiting} waiting: the first {MOST_JOBS} found in {turns_ms:.0f} ms, their jobs made in"
        f" {made_ms:.0f} ms, seen to be there in {again_ms:.0f} ms"
    )


if __name__ == "__main__":
    main()
