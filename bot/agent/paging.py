"""Lists with several pages: all their rows, page by page, and the page on which one of them stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.agent.looks import Grid, Row
from bot.agent.seeing import Seen
from bot.errors import SiteError
from bot.web.grids import Grid as GridSeen
from bot.web.pagers import Pager
from bot.web.view import Action

_MOST_PAGES = 100


class Pages(Protocol):
    """The page of a browser, as far as turning the pages of its lists goes."""

    def see(self) -> Seen:
        """A settled view."""
        ...

    def turn_page(self, find: Callable[[Seen], list[Action]]) -> dict[str, Any]:
        """Presses the one thing that `find` gives, which only turns a page."""
        ...


def all_rows(pages: Pages, seen: Seen, grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """The lists with the rows of all their pages. Raises SiteError for a list that says that it has more rows than can
    be looked at, and for one whose pages do not turn."""
    whole = []
    for grid, own in zip(grids, seen.grids, strict=True):
        pager = seen.pagers.of(own)
        if pager is None and seen.pagers.lacks_rows(own):
            raise SiteError(
                f"the list '{own.heading}' shows only a part of its rows, and nothing is known that turns its pages:"
                " nothing was done with it; look at the list, and enter this participant by hand"
            )
        if pager is not None and (pager.ahead or pager.back):
            grid = replace(grid, rows=_rows_of(pages, _Place.of(seen, own), grid))
        whole.append(grid)
    return tuple(whole)


def turn_to(pages: Pages, row: Row) -> None:
    """Turns to the page on which a row was seen."""
    seen = pages.see()
    for own in seen.grids:
        if (own.heading, own.headers) == (row.heading, row.headers) and seen.pagers.of(own) is not None:
            place = _Place.of(seen, own)
            place.to_first(pages)
            for _ in range(row.page or 0):
                place.turn(pages, lambda pager: pager.ahead)
            if pages.see().rows(row, alike=True):
                return


def _rows_of(pages: Pages, place: _Place, grid: Grid) -> tuple[Row, ...]:
    place.to_first(pages)
    rows: list[Row] = []
    before: tuple[tuple[str, ...], ...] = ()
    for number in range(_MOST_PAGES):
        seen = pages.see()
        own, pager = place.find(seen)
        cells = tuple(row.cells for row in own.rows)
        if cells == before and cells:
            break  # the last page, of a pager that can always be pressed
        rows.extend(
            Row(grid.heading, grid.headers, each, (cells[:n].count(each), cells.count(each)), number)
            for n, each in enumerate(cells)
        )
        if pager is None or pager.ahead is None:
            return tuple(rows)
        before, sure = cells, pager.sure
        place.turn(pages, lambda pager: pager.ahead)
    else:
        raise SiteError(f"the list '{grid.heading}' has more than {_MOST_PAGES} pages")
    if sure:
        raise SiteError(f"the pages of the list '{grid.heading}' do not turn: not all of its rows can be looked at")
    return tuple(rows)


class _Place:
    """One list of a page, known by its headings and its place among those that have the same."""

    def __init__(self, key: tuple[str, tuple[str, ...]], nth: int) -> None:
        self._key, self._nth = key, nth

    @classmethod
    def of(cls, seen: Seen, grid: GridSeen) -> _Place:
        key = (grid.heading, grid.headers)
        return cls(key, [each for each in seen.grids if (each.heading, each.headers) == key].index(grid))

    def find(self, seen: Seen) -> tuple[GridSeen, Pager | None]:
        """The list on the page as it is now, and its pager. Raises SiteError where it is gone."""
        found = [each for each in seen.grids if (each.heading, each.headers) == self._key]
        if self._nth >= len(found):
            raise SiteError(f"the list '{self._key[0]}' went away while its pages were turned")
        return found[self._nth], seen.pagers.of(found[self._nth])

    def turn(self, pages: Pages, way: Callable[[Pager], Action | None]) -> None:
        """Presses what leads on. Raises SiteError where it can't be pressed."""

        def find(seen: Seen) -> list[Action]:
            _, pager = self.find(seen)
            action = way(pager) if pager is not None else None
            return [] if action is None else [action]

        if pages.turn_page(find)["problem"] is not None:
            raise SiteError(f"the pages of the list '{self._key[0]}' do not turn: not all of its rows can be looked at")

    def to_first(self, pages: Pages) -> None:
        """Turns back to the first page."""
        before: tuple[tuple[str, ...], ...] = ()
        for _ in range(_MOST_PAGES):
            own, pager = self.find(pages.see())
            cells = tuple(row.cells for row in own.rows)
            if pager is None or pager.back is None or cells == before:
                return
            before = cells
            self.turn(pages, lambda pager: pager.back)
            if pager.back_to_first:
                return
