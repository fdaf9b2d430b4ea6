"""A folder of CSV files as a workbook: one file a sheet, Goals.csv and so on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from bot.sheets.package import MAX_FILE, Unopenable
from bot.sheets.table import RawRow
from bot.sheets.values import CellValue

_MARKS = (",", ";", "\t")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
csv.field_size_limit(MAX_FILE)


class CsvSheet:
    """One file. Cells are texts: what Excel would make of them it has not made yet."""

    def __init__(self, path: Path) -> None:
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[str] = []
        self.formulas = 0
        self.first_formula: tuple[int, int] | None = None
        self._path = path

    def rows(self) -> Iterator[RawRow]:
        """The rows that hold something. Raises Unopenable."""
        text = _text(self._path)
        lines = csv.reader(StringIO(text, newline=""), delimiter=_mark(text), strict=True)
        try:
            for number, row in enumerate(lines, start=1):
                cells: dict[int, CellValue] = {place: unguarded(cell) for place, cell in enumerate(row) if cell}
                if cells:
                    yield number, cells
        except csv.Error:
            words = f"{self._path.name}, line {lines.line_num}: a quote is not closed, or text stands behind one"
            raise Unopenable(words) from None


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE:
            raise Unopenable(f"{path.name} is larger than {MAX_FILE // 1024**2} MB: split it")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unopenable(f"{path.name} is not text in UTF-8: save it as 'CSV UTF-8'") from None
    except OSError as error:
        raise Unopenable(f"{path.name} can't be read: {error.strerror or 'unknown reason'}") from None


def _mark(text: str) -> str:
    """What stands between the cells: Excel writes semicolons where commas are in numbers."""
    head = text.lstrip("\r\n").partition("\n")[0]
    return max(_MARKS, key=head.count)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens the file."""
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    is_guard = text[:1] == "'" and text[1:2] in {*FORMULA_STARTS, "'"}
    return text[1:] if is_guard else text
