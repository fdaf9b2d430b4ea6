"""`check --json`: one object, every problem by its place, nothing of what was written."""

from __future__ import annotations

import json
from pathlib import Path

from tests.system.cli_kit import bot_here, brief_file

DAY = "06/05/2019"


def test_every_problem_is_told_without_what_was_written(tmp_path: Path) -> None:
    file = brief_file(tmp_path, changes={"plan.goals.0.status": "Opened", "plan.start_date": "soonish"})
    ran = bot_here("check", file, "--today", DAY, "--json")
    assert (ran.code, ran.err) == (1, "")
    (told,) = ran.objects
    assert (told["records"], len(told["problems"])) == (0, 2)
    start, status = sorted(told["problems"], key=lambda problem: str(problem["field"]))
    assert (start["user_id"], start["screen"], start["field"]) == ("36213", "Plan", "Plan Start Date")
    assert start["place"].startswith("line ")
    assert "is not offered" in status["message"]
    assert not any(word in json.dumps(told) for word in ("Opened", "soonish"))


def test_nothing_is_wrong(tmp_path: Path) -> None:
    ran = bot_here("check", brief_file(tmp_path), "--today", DAY, "--json")
    assert (ran.code, ran.objects) == (0, [{"records": 1, "problems": [], "notes": []}])
