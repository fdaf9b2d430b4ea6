"""What became of each participant, as a file for the office: no value of a record, and nothing that is a formula."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.errors import ConfigError, Mismatch, RecordError
from bot.flows.results import Result
from bot.records.load import Loaded
from bot.records.problems import Problem
from bot.report.results_file import HEADINGS, check_results_path, write_results
from tests.unit.sheets_kit import Plans

BEGAN = datetime(2026, 3, 2, 9, 30, 0)


def outcome(folder: Path) -> tuple[Loaded, list[Result]]:
    loaded = Plans(folder).load()
    wrong = Problem("plans.xlsx", "is wrong", user_id="40101")
    done = Result("36213", "done", plan_id="0778812", pdf=str(folder / "out" / "a plan #1.pdf"), seconds=61.25)
    done.steps.update(activities="unchanged", plan="entered", print="printed")
    done.changed = ["Status", "Status", "=HYPERLINK(\"http://x\")"]
    done.started_at = BEGAN
    stopped = Result("40101", "needs_fix", error=RecordError("=1+1 is wrong", step="record", screen="Goals"))
    person = Result("40102", "needs_person", error=Mismatch("differs", screen="Plan", field="Office"))
    both = Loaded(loaded.records, (wrong,), (), 1)
    return both, [done, stopped, person]


def rows(path: Path) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(path)["Results"]
    return [dict(zip(HEADINGS, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_a_row_for_each_with_state_plan_link_error_and_times(tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    write_results(path, *outcome(tmp_path))
    assert path.stat().st_mode & 0o777 == 0o600
    done, stopped, person = rows(path)
    said = {heading: cell.value for heading, cell in done.items() if cell.value is not None}
    assert said["Record"].endswith("plans.xlsx Participants row 2")
    assert (said["User ID"], said["State"], said["Plan Number"]) == ("36213", "done", "0778812")
    assert said["Entered"] == 'Status; =HYPERLINK("http://x")'
    assert (said["Activities"], said["Plan"], said["Print"]) == ("unchanged", "entered", "printed")
    assert done["Printed Plan"].hyperlink.target == "out/a%20plan%20%231.pdf"
    assert (said["Began"], said["Ended"]) == ("2026-03-02 09:30:00", "2026-03-02 09:31:01")
    assert stopped["Error"].value == "record, Goals: =1+1 is wrong"
    assert (stopped["State"].value, stopped["Record"].value) == ("needs a fix", "plans.xlsx")
    assert (person["State"].value, person["Error"].value) == ("needs a person", "Plan > Office: differs")
    assert {cell.data_type for row in rows(path) for cell in row.values()} <= {"s", "inlineStr", "n"}


def test_a_csv_file_that_no_spreadsheet_runs(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    loaded, results = outcome(tmp_path)
    results[1].error = RecordError("=1+1 is wrong")
    write_results(path, loaded, results)
    with path.open(encoding="utf-8-sig", newline="") as file:
        told = list(csv.DictReader(file))
    assert told[1]["Error"] == "'=1+1 is wrong"
    assert not [cell for row in told for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]


def test_results_hold_no_value_of_a_record(tmp_path: Path) -> None:
    write_results(tmp_path / "results.xlsx", *outcome(tmp_path))
    said = " ".join(str(cell.value) for row in rows(tmp_path / "results.xlsx") for cell in row.values())
    for value in ("Mike", "Wilshire", "2242702", "employment"):
        assert value not in said


def test_only_earlier_results_are_written_over(tmp_path: Path) -> None:
    loaded, results = outcome(tmp_path)
    for name in ("results.xlsx", "results.csv"):
        path = tmp_path / name
        check_results_path(path, [tmp_path / "plans.xlsx"])
        write_results(path, loaded, results)
        check_results_path(path, [tmp_path / "plans.xlsx"])
        write_results(path, loaded, results[:1])
    assert len(rows(tmp_path / "results.xlsx")) == 1
    other = tmp_path / "other.xlsx"
    other.write_bytes((tmp_path / "plans.xlsx").read_bytes())
    for path, inputs, said in [
        (other, [tmp_path / "plans.xlsx"], "holds something else"),
        (tmp_path / "plans.xlsx", [tmp_path / "plans.xlsx"], "is one of the inputs"),
        (tmp_path / "new.xlsx", [tmp_path], "lies among them"),
        (tmp_path / "new.txt", [], "must end in .xlsx or .csv"),
        (tmp_path / "none" / "new.xlsx", [], "there is no folder"),
    ]:
        with pytest.raises(ConfigError, match=said):
            check_results_path(path, inputs)
