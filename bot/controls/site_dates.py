"""Days as a site writes them in its lists: in more ways than its boxes take, and with more around them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY, _YEAR, _NAME = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})", r"(?P<name>[A-Za-z]{3,9})\.?"
_SHOWN = tuple(
    re.compile(rf"(?:[A-Za-z]{{3,9}},?\s+)?{shape}(?:,?[\sT]+\d{{1,2}}:\d\d[\d:.]*\s*(?:[AP]\.?M\.?)?Z?)?(?!\S)", re.I)
    for shape in (
        r"(?P<month>\d{1,2})\s*([/-])\s*(?P<day>\d{1,2})\s*\2\s*(?P<year>\d{4}|\d\d)",
        r"(?P<year>\d{4})\s*([/-])\s*(?P<month>\d{1,2})\s*\2\s*(?P<day>\d{1,2})",
        rf"{_NAME}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}[\s-]+{_NAME},?[\s-]+(?P<year>\d{{4}}|\d\d)",
    )
)
"""How lists show a day: 6/4/2019, 2019-06-04, Jun 4, 2019, 4-Jun-2019, each with a weekday or a time of day perhaps."""
_CENTURY_FROM = 70


def day_in_front(text: str) -> tuple[date | None, str]:
    """The day with which a text of the site begins, however it is written, and what stands behind it; None and the
    whole text where it begins with none that is sure."""
    text = text.strip()
    for shape in _SHOWN:
        if (found := shape.match(text)) is not None and (day := _day(found.groupdict())) is not None:
            return day, text[found.end() :].strip()
    return None, text


def shown_day(text: str) -> date | None:
    """The day that a text of the site is, however it is written; None for any other text."""
    day, rest = day_in_front(text)
    return None if rest else day


def _day(parts: dict[str, str | None]) -> date | None:
    name, month = (parts.get("name") or "")[:3].casefold(), parts.get("month")
    year = int(parts["year"] or 0)
    if year < 100:
        year += 1900 if year >= _CENTURY_FROM else 2000
    if month is None and name not in _MONTHS:
        return None
    try:
        return date(year, int(month) if month else _MONTHS.index(name) + 1, int(parts["day"] or 0))
    except ValueError:
        return None
