"""Participants through a site whose posts fail now and then: all come to their end, nothing twice, nothing wrong.

    python -m benchmarks.faults [--participants 20] [--seed 1] [--drop 0.05] [--http500 0.05] [--session 0.02]
                                [--record brief|whole] [--saves next|finish]

`drop`: the site carries the post out and closes the connection; `http500`: it answers 500 and does nothing; `session`:
it has signed us out before. A participant that is parked is taken up again, as the queue does; more than MOST_ROUNDS
times, and it counts as not come to an end. The exit code is 1 when anything went wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bot.browser import launch
from bot.config import load_profile
from bot.engine.alone import Alone, signed_up
from bot.engine.desk import Desk
from bot.ledger import Ledger
from bot.records.load import load
from bot.records.model import Record
from bot.session import browser_arguments
from tests.kit import DAY, QUICK, STAFF, Office, plain
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import ADULTS, brief_files, load_all, who
from tests.system.cli_kit import record_file
from tests.system.crash_proof import what_is_wrong

MOST_ROUNDS = 5
FINE = frozenset({"done", "unchanged", "unknown"})
"""`unknown`: everything stands, and a save that got no answer had to be made again."""


@dataclass
class Outcome:
    """What came of all participants."""

    rounds: Counter[int] = field(default_factory=Counter)
    """How many came to their end in which round."""
    states: Counter[str] = field(default_factory=Counter)
    unfinished: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What the site holds otherwise than the records say, or was written twice, or for anybody else."""
    met: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0

    def __str__(self) -> str:
        kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(self.met.items()) if kind != "posts")
        ends = ", ".join(f"{number} in round {at}" for at, number in sorted(self.rounds.items()))
        lines = [
            f"{self.met.get('posts', 0)} posts met {kinds or 'no faults'}",
            f"came to an end: {ends or 'none'}; {dict(self.states)}",
            f"not come to an end: {len(self.unfinished)}; wrong or twice: {len(self.wrong)}",
            f"{self.seconds:.0f} s, {self.cpu:.0f} s of them the program's own",
        ]
        return "\n".join([*lines, *self.unfinished, *self.wrong])


def run_all(office: Office, records: Sequence[Record], faults: dict[str, Any], saves: str = "next") -> Outcome:
    """Works on every record until it comes to an end, and compares the site with it."""
    outcome, began, cpu = Outcome(), perf_counter(), process_time()
    office.mock.set(faults=faults, wizard_saves=saves)
    with _desk(office, records, saves) as run:
        for record in records:
            for number in range(1, MOST_ROUNDS + 1):
                result = run.run(record)
                if result.state in FINE:
                    outcome.rounds[number] += 1
                    outcome.states[result.state] += 1
                    break
            else:
                outcome.unfinished.append(f"{record.user_id}: {result.error!r} at {result.error and result.error.step}")
    outcome.met = office.mock.faults()
    office.mock.set(faults={})
    outcome.wrong = what_is_wrong(office.mock, records)
    outcome.seconds, outcome.cpu = perf_counter() - began, process_time() - cpu
    return outcome


@contextmanager
def _desk(office: Office, records: Sequence[Record], saves: str) -> Iterator[Alone]:
    changes: dict[str, Any] = {
        "limits": {"answer_seconds": 15, "late_list_seconds": 2, "outcome_seconds": 1, "tries": 3},
        "pace": {"sign_ins_again": 20, "window_seconds": 20},
        "steps": {"print": False},
        "wizard_saves": {"assessment": saves, "plan": saves},
    }
    profile = office.profile(**changes)
    with ExitStack() as stack:
        ledger = stack.enter_context(Ledger.open(office.folder / "ledger.db"))
        load_all(ledger, profile, records)
        owner, heart = stack.enter_context(signed_up(ledger, profile, STAFF.username))
        session = stack.enter_context(office.session(**changes))
        yield Alone(Desk(ledger, profile.site, owner, heart, office.job(session), profile.pace, STAFF.username))


def records_of(folder: Path, kind: str, number: int) -> list[Record]:
    """As many participants' records, with everything or with an activity and a plan."""
    if kind == "brief":
        brief_files(folder, number)
    else:
        for person in ADULTS[:number]:
            record_file(folder / f"{person.user_id}.yaml", {**plain(), "participant": who(person)})
    return list(load([folder], today=DAY).records)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs as many participants as asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--participants", type=int, default=20, help=f"how many, at most {len(ADULTS)}")
    parser.add_argument("--seed", type=int, default=1, help="which posts fail")
    parser.add_argument("--record", choices=("brief", "whole"), default="brief", help="how much is entered of each")
    parser.add_argument("--saves", choices=("next", "finish"), default="next", help="where the wizards save")
    for kind, share in {"drop": 0.05, "http500": 0.05, "session": 0.02}.items():
        parser.add_argument(f"--{kind}", type=float, default=share, help="the share of posts that fail so")
    options = parser.parse_args(arguments)
    faults = {"drop": options.drop, "http500": options.http500, "session": options.session, "seed": options.seed}
    with MockSite.start(clock=str(DAY), **QUICK) as mock, sync_playwright() as playwright, TemporaryDirectory() as home:
        browser: Browser = launch(playwright, arguments=browser_arguments(load_profile("mock", base_url=mock.home)))
        office = Office(mock, browser, Path(home))
        records = records_of(Path(home) / "in", options.record, options.participants)
        outcome = run_all(office, records, faults, options.saves)
        browser.close()
    print(outcome)
    return 1 if outcome.unfinished or outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
