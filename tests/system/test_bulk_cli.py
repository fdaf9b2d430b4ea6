"""A night's work by the command line: from enqueue to status, over two sign-ins, with nothing of anyone told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bot.cli import batch
from bot.engine.hand import Settings
from bot.errors import ConfigError
from bot.ledger import Ledger
from tests.kit import ROOT
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import CLAIMS, DIES_UNHEARD, LOGINS, PASSWORDS, brief_files, made_up, told, twice
from tests.system.bulk_office import IDS, Office, signed_by_environment
from tests.system.canary_kit import CANARY, leaks, left_behind, of_process
from tests.system.cli_kit import LONGEST, children, environ
from tests.system.test_cli_stop import alive, all_gone

SECRETS = {CANARY, "Mike", *(login.password for login in LOGINS)}
NOTIFY = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read())"


def start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *command],
        cwd=ROOT, env=environ(**PASSWORDS), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip


@pytest.fixture
def office(tmp_path: Path, mock: MockSite, capsys: pytest.CaptureFixture[str]) -> Office:
    return Office(tmp_path, mock, capsys)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    """An office whose site nobody reaches."""
    return Office(tmp_path, None, capsys)


def test_a_night(office: Office, mock: MockSite, tmp_path: Path) -> None:
    """Three are entered by two workers, one has a wrong record, one is locked (R4).

    Holds: each once; totals; the summary; no value and no password in output, files, ledger, arguments or environments.
    """
    brief_files(office.inputs, 5, plan=None, print=None)
    brief_files(office.inputs, 3, **{"plan.goals.0.comments": f"{CANARY}Comments"})
    first, second = (office.inputs / f"{IDS[place]}.yaml" for place in (0, 1))
    first.write_text(first.read_text().replace('"Open"', f'"{CANARY}"'))
    second.write_text(second.read_text().replace("06/04/2019", "04/04/2019"))
    code, out, err = office.say("enqueue", office.inputs)
    assert (code, out) == (1, "5 participants: 5 new, 2 of them need a fix\n")
    assert f"{IDS[1]}: R4: activity 205 is older than 30 days" in err
    assert leaks(out + err, SECRETS) == []
    assert office.totals() == {"queued": 3, "needs_fix": 2}

    sent = tmp_path / "sent.json"
    notify = f"{sys.executable} -c \"{NOTIFY}\" {sent}"
    process = start([*office.command("work"), "--json", "--notify", notify])
    assert process.stdout is not None
    lines = [process.stdout.readline()]
    while '"event": "result"' not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], process.communicate()[1]
    below = children(process.pid)
    seen = "".join(of_process(pid, what) for pid in below for what in ("cmdline", "environ"))
    rest, err = process.communicate(timeout=LONGEST)
    assert process.returncode == 0, err
    assert len(below) > 4
    assert leaks(seen, SECRETS) == []
    events = told("".join(lines) + rest)
    results = {event["user_id"]: event["state"] for event in events if event["event"] == "result"}
    assert results == dict.fromkeys(IDS[2:5], "done")
    assert {event["worker"] for event in events if event["event"] == "result"} == {1, 2}
    assert events[-1]["batch"] == {"done": 3}
    assert events[-1]["states"] == {"done": 3, "needs_fix": 2}
    assert json.loads(sent.read_text())["states"] == {"done": 3}
    assert twice(mock) == []
    assert {(line["staff"], line["user_id"]) for line in mock.writes()} <= {
        (login.username, user_id) for login in LOGINS[:2] for user_id in IDS[2:5]
    }
    assert len({(line["staff"], line["user_id"]) for line in mock.writes()}) == 3

    assert leaks("".join(lines) + rest + err + sent.read_text(), SECRETS) == []
    for name, content in left_behind(tmp_path):
        if not name.startswith("in/"):
            assert leaks(name + content.decode("utf-8", "replace"), SECRETS) == [], name


@pytest.fixture
def pretending(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Has commands in this process start workers that follow a script, and not real ones."""
    signed_by_environment(monkeypatch)

    def pretend(script: str) -> None:
        monkeypatch.setattr(batch, "Settings", partial(Settings, program=made_up(script)))

    pretend(CLAIMS)
    return pretend


@pytest.mark.usefixtures("pretending")
def test_backfill_takes_what_is_new_or_corrected(desk: Office) -> None:
    """And what waits from before; what is over stays over."""
    brief_files(desk.inputs, 3)
    wrong = desk.inputs / f"{IDS[0]}.yaml"
    right = wrong.read_text()
    wrong.write_text(right.replace('"Open"', '"Opened"'))
    command = desk.command("backfill", desk.inputs, "--until", "05:30", staff=1)
    code, out, err = desk.say(*command)
    assert (code, "3 new, 1 of them need a fix" in err) == (1, True)
    assert desk.totals() == {"needs_fix": 1, "done": 2}
    assert "2  done" in out
    wrong.write_text(right)
    code, _, err = desk.say(*command, "--json")
    assert (code, "1 changed since it was loaded, 2 as it was, not begun again" in err) == (0, True)
    code, out, err = desk.say(*command, "--json")
    assert (code, told(out)) == (0, [
        {"event": "end", "exit_code": 0, "batch": {}, "halted": None, "states": {"done": 3}}
    ])  # fmt: skip


@pytest.mark.usefixtures("pretending")
def test_run_with_two_workers_takes_what_it_was_given(desk: Office, tmp_path: Path) -> None:
    """Others who wait are left alone; every participant is told once; the results are filed."""
    brief_files(desk.inputs, 3)
    desk.say("enqueue", desk.inputs / f"{IDS[0]}.yaml")
    given = [desk.inputs / f"{user_id}.yaml" for user_id in IDS[1:3]]
    results = tmp_path / "results.csv"
    code, out, err = desk.say(*desk.command("run", *given), "--json", "--results", results)
    assert code == 0, err
    assert sorted((line["user_id"], line["state"]) for line in told(out)) == [(IDS[1], "done"), (IDS[2], "done")]
    assert "2 of 2 need nothing more" in err
    assert results.read_text(encoding="utf-8-sig").count(",done,") == 2
    assert desk.totals() == {"queued": 1, "done": 2}


def test_a_site_that_keeps_us_out_stops_all_until_resume(desk: Office, pretending: Callable[[str], None]) -> None:
    """Exit 3, also from then on: nobody is begun, no browser opened."""
    brief_files(desk.inputs, 2)
    desk.say("enqueue", desk.inputs)
    pretending("say(event='ended', why='halted', message='access_denied')")
    command = desk.command("work", staff=2)
    code, _, err = desk.say(*command)
    assert (code, "stopped: access denied; look why, then say resume" in err) == (3, True)
    with Ledger.open() as ledger:
        ledger.sites.halt(ledger.views.sites()[0], "access_denied")
    pretending("sys.exit('nobody is to be started')")
    code, _, err = desk.say(*command)
    assert (code, "access denied" in err) == (3, True)
    assert "halted (access denied)" in desk.say("status")[1]
    pretending(CLAIMS)
    desk.say("resume")
    assert desk.say(*command)[0] == 0
    assert desk.totals() == {"done": 2}


def test_those_who_are_left_make_it_unfinished(desk: Office, pretending: Callable[[str], None]) -> None:
    """Exit 4, but for those beyond --max; the summary counts them."""
    brief_files(desk.inputs, 3)
    desk.say("enqueue", desk.inputs)
    assert desk.say(*desk.command("work", "--max", "1", staff=1))[0] == 0
    pretending("say(event='ended', why='failed', message='no browser is found')")
    code, out, _ = desk.say(*desk.command("work", "--json", staff=1))
    assert code == 4
    assert told(out)[-1]["batch"] == {"queued": 2}


def test_what_a_worker_did_not_live_to_tell_is_told(desk: Office, pretending: Callable[[str], None]) -> None:
    """It died once the ledger had it: `run` says what became of it, and ends well."""
    brief_files(desk.inputs, 1)
    pretending(DIES_UNHEARD)
    code, out, err = desk.say(*desk.command("run", desk.inputs, staff=2), "--json")
    assert (code, [(line["user_id"], line["state"]) for line in told(out)]) == (0, [(IDS[0], "done")]), err


@pytest.mark.parametrize("how", ["term", "kill"])
def test_stop(office: Office, mock: MockSite, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """SIGTERM stops at a safe point, and nothing outlives a parent that is killed hard.

    Meanwhile a second parent is told who is at work. Everybody who was not entered waits as before.
    """
    mock.set(latency_ms=200)
    brief_files(office.inputs, 3)
    office.say("enqueue", office.inputs)
    process = start([*office.command("work", staff=1), "--json"])
    assert process.stdout is not None
    for line in process.stdout:
        if "activities: " in line or "plan: " in line:
            break
    left = children(process.pid) | {process.pid}
    if how == "term":
        signed_by_environment(monkeypatch)
        with pytest.raises(ConfigError, match=f"worked on already, by process {process.pid} on "):
            office.say(*office.command("work", staff=1))
        os.killpg(process.pid, signal.SIGTERM)  # as a terminal's Ctrl-C, all of its group
    else:
        process.kill()
    out, err = process.communicate(timeout=LONGEST)
    assert all_gone(left), alive(left)
    assert "Traceback" not in err
    if how == "kill":
        assert office.totals() == {"queued": 2, "working": 1}
        return
    assert process.returncode == 4, err
    assert told(out)[-1]["exit_code"] == 4
    assert office.totals() == {"queued": 2, "parked": 1}
