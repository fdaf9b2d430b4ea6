"""Folders of CSV files, one a sheet, are read as workbooks are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sheets.rows import rows_of
from bot.sheets.writing import write_folder
from tests.guide import BOOK
from tests.unit.sheets_kit import load_sheets, small_records, words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "plans"
    write_folder(target, rows_of(small_records(tmp_path, {"plan.goals.0.comments": "=cmd|' /C calc'!A0"}), BOOK), BOOK)
    return target


def test_csv_files_work_the_same_way(tmp_path: Path, folder: Path) -> None:
    assert load_sheets(folder).count == 1
    path = folder / "Goals.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert "'=cmd|' /C calc'!A0" in text, "no program may take it for a formula"
    path.write_text(text.replace("Short Term", "Shortish"), encoding="utf-8")
    (problem,) = load_sheets(folder).problems
    assert words(tmp_path, problem.for_author()).startswith("plans Goals.csv!E2 Term of Goal: 'Shortish' is not offer")


@pytest.mark.parametrize("mark", [";", "\t"])
def test_csv_files_with_other_marks_between_cells(folder: Path, mark: str) -> None:
    path = folder / "Objectives.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",", mark), encoding="utf-8")
    assert load_sheets(folder).problems == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"User ID,Status\n36213,\"Open\n", "Goals.csv, line 2: a quote is not closed"),
        ("User ID,Status\n36213,Zoë\n".encode("latin-1"), "Goals.csv is not text in UTF-8: save it as 'CSV UTF-8'"),
    ],
)
def test_csv_files_that_can_not_be_read(folder: Path, content: bytes, said: str) -> None:
    (folder / "Goals.csv").write_bytes(content)
    loaded = load_sheets(folder)
    assert loaded.count == 0
    assert said in loaded.problems[0].message
