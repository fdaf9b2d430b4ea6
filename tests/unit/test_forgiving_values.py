"""Ways of writing a value that have one meaning are read; what may be two is refused, with both."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.controls import (
    CheckBox,
    DateBox,
    DropDown,
    MoneyBox,
    NumberBox,
    Unreadable,
    YesNo,
    nearest,
    unit_of,
)
from tests.unit.records_kit import change, load_record, messages, small
from tests.unit.sheets_kit import OTHER, Plans

THE_DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    "text",
    [
        "11/25/2026", "11/25/26", " 11/ 25/2026", "2026-11-25", "2026/11/25", "2026.11.25",
        "Nov 25, 2026", "Nov. 25, 2026", "november 25 2026", "November 25th, 2026", "NOV 25, 26", "Nov25, 2026",
        "25-Nov-2026", "25-Nov-26", "25 November 2026", "2026-Nov-25",
        "Wed, Nov 25, 2026", "Wednesday, November 25, 2026", "wed 25 nov 2026",
        "25.11.2026", "11-25-2026", "25-11-2026", "11.25.2026",
        "11/25/2026 00:00", "11/25/2026 0:00:00", "11/25/2026 12:00 AM", "11/25/26 12:00:00 AM",
        "2026-11-25T00:00:00", "2026-11-25T00:00:00Z", "2026-11-25T00:00:00.000-08:00", "25-Nov-2026 00:00:00",
        "Nov 25, 2026 12:00:00 AM", "2026-11-25 00:00:00.000",
    ],
)  # fmt: skip
def test_a_date_that_can_be_one_day_only(text: str) -> None:
    assert DateBox("").parse(text) == THE_DAY


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("03-04-2026", "may be two dates: write it as 01/31/2026; is it 03/04/2026 or 04/03/2026?"),
        ("03.04.26", "may be two dates: write it as 01/31/2026; is it 03/04/26 or 04/03/26?"),
        ("25-11-26", "may be two dates: write it as 01/31/2026; is it 11/25/26 or 11/26/25?"),
        ("11/25/50", "has a year of two digits that may be of either century: write all four; is it 1950 or 2050?"),
        ("Nov-26", "is not a whole date"),
        ("26-Nov", "is not a whole date"),
        ("November 2026", "is not a whole date"),
        ("11/25", "is not a whole date"),
        ("11/2026", "is not a whole date"),
        ("11/25/2026 13:30", "is a date with a time of day"),
        ("11/25/2026 12:00", "is a date with a time of day"),
        ("11/25/2026 12:00 PM", "is a date with a time of day"),
        ("2026-11-25T07:00:00Z", "is a date with a time of day"),
        ("Thu, Nov 25, 2026", "is another day of the week than it says"),
        ("25/11/2026", "is not a day of the calendar"),
        ("Nov 31, 2026", "is not a day of the calendar"),
        ("Movember 25, 2026", "is not a date such as 01/31/2026"),
        ("11/25/202", "is not a date such as 01/31/2026"),
        ("11/25/2026 or later", "is not a date such as 01/31/2026"),
    ],
)
def test_a_date_in_doubt_is_refused_with_what_it_may_be(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        DateBox("").parse(text)
    assert caught.value.for_author().startswith(f"'{text}' {said}")
    assert text not in caught.value.words


def test_with_slashes_the_month_comes_first() -> None:
    """As the site shows it, and the program's documents say."""
    assert DateBox("").parse("03/04/26") == date(2026, 3, 4)
    assert DateBox("").parse("6/4/98") == date(1998, 6, 4)


@given(st.dates(date(1970, 1, 1), date(2029, 12, 31)))
def test_every_way_of_writing_a_day_is_that_day(day: date) -> None:
    for form in ("%m/%d/%y", "%b %d, %Y", "%d-%b-%Y", "%d %B %Y", "%A, %B %d, %Y", "%Y/%m/%d", "%m/%d/%Y 00:00"):
        assert DateBox("").parse(f"{day:{form}}") == day, form


def test_a_date_of_two_digits_is_a_witness_too(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.put("Goals", "Estimated Date of Completion", "09/08/26")
    plans.put("Goals", "Estimated Date of Completion", "25/12/26", row=3)
    told = plans.told()
    assert ["day and month may be the wrong way round" in line for line in told] == [True, False]


@pytest.mark.parametrize("text", ["Y", "y", "YES", "x", " X ", "\u2713", "\u2714", "\u2714\ufe0f", "\u2611", "true"])
def test_ways_to_say_yes(text: str) -> None:
    either = DropDown("", options=("Yes", "No"))
    assert YesNo("").parse(text) is True
    assert CheckBox("").parse(text) is True
    assert either.parse(text.removesuffix("\ufe0f")) == "Yes"


@pytest.mark.parametrize("text", ["N", "no", "FALSE"])
def test_ways_to_say_no(text: str) -> None:
    assert YesNo("").parse(text) is False
    assert DropDown("", options=("Yes", "No", "Unknown")).parse(text) == "No"


@pytest.mark.parametrize("text", ["\u2717", "\u2718", "\u2612", "-", "1", "0", "yep", "xx", "?"])
def test_a_mark_that_may_mean_either_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        YesNo("").parse(text)


def test_a_tick_says_nothing_of_three_options() -> None:
    with pytest.raises(Unreadable):
        DropDown("", options=("Yes", "No", "Unknown")).parse("x")
    assert DropDown("", options=("Y", "N")).parse("y") == "Y"


@pytest.mark.parametrize(
    ("label", "text", "amount"),
    [
        ("Wage", "$18.50/hr", "18.50"),
        ("Wage", "$18.50 / hour", "18.50"),
        ("Wage", "18.50 per hour", "18.50"),
        ("Wage", "18.50 an hour", "18.50"),
        ("Wage", "$ 1,250 USD", "1250"),
        ("Wage", "US$18.50", "18.50"),
        ("Wage", "USD 18.50", "18.50"),
        ("Wage", "18.50$", "18.50"),
        ("Wage", "15 dollars", "15"),
        ("Wages per Month", "$1,250.00/mo.", "1250"),
        ("Wages per Month", "1250 monthly", "1250"),
    ],
)
def test_amounts_with_their_signs_and_units(label: str, text: str, amount: str) -> None:
    assert MoneyBox(label).parse(text) == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$18.50/hr", "is an amount per hour, and this box takes one per month: write that one"),
        ("1.250,00", "is not an amount such as 18.50: the point parts the cents; is it 1250.00 or 125000?"),
        ("18,50", "is not an amount such as 18.50: the point parts the cents; is it 18.50 or 1850?"),
        ("\u20ac18.50", "is not an amount such as 18.50"),
        ("18.50 \u20ac", "is not an amount such as 18.50"),
        ("18k", "is not an amount such as 18.50"),
        ("15-18", "is not an amount such as 18.50"),
        ("18.50/fortnight", "is not an amount such as 18.50"),
        ("-5", "is not an amount such as 18.50"),
        ("$", "is not an amount such as 18.50"),
        ("18.505 USD", "is not an amount such as 18.50"),
    ],
)
def test_amounts_in_doubt(text: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        MoneyBox("Wages per Month").parse(text)
    assert caught.value.for_author() == f"'{text}' {said}"


def test_a_thousand_may_have_its_comma() -> None:
    assert NumberBox("").parse("1,250.5") == Decimal("1250.5")
    with pytest.raises(Unreadable):
        NumberBox("").parse("1,25")


def test_what_an_amount_is_for() -> None:
    assert [unit_of(text) for text in ("$18.50/hr", "18.50 weekly", "18.50", "$18.50 USD", "per hour")] == [
        "hour", "week", None, None, None,
    ]  # fmt: skip


def job(wage: str, unit: str | None) -> dict[str, Any]:
    record = small()
    own = {"employer": "Harbor", "title": "Clerk", "started_on": "01/02/2018", "current": "Yes", "wage": wage}
    record["assessment"] = {"employment": {"history": [own if unit is None else {**own, "wage_unit": unit}]}}
    return record


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("Hour", []),
        ("Year", ["is an amount per another unit than Wage Unit in line", "; it says hour here, and Year there"]),
        (None, ["is an amount per hour: write Hour under Wage Unit"]),
    ],
)
def test_a_unit_behind_an_amount_is_the_one_beside_it(tmp_path: Path, unit: str | None, said: list[str]) -> None:
    told = [line for line in messages(load_record(tmp_path, job("$18.50/hr", unit)), tmp_path) if "> Wage:" in line]
    assert len(told) == bool(said)
    assert all(words in told[0] for words in said)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Short Therm", "did you mean 'Short Term'?"),
        ("long-term", "did you mean 'Long Term'?"),
        ("Intermediate", "did you mean 'Intermediate Term'?"),
        ("Sometime", None),
        ("", None),
    ],
)
def test_the_nearest_option_is_named_and_never_taken(text: str, expected: str | None) -> None:
    options = ("Short Term", "Intermediate Term", "Long Term")
    assert nearest(text, options) == expected
    if text:
        with pytest.raises(Unreadable) as caught:
            DropDown("", options=options).parse(text)
        assert caught.value.aside == expected
        assert "mean" not in caught.value.words


def test_on_a_sensitive_screen_nothing_is_said_of_what_it_may_mean(tmp_path: Path) -> None:
    """What an answer is like is a part of the answer."""
    record = small()
    record["assessment"] = {"background": {"convicted": "Yes", "supervision_ends": "03-04-2026"}}
    told = [line for line in messages(load_record(tmp_path, record), tmp_path) if "Probation or Parole End" in line]
    assert [line.partition(": ")[2] for line in told] == ["may be two dates: write it as 01/31/2026"]


def test_a_near_option_is_told_to_the_author_alone(tmp_path: Path) -> None:
    loaded = load_record(tmp_path, change(small(), "plan.goals.0.term", "Short Therm"))
    (problem,) = loaded.problems
    assert problem.for_author().endswith("; did you mean 'Short Term'?")
    assert "did you mean" not in str(problem)
