"""Results that can't be written once all was entered: they go to standard output, and somebody is told."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.mock_site.client import MockSite
from tests.system.bulk_kit import brief_files
from tests.system.cli_kit import bot, profile_file

PROGRAM = """
import os, shutil
from bot.flows.participant import Job

run = Job.run

def run_and_lose(self, record):
    shutil.rmtree(os.environ["LOSE"], ignore_errors=True)
    return run(self, record)

Job.run = run_and_lose
from bot.cli import main
main()
"""
"""`python -m bot` whose folder for results goes away in the middle."""


@pytest.mark.parametrize("as_json", [False, True])
def test_they_go_to_standard_output(mock: MockSite, tmp_path: Path, as_json: bool) -> None:
    folder = brief_files(tmp_path / "in", 1, plan=None, print=None)
    results, sent = tmp_path / "filed", tmp_path / "sent"
    results.mkdir()
    keep = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    ran = bot(
        "run", folder, "--site", profile_file(tmp_path, mock, steps={"print": False}), "--out", tmp_path / "out",
        "--results", results / "results.csv", "--notify", shlex.join([sys.executable, "-c", keep, str(sent)]),
        *(["--json"] if as_json else []), program=PROGRAM, LOSE=str(results),
    )  # fmt: skip
    assert ran.code == 4, ran.err
    assert "the results are not in their file" in ran.err
    if as_json:
        assert [each["state"] for each in ran.objects] == ["done"]
    else:
        assert "User ID,Record,State" in ran.out
    told = json.loads(sent.read_text())
    assert (told["exit_code"], told["states"]) == (4, {"done": 1})
