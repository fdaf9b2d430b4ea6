"""The sheet of differences in a copy of a workbook: a drop-down for each decision, and read back as it was chosen."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.compare.decisions import Decision
from bot.compare.items import Comparison, Item, Place
from bot.decisions.sheet import check_copy_path, copy_with_differences, decisions_in_workbooks
from bot.errors import ConfigError
from tests.unit.sheets_kit import Plans, load_sheets

TERM, ROW = Place("plan.goals", "1.10", "term"), Place("plan.goals", "2")
SECRET, MARK = "Long Term of somebody", "h0123456789abcdef01234567"
FOUND = Comparison(
    "0036213",
    [
        Item(Place("plan.goals", "1", "type"), "Goals", "Type of Goal", "leave", SECRET, SECRET),
        Item(TERM, "Goals", "=Term<&", "change", SECRET, SECRET, stops=True, choices=("keep", "overwrite"), mark=MARK),
        Item(ROW, "Goals", "this row", "undecided", SECRET, SECRET, choices=("add",), stops=True, mark=MARK),
    ],
)


def copied(plans: Plans, name: str = "copy.xlsx", made: tuple[Decision, ...] = ()) -> Path:
    plans.book.save(plans.path)
    target = plans.folder / name
    assert copy_with_differences(plans.path, target, [FOUND], made) == 2
    return target


def chosen(path: Path, **choices: str) -> Path:
    """The workbook after a person has chosen, and Excel has written all of it anew."""
    book: Any = openpyxl.load_workbook(path)
    for cell, choice in choices.items():
        book["Differences"][cell] = choice
    book.save(path)
    return path


def test_what_is_chosen_is_read_back(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    path = copied(plans)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert decisions_in_workbooks([path]) == []
    assert decisions_in_workbooks([chosen(path, D2="overwrite")]) == [Decision("0036213", TERM, "overwrite", MARK)]
    assert decisions_in_workbooks([chosen(path, D3="Add")]) == [
        Decision("0036213", TERM, "overwrite", MARK), Decision("0036213", ROW, "add", MARK),
    ]  # fmt: skip


def test_the_sheet_offers_what_may_be_decided_and_no_value(tmp_path: Path) -> None:
    path = copied(Plans(tmp_path))
    book: Any = openpyxl.load_workbook(path)
    sheet = book["Differences"]
    assert [cell.value for cell in sheet[2]][:4] == ["0036213", "Goals, row 1.10: =Term<&", "keep, overwrite", None]
    lists = {str(own.sqref): own.formula1 for own in sheet.data_validations.dataValidation}
    assert lists == {"D2": '"keep,overwrite"', "D3": '"add"'}
    assert [sheet.column_dimensions[letter].hidden for letter in "ADEH"] == [False, False, True, True]
    assert SECRET not in "".join(str(cell.value) for row in sheet.rows for cell in row)


def test_the_records_are_as_before(tmp_path: Path) -> None:
    """A copy is loaded as its original is: the sheet is none of a record's."""
    plans = Plans(tmp_path)
    before = plans.load()
    path = copied(plans)
    after = load_sheets(path)
    assert (after.records, after.problems, after.warnings) == (before.records, (), ())


def test_a_copy_of_a_copy_has_one_such_sheet(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    first = chosen(copied(plans), D2="keep")
    (made,) = decisions_in_workbooks([first])
    second = tmp_path / "second.xlsx"
    copy_with_differences(first, second, [FOUND], [made])
    assert openpyxl.load_workbook(second).sheetnames.count("Differences") == 1
    assert decisions_in_workbooks([second]) == [made]
    assert decisions_in_workbooks([tmp_path]) == [made, made]


@pytest.mark.parametrize(("choice", "words"), [("replace", "a decision is keep"), ("12", "row 2: a decision is keep")])
def test_what_is_no_decision_is_told_by_its_row(tmp_path: Path, choice: str, words: str) -> None:
    path = chosen(copied(Plans(tmp_path)), D2=choice)
    with pytest.raises(ConfigError, match=r"copy\.xlsx Differences row 2") as told:
        decisions_in_workbooks([path])
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("name", "target", "words"),
    [
        ("a.yaml", "b.xlsx", "name one workbook"),
        ("a.xlsx", "b.csv", "must end in .xlsx"),
        ("a.xlsx", "a.xlsx", "is there already"),
    ],
)
def test_where_no_copy_could_be_written(tmp_path: Path, name: str, target: str, words: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(ConfigError, match=words):
        check_copy_path(tmp_path / target, [tmp_path / name])
