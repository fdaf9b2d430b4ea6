"""The rows of a sheet on their way into a table."""

from __future__ import annotations

import re

from bot.controls import DateBox, cleaned, unseen_in
from bot.records.model import NumberText
from bot.records.places import Cell, Row
from bot.records.problems import Problem, also_in, spans
from bot.sheets.doubts import Dates
from bot.sheets.layout import SheetLayout
from bot.sheets.sheet_xml import column_letters
from bot.sheets.table import Letters, Table, Text
from bot.sheets.values import NO_ZEROS, CellValue, Number, Trouble, plain_number, text_of, whole

_NO_HEADING = "stands in a column that has no known heading: name the column, or leave it out by a mapping file"
UNKNOWN, ELSEWHERE = -1, -2
"""Columns without a meaning, in which nothing may stand; and those that are left out on purpose or read elsewhere."""


class Reading:
    """Takes rows of a file into a table.

    `columns`: for each column of the file the column of the table, UNKNOWN or ELSEWHERE. `keys`: columns of the table
    that make no row when nothing else is there. `number` is that of all rows whose columns share it.
    """

    def __init__(
        self,
        table: Table,
        layout: SheetLayout,
        columns: dict[int, int],
        letters: Letters,
        *,
        keys: frozenset[int] | None = None,
        number: int = 0,
    ) -> None:
        self.table = table
        self.letters = letters
        self.keys = keys or frozenset()
        self.number = number
        self.is_part = keys is not None
        self.other = ELSEWHERE if self.is_part else UNKNOWN
        self.layout = layout
        self.columns = columns
        self.halves: tuple[int, ...] = ()
        """The columns of a last and a first name."""
        self.suspects: dict[int, int] = {}
        """Columns without a meaning, and the ones of the table whose content may stand in them."""
        self.width = len(table.sheet.columns)
        self.controls = [column.control for column in table.sheet.columns]
        self.words = {i for i, column in enumerate(table.sheet.columns) if column.heading in layout.words}
        self.constants = {i: layout.constants[c.heading] for i, c in enumerate(table.sheet.columns)
                          if c.heading in layout.constants}  # fmt: skip
        self.dates = {i for i, column in enumerate(table.sheet.columns) if isinstance(column.control, DateBox)}
        self.names = next((i for i, c in enumerate(table.sheet.columns) if c.dotted == "participant.name"), -1)
        self.dates_seen = Dates()
        self.ids = {i for i, column in enumerate(table.sheet.columns) if isinstance(column.control, NumberText)}
        self.codes = {i for i, column in enumerate(table.sheet.columns)
                      if column.several and not getattr(column.control, "options", ())}  # fmt: skip
        self.numbers: dict[int, list[tuple[int, int]]] = {}
        """Of columns of IDs, the places and numbers of the rows that have numbers there."""
        self.zeros: set[int] = set()
        """Columns of IDs of which some begin with 0."""
        self.nothing: list[int] = []
        self.yearless: dict[int, list[int]] = {}
        self.unseen: dict[int, list[tuple[int, str]]] = {}
        self.memo: list[dict[CellValue, Text]] = [{} for _ in self.controls]

    def add(self, number: int, cells: dict[int, CellValue]) -> None:
        """One row of the file; a row without content is none."""
        row: list[Text] = [None] * self.width
        strays: list[Problem] = []
        is_empty = is_nothing = True
        for place, value in cells.items():
            if isinstance(value, str) and (not value.isascii() or value[:1] == "="):
                value = self._seen(number, self.columns.get(place, self.other), value)
            column = self.columns.get(place, self.other)
            if column == UNKNOWN and not (isinstance(value, str) and not value.strip()):
                column = self.suspects.get(place, UNKNOWN)
                text: Text = Trouble(_NO_HEADING)
                if column == UNKNOWN:
                    strays.append(self._stray(number, place))
            else:
                text = self._text(number, column, value) if column >= 0 else None
            if text is not None and column >= 0:
                row[column] = text
                is_empty = is_empty and column in self.keys
                is_nothing = is_nothing and _says_nothing(value)
        if self.halves:
            row[self.names] = self._whole_name(cells)
            is_empty = is_empty and row[self.names] is None
            is_nothing = is_nothing and row[self.names] is None
        if is_nothing and not is_empty and not strays:
            self.nothing.append(number)
            return
        if strays:
            self.table.strays[len(self.table.rows)] = strays
        if strays or not is_empty:
            self._keep(number, row)

    def _whole_name(self, cells: dict[int, CellValue]) -> Text:
        """The name as the site has it: Last, First."""
        parts = [text_of(cells.get(half), self.controls[self.names]) for half in self.halves]
        bad = next((part for part in parts if isinstance(part, Trouble)), None)
        if bad is not None:
            return bad
        texts = [cleaned(part).strip() for part in parts if isinstance(part, str)]
        if any("," in text for text in texts):
            words = "has a comma in one half: write the last name and the first each alone"
            return Trouble(words, ", ".join(texts))
        return ", ".join(texts) if any(texts) else None

    def _keep(self, number: int, row: list[Text]) -> None:
        for column, constant in self.constants.items():
            if row[column] is None:
                row[column] = constant
        if self.number:
            row[1] = str(self.number)
        if self.is_part:
            self.table.letters_of.append(self.letters)
        self.table.numbers.append(number)
        self.table.rows.append(tuple(row))

    def _id(self, number: int, column: int, value: CellValue) -> Text:
        """A number as an ID, until the whole column says whether zeros in front may be lost."""
        text = text_of(value, self.controls[column])
        if isinstance(value, Number) and value.format.kind in ("general", "text", "decimal") and whole(value):
            self.numbers.setdefault(column, []).append((len(self.table.rows), number))
            return plain_number(value.value)
        if isinstance(text, str) and text.strip()[:1] == "0":
            self.zeros.add(column)
        return text

    def _text(self, number: int, column: int, value: CellValue) -> Text:
        if column in self.ids:
            return self._id(number, column, value)
        if isinstance(value, Number) and column in self.codes and whole(value) and value.value >= 1000:
            shown = plain_number(value.value)
            apart = ", ".join(re.findall(r"\d{1,3}(?=(?:\d{3})*$)", shown))
            return Trouble("is one number here: if it is several codes, format the cell as text and type them again",
                           f"{shown} (or {apart}?)")  # fmt: skip
        if isinstance(value, str) and column not in self.dates and column not in self.words:
            return value if value and not value.isspace() else None
        memo = self.memo[column]
        if value in memo and column not in self.dates:
            return memo[value]
        text = text_of(value, self.controls[column])
        if column in self.words and isinstance(text, str):
            text = self.layout.word(self.table.sheet.columns[column], text)
        if isinstance(value, Number) and column in self.dates and "year" in value.format.hides:
            self.yearless.setdefault(column, []).append(number)
        if column in self.dates:
            self.dates_seen.note(column, len(self.table.rows), value)
        elif len(memo) < 10_000:
            memo[value] = text
        return text

    def _seen(self, number: int, column: int, value: str) -> str:
        """The text as one sees it; which marks were left out is told once a column."""
        if column >= 0 and column not in self.keys and (unseen := unseen_in(value)):
            self.unseen.setdefault(column, []).append((number, unseen))
        return cleaned(value)

    def tell(self) -> None:
        """Notes what is to be known of whole columns, once all rows are read."""
        for column, found in self.unseen.items():
            rows = [number for number, _ in found]
            marks = ", ".join(sorted({mark for _, marks in found for mark in marks.split(", ")}))
            words = f"holds marks that can't be seen ({marks}): they are left out{also_in(rows)}"
            self.table.warnings.append(Problem(self.table.file, words, self._cell(rows[0], column)))

        for column, cells in self.numbers.items():
            self._tell_numbers(column, cells)
        if self.nothing:
            words = f"row{'s' if len(self.nothing) > 1 else ''} {', '.join(spans(self.nothing))}"
            words = f"{self.table.name}: {words}: nothing but FALSE or 0, and no {self.table.sheet.columns[0].heading}"
            self.table.warnings.append(Problem(self.table.file, f"{words}: left out"))
        for column, rows in self.yearless.items():
            words = "is a date of which the sheet does not show the year, which Excel has chosen: look if it is right"
            place = self._cell(rows[0], column)
            self.table.warnings.append(Problem(self.table.file, f"{words}{also_in(rows)}", place))

    def _tell_numbers(self, column: int, cells: list[tuple[int, int]]) -> None:
        heading = self.table.sheet.columns[column].heading
        if column not in self.zeros and column in self.keys:
            return  # of columns that are numbered, it is told with those that are not
        if column not in self.zeros:
            numbers = [number for _, number in cells]
            words = f"is a number, and taken as it is, for no {heading} of this column begins with 0{also_in(numbers)}"
            self.table.warnings.append(Problem(self.table.file, words, self._cell(numbers[0], column)))
            return
        for place, _ in cells:
            row = list(self.table.rows[place])
            row[column] = Trouble(f"{NO_ZEROS}; others of this column begin with 0", str(row[column]))
            self.table.rows[place] = tuple(row)

    def _cell(self, number: int, column: int) -> Cell | Row:
        found = self.letters.get(column)
        return Cell(self.table.name, number, *found) if found else Row(self.table.name, number, {})

    def _stray(self, number: int, place: int) -> Problem:
        return Problem(self.table.file, _NO_HEADING, Cell(self.table.name, number, column_letters(place)))


def _says_nothing(value: CellValue) -> bool:
    """What boxes to tick and formulas show in rows that nobody has filled in."""
    if isinstance(value, Number):
        return value.value == 0
    return value is False or (isinstance(value, str) and value.strip().casefold() in ("false", "0", ""))
