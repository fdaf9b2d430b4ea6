"""Whoever reads what a run tells goes away, or its results file is held: all else happens, and is told elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path

import pytest

from bot.report.progress import Lasting
from tests.kit import ROOT
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import brief_files
from tests.system.cli_kit import bot, environ, profile_file

HELD = """
import bot.report.results_file as module
from bot.cli import main

write = module.write_private

def held(path, data, **options):
    if path.name == "results.csv":
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")
    write(path, data, **options)

module.write_private = held
main()
"""


def test_results_held_by_another_program_are_written_beside(mock: MockSite, tmp_path: Path) -> None:
    """And the exit code is the run's."""
    folder = brief_files(tmp_path / "in", 1, plan=None, print=None)
    (tmp_path / "results (2).csv").write_text("somebody's")
    ran = bot(
        "run", folder, "--site", profile_file(tmp_path, mock, steps={"print": False}), "--out", tmp_path / "out",
        "--results", tmp_path / "results.csv", program=HELD,
    )  # fmt: skip
    assert ran.code == 0, ran.err
    beside = tmp_path / "results (3).csv"
    assert f"the results are in {beside}" in ran.err
    assert "done" in beside.read_text("utf-8-sig")
    assert (tmp_path / "results (2).csv").read_text() == "somebody's"


def test_a_reader_that_goes_away_ends_no_run(mock: MockSite, tmp_path: Path) -> None:
    folder = brief_files(tmp_path / "in", 2, plan=None, print=None)
    results = tmp_path / "results.csv"
    site = profile_file(tmp_path, mock, steps={"print": False})
    command = [sys.executable, "-m", "bot", "run", folder, "--site", site, "--out", tmp_path / "out"]
    command += ["--results", results, "--ledger", str(tmp_path / "ledger.db")]
    process = subprocess.Popen(
        list(map(str, command)), cwd=ROOT, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(120) == 0, told
    assert "nobody reads what is told any more" in told
    assert results.read_text("utf-8-sig").count("done") == 2


@pytest.mark.parametrize("flushes", [True, False])
def test_a_stream_whose_reader_is_gone(flushes: bool) -> None:
    reader, writer = os.pipe()
    stream = Lasting(TextIOWrapper(BufferedWriter(FileIO(writer, "w")), "utf-8", line_buffering=flushes))
    os.close(reader)
    for _ in range(3):
        assert stream.write("a line\n") == 7
        stream.flush()
    assert stream.is_lost
    stream.close()
