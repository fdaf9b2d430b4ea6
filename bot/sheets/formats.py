"""What a cell's number format says about the number in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from openpyxl.styles.numbers import is_date_format, is_timedelta_format

Kind = Literal["general", "text", "digits", "decimal", "date", "time", "percent", "money", "foreign", "other"]

_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]|([$€£¥₹₩])")
_NO_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Format:
    """`width`: the digits a format of zeros shows at least. `day_first`: the format writes days before months."""

    kind: Kind
    width: int = 0
    day_first: bool = False


GENERAL = Format("general")


@lru_cache(maxsize=4096)
def format_of(code: str) -> Format:
    """What a format code means, as far as numbers above zero go."""
    first = code.split(";")[0]
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
    return Format("decimal" if re.fullmatch(r"[#0,.? ()-]+", plain) else "other")


def _date(plain: str) -> Format:
    day, month = plain.find("d"), plain.find("m")
    if day < 0 and "y" not in plain:
        return Format("time")
    return Format("date", day_first=0 <= day < month)
