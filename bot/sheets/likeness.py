"""How much an office's own words are like ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from rapidfuzz import fuzz

from bot.sheets.columns import Column, Sheet

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
    scores = [[likeness(heading, names_of(column)) for column in sheet.columns] for heading in headings]
    indexes: list[int] = list(range(len(headings)))
    found = pairs(indexes, list(range(len(sheet.columns))), scores)
    return {headings[a]: (sheet.columns[b], score) for a, b, score in found}
