"""A copy of a workbook in which every error stands as a comment on its cell, which is red."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from bot.errors import ConfigError
from bot.records.places import Cell, Row
from bot.records.problems import Problem
from bot.sheets.files import refuse_existing, write_private
from bot.sheets.look import AUTHOR
from bot.sheets.package import Unopenable, opened

RED = PatternFill("solid", fgColor="FF9999")
YELLOW = PatternFill("solid", fgColor="FFE699")
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


def mark_copy(source: Path, target: Path, problems: Sequence[Problem], warnings: Sequence[Problem]) -> int:
    """Writes the copy (0600) and gives the number of marked cells; the workbook itself is only read.

    Charts, pictures and drawings of an office's own workbook are not in the copy. Raises ConfigError.
    """
    marks = _marks(str(source), problems, warnings)
    try:
        with opened(source):  # looked at as any input, before a library unpacks it
            pass
        book = load_workbook(source, keep_links=False)
    except Unopenable:
        return 0
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigError(f"{source} can't be copied: open it in Excel, save it, and try again") from None
    for (sheet, place), found in marks.items():
        if sheet in book.sheetnames:
            _mark(book[sheet], place, found)
    content = BytesIO()
    book.save(content)
    write_private(target, content.getvalue())
    return len(marks)


def _marks(
    file: str, problems: Sequence[Problem], warnings: Sequence[Problem]
) -> dict[tuple[str, str], list[Mark]]:
    marks: dict[tuple[str, str], list[Mark]] = {}
    for found, is_error in (*((p, True) for p in problems), *((w, False) for w in warnings)):
        if found.file == file and isinstance(found.place, Cell | Row):
            place = found.place
            cell = f"{place.column}{place.row}" if isinstance(place, Cell) else f"A{place.number}"
            mark = Mark(_words(found), is_error)
            here = marks.setdefault((place.sheet, cell), [])
            if mark not in here:
                here.append(mark)
    return marks


def _words(found: Problem) -> str:
    """The sentence without the file and the cell, which the reader is looking at."""
    start = f"{found.file} {found.place}"
    return found.for_author().removeprefix(start).lstrip(":, ")


def _mark(sheet: Any, place: str, found: Iterable[Mark]) -> None:
    marks = sorted(found, key=lambda mark: not mark.is_error)
    cell = sheet[place]
    if type(cell).__name__ == "MergedCell":  # it has no content or comment of its own
        place = next(str(span).partition(":")[0] for span in sheet.merged_cells.ranges if place in span)
        cell = sheet[place]
    cell.fill = RED if marks[0].is_error else YELLOW
    before = [cell.comment.text] if cell.comment else []
    words = "\n".join([*(mark.words for mark in marks), *before])
    text = words if len(words) <= LONGEST else f"{words[:LONGEST]} ..."
    cell.comment = Comment(text, AUTHOR, width=320, height=60 + 18 * (len(text) // 45 + text.count("\n")))


