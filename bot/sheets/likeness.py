"""How much an office's own words are like ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from rapidfuzz import fuzz

from bot.sheets.columns import FIRST_NAME, LAST_NAME, Column, Sheet, letters

LIKELY = 62
"""Of 100; below it nothing is proposed."""
T = TypeVar("T")

_ALSO = {
    "participant.user_id": ("client id", "participant id", "customer id", "caljobs id", "id"),
    "participant.name": ("client name", "participant", "full name", "last first"),
    "participant.app_id": ("app id", "app number", "application no"),
    "plan.start_date": ("iep date", "iep start date", "iep start"),
    "plan.region": ("plan region", "iep region"),
    "plan.office": ("plan office", "plan office location", "iep office", "iep office location"),
    "user_id": ("client id", "participant id", "customer id", "caljobs id", "id"),
}
"""What offices call columns otherwise than by their labels."""


def words_in(text: str) -> str:
    """The words of a heading, without marks and case."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("_", " ")))


def likeness(theirs: str, ours: Sequence[str]) -> float:
    """From 0 to 100: the best of several names for one thing."""
    wanted = words_in(theirs)
    return max((fuzz.token_sort_ratio(wanted, words_in(name)) for name in ours), default=0.0) if wanted else 0.0


def names_of(column: Column) -> tuple[str, ...]:
    """What a column may be called."""
    label = column.control.label
    return (column.heading, label, f"{column.band} {label}", column.key, *_ALSO.get(column.dotted, ()))


def pairs(theirs: Sequence[T], ours: Sequence[T], scores: Sequence[Sequence[float]]) -> list[tuple[int, int, float]]:
    """The likeliest pairs, each of either side once, the likeliest first."""
    ranked = sorted(
        ((scores[a][b], a, b) for a in range(len(theirs)) for b in range(len(ours)) if scores[a][b] >= LIKELY),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    found: list[tuple[int, int, float]] = []
    for score, a, b in ranked:
        if all(a != other and b != taken for other, taken, _ in found):
            found.append((a, b, score))
    return found


def match_columns(headings: Sequence[str], sheet: Sheet) -> dict[str, tuple[Column, float]]:
    """The column each heading seems to mean, with how sure that is."""
    halves = names_in_two(headings, sheet)
    if halves:
        own = tuple(column for column in sheet.columns if column.dotted != "participant.name")
        others = [heading for heading in headings if heading not in halves]
        found = match_columns(others, replace(sheet, columns=own))
        return {**{heading: (column, 100.0) for heading, column in halves.items()}, **found}
    scores = [[likeness(heading, names_of(column)) for column in sheet.columns] for heading in headings]
    indexes: list[int] = list(range(len(headings)))
    likely = pairs(indexes, list(range(len(sheet.columns))), scores)
    return {headings[a]: (sheet.columns[b], score) for a, b, score in likely}


def names_in_two(headings: Iterable[str], sheet: Sheet) -> dict[str, Column]:
    """Headings of a last and a first name, where both are there and none is the whole name."""
    if not sheet.is_people:
        return {}
    found = {heading: column for heading in headings for column, names in _HALVES if letters(heading) in names}
    has_whole = any(letters(heading) in _WHOLE for heading in headings)
    return found if len(found) == 2 == len({*map(id, found.values())}) and not has_whole else {}


_HALVES = (
    (LAST_NAME, {"lastname", "last", "surname", "familyname", "clientlastname", "participantlastname", "lname"}),
    (FIRST_NAME, {"firstname", "first", "givenname", "clientfirstname", "participantfirstname", "fname"}),
)
_WHOLE = {"name", "fullname", "clientname", "participantname", "participantnamelastfirst"}
