"""What spreadsheets do to data behind people's backs: each is understood for sure, or refused with its cell."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import MAC_EPOCH

from bot.pages.plan_goals import Goal
from bot.records.model import Record
from tests.unit.sheets_kit import OTHER, Plans, edit_part, goals_of, load_sheets

HEADINGS = {
    "user_id": ("Participants", "User ID"),
    "app_id": ("Participants", "Application ID"),
    "code": ("Participants", "Activity Codes"),
    "start": ("Participants", "Plan Start Date"),
    "signature": ("Participants", "Include Staff Signature"),
    "services": ("Participants", "When printing plan do you want to print services?"),
    "established": ("Goals", "Date Established"),
    "type": ("Goals", "Type of Goal"),
    "comments": ("Goals", "Comments"),
}
OPTIONAL_DATE = Goal.label("completed_on")


def only(plans: Plans) -> Record:
    """The record of a workbook that nothing is wrong with."""
    loaded = plans.load()
    assert [problem.for_author() for problem in loaded.problems] == []
    return loaded.records[0]


@pytest.mark.parametrize(
    ("field", "value", "number_format", "expected"),
    [
        ("user_id", 36213, "0", "36213"),
        ("user_id", 36213, "0000000", "0036213"),
        ("app_id", 42702.0, "00000000", "00042702"),
        ("app_id", "0042702", "@", "0042702"),
        ("app_id", "\u00a00042702 ", "@", "0042702"),
    ],
)
def test_ids_keep_their_zeros(tmp_path: Path, field: str, value: Any, number_format: str, expected: str) -> None:
    plans = Plans(tmp_path)
    plans.put(*HEADINGS[field], value, number_format)
    if field == "user_id":
        for sheet in ("Goals", "Objectives"):
            plans.put(sheet, "User ID", value, number_format)
    assert getattr(only(plans).participant, field) == expected


REFUSED: list[tuple[str, Any, str, str]] = [
    ("app_id", 22427.5, "0", "'22427.5' is a number here that is not whole"),
    ("app_id", -2242702, "0", "'-2242702' is a number here that is not whole, or has more than 15 digits"),
    ("app_id", 2242702, '"A"0000000', "'2242702' is a number here, and numbers lose the zeros in front"),
    ("app_id", 0.5, "hh:mm", "'0.5' is a time here, as Excel sees it"),
    ("app_id", 1234567890123456, "0", "is a number here that is not whole, or has more than 15 digits"),
    ("app_id", date(2019, 6, 4), "mm/dd/yyyy", "'43620' is a date here, as Excel sees it: format the cell as text"),
    ("app_id", True, "General", "'TRUE' is a logical value here"),
    ("app_id", 5, "$0.00", "'5' is an amount of money here"),
    ("comments", 42, "General", "'42' is a number here, and numbers lose the zeros in front"),
    ("code", 205.5, "General", "'205.5' is a number here that is not whole"),
    ("start", 43620, "General", "'43620' is a number without a date format"),
    ("start", 20190604, "0", "'20190604' is a number without a date format"),
    ("start", datetime(2019, 6, 4, 13, 30), "mm/dd/yyyy hh:mm", "is a date with a time of day"),
    ("start", 0.5, "hh:mm", "'0.5' is a number without a date format"),
    ("start", 60, "mm/dd/yyyy", "'60' is not a day of the calendar"),
    ("start", -1, "mm/dd/yyyy", "'-1' is not a day of the calendar"),
    ("start", 9e9, "mm/dd/yyyy", "'9000000000' is not a day of the calendar"),
    ("start", "soon", "General", "'soon' is not a date such as 01/31/2026"),
    ("start", "6/4/50", "General", "'6/4/50' has a year of two digits that may be of either century: write all four"),
    ("start", "25/06/2019", "General", "'25/06/2019' is not a day of the calendar"),
    ("type", "#N/A", "General", "is the error #N/A of a formula"),
    ("comments", "#REF!", "General", "is the error #REF! of a formula"),
    ("comments", "=A1", "General", "is a formula whose result is not stored: open the workbook in Excel, save it"),
    ("signature", 1, "General", "'1' is not Yes or No"),
]


@pytest.mark.parametrize(("field", "value", "number_format", "expected"), REFUSED)
def test_what_may_not_be_what_was_meant_is_refused(
    tmp_path: Path, field: str, value: Any, number_format: str, expected: str
) -> None:
    plans = Plans(tmp_path)
    place = plans.put(*HEADINGS[field], value, number_format)
    told = plans.told()
    assert any(f"plans.xlsx {place} {HEADINGS[field][1]}: " in line and expected in line for line in told), told
    assert plans.load().records == ()


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (date(2019, 6, 4), "mm/dd/yyyy"),
        (43620, "d-mmm-yy"),
        (43620, "[$-409]mmmm d, yyyy;@"),
        (43620, "dd/mm/yyyy"),
        ("06/04/2019", "@"),
        ("2019-06-04", "General"),
        (" 6/4/2019\u00a0", "General"),
    ],
)
def test_dates_however_they_are_shown(tmp_path: Path, value: Any, number_format: str) -> None:
    plans = Plans(tmp_path)
    plans.put(*HEADINGS["start"], value, number_format)
    plan = only(plans).plan
    assert plan is not None
    assert plan.start_date == date(2019, 6, 4)


def test_workbooks_that_count_from_1904(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.book.epoch = MAC_EPOCH
    plans.put(*HEADINGS["start"], date(2019, 6, 4), "mm/dd/yyyy")
    plan = only(plans).plan
    assert plan is not None
    assert plan.start_date == date(2019, 6, 4)
    edit_part(plans.path, "xl/workbook.xml", lambda text: text.replace('date1904="1"', 'date1904="true"'))
    (record,) = load_sheets(plans.path).records
    assert getattr(record.plan, "start_date", None) == date(2019, 6, 4), "other programs write it so"
    edit_part(plans.path, "xl/workbook.xml", lambda text: text.replace('date1904="true"', 'date1904="0"'))
    (record,) = load_sheets(plans.path).records
    assert getattr(record.plan, "start_date", None) == date(2015, 6, 3), "the same number is another day without it"


def test_a_text_that_puts_the_day_first_makes_the_others_doubtful(tmp_path: Path) -> None:
    """Excel turned 05/06 into a date and left 25/06 a text: the column can't be trusted, whatever it shows."""
    plans = Plans(tmp_path, {}, OTHER)
    first = plans.put("Goals", "Estimated Date of Completion", date(2019, 12, 9), "mm/dd/yyyy", row=2)
    second = plans.put("Goals", "Estimated Date of Completion", "25/12/2019", row=3)
    told = plans.told()
    doubt = "day and month may be the wrong way round"
    witness = f"{second} Estimated Date of Completion puts the day first; write the whole column as 2026-01-31"
    assert told == [
        f"plans.xlsx {first} Estimated Date of Completion: '12/09/2019' {doubt}: {witness}",
        f"plans.xlsx {second} Estimated Date of Completion: '25/12/2019' is not a day of the calendar",
    ]


def test_a_text_beside_dates_shown_with_the_day_first_is_doubtful(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.put("Goals", "Estimated Date of Completion", date(2019, 12, 9), "dd/mm/yyyy", row=2)
    place = plans.put("Goals", "Estimated Date of Completion", "10/12/2019", row=3)
    (told,) = plans.told()
    assert told.startswith(f"plans.xlsx {place} Estimated Date of Completion: '10/12/2019' day and month may be")
    plans.put("Goals", "Estimated Date of Completion", "10/10/2019", row=3)
    assert plans.told() == []


@pytest.mark.parametrize(("value", "expected"), [(True, True), (False, False), ("yes", True), (" NO ", False)])
def test_booleans_are_yes_and_no(tmp_path: Path, value: Any, expected: bool) -> None:
    plans = Plans(tmp_path)
    plans.put(*HEADINGS["signature"], value)
    plans.put(*HEADINGS["services"], True)
    record = only(plans)
    assert (record.print.staff_signature, record.print.services) == (expected, "Yes")


def with_job(folder: Path, heading: str, value: Any, number_format: str = "General") -> tuple[Plans, str]:
    """A workbook with a sheet Employment, for its amounts; the assessment around it is not there."""
    plans = Plans(folder)
    sheet: Any = plans.book.create_sheet("Employment")
    sheet.append(["User ID", "Employer Name", "Job Title", "Start Date", "Currently Employed Here", heading])
    sheet.append(["36213", "Harbor", "Clerk", "01/02/2018", "Yes", value])
    sheet["F2"].number_format = number_format
    return plans, f"plans.xlsx Employment!F2 {heading}: "


@pytest.mark.parametrize(
    ("heading", "value", "number_format", "expected"),
    [
        ("Wage", 0.185, "0.0%", "'0.185 (%)' is a percentage here"),
        ("Hours per Week", 0.4, "0%", "'0.4 (%)' is a percentage here"),
        ("Hours per Week", 40, '"$"#,##0.00', "'40' is an amount of money here"),
        ("Wage", 18.5, "[$€-407]#,##0.00", "'18.5' is an amount in another currency than dollars here"),
        ("Wage", 18.505, '"$"#,##0.00', "'18.505' is not an amount such as 18.50"),
        ("Wage", -18.5, "0.00", "'-18.5' is not an amount such as 18.50"),
        ("Wage", 1e20, "General", "'100000000000000000000' is not an amount"),
        ("Employer Phone", 2135550100.5, "General", "is a number here that is not whole"),
    ],
)
def test_amounts_that_are_something_else(
    tmp_path: Path, heading: str, value: Any, number_format: str, expected: str
) -> None:
    plans, place = with_job(tmp_path, heading, value, number_format)
    assert any(line.startswith(place) and expected in line for line in plans.told())


@pytest.mark.parametrize(
    ("heading", "value", "number_format", "expected"),
    [
        ("Wage", 18.5, '"$"#,##0.00', Decimal("18.50")),
        ("Wage", 18.5, "[$$-409]#,##0.00", Decimal("18.50")),
        ("Wage", 18, "_($* #,##0.00_)", Decimal(18)),
        ("Wage", "$1,250.00", "@", Decimal(1250)),
        ("Hours per Week", 0.1 + 0.2, "General", Decimal("0.3")),
        ("Hours per Week", 37.5, "# ?/?", Decimal("37.5")),
        ("Employer Phone", 2135550100, "(000) 000-0000", "213-555-0100"),
    ],
)
def test_amounts_however_they_are_shown(
    tmp_path: Path, heading: str, value: Any, number_format: str, expected: Any
) -> None:
    """Read on the way: the tab around the job is missing, and that is all that is told."""
    plans, place = with_job(tmp_path, heading, value, number_format)
    told = plans.told()
    assert not any(line.startswith(place) for line in told), told
    sheet = plans.book["Employment"]
    sheet["F2"].value = "CANARY"
    assert any(line.startswith(place) for line in plans.told())


def test_formulas_count_with_the_result_that_is_stored(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    place = plans.put("Goals", "Comments", "=1+1")
    plans.load()
    address = place.partition("!")[2]
    stored = f'<c r="{address}" t="str"><f>1+1</f><v>two</v></c>'
    cell = re.compile(f'<c r="{address}".*?</c>')
    edit_part(plans.path, "xl/worksheets/sheet2.xml", lambda text: cell.sub(stored, text))
    loaded = load_sheets(plans.path)
    assert [str(problem) for problem in loaded.problems] == []
    assert loaded.records[0].plan is not None
    assert loaded.records[0].plan.goals is not None
    assert loaded.records[0].plan.goals[0].comments == "two"
    assert any(f"1 cells are formulas (the first is {address})" in str(note) for note in loaded.warnings)
    edit_part(plans.path, "xl/worksheets/sheet2.xml", lambda text: text.replace("<v>two</v>", "<v></v>"))
    assert goals_of(load_sheets(plans.path).records[0])[0].comments is None, "the result is a text without letters"
    edit_part(plans.path, "xl/worksheets/sheet2.xml", lambda text: text.replace("<f>1+1</f><v></v>", "<f>1+1</f>"))
    (problem,) = load_sheets(plans.path).problems
    assert "is a formula whose result is not stored" in problem.message


def test_a_text_that_looks_like_a_formula_is_a_text(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    cell = plans.cell("Goals", "Comments")
    cell.value = "=SUM(A1)"
    cell.data_type = "s"
    goals = goals_of(only(plans))
    assert goals[0].comments == "=SUM(A1)"


def test_merged_cells_are_refused_in_every_row_they_cover(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    column = plans.cell("Goals", "Status").column_letter
    plans.book["Goals"].merge_cells(f"{column}2:{column}3")
    told = plans.told()
    assert [line.partition(" Status: ")[0] for line in told] == [f"plans.xlsx Goals!{column}{row}" for row in (2, 3)]
    assert all(f"is merged with other cells ({column}2:{column}3)" in line for line in told)


def test_a_merged_heading_is_no_matter(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    sheet = plans.book["Goals"]
    sheet.insert_rows(1)
    sheet["A1"] = "All our goals"
    sheet.merge_cells("A1:F1")
    assert plans.told() == []
    sheet.merge_cells("I2:I3")
    assert ["I3" in line for line in plans.told()] == [True], "a heading that reaches into the rows hides their values"


def test_what_can_not_be_seen_is_said(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER, {"participant.user_id": "40102", "participant.app_id": "2240102"})
    for row in (2, 3, 9):
        plans.book["Goals"].row_dimensions[row].hidden = True
    letter = plans.cell("Goals", "Comments").column_letter
    plans.book["Goals"].column_dimensions[letter].hidden = True
    plans.book["Objectives"].sheet_state = "hidden"
    assert plans.notes() == [
        "plans.xlsx: Goals: rows 2-3 can't be seen, and count all the same",
        f"plans.xlsx: Goals: column {letter} can't be seen, and count all the same",
        "plans.xlsx: the sheet 'Objectives' can't be seen, and counts all the same",
    ]
    assert plans.load().count == 3
    plans.book["Objectives"].sheet_state = "veryHidden"  # Excel's own list does not offer to show it
    assert plans.notes()[-1] == "plans.xlsx: the sheet 'Objectives' can't be seen, and counts all the same"


def test_blanks_and_smart_quotes_make_no_difference_to_words_of_lists(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Goals", "Term of Goal", "\u00a0short\u00a0 term ")
    plans.put("Goals", "Comments", " \u00a0 ")
    plans.put("Goals", OPTIONAL_DATE, " \u00a0 ")
    plans.put("Participants", "Highest Level of Education", "Bachelor\u2019s Degree")
    told = plans.told()
    assert not [line for line in told if "Term of Goal" in line or "Highest Level" in line], told
    plans.put("Participants", "Highest Level of Education", None)
    goals = goals_of(only(plans))
    assert (goals[0].term, goals[0].comments) == ("Short Term", None)
