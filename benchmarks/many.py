"""How the ledger bears a great many participants: claims, and how long load, retry and cancel keep all others waiting.

    python -m benchmarks.many [--items 50000] [--before FOLDER] [--rounds 1] [--postgres] [--json]

For each tree of the program (this one, and with --before another checkout of it) a process of its own loads so many
participants into a new ledger, takes some, and has all of them cancelled and queued again. With several rounds the
trees take turns, and the medians are told. `lock` is the longest time that one transaction took: for as long nobody
else can write; `CPU` is what this process computed meanwhile. Trees are measured in one run because figures of two runs
on a busy machine can't be compared.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

KEY = b"u3uG0mFZyqkD3kGx0r0t7m2n6t2yQ8m9H0l2mF3nQ0k="
SITE = "benchmark.example"
CLAIMS = 40
HERE = Path(__file__).resolve().parent.parent
Figures = dict[str, float]


def measure(place: str, count: int) -> Figures:
    """The figures of the tree that this process imports, in milliseconds."""
    from datetime import date, timedelta

    from bot.ledger import Entry, Ledger, Outcome, Reason

    first = date(2026, 1, 1)
    record = {"plan": "x" * 4000, "source": "x"}
    entries = [Entry(str(number), record, first + timedelta(days=number * 7919 % 365)) for number in range(count)]
    found: Figures = {}
    with Ledger.open(place, key=KEY) as ledger:
        held: list[float] = []
        once = ledger._database._once

        def watched(work: Any, name: str | None, *more: Any) -> Any:
            began = perf_counter()
            try:
                return once(work, name, *more)
            finally:
                if name is not None:
                    held.append(perf_counter() - began)

        ledger._database._once = watched  # type: ignore[method-assign, assignment]

        @contextmanager
        def timed(name: str) -> Iterator[None]:
            held.clear()
            began, computed = perf_counter(), process_time()
            yield
            found[f"{name} CPU"] = (process_time() - computed) * 1e3
            found[name] = (perf_counter() - began) * 1e3
            found[f"{name} lock"] = max(held, default=0.0) * 1e3

        def claims(name: str) -> None:
            took = []
            for number in range(CLAIMS):
                began = perf_counter()
                claim = ledger.claims.take(SITE, f"owner {number}")
                took.append(perf_counter() - began)
                assert claim is not None
                ledger.claims.finish(claim, Outcome("parked", Reason("timed_out"), not_before=3000))
            found[name] = median(took) * 1e3

        with timed("load"):
            ledger.loading.load(SITE, entries)
        claims("claim")
        with timed("cancel"):
            ledger.loading.cancel(SITE)
        with timed("retry"):
            ledger.loading.retry(SITE)
        claims("claim later")
        with timed("load again"):
            ledger.loading.load(SITE, entries)
        if hasattr(ledger, "check"):
            with timed("check"):
                assert ledger.check().problems == []
        else:
            with timed("check"):
                ledger.audit.verify()
        if hasattr(ledger, "rotate"):
            with timed("rotate"):
                ledger.rotate(KEY[::-1].strip(b"=") + b"=")
    return found


def of_tree(tree: Path, place: str, count: int) -> Figures:
    """The figures of another tree, measured by a process of its own."""
    command = [sys.executable, str(Path(__file__).resolve()), "--measure", place, "--items", str(count)]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    told = subprocess.run(command, cwd=tree, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    figures: Figures = json.loads(told.stdout)
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--items", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--before", type=Path, help="another checkout, to be measured in the same run")
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL started for the run; default: a file")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.measure:
        print(json.dumps(measure(chosen.measure, chosen.items)))
        return
    trees = {"before": chosen.before.resolve(), "now": HERE} if chosen.before else {"now": HERE}
    rounds: dict[str, list[Figures]] = {name: [] for name in trees}
    with ExitStack() as stack:
        server = None
        if chosen.postgres:
            from tests.system.postgres_kit import postgres

            server = stack.enter_context(postgres())
        folder = Path(stack.enter_context(TemporaryDirectory(dir=Path.cwd())))
        for number in range(chosen.rounds):
            for name, tree in trees.items():
                place = server.fresh(f"many_{name}") if server else str(folder / f"{name}{number}.db")
                rounds[name].append(of_tree(tree, place, chosen.items))
    found = {
        name: {kind: median(one[kind] for one in figures) for kind in figures[0]} for name, figures in rounds.items()
    }
    if chosen.json:
        print(json.dumps({"items": chosen.items, **found}))
        return
    print(f"{chosen.items} participants, {'PostgreSQL' if server else 'a file'}; milliseconds")
    for kind, now in found["now"].items():
        before = found.get("before", {}).get(kind)
        told = f"{before:>12.1f}   {before / now:>8.1f} times as long before" if before and now else ""
        print(f"{kind:<16}{now:>12.1f}{told}")


if __name__ == "__main__":
    main()
