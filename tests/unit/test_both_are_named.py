"""Where two cells disagree nobody knows which is wrong: both are named, with what they say, to the author alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.records.load import load
from tests.unit.records_kit import TODAY, change, load_record, messages, small
from tests.unit.sheets_kit import OTHER, Plans


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "said"),
    [
        ("Goals", "Estimated Date of Completion", "06/03/2019",
         "after the Date Established; that is 06/04/2019 in Goals!F2 Date Established, and this 06/03/2019"),
        ("Goals", "Date Established", "06/03/2019",
         "the Plan Start Date; that is 06/04/2019 in Participants!CB2 Plan Start Date, and this 06/03/2019"),
        ("Participants", "Program", "youth",
         "this participant needs 412 and 413; the program is youth in Participants!C2 Program"),
        ("Goals", "Status", "Closed, Attained", None),
    ],
)  # fmt: skip
def test_the_other_cell_is_named(tmp_path: Path, sheet: str, heading: str, value: str, said: str | None) -> None:
    plans = Plans(tmp_path)
    plans.put(sheet, heading, value)
    if said is not None:
        assert any(line.endswith(said) for line in plans.told()), plans.told()
        assert not any(value in str(problem) for problem in plans.load().problems)


def test_a_box_that_is_not_shown_names_the_one_that_rules_it(tmp_path: Path) -> None:
    record = small()
    record["assessment"] = {"household": {"dependents": "No", "dependents_count": "2"}}
    key = next(iter(_dependents()))
    record["assessment"]["household"] = {"dependents": "No", key: "2"}
    told = [line for line in messages(load_record(tmp_path, record), tmp_path) if "can only be filled" in line]
    assert len(told) == 1
    assert "is Yes; it is No in line " in told[0]


def _dependents() -> list[str]:
    from tests.guide import TABS

    controls = TABS["household"].form.controls.items()
    return [key for key, control in controls if control.shown_if and control.shown_if.key == "dependents"]


def test_on_a_sensitive_screen_the_other_value_is_not_said(tmp_path: Path) -> None:
    record = small()
    record["assessment"] = {"background": {"convicted": "No", "felony": "Yes"}}
    told = [line for line in messages(load_record(tmp_path, record), tmp_path) if "can only be filled" in line]
    assert [line.rpartition(": ")[2] for line in told] == ["can only be filled when 'Ever Convicted of a Crime' is Yes"]


def test_rows_that_are_alike_name_each_other(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    sheet = plans.book["Objectives"]
    sheet.append([cell.value for cell in sheet[2]])
    (line,) = plans.told()
    assert line.startswith("plans.xlsx Objectives row 3")
    assert "there it is " in line
    assert "Objectives!C2" in line


def test_a_participant_who_stands_twice(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    sheet = plans.book["Participants"]
    sheet.append(["Mike, Mika" if cell.value == "Mike, Mike" else cell.value for cell in sheet[2]])
    told = [line for line in plans.told() if "this participant stands in" in line]
    assert len(told) == 2
    assert all("; they differ in: Name (Mike, Mike or Mike, Mika)" in line for line in told)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("plan.goals.0.term", "Long Term", "they differ in: plan"),
        ("participant.name", "Mike, Mika", "they differ in: Name (Mike, Mike or Mike, Mika)"),
        ("activities.0.comments", "late", "they differ in: activities"),
    ],
)
def test_records_of_one_participant_say_what_differs(tmp_path: Path, path: str, value: Any, said: str) -> None:
    load_record(tmp_path, small())
    (tmp_path / "plans.yaml").rename(tmp_path / "a.yaml")
    load_record(tmp_path, change(small(), path, value))
    loaded = load([tmp_path], today=TODAY)
    assert [problem.for_author().endswith(f"; {said}") for problem in loaded.problems] == [True, True]
    assert not any("Mika" in str(problem) for problem in loaded.problems)


def test_an_application_of_two_people_names_both(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, {**OTHER, "participant.name": "Lake, Ann"})
    for row in (2, 3):
        plans.put("Participants", "Application ID", "2242702", row=row)
    first, second = plans.told()
    assert first.endswith("; both say 2242702: Mike, Mike here, and Lake, Ann there")
    assert second.endswith("; both say 2242702: Lake, Ann here, and Mike, Mike there")


def test_a_question_that_is_answered_twice(tmp_path: Path) -> None:
    record = small()
    record["extra"] = {"activity.general": {"Veteran?": "No", "veteran?": "Yes"}}
    (line,) = messages(load_record(tmp_path, record), tmp_path)
    assert "is answered twice: see line " in line
    plans = Plans(tmp_path)
    sheet: Any = plans.book.create_sheet("Extra")
    for row in (
        ["User ID", "Screen", "Question", "Answer", "Check List"],
        ["36213", "activity.general", "Veteran?", "No"],
        ["36213", "activity.general", "Veteran?", "Yes"],
    ):
        sheet.append(row)
    (line,) = plans.told()
    assert line.startswith("plans.xlsx Extra row 3: the question is answered twice")
    assert line.endswith("; the other answer is in Extra row 2")
