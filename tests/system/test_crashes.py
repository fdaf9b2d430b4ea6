"""Runs that die in the middle: started again they make the site what the record says, everything once.

`python -m benchmarks.crashes` kills at every point, and hundreds of times at random; here are some of each kind.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from time import time

import pytest

from benchmarks.crashes import clock_set_at, live_and_die
from benchmarks.sweep import Sweep, sweep
from tests.system.cli_kit import brief_file, children
from tests.system.crash_kit import KILLED, hang, until_stopped
from tests.system.crash_proof import posted_again, what_is_wrong
from tests.system.postgres_kit import Postgres
from tests.system.test_cli_stop import alive, all_gone

CHAIN = (
    "before load:1", "before intent:3", "after press:3", "before receipt:1", "after press:4", "before end:1",
)  # fmt: skip
"""Where one run after the other dies, each going on from where the last one came to: of every kind of point one, but
for claims, in the middle of which a server is restarted. After `press:4` nothing but Finish is left to be done. What a
press was for depends on whether the site got the last one."""


@pytest.fixture(scope="module")
def plans() -> Iterator[Sweep]:
    """An activity and a plan."""
    with sweep("brief", steps={"print": False}) as one:
        yield one


@pytest.fixture(scope="module")
def activity(plans: Sweep, tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """An activity alone: the smallest thing that can be made twice."""
    folder = tmp_path_factory.mktemp("activity")
    return plans.with_record(brief_file(folder, changes={"plan": None, "print": None}))


def test_one_run_after_the_other_dies(plans: Sweep) -> None:
    """Holds: intents on disk, looking first, what was begun remembered, the claims of the dead taken back at once."""
    plans.afresh()
    finished: list[str] = []
    for point in CHAIN:
        before = plans.mock.writes()
        death = plans.runs.killed_at(point, *plans.command)
        assert (death.code, death.points[-1]) == (KILLED, point), (point, death.err)
        finished += posted_again(before, plans.mock.writes()[len(before) :])
    assert finished + plans.until_done() + plans.wrong() == []


def test_killed_at_random_in_a_bad_world(plans: Sweep) -> None:
    killed, wrong = live_and_die(plans, Random(58), most=1)
    assert wrong == []
    assert killed == 1


def test_what_went_wrong_is_seen(plans: Sweep) -> None:
    """What the two above look at can fail: a plan too many, one too few, somebody else's, a screen posted again."""
    plans.afresh()
    assert [line.partition(":")[0] for line in what_is_wrong(plans.mock, [plans.record])] == ["activities", "plans"]
    plans.mock.seed(plans.record.user_id, plans=[{}, {}])
    assert any(line.startswith("plans: wanted 1, found 2") for line in what_is_wrong(plans.mock, [plans.record]))
    writes = [{"screen": "plan.plan", "action": "create"}, {"screen": "plan.goals", "action": "row-create"}]
    assert posted_again(writes, writes) == ["posted again: plan.plan create"]


def test_a_run_that_slept_while_another_took_over_presses_nothing(activity: Sweep) -> None:
    """Stopped between the intent of a press and the press itself. Holds: the page that refuses a press so long after
    its intent, and then the fence in the ledger's transaction."""
    activity.afresh()
    constants = {"bot.ledger.journal.PRESS_WITHIN_S": 0.5}
    sleeping = activity.runs.stopped_at(["before press:3"], *activity.command, constants=constants)
    _let_time_pass(activity)
    assert activity.until_done() == []
    before = activity.mock.writes()
    sleeping.resume()
    ended = activity.runs.end(sleeping)
    (told,) = ended.objects
    assert (ended.code, told["state"], told["error"]["kind"]) == (4, "parked", "lost_claim")
    assert activity.mock.writes() == before
    assert activity.wrong() == []


def test_a_browser_that_hangs_is_ended(activity: Sweep) -> None:
    """In the middle of a save. Another browser enters the participant, and nothing of the first one stays. What became
    of the save that was cut off is not known, and is said."""
    activity.afresh()
    # longer than a browser takes to start on a busy machine: only the one stopped below may count as hung
    constants = {"bot.cli.batch.HANG_ANSWERS": 0.0, "bot.cli.batch.HANG_MORE_S": 10.0}
    going = activity.runs.stopped_at(["before press:3"], *activity.command, constants=constants)
    hang(going.pid)
    family = children(going.pid)
    going.resume()
    ended = activity.runs.end(going)
    (told,) = ended.objects
    assert (ended.code, told["state"], told["error"]["kind"]) == (1, "unknown", "unknown_outcome")
    assert all_gone(family), alive(family)
    assert activity.until_done() + activity.wrong() == []


def _let_time_pass(one: Sweep) -> None:
    """An hour, as the ledger sees it."""
    with sqlite3.connect(one.ledger) as connection:
        connection.execute("update items set beat_at = beat_at - 3600")
        connection.execute("update sign_ins set beat_at = beat_at - 3600")
        connection.execute("update steps set intent_at = intent_at - 3600")
    connection.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", place], capture_output=True, check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine mounts no small disk, not even for root (a container without the right)")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_is_full_in_the_middle_of_an_intent(activity: Sweep, small_disk: Path) -> None:
    """Nothing is pressed that could not be written down, it is told, and goes on once there is room."""
    activity.afresh()
    activity.ledger = small_disk / "ledger.db"
    going = activity.runs.stopped_at(["after press:2"], *activity.command)
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(512))
    going.resume()
    ended = activity.runs.end(going)
    assert ended.code == 4, ended.err
    (told,) = ended.objects
    assert (told["state"], told["error"]["kind"]) == ("parked", "ledger")
    assert "can't be written: database or disk is full" in told["error"]["message"]
    assert activity.mock.writes() == []
    filler.unlink()
    assert activity.until_done() + activity.wrong() == []


def test_a_server_that_is_restarted_under_a_run(activity: Sweep, server: Postgres) -> None:
    """In the middle of an intent, after one, and as the run ends: what was not committed is done again. Holds: the
    retries of a transaction whose server went away, each of which may be run twice."""
    activity.afresh()
    activity.ledger = server.fresh("crashes")
    points = ("before claim:1", "before intent:2", "after intent:3", "before end:1")
    going = activity.runs.stopped_at(points, *activity.command)
    for point in points:
        assert going.points.read_text().splitlines()[-1] == point
        server.stop(at_once=True)
        server.start()
        going.resume()
        if point != points[-1]:
            until_stopped(going)
    ended = activity.runs.end(going)
    assert (ended.code, ended.states) == (0, {activity.record.user_id: "done"}), ended.err
    assert activity.wrong() == []


@pytest.mark.parametrize("hours", [3, -3])
def test_a_clock_that_is_set_in_the_middle_of_a_run(activity: Sweep, hours: int) -> None:
    """Between an intent and its press. Holds: times too far ahead are none."""
    assert clock_set_at(activity, hours * 3600, "before press:3") == []
    with sqlite3.connect(activity.ledger) as connection:
        ((last,),) = connection.execute("select changed_at from items")
    connection.close()
    assert (last - time()) / 3600 == pytest.approx(hours, abs=0.1)
