"""Whole jobs on sites drawn in dialects, with nothing in the profile but the address.

    python -m benchmarks.dialects [--seeds 100] [--first 0] [--each] [--only CONSTRUCT=WAY ...] [--full] [--json]

Each site is drawn by chance, known by its seed; `--each` instead draws one construct at a time in each of its ways.
A record is entered (Steps 1 to 5, read back), and entered again. `whole`: the site holds exactly what the record says,
once, and the second run wrote nothing. `stopped`: a person is asked, and nothing wrong stands there. `wrong`: the site
holds something else than the record says, or somebody else holds anything. The exit code is 1 for any wrong one.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bot.browser import launch
from bot.config import load_profile
from bot.records.model import Record
from bot.session import browser_arguments
from tests.kit import DAY, Office, brief, record
from tests.mock_site.client import MockSite
from tests.mock_site.dialects import CONSTRUCTS, random_dialect
from tests.site.compare import unlike

_QUICK = {"reset_delay_ms": 0, "late_lists_ms": 0, "fade_ms": 0}


@dataclass(frozen=True)
class Verdict:
    """What became of one site: `whole`, `stopped` or `wrong`, why, and how many seconds both runs took."""

    site: str
    outcome: str
    why: str
    seconds: float


def sites(options: argparse.Namespace) -> Iterator[tuple[str, dict[str, str]]]:
    """The names of the sites and their dialects."""
    fixed = dict(one.split("=", 1) for one in options.only)
    if fixed:
        yield ", ".join(options.only), fixed
    elif options.each:
        for construct, ways in CONSTRUCTS.items():
            for way in ways[1:]:
                yield f"{construct}={way}", {construct: way}
    else:
        for seed in range(options.first, options.first + options.seeds):
            yield f"seed {seed}", random_dialect(seed)


def work_on(
    office: Office,
    each: Record,
    name: str,
    dialect: dict[str, str],
    *,
    screens: dict[str, Any] | None = None,
    held: Record | None = None,
    **profile: Any,
) -> Verdict:
    """Enters a record twice into a site drawn so, with the `screens` of its own and a changed profile; `held` is what
    the site then has to hold, where that has other keys than the record."""
    office.mock.reset()
    office.mock.screens(screens)
    office.mock.set(**_QUICK, dialect=dialect)
    begun = time.perf_counter()
    (first,) = office.run(each, **profile)
    wrong = _others(office, each)
    if first.error is not None:
        error = first.error
        place = " > ".join(part for part in (error.step, error.screen, error.field) if part)
        outcome, why = "stopped", f"{error.kind}: {place}: {error.message}"
    else:
        wrong += [str(line) for line in unlike(held or each, office.mock.state(each.user_id))]
        before = len(office.mock.writes())
        (again,) = office.run(each, **profile)
        if again.error is not None or len(office.mock.writes()) > before:
            wrong.append(f"second run: {again.state}, {len(office.mock.writes()) - before} writes, {again.error}")
        outcome, why = "whole", ""
    if wrong:
        outcome, why = "wrong", "; ".join(wrong[:3])
    return Verdict(name, outcome, why, round(time.perf_counter() - begun, 1))


def _others(office: Office, each: Record) -> list[str]:
    others = {line["user_id"] for line in office.mock.writes()} - {each.user_id}
    return [f"written to {len(others)} others"] if others else []


def run(browser: Browser, options: argparse.Namespace) -> list[Verdict]:
    """Works on all sites, telling each as it is done."""
    verdicts = []
    with TemporaryDirectory() as place, MockSite.start(clock=str(DAY)) as mock:
        folder = Path(place)
        each = record(folder) if options.full else brief(folder)
        office = Office(mock, browser, folder)
        for name, dialect in sites(options):
            verdict = work_on(office, each, name, dialect)
            verdicts.append(verdict)
            print(f"{verdict.site:<28} {verdict.outcome:<8} {verdict.seconds:5.1f} s  {verdict.why}", file=sys.stderr)
    return verdicts


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--each", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    with sync_playwright() as playwright:
        browser = launch(playwright, arguments=browser_arguments(load_profile("mock")))
        verdicts = run(browser, options)
        browser.close()
    counted = Counter(verdict.outcome for verdict in verdicts)
    if options.json:
        print(json.dumps({"counted": counted, "sites": [asdict(verdict) for verdict in verdicts]}, indent=1))
    else:
        print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counted.items())))
    return int(counted["wrong"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
