"""Reads a sheet into a table, and notes all that is wrong with it as a sheet."""

from __future__ import annotations

from itertools import islice

from bot.controls import DateBox
from bot.records.draft import not_known
from bot.records.places import Cell, Row
from bot.records.problems import Problem
from bot.sheets.doubts import Dates, doubt_dates, mark_merged, tell_hidden
from bot.sheets.layout import SheetLayout
from bot.sheets.sheet_xml import column_letters
from bot.sheets.table import RawRow, RawSheet, Table, Text
from bot.sheets.values import CellValue, text_of

HEADINGS_WITHIN = 20
"""The row of headings is looked for among so many."""


def read_table(raw: RawSheet, layout: SheetLayout, *, name: str, file: str) -> Table:
    """The table of a sheet. What is wrong with it stands in its problems. May raise Unopenable."""
    table = Table(layout.sheet, name, file)
    rows = raw.rows()
    first = list(islice(rows, HEADINGS_WITHIN))
    found = _headings(first, layout)
    if found is None:
        if first:
            wanted = layout.sheet.columns[0].heading
            table.problems.append(Problem(file, f"the sheet has no heading '{wanted}' in its first rows", _sheet(name)))
        return table
    start, headings = found
    columns = _match(headings, first[start][0], layout, table)
    reading = _Reading(table, layout, columns)
    for number, cells in first[start + 1 :]:
        reading.add(number, cells)
    for number, cells in rows:
        reading.add(number, cells)
    mark_merged(table, raw, columns, first[start][0])
    doubt_dates(table, reading.dates_seen)
    tell_hidden(table, raw)
    return table


def _sheet(name: str) -> Row:
    return Row(name, 1, {})


def _headings(first: list[RawRow], layout: SheetLayout) -> tuple[int, dict[int, str]] | None:
    """The row of the headings: the one the layout names, or the first that has one for the User ID."""
    for place, (number, cells) in enumerate(first):
        texts = {column: value.strip() for column, value in cells.items() if isinstance(value, str) and value.strip()}
        if layout.heading_row is not None:
            is_it = number == layout.heading_row
        else:
            is_it = any(layout.column(text) is layout.sheet.columns[0] for text in texts.values())
        if is_it:
            return place, texts
    return None


def _match(headings: dict[int, str], row: int, layout: SheetLayout, table: Table) -> dict[int, int]:
    """For each column of the file the column of the sheet: -1 where it has none, -2 where it is left out on purpose."""
    own = {id(column): place for place, column in enumerate(layout.sheet.columns)}
    columns: dict[int, int] = {}
    taken: dict[int, int] = {}
    for number, heading in headings.items():
        column = layout.column(heading)
        if column is None:
            columns[number] = -2 if layout.ignores(heading) else -1
            continue
        place = own[id(column)]
        if place in taken:
            first = Cell(table.name, row, column_letters(taken[place]), headings[taken[place]])
            words = f"is the same heading as in {first}: one column only may have it"
            table.problems.append(Problem(table.file, words, _at(table, row, number, heading)))
            columns[number] = columns[taken[place]] = -1
            table.letters.pop(place, None)
        else:
            taken[place] = number
            columns[number] = place
            table.letters[place] = (column_letters(number), heading.rstrip("* \n"))
    _tell_unknown(headings, row, columns, layout, table, set(taken.values()))
    return columns


def _tell_unknown(
    headings: dict[int, str], row: int, columns: dict[int, int], layout: SheetLayout, table: Table, known: set[int]
) -> None:
    for number, heading in headings.items():
        if columns[number] == -1 and number not in known and layout.column(heading) is None:
            names = [column.heading for column in layout.sheet.columns]
            words = not_known(heading, names, where="of this sheet").replace("key", "column")
            table.warnings.append(Problem(table.file, words, _at(table, row, number, ""), quoted=heading))


def _at(table: Table, row: int, number: int, heading: str) -> Cell:
    return Cell(table.name, row, column_letters(number), heading)


class _Reading:
    """Takes rows into a table."""

    def __init__(self, table: Table, layout: SheetLayout, columns: dict[int, int]) -> None:
        self.table = table
        self.layout = layout
        self.columns = columns
        self.width = len(table.sheet.columns)
        self.controls = [column.control for column in table.sheet.columns]
        self.words = {i for i, column in enumerate(table.sheet.columns) if column.heading in layout.words}
        self.constants = {i: layout.constants[c.heading] for i, c in enumerate(table.sheet.columns)
                          if c.heading in layout.constants}  # fmt: skip
        self.dates = {i for i, column in enumerate(table.sheet.columns) if isinstance(column.control, DateBox)}
        self.dates_seen = Dates()
        self.memo: list[dict[CellValue, Text]] = [{} for _ in self.controls]

    def add(self, number: int, cells: dict[int, CellValue]) -> None:
        """One row of the file; a row without content is none."""
        row: list[Text] = [None] * self.width
        strays: list[Problem] = []
        is_empty = True
        for place, value in cells.items():
            column = self.columns.get(place, -1)
            if column < 0:
                if column == -1 and not (isinstance(value, str) and not value.strip()):
                    strays.append(self._stray(number, place))
                continue
            text = self._text(column, value)
            if text is not None:
                row[column] = text
                is_empty = False
        if is_empty and not strays:
            return
        for column, constant in self.constants.items():
            if row[column] is None:
                row[column] = constant
        if strays:
            self.table.strays[len(self.table.rows)] = strays
        self.table.numbers.append(number)
        self.table.rows.append(tuple(row))

    def _text(self, column: int, value: CellValue) -> Text:
        if isinstance(value, str) and column not in self.dates and column not in self.words:
            return value if value and not value.isspace() else None
        memo = self.memo[column]
        if value in memo and column not in self.dates:
            return memo[value]
        text = text_of(value, self.controls[column])
        if column in self.words and isinstance(text, str):
            text = self.layout.word(self.table.sheet.columns[column], text)
        if column in self.dates:
            self.dates_seen.note(column, len(self.table.rows), value)
        elif len(memo) < 10_000:
            memo[value] = text
        return text

    def _stray(self, number: int, place: int) -> Problem:
        return Problem(
            self.table.file,
            "stands in a column that has no known heading: name the column, or leave it out by a mapping file",
            _at(self.table, number, place, ""),
        )
