"""Three made-up participants, as rows of a workbook that is to be learned from."""

from __future__ import annotations

from datetime import date

from bot.controls import DateBox
from bot.errors import ConfigError
from bot.forms.site_forms import FOLDERS
from bot.records.load import load
from bot.sheets.columns import SheetSet
from bot.sheets.rows import Cells, rows_of

_THEN = date(2019, 6, 5)
"""The day on which the demo's participants are to be entered."""


def example_rows(today: date, ours: SheetSet) -> dict[str, list[Cells]]:
    """The demo's participants, all their dates moved so that they could be entered today.

    They answer the guide's questions: a site with others gets no example. Raises ConfigError.
    """
    folder = next((place / "demo" for place in FOLDERS if (place / "demo").is_dir()), None)
    records = load([folder], today=_THEN, forms=ours.forms).records if folder else ()
    if not records:
        raise ConfigError("the made-up participants are not there: this copy of the program is not whole")
    rows = rows_of(records, ours)
    later = today - _THEN
    for name, sheet in ours.by_name.items():
        dates = [place for place, column in enumerate(sheet.columns) if isinstance(column.control, DateBox)]
        for cells in rows[name]:
            for place in dates:
                text = cells[place]
                if text:
                    control = sheet.columns[place].control
                    cells[place] = str(control.show(control.parse(text) + later))
    return rows
