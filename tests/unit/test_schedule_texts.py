"""What systemd, cron and Windows are told: texts that they take, and that run the command as it was said."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath

import pytest
from defusedxml import ElementTree

from bot.schedule.texts import KINDS
from tests.unit.schedule_kit import ODD, task


def test_systemd_verifies_the_units_and_runs_at_each_due_time(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd here")
    texts = KINDS["systemd"](task(environment=tmp_path / "sign-in"))
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "sign-in").touch()
    verify = ["systemd-analyze", "verify", "--man=no", *map(str, tmp_path.glob("caljobs-bot-*"))]
    said = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert [line for line in said.stderr.splitlines() if "caljobs-bot" in line] == []
    assert said.returncode == 0
    timer = texts["caljobs-bot-nightly.timer"]
    specs = [line.partition("=")[2] for line in timer.splitlines() if line.startswith("OnCalendar=")]
    spring = "2026-03-08T00:00:00Z"
    assert "2026-03-08 10:30:00 UTC" in " ".join(_elapses(specs, spring)), "the day that has no 02:30"
    assert "Persistent=true" in timer


def _elapses(specs: list[str], base: str) -> Iterator[str]:
    for spec in specs:
        command = ["systemd-analyze", "calendar", f"--base-time={base.replace('T', ' ').replace('Z', ' UTC')}", spec]
        yield subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_time_that_is_never_skipped_has_one_line() -> None:
    assert KINDS["systemd"](task(at="22:00"))["caljobs-bot-nightly.timer"].count("OnCalendar=") == 1


def test_the_line_for_cron_gives_the_command_as_it_was_said(tmp_path: Path) -> None:
    environment = tmp_path / "sign in"
    environment.write_text("CALJOBS_USERNAME='Staff 11'\n")
    text = KINDS["cron"](task(environment=environment))["caljobs-bot-nightly.crontab"]
    *_, often, reboot = text.splitlines()
    minutes, line = often.split(" * * * * ")
    assert minutes == "0,15,30,45"
    assert reboot == f"@reboot {line}"
    assert "%" not in line.replace(r"\%", "")
    plain = line.replace(r"\%", "%")  # as cron does
    said = subprocess.run(["/bin/sh", "-c", plain], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == " ".join(task().words[1:])
    assert shlex.split(plain)[-len(ODD) :] == ODD


def test_the_windows_task_is_whole(tmp_path: Path) -> None:
    program, folder = r"C:\Program Files\bot\caljobs-bot.exe", PureWindowsPath(r"D:\plans & more")
    text = KINDS["windows"](task(at="22:07", program=[program], folder=folder))["caljobs-bot-nightly.xml"]
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    root = ElementTree.fromstring(text.encode("utf-16"))
    read = {element.tag.removeprefix(space): element.text for element in root.iter()}
    assert read["Command"] == program
    assert read["WorkingDirectory"] == str(folder)
    assert read["Arguments"] == subprocess.list2cmdline(task(at="22:07").words[1:])
    assert read["StartBoundary"] == "2026-06-01T00:07:00"
    assert (read["Interval"], read["Duration"]) == ("PT15M", "P1D")
    assert read["StartWhenAvailable"] == "true"
    assert read["MultipleInstancesPolicy"] == "IgnoreNew"
    assert read["ExecutionTimeLimit"] == "PT0S"
