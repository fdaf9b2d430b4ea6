"""Small workbooks for tests, made with openpyxl as an office would make them, and a way to load them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.pages.plan_goals import Goal
from bot.records.load import Loaded, load
from bot.records.model import Record
from bot.sheets.layout import Layout
from bot.sheets.opening import Sheets
from bot.sheets.rows import rows_of
from tests.guide import BOOK, SHEETS
from tests.unit.records_kit import TODAY, change, load_record, small

OTHER = {"participant.user_id": "40101", "participant.app_id": "2240101"}


def small_records(folder: Path, *changes: dict[str, Any]) -> tuple[Record, ...]:
    """The small record, once for each dictionary of changes by dotted path."""
    records = []
    for own in changes:
        record = small()
        for path, value in own.items():
            change(record, path, value)
        records.append(record)
    loaded = load_record(folder, *records)
    assert not loaded.problems, [str(problem) for problem in loaded.problems]
    return loaded.records


class Plans:
    """A workbook of small plans: headings in row 1, then the participants; to be spoilt by a test, then loaded."""

    def __init__(self, folder: Path, *changes: dict[str, Any]) -> None:
        self.folder = folder
        self.path = folder / "plans.xlsx"
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        rows = rows_of(small_records(folder, *(changes or ({},))), BOOK)
        (folder / "plans.yaml").unlink()
        for name in ("Participants", "Goals", "Objectives"):
            sheet: Any = self.book.create_sheet(name)
            sheet.append([column.heading for column in SHEETS[name].columns])
            for row in rows[name]:
                sheet.append(row)

    def cell(self, sheet: str, heading: str, row: int = 2) -> Any:
        """The cell under a heading."""
        headings = [cell.value for cell in self.book[sheet][1]]
        return self.book[sheet].cell(row, headings.index(heading) + 1)

    def put(self, sheet: str, heading: str, value: Any, number_format: str | None = None, row: int = 2) -> str:
        """Writes a value under a heading, and gives the place as messages name it."""
        cell = self.cell(sheet, heading, row)
        cell.value = value
        if number_format is not None:
            cell.number_format = number_format
        return f"{sheet}!{cell.coordinate}"

    def load(self, layout: Layout | None = None, **options: Any) -> Loaded:
        self.book.save(self.path)
        return load_sheets(self.path, layout, **options)

    def told(self, **options: Any) -> list[str]:
        """What the author is told, without the folder."""
        return [words(self.folder, problem.for_author()) for problem in self.load(**options).problems]

    def notes(self) -> list[str]:
        return [words(self.folder, warning.for_author()) for warning in self.load().warnings]


def load_sheets(path: Path, layout: Layout | None = None, today: date = TODAY, **options: Any) -> Loaded:
    return load([path], today=today, opener=Sheets(layout), **options)


def goals_of(record: Record) -> tuple[Goal, ...]:
    """The goals of a record that has a plan."""
    assert record.plan is not None
    return record.plan.goals or ()


def words(folder: Path, text: str) -> str:
    return text.replace(f"{folder}{os.sep}", "")


def edit_part(path: Path, part: str, edit: Callable[[str], str]) -> None:
    """Changes the XML of one part of a workbook, for what openpyxl does not write."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts[part].decode()
    parts[part] = edit(before).encode()
    assert parts[part].decode() != before, "nothing was changed"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
