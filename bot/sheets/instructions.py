"""The first sheet of a workbook: how to fill in the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font

from bot.records.model import screens_of
from bot.sheets.columns import EXTRA, INSTRUCTIONS, Sheet, SheetSet
from bot.sheets.look import FONT
from bot.sheets.values import EMPTY

_BLUE = "1F3864"
_BEFORE = (
    ("Plans for CalJOBS", ""),
    (
        "What this is",
        ("One row a participant on the sheet Participants. What a participant has several of stands in a sheet of its "
        "own, one row each, with the participant's User ID in front."),
    ),
)
_AFTER = (
    (
        EXTRA.name,
        ("Answers to questions that only your area asks: the screen's key, the question as it stands on the site, and "
        "the answer. Screens: {screens}."),
    ),
    (
        "Headings",
        ("A star and a dark heading mean that the site requires it. Rest the mouse on a heading to read what to write "
        "there. Columns may change places; columns that you don't need may be deleted."),
    ),
    (
        "Empty cells",
        (
            f"An empty cell leaves the box on the site alone. Write {EMPTY} to have a box emptied. In a sheet of rows, "
            f"one row with only the User ID and {EMPTY} behind it says that the participant has none."
        ),
    ),
    (
        "Assessment and plan",
        ("Leave all columns of the assessment (General to Referrals) empty for participants without one, and those of "
        "the plan likewise."),
    ),
    ("Dates", "As Excel dates, or written 01/31/2026 or 2026-01-31."),
    (
        "Numbers that are names",
        ("User IDs, Application IDs, certificate numbers: their columns are formatted as text, so that zeros in front "
        "stay. When you paste, paste values only."),
    ),
    (
        "Then",
        ("caljobs-bot check plans.xlsx tells all errors by their cells. caljobs-bot run plans.xlsx --site NAME "
        "--results results.xlsx enters the plans and writes down what became of each."),
    ),
    ("Privacy", "This workbook holds participants' data: keep it where such data may be kept."),
)


def instructions(book: Workbook, ours: SheetSet) -> None:
    """Adds the sheet."""
    sheet: Any = book.create_sheet(INSTRUCTIONS)
    sheet.column_dimensions["A"].width = 24
    sheet.column_dimensions["B"].width = 110
    screens = ", ".join(screens_of(ours.forms))
    for head, text in (*_BEFORE, *_sheets(ours), *_AFTER):
        text = text.replace("{screens}", screens)
        cells = [WriteOnlyCell(sheet, value=head), WriteOnlyCell(sheet, value=text)]
        cells[0].font = Font(name=FONT, bold=True, color=_BLUE, size=11 if text else 16)
        cells[0].alignment = Alignment(vertical="top")
        cells[1].alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells if text else cells[:1])


def _sheets(ours: SheetSet) -> Iterator[tuple[str, str]]:
    yield from ((sheet.name, _about(sheet)) for sheet in ours if sheet is not EXTRA)


def _about(sheet: Sheet) -> str:
    if sheet.is_people:
        return (
            "Who it is, the activity, the assessment tab by tab, the plan. Activity Codes may be several (203, 205) "
            "when all else about them is the same; otherwise use the sheet Activities."
        )
    second = sheet.columns[1]
    if sheet.within:
        return f"One row each. {second.heading} says which row of {sheet.within} it belongs to."
    if second.path == ():
        return f"One row each. {second.heading} counts a participant's rows from 1; it may stay empty for only one."
    return "One row each."
