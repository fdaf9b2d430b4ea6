"""What we write is opened and saved by LibreOffice, and means the same afterwards. Skipped where that is not there."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.report.results_file import HEADINGS, write_results
from bot.sheets.example import example_rows
from bot.sheets.marked import mark_copy
from bot.sheets.marked_styles import RED
from bot.sheets.writing import write_workbook
from tests.guide import BOOK, SHEETS
from tests.site.test_results_file import outcome
from tests.unit.sheets_kit import load_sheets, words

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
NOW = date(2026, 3, 2)
NAMES = ("plans.xlsx", "filled.xlsx", "errors.xlsx", "results.xlsx")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as we write them, and in `saved` as LibreOffice saves them; all in one start, which takes seconds."""
    folder = tmp_path_factory.mktemp("office")
    write_workbook(folder / "plans.xlsx", example_rows(NOW, BOOK), BOOK)
    book = openpyxl.load_workbook(folder / "plans.xlsx")
    goals: Any = book["Goals"]
    goals["G2"], goals["C3"] = "soon", "WIOAA"
    goals["K2"] = "=1+1"
    book["Participants"]["A6"] = "0036214"
    book.save(folder / "filled.xlsx")
    loaded = load_sheets(folder / "filled.xlsx", today=NOW)
    mark_copy(folder / "filled.xlsx", folder / "errors.xlsx", loaded.problems, loaded.warnings)
    (folder / "results").mkdir()
    write_results(folder / "results.xlsx", *outcome(folder / "results"))
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    kind = "xlsx:Calc MS Excel 2007 XML"
    command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(folder / "saved")]
    subprocess.run([*command, *(str(folder / name) for name in NAMES)], check=True, capture_output=True, timeout=120)
    return folder


def told(path: Path) -> list[str]:
    loaded = load_sheets(path, today=NOW)
    return [f"{loaded.count} right", *(words(path.parent, problem.for_author()) for problem in loaded.problems)]


def test_a_template_is_checked_the_same(folder: Path) -> None:
    assert told(folder / "plans.xlsx") == ["3 right"]
    ours, theirs = (load_sheets(path / "plans.xlsx", today=NOW).records for path in (folder, folder / "saved"))
    assert [record.__dict__ | {"source": None} for record in theirs] == [r.__dict__ | {"source": None} for r in ours]


def test_lists_notes_and_formats_are_still_there(folder: Path) -> None:
    before, after = (openpyxl.load_workbook(path / "plans.xlsx") for path in (folder, folder / "saved"))
    assert after.sheetnames == before.sheetnames
    assert after["Lists"].sheet_state == "hidden"
    for name in SHEETS:
        own, theirs = before[name], after[name]
        headings = 2 if name == "Participants" else 1
        lists = [{(each.formula1, str(each.sqref).partition(":")[0]) for each in sheet.data_validations.dataValidation}
                 for sheet in (own, theirs)]  # fmt: skip
        assert lists[0] == lists[1]
        for one, other in zip(own[headings], theirs[headings], strict=True):
            assert one.comment is not None
            assert other.comment is not None
            assert (one.value, one.comment.text) == (other.value, other.comment.text)
        for row in own.iter_rows(min_row=headings + 1):
            for cell in row:
                same = theirs[cell.coordinate]
                assert (cell.value, cell.number_format) == (same.value, same.number_format), cell.coordinate


def test_errors_are_the_same_in_what_libreoffice_saved(folder: Path) -> None:
    """But for the formula: LibreOffice computes it, and a number is not what was meant either."""
    saved = told(folder / "saved" / "filled.xlsx")
    ours = told(folder / "filled.xlsx")
    is_formula = "Goals!K2 Comments"
    assert [line for line in saved if is_formula not in line] == [line for line in ours if is_formula not in line]
    assert any(f"{is_formula}: is a formula whose result is not stored" in line for line in ours)
    assert any(f"{is_formula}: '2' is a number here" in line for line in saved)
    assert told(folder / "errors.xlsx") == [line.replace("filled", "errors") for line in ours]


def test_marks_are_still_there(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "saved" / "errors.xlsx")
    for place, said in (("G2", "'soon' is not a date"), ("C3", "'WIOAA' is not offered"), ("K2", "is a formula")):
        cell = book["Goals"][place]
        assert cell.comment.text.startswith(said)
        assert cell.fill.fgColor.rgb == RED
    assert book["Goals"]["A1"].comment.text == openpyxl.load_workbook(folder / "plans.xlsx")["Goals"]["A1"].comment.text


def test_results_stay_texts_and_links(folder: Path) -> None:
    before, after = (openpyxl.load_workbook(path / "results.xlsx")["Results"] for path in (folder, folder / "saved"))
    values = [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in (before, after)]
    assert values[0] == values[1]
    link = after.cell(2, HEADINGS.index("Printed Plan") + 1).hyperlink
    assert link is not None
    assert (link.target or "").endswith("results/out/a%20plan%20%231.pdf")
    assert {cell.data_type for row in after.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
