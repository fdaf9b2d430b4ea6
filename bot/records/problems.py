"""What is wrong with records: where it stands, and what it is in words.

A problem's text never holds a value. What the author wrote is kept apart in `quoted`, and what it may mean in
`aside`; both are shown by `for_author()` alone, which only the author's own terminal may print.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.controls import sentence
from bot.forms import Form
from bot.records.places import Cell, Place, words_of


@dataclass(frozen=True, repr=False)
class Problem:
    """One thing to put right, or (in a list of warnings) to know.

    `place` is a line or a cell of the file, `screen` the screen's title, `row` such as "goal 2", `field` the
    label. `user_id` is the participant's, where it could be read.
    """

    file: str
    message: str
    place: Place | None = None
    screen: str | None = None
    row: str | None = None
    field: str | None = None
    quoted: str | None = None
    user_id: str | None = None
    aside: str | None = None

    def __str__(self) -> str:
        return self._sentence(self.message)

    __repr__ = __str__

    def for_author(self) -> str:
        """plans.yaml line 14, Goals > goal 2 > Status: 'opened' is not offered; offered are: Open; ...

        Or, of a workbook: plans.xlsx Goals!H7 Status: 'opened' is not offered; ...
        """
        return self._sentence(sentence(self.message, self.quoted, self.aside))

    def as_json(self) -> dict[str, Any]:
        """For machines, without what the author wrote."""
        return {
            "user_id": self.user_id,
            "file": self.file,
            "place": None if self.place is None else words_of(self.place),
            "screen": self.screen,
            "row": self.row,
            "field": self.field,
            "message": self.message,
        }

    def _sentence(self, message: str) -> str:
        where = self.file if self.place is None else f"{self.file} {words_of(self.place)}"
        if isinstance(self.place, Cell):
            return f"{where}: {message}"
        says_its_field = self.field is not None and self.message.startswith(self.field)
        within = " > ".join(p for p in (self.screen, self.row, None if says_its_field else self.field) if p)
        return f"{where}, {within}: {message}" if within else f"{where}: {message}"


@dataclass
class Findings:
    """Gathers the problems and warnings of one participant's record."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def report(
        self,
        message: str,
        *,
        place: Place,
        form: type[Form] | None = None,
        row: str | None = None,
        label: str | None = None,
        quoted: str | None = None,
        aside: str | None = None,
        warning: bool = False,
    ) -> None:
        """Notes one problem, or with `warning` one thing to know. Sensitive screens are never quoted."""
        screen = form.screen_title if form else None
        if form is not None and form.hides(label=label):
            quoted = aside = None
        found = Problem(self.file, message, place, screen, row, label, quoted, aside=aside)
        (self.warnings if warning else self.problems).append(found)

    def in_order(self) -> list[Problem]:
        """The problems by line; those of a sheet as they were found, part by part of the record."""
        return sorted(self.problems, key=lambda found: found.place if isinstance(found.place, int) else 0)

    def belong_to(self, user_id: str) -> None:
        """Says whose record it was, once that is known."""
        self.problems = [replace(problem, user_id=user_id) for problem in self.problems]
        self.warnings = [replace(warning, user_id=user_id) for warning in self.warnings]


def spans(numbers: Iterable[int]) -> list[str]:
    """4, 5, 6, 9 as 4-6 and 9."""
    told: list[str] = []
    start = before = -1
    for number in sorted(set(numbers)):
        if told and number == before + 1:
            told[-1] = f"{start}-{number}"
        else:
            start = number
            told.append(str(number))
        before = number
    return told


def also_in(rows: Iterable[int]) -> str:
    """The rest of a sentence that was told of the first of some rows: `; the same in rows 4-6, 9`."""
    others = sorted(set(rows))[1:]
    if not others:
        return ""
    return f"; the same in row{'s' if len(others) > 1 else ''} {', '.join(spans(others))}"
