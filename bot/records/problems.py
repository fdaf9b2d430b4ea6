"""What is wrong with records: where it stands, and what it is in words.

A problem's text never holds a value. What the author wrote is kept apart in `quoted`, and what it may mean in
`aside`; both are shown by `for_author()` alone, which only the author's own terminal may print.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.controls import sentence
from bot.forms import Form
from bot.records.places import Cell, Place, Row, words_of


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


def lines_of(problems: Iterable[Problem], *, for_author: bool) -> Iterator[str]:
    """A sentence for each problem; the same one in many rows or lines is one sentence, with all of them.

    The author is shown the values: of a few values each, of more the first.
    """
    alike: dict[Hashable, dict[str | None, list[Problem]]] = {}
    for problem in problems:
        values = alike.setdefault(_kind(problem), {})
        values.setdefault(problem.quoted if for_author else None, []).append(problem)
    for values in alike.values():
        groups = list(values.values())
        if len(groups) > _MANY_VALUES:
            groups = [[each for group in groups for each in group]]
        for group in groups:
            numbers = [number for number in map(_number, group) if number is not None]
            of_lines = isinstance(group[0].place, int)
            first = group[0].for_author() if for_author else str(group[0])
            yield first + also_in(numbers, what="line" if of_lines else "row")


_MANY_VALUES = 5


def _number(problem: Problem) -> int | None:
    place = problem.place
    if isinstance(place, int) or place is None:
        return place
    return place.row if isinstance(place, Cell) else place.number


def _kind(problem: Problem) -> Hashable:
    place = problem.place
    if isinstance(place, Cell):
        where: Hashable = (place.sheet, place.column, place.heading)
    else:
        where = (place.sheet, "row") if isinstance(place, Row) else "line" if place is not None else None
    return (problem.file, where, problem.screen, problem.row, problem.field, problem.message, problem.aside)


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


def also_in(rows: Iterable[int], *, what: str = "row") -> str:
    """The rest of a sentence that was told of the first of some rows: `; the same in rows 4-6, 9`."""
    others = sorted(set(rows))[1:]
    if not others:
        return ""
    return f"; the same in {what}{'s' if len(others) > 1 else ''} {', '.join(spans(others))}"
