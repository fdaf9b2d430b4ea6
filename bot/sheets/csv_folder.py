"""A folder of CSV files as a workbook: one file a sheet, Goals.csv and so on."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator
from io import BytesIO, TextIOWrapper
from pathlib import Path

from bot.inputs import TooMuch, read_bounded
from bot.sheets.package import MAX_FILE, Unopenable
from bot.sheets.sheet_xml import MAX_COLUMN, Bounds
from bot.sheets.table import RawRow
from bot.sheets.values import CellValue

_MARKS = (",", ";", "\t")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
MAX_CELL = 1024**2
"""Characters of one cell; Excel's own hold 32,767."""
csv.field_size_limit(MAX_CELL)
_NOT_UTF_8 = "is not text in UTF-8: save it as 'CSV UTF-8'"
_HEAD = 1024**2
"""Bytes in which the row of headings ends."""


class CsvSheet:
    """One file. Cells are texts: what Excel would make of them it has not made yet."""

    def __init__(self, path: Path) -> None:
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[str] = []
        self.formulas = 0
        self.first_formula: tuple[int, int] | None = None
        self.lengths: dict[int, int] = {}
        self._path = path

    def rows(self) -> Iterator[RawRow]:
        """The rows that hold something. Raises Unopenable."""
        try:
            content = read_bounded(self._path, MAX_FILE, too_large="split it")
            if content[:_HEAD].count(b"\0") * 8 > len(content[:_HEAD]):  # UTF-16, without the mark that says so
                raise Unopenable(f"{self._path.name} {_NOT_UTF_8}")
            text = TextIOWrapper(BytesIO(content), encoding="utf-8-sig", newline="")
            yield from self._rows(text, _mark(content))
        except TooMuch as error:
            raise Unopenable(f"{self._path.name} {error.words}") from None
        except UnicodeDecodeError:
            raise Unopenable(f"{self._path.name} {_NOT_UTF_8}") from None
        except OSError as error:
            raise Unopenable(f"{self._path.name} can't be read: {error.strerror or 'unknown reason'}") from None

    def _rows(self, text: Iterable[str], mark: str) -> Iterator[RawRow]:
        bounds = Bounds(self._path.name)
        narrow = _Narrow(text, mark, self._path.name)
        lines = csv.reader(narrow, delimiter=mark, strict=True, skipinitialspace=True)
        try:
            for number, row in enumerate(lines, start=1):
                narrow.begin_row()
                bounds.row(len(row))
                self.lengths[number] = len(row)
                if any(cell[:1].isspace() and cell.lstrip()[:1] == '"' for cell in row):
                    words = f"{self._path.name}, line {lines.line_num}: a cell begins with a blank and a quote"
                    raise Unopenable(f"{words}: is the quote part of it? Take the blank out, or write the quote twice")
                cells: dict[int, CellValue] = {place: unguarded(cell) for place, cell in enumerate(row) if cell}
                if cells:
                    yield number, cells
        except csv.Error:
            words = f"{self._path.name}, line {lines.line_num}: a quote is not closed, or text stands behind one"
            words += ", where a quote within a cell is written twice"
            raise Unopenable(f"{words}; or a cell has more than {MAX_CELL:,} characters") from None


class _Narrow:
    """The lines of a file, as long as the row they make is one that a sheet could have: csv makes a list of it."""

    def __init__(self, lines: Iterable[str], mark: str, name: str) -> None:
        self._lines = iter(lines)
        self._mark = mark
        self._name = name
        self._marks = 0

    def begin_row(self) -> None:
        """What was given out is a whole row."""
        self._marks = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._marks += line.count(self._mark)
        if self._marks >= MAX_COLUMN:
            raise Unopenable(f"{self._name}: a row has more than {MAX_COLUMN:,} columns, or a quote is not closed")
        return line


def _mark(content: bytes) -> str:
    """What stands between the cells: Excel writes semicolons where commas are in numbers."""
    head = content[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n").partition(b"\n")[0]
    return max(_MARKS, key=lambda mark: head.count(mark.encode()))


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula when it opens the file."""
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    is_guard = text[:1] == "'" and text[1:2] in {*FORMULA_STARTS, "'"}
    return text[1:] if is_guard else text
