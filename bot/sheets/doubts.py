"""What a sheet holds may not be what it shows: merged cells, dates the wrong way round, rows that can't be seen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.records.places import Row
from bot.records.problems import Problem, also_in, spans
from bot.sheets.sheet_xml import column_letters, column_number
from bot.sheets.table import Letters, RawSheet, Table
from bot.sheets.values import CellValue, Number, Trouble

TWO_NUMBERS = re.compile(r"\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(?:\d{4}|\d{2})\s*")


@dataclass
class Dates:
    """What the columns of dates give away about who wrote them; all keyed by the column of the sheet.

    `day_first`: the row of a text that surely puts the day first. `day_first_formats`: columns with dates that are
    shown so. `as_text`: the rows whose dates are texts.
    """

    day_first: dict[int, int] = field(default_factory=dict)
    day_first_formats: set[int] = field(default_factory=set)
    as_text: dict[int, list[int]] = field(default_factory=dict)

    def note(self, column: int, row: int, value: CellValue) -> None:
        """Looks at one cell of a column of dates."""
        if isinstance(value, Number):
            if value.format.day_first:
                self.day_first_formats.add(column)
        elif isinstance(value, str) and (two := TWO_NUMBERS.fullmatch(value)):
            self.as_text.setdefault(column, []).append(row)
            if int(two[1]) > 12 >= int(two[2]):
                self.day_first.setdefault(column, row)


def mark_merged(table: Table, raw: RawSheet, columns: dict[int, int], letters: Letters) -> None:
    """Cells that are merged hold one value for several: which rows it is meant for, nobody knows.

    `columns` and `letters` are of the rows that are laid out in one way. In a report a value may reach over columns
    that have no heading: then it is nobody else's.
    """
    places = {
        number: place
        for place, number in (enumerate(table.numbers) if raw.merged else ())
        if table.letters_at(place) is letters
    }
    for span in raw.merged:
        found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", span)
        if not found:
            continue
        first, last = int(found[2]), int(found[4])
        across = range(column_number(found[1]), column_number(found[3]) + 1)
        known = [columns[number] for number in columns if number in across and columns[number] >= 0]
        if first == last and columns.get(across[0], -1) >= 0 and not any(number in columns for number in across[1:]):
            continue  # a value that reaches over columns without a heading, in one row
        words = f"is merged with other cells ({span}): take the merge apart and write the value where it belongs"
        for number in range(first, min(last, max(places, default=0)) + 1):
            if number in places:
                row = list(table.rows[places[number]])
                for column in known:
                    row[column] = Trouble(words)
                table.rows[places[number]] = tuple(row)


def doubt_dates(table: Table, dates: Dates) -> None:
    """Refuses what may be a day and month the wrong way round: when others of the column put the day first.

    Excel set for another country makes dates of texts where it can (05/06 becomes the 6th of May or the 5th of June)
    and leaves 25/06 a text: then dates that look right may be wrong too.
    """
    for column, witness in dates.day_first.items():
        words = f"day and month may be the wrong way round: {table.cell(witness, column)} puts the day first"
        _refuse_doubtful(table, column, range(len(table.rows)), f"{words}; write the whole column as 2026-01-31")
    for column in dates.day_first_formats - set(dates.day_first):
        words = "day and month may be the wrong way round: other dates of this column are shown with the day first"
        rows = dates.as_text.get(column, [])
        _refuse_doubtful(table, column, rows, f"{words}; write it as 2026-01-31")


def _refuse_doubtful(table: Table, column: int, rows: range | list[int], words: str) -> None:
    for place in rows:
        text = table.rows[place][column]
        two = TWO_NUMBERS.fullmatch(text) if isinstance(text, str) else None
        if two and int(two[1]) <= 12 and int(two[2]) <= 12 and int(two[1]) != int(two[2]):
            row = list(table.rows[place])
            row[column] = Trouble(words, str(text).strip())
            table.rows[place] = tuple(row)


def tell_hidden(table: Table, raw: RawSheet, columns: Iterable[int]) -> None:
    """What a person who looks at the sheet may not see; `columns` are those of the file that count."""
    own = set(table.numbers)
    hidden = [number for number in raw.hidden_rows if number in own]
    if hidden:
        rows = ", ".join(spans(hidden))
        _note(table, f"row{'s' if len(hidden) > 1 else ''} {rows} can't be seen, and count all the same")
    unseen = [column_letters(number) for number in sorted({*raw.hidden_columns} & {*columns})]
    if unseen:
        told = ", ".join(unseen)
        _note(table, f"column{'s' if len(unseen) > 1 else ''} {told} can't be seen, and count all the same")
    if raw.formulas and raw.first_formula:
        row, column = raw.first_formula
        first = f"{column_letters(column)}{row}"
        words = f"{raw.formulas} cells are formulas (the first is {first}): the results Excel stored last are taken"
        _note(table, words)


def tell_lengths(table: Table, raw: RawSheet, heading_row: int) -> None:
    """Refuses rows of a CSV file that have more cells than there are headings, and notes those that have fewer.

    A text with a comma that does not stand in quotes moves all cells behind it under the wrong headings.
    """
    wanted = raw.lengths.get(heading_row, 0)
    short = []
    for place, number in enumerate(table.numbers):
        own = raw.lengths.get(number, wanted)
        if own > wanted:
            words = f"the row has {own} cells, and there are {wanted} headings: put a text that holds a comma (or what"
            words += " else stands between cells) in quotes, and give the row of headings as many cells as all others"
            table.strays.setdefault(place, []).append(Problem(table.file, words, Row(table.name, number, {})))
        elif own < wanted:
            short.append(number)
    if short:
        words = f"fewer cells than headings: those that are missing are taken as empty{also_in(short)}"
        table.warnings.append(Problem(table.file, words, Row(table.name, short[0], {})))


def _note(table: Table, words: str) -> None:
    table.warnings.append(Problem(table.file, f"{table.name}: {words}"))
