"""One sheet's rows as texts under the columns we know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from bot.records.places import Cell, Row
from bot.records.problems import Problem
from bot.sheets.columns import Column, Path, Sheet
from bot.sheets.values import CellValue, Trouble

Text = str | Trouble | None
RawRow = tuple[int, dict[int, CellValue]]
Letters = dict[int, tuple[str, str]]

class RawSheet(Protocol):
    """A sheet as its file has it; all but the rows is complete once they are read."""

    hidden_rows: list[int]
    hidden_columns: list[int]
    merged: list[str]
    formulas: int
    first_formula: tuple[int, int] | None
    lengths: dict[int, int]
    """Of a CSV file, how many cells each row has, empty ones too."""

    def rows(self) -> Iterator[RawRow]:
        """Row numbers from 1, cells by column from 0."""


@dataclass
class Table:
    """`rows` have one cell for each column of `sheet`; `numbers` are their rows' numbers in the file.

    `strays` are the problems of rows that hold something where it has no meaning, by the row's place in `rows`.
    """

    sheet: Sheet
    name: str
    file: str
    letters: Letters = field(default_factory=dict)
    """Column and heading in the file, for each column of `sheet` that it has."""
    letters_of: list[Letters] = field(default_factory=list)
    """The same for each row, where rows are made of columns that are numbered."""
    numbers: list[int] = field(default_factory=list)
    rows: list[tuple[Text, ...]] = field(default_factory=list)
    strays: dict[int, list[Problem]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def letters_at(self, row: int) -> Letters:
        return self.letters_of[row] if self.letters_of else self.letters

    def cell(self, row: int, column: int) -> Cell | Row:
        """The place of a cell of `rows`."""
        number = self.numbers[row]
        found = self.letters_at(row).get(column)
        return Cell(self.name, number, *found) if found else Row(self.name, number, {})


def columns_of(sheet: Sheet, path: Path) -> list[tuple[int, Column]]:
    """The columns that fill one part of a record, with their place in a table's rows."""
    return [(place, column) for place, column in enumerate(sheet.columns) if column.path == path]
