"""What is remembered of one list of the site while its rows are made to stand there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.agent.looks import Row
from bot.controls import fold
from bot.row_memory import KnownRow, RowMemory

_NUMBER_WORDS = {"#", "no", "number", "id"}


@dataclass
class Listing:
    """The rows of one list that are known to stand there for rows of the record, and what becomes of that.

    `name` is the list's in the memory; without one nothing is remembered. `noun` is what one row is called (`Goal`).
    """

    memory: RowMemory
    name: str
    noun: str
    _rows: list[KnownRow] = field(default_factory=list)
    _former: list[KnownRow] = field(default_factory=list)
    """What was remembered at the beginning."""

    def open(self) -> None:
        """Looks up what is remembered."""
        self._former = list(self.memory.known_rows(self.name)) if self.name else []
        self._rows = list(self._former)

    @property
    def is_known(self) -> bool:
        """Whether anything was remembered of the list."""
        return bool(self._former)

    def gone(self, wanted: Iterable[Sequence[str]]) -> list[KnownRow]:
        """What stands there for rows that the record, by what names its rows, does not have any more."""
        if not self._rows:
            return []
        marks = {self._of_record(names) for names in wanted}
        return [known for known in self._rows if known.record not in marks]

    def standing(self, known: KnownRow, rows: Sequence[Row], names: Sequence[Sequence[str | None]]) -> int | None:
        """Which of the list's rows a remembered one is; None where it can't be told. `names` are those of each row."""
        sites = [self._of_site(row, shown) for row, shown in zip(rows, names, strict=True)]
        numbers = [self._of_number(row) for row in rows]
        numbered = {place for place, number in enumerate(numbers) if number and number == known.number}
        places = {place for place, site in enumerate(sites) if site == known.site}
        if len(places) != 1:
            places = (places & numbered) or numbered  # a person may have reworded it on the site
        return places.pop() if len(places) == 1 else None

    def kept(
        self, names: Sequence[str], rows: Sequence[Row], shown: Sequence[Sequence[str | None]]
    ) -> int | None:
        """Which of the list's rows was left in the site's words for this row of the record, and still says them."""
        sites = {known.site for known in self._rows if known.record and known.record == self._of_record(names)}
        places = [place for place, row in enumerate(rows) if self._of_site(row, shown[place]) in sites]
        return places[0] if len(places) == 1 else None

    def note(self, place: int, names: Sequence[str], row: Row, shown: Sequence[str | None]) -> None:
        """A row of the list stands there for a row of the record: it does for no other one, whatever it was before."""
        if not self.name:
            return
        new = KnownRow(place, self._of_record(names), self._of_number(row), self._of_site(row, shown))
        self._rows = [known for known in self._rows if not self._is_same(known, new)]
        self._rows.append(new)

    def note_saved(self, place: int, names: Sequence[str]) -> None:
        """A save of a row of the record was answered; what the list shows of it is not known yet."""
        if self.name:
            new = KnownRow(place, self._of_record(names), "", "")
            self._rows = [known for known in self._rows if known.record != new.record] + [new]

    def was_saved(self, names: Sequence[str]) -> bool:
        """Whether a save of a row of the record was answered, and the list was never seen to show it since."""
        mark = self._of_record(names)
        return any(_is_unseen(known) and known.record == mark for known in self._rows)

    def unseen(self, place: int, wanted: Iterable[Sequence[str]]) -> KnownRow | None:
        """What is remembered of the record's row of this place, if it was worded otherwise when it was saved, and was
        never seen in the list since."""
        return next((known for known in self.gone(wanted) if _is_unseen(known) and known.place == place), None)

    def forget(self, known: KnownRow) -> None:
        """A remembered row stands there no more, or for another row of the record."""
        self._rows = [other for other in self._rows if other != known]

    def keep(self) -> None:
        """Has it remembered, if anything changed."""
        if self.name and sorted(self._rows, key=_order) != sorted(self._former, key=_order):
            self.memory.know_rows(self.name, self._rows)
            self._former = list(self._rows)

    def _is_same(self, known: KnownRow, new: KnownRow) -> bool:
        if known.record == new.record:
            return True
        return known.number == new.number if known.number and new.number else known.site == new.site

    def _of_record(self, names: Sequence[str]) -> str:
        return self.memory.mark("row of the record", self.name, *map(fold, names))

    def _of_site(self, row: Row, names: Sequence[str | None]) -> str:
        texts = [text for text in names if text is not None] or row.cells
        return self.memory.mark("row of the site", self.name, *map(fold, texts))

    def _of_number(self, row: Row) -> str:
        """Of the cells under headings that are only of a number: `#`, `Goal #/Goal ID`."""
        own = {*_words(self.noun), *_NUMBER_WORDS}
        cells = [(_words(header), text) for header, text in zip(row.headers, row.cells, strict=True)]
        numbers = [text for words, text in cells if words & _NUMBER_WORDS and words <= own]
        numbers = [text for text in numbers if any(sign.isdigit() for sign in text)]
        return self.memory.mark("number", self.name, *numbers) if numbers else ""


def _is_unseen(known: KnownRow) -> bool:
    return not known.site and not known.number


def _words(text: str) -> set[str]:
    return set(re.findall(r"#|\w+", text.casefold()))


def _order(known: KnownRow) -> tuple[str, str]:
    return known.record, known.site
