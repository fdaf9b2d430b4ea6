"""How work grows with workers: plans a minute, processor time and memory, and what the ledger costs.

    python -m benchmarks.bulk [--workers 1,2,4,8,16] [--latency 0,400] [--plans 2] [--json]

One mock process for all; each line is a ledger of its own with the same short records (an activity, a plan with a goal,
the printed plan), worked on by real workers. What is counted lies between the moment at which every worker has finished
its first participant (browsers and caches are warm then) and the moment at which the first one finds nothing left.
Everybody must be entered exactly once, or there is no figure. Mock and workers share the machine's processors.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import psutil

from bot.config import Profile, load_profile
from bot.engine.entries import entry_of
from bot.engine.hand import Settings
from bot.engine.local import Local
from bot.ledger import Ledger
from bot.records.model import Record
from tests.kit import DAY, QUICK
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import LOGINS, briefs, twice

PROGRAM = (sys.executable, "-m", "benchmarks.timed_worker")
FULL = 0.9
"""Part of the processors' time above which they are full: more workers can't be quicker then."""
LEAST_SCALING = 0.8
MOST_LEDGER = 0.02


class WrongData(RuntimeError):
    """Not everybody was entered exactly once."""


@dataclass(frozen=True)
class Line:
    """What was measured with so many workers at one latency. `cpu_s` is the workers' own with their browsers';
    `busy` is the part of all processors' time that anybody used; `ledger` is the ledger's part of the workers' time."""

    latency_ms: int
    workers: int
    plans: int
    a_minute: float
    cpu_s: float
    memory_mb: float
    busy: float
    ledger: float


@dataclass
class Meter:
    """Hears what the workers of one engine tell, and measures in the window.

    Each worker's rate is taken between results of its own: workers that began together also end together, and what is
    in hand when the window closes would be lost from all of them at once."""

    workers: int
    results: dict[int, list[tuple[float, float]]] = field(default_factory=dict)
    """By worker, until the window closes: when it had each of its results, and how long the ledger took for it."""
    began: float | None = None
    ended: float | None = None
    memory: float = 0.0
    cpu: dict[str, float] = field(default_factory=dict)

    def __call__(self, number: int, event: dict[str, Any]) -> None:
        match event["event"]:
            case "result" if self.ended is None:
                self._result(number, event["ledger_s"])
            case "free" if event["why"] == "empty" and self.ended is None:
                self._end()

    def line(self, latency_ms: int) -> Line:
        if self.began is None or self.ended is None:
            raise WrongData("not all were at work together: more plans are needed")
        took, plans, a_second, ledger = self.ended - self.began, 0, 0.0, 0.0
        for results in self.results.values():
            first = max(index for index, (at, _) in enumerate(results) if at <= self.began)
            spent = results[-1][0] - results[first][0]
            if not spent:
                raise WrongData("a worker finished nothing while all were at work: more plans are needed")
            plans += len(results) - first - 1
            a_second += (len(results) - first - 1) / spent
            ledger += sum(own for _, own in results[first + 1 :]) / spent
        return Line(
            latency_ms, self.workers, plans, 60 * a_second, self.cpu["workers"] / (a_second * took),
            self.memory / self.workers / 2**20, self.cpu["all"] / took / (os.cpu_count() or 1), ledger / self.workers,
        )  # fmt: skip

    def _result(self, number: int, ledger_s: float) -> None:
        self.results.setdefault(number, []).append((perf_counter(), ledger_s))
        if self.began is None and len(self.results) == self.workers:
            self.began = perf_counter()
            self.cpu = {who: -spent for who, spent in _cpu().items()}

    def _end(self) -> None:
        self.ended = perf_counter()
        self.cpu = {who: self.cpu.get(who, 0.0) + spent for who, spent in _cpu().items()}
        self.memory = sum(map(_memory, _workers()))


def measure(
    latencies: Sequence[int],
    workers: Sequence[int],
    plans: int,
    make: Callable[[Path, int], list[Record]] = briefs,
) -> list[Line]:
    """A line for each latency and number of workers. `plans`: participants of each worker, beside its first.

    Raises WrongData.
    """
    with TemporaryDirectory() as place, MockSite.start(clock=str(DAY), **QUICK) as mock:
        own = load_profile("mock", base_url=mock.home).model_dump()
        profile = Profile.model_validate({**own, "pace": {"sessions": max(workers)}})
        lines = []
        for latency in latencies:
            for count in workers:
                lines.append(_line(mock, profile, Path(place), latency, count, make(Path(place), count * (plans + 1))))
                print(_row(lines[-1]), file=sys.stderr, flush=True)
        return lines


def _line(mock: MockSite, profile: Profile, folder: Path, latency: int, count: int, records: list[Record]) -> Line:
    mock.reset()
    mock.set(latency_ms=latency, invisible_cover=False)
    meter = Meter(count)
    with Ledger.open(folder / f"{latency}-{count}.db") as ledger:
        ledger.loading.load(profile.site, [entry_of(record) for record in records])
        dumped = profile.model_dump(mode="json")
        settings = Settings(ledger.place, dumped, profile.site, str(folder), str(DAY), program=PROGRAM)
        Local(ledger, settings, LOGINS[:count], meter, lambda: False).run()
        done = ledger.views.status(profile.site).states["done"]
    if done != len(records) or twice(mock):
        raise WrongData(f"{done} of {len(records)} are done, {len(twice(mock))} writes were made twice")
    return meter.line(latency)


def _workers() -> list[psutil.Process]:
    """All processes below this one but the mock."""
    return [each for each in psutil.Process().children(recursive=True) if not _is_mock(each)]


def _is_mock(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return "tests.mock_site" in process.cmdline()
    return False


def _cpu() -> dict[str, float]:
    """Seconds of processor time so far: of the workers with their parent and browsers, those that have ended too, and
    of the whole machine (a neighbour's part of the processors is not free either)."""
    whole = psutil.cpu_times()
    spent = {"workers": 0.0, "all": sum(whole) - whole.idle - getattr(whole, "iowait", 0.0)}
    for process in (psutil.Process(), *_workers()):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            spent["workers"] += times.user + times.system + times.children_user + times.children_system
    return spent


def _memory(process: psutil.Process) -> float:
    """Bytes; what several processes share is divided among them, where the system tells."""
    with suppress(psutil.Error):
        whole = process.memory_full_info()
        return float(getattr(whole, "pss", whole.uss))
    return 0.0


# --- the table


def _row(line: Line) -> str:
    return (
        f"{line.latency_ms:>4} ms{line.workers:>9}{line.plans:>7}{line.a_minute:>11.1f}{line.cpu_s:>12.2f} s"
        f"{line.memory_mb:>11.0f} MB{line.busy:>11.0%}{line.ledger:>9.2%}"
    )


def table(lines: Sequence[Line]) -> str:
    """The figures and the goals, for people."""
    head = "latency  workers  plans  plans/min  CPU s/plan  memory/worker  processors  ledger"
    return "\n".join([head, *map(_row, lines), "", *_goals(lines)])


def _goals(lines: Sequence[Line]) -> list[str]:
    said = []
    most = max(line.ledger for line in lines)
    said.append(_goal(most <= MOST_LEDGER, f"the ledger takes at most {MOST_LEDGER:.0%} of a plan: {most:.2%}"))
    for latency in sorted({line.latency_ms for line in lines} - {0}):
        own = [line for line in lines if line.latency_ms == latency]
        one = next((line for line in own if line.workers == 1), None)
        for line in own if one else ():
            assert one is not None
            scaling = line.a_minute / (one.a_minute * line.workers)
            words = f"at {latency} ms {line.workers} workers are {scaling:.2f} of linear"
            if line.workers > 1 and line.busy < FULL:
                said.append(_goal(scaling >= LEAST_SCALING, f"{words}, at least {LEAST_SCALING}"))
            elif line.workers > 1:
                said.append(f"       {words}: the processors are full")
    return said


def _goal(met: bool, words: str) -> str:
    return f"{'met   ' if met else 'missed'} {words}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bulk", description=__doc__)
    parser.add_argument("--workers", default="1,2,4,8,16", help="numbers of workers, with commas")
    parser.add_argument("--latency", default="0,400", help="milliseconds by which each answer is late, with commas")
    parser.add_argument("--plans", type=int, default=2, help="participants of each worker, beside its first")
    parser.add_argument("--json", action="store_true", help="the figures as JSON")
    options = parser.parse_args(arguments)
    latencies, workers = ([int(part) for part in text.split(",")] for text in (options.latency, options.workers))
    lines = measure(latencies, workers, options.plans)
    print(json.dumps([asdict(line) for line in lines], indent=1) if options.json else table(lines))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
