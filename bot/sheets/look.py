"""How a workbook looks that people fill in: headings, bands, notes, lists to choose from, instructions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from bot.controls import CheckList, Control, DateBox, DropDown, LookUp, MoneyBox, NumberBox, TextBox, YesNo
from bot.sheets.columns import LISTS, Column, Sheet, SheetSet
from bot.sheets.sheet_xml import MAX_ROW, column_letters

AUTHOR = "caljobs-bot"
_NEEDED, _OPTIONAL = "1F3864", "5B7BB4"
_BANDS = ("DDE6F3", "E9F0DE")
FONT = "Calibri"
"""Named wherever a font is: what programs take instead differs."""
_WHITE = Font(name=FONT, bold=True, color="FFFFFF")
_LINE = Side(style="thin", color="FFFFFF")


def number_format(control: Control) -> str:
    """The number format of a column: text for all that must stay as it is typed."""
    if isinstance(control, DateBox):
        return "mm/dd/yyyy"
    if isinstance(control, MoneyBox):
        return "0.00"
    return "General" if isinstance(control, NumberBox) else "@"


def heading_rows(sheet: Any, declared: Sheet) -> Iterator[list[Any]]:
    """The band above the headings, where a sheet has several groups, and the headings with their notes."""
    if declared.is_people:
        yield list(_bands(sheet, declared))
    yield [_heading(sheet, column) for column in declared.columns]


def dress(sheet: Any, declared: Sheet, ours: SheetSet) -> None:
    """Widths, formats, frozen panes and lists; to be called before the first row is written."""
    first = 3 if declared.is_people else 2
    fixed = 2 if declared.is_people else 1
    sheet.freeze_panes = f"{column_letters(fixed)}{first}"
    sheet.row_dimensions[first - 1].height = 48  # three lines; not every program makes room by itself
    for place, column in enumerate(declared.columns):
        letters = column_letters(place)
        dimension = sheet.column_dimensions[letters]
        dimension.width = _width(column)
        dimension.number_format = number_format(column.control)
        if options := choices(column.control):
            sheet.data_validations.append(_chooser(options, column, ours, f"{letters}{first}:{letters}{MAX_ROW}"))


def choices(control: Control) -> tuple[str, ...]:
    """What a cell of this column can be chosen from; nothing where several may stand in one cell."""
    if isinstance(control, DropDown):
        return control.options
    return ("Yes", "No") if isinstance(control, YesNo) else ()


def note(column: Column) -> str:
    """What the note on a heading says: what to write, and when."""
    control = column.control
    needed = "Required." if column.needed else "Required when it is shown." if control.required else "May stay empty."
    told = [needed if column.form else "", _write(column)]
    if control.shown_if and column.form:
        told.append(f"Only when {column.form.label(control.shown_if.key)} is {control.shown_if.value}.")
    if isinstance(control, TextBox) and control.maxlength:
        told.append(f"At most {control.maxlength} characters.")
    if column.form and column.key in column.form.identity:
        labels = " and ".join(column.form.label(key) for key in column.form.identity)
        told.append(f"Two rows of one participant must not have the same {labels}.")
    return "\n".join(part for part in told if part)


def _write(column: Column) -> str:
    control = column.control
    if isinstance(control, CheckList) and control.options:
        return f"One or several, apart by semicolons: {'; '.join(control.options)}"
    if column.several:
        return "One or several codes, apart by commas: 203, 205"
    if isinstance(control, LookUp):
        return f"As the site's window '{control.link}' lists it."
    if isinstance(control, DropDown):
        such = "such as" if control.is_open else "one of"
        return f"{such.capitalize()}: {'; '.join(control.options)}"
    return _KEYS.get(column.heading if column.form is None else "", f"Write: {control.example}")


_KEYS = {
    "User ID": "The number of the participant on the site, as on the sheet Participants.",
    "Goal Number": "1, 2, 3: which of the participant's goals. May stay empty for somebody with only one.",
}
"""What is written in columns that are no field of a screen."""


def _bands(sheet: Any, declared: Sheet) -> Iterator[Any]:
    before, shade = "", count()
    color = 0
    for column in declared.columns:
        if column.band != before:
            color = next(shade) % len(_BANDS)
        cell = WriteOnlyCell(sheet, value=column.band if column.band != before else None)
        cell.font = Font(name=FONT, bold=True, color=_NEEDED, size=12)
        cell.fill = PatternFill("solid", fgColor=_BANDS[color])
        before = column.band
        yield cell


def _heading(sheet: Any, column: Column) -> Any:
    cell = WriteOnlyCell(sheet, value=f"{column.heading} *" if column.needed else column.heading)
    cell.font = _WHITE
    cell.fill = PatternFill("solid", fgColor=_NEEDED if column.needed else _OPTIONAL)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = Border(left=_LINE, right=_LINE)
    cell.number_format = "@"
    text = note(column)
    cell.comment = Comment(text, AUTHOR, width=300, height=40 + 18 * (text.count("\n") + len(text) // 40 + 1))
    return cell


def _width(column: Column) -> float:
    control = column.control
    if isinstance(control, TextBox) and control.lines:
        return 42
    longest = max((len(option) for option in choices(control)), default=0)
    return float(min(max(14, longest + 2, len(column.heading) / 2 + 4), 42))


def _chooser(options: tuple[str, ...], column: Column, ours: SheetSet, cells: str) -> DataValidation:
    control = column.control
    place = _listed(ours)[options]
    chooser = DataValidation(
        type="list", formula1=f"{LISTS}!${place}$1:${place}${len(options)}", allow_blank=True, sqref=cells
    )
    is_open = isinstance(control, DropDown) and control.is_open
    chooser.showErrorMessage = not is_open
    chooser.errorStyle = "warning"  # the word for an emptied box must be possible
    chooser.errorTitle = column.heading[:30]
    chooser.error = "This is none of the options of the list."
    return chooser


def _listed(ours: SheetSet) -> dict[tuple[str, ...], str]:
    """The column of each list on the sheet of lists."""
    told = (choices(column.control) for sheet in ours for column in sheet.columns)
    lists = dict.fromkeys(options for options in told if options)
    return {options: column_letters(place) for place, options in enumerate(lists)}


def add_lists(book: Workbook, ours: SheetSet) -> None:
    """The sheet that the drop-down lists take their options from; nobody needs to see it."""
    sheet: Any = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    lists = _listed(ours)
    for row in range(max(map(len, lists))):
        sheet.append([options[row] if row < len(options) else None for options in lists])
