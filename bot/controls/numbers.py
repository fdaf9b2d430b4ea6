"""Boxes for numbers, money, dates and phones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from bot.controls.base import Control, Raw, Unreadable

_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
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
_CURRENCY = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")


def _line(raw: Raw, what: str) -> str:
    if not isinstance(raw, str):
        raise Unreadable(f"must be {what}, not a list")
    return raw.strip()


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


@dataclass(frozen=True)
class DateBox(Control):
    """A date, shown as MM/DD/YYYY (seed); records may also write it YYYY-MM-DD."""

    kind: ClassVar[str] = "date"
    prefixes: ClassVar[tuple[str, ...]] = ("txt", "rdp", "dt", "cal")
    example: ClassVar[str] = "MM/DD/YYYY"

    def parse(self, raw: Raw) -> date:
        text = _line(raw, "one date")
        if us := _US.fullmatch(text):
            month, day, year = us.groups()
        elif iso := _ISO.fullmatch(text):
            year, month, day = iso.groups()
        else:
            raise Unreadable("is not a date such as 01/31/2026", text)
        try:
            value = date(int(year), int(month), int(day))
        except ValueError:
            raise Unreadable("is not a day of the calendar", text) from None
        if not 1900 <= value.year <= 2100:
            raise Unreadable("is not a year between 1900 and 2100", text)
        return value

    def show(self, value: date) -> Raw:
        return value.strftime("%m/%d/%Y")


@dataclass(frozen=True)
class NumberBox(Control):
    """A number of zero or more, plain digits with an optional decimal point."""

    kind: ClassVar[str] = "number"
    prefixes: ClassVar[tuple[str, ...]] = ("txt", "num")
    example: ClassVar[str] = "4 or 3.5"

    def parse(self, raw: Raw) -> Decimal:
        text = _line(raw, "one number")
        try:
            value = Decimal(text) if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", text) else None
        except InvalidOperation:
            value = None
        if value is None:
            raise Unreadable("is not a number such as 4 or 3.5", text)
        return value

    def show(self, value: Decimal) -> Raw:
        return f"{value:f}"


@dataclass(frozen=True)
class MoneyBox(NumberBox):
    """An amount in dollars and cents."""

    kind: ClassVar[str] = "money"
    example: ClassVar[str] = "18.50"

    def parse(self, raw: Raw) -> Decimal:
        text = _line(raw, "one amount")
        found = _CURRENCY.fullmatch(text)
        whole, cents = (found[1].replace(",", ""), (found[2] or ".00")) if found else ("", "")
        # A third decimal of zeros is a spreadsheet's habit; any other would be lost on the site without a word.
        if found is None or len(whole) > 12 or cents[3:].strip("0"):
            raise Unreadable("is not an amount such as 18.50", text)
        return Decimal(f"{whole}{cents[:3]}").quantize(Decimal("0.01"))

    def show(self, value: Decimal) -> Raw:
        return f"{value:.2f}"


@dataclass(frozen=True)
class PhoneBoxes(Control):
    """A phone number in three boxes (documented); records write it 213-555-0100."""

    kind: ClassVar[str] = "phone"
    prefixes: ClassVar[tuple[str, ...]] = ("txt",)
    example: ClassVar[str] = "213-555-0100"

    def parse(self, raw: Raw) -> str:
        text = _line(raw, "one phone number")
        digits = re.sub(r"[\s().\-]", "", text)
        if not re.fullmatch(r"(\+?1)?[0-9]{10}", digits):
            raise Unreadable("is not a phone number such as 213-555-0100", text)
        ten = digits[-10:]
        return f"{ten[:3]}-{ten[3:6]}-{ten[6:]}"

    def show(self, value: str) -> Raw:
        return value
