"""What a sheet shows in another way than a form, and has one meaning: lists, merges, codes, what can't be seen."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.controls import differs_by_accents
from bot.errors import NotFound
from bot.pages.find_person import IndividualList
from bot.sheets.mapping import read_mapping
from bot.sheets.proposal import propose_mapping
from bot.sheets.values import split_list
from tests.guide import BOOK
from tests.unit.sheets_kit import OTHER, Plans, edit_part, goals_of, load_sheets, words

SERVICES = next(column.heading for column in BOOK.people.columns if column.dotted == "plan.services")
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


def in_two(plans: Plans, last: object, first: object, headings: tuple[str, str] = ("Last Name", "First Name")) -> None:
    """Takes the column Name away, and writes two at the end instead."""
    sheet = plans.book["Participants"]
    sheet.delete_cols(plans.cell("Participants", "Name").column)
    width = sheet.max_column
    for at, (heading, value) in enumerate(zip(headings, (last, first), strict=True), 1):
        sheet.cell(1, width + at).value = heading
        sheet.cell(2, width + at).value = value  # type: ignore[assignment]


@pytest.mark.parametrize("headings", [("Last Name", "First Name"), ("LAST", "FIRST"), ("Surname", "Given Name")])
def test_a_name_in_two_columns(tmp_path: Path, headings: tuple[str, str]) -> None:
    plans = Plans(tmp_path)
    in_two(plans, " Mike ", "Mike Jr.", headings)
    assert plans.told() == []
    (record,) = plans.load().records
    assert record.participant.name == "Mike, Mike Jr."


@pytest.mark.parametrize(
    ("last", "first"), [("Mike", None), (None, "Mike"), ("Mike, Jr.", "Mike"), (None, None), (5, "x")]
)
def test_half_a_name_is_none(tmp_path: Path, last: object, first: object) -> None:
    plans = Plans(tmp_path)
    in_two(plans, last, first)
    assert len(plans.told()) == 1
    assert plans.load().count == 0


def test_a_column_name_is_the_name(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    sheet = plans.book["Participants"]
    width = sheet.max_column
    for at, heading in enumerate(("Last Name", "First Name"), 1):
        sheet.cell(1, width + at).value = heading
    assert plans.told() == []
    assert plans.load().records[0].participant.name == "Mike, Mike"


def test_a_mapping_of_a_name_in_two_columns_is_proposed_and_read(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    in_two(plans, "Mike", "Mike", ("Client Last Name", "Client First Name"))
    plans.load()
    text = propose_mapping(plans.path, BOOK).text
    assert '"Client Last Name": "Last Name"  # 100 %' in text
    assert '"Client First Name": "First Name"  # 100 %' in text
    mapping = tmp_path / "m.yaml"
    mapping.write_text(text)
    loaded = load_sheets(plans.path, read_mapping(mapping, BOOK))
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.records[0].participant.name == "Mike, Mike"


@pytest.mark.parametrize(
    ("shown", "name", "expected"),
    [
        ("Núñez, Zoë", "Nunez, Zoe", True),
        ("Nun\u0303ez, Zoe\u0308", "nunez, zoe", True),
        ("Mike\u200b, Mike", "Mike, Mike", False),  # a mark that nobody sees is no difference at all
        ("Møller, Łukasz", "Moller, Lukasz", True),
        ("Núñez, Zoë", "NÚÑEZ, ZOË", False),
        ("Núñez, Zoë", "Nunes, Zoe", False),
        ("", "", False),
    ],
)
def test_names_that_differ_by_accents_alone(shown: str, name: str, expected: bool) -> None:
    assert differs_by_accents(shown, name) is expected


def test_the_list_of_people_says_so(tmp_path: Path) -> None:
    """It is another name all the same: nobody is opened."""
    site: Any = SimpleNamespace(profile=SimpleNamespace(word=lambda word: word))
    row = SimpleNamespace(cell=lambda heading: {"User ID": "36213", "Name": "Núñez, Zoë"}.get(heading))
    reading: Any = SimpleNamespace(grids=[SimpleNamespace(rows=[row])])
    screen: Any = SimpleNamespace(site=site)
    with pytest.raises(NotFound, match="differs from the record's by accents only: write it as the site does"):
        IndividualList.open(screen, reading, "36213", "Nunez, Zoe")
    with pytest.raises(NotFound, match="has another name than the record"):
        IndividualList.open(screen, reading, "36213", "Nunes, Zoe")
