"""The workbook that people fill in: made for Excel and its users, from the forms alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from bot.controls import CheckList, DateBox, DropDown, TextBox, YesNo
from bot.errors import ConfigError
from bot.sheets.example import example_rows
from bot.sheets.files import write_private
from bot.sheets.writing import write_folder, write_workbook
from tests.guide import BOOK, SHEETS
from tests.unit.records_kit import TODAY
from tests.unit.sheets_kit import load_sheets

NOW = date(2026, 3, 2)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("template") / "plans.xlsx"
    write_workbook(path, example_rows(NOW, BOOK), BOOK)
    assert path.stat().st_mode & 0o777 == 0o600
    return openpyxl.load_workbook(path)


def test_the_sheets_in_their_order(book: Any) -> None:
    assert book.sheetnames == ["Instructions", *SHEETS, "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    told = " ".join(str(cell.value) for row in book["Instructions"] for cell in row)
    assert all(name in told for name in SHEETS)
    assert "(empty)" in told


@pytest.mark.parametrize("name", SHEETS)
def test_headings_formats_notes_and_panes(book: Any, name: str) -> None:
    sheet, declared = book[name], SHEETS[name]
    headings = 2 if name == "Participants" else 1
    assert sheet.freeze_panes == ("C3" if headings == 2 else "B2")
    for place, column in enumerate(declared.columns, start=1):
        cell = sheet.cell(headings, place)
        assert cell.value == (f"{column.heading} *" if column.needed else column.heading)
        assert cell.comment.text
        wanted = "mm/dd/yyyy" if isinstance(column.control, DateBox) else "@"
        if isinstance(column.control, DateBox | TextBox):
            assert sheet.column_dimensions[cell.column_letter].number_format == wanted, column.heading
    dark = {sheet.cell(headings, i).fill.fgColor.rgb for i, c in enumerate(declared.columns, 1) if c.needed}
    light = {sheet.cell(headings, i).fill.fgColor.rgb for i, c in enumerate(declared.columns, 1) if not c.needed}
    assert not dark & light


def test_lists_to_choose_from(book: Any) -> None:
    """Every list of options can be chosen from, whole, in every row below the headings."""
    for name, declared in SHEETS.items():
        sheet = book[name]
        every = sheet.data_validations.dataValidation
        choosers = {str(each.sqref).split(":")[0].rstrip("0123456789"): each for each in every}
        for place, column in enumerate(declared.columns, start=1):
            control = column.control
            options = control.options if isinstance(control, DropDown) else ()
            options = ("Yes", "No") if isinstance(control, YesNo) else options
            letter = sheet.cell(1, place).column_letter
            if not options:
                assert letter not in choosers
                continue
            start, end = choosers[letter].formula1.removeprefix("Lists!").replace("$", "").split(":")
            assert tuple(cell.value for (cell,) in book["Lists"][f"{start}:{end}"]) == options
            assert choosers[letter].showErrorMessage is not (isinstance(control, DropDown) and control.is_open)


def test_bands_group_the_columns_of_a_tab(book: Any) -> None:
    bands = [cell.value for cell in book["Participants"][1] if cell.value]
    assert bands[:4] == ["Participant", "Activity", "General", "Expectation"]
    assert bands[-2:] == ["Plan", "Plan Information"]
    assert not book["Participants"].merged_cells.ranges


def test_no_option_of_a_check_list_looks_like_two() -> None:
    """Several options stand in one cell, apart by semicolons or commas: none may hold one itself."""
    for sheet in SHEETS.values():
        for column in sheet.columns:
            if isinstance(column.control, CheckList):
                assert not [option for option in column.control.options if "," in option or ";" in option]


@pytest.mark.parametrize("target", ["plans.xlsx", "folder"])
def test_the_example_could_be_entered_today(tmp_path: Path, target: str) -> None:
    (write_folder if target == "folder" else write_workbook)(tmp_path / target, example_rows(NOW, BOOK), BOOK)
    loaded = load_sheets(tmp_path / target, today=NOW)
    assert (loaded.count, loaded.problems, loaded.warnings) == (3, (), ())


def test_an_empty_template_says_that_it_is_empty(tmp_path: Path) -> None:
    write_workbook(tmp_path / "plans.xlsx", {}, BOOK)
    loaded = load_sheets(tmp_path / "plans.xlsx")
    assert [problem.message for problem in loaded.problems] == [
        "the sheet 'Participants' has no rows: there is no record in it"
    ]


def test_texts_are_texts_for_every_reader(tmp_path: Path) -> None:
    """openpyxl, calamine and we ourselves read the same; nothing that was written is a formula."""
    rows = example_rows(TODAY, BOOK)
    place = [column.heading for column in SHEETS["Goals"].columns].index("Comments")
    hostile = ["=1+1", "@SUM(A1)", "+1", "-1", "=HYPERLINK(\"http://x\")", " x ", "a\nb"]
    for cells, text in zip(rows["Goals"], hostile, strict=False):
        cells[place] = text
    write_workbook(tmp_path / "plans.xlsx", rows, BOOK)
    own = {goal.comments for record in load_sheets(tmp_path / "plans.xlsx").records for goal in goals(record)}
    by_openpyxl = [row[place] for row in openpyxl.load_workbook(tmp_path / "plans.xlsx")["Goals"].iter_rows(min_row=2)]
    by_calamine = python_calamine.load_workbook(tmp_path / "plans.xlsx").get_sheet_by_name("Goals").to_python()[1:]
    assert {cell.data_type for cell in by_openpyxl} == {"s"}
    assert [cell.value for cell in by_openpyxl] == [row[place] for row in by_calamine]
    assert [cell.value for cell in by_openpyxl][: len(rows["Goals"])] == [cells[place] for cells in rows["Goals"]]
    assert own == {str(cells[place]).strip() for cells in rows["Goals"]}
    assert all(cell.quotePrefix for cell in by_openpyxl[:3])


def goals(record: Any) -> Any:
    return record.plan.goals


def test_nothing_is_ever_written_over(tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    path.write_text("my only copy")
    with pytest.raises(ConfigError, match="is there already"):
        write_private(path, b"x")
    with pytest.raises(ConfigError, match="is not empty"):
        write_folder(tmp_path, {}, BOOK)
    with pytest.raises(ConfigError, match="there is no folder"):
        write_private(tmp_path / "none" / "x.xlsx", b"x")
    assert path.read_text() == "my only copy"
    assert [file.name for file in tmp_path.iterdir()] == ["mine.xlsx"]
