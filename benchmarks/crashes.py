"""Kills the program at every point of a run, or at random times in a bad world, and sees that nothing is lost or twice.

    python -m benchmarks.crashes [--record short] [--points 'after press'] [--print]
    python -m benchmarks.crashes --random 200 [--seed 1]
    python -m benchmarks.crashes --under-way 3 [--outcome-seconds 7]

The first: a run of one participant is killed at a named point (before and after every write of the ledger and every
press that saves), one child a point, and `run` is started again until it is done. The second: the site loses answers,
answers 503, drops sessions and resets boxes, and runs are killed one after the other until one comes to its end. The
third: the site takes five seconds over a save whose run was killed, so that the next run looks before it is made.

Afterwards the site must hold exactly what the record says, and its log must show nothing made twice and nothing of
anybody else. The exit code is 1 when anything went wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic
from typing import Any

from cryptography.fernet import Fernet

from bot.ledger import Ledger
from bot.records.load import load
from bot.records.model import Record
from tests.cli_kit import brief_file, profile_file, record_file
from tests.crash_kit import KILLED, Death, Runs, kill, posted_again, what_is_wrong
from tests.hazard_kit import short_content
from tests.kit import DAY, QUICK, plain
from tests.mock_site.client import MockSite

MOST_RUNS = 6
"""So often a run is started again without being killed before that counts as not coming to an end."""
SAVES = ("activity.closure", "plan.plan", "plan.goals", "plan.objectives", "plan.services")
"""Where the site has its troubles: the screens of a brief record that save."""
SLOW_S = 5
OUTCOME_S = 2
"""Seconds for which this site may be at a save after its client is gone: above the mock's slowest."""
BAD: dict[str, Any] = {"reset_delay_ms": 300, "late_lists_ms": 100, "blur_postback": True, "latency_ms": 20}
"""The switches of a bad world: resets of boxes late after a postback, lists that come late, a slow site."""


class Sweep:
    """One record, one mock, and runs that die."""

    def __init__(self, mock: MockSite, runs: Runs, folder: Path, file: Path, **profile: Any) -> None:
        self.mock = mock
        self.runs = runs
        self.ledger: str | Path = ""
        """The present world's: a file, or a server's database."""
        self.usual = 4.0
        """The seconds that a run took lately."""
        self.record: Record = load([file], today=DAY).records[0]
        self._folder = folder
        self._number = 0
        self._limits = profile.pop("limits", {})
        self._profile = profile
        limits = {"answer_seconds": 30, "late_list_seconds": 5, "outcome_seconds": OUTCOME_S, **self._limits}
        site = profile_file(folder, mock, limits=limits, pace={"sign_ins_again": 20}, **profile)
        self._command = ("run", file, "--site", site, "--json")

    def with_record(self, file: Path) -> Sweep:
        """The same with another record."""
        return Sweep(self.mock, self.runs, file.parent, file, limits=self._limits, **self._profile)

    def afresh(self, **switches: Any) -> None:
        """An empty site and an empty ledger."""
        self.mock.reset()
        self.mock.disarm()
        self.mock.set(**switches)
        self._number += 1
        self.ledger = self._folder / f"ledger{self._number}.db"

    @property
    def command(self) -> tuple[str | Path, ...]:
        """The arguments of a run."""
        return (*self._command, "--ledger", self.ledger, "--out", self._folder / f"out{self._number}")

    def points(self) -> list[str]:
        """Every point that a run passes but those that depend on how long it takes."""
        self.afresh()
        ran = self.runs.run(*self.command)
        if ran.code != 0 or (wrong := self.wrong()):
            raise RuntimeError(f"a run that nobody kills goes wrong: {ran.err or wrong}")
        return [point for point in ran.points if " beat:" not in point]

    def killed_at(self, point: str) -> list[str]:
        """What is wrong after a run was killed at a point and started again; nothing when all is right."""
        self.afresh()
        ran = self.runs.killed_at(point, *self.command)
        if ran.code != KILLED or ran.points[-1] != point:
            return [f"it was not killed there: {ran.code}, {ran.err[-300:]}"]
        before = self.mock.writes()
        return self.until_done() + posted_again(before, self.mock.writes()[len(before) :]) + self.wrong()

    def until_done(self) -> list[str]:
        """Starts runs until one finds no trouble; in words, if none does."""
        for _ in range(MOST_RUNS):
            ran = self.runs.run(*self.command)
            if ran.code == 0:
                return []
            if set(ran.states.values()) - {"parked"}:
                break
        return [f"it does not come to an end: {ran.code}, {told(ran)}"]

    def wrong(self) -> list[str]:
        """What is not as it must be at the end: on the site, and in the ledger."""
        with Ledger.open(self.ledger, key=KEY) as ledger:
            (item,) = ledger.views.items()
            ledger.audit.verify()
        wrong = [] if item.state in ("done", "unchanged") else [f"the ledger says {item.state}"]
        return wrong + what_is_wrong(self.mock, [self.record])


def told(ran: Death) -> str:
    """Why a run did not come to its end."""
    errors = [line["error"] for line in ran.objects if line["error"]]
    return "; ".join(f"{error['kind']}: {error['screen']}, {error['message']}" for error in errors) or ran.err[-300:]


KEY = Fernet.generate_key()


@contextmanager
def sweep(kind: str, **profile: Any) -> Iterator[Sweep]:
    """A sweep over a record: `brief` (an activity and a plan), `short` (an assessment too), `full` (the demo's)."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        mock = stack.enter_context(MockSite.start(clock=str(DAY), **QUICK))
        runs = stack.enter_context(Runs.start(folder, CALJOBS_LEDGER_KEY=KEY.decode()))
        yield Sweep(mock, runs, folder, file_of(folder / "in", kind), **profile)


def file_of(folder: Path, kind: str) -> Path:
    """The file of a record of a kind."""
    match kind:
        case "brief":
            return brief_file(folder)
        case "short":
            return record_file(folder / "36213.yaml", short_content())
        case _:
            return record_file(folder / "36213.yaml", plain())


def every_point(one: Sweep, among: str) -> int:
    """Kills at each point whose name has `among` in it; gives how often something went wrong."""
    points = [point for point in one.points() if among in point]
    failures = 0
    for point in points:
        wrong = one.killed_at(point)
        failures += bool(wrong)
        print(f"{'WRONG' if wrong else 'right'}  {point}", *wrong, sep="\n       ", flush=True)
    print(f"{len(points) - failures} of {len(points)} points came out right")
    return failures


def at_random(one: Sweep, kills: int, seed: int) -> int:
    """Kills so many runs at random times in bad worlds; gives how many worlds went wrong."""
    done, worlds, failures = 0, 0, 0
    while done < kills:
        dice = Random(seed * 1000 + worlds)
        killed, wrong = live_and_die(one, dice)
        done, worlds, failures = done + killed, worlds + 1, failures + bool(wrong)
        told = f"world {worlds - 1} of seed {seed}: killed {killed} times"
        print(f"{'WRONG' if wrong else 'right'}  {told}", *wrong, sep="\n       ", flush=True)
    print(f"{worlds - failures} of {worlds} worlds came out right; {done} runs were killed")
    return failures


def under_way(one: Sweep, times: int) -> int:
    """Kills runs while the site is still at their first save; gives how often something went wrong."""
    failures = 0
    for _ in range(times):
        one.afresh()
        one.mock.arm("slow", screen="activity.closure", seconds=SLOW_S)
        going = one.runs.stopped_at(["after press:3"], *one.command)
        Event().wait(0.5)  # the browser sends it
        kill(going.pid, browser_too=True)
        one.runs.end(going)
        early = not one.mock.writes()
        wrong = one.until_done()
        Event().wait(SLOW_S)
        wrong += one.wrong() + ([] if early else ["the save was made before the run was killed"])
        failures += bool(wrong)
        print("WRONG" if wrong else "right", *wrong, sep="\n       ", flush=True)
    print(f"{times - failures} of {times} saves that were under way came out right")
    return failures


def live_and_die(one: Sweep, dice: Random, *, most: int = 1000) -> tuple[int, list[str]]:
    """One bad world, in which runs are killed until one is not, or `most` were: how many, and what is wrong then."""
    one.afresh(**BAD)
    one.mock.set(postback_style=dice.choice(("async", "full")), poll=dice.random() < 0.5)
    killed = 0
    while killed < most:
        _arm(one.mock, dice)
        begin = monotonic()
        moment = dice.uniform(0.1, 1.4) * one.usual
        ran = one.runs.killed_after(moment, *one.command, browser_too=dice.random() < 0.5)
        if ran.code != KILLED:
            one.usual = monotonic() - begin
            break
        killed += 1
        one.usual *= 1.05  # the machine may have become slower
    one.mock.disarm()
    return killed, one.until_done() + one.wrong()


def _arm(mock: MockSite, dice: Random) -> None:
    """Two troubles that may strike in the next run."""
    mock.disarm()
    for _ in range(2):
        screen = dice.choice(SAVES)
        match dice.choice(("lost_answer", "session_loss", "down", "slow")):
            case "lost_answer":
                mock.arm("lost_answer", screen=screen, resend=dice.choice(("dedupe", "answer_error")))
            case "session_loss":
                when = dice.choice(("before_write", "after_write"))
                mock.arm("session_loss", screen=screen, when=when, form=dice.choice(("timeout", "signin")))
            case "down":
                how = dice.choice(("503", "close"))
                mock.arm("down", requests=dice.choice((1, 2)), nth=dice.randint(5, 60), how=how)
            case _:
                mock.arm("slow", screen=screen, seconds=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Kills as often as asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes", description=__doc__)
    parser.add_argument("--record", choices=("brief", "short", "full"), default="brief")
    parser.add_argument("--points", default="", help="only points whose name has this in it")
    parser.add_argument("--print", action="store_true", help="the printed plan too")
    parser.add_argument("--random", type=int, default=0, help="kill so many runs at random times instead")
    parser.add_argument("--under-way", type=int, default=0, help="kill so many runs while the site is at a save")
    parser.add_argument("--outcome-seconds", type=float, default=SLOW_S + 2.0, help="the profile's, for --under-way")
    parser.add_argument("--seed", type=int, default=1, help="of the random times and troubles")
    options = parser.parse_args(arguments)
    limits = {"outcome_seconds": options.outcome_seconds} if options.under_way else {}
    with sweep(options.record, steps={"print": options.print}, limits=limits) as one:
        if options.under_way:
            return 1 if under_way(one, options.under_way) else 0
        if options.random:
            return 1 if at_random(one, options.random, options.seed) else 0
        return 1 if every_point(one, options.points) else 0


if __name__ == "__main__":
    sys.exit(main())
