"""When a nightly run is due, over real clock changes; that it is made once; and what the schedulers are told."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from bot.cli import scheduling
from bot.cli.app import app
from bot.errors import ConfigError
from bot.schedule import ZONE, ZONE_VARIABLE, Nightly, moment_of, next_time, time_of, zone_of
from bot.schedule.stamp import Stamp
from bot.schedule.texts import QUARTER
from tests.unit.schedule_kit import LONG_AGO, PACIFIC, nightly, task, utc

SPRING, AUTUMN = date(2026, 3, 8), date(2026, 11, 1)
"""At 02:00 the clock goes to 03:00, and back to 01:00."""
def local(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), PACIFIC).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "day", "due"),
    [
        ("22:00", SPRING - timedelta(1), "2026-03-08T06:00"),
        ("22:00", SPRING, "2026-03-09T05:00"),
        ("01:59", SPRING, "2026-03-08T09:59"),
        ("02:00", SPRING, "2026-03-08T10:00"),  # skipped: 03:00 by the clock
        ("02:30", SPRING, "2026-03-08T10:30"),  # skipped: 03:30 by the clock
        ("03:00", SPRING, "2026-03-08T10:00"),
        ("22:00", AUTUMN - timedelta(1), "2026-11-01T05:00"),
        ("22:00", AUTUMN, "2026-11-02T06:00"),
        ("01:00", AUTUMN, "2026-11-01T08:00"),  # twice: the first one
        ("01:30", AUTUMN, "2026-11-01T08:30"),
        ("02:00", AUTUMN, "2026-11-01T10:00"),
    ],
)
def test_clock_changes(at: str, day: date, due: str) -> None:
    plan, moment = nightly(at), utc(due)
    assert plan.last_due(moment) == moment
    assert plan.last_due(moment - timedelta(seconds=1)) != moment
    assert plan.next_due(moment - timedelta(seconds=1)) == moment
    assert moment.astimezone(PACIFIC).date() == day


ZONES = st.sampled_from([ZONE, "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC"])


@settings(max_examples=60, deadline=None)
@given(at=st.times().map(lambda at: at.replace(second=0, microsecond=0)), zone=ZONES, year=st.integers(2012, 2036))
def test_one_due_time_a_day_all_year(at: time, zone: str, year: int) -> None:
    plan = Nightly(at, ZoneInfo(zone), LONG_AGO - timedelta(9999))
    moments = [datetime(year, 1, 1, 12, tzinfo=UTC)]
    for _ in range(366):
        moments.append(plan.next_due(moments[-1]))
    assert [plan.last_due(moment) for moment in moments[1:]] == moments[1:]
    apart = [later - earlier for earlier, later in pairwise(moments[1:])]
    assert timedelta(hours=22) <= min(apart)
    assert max(apart) <= timedelta(hours=26)


class Machine:
    """A computer whose scheduler asks now and then; notes the moments at which runs began."""

    def __init__(self, folder: Path, plan: Nightly) -> None:
        self.stamp = Stamp(folder, "nightly")
        self.plan = plan
        self.runs: list[datetime] = []

    def ask(self, now: datetime) -> str:
        with self.stamp.turn(self.plan, lambda: now) as answer:
            if answer == "run":
                self.runs.append(now)
            return answer

    def ask_often(self, begin: datetime, end: datetime) -> None:
        while begin < end:
            self.ask(begin)
            begin += timedelta(minutes=QUARTER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stamps"


@pytest.mark.parametrize("at", ["22:00", "00:00", "01:30", "02:00", "02:30", "03:00"])
@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_a_run_a_day_over_a_clock_change_on_time(folder: Path, at: str, change: date) -> None:
    machine = Machine(folder, nightly(at, since=local(change - timedelta(3), "12:00")))
    machine.ask_often(local(change - timedelta(2), "12:00"), local(change + timedelta(2), "12:00"))
    clocks = [f"{run.astimezone(PACIFIC):%H:%M}" for run in machine.runs if run > machine.runs[0]]
    skipped = {"02:00": "03:00", "02:30": "03:30"}.get(at) if change == SPRING else None
    expected = [at] * 4 if at == "22:00" else [at, skipped or at, at, at]
    assert clocks == expected[: len(clocks)]
    assert len(machine.runs) in (4, 5)  # the day before the first question is caught up


def test_missed_runs_are_caught_up_once(folder: Path) -> None:
    machine = Machine(folder, nightly("22:00"))
    machine.ask(local(date(2026, 6, 1), "22:00"))
    back = local(date(2026, 6, 5), "09:10")  # off for three nights
    assert [machine.ask(back + timedelta(minutes=m)) for m in (0, 15, 30)] == ["run", "not due", "not due"]
    assert machine.ask(local(date(2026, 6, 5), "22:00")) == "run"


def test_a_missed_run_is_not_caught_up_after_the_time_a_person_says(folder: Path) -> None:
    machine = Machine(folder, nightly("22:00", "05:30"))
    assert machine.ask(local(date(2026, 6, 2), "05:29")) == "run"
    assert machine.ask(local(date(2026, 6, 3), "05:30")) == "too late"
    assert machine.ask(local(date(2026, 6, 3), "22:00")) == "run"
    same_day = Machine(folder / "day", nightly("08:00", "17:00"))
    assert same_day.ask(local(date(2026, 6, 2), "17:00")) == "too late"
    assert same_day.ask(local(date(2026, 6, 3), "16:59")) == "run"


def test_what_was_due_before_it_was_set_up_never_counts(folder: Path) -> None:
    machine = Machine(folder, nightly("22:00", since=local(date(2026, 6, 2), "14:00")))
    assert machine.ask(local(date(2026, 6, 2), "14:15")) == "not due"
    assert machine.ask(local(date(2026, 6, 2), "22:00")) == "run"


def test_a_killed_run_is_due_again_and_one_that_failed_is_not(folder: Path) -> None:
    machine = Machine(folder, nightly("22:00"))
    now = local(date(2026, 6, 2), "22:00")
    dies = machine.stamp.turn(machine.plan, lambda: now)
    assert dies.__enter__() == "run"
    assert machine.ask(now + timedelta(minutes=15)) == "running"
    stands = (folder / "nightly.json").read_bytes()
    dies.__exit__(None, None, None)
    (folder / "nightly.json").write_bytes(stands)  # as a kill leaves it
    later = now + timedelta(minutes=30)
    with suppress(SystemExit), machine.stamp.turn(machine.plan, lambda: later) as answer:
        assert answer == "run"
        raise SystemExit(4)
    assert machine.ask(later + timedelta(minutes=15)) == "not due"


def test_a_clock_that_was_wrong_once_blocks_nothing(folder: Path) -> None:
    machine = Machine(folder, nightly("22:00"))
    assert machine.ask(utc("2031-01-01T00:00")) == "run"
    assert machine.ask(local(date(2026, 6, 2), "22:00")) == "run"
    assert machine.ask(local(date(2026, 6, 2), "21:00")) == "not due"  # set back by an hour


@pytest.mark.parametrize("rest", ["", "{}", '{"due": "soon", "ended": true}', "[]"])
def test_a_stamp_that_cannot_be_read_is_none(folder: Path, rest: str) -> None:
    folder.mkdir()
    (folder / "nightly.json").write_text(rest)
    assert Machine(folder, nightly("22:00")).ask(local(date(2026, 6, 2), "22:00")) == "run"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: zone_of("California"), "--zone: there is no time zone 'California'"),
        (lambda: zone_of("../etc"), "--zone"),
        (lambda: time_of("10 pm", "--at"), "--at: '10 pm' is not a time of day"),
        (lambda: moment_of("2026-11-24T20:00", "--since"), "--since"),
        (lambda: Stamp(Path(), "../nightly"), "--name"),
        (lambda: task(command=["work", "--ledger", "postgresql://bot:secret@db/bot"]), "password"),
        (lambda: task(command=["work", "a\nb"]), "line break"),
    ],
)
def test_what_is_wrong_is_said(wrong: Any, words: str) -> None:
    with pytest.raises(ConfigError) as error:
        wrong()
    assert words in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("now", "zone", "until"),
    [
        ("2026-06-02T05:00", ZONE, "2026-06-02T12:30"),
        ("2026-06-02T12:30", ZONE, "2026-06-03T12:30"),
        ("2026-06-02T05:00", "America/New_York", "2026-06-02T09:30"),
        ("2026-03-08T05:00", ZONE, "2026-03-08T12:30"),
        ("2026-11-01T05:00", ZONE, "2026-11-01T13:30"),
    ],
)
def test_until_is_the_next_time_of_the_zone_s_clock(now: str, zone: str, until: str) -> None:
    """Also in the nights in which the clock is changed."""
    assert next_time("05:30", zone, "--until", utc(now)) == utc(until)


def test_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `schedule` prints runs the command once, by whomever it is called how often; and `due` ends as it ended."""
    monkeypatch.setattr(scheduling, "state_folder", lambda: tmp_path / "state")
    monkeypatch.setenv(ZONE_VARIABLE, ZONE)
    run = CliRunner().invoke
    arguments = ["schedule", "--at", "22:00", "--print", "cron", "--", "run", "--no-such-option"]
    said = run(app, arguments)
    assert said.exit_code == 0, said.output
    words = shlex.split(said.output.splitlines()[-1])
    due = words[words.index("due") :]
    assert run(app, due).exit_code == 0, "set up now, due tonight"
    due[due.index("--since") + 1] = "2026-01-01T00:00Z"
    due[due.index("--zone") + 1] = "America/New_York"
    assert run(app, due).exit_code == 2, "it was run, and its option is wrong"
    assert os.environ[ZONE_VARIABLE] == "America/New_York", "what --until of the command goes by"
    assert run(app, due).exit_code == 0
    assert run(app, [*arguments[:-2], "check"]).exception is not None
    assert run(app, [*arguments[:5], "--to", str(tmp_path), *arguments[5:]]).exit_code == 0
    assert (tmp_path / "caljobs-bot-nightly.crontab").is_file()
