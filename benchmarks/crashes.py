"""Kills the program at every point of a run, or at random times in a bad world, and sees that nothing is lost or twice.

    python -m benchmarks.crashes [--record short] [--points 'after press'] [--print] [--workers 2]
    python -m benchmarks.crashes --random 200 [--seed 1] [--workers 2]
    python -m benchmarks.crashes --under-way 3 [--outcome-seconds 7]
    python -m benchmarks.crashes --clock -10800 [--points press]

The first: a run of one participant is killed at a named point (before and after every write of the ledger and every
press that saves), one child a point, and `run` is started again until it is done. The second: the site loses answers,
answers 503, drops sessions and resets boxes, and runs are killed one after the other until one comes to its end. The
third: the site takes five seconds over a save whose run was killed, so that the next run looks before it is made. The
last: nothing is killed, but the clock is set by so many seconds at each point. With --workers a process of a run is
killed, and the run goes on with another; with --server the ledgers are on PostgreSQL.

Afterwards the site must hold exactly what the record says, and its log must show nothing made twice and nothing of
anybody else. The exit code is 1 when anything went wrong.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from threading import Event
from time import monotonic
from typing import Any

from benchmarks.sweep import Sweep, sweep, told
from tests.mock_site.client import MockSite
from tests.system.crash_kit import KILLED, kill

SAVES = ("activity.closure", "plan.plan", "plan.goals", "plan.objectives", "plan.services")
"""Where the site has its troubles: the screens of a brief record that save."""
SLOW_S = 5
BAD: dict[str, Any] = {"reset_delay_ms": 300, "late_lists_ms": 100, "blur_postback": True, "latency_ms": 20}
"""The switches of a bad world: resets of boxes late after a postback, lists that come late, a slow site."""


def every_point(one: Sweep, among: str, wrong_at: Callable[[str], list[str]]) -> int:
    """Tries each point whose name has `among` in it; gives how often something went wrong."""
    points = [point for point in one.points() if among in point]
    failures = 0
    for point in points:
        wrong = wrong_at(point)
        failures += bool(wrong)
        print(f"{'WRONG' if wrong else 'right'}  {point}", *wrong, sep="\n       ", flush=True)
    print(f"{len(points) - failures} of {len(points)} points came out right")
    return failures


def clock_set_at(one: Sweep, seconds: int, point: str) -> list[str]:
    """What is wrong after the clock was set at a point of a run, which went on, and was started again."""
    one.afresh()
    going = one.runs.stopped_at([point], *one.command)
    one.runs.set_clock(seconds)
    going.resume()
    ended = one.runs.end(going)
    odd = [] if ended.code in (0, 4) else [f"it ended with {ended.code}: {told(ended)}"]
    return odd + one.until_done() + one.wrong()


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
    parser.add_argument("--workers", type=int, default=0, help="so many processes at two participants each")
    parser.add_argument("--server", action="store_true", help="ledgers on a PostgreSQL server")
    parser.add_argument("--clock", type=int, default=0, help="set the clock by so many seconds instead of killing")
    options = parser.parse_args(arguments)
    limits = {"outcome_seconds": options.outcome_seconds} if options.under_way else {}
    among = {"workers": options.workers, "on_server": options.server}
    with sweep(options.record, **among, steps={"print": options.print}, limits=limits) as one:
        if options.under_way:
            return 1 if under_way(one, options.under_way) else 0
        if options.random:
            return 1 if at_random(one, options.random, options.seed) else 0
        wrong_at = partial(clock_set_at, one, options.clock) if options.clock else one.killed_at
        return 1 if every_point(one, options.points, wrong_at) else 0


if __name__ == "__main__":
    sys.exit(main())
