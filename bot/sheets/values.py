"""From what a cell holds to the text a person means by it; the traps of spreadsheets are stepped over here.

Whatever a control then makes of the text, it makes of a text in YAML too. What can't be trusted to be what was
meant becomes a `Trouble`, which says what to do about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.controls import (
    CheckList,
    Control,
    DateBox,
    DropDown,
    LookUp,
    MoneyBox,
    NumberBox,
    PhoneBoxes,
    TextBox,
    YesNo,
    fold,
)
from bot.sheets.formats import Format

EMPTY = "(empty)"
"""What a cell says to have its box emptied: an empty cell leaves the box alone."""


class Number(NamedTuple):
    """A number with its cell's format; `is_1904`: the workbook counts its days from 1904."""

    value: float
    format: Format
    is_1904: bool = False


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """What a formula could not compute, such as #N/A."""

    code: str


@dataclass(frozen=True, slots=True)
class NoResult:
    """A formula whose result the workbook does not hold."""


CellValue = str | bool | Number | ErrorValue | NoResult | None


class Trouble(NamedTuple):
    """Why a cell's content can't be taken. The words never repeat it; `quoted` may be shown to the author."""

    words: str
    quoted: str | None = None

    def __repr__(self) -> str:
        return f"<Trouble: {self.words}>"


RETYPE = "format the cell as text and type it again"
NO_ZEROS = (
    f"is a number here, and numbers lose the zeros in front: {RETYPE}, "
    "or give the column the number format 0, or as many zeros as it has digits"
)
_EXACT = 10**15
"""Excel keeps 15 digits of a number."""


def text_of(value: CellValue, control: Control) -> str | Trouble | None:
    """The text of a cell under a column of that control; None for an empty one."""
    if value is None or isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bool):
        return _of_bool(value, control)
    if isinstance(value, Number):
        return _unseen(value) or _of_number(value, control)
    if isinstance(value, ErrorValue):
        return Trouble(f"is the error {value.code} of a formula: correct the formula, or type what belongs here")
    return Trouble("is a formula whose result is not stored: open the workbook in Excel, save it, and try again")


def _of_bool(value: bool, control: Control) -> str | Trouble:
    if isinstance(control, YesNo) or (isinstance(control, DropDown) and {"Yes", "No"} <= set(control.options)):
        return "Yes" if value else "No"
    return Trouble(f"is a logical value here: {RETYPE}", "TRUE" if value else "FALSE")


def _unseen(number: Number) -> Trouble | None:
    """Why a number can't be taken of which the sheet shows nothing: who looked at it saw an empty cell."""
    if number.format.hides_all:
        words = "is a number that its format does not show: empty the cell, or give it a format that shows it"
        return Trouble(words, plain_number(number.value))
    if number.value == 0 and number.format.hides_zero:
        return Trouble("is a zero that the sheet does not show: empty the cell, or give it a format that shows it", "0")
    return None


def _of_number(number: Number, control: Control) -> str | Trouble:
    if isinstance(control, DateBox):
        return _of_date(number)
    kind = number.format.kind
    shown = plain_number(number.value)
    if kind in ("date", "time"):
        return Trouble(f"is a {kind} here, as Excel sees it: {RETYPE}", shown)
    if kind == "percent":
        return Trouble("is a percentage here: give the cell a plain number format and type it again", f"{shown} (%)")
    if isinstance(control, NumberBox):
        return _of_amount(number, control, shown)
    return _of_code(number, control, shown)


def _of_amount(number: Number, control: NumberBox, shown: str) -> str | Trouble:
    kind = number.format.kind
    if kind == "foreign" or (kind == "money" and not isinstance(control, MoneyBox)):
        what = "an amount of money" if kind == "money" else "an amount in another currency than dollars"
        return Trouble(f"is {what} here: give the cell a plain number format", shown)
    return shown


def _of_code(number: Number, control: Control, shown: str) -> str | Trouble:
    """Numbers where texts belong: digits with a meaning, whose zeros in front Excel does not keep."""
    if number.format.kind in ("money", "foreign"):
        return Trouble(f"is an amount of money here: {RETYPE}", shown)
    is_whole = whole(number)
    if is_whole and number.format.kind == "digits":
        return shown.zfill(number.format.width)
    loses_nothing = isinstance(control, (LookUp, PhoneBoxes, CheckList, YesNo)) or (
        isinstance(control, DropDown) and not control.is_open
    )
    if loses_nothing and is_whole:
        return shown
    if isinstance(control, (TextBox, DropDown)) and is_whole:
        return Trouble(NO_ZEROS, shown)
    return Trouble(f"is a number here that is not whole, or has more than 15 digits: {RETYPE}", shown)


def whole(number: Number) -> bool:
    """Whether it is a number of digits alone, all of which Excel keeps."""
    return number.value == int(number.value) and 0 <= number.value < _EXACT


def plain_number(value: float) -> str:
    """A number as Excel knows it, in 15 digits, without an exponent: 0.1 + 0.2 is 0.3."""
    return f"{Decimal(f'{value:.15g}'):f}"


def _of_date(number: Number) -> str | Trouble:
    shown = plain_number(number.value)
    if number.format.kind != "date":
        words = "is a number without a date format: give the cell one, and look whether the date is right"
        return Trouble(words, shown)
    if number.value != int(number.value):
        return Trouble("is a date with a time of day: the site takes the date alone", None)
    day = day_of_serial(int(number.value), is_1904=number.is_1904)
    if day is None:
        return Trouble("is not a day of the calendar", shown)
    text = f"{day:%m/%d/}{day.year:04d}"
    if number.format.hides and (hidden := [part for part in number.format.hides if part != "year"]):
        words = f"is a date of which the sheet does not show the {hidden[0]}, so that nobody may have written it"
        return Trouble(f"{words}: type the whole date, and give the cell a format that shows it (mm/dd/yyyy)", text)
    return text


def day_of_serial(serial: int, *, is_1904: bool) -> date | None:
    """The day of Excel's number for it. Workbooks from 1900 count a 29th of February 1900 that never was."""
    if not (serial >= 0 if is_1904 else serial >= 1) or serial > 2_958_465 or (serial == 60 and not is_1904):
        return None
    first = date(1904, 1, 1) if is_1904 else date(1899, 12, 31 if serial < 60 else 30)
    try:
        return first + timedelta(days=serial)
    except OverflowError:
        return None


def split_list(text: str, options: tuple[str, ...] = ()) -> list[str]:
    """The parts of a cell that holds a list; of many participants most have the same ones."""
    return [*(_split_once if len(text) <= _SHORT else _split)(text, options)]


def _split(text: str, options: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in a cell that holds a list: apart by lines, else by semicolons, else by commas.

    Several marks in one cell part it too where all that they part are `options`, and a mark that an option has within
    parts nothing. Of numbers alone blanks part as well.
    """
    if _CODES.fullmatch(text):
        return tuple(re.findall(r"\d+", text))
    known = {fold(option) for option in options}
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    mark = next((mark for mark in ("\n", ";") if mark in text), ",")
    parts = _put_together(text.split(mark), mark, known)
    return tuple(each for part in parts for each in _taken_apart(part, known))


_SHORT = 200
_split_once = lru_cache(maxsize=4096)(_split)


def _put_together(parts: list[str], mark: str, known: set[str]) -> list[str]:
    """The parts, of which several that are one option are one."""
    whole: list[str] = []
    at = 0
    while at < len(parts):
        ends = range(len(parts), at + 1, -1) if known else ()
        end = next((end for end in ends if fold(mark.join(parts[at:end])) in known), at + 1)
        whole.append(mark.join(parts[at:end]).strip())
        at = end
    return [part for part in whole if part]


def _taken_apart(part: str, known: set[str]) -> list[str]:
    for mark in (";", ","):
        parts = _put_together(part.split(mark), mark, known)
        if len(parts) > 1 and fold(part) not in known and all(fold(each) in known for each in parts):
            return parts
    return [part]


_CODES = re.compile(r"\s*\d{3}(?:[\s,;]+\d{3})+[\s,;]*")
"""Codes of activities, in whatever way they are parted."""


def join_list(texts: list[str]) -> str:
    """The cell for a list, so that `split_list` gives it back."""
    mark = "\n" if any(";" in text for text in texts) else ";"
    if len(texts) == 1:
        return texts[0] + (mark if {",", ";"} & set(texts[0]) else "")
    return ("\n" if mark == "\n" else "; ").join(texts)


def is_emptied(text: str) -> bool:
    """Whether a cell says that its box is to be emptied."""
    return text[:1] in ("(", " ") and text.strip().casefold() == EMPTY


def protected(text: str) -> str:
    """A text that looks like the word for an emptied box, told apart from it by more parentheses."""
    return f"({text})" if _inside(text) == EMPTY else text


def unprotected(text: str) -> str:
    """The text that was protected."""
    return text[1:-1] if text.startswith("((") and _inside(text) == EMPTY else text


def _inside(text: str) -> str:
    while text.startswith("((") and text.endswith("))"):
        text = text[1:-1]
    return text.casefold()
