"""Where something stands in a file: on a line of YAML, or in a row or a cell of a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, with the heading it stands under."""

    sheet: str
    row: int
    column: str
    heading: str = ""

    def __str__(self) -> str:
        return f"{quoted_sheet(self.sheet)}!{self.column}{self.row} {self.heading}".rstrip()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet, as far as one form goes: `columns` has the column and heading of each of its fields."""

    sheet: str
    number: int
    columns: Mapping[str, tuple[str, str]]

    def __str__(self) -> str:
        return f"{quoted_sheet(self.sheet)} row {self.number}"

    def cell(self, key: str) -> Row | Cell:
        """The cell of a field; the row itself where the sheet has no column for it."""
        found = self.columns.get(key)
        return Cell(self.sheet, self.number, *found) if found else self


Place = int | Row | Cell
"""A line, counted from 1, or a place in a sheet."""


def words_of(place: Place) -> str:
    """`line 14`, `Goals row 7`, `Goals!F7 Estimated Date of Completion`."""
    return f"line {place}" if isinstance(place, int) else str(place)


def place_of(place: Place, key: str) -> Place:
    """The place of one field of a form that stands there."""
    return place.cell(key) if isinstance(place, Row) else place


def quoted_sheet(name: str) -> str:
    """A sheet's name as Excel writes it in front of a cell: in quotes unless it is one plain word."""
    plain = name.replace("_", "").replace(".", "")
    return name if plain.isalnum() and not plain[0].isdigit() else "'" + name.replace("'", "''") + "'"
