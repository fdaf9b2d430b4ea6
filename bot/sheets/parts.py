"""The parts of a table: columns that fill one form, and rows that belong to one participant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.records.nodes import Entry, Items, Keys, Node, Refused
from bot.records.nodes import Text as TextNode
from bot.records.places import Place, Row
from bot.records.problems import Problem
from bot.sheets.columns import Column, Path, Sheet
from bot.sheets.table import Table, Text, columns_of
from bot.sheets.values import Trouble, is_emptied, split_list, unprotected


@dataclass(repr=False)
class Part:
    """The columns of a table that fill one part of a record."""

    table: Table
    path: Path
    columns: list[tuple[int, Column]]
    headings: dict[int, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    """Columns and headings by the form's keys, for each way a row of the table can be laid out."""

    def keys(self, row: int) -> Keys | None:
        """What a row says of it, or None where it says nothing."""
        cells = self.table.rows[row]
        entries: dict[str, Entry] = {}
        place: Row | None = None
        for position, column in self.columns:
            cell = cells[position]
            if cell is not None:
                if place is None:
                    place = self.place(row)
                entries[column.key] = Entry(node_of(cell, column, place), place)
        return Keys(entries, place) if place else None

    def place(self, row: int) -> Row:
        letters = self.table.letters_at(row)
        known = self.headings.get(id(letters))
        if known is None:
            known = {column.key: letters[position] for position, column in self.columns if position in letters}
            self.headings[id(letters)] = known
        return Row(self.table.name, self.table.numbers[row], known)


def part_of(table: Table, path: Path) -> Part:
    return Part(table, path, columns_of(table.sheet, path))


def node_of(cell: str | Trouble, column: Column, place: Place) -> Node:
    if isinstance(cell, Trouble):
        return Refused(cell.words, cell.quoted, place)
    if cell[0] in "( " and is_emptied(cell):
        return TextNode("", place)
    text = unprotected(cell) if cell[0] == "(" else cell
    if column.several:
        items = split_list(text, getattr(column.control, "options", ()))
        return Items(tuple(TextNode(item, place) for item in items), place)
    return TextNode(text, place)


@dataclass(repr=False)
class Rows:
    """The rows of a sheet by User ID, and which of them a participant has asked for."""

    table: Table
    part: Part
    by_person: dict[str, list[int]] = field(default_factory=dict)


def numbered(rows: Rows, own: list[int], problems: list[Problem]) -> dict[int, int]:
    """The rows of a participant by the numbers they have; without any numbers, in their order."""
    if all(rows.table.rows[row][1] is None for row in own):
        return dict(enumerate(own, start=1))
    found: dict[int, int] = {}
    for row in own:
        number = number_of(rows, row, problems, only=None)
        if number in found:
            first = rows.table.cell(found[number], 1)
            words = f"is the number of another row too, in {first}"
            problems.append(problem_at(rows.table, row, 1, words, str(number)))
        if number is None or number in found:
            number = -row - 1  # kept, so that what else is wrong with the row is told as well
        found[number] = row
    return found


def number_of(rows: Rows, row: int, problems: list[Problem], *, only: int | None) -> int | None:
    """The number in a row; `only` is the one that a row without a number can mean."""
    told = rows.table.rows[row][1]
    if isinstance(told, Trouble):
        problems.append(problem_at(rows.table, row, 1, told.words, told.quoted))
        return None
    if told is None:
        if only is None:
            problems.append(problem_at(rows.table, row, 1, "a number is needed here: this participant has several"))
        return only
    text = told.strip()
    if text.isascii() and text.isdigit() and 0 < int(text) < 1000:
        return int(text)
    problems.append(problem_at(rows.table, row, 1, "is not a number such as 1", text))
    return None


def problem_at(table: Table, row: int, column: int, words: str, quoted: str | None = None) -> Problem:
    return Problem(table.file, words, table.cell(row, column), quoted=quoted)


def says_none(cells: tuple[Text, ...], sheet: Sheet) -> bool:
    """A row that says nothing but that the list is empty."""
    first = next(place for place, column in enumerate(sheet.columns) if column.path == sheet.path)
    told = cells[first]
    others = [cell for place, cell in enumerate(cells) if place not in (0, first) and cell is not None]
    return isinstance(told, str) and is_emptied(told) and not others


def key_of(table: Table, row: int) -> str:
    """The User ID of a row; "" where it has none that can be read."""
    who = table.rows[row][0]
    return who.strip() if isinstance(who, str) else ""


def indexed(table: Table) -> Rows:
    rows = Rows(table, part_of(table, table.sheet.path))
    for place in range(len(table.rows)):
        rows.by_person.setdefault(key_of(table, place), []).append(place)
    return rows
