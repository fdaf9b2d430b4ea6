"""One mistake is told once: a bad key has no errors that follow from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.records.places import Cell, Row
from bot.records.problems import Problem, lines_of
from tests.unit.records_kit import change, load_record, messages, small
from tests.unit.sheets_kit import OTHER, Plans, words
from tests.unit.test_sheets_numbered import Tracker

PLAN = "plan.goals.0"


def renamed(path: str, key: str) -> dict[str, Any]:
    """The small record with one key written otherwise."""
    record = small()
    place: Any = record
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        place = place[part]
    place[key] = place.pop(last)
    return record


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("plan.region", "regoin"),
        (f"{PLAN}.type", "Type of Goal"),
        (f"{PLAN}.objectives", "objektives"),
        ("plan.goals", "gaols"),
        ("activities", "activites"),
        ("participant", "partcipant"),
        ("participant.app_id", "appid"),
    ],
)
def test_a_key_that_is_misspelt_is_told_once(tmp_path: Path, path: str, key: str) -> None:
    (line,) = messages(load_record(tmp_path, renamed(path, key)), tmp_path)
    assert f"'{key}' is not a known key here; did you mean '{path.rpartition('.')[2]}'?" in line


def test_a_tab_that_is_misspelt_is_not_missing_as_well(tmp_path: Path) -> None:
    told = messages(load_record(tmp_path, change(small(), "assessment", {"educaton": {}})), tmp_path)
    assert any("'educaton' is not a known key here; did you mean 'education'?" in line for line in told)
    assert not any("this tab is missing ('education')" in line for line in told)
    assert any("this tab is missing ('general')" in line for line in told)


def test_what_is_missing_besides_is_told_all_the_same(tmp_path: Path) -> None:
    record = renamed("plan.region", "regoin")
    del record["plan"]["office"]
    assert len(messages(load_record(tmp_path, record), tmp_path)) == 2


def shown(plans: Plans) -> list[str]:
    """What `check` shows the author."""
    loaded = plans.load()
    return [words(plans.folder, line) for line in lines_of(loaded.problems, for_author=True)]


THREE: tuple[dict[str, Any], ...] = ({}, OTHER, {"participant.user_id": "50202", "participant.app_id": "2250202"})
NOBODYS = "no row of the sheet Participants has this User ID"


def test_a_misspelt_id_of_a_goal_bars_whose_it_may_be_and_is_told_once(tmp_path: Path) -> None:
    plans = Plans(tmp_path, *THREE)
    place = plans.put("Goals", "User ID", "40110", row=3)
    assert shown(plans) == [f"plans.xlsx {place} User ID: {NOBODYS}; did you mean '40101'?"]
    assert [record.user_id for record in plans.load().records] == ["36213", "50202"]


def test_a_misspelt_id_excuses_no_other_s_missing_goals(tmp_path: Path) -> None:
    plans = Plans(tmp_path, *THREE)
    place = plans.put("Goals", "User ID", "40110", row=3)
    plans.book["Goals"].delete_rows(4)
    plans.book["Objectives"].delete_rows(4)
    told = shown(plans)
    assert f"plans.xlsx {place} User ID: {NOBODYS}; did you mean '40101'?" in told
    assert ["R6: the plan needs at least one goal" in line for line in told].count(True) == 1


def test_two_keys_are_two_participants(tmp_path: Path) -> None:
    """Though both are like the same one."""
    third = {"participant.user_id": "40102", "participant.app_id": "2250202"}
    plans = Plans(tmp_path, {}, OTHER, third)
    plans.put("Goals", "User ID", "40103", row=3)
    plans.put("Goals", "User ID", "40104", row=4)
    assert [line.partition("; ")[2] for line in shown(plans)] == ["did you mean '40101'?", "did you mean '40102'?"]


def test_a_misspelt_id_of_an_objective(tmp_path: Path) -> None:
    plans = Plans(tmp_path, *THREE)
    place = plans.put("Objectives", "User ID", "4010", row=3)
    assert shown(plans) == [f"plans.xlsx {place} User ID: {NOBODYS}; did you mean '40101'?"]


@pytest.mark.parametrize("value", ["3621A", "36213 Mike", 36213.5, None])
def test_a_bad_id_of_a_participant_is_told_once(tmp_path: Path, value: Any) -> None:
    """What stands on the other sheets under the right one is no second mistake."""
    plans = Plans(tmp_path, *THREE)
    place = plans.put("Participants", "User ID", value)
    (line,) = shown(plans)
    assert line.startswith(f"plans.xlsx {place} User ID: ")
    assert plans.load().count == 2


def test_zeros_that_one_sheet_has_lost(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.put("Participants", "User ID", "0036213")
    told = shown(plans)
    assert told == [
        f"plans.xlsx {sheet}!A2 User ID: {NOBODYS}; did you mean '0036213'?" for sheet in ("Goals", "Objectives")
    ]


def test_a_key_that_is_like_nobody_s_is_told_with_what_is_missing(tmp_path: Path) -> None:
    plans = Plans(tmp_path, *THREE)
    place = plans.put("Goals", "User ID", "99887", row=3)
    told = shown(plans)
    assert f"plans.xlsx {place} User ID: {NOBODYS}" in told
    assert any("R6: the plan needs at least one goal" in line for line in told)


@pytest.mark.parametrize("value", ["one", "2"])
def test_a_bad_goal_number_is_told_once(tmp_path: Path, value: str) -> None:
    plans = Plans(tmp_path)
    place = plans.put("Objectives", "Goal Number", value)
    (line,) = shown(plans)
    assert line.startswith(f"plans.xlsx {place} Goal Number: ")
    assert plans.load().count == 0


def test_a_bad_number_of_a_goal_is_told_once(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    place = plans.put("Goals", "Goal Number", "one")
    assert shown(plans) == [f"plans.xlsx {place} Goal Number: 'one' is not a number such as 1"]
    assert plans.load().count == 0


@pytest.mark.parametrize(
    ("sheet", "heading", "written"),
    [
        ("Goals", "Status", "Staus"),
        ("Goals", "Type of Goal", "Goal Type of"),
        ("Participants", "Plan Start Date", "Plan Star Date"),
    ],
)
def test_a_misspelt_heading_is_one_line(tmp_path: Path, sheet: str, heading: str, written: str) -> None:
    plans = Plans(tmp_path, *THREE)
    letter = plans.cell(sheet, heading).column_letter
    plans.put(sheet, heading, written, row=1)
    if written == "Goal Type of":
        assert any("Type of Goal is required by the site" in line for line in shown(plans)), "it is like nothing"
        return
    (line,) = shown(plans)
    assert line.startswith(f"plans.xlsx {sheet}!{letter}2 {written}: stands in a column that has no known heading")
    assert line.endswith("; the same in rows 3-4")
    assert any(
        f"'{written}' is not a known column of this sheet; did you mean '{heading}'?" in n for n in plans.notes()
    )
    assert plans.load().count == 0


def test_a_misspelt_heading_of_the_ids(tmp_path: Path) -> None:
    plans = Plans(tmp_path, *THREE)
    plans.put("Goals", "User ID", "User IDs", row=1)
    assert plans.load().count == 0
    assert len(shown(plans)) <= 2


def test_rows_without_anybody_are_one_line(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    for row in range(3, 1003):
        plans.put("Participants", "Grant", "Adult", row=row)
    assert shown(plans) == [
        "plans.xlsx Participants!A3 User ID: the row has no User ID: whose is it?; the same in rows 4-1002"
    ]
    assert plans.load().count == 1


def test_rows_of_boxes_that_nobody_ticked_are_left_out_and_told(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    for row in range(3, 1001):
        plans.put("Participants", "Include Staff Signature", False, row=row)
        plans.put("Goals", "Goal Number", 0, row=row)
    assert shown(plans) == []
    assert plans.load().count == 1
    assert plans.notes() == [
        "plans.xlsx: Participants: rows 3-1000: nothing but FALSE or 0, and no User ID: left out",
        "plans.xlsx: Goals: rows 3-1000: nothing but FALSE or 0, and no User ID: left out",
    ]


def test_ids_that_are_numbers_are_one_note(tmp_path: Path) -> None:
    plans = Plans(tmp_path, *THREE)
    for sheet in ("Participants", "Goals", "Objectives"):
        for row, number in enumerate((36213, 40101, 50202), 2):
            plans.put(sheet, "User ID", number, "General", row=row)
    plans.put("Participants", "Application ID", 2242702, "#,##0")
    assert shown(plans) == []
    assert [record.user_id for record in plans.load().records] == ["36213", "40101", "50202"]
    said = "is a number, and taken as it is, for no {} of this column begins with 0"
    assert sorted(plans.notes()) == [
        f"plans.xlsx Goals!A2 User ID: {said.format('User ID')}; the same in rows 3-4",
        f"plans.xlsx Objectives!A2 User ID: {said.format('User ID')}; the same in rows 3-4",
        f"plans.xlsx Participants!A2 User ID: {said.format('User ID')}; the same in rows 3-4",
        f"plans.xlsx Participants!D2 Application ID: {said.format('Application ID')}",
    ]


def test_ids_of_a_tracker_are_told_once_however_many_groups_it_has(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path)
    tracker.sheet["A3"] = 36213
    tracker.sheet["A4"] = "40101\u200b"
    loaded = tracker.load()
    assert loaded.count == 2
    assert sorted(note.message.partition(",")[0] for note in loaded.warnings if "ID" in str(note)) == [
        "holds marks that can't be seen (U+200B): they are left out",
        "is a number",
    ]


@pytest.mark.parametrize(("value", "number_format"), [("0040101", "@"), (40101, "0000000")])
def test_ids_that_are_numbers_where_others_begin_with_0(tmp_path: Path, value: Any, number_format: str) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    place = plans.put("Participants", "User ID", 36213, "General")
    for sheet in ("Participants", "Goals", "Objectives"):
        plans.put(sheet, "User ID", value, number_format, row=3)
    (line,) = shown(plans)
    assert line.startswith(f"plans.xlsx {place} User ID: '36213' is a number here, and numbers lose the zeros in front")
    assert line.endswith("; others of this column begin with 0")


def test_the_same_problem_in_many_rows_is_one_line(tmp_path: Path) -> None:
    plans = Plans(tmp_path, *THREE)
    place = plans.put("Goals", "Status", "Opened")
    plans.put("Goals", "Status", "Opened", row=3)
    plans.put("Goals", "Status", "Shut", row=4)
    first, second = shown(plans)
    assert first.startswith(f"plans.xlsx {place} Status: 'Opened' is not offered")
    assert first.endswith("; did you mean 'Open'?; the same in row 3")
    assert second.startswith(f"plans.xlsx {place[:-1]}4 Status: 'Shut' is not offered")
    assert len(plans.load().problems) == 3, "each record has its own"


def test_many_values_with_the_same_problem_are_one_line() -> None:
    cells = [Problem("x", "is wrong", Cell("S", row, "B", "Wage"), quoted=f"v{row}") for row in (2, 3, 4, 5, 7, 8, 9)]
    assert [*lines_of(cells, for_author=True)] == ["x S!B2 Wage: 'v2' is wrong; the same in rows 3-5, 7-9"]
    assert [*lines_of(cells[:2], for_author=True)] == ["x S!B2 Wage: 'v2' is wrong", "x S!B3 Wage: 'v3' is wrong"]
    assert [*lines_of(cells[:2], for_author=False)] == ["x S!B2 Wage: is wrong; the same in row 3"]


def test_lines_of_other_places_stay_apart() -> None:
    problems = [
        Problem("x", "is wrong", Cell("S", 2, "B", "Wage")),
        Problem("y", "is wrong", Cell("S", 3, "B", "Wage")),
        Problem("x", "is wrong", Cell("S", 3, "C", "Wage")),
        Problem("x", "is wrong", Row("S", 4, {})),
        Problem("x", "is wrong", Row("S", 5, {})),
        Problem("x", "is wrong", 6),
        Problem("x", "is wrong", 9),
        Problem("x", "is wrong"),
    ]
    assert [*lines_of(problems, for_author=True)] == [
        "x S!B2 Wage: is wrong",
        "y S!B3 Wage: is wrong",
        "x S!C3 Wage: is wrong",
        "x S row 4: is wrong; the same in row 5",
        "x line 6: is wrong; the same in line 9",
        "x: is wrong",
    ]
