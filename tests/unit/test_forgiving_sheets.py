"""What a sheet shows in another way than a form, and has one meaning: lists, merges, codes, what can't be seen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.sheets.columns import PARTICIPANTS
from bot.sheets.values import split_list
from tests.unit.sheets_kit import OTHER, Plans, edit_part, goals_of, load_sheets, words

SERVICES = next(column.heading for column in PARTICIPANTS.columns if column.dotted == "plan.services")
WITH_COMMAS = ("Clothes", "Food, rent and bills", "Child care", "Tools; small")


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("Clothes; Child care", WITH_COMMAS, ["Clothes", "Child care"]),
        ("Clothes\nChild care", WITH_COMMAS, ["Clothes", "Child care"]),
        ("Clothes\r\nChild care\r", WITH_COMMAS, ["Clothes", "Child care"]),
        ("Clothes, Child care", WITH_COMMAS, ["Clothes", "Child care"]),
        ("Clothes; Child care\nFood, rent and bills", WITH_COMMAS, ["Clothes", "Child care", "Food, rent and bills"]),
        ("Clothes, child care; food, rent and bills", WITH_COMMAS, ["Clothes", "child care", "food, rent and bills"]),
        ("Clothes, Food, rent and bills, Child care", WITH_COMMAS, ["Clothes", "Food, rent and bills", "Child care"]),
        ("Food, rent and bills", WITH_COMMAS, ["Food, rent and bills"]),
        ("Tools; small", WITH_COMMAS, ["Tools; small"]),
        ("Clothes, Housing", WITH_COMMAS, ["Clothes", "Housing"]),
        ("WIOA; Other, as told", ("WIOA", "WP"), ["WIOA", "Other, as told"]),
        ("203 205", (), ["203", "205"]),
        ("203, 205; 412\n413", (), ["203", "205", "412", "413"]),
        ("203;", (), ["203"]),
        ("one; two, three", (), ["one", "two, three"]),
    ],
)
def test_lists_however_they_are_parted(text: str, options: tuple[str, ...], expected: list[str]) -> None:
    assert split_list(text, options) == expected


def test_a_list_in_a_cell(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Goals", "Program Affiliation(s)", "WIOA\nTAA, WP")
    plans.put("Participants", "Activity Codes", "203 205")
    (record,) = plans.load().records
    assert goals_of(record)[0].affiliations == ("WIOA", "WP", "TAA")
    assert [activity.code for activity in record.activities] == ["203", "205"]


@pytest.mark.parametrize("heading", ["Activity Codes", SERVICES])
def test_codes_that_became_one_number(tmp_path: Path, heading: str) -> None:
    """Excel takes the comma of 203,205 for one of thousands."""
    plans = Plans(tmp_path)
    place = plans.put("Participants", heading, 203205, "#,##0")
    said = "is one number here: if it is several codes, format the cell as text and type them again"
    assert [line for line in plans.told() if place in line] == [
        f"plans.xlsx {place} {heading}: '203205 (or 203, 205?)' {said}"
    ]
    assert len(plans.told()) == 1


def test_one_code_may_be_a_number(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Participants", "Activity Codes", 205, "General")
    assert plans.told() == []


def test_a_value_that_reaches_over_columns_without_a_heading(tmp_path: Path) -> None:
    """As reports export it, row for row."""
    plans = Plans(tmp_path, {}, OTHER)
    sheet = plans.book["Goals"]
    letters = plans.cell("Goals", "Status").column + 1
    sheet.insert_cols(letters)
    for row in (2, 3):
        sheet.merge_cells(start_row=row, end_row=row, start_column=letters - 1, end_column=letters)
    assert plans.told() == []
    sheet.cell(1, letters).value = "Goal Description 2"
    assert len(plans.told()) == 2, "with a heading the other cell is one of its own"


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda xml: re.sub(r'<row r="3"', '<row r="3" ht="0" customHeight="1"', xml), "row 3 can't be seen"),
        (lambda xml: xml.replace("<sheetFormatPr ", '<sheetFormatPr zeroHeight="1" '), "rows 2-3 can't be seen"),
        (
            lambda xml: xml.replace(
                "<sheetData>", '<cols><col min="10" max="10" width="0" customWidth="1"/></cols><sheetData>'
            ),
            "column J can't be seen",
        ),
    ],
)
def test_what_has_no_height_or_width_can_not_be_seen(tmp_path: Path, change: object, note: str) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.put("Goals", "Comments", "x")
    plans.load()
    assert callable(change)
    edit_part(plans.path, "xl/worksheets/sheet2.xml", lambda xml: str(change(xml)))
    loaded = load_sheets(plans.path)
    assert loaded.count == 2
    assert [words(tmp_path, str(each)) for each in loaded.warnings] == [
        f"plans.xlsx: Goals: {note}, and count all the same"
    ]
