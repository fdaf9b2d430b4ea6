"""Reads a sheet into tables, and notes all that is wrong with it as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice

from bot.records.draft import not_known
from bot.records.places import Cell, Row
from bot.records.problems import Problem
from bot.sheets.columns import FIRST_NAME, LAST_NAME
from bot.sheets.columns import letters as letters_in
from bot.sheets.doubts import doubt_dates, mark_merged, tell_hidden, tell_lengths
from bot.sheets.layout import GroupLayout, SheetLayout
from bot.sheets.likeness import names_in_two
from bot.sheets.numbered import Numbers, texts_of, under_bands
from bot.sheets.reading import ELSEWHERE, UNKNOWN, Reading
from bot.sheets.sheet_xml import column_letters
from bot.sheets.table import Letters, RawRow, RawSheet, Table

HEADINGS_WITHIN = 20
"""The row of headings is looked for among so many."""


def read_tables(raw: RawSheet, layout: SheetLayout, *, name: str, file: str) -> list[Table]:
    """The table of a sheet first, then those that its numbered columns make. May raise Unopenable.

    What is wrong with the sheet stands in the tables' problems.
    """
    table = Table(layout.sheet, name, file)
    rows = raw.rows()
    first = list(islice(rows, HEADINGS_WITHIN))
    found = _headings(first, layout)
    if found is None:
        if first:
            wanted = layout.sheet.columns[0].heading
            table.problems.append(Problem(file, f"the sheet has no heading '{wanted}' in its first rows", _sheet(name)))
        return [table]
    start, headings = found
    heading_row = first[start][0]
    readings = list(_readings(headings, heading_row, layout, table))
    for number, cells in first[start + 1 :]:
        for reading in readings:
            reading.add(number, cells)
    for number, cells in rows:
        for reading in readings:
            reading.add(number, cells)
    for reading in readings:
        reading.tell()
        mark_merged(reading.table, raw, reading.columns, reading.letters)
    tell_lengths(table, raw, heading_row)
    tables = list({id(reading.table): reading.table for reading in readings}.values())
    for each in tables:
        doubt_dates(each, next(reading.dates_seen for reading in readings if reading.table is each))
    tell_hidden(table, raw, (number for own in readings for number, column in own.columns.items() if column >= 0))
    return tables


def _sheet(name: str) -> Row:
    return Row(name, 1, {})


def _headings(first: list[RawRow], layout: SheetLayout) -> tuple[int, dict[int, str]] | None:
    """The row of the headings: the one the layout names, or the first that has one for the User ID."""
    bands = next((texts_of(cells) for number, cells in first if number == layout.band_row), {})
    for place, (number, cells) in enumerate(first):
        texts = under_bands(texts_of(cells), bands) if number != layout.band_row else texts_of(cells)
        if layout.heading_row is not None:
            is_it = number == layout.heading_row
        else:
            is_it = any(layout.column(text) is layout.sheet.columns[0] for text in texts.values())
        if is_it:
            return place, texts
    return None


def _readings(headings: dict[int, str], row: int, layout: SheetLayout, table: Table) -> Iterator[Reading]:
    """What takes the rows of the sheet into its table, and numbered columns into tables of their own."""
    numbered = _numbered(headings, row, layout, table)
    elsewhere = {place for _, _, columns in numbered for place in columns}
    plain = {place: heading for place, heading in headings.items() if place not in elsewhere}
    columns = _match(plain, row, layout, table, table.letters)
    halves = _halves(plain, layout, table.letters)
    columns.update(dict.fromkeys(halves, ELSEWHERE))
    _tell_unknown(plain, row, columns, layout, table)
    columns.update(dict.fromkeys(elsewhere, ELSEWHERE))
    reading = Reading(table, layout, columns, table.letters)
    reading.halves = halves
    reading.suspects = dict(_suspects(plain, columns, layout, table.letters))
    yield reading
    made: dict[str, Table] = {}
    first: dict[str, Reading] = {}
    keys = {layout.sheet.columns[own].heading: place for place, own in columns.items()
            if own == 0 or (own == 1 and layout.sheet.columns[1].path == ())}  # fmt: skip
    for group, (outer, own), meant in numbered:
        sheet = group.group.sheet
        target = made.setdefault(sheet.name, Table(sheet, table.name, table.file))
        shared = {place: heading for heading, place in keys.items() if sheet.column(heading)}
        has_number = sheet.columns[1].path == ()
        number = outer if sheet.within else own
        if has_number and number:
            shared = {place: heading for place, heading in shared.items() if heading != sheet.columns[1].heading}
        letters: Letters = {}
        texts = {place: headings[place] for place in (*shared, *meant)}
        of = group.of({letters_in(text): shared.get(place) or meant[place] for place, text in texts.items()})
        matched = _match(texts, row, of, target, letters)
        if has_number and number:
            place = min(meant)
            letters[1] = (column_letters(place), headings[place])
        reading = Reading(target, of, matched, letters, keys=frozenset(matched[place] for place in shared),
                          number=number if has_number else 0)  # fmt: skip
        reading.dates_seen = first.setdefault(sheet.name, reading).dates_seen
        yield reading


_Numbered = list[tuple[GroupLayout, Numbers, dict[int, str]]]


def _numbered(headings: dict[int, str], row: int, layout: SheetLayout, table: Table) -> _Numbered:
    """The columns of each group and number, in the order of the numbers, with our headings."""
    found: dict[tuple[int, Numbers], dict[int, str]] = {}
    for place, heading in headings.items():
        if layout.column(heading) is not None or layout.ignores(heading):
            continue
        fits = [(at, *fit) for at, group in enumerate(layout.groups) for fit in group.group.find(heading)]
        if len(fits) > 1:
            words = "is like two patterns of the mapping file: keep one, or say under columns what it means"
            table.problems.append(Problem(table.file, words, _at(table, row, place, heading)))
        elif fits:
            at, numbers, ours = fits[0]
            found.setdefault((at, numbers), {})[place] = ours
    return [(layout.groups[at], numbers, columns) for (at, numbers), columns in sorted(found.items(), key=_order)]


def _order(item: tuple[tuple[int, Numbers], Mapping[int, str]]) -> tuple[int, Numbers]:
    return item[0]


def _match(headings: dict[int, str], row: int, layout: SheetLayout, table: Table, letters: Letters) -> dict[int, int]:
    """For each column of the file the column of the sheet, or that it has none, or is left out on purpose."""
    own = {id(column): place for place, column in enumerate(layout.sheet.columns)}
    columns: dict[int, int] = {}
    taken: dict[int, int] = {}
    for number, heading in headings.items():
        column = layout.column(heading)
        if column is None:
            columns[number] = ELSEWHERE if layout.ignores(heading) else UNKNOWN
            continue
        place = own[id(column)]
        if place in taken:
            first = Cell(table.name, row, column_letters(taken[place]), headings[taken[place]])
            words = f"is the same heading as in {first}: one column only may have it"
            table.problems.append(Problem(table.file, words, _at(table, row, number, heading)))
            columns[number] = columns[taken[place]] = UNKNOWN
            letters.pop(place, None)
        else:
            taken[place] = number
            columns[number] = place
            letters[place] = (column_letters(number), heading.rstrip("* \n"))
    return columns


def _tell_unknown(
    headings: dict[int, str], row: int, columns: dict[int, int], layout: SheetLayout, table: Table
) -> None:
    for number, heading in headings.items():
        if columns[number] == UNKNOWN and layout.column(heading) is None:
            names = [column.heading for column in layout.sheet.columns]
            words = not_known(heading, names, where="of this sheet").replace("a known key", "a known column")
            words = words.partition("; known keys are:")[0]  # they are many, and the template shows them
            table.warnings.append(Problem(table.file, words, _at(table, row, number, ""), quoted=heading))


def _halves(headings: dict[int, str], layout: SheetLayout, letters: Letters) -> tuple[int, ...]:
    """The columns of a last and a first name, where the sheet has both and no column Name."""
    meant = headings if layout.columns is None else {
        number: layout.columns.get(letters_in(heading), "") for number, heading in headings.items()
    }  # fmt: skip
    found = names_in_two(meant.values(), layout.sheet)
    place = next((at for at, column in enumerate(layout.sheet.columns) if column.dotted == "participant.name"), -1)
    if not found or place in letters:
        return ()
    by_heading = {column.heading: number for number, text in meant.items() if (column := found.get(text)) is not None}
    halves = (by_heading[LAST_NAME.heading], by_heading[FIRST_NAME.heading])
    letters[place] = (column_letters(halves[0]), f"{headings[halves[0]]}, {headings[halves[1]]}")
    return halves


def _suspects(
    headings: dict[int, str], columns: dict[int, int], layout: SheetLayout, letters: Letters
) -> Iterator[tuple[int, int]]:
    """Columns whose heading is not known and much like one that is not there: what is missing stands in them."""
    missing = {letters_in(column.heading): place for place, column in enumerate(layout.sheet.columns)
               if place not in letters}  # fmt: skip
    for number, heading in headings.items():
        is_unknown = columns[number] == UNKNOWN and layout.columns is None and layout.column(heading) is None
        near = get_close_matches(letters_in(heading), missing, n=1, cutoff=0.8) if is_unknown else []
        if near:
            place = missing.pop(near[0])
            letters[place] = (column_letters(number), heading.rstrip("* \n"))
            yield number, place


def _at(table: Table, row: int, number: int, heading: str) -> Cell:
    return Cell(table.name, row, column_letters(number), heading)
