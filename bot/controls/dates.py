"""Boxes for dates, and the ways people write one.

What has one meaning in this country is read: with slashes the month comes first. What may be two dates is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.controls.base import Control, Raw, Unreadable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    "january february march april may june july august september october november december sept " + " ".join(_MONTHS)
).split()
_MONTH = f"(?P<month>{'|'.join(sorted(_NAMES, key=len, reverse=True))})\\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_DATES = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<month>\d{{1,2}})\s*/\s*(?P<day>\d{{1,2}})\s*/\s*{_YEAR}",  # as the site writes it
        r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        rf"{_WEEKDAY}{_MONTH}\s*{_DAY}\s*,?\s+{_YEAR}",  # Nov 25, 2026
        rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+{_YEAR}",  # 25-Nov-2026
        rf"(?P<year>\d{{4}})[\s-]+{_MONTH}[\s-]+{_DAY}",
    )
]
_OTHER_MARKS = re.compile(rf"(\d{{1,2}})([-.])(\d{{1,2}})\2{_YEAR}")
"""Dashes and dots: the month first in this country, the day first in most others."""
_ZONE = r"\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?"
_TIME = re.compile(rf"(?:T|\s+)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:\.\d+)?)?\s*(?:[AP]\.?M\.?)?{_ZONE}$", re.IGNORECASE)
_MIDNIGHT = re.compile(rf"(?:T|\s+)(?:0?0:00(?::00(?:\.0+)?)?(?:\s*AM)?|12:00(?::00)?\s*AM){_ZONE}", re.IGNORECASE)
_A_MONTH = f"(?:{'|'.join(_NAMES)})\\.?"
_IN_PART = re.compile(
    rf"{_A_MONTH}[\s/'-]+\d{{1,4}}|\d{{1,4}}[\s/-]+{_A_MONTH}|\d{{1,2}}[/-](?:\d{{1,2}}|\d{{4}})", re.IGNORECASE
)
"""A day without its year, or a month without its day."""
_THIS_CENTURY, _LAST_CENTURY = range(30), range(70, 100)
"""Years of two digits that can be one year alone; Excel takes the first thirty for this century too."""


def _date_in(text: str) -> dict[str, str] | None:
    """The parts of a date that is written in a way of one meaning."""
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return {name: value.casefold() for name, value in found.groupdict().items() if value}
    if (found := _OTHER_MARKS.fullmatch(text)) and not _either_way(found):
        month, day = (found[1], found[3]) if int(found[1]) <= 12 else (found[3], found[1])
        return {"month": month, "day": day, "year": found["year"]}
    return None


def _either_way(found: re.Match[str]) -> bool:
    """Whether it may be two dates: month or day first, or as in 25-11-26 the year."""
    first, second = int(found[1]), int(found[3])
    if found[2] == "-" and len(found["year"]) == 2 and first > 12:
        return True
    return first <= 12 and second <= 12 and first != second


def _readings(found: re.Match[str]) -> str:
    first, second, year = found[1].zfill(2), found[3].zfill(2), found["year"]
    if int(first) > 12:
        return f"is it {second}/{first}/{year} or {second}/{year}/{first}?"
    return f"is it {first}/{second}/{year} or {second}/{first}/{year}?"


def _no_date(plain: str, text: str) -> Unreadable:
    """Why a text is no date, with what it may mean."""
    if (time := _TIME.search(plain)) and _date_in(plain[: time.start()]):
        return Unreadable("is a date with a time of day: the site takes the date alone", text)
    if (found := _OTHER_MARKS.fullmatch(plain)) and _either_way(found):
        return Unreadable("may be two dates: write it as 01/31/2026", text, _readings(found))
    if _IN_PART.fullmatch(plain):
        return Unreadable("is not a whole date: write the month, the day and the year, as 01/31/2026", text)
    return Unreadable("is not a date such as 01/31/2026", text)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTHS.index(text[:3]) + 1


def _year(told: str, text: str) -> int:
    """The year, of two digits that of the century that can be meant alone."""
    year = int(told)
    if len(told) == 4:
        return year
    if year in _THIS_CENTURY:
        return 2000 + year
    if year in _LAST_CENTURY:
        return 1900 + year
    aside = f"is it {1900 + year} or {2000 + year}?"
    raise Unreadable("has a year of two digits that may be of either century: write all four", text, aside)


@dataclass(frozen=True)
class DateBox(Control):
    """A date, shown as MM/DD/YYYY (seed); records may write it in any way that has one meaning in this country.

    `03/04/26` is the fourth of March: with slashes the month comes first. With dots and dashes it may be either.
    """

    kind: ClassVar[str] = "date"
    prefixes: ClassVar[tuple[str, ...]] = ("txt", "rdp", "dt", "cal")
    example: ClassVar[str] = "MM/DD/YYYY"

    def parse(self, raw: Raw) -> date:
        if not isinstance(raw, str):
            raise Unreadable("must be one date, not a list")
        text = raw.strip()
        plain = " ".join(text.split())
        found = _date_in(plain)
        if found is None and (time := _TIME.search(plain)) and _MIDNIGHT.fullmatch(time[0]):
            found = _date_in(plain[: time.start()])
        if found is None:
            raise _no_date(plain, text)
        year = _year(found["year"], text)
        try:
            value = date(year, _month(found["month"]), int(found["day"]))
        except ValueError:
            raise Unreadable("is not a day of the calendar", text) from None
        if not 1900 <= value.year <= 2100:
            raise Unreadable("is not a year between 1900 and 2100", text)
        if (weekday := found.get("weekday")) and weekday != f"{value:%a}".casefold():
            raise Unreadable("is another day of the week than it says: correct one of the two", text)
        return value

    def show(self, value: date) -> Raw:
        return value.strftime("%m/%d/%Y")
