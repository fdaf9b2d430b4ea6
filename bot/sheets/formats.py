"""What a cell's number format says about the number in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from openpyxl.styles.numbers import is_date_format, is_timedelta_format

Kind = Literal["general", "text", "digits", "decimal", "date", "time", "percent", "money", "foreign", "other"]

_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]|([$€£¥₹₩])")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_CONDITION = re.compile(r"\[[<>=]")
_PIECES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|.', re.DOTALL)
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Format:
    """`width`: the digits a format of zeros shows at least. `day_first`: the format writes days before months.

    `hides`: the parts of a date that it does not show. `hides_zero` and `hides_all`: what numbers it shows as nothing.
    """

    kind: Kind
    width: int = 0
    day_first: bool = False
    hides: tuple[str, ...] = ()
    hides_zero: bool = False
    hides_all: bool = False


GENERAL = Format("general")


@lru_cache(maxsize=4096)
def format_of(code: str) -> Format:
    """What a format code means, as far as numbers of zero and above go."""
    if not code.strip():
        return GENERAL
    sections = _sections(code)
    first = sections[0]
    shown = _format_of(first)
    if any(_CONDITION.search(section) for section in sections):
        return replace(shown, hides_zero=any(map(_is_nothing, sections)))
    zero = sections[2] if len(sections) > 2 else first
    return replace(shown, hides_zero=_shows_no_zero(zero), hides_all=_is_nothing(first))


def _format_of(first: str) -> Format:
    plain = _NO_FORMAT.sub("", first).strip()
    if plain.casefold() in ("general", "") and "$" not in first:
        return GENERAL
    if is_timedelta_format(first):
        return Format("time")
    if "general" not in plain.casefold() and is_date_format(first):
        return _date(plain.casefold())
    signs = {sign for pair in _CURRENCY.findall(first) for sign in pair if sign}
    if signs:
        return Format("money" if signs <= {"$", "USD", "US$"} else "foreign")
    if "%" in plain:
        return Format("percent")
    if plain == "@":
        return Format("text")
    if re.fullmatch("0+", plain) and plain == first.strip():
        return Format("digits", width=len(plain))
    is_plain = re.fullmatch(r"[#0,.? ()-]+", plain) is not None and not _shows(first)[1]
    return Format("decimal" if is_plain else "other")


def _sections(code: str) -> list[str]:
    """The formats for numbers above zero, below zero, zero, and texts; a semicolon in quotes parts nothing."""
    sections = [""]
    for piece in _PIECES.findall(code):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return sections


def _shows(section: str) -> tuple[str, bool]:
    """The places for digits and words of a section, and whether it shows any letters of its own."""
    literal = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(section))
    return _NO_FORMAT.sub("", section).strip(), bool(literal.strip()) or "$" in section


def _is_nothing(section: str) -> bool:
    return _shows(section) == ("", False)


def _shows_no_zero(section: str) -> bool:
    """Whether a section shows nothing of a zero: `#` has no place for one."""
    places, has_letters = _shows(section)
    return not has_letters and re.fullmatch("[#,. ?]*", places) is not None


def _date(plain: str) -> Format:
    day, month = plain.find("d"), plain.find("m")
    if day < 0 and "y" not in plain:
        return Format("time")
    shows = {
        "day": any(len(run) < 3 for run in re.findall("d+", plain)),
        "month": month >= 0,
        "year": any(sign in plain for sign in "yeb"),
    }
    hides = tuple(part for part, is_shown in shows.items() if not is_shown)
    return Format("date", day_first=0 <= day < month, hides=hides)
