"""The windows in which a code or a provider is looked up (documented for the activity code)."""

from __future__ import annotations

from bot.agent.looks import Row
from bot.controls import fold
from bot.errors import ControlMissing, OptionNotOffered, SiteDown
from bot.site import Site


def pick(site: Site, link: str, value: str) -> None:
    """Opens the window behind `link` and picks the one row that has `value` in a cell.

    The click may close the window before it is answered (measured: 2 of 10); whether the value arrived is seen on the
    opener, by the caller's next reading.
    """
    with site.window(link) as window:
        rows = [row for grid in window.read_filled().grids for row in grid.rows if _has(row, value)]
        if not rows:
            raise OptionNotOffered(f"the window '{link}' does not offer it", field=link)
        if len(rows) > 1:
            raise ControlMissing(f"the window '{link}' has more than one such row", field=link)
        try:
            window.press_in_row(rows[0], _link_text(rows[0], value))
        except SiteDown:
            if not window.agent.is_closed:
                raise


def _has(row: Row, value: str) -> bool:
    return any(fold(cell) == fold(value) for cell in row.cells)


def _link_text(row: Row, value: str) -> str:
    """The link is the value itself, or a word such as Select (inferred)."""
    return next((cell for cell in row.cells if fold(cell) == "select"), value)
