"""Runs that do not know each other: two ledgers on one machine, the same people, the same sign-in."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Browser

from bot.config import load_profile
from bot.engine.machine_locks import MachineLocks
from tests.kit import ROOT, STAFF
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import ADULTS, LOGINS, brief_files, twice
from tests.system.cli_kit import bot, bot_here, bot_in, environ, profile_file
from tests.system.crash_kit import Runs, kill

PEOPLE = 2
KEPT_OUT = "another run is working on this participant on this machine"


class Office:
    """Two users of one machine: a folder of records that both have, a ledger and a sign-in for each."""

    def __init__(self, mock: MockSite, folder: Path, **left_out: None) -> None:
        self.mock = mock
        self.folder = folder
        self.records = brief_files(folder / "records", PEOPLE, print=None, **left_out)
        limits = {"answer_seconds": 15, "late_list_seconds": 5, "outcome_seconds": 6}
        self.site = profile_file(folder, mock, limits=limits, steps={"print": False})

    def command(self, ledger: str, *more: str) -> list[str | Path]:
        place, out = self.folder / f"{ledger}.db", self.folder / f"out-{ledger}"
        return ["run", self.records, "--site", self.site, "--ledger", place, "--out", out, "--json", *more]

    @contextmanager
    def started(self, ledger: str, login: int, *more: str) -> Iterator[subprocess.Popen[str]]:
        """A run of its own, which is ended if it still works."""
        command = [sys.executable, "-m", "bot", *map(str, self.command(ledger, *more))]
        pipe, own = subprocess.PIPE, environ(**self.staff(login))
        process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=pipe, stderr=pipe, text=True)
        try:
            yield process
        finally:
            if process.poll() is None:
                kill(process.pid, browser_too=True)
            process.communicate()

    def staff(self, login: int) -> dict[str, str | None]:
        return {"CALJOBS_USERNAME": LOGINS[login].username, "CALJOBS_PASSWORD": LOGINS[login].password}


@pytest.fixture
def shared(mock: MockSite, tmp_path: Path) -> Office:
    """With the smallest records, an activity."""
    return Office(mock, tmp_path, plan=None)


def entered(mock: MockSite) -> Counter[tuple[str, str]]:
    """How many activities and plans stand there for each participant."""
    found: Counter[tuple[str, str]] = Counter()
    for person in ADULTS[:PEOPLE]:
        state = mock.state(person.user_id)
        found[person.user_id, "activities"] = len(state["activities"])
        found[person.user_id, "plans"] = len(state["plans"])
    return found


@pytest.mark.timeout(360)  # four whole runs
def test_two_ledgers_enter_everybody_once(mock: MockSite, tmp_path: Path) -> None:
    """Both begin with the same participant, as far as the machine lets them: one works on them, the other parks them
    and goes on with the next."""
    shared = Office(mock, tmp_path)
    before = entered(shared.mock)
    with shared.started("one", 0) as one, shared.started("two", 1) as two:
        ends = [process.communicate(timeout=240) for process in (one, two)]
        codes = [one.returncode, two.returncode]
    assert set(codes) <= {0, 4}, ends
    assert '"failed"' not in ends[0][0] + ends[1][0]
    unfinished = [(number, ledger) for number, ledger in enumerate(("one", "two")) if codes[number]]
    for number, ledger in unfinished:
        done = bot(*shared.command(ledger), **shared.staff(number))
        assert done.code == 0, done
        assert {each["state"] for each in done.objects} <= {"done", "unchanged"}
    assert entered(shared.mock) - before == Counter(
        {(person.user_id, kind): 1 for person in ADULTS[:PEOPLE] for kind in ("activities", "plans")}
    )
    assert twice(shared.mock) == []


@pytest.mark.parametrize("command", ["run", "rehearse", "survey"])
def test_the_same_sign_in_is_refused(command: str, shared: Office, chromium: Browser) -> None:
    """Whatever the other run is about: the site knows one participant for each sign-in."""
    profile = load_profile(str(shared.site))
    commands: dict[str, list[str | Path]] = {
        "run": shared.command("one"),
        "rehearse": shared.command("one", "--rehearse"),
        "survey": ["survey", "--site", shared.site, "--participant", "36213", "--to", shared.folder / "survey.yaml"],
    }
    with MachineLocks(profile, "another ledger").sign_in(STAFF.username.upper()):
        refused = bot_in(chromium, *commands[command])
    assert refused.code == 2
    assert "another run uses this staff sign-in on this machine" in refused.err
    assert "wait until that run has ended" in refused.err
    assert STAFF.username not in refused.err
    assert shared.mock.writes() == []


def test_workers_say_that_their_sign_in_is_in_use(shared: Office) -> None:
    place = ("--site", shared.site, "--ledger", shared.folder / "one.db")
    loaded = bot_here("enqueue", shared.records, *place)
    assert loaded.code == 0, loaded
    with MachineLocks(load_profile(str(shared.site)), "another ledger").sign_in(STAFF.username):
        worked = bot("work", *place, "--out", shared.folder / "out")
    assert worked.code == 4, worked
    assert "another run uses this staff sign-in on this machine" in worked.out + worked.err


def test_a_participant_in_other_hands_is_parked_and_the_others_go_on(shared: Office, chromium: Browser) -> None:
    first = ADULTS[0].user_id
    with MachineLocks(load_profile(str(shared.site)), "another ledger").participant(first):
        run = bot_in(chromium, *shared.command("one"))
    states = {each["user_id"]: (each["state"], each["error"] and each["error"]["kind"]) for each in run.objects}
    others = {person.user_id: ("done", None) for person in ADULTS[1:PEOPLE]}
    assert states == {first: ("parked", "in_use"), **others}
    assert KEPT_OUT in run.out
    assert run.code == 4
    again = bot_in(chromium, *shared.command("one"))
    assert again.code == 0, again


def test_a_folder_for_locks_that_can_not_be_used_stops_the_run(
    shared: Office, chromium: Browser, tmp_path: Path
) -> None:
    site = profile_file(tmp_path, shared.mock, office=str(tmp_path / "away"))
    places = ("--ledger", tmp_path / "one.db", "--out", tmp_path / "out")
    refused = bot_in(chromium, "run", shared.records, "--site", site, *places)
    assert refused.code == 2
    assert f"there is no folder {tmp_path / 'away'} for locks" in refused.err
    assert "office: in the site profile" in refused.err
    assert shared.mock.writes() == []


def test_what_a_killed_run_had_in_hand_is_free_at_once(shared: Office, tmp_path: Path) -> None:
    """Its sign-in too. Its last save comes out after its death, of which the other ledger knows nothing: that is waited
    for, and seen."""
    first = ADULTS[0].user_id
    shared.mock.arm("slow", screen="activity.closure", seconds=4)
    with Runs.start(tmp_path, **shared.staff(0)) as runs:
        going = runs.stopped_at(["after press:3"], *shared.command("one", "--only", first))
        Event().wait(0.5)  # the browser sends it
        kill(going.pid, browser_too=True)
        runs.end(going)
    done = bot(*shared.command("two", "--only", first), **shared.staff(0))
    assert done.code == 0, done
    assert "waiting for what another run may have saved last" in done.err
    assert twice(shared.mock) == []
    state = shared.mock.state(first)
    assert len(state["activities"]) == 1
