"""The laws of parsing: `parse(show(v)) == v` for every kind of control and for every declared one."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.controls import (
    BLANK,
    CheckBox,
    CheckList,
    Control,
    DateBox,
    DropDown,
    LookUp,
    MoneyBox,
    NumberBox,
    PhoneBoxes,
    RadioList,
    Raw,
    ReadOnly,
    RichText,
    TextArea,
    TextBox,
    Unreadable,
    YesNo,
    site_length,
)
from bot.forms import Form
from bot.records.model import ActivityEntry, FullName, NumberText, Participant, Plan
from tests.guide import SCREENS

KINDS: list[Control] = [
    TextBox("Box", maxlength=40),
    TextArea("Area", maxlength=40),
    RichText("Rich"),
    NumberBox("Number"),
    MoneyBox("Money"),
    DateBox("Date"),
    PhoneBoxes("Phone"),
    DropDown("Closed list", options=("One", "Two, or more", "Three - four")),
    DropDown("Open list", options=("One",), is_open=True),
    RadioList("Radio", options=("One", "Two")),
    YesNo("Question"),
    CheckBox("Box to tick"),
    CheckList("Check list", options=("One", "Two", "Three")),
    CheckList("Open check list", options=("One",), is_open=True),
    LookUp("Look-up"),
    ReadOnly("Shown"),
]
FORMS: list[type[Form]] = [*SCREENS.values(), Participant, ActivityEntry, Plan]
DECLARED = [
    pytest.param(control, id=f"{form.key}.{key}")
    for form in FORMS
    for key, control in form.controls.items()
]
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def raws(control: Control) -> st.SearchStrategy[Raw]:
    """Texts of which many are values of the control."""
    if isinstance(control, CheckList):
        return st.lists(st.sampled_from(control.options) | words if control.options else words, max_size=4)
    if isinstance(control, DropDown) and control.options:
        return st.sampled_from(control.options) | words
    likely: dict[type[Control], st.SearchStrategy[str]] = {
        NumberBox: st.from_regex(r"[0-9]{1,13}(\.[0-9]{1,7})?", fullmatch=True),
        MoneyBox: st.from_regex(r"\$?[0-9]{1,3}(,[0-9]{3}){0,4}(\.[0-9]{1,3})?", fullmatch=True),
        PhoneBoxes: st.from_regex(r"(\+1 )?\(?[0-9]{3}\)?[ .-][0-9]{3}[.-][0-9]{4}", fullmatch=True),
        DateBox: st.dates().map(lambda day: f"{day.month}/{day.day:02}/{day.year:04}"),
        NumberText: st.from_regex(r"[0-9]{1,21}", fullmatch=True),
        FullName: st.tuples(words, words).map(", ".join),
    }
    yes_no = st.sampled_from(["Yes", "no", "Y", "TRUE"])
    return likely.get(type(control), yes_no if isinstance(control, YesNo) else words) | words


def check_law(control: Control, data: st.DataObject) -> None:
    """A text is a value or `Unreadable`, nothing else; a value comes back whole from the text it is shown as."""
    raw = data.draw(raws(control))
    try:
        value = control.parse(raw)
    except Unreadable as error:
        told = error.words.partition("; offered are: ")[0]  # options are the site's words, not the author's
        texts = [raw] if isinstance(raw, str) else raw
        assert told == _said_of_another_text(control) or not any(len(text) > 11 and text in told for text in texts)
        return
    if value == "" or value == ():
        return  # the record reader makes BLANK of these before any control sees them
    shown = control.show(value)
    assert control.parse(shown) == value
    assert control.read(shown) == value
    assert control.same(value, control.parse(shown))


def _said_of_another_text(control: Control) -> str | None:
    """Words that are said of an unrelated text too repeat nothing, though a drawn text may be a part of them."""
    try:
        control.parse("\u00a7 none of all")
    except Unreadable as error:
        return error.words.partition("; offered are: ")[0]
    return None


@pytest.mark.parametrize("control", KINDS, ids=lambda control: control.label)
@given(data=st.data())
def test_every_kind(control: Control, data: st.DataObject) -> None:
    check_law(control, data)


@pytest.mark.parametrize("control", DECLARED)
@settings(max_examples=30)
@given(data=st.data())
def test_every_declared_control(control: Control, data: st.DataObject) -> None:
    check_law(control, data)


@pytest.mark.parametrize("control", KINDS, ids=lambda control: control.label)
def test_nothing_reads_as_blank(control: Control) -> None:
    assert control.read([] if isinstance(control, CheckList) else " \n") is BLANK


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_dates_come_back(day: date) -> None:
    box = DateBox("Date")
    assert re.fullmatch(r"\d\d/\d\d/\d{4}", str(box.show(day)))
    assert box.parse(box.show(day)) == day == box.parse(day.isoformat())


@given(st.decimals(min_value=0, max_value=Decimal("999999999999.99"), places=2))
def test_money_comes_back(amount: Decimal) -> None:
    box = MoneyBox("Money")
    assert box.parse(box.show(amount)) == amount == box.parse(f"${amount:,.2f}")


@given(st.text(st.characters(categories=["L", "So", "Nd"]), min_size=1, max_size=30), st.integers(1, 30))
def test_maximum_lengths_are_the_browsers(text: str, limit: int) -> None:
    box = TextBox("Box", maxlength=limit)
    length = site_length(TextBox("Box").parse(text))
    if length <= limit:
        assert site_length(box.parse(text)) == length
        return
    with pytest.raises(Unreadable) as caught:
        box.parse(text)
    assert caught.value.words == f"has {length} characters, the box takes {limit}"


@pytest.mark.parametrize(
    ("control", "raw", "value"),
    [
        (DateBox(""), "2/29/2020", date(2020, 2, 29)),
        (DateBox(""), "2026-01-31", date(2026, 1, 31)),
        (NumberBox(""), "007", Decimal(7)),
        (MoneyBox(""), "$1,234.5", Decimal("1234.50")),
        (MoneyBox(""), "15.500", Decimal("15.50")),
        (PhoneBoxes(""), "1 (213) 555.0100", "213-555-0100"),
        (DropDown("", options=("High School Diploma",)), " high  school diploma", "High School Diploma"),
        (DropDown("", options=("O'Neil – Hall",)), "o’neil-hall", "O'Neil – Hall"),
        (CheckList("", options=("A", "B")), ["b", "a"], ("A", "B")),
        (LookUp(""), "205 - Development of IEP/ISS/EDP", "205"),
        (TextArea(""), "a \r\nb\r\r", "a\nb"),
        (NumberText("", maxlength=5), "00042", "00042"),
        (FullName(""), "Mike ,  Mike", "Mike, Mike"),
    ],
)
def test_what_people_write(control: Control, raw: Raw, value: Any) -> None:
    assert control.parse(raw) == value


@pytest.mark.parametrize(
    ("control", "raw", "words"),
    [
        (DateBox(""), "soon", "is not a date such as 01/31/2026"),
        (DateBox(""), "02/29/2019", "is not a day of the calendar"),
        (DateBox(""), "01/01/0201", "is not a year between 1900 and 2100"),
        (DateBox(""), ["01/31/2026"], "must be one date, not a list"),
        (NumberBox(""), "-1", "is not a number such as 4 or 3.5"),
        (MoneyBox(""), "18.505", "is not an amount such as 18.50"),
        (PhoneBoxes(""), "555-0100", "is not a phone number such as 213-555-0100"),
        (YesNo(""), "maybe", "is not Yes or No"),
        (DropDown("", options=("A", "B")), "c", "is not offered; offered are: A; B"),
        (CheckList("", options=("A",)), ["a", "A"], "names the same option twice"),
        (TextBox(""), "a\nb", "must be one line: this box holds no line breaks"),
        (TextArea(""), "a\x07", "holds a character that can't be typed (U+0007)"),
        (NumberText(""), "12a", "is not a number of digits only"),
        (NumberText(""), "１２", "is not a number of digits only"),
        (FullName(""), "Mike", "is not a name such as Last, First"),
    ],
)
def test_what_is_refused(control: Control, raw: Raw, words: str) -> None:
    with pytest.raises(Unreadable) as caught:
        control.parse(raw)
    assert caught.value.words == words
