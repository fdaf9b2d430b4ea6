"""How much a row of the site is like a row that a record has and the site lacks. Likeness proposes, and never acts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from rapidfuzz import fuzz

from bot.controls import fold

NEAR = 80
"""Of 100: texts as like as this may be one text reworded."""
CORRECTABLE = timedelta(days=30)
"""An activity older than this can't be entered any more (R4): dates further apart are not one date put right."""
_DOTS = re.compile(r"(\.\.\.|…)$")


def is_near(shown: str, wanted: str) -> bool:
    """Whether two texts may be one, reworded. A text cut short on the site is compared with as much of the other."""
    here, ours = fold(_DOTS.sub("", shown.strip())), fold(wanted)
    if here != fold(shown):
        ours = ours[: len(here)]
    return here == ours or fuzz.ratio(here, ours) >= NEAR


def are_alike(shown: Sequence[str | None], wanted: Sequence[str]) -> bool:
    """Whether rows may be one: by what names them, all but one of it the same or near; at least one is."""
    near = [text is not None and is_near(text, ours) for text, ours in zip(shown, wanted, strict=True)]
    return any(near) and sum(near) >= len(near) - 1


def is_slip(one: str, other: str) -> bool:
    """Whether two different texts of one length are a slip of the hand apart: one character, or two that changed
    places."""
    if len(one) != len(other) or one == other:
        return False
    apart = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(apart) == 1:
        return True
    if len(apart) != 2:
        return False
    first, second = apart
    return one[first] == other[second] and one[second] == other[first]


def is_date_slip(one: date, other: date) -> bool:
    """The same for two dates; day and month may have changed places, too."""
    turned = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    return (turned and one != other) or is_slip(f"{one:%m/%d/%Y}", f"{other:%m/%d/%Y}")


def is_correctable(one: date, other: date) -> bool:
    """Whether one of two dates may be the other put right, as far as only dates tell."""
    return abs(one - other) <= CORRECTABLE or is_date_slip(one, other)
