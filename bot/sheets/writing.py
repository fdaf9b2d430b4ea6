"""Rows into files: a workbook made for people, or a folder of CSV files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from bot.controls import Control, DateBox, NumberBox, Unreadable, site_length
from bot.errors import ConfigError
from bot.records.dump import dump_record, yaml_of
from bot.records.model import Record
from bot.sheets.columns import Sheet, SheetSet
from bot.sheets.csv_folder import guarded
from bot.sheets.files import make_private_folder, write_private
from bot.sheets.instructions import instructions
from bot.sheets.look import add_lists, dress, heading_rows, number_format
from bot.sheets.rows import Cells
from bot.sheets.sheet_xml import column_letters
from bot.sheets.values import plain_number

Rows = Mapping[str, Sequence[Cells]]
LONGEST = 32_767
"""The most characters a cell of Excel holds (UTF-16 units)."""
_FIRST_SURE_DAY = date(1900, 3, 1)
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escape(text: str) -> str:
    """What XML can't hold, and what looks like it, as Excel writes it: `_x000D_`."""
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def write_workbook(path: Path, rows: Rows, ours: SheetSet) -> None:
    """A workbook (0600) with instructions, drop-down lists and notes. Raises ConfigError.

    ConfigError too for a text that is longer than a cell: it would be cut without a word.
    """
    _refuse_long_texts(rows, ours)
    book = Workbook(write_only=True)
    instructions(book, ours)
    for sheet in ours:
        own = book.create_sheet(sheet.name)
        dress(own, sheet, ours)
        for heading_row in heading_rows(own, sheet):
            own.append(heading_row)
        styles = [_style(own, column.control) for column in sheet.columns]
        for cells in rows.get(sheet.name, ()):
            own.append(list(_row(own, sheet, cells, styles)))
    add_lists(book, ours)
    content = BytesIO()
    book.save(content)
    write_private(path, content.getvalue())


def write_folder(path: Path, rows: Rows, ours: SheetSet) -> None:
    """A folder of CSV files (0600), one a sheet. Raises ConfigError."""
    make_private_folder(path)
    for sheet in ours:
        text = StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow([column.heading for column in sheet.columns])
        for cells in rows.get(sheet.name, ()):
            writer.writerow([guarded(cell or "") for cell in cells])
        write_private(path / f"{sheet.name}.csv", text.getvalue().encode("utf-8-sig"))


def write_yaml(folder: Path, records: Sequence[Record]) -> None:
    """A folder of YAML files (0600), one a participant. Raises ConfigError."""
    make_private_folder(folder)
    for record in records:
        write_private(folder / f"{record.user_id}.yaml", yaml_of(dump_record(record)).encode())


def text_cell(sheet: Any, text: str, style: Any = None) -> Any:
    """A cell that is a text, whatever it begins with: it can never become a formula."""
    cell: Any = WriteOnlyCell(sheet, value="")
    if style is not None:
        cell._style = style
    if text[:1] in "=+-@":
        cell._style = copy(cell._style)
        cell.quotePrefix = True
    cell.value = escape(text)
    cell.data_type = "s"
    return cell


def _refuse_long_texts(rows: Rows, ours: SheetSet) -> None:
    for name, own in rows.items():
        for cells in own:
            for place, text in enumerate(cells):
                if text is not None and len(text) * 2 > LONGEST and site_length(escape(text)) > LONGEST:
                    where = f"{name}, {ours.by_name[name].columns[place].heading} ({column_letters(place)})"
                    raise ConfigError(f"{where}: a text has more characters than a cell can hold ({LONGEST})")


def _style(sheet: Any, control: Control) -> Any:
    cell: Any = WriteOnlyCell(sheet)
    cell.number_format = number_format(control)
    return cell._style


def _row(sheet: Any, declared: Sheet, cells: Cells, styles: Sequence[Any]) -> Iterator[Any]:
    for place, text in enumerate(cells):
        column = declared.columns[place]
        if text is None:
            yield None
        elif (value := _value(text, column.control)) is None:
            yield text_cell(sheet, text, styles[place])
        else:
            cell: Any = WriteOnlyCell(sheet, value=value)
            cell._style = styles[place]
            yield cell


def _value(text: str, control: Control) -> datetime | float | None:
    """A date or number as Excel knows them; None where the text says it better."""
    try:
        if isinstance(control, DateBox):
            day = control.parse(text)
            return datetime(day.year, day.month, day.day) if day >= _FIRST_SURE_DAY else None
        if isinstance(control, NumberBox):
            number: Decimal = control.parse(text)
            return float(number) if Decimal(plain_number(float(number))) == number else None
    except Unreadable:
        return None
    return None
