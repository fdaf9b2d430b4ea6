"""Ctrl-C while a participant is in work: an end at a safe point, everybody told of, no process left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.kit import ROOT
from tests.mock_site.client import MockSite
from tests.system.cli_kit import LONGEST, brief_file, children, environ

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes under /proc")


def alive(pids: set[int]) -> list[int]:
    """Which of these still run (what only waits to be counted by init does not)."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            found.append(pid)
    return found


def all_gone(pids: set[int]) -> bool:
    """Whether they end within seconds."""
    pause = threading.Event()
    return any(not alive(pids) or pause.wait(0.1) for _ in range(50))


@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c(mock: MockSite, tmp_path: Path, times: int) -> None:
    """The signal goes to the whole group, as a terminal's does. Holds: the handlers, the browser kept out of Ctrl-C,
    the rest told as not begun; a second signal ends at once and still tells of everybody."""
    if times == 2:
        mock.set(latency_ms=400)  # so that the second one comes while a page is awaited
    brief_file(tmp_path / "records")
    brief_file(tmp_path / "records", "40300")
    command = ["run", str(tmp_path / "records"), "--site", "mock", "--base-url", mock.home, "--json"]
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *command, "--out", str(tmp_path)],
        cwd=ROOT, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if "36213  activities: " in line:
            break
    left = children(process.pid)
    assert left
    os.killpg(process.pid, signal.SIGINT)
    if times == 2:
        assert "stopping at the next safe point" in process.stderr.readline()
        os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=LONGEST)
    told = [json.loads(line) for line in out.splitlines()]
    assert process.returncode == 4, err
    assert [(line["user_id"], line["state"], line["error"]["kind"]) for line in told] == [
        ("36213", "parked", "stopped"),
        ("40300", "parked", "stopped"),
    ]
    assert set(told[1]["steps"].values()) == {"not_reached"}
    assert "0 of 2 need nothing more" in err
    assert "Traceback" not in err
    assert all_gone(left), alive(left)
    written = {line["screen"].split(".")[0] for line in mock.writes()}
    assert written <= {"activity"}
    if written:
        assert told[0]["steps"]["activities"] == "entered"
