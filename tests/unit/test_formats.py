"""What a cell's format does not show is not taken as if it had been seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.sheets.formats import format_of
from tests.unit.sheets_kit import OTHER, Plans, edit_part, load_sheets, words
from tests.unit.test_sheets_traps import with_job

START = ("Participants", "Plan Start Date")


@pytest.mark.parametrize(
    ("code", "hides"),
    [
        ("mm/dd/yyyy", ()),
        ("d-mmm-yy", ()),
        ("[$-409]dddd, mmmm d, yyyy;@", ()),
        ('yyyy"-"mm"-"dd', ()),
        ("[$-D07041E]dd/mm/bbbb", ()),
        ("m/d/yy h:mm", ()),
        ("mmm-yy", ("day",)),
        ("ddd mmm yyyy", ("day",)),
        ("d-mmm", ("year",)),
        ("mm/dd", ("year",)),
        ("yyyy", ("day", "month")),
        ("dddd", ("day", "month", "year")),
    ],
)
def test_what_a_format_shows_of_a_date(code: str, hides: tuple[str, ...]) -> None:
    assert format_of(code).kind == "date"
    assert format_of(code).hides == hides


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("0.00;-0.00;;@", True),
        ("#", True),
        ("#,###", True),
        ("$#,##0.00;-$#,##0.00;", True),
        ('0;-0;" ";@', True),
        ("0;-0;_-", True),
        ('[=0]"";General', True),
        (";;;", True),
        ("General", False),
        ("", False),
        ("0.00", False),
        ("#,##0", False),
        ("0;-0", False),
        ('0;-0;"-"', False),
        ('_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)', False),
        ('0" ; "0', False),
        ("[Red]0;[Blue]-0;0", False),
        ("@", False),
    ],
)
def test_whether_a_zero_is_shown(code: str, expected: bool) -> None:
    assert format_of(code).hides_zero is expected
    assert format_of(code).hides_all is (code == ";;;")


@pytest.mark.parametrize(
    ("number_format", "part"), [("mmm-yy", "day"), ("mmmm yyyy", "day"), ("yyyy", "day"), ("d yyyy", "month")]
)
def test_a_day_that_nobody_wrote_is_refused(tmp_path: Path, number_format: str, part: str) -> None:
    plans = Plans(tmp_path)
    place = plans.put(*START, date(2019, 6, 1), number_format)
    (line,) = plans.told()
    assert line.startswith(
        f"plans.xlsx {place} Plan Start Date: '06/01/2019' is a date of which the sheet does not show"
    )
    assert f"show the {part}, so that nobody may have written it: type the whole date" in line


def test_a_year_that_nobody_wrote_is_told_once_a_column(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    place = plans.put("Goals", "Date Established", date(2019, 6, 4), "d-mmm")
    plans.put("Goals", "Date Established", date(2019, 6, 4), "m/d", row=3)
    assert plans.told() == []
    said = "is a date of which the sheet does not show the year, which Excel has chosen: look if it is right"
    assert plans.notes() == [f"plans.xlsx {place} Date Established: {said}; the same in row 3"]


@pytest.mark.parametrize(
    ("value", "number_format", "said"),
    [
        (0, "0.00;-0.00;;@", "'0' is a zero that the sheet does not show: empty the cell"),
        (0, "#.##", "'0' is a zero that the sheet does not show: empty the cell"),
        (18.5, ";;;", "'18.5' is a number that its format does not show: empty the cell"),
        (0, "0.00", ""),
        (18.5, "0.00;-0.00;;@", ""),
    ],
)
def test_what_a_format_shows_as_nothing_is_refused(tmp_path: Path, value: Any, number_format: str, said: str) -> None:
    plans, place = with_job(tmp_path, "Wage", value, number_format)
    assert any(line.startswith(place) for line in plans.told()) is bool(said)
    assert any(line.startswith(place + said) for line in plans.told()) or not said


def test_a_sheet_that_shows_no_zeros(tmp_path: Path) -> None:
    plans, place = with_job(tmp_path, "Wage", 0, "0.00")
    assert not any(line.startswith(place) for line in plans.told())
    edit_part(
        plans.path, "xl/worksheets/sheet4.xml", lambda xml: xml.replace("<sheetView ", '<sheetView showZeros="0" ')
    )
    told = [words(tmp_path, problem.for_author()) for problem in load_sheets(plans.path).problems]
    assert any(line.startswith(f"{place}'0' is a zero that the sheet does not show") for line in told)
