"""One sheet's rows as texts under the columns we know, and all that is wrong with them as a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from bot.controls import DateBox
from bot.records.draft import not_known
from bot.records.places import Cell, Row
from bot.records.problems import Problem
from bot.sheets.columns import Column, Sheet
from bot.sheets.layout import SheetLayout
from bot.sheets.sheet_xml import column_letters, column_number
from bot.sheets.values import CellValue, Number, Trouble, text_of

Text = str | Trouble | None
RawRow = tuple[int, dict[int, CellValue]]

HEADINGS_WITHIN = 20
"""The row of headings is looked for among so many."""
_TWO_NUMBERS = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*\d{4}\s*")


class RawSheet(Protocol):
    """A sheet as its file has it; all but the rows is complete once they are read."""

    hidden_rows: list[int]
    hidden_columns: list[int]
    merged: list[str]
    formulas: int
    first_formula: tuple[int, int] | None

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
    letters: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Column and heading in the file, for each column of `sheet` that it has."""
    numbers: list[int] = field(default_factory=list)
    rows: list[tuple[Text, ...]] = field(default_factory=list)
    strays: dict[int, list[Problem]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell | Row:
        """The place of a cell of `rows`."""
        number = self.numbers[row]
        found = self.letters.get(column)
        return Cell(self.name, number, *found) if found else Row(self.name, number, {})


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
    reading.finish()
    _mark_merged(table, raw, columns, first[start][0])
    _doubt_dates(table, reading)
    _tell(table, raw)
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
        self.day_first: dict[int, int] = {}
        """For a column of dates, the row whose text surely puts the day first."""
        self.day_first_formats: set[int] = set()
        self.dates_as_text: dict[int, list[int]] = {}
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
        if value.__class__ is str and column not in self.dates and column not in self.words:
            return value if value and not value.isspace() else None  # type: ignore[union-attr,return-value]
        memo = self.memo[column]
        if value in memo and column not in self.dates:
            return memo[value]
        text = text_of(value, self.controls[column])
        if column in self.words and isinstance(text, str):
            text = self.layout.word(self.table.sheet.columns[column], text)
        if column in self.dates:
            self._note_date(column, value, text)
        elif len(memo) < 10_000:
            memo[value] = text
        return text

    def _note_date(self, column: int, value: CellValue, text: Text) -> None:
        if isinstance(value, Number):
            if value.format.day_first:
                self.day_first_formats.add(column)
        elif isinstance(text, str) and (two := _TWO_NUMBERS.fullmatch(text)):
            row = len(self.table.rows)
            self.dates_as_text.setdefault(column, []).append(row)
            if int(two[1]) > 12 >= int(two[2]):
                self.day_first.setdefault(column, row)

    def _stray(self, number: int, place: int) -> Problem:
        return Problem(
            self.table.file,
            "stands in a column that has no known heading: name the column, or leave it out by a mapping file",
            _at(self.table, number, place, ""),
        )

    def finish(self) -> None:
        self.memo.clear()


def _mark_merged(table: Table, raw: RawSheet, columns: dict[int, int], heading_row: int) -> None:
    """Cells that are merged hold one value for several: which rows it is meant for, nobody knows."""
    places = {number: place for place, number in enumerate(table.numbers)} if raw.merged else {}
    for span in raw.merged:
        found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", span)
        if not found:
            continue
        first, last = int(found[2]), int(found[4])
        across = range(column_number(found[1]), column_number(found[3]) + 1)
        known = [columns[number] for number in columns if number in across and columns[number] >= 0]
        words = f"is merged with other cells ({span}): take the merge apart and write the value where it belongs"
        for number in range(max(first, heading_row + 1), min(last, max(places, default=0)) + 1):
            if number in places:
                row = list(table.rows[places[number]])
                for column in known:
                    row[column] = Trouble(words)
                table.rows[places[number]] = tuple(row)


def _doubt_dates(table: Table, reading: _Reading) -> None:
    """Refuses what may be a day and month the wrong way round: when others of the column put the day first.

    Excel set for another country makes dates of texts where it can (05/06 becomes the 6th of May or the 5th of June)
    and leaves 25/06 a text: then dates that look right may be wrong too.
    """
    for column, witness in reading.day_first.items():
        words = f"day and month may be the wrong way round: {table.cell(witness, column)} puts the day first"
        _refuse_doubtful(table, column, range(len(table.rows)), f"{words}; write the whole column as 2026-01-31")
    for column in reading.day_first_formats - set(reading.day_first):
        words = "day and month may be the wrong way round: other dates of this column are shown with the day first"
        rows = reading.dates_as_text.get(column, [])
        _refuse_doubtful(table, column, rows, f"{words}; write it as 2026-01-31")


def _refuse_doubtful(table: Table, column: int, rows: range | list[int], words: str) -> None:
    for place in rows:
        text = table.rows[place][column]
        two = _TWO_NUMBERS.fullmatch(text) if isinstance(text, str) else None
        if two and int(two[1]) <= 12 and int(two[2]) <= 12 and int(two[1]) != int(two[2]):
            row = list(table.rows[place])
            row[column] = Trouble(words, str(text).strip())
            table.rows[place] = tuple(row)


def _tell(table: Table, raw: RawSheet) -> None:
    """What a person who looks at the sheet may not see."""
    own = set(table.numbers)
    hidden = [number for number in raw.hidden_rows if number in own]
    if hidden:
        rows = ", ".join(_spans(hidden))
        _note(table, f"row{'s' if len(hidden) > 1 else ''} {rows} can't be seen, and count all the same")
    taken = {column_number(letters) for letters, _ in table.letters.values()}
    unseen = [column_letters(number) for number in raw.hidden_columns if number in taken]
    if unseen:
        columns = ", ".join(unseen)
        _note(table, f"column{'s' if len(unseen) > 1 else ''} {columns} can't be seen, and count all the same")
    if raw.formulas and raw.first_formula:
        row, column = raw.first_formula
        first = f"{column_letters(column)}{row}"
        words = f"{raw.formulas} cells are formulas (the first is {first}): the results that Excel stored last are taken"
        _note(table, words)


def _note(table: Table, words: str) -> None:
    table.warnings.append(Problem(table.file, f"{table.name}: {words}"))


def _spans(numbers: list[int]) -> Iterator[str]:
    """4, 5, 6, 9 as 4-6 and 9."""
    start = before = numbers[0]
    for number in [*numbers[1:], 0]:
        if number != before + 1:
            yield str(start) if start == before else f"{start}-{before}"
            start = number
        before = number


def columns_of(sheet: Sheet, path: tuple[str, ...]) -> list[tuple[int, Column]]:
    """The columns that fill one part of a record, with their place in a table's rows."""
    return [(place, column) for place, column in enumerate(sheet.columns) if column.path == path]
