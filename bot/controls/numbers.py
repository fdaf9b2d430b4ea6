"""Boxes for numbers, money and phones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from bot.controls.base import Control, Raw, Unreadable

_CURRENCY = re.compile(r"\$?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
_SYMBOL = re.compile(r"(?:US\s*\$|\$|USD|US\s+dollars|dollars)\s*|\s*(?:\$|USD|US\s+dollars|dollars)", re.IGNORECASE)
_PERIODS = {
    "hour": ("hour", "hourly", "hr", "hrs", "h"),
    "day": ("day", "daily"),
    "week": ("week", "weekly", "wk"),
    "month": ("month", "monthly", "mo", "mon", "mth"),
    "year": ("year", "yearly", "yr", "annum", "annual", "annually", "annual"),
}
_PERIOD = re.compile(r"\s*(?:/|per|an?|each)?\s*([a-z]+)\.?", re.IGNORECASE)
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})*,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}")


def _line(raw: Raw, what: str) -> str:
    if not isinstance(raw, str):
        raise Unreadable(f"must be {what}, not a list")
    return raw.strip()


@dataclass(frozen=True)
class NumberBox(Control):
    """A number of zero or more, plain digits with an optional decimal point."""

    kind: ClassVar[str] = "number"
    prefixes: ClassVar[tuple[str, ...]] = ("txt", "num")
    example: ClassVar[str] = "4 or 3.5"

    def parse(self, raw: Raw) -> Decimal:
        text = _line(raw, "one number")
        digits = text.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", text) else text
        try:
            value = Decimal(digits) if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", digits) else None
        except InvalidOperation:
            value = None
        if value is None:
            raise Unreadable("is not a number such as 4 or 3.5", text)
        return value

    def show(self, value: Decimal) -> Raw:
        return f"{value:f}"


def _parts(text: str) -> tuple[str, str]:
    """A text as its amount, with the sign of the dollar in front, and what stands behind it."""
    number = re.match(r"(?:US\s*)?\$?\s*(?:USD\s*)?[\d,.]*\d", text, re.IGNORECASE)
    if number is None:
        return text, ""
    return number[0], _SYMBOL.sub("", text[number.end() :], count=1).strip()


def unit_of(text: str) -> str | None:
    """What an amount is for, where it says so: `hour` of `$18.50/hr`."""
    unit = _PERIOD.fullmatch(_parts(text)[1])
    return next((name for name, words in _PERIODS.items() if unit and unit[1].casefold() in words), None)


@dataclass(frozen=True)
class MoneyBox(NumberBox):
    """An amount in dollars and cents."""

    kind: ClassVar[str] = "money"
    example: ClassVar[str] = "18.50"

    def parse(self, raw: Raw) -> Decimal:
        text = _line(raw, "one amount")
        found = _CURRENCY.fullmatch(self._amount(text))
        whole, cents = (found[1].replace(",", ""), (found[2] or ".00")) if found else ("", "")
        if found is None and _EUROPEAN.fullmatch(text):
            point = text.replace(".", "").replace(",", ".")
            aside = f"is it {point} or {text.replace('.', '').replace(',', '')}?" if "," in text else None
            raise Unreadable("is not an amount such as 18.50: the point parts the cents", text, aside)
        # A third decimal of zeros is a spreadsheet's habit; any other would be lost on the site without a word.
        if found is None or len(whole) > 12 or cents[3:].strip("0"):
            raise Unreadable("is not an amount such as 18.50", text)
        return Decimal(f"{whole}{cents[:3]}").quantize(Decimal("0.01"))

    def _amount(self, text: str) -> str:
        """The digits without the sign of the dollar, and without the unit where the label has the same or none.

        Raises Unreadable for an amount per something else than the label says.
        """
        number, rest = _parts(text)
        if not rest:
            return _SYMBOL.sub("", number)
        told = unit_of(text)
        asked = next((name for name in _PERIODS if re.search(rf"\b{name}\b", self.label, re.IGNORECASE)), None)
        if told is None:
            return text
        if asked is not None and asked != told:
            raise Unreadable(f"is an amount per {told}, and this box takes one per {asked}: write that one", text)
        return _SYMBOL.sub("", number)

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
