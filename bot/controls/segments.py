"""Whether a text of the site says a value, whatever else stands around it: `1 - Employment: steady work` says both
`Employment` and `steady work`, and `steady work in the hea...` the beginning of a longer one.

A value counts only as a whole, between the marks that a site puts between values: a word inside of a text says nothing.
"""

from __future__ import annotations

import re
from typing import Literal

from bot.controls.base import collapse, fold

Said = Literal["whole", "part", "cut"]

_BETWEEN = re.compile(r"\s[-–—|/·•]\s|[:;|]\s|\s?[()\[\]]\s?|(?<=\d)[.)]\s")
"""Marks between values; a comma or a full stop is a mark of any text."""
_DOTS = ("...", "…")
_SHORTEST_CUT = 8
"""What just ends is a beginning from so many letters on."""
_MOST_SEGMENTS = 40


def said(shown: str, wanted: str, *, without_dots: bool = False) -> Said | None:
    """How a text of the site says a value: as all it says, as a part, or cut short at its end. None: not at all.

    What is cut short ends in dots, or with `without_dots` may just end.
    """
    shown, value = collapse(shown), fold(wanted)
    if not value:
        return None
    if fold(shown) == value:
        return "whole"
    starts, ends = _edges(shown)
    if any(fold(shown[start:end]) == value for start in starts for end in ends if end > start):
        return "part"
    return "cut" if any(_begins(shown[start:], value, without_dots=without_dots) for start in starts) else None


def _edges(text: str) -> tuple[list[int], list[int]]:
    """Where values may begin, and where they may end."""
    marks = list(_BETWEEN.finditer(text))[:_MOST_SEGMENTS]
    return [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]


def _begins(shown: str, value: str, *, without_dots: bool) -> bool:
    dots = next((dots for dots in _DOTS if shown.endswith(dots)), "")
    begin = fold(shown.removesuffix(dots))
    is_cut = bool(dots and begin) or (without_dots and len(begin) >= _SHORTEST_CUT)
    return is_cut and begin != value and value.startswith(begin)
