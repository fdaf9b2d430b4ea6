"""Columns that are numbered: `Goal 1 Type`, `Goal 2 Type` of an office that keeps a participant in one row.

A pattern has `{n}` for the number of the row to be made, and `{goal}` for that of the goal it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.records.draft import noun
from bot.sheets.columns import Sheet
from bot.sheets.values import CellValue

OWN = "{n}"
Numbers = tuple[int, int]
"""The number of the row that holds it, and its own; 0 where a pattern has none."""

_WORDS = re.compile(r"\{[a-z]+\}|(\d+)(?:st|nd|rd|th)\b|\d+|[^\W\d_]+", re.IGNORECASE)
_SPELT = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_RANKS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def outer_of(sheet: Sheet) -> str | None:
    """What stands for the number of the row that holds a sheet's rows: `{goal}` for Objectives."""
    form = sheet.holder.form if sheet.holder else None
    return f"{{{noun(form)}}}" if form else None


def words_of(heading: str) -> tuple[str, ...]:
    """The words and numbers of a heading; marks don't count, and 1st is 1."""
    return tuple((found[1] or found[0]).casefold() for found in _WORDS.finditer(heading))


def places_of_words(heading: str) -> list[tuple[int, int]]:
    """Where each of them begins and ends."""
    return [found.span() for found in _WORDS.finditer(heading)]


def number_in(word: str) -> int | None:
    """1 for 1, one, first; None for what is no number of a row."""
    if word.isascii() and word.isdigit() and len(word) < 3:
        return int(word) or None
    return next((told.index(word) + 1 for told in (_SPELT, _RANKS) if word in told), None)


def under_bands(headings: Mapping[int, str], bands: Mapping[int, str]) -> dict[int, str]:
    """Headings with the band above them in front, where that has a number: `Goal 1` over `Type`, `Term`, `Status`."""
    whole = dict(headings)
    for place, heading in headings.items():
        above = max((start for start in bands if start <= place), default=None)
        if above is not None and any(map(number_in, words_of(bands[above]))):
            whole[place] = f"{bands[above]} {heading}"
    return whole


def texts_of(cells: Mapping[int, CellValue]) -> dict[int, str]:
    """The texts of a row that may be one of headings."""
    return {place: value.strip() for place, value in cells.items() if isinstance(value, str) and value.strip()}


@dataclass(frozen=True)
class Pattern:
    """`Goal {goal} Objective {n}` as its words."""

    words: tuple[str, ...]
    outer: str | None

    def numbers(self, heading: str) -> Numbers | None:
        """The numbers of a heading that is like it, or None."""
        theirs = words_of(heading)
        if len(theirs) != len(self.words):
            return None
        found = {OWN: 0, self.outer: 0}
        for own, word in zip(self.words, theirs, strict=True):
            if own in found:
                number = number_in(word) or _letter(word)
                if number is None:
                    return None
                found[own] = number
            elif own != word:
                return None
        return found[self.outer] if self.outer else 0, found[OWN]


def _letter(word: str) -> int | None:
    """1a, 1b: an office's way to number what belongs to the first."""
    return "abcdefghi".index(word) + 1 if len(word) == 1 and word in "abcdefghi" else None


def pattern_of(text: str, sheet: Sheet) -> Pattern:
    """The pattern as a mapping file has it. Raises ValueError in words for what is none."""
    outer = outer_of(sheet)
    words = words_of(text)
    marks = [word for word in words if word.startswith("{")]
    known = [OWN, *([outer] if outer else [])]
    if not marks or len(set(marks)) < len(marks) or not set(marks) <= set(known):
        raise ValueError(f"must have {' or '.join(known)} where the number stands, each at most once")
    return Pattern(words, outer)


@dataclass(frozen=True)
class Group:
    """The numbered columns of a sheet that become rows of another: patterns with our headings."""

    sheet: Sheet
    patterns: Sequence[tuple[Pattern, str]]

    def find(self, heading: str) -> list[tuple[Numbers, str]]:
        """The numbers of a heading, and what it means, for each pattern it is like."""
        found = ((pattern.numbers(heading), ours) for pattern, ours in self.patterns)
        return [(numbers, ours) for numbers, ours in found if numbers is not None]
