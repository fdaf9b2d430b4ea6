"""A copy of a workbook in which every error stands as a comment on its cell, which is red."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError
from bot.records.places import Cell, Row
from bot.records.problems import Problem
from bot.sheets.copying import OFFICE, Copy
from bot.sheets.files import private_file, refuse_existing
from bot.sheets.marked_cells import CellMarks, Place, merged_to_first
from bot.sheets.marked_notes import add_notes
from bot.sheets.marked_styles import Painter
from bot.sheets.package import Unopenable, opened
from bot.sheets.sheet_xml import column_number
from bot.sheets.splicing import Splice
from bot.sheets.workbook import Workbook, read_workbook, related, relations

LONGEST = 2_000
"""A comment is cut there; `check` tells the whole."""


@dataclass(frozen=True)
class Mark:
    """What is to be written at one cell."""

    words: str
    is_error: bool


def check_marked_path(target: Path, inputs: Sequence[Path]) -> None:
    """Raises ConfigError where no marked copy could be written."""
    if len(inputs) != 1 or inputs[0].suffix.lower() not in (".xlsx", ".xlsm") or inputs[0].is_dir():
        raise ConfigError("--marked: name one workbook (.xlsx) to check")
    if target.suffix.lower() != ".xlsx":
        raise ConfigError(f"--marked: {target} must end in .xlsx")
    refuse_existing(target)


def mark_copy(source: Path, target: Path, problems: Sequence[Problem], warnings: Sequence[Problem]) -> int | None:
    """Writes the copy (0600) and gives the number of marked cells; None where the workbook can't be opened at all.

    The workbook itself is only read, and all of it but the marks is in the copy as it is; macros are not. Raises
    ConfigError where no copy can be made of it.
    """
    marks = _marks(str(source), problems, warnings)
    try:
        with opened(source) as package:
            book = read_workbook(package)
            try:
                copy = Copy(package, book.main)
                count = _mark_sheets(book, copy, marks)
                with private_file(target) as file:
                    copy.write(file)
            except Unopenable as error:
                raise ConfigError(f"no copy with marks can be made: {source} {error.words}") from None
    except Unopenable:
        return None
    return count


def _mark_sheets(book: Workbook, copy: Copy, marks: Mapping[str, Mapping[Place, list[Mark]]]) -> int:
    if book.styles_part is None:
        raise Unopenable("has no styles of its own: open it in Excel and save it again")
    painter = Painter(copy.read(book.styles_part))
    count = 0
    for info in book.sheets:
        if info.name in marks:
            own = _moved(marks[info.name], merged_to_first(book.package.open(info.part), marks[info.name]))
            _mark_sheet(book, copy, painter, info.part, own)
            count += len(own)
    copy.put(book.styles_part, painter.content())
    return count


def _mark_sheet(book: Workbook, copy: Copy, painter: Painter, part: str, marks: Mapping[Place, list[Mark]]) -> None:
    cells = CellMarks({place: any(mark.is_error for mark in own) for place, own in marks.items()}, painter.twin)
    cells.read(book.package.open(part))
    targets = {number: target for number, _, target in relations(book.package, part)}
    drawing = targets.get(cells.notes_id) if cells.notes_id else None
    if cells.notes_id and (drawing is None or not copy.has(drawing)):
        raise Unopenable("has notes that are damaged: open it in Excel and save it again")
    kinds = {kind: found[0] for kind, found in related(book.package, part).items() if copy.has(found[0])}
    words = {place: _note(own) for place, own in marks.items()}
    new = add_notes(copy, part, kinds, drawing, words, cells.width)
    if new:
        tag = f'<{cells.prefix}legacyDrawing xmlns:r="{OFFICE}" r:id="{new}"/>'
        cells.splices.append(Splice(cells.notes_place, cells.notes_place, tag.encode()))
    copy.put_spliced(part, cells.splices)


def _marks(
    file: str, problems: Sequence[Problem], warnings: Sequence[Problem]
) -> dict[str, dict[Place, list[Mark]]]:
    """What is to be written, by sheet and cell."""
    marks: dict[str, dict[Place, list[Mark]]] = {}
    for found, is_error in (*((p, True) for p in problems), *((w, False) for w in warnings)):
        if found.file == file and isinstance(found.place, Cell | Row):
            place = found.place
            cell = (place.row, column_number(place.column)) if isinstance(place, Cell) else (place.number, 0)
            mark = Mark(_words(found), is_error)
            here = marks.setdefault(place.sheet, {}).setdefault(cell, [])
            if mark not in here:
                here.append(mark)
    return marks


def _moved(marks: Mapping[Place, list[Mark]], first: Mapping[Place, Place]) -> dict[Place, list[Mark]]:
    """Marks inside merged cells, which have no note of their own, at the first of them."""
    moved: dict[Place, list[Mark]] = {}
    for place, own in marks.items():
        moved.setdefault(first.get(place, place), []).extend(own)
    return moved


def _note(marks: Sequence[Mark]) -> str:
    words = "\n".join(dict.fromkeys(mark.words for mark in sorted(marks, key=lambda mark: not mark.is_error)))
    return words if len(words) <= LONGEST else f"{words[:LONGEST]} ..."


def _words(found: Problem) -> str:
    """The sentence without the file and the cell, which the reader is looking at."""
    start = f"{found.file} {found.place}"
    return found.for_author().removeprefix(start).lstrip(":, ")

