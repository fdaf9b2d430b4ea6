"""No value of a record in anything a run says or leaves behind, whatever goes wrong: the User ID alone is shown.

The printed plan is the one thing that holds values.
"""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.records.load import load
from tests.kit import DAY, ROOT, STAFF, plain
from tests.mock_site.client import MockSite
from tests.site.standing import standing
from tests.system.canary_kit import CANARY, leaks, left_behind, of_process, secrets_of
from tests.system.cli_kit import LONGEST, Ran, bot, brief_file, children, environ, profile_file, record_file

GOAL = f"{CANARY}Goal XwyWords"
CHANGES = {
    "plan.goals.0.description": GOAL,
    "plan.goals.0.comments": f"{CANARY}Comments of a goal",
    "plan.goals.0.objectives.0.objective": f"{CANARY}Objective",
    "activities.0.comments": f"{CANARY}Activity",
}
LOGGING = "import logging; logging.basicConfig(level=logging.DEBUG)\n"
START = "from bot.cli import main\nmain()\n"
CRASH = """
import bot.flows.participant as work
def crash(session, record, *args, **options):
    raise ValueError(f"{record.plan.goals[0].description} {record.participant.name}")
work.ensure_plan = crash
"""


def check_nothing_leaked(ran: Ran, folder: Path, secret: set[str]) -> None:
    """In neither output nor any file, its name included; files are their owner's alone."""
    assert leaks(ran.out, secret) == []
    assert leaks(ran.err, secret) == []
    for name, content in left_behind(folder):
        assert leaks(name, secret) == []
        if not name.endswith(".pdf"):
            assert leaks(content.decode("utf-8", "replace"), secret) == [], name
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.*") if path.is_file()} <= {0o600}


def test_a_whole_run_tells_no_value(mock: MockSite, tmp_path: Path) -> None:
    """With all logging on and Playwright's own debugging asked for; in the arguments of child processes neither.

    Holds: the debug variables taken away from the driver (which would write every value it is given).
    """
    content = plain()
    content["plan"]["goals"][0]["description"] = GOAL
    content["plan"]["goals"][0]["objectives"][0]["objective"] = f"{CANARY}Objective"
    content["assessment"]["general"]["reason"] = f"{CANARY}Reason"
    file = record_file(tmp_path / "in" / "36213.yaml", content)
    out = tmp_path / "out"
    common = ["run", str(file), "--site", str(profile_file(tmp_path, mock)), "--out", str(out), "--json"]
    process = subprocess.Popen(
        [sys.executable, "-c", LOGGING + START, *common],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environ(DEBUG="pw:*", DEBUGP="1", TMPDIR=str(tmp_path / "out")),
    )  # fmt: skip
    out.mkdir()
    assert process.stderr is not None
    err = ""
    for line in process.stderr:
        err += line
        if "plan: Goals" in line:
            break
    below = children(process.pid)
    told = "".join(of_process(pid, "cmdline") for pid in below)
    environment = "".join(of_process(pid, "environ") for pid in below)
    rest, more = process.communicate(timeout=LONGEST)
    secret = secrets_of(file) | {STAFF.password}
    assert process.returncode == 0, err + more
    assert len(secret) > 60
    assert json.loads(rest)["state"] == "done"
    assert leaks(told, secret) == []
    assert STAFF.password not in environment
    check_nothing_leaked(Ran(0, rest, err + more), out, secret)
    assert [Path(name).suffix for name, _ in left_behind(out)] == [".pdf"]


@pytest.mark.parametrize(
    ("trouble", "kind"),
    [
        ({"set": {"cut_text": {"comments": 12}}}, "mismatch"),
        ({"arm": {"hazard": "validator", "screen": "plan.goals", "message": f"'{GOAL}' is refused"}}, "refused"),
        ({"arm": {"hazard": "validator", "screen": "plan.plan",
                  "message": f"{GOAL} is refused, {CANARY}Go too, of Mike, Mike"}}, "refused"),
        ({"arm": {"hazard": "unknown_dialog", "screen": "plan.goals"}}, "unknown_dialog"),
        ({"program": CRASH}, "program"),
    ],
    ids=["mismatch", "quoted", "echoed in part", "unknown dialog", "crash"],
)  # fmt: skip
def test_what_goes_wrong_tells_no_value(mock: MockSite, tmp_path: Path, trouble: dict[str, Any], kind: str) -> None:
    """Holds: the masking of the site's own words, evidence of structure only, own errors without their words."""
    file = brief_file(tmp_path / "in", changes=CHANGES)
    out = tmp_path / "out"
    (record,) = load([file], today=DAY).records
    something_saved = kind == "program"  # a crash before the first save parks a participant; all trouble is in the plan
    if not something_saved:
        mock.seed(record.user_id, activities=standing(record)["activities"])
    mock.set(client_validation=False, **trouble.get("set", {}))
    if armed := trouble.get("arm"):
        mock.arm(armed["hazard"], **{key: value for key, value in armed.items() if key != "hazard"})
    site = profile_file(tmp_path, mock, steps={"activities": something_saved})
    ran = bot("run", file, "--site", site, "--out", out, "--json",
              program=LOGGING + trouble.get("program", "") + START, DEBUG="pw:api")  # fmt: skip
    assert ran.code == 1, ran.err
    (line,) = ran.objects
    assert line["error"]["kind"] == kind, line
    check_nothing_leaked(ran, out, secrets_of(file))
    evidence = list((out / "evidence").glob("*")) if kind != "program" else []
    assert [path.name for path in evidence] == ([f"36213-{line['error']['step']}.json"] if evidence else [])
    assert (evidence == []) == (kind == "program")


def test_a_crash_of_the_program_outside_any_participant(mock: MockSite, tmp_path: Path) -> None:
    """Python's own report of it would quote the error's words. Holds: `main` tells kind and place only."""
    file = brief_file(tmp_path, changes=CHANGES)
    crash = f"from bot.cli import entering\ndef crash(*a, **k): raise ValueError({GOAL!r})\nentering.run_all = crash\n"
    ran = bot("run", file, "--site", profile_file(tmp_path, mock), "--out", tmp_path / "out", program=crash + START)
    assert ran.code == 4
    assert "an error of the program itself (ValueError, " in ran.err
    check_nothing_leaked(ran, tmp_path / "out", secrets_of(file))


def test_evidence_is_its_owners_alone(mock: MockSite, tmp_path: Path) -> None:
    """Also in a folder that others may read; and no picture is taken where participants may be real."""
    file = brief_file(tmp_path / "in", changes={"participant.name": f"{CANARY}, Pat"})
    os.umask(0o022)
    ran = bot("run", file, "--site", profile_file(tmp_path, mock), "--out", tmp_path / "out", "--json")
    assert ran.objects[0]["error"]["kind"] == "participant_not_found"
    (path,) = (tmp_path / "out" / "evidence").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text())["error"] == "participant_not_found"
    assert CANARY not in path.read_text() + ran.out + ran.err
    assert "Mike" not in path.read_text()
