"""A day is read off a list of the site however it is written; what is not sure is none."""

from __future__ import annotations

from datetime import date

import pytest

from bot.controls import day_in_front, shown_day
from bot.pages.programs import code_of
from bot.rows.editor import _says

DAY = date(2019, 6, 4)


@pytest.mark.parametrize(
    "text",
    [
        "06/04/2019",
        "6/4/2019",
        "6/4/19",
        "06-04-2019",
        "2019-06-04",
        "2019/6/4",
        "2019-06-04T00:00:00Z",
        "6/4/2019 12:00:00 AM",
        "06/04/ 2019",
        "Jun 4, 2019",
        "June 4th 2019",
        "Tuesday, June 04, 2019",
        "04-Jun-2019",
        "4 June 2019",
    ],
)
def test_a_day_is_a_day(text: str) -> None:
    assert shown_day(text) == DAY
    assert day_in_front(f"{text} Successful Completion") == (DAY, "Successful Completion")


@pytest.mark.parametrize(
    "text", ["", "4.6.2019", "13/4/2019", "06/04/2019 - 06/05/2019", "Jun-19", "06/04/20195", "06-04/2019"]
)
def test_what_is_not_sure_is_none(text: str) -> None:
    assert shown_day(text) is None


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ("6/4/2019", "same"),
        ("06/05/2019", "other"),
        ("on 4.6.19", "unsure"),
        ("", "other"),
    ],
)
def test_rows_named_by_a_date(shown: str, says: str) -> None:
    assert _says(shown, "06/04/2019", is_date=True) == says


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        ("Obtain unsubsidized employment", "same"),
        ("Obtain unsubsi", "unsure"),
        ("Obtain unsubsi dized employ ment", "unsure"),
        ("Obtain unsubsi- dized employ", "unsure"),
        ("1 - Obtain unsubsidized employment", "unsure"),
        ("Obtain part-time work", "other"),
        ("Obtain", "other"),
        ("", "other"),
    ],
)
def test_rows_named_by_a_text(shown: str, says: str) -> None:
    assert _says(shown, "Obtain unsubsidized employment", is_date=False) == says


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("205 - Development of IEP/ISS/EDP", "205"),
        ("205-Development", "205"),
        ("205: Development", "205"),
        ("Development of IEP (205)", "205"),
        ("F01 - Follow-up", "F01"),
        ("Development of IEP", ""),
        ("Development 205 or 413", ""),
    ],
)
def test_the_code_of_an_activity(name: str, code: str) -> None:
    assert code_of(name) == code
