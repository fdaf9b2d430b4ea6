"""Sheets and headings as people change them, rows that belong to nobody, the same participant twice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.records.load import load
from bot.sheets.columns import letters
from bot.sheets.opening import Sheets
from bot.sheets.rows import rows_of
from bot.sheets.writing import write_folder
from tests.guide import BOOK, SHEETS
from tests.unit.records_kit import RECORDS, TODAY
from tests.unit.sheets_kit import OTHER, Plans, edit_part, load_sheets, small_records


def test_every_field_of_every_screen_has_a_column_and_no_heading_is_there_twice() -> None:
    """The columns come from the forms; what a heading is known by must tell all of them apart."""
    for sheet in SHEETS.values():
        known = [letters(column.heading) for column in sheet.columns]
        assert len(set(known)) == len(known), sheet.name
        for column in sheet.columns:
            assert sheet.column(f" {column.heading.upper()} * ") is column
            assert sheet.column(column.dotted) is column
    assert list(SHEETS) == [
        "Participants", "Activities", "Goals", "Objectives", "Degrees", "Certificates", "Employment", "Tests",
        "Referrals", "Extra",
    ]  # fmt: skip
    assert all(BOOK.named(name) is sheet for name, sheet in SHEETS.items())


def test_an_error_names_its_cell_and_heading(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Goals", "Estimated Date of Completion", "soon")
    (told,) = plans.told()
    assert told == "plans.xlsx Goals!G2 Estimated Date of Completion: 'soon' is not a date such as 01/31/2026"
    (problem,) = plans.load().problems
    assert "soon" not in str(problem)
    assert str(problem).endswith("Goals!G2 Estimated Date of Completion: is not a date such as 01/31/2026")


def test_all_is_told_at_once_each_at_its_place(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Participants", "Plan Start Date", "07/01/2019")
    plans.put("Goals", "Status", "Opened")
    plans.put("Goals", "Term of Goal", None)
    plans.put("Objectives", "Review Date", "06/03/2019")
    told = plans.told()
    for place, said in [
        ("Goals!I2 Status", "'Opened' is not offered; offered are: Open; "),
        ("Goals!E2 Term of Goal", "Term of Goal is required by the site"),
        ("Objectives!E2 Review Date", "R7: must be after the Date Established"),
        ("Goals!F2 Date Established", "R7: is before the Plan Start Date"),
    ]:
        assert any(line.startswith(f"plans.xlsx {place}: {said}") for line in told), (place, told)


def test_headings_in_other_cases_spacing_and_order(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    sheet: Any = plans.book["Goals"]
    cells = list(zip(*sheet.iter_rows(values_only=True), strict=True))
    sheet.delete_rows(1, 2)
    for place, (heading, value) in enumerate(reversed(cells), start=1):
        sheet.cell(1, place, f" {heading.upper().replace(' ', '  ')}:* ")
        sheet.cell(2, place, value)
    sheet.title = "GOAL"
    loaded = plans.load()
    assert not loaded.problems
    assert loaded.records == small_records(tmp_path, {})


def test_two_headings_for_one_thing(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.book["Goals"]["L1"] = "STATUS"
    plans.book["Goals"]["L2"] = "Open"
    told = plans.told()
    first = "Goals!I1 Status"
    assert f"plans.xlsx Goals!L1 STATUS: is the same heading as in {first}: one column only may have it" in told
    assert sum("stands in a column that has no known heading" in line for line in told) == 2
    assert plans.load().count == 0


def test_a_column_nobody_knows_bars_those_who_have_something_in_it(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.book["Goals"]["L1"] = "Statuss"
    plans.book["Goals"]["L2"] = " \u00a0 "
    (note,) = plans.notes()
    assert note == "plans.xlsx Goals!L1: 'Statuss' is not a known column of this sheet; did you mean 'Status'?"
    assert plans.load().count == 2
    plans.book["Goals"]["L3"] = "Open"
    plans.book["Participants"].cell(2, 95, "a note beside the table")
    told = plans.told()
    assert [line.partition(":")[0] for line in told] == ["plans.xlsx Participants!CQ2", "plans.xlsx Goals!L3"]
    assert {problem.user_id for problem in plans.load().problems} == {"36213", "40101"}


def test_a_sheet_nobody_knows_bars_those_who_stand_in_it(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.book.create_sheet("Empty")
    sheet: Any = plans.book.create_sheet("Certificats")
    sheet.append(["User ID", "Title"])
    sheet.append([40101, "Welding"])
    told = plans.told()
    hint = "did you mean 'Certificates'?; rename it, delete it, or leave it out by a mapping file"
    assert told[0] == f"plans.xlsx: 'Certificats' is not a known sheet of a workbook; {hint}"
    assert told[1].endswith("this participant stands in the sheet 'Certificats' too, which can't be used: see there")
    assert [record.user_id for record in plans.load().records] == ["36213"]
    assert "Certificats" not in str(plans.load().problems[0])


def test_two_sheets_for_one_thing(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.book.create_sheet("goal")["A1"] = "User ID"
    assert plans.told() == ["plans.xlsx: the sheets 'Goals' and 'goal' are both taken for Goals: keep one"]


def test_rows_that_belong_to_nobody(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Goals", "Status", "Open", row=3)
    plans.put("Objectives", "User ID", "99999", row=3)
    assert plans.told() == [
        "plans.xlsx Goals!A3 User ID: the row has no User ID: whose is it?",
        "plans.xlsx Objectives!A3 User ID: no row of the sheet Participants has this User ID",
    ]


def test_a_row_without_an_id_is_told_beside_a_participant_without_one(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.put("Participants", "User ID", None, row=3)
    plans.put("Goals", "User ID", None, row=3)
    told = plans.told()
    assert "plans.xlsx Goals!A3 User ID: the row has no User ID: whose is it?" in told
    assert "plans.xlsx Participants!A3 User ID: User ID is required by the site" in told


@pytest.mark.parametrize("spoil", ["two sheets", "no key", "two keys"])
def test_who_stands_in_a_sheet_that_can_not_be_used_is_not_entered(tmp_path: Path, spoil: str) -> None:
    """Or they would be entered without what stands there for them."""
    plans = Plans(tmp_path, {}, OTHER)
    assert plans.load().count == 2
    first: Any = plans.book.create_sheet("Degrees")
    first.append(["User ID", "Degree Level"])
    sheet: Any = plans.book.create_sheet("degree") if spoil == "two sheets" else first
    sheet.delete_rows(1)
    sheet.append({"two sheets": ["User ID"], "no key": ["Who"], "two keys": ["User ID", "USER ID"]}[spoil])
    sheet.append(["40101", "Other"])
    loaded = plans.load()
    assert [record.user_id for record in loaded.records] == ["36213"]
    assert any("which can't be used: see there" in str(problem) for problem in loaded.problems)


def test_objectives_belong_to_goals_by_their_number(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    goal = [cell.value for cell in plans.book["Goals"][2]]
    plans.book["Goals"].append([goal[0], "2", *goal[2:9], "another", None])
    (told,) = plans.told()
    assert told == "plans.xlsx Goals row 3, Goals > goal 2: R6: every goal needs an objective"
    plans.put("Objectives", "Goal Number", "2")
    plans.put("Objectives", "Goal Number", 1, row=3)
    assert len(plans.told()) > 1, "the row lacks all else"
    for heading in ("User ID", "Objective", "Date Established", "Review Date", "Program", "Status"):
        plans.put("Objectives", heading, plans.cell("Objectives", heading).value, row=3)
    assert plans.told() == []
    for number, said in [
        ("3", "'3' "), (None, "a number is needed here: this participant has several"), ("x", "'x' is not a number"),
        ("#N/A", "is the error #N/A of a formula"),
    ]:  # fmt: skip
        place = plans.put("Objectives", "Goal Number", number)
        lines = plans.told()
        assert any(f"{place} Goal Number: " in line and said.strip("'3 ") in line for line in lines), lines


def test_a_single_goal_needs_no_number_and_two_may_not_share_one(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.put("Goals", "Goal Number", None)
    plans.put("Objectives", "Goal Number", None)
    assert plans.told() == []
    goal = [cell.value for cell in plans.book["Goals"][2]]
    plans.book["Goals"].append([goal[0], "1", *goal[2:9], "another", None])
    plans.put("Goals", "Goal Number", "1")
    assert any("is the number of another row too, in Goals!B2 Goal Number" in line for line in plans.told())


def test_the_same_participant_twice(tmp_path: Path) -> None:
    """The same content counts once; different content never, and both cells are cited."""
    plans = Plans(tmp_path)
    plans.book["Participants"].append([cell.value for cell in plans.book["Participants"][2]])
    assert plans.told() == []
    (note,) = plans.notes()
    assert note == (
        "plans.xlsx Participants!A3 User ID: the same record stands in plans.xlsx Participants!A2 User ID already: "
        "it is entered once"
    )
    plans.put("Participants", "Plan Start Date", "06/03/2019", row=3)
    told = plans.told()
    assert [line.partition(" too")[0] for line in told] == [
        f"plans.xlsx Participants!A{own} User ID: this participant stands in plans.xlsx Participants!A{other} User ID"
        for own, other in ((2, 3), (3, 2))
    ]
    assert plans.load().count == 0


def test_the_same_amount_is_the_same_however_it_is_written(tmp_path: Path) -> None:
    """Whether two rows say the same is asked of their values: 18.5 and 18.50 are one, 18.51 is another."""
    plain = load([RECORDS / "every_field.yaml"], today=TODAY)
    rows = rows_of(plain.records, BOOK)
    wage = [column.key for column in SHEETS["Participants"].columns].index("expected_wage")
    first = rows["Participants"][0]
    for other, count in (("18.5", 1), ("18.50", 1), ("18.51", 0)):
        again = list(first)
        first[wage], again[wage] = "18.50", other
        write_folder(tmp_path / other, {**rows, "Participants": [first, again]}, BOOK)
        assert load_sheets(tmp_path / other).count == count


def test_the_same_application_in_two_rows(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.put("Participants", "Application ID", "2242702", row=3)
    told = plans.told()
    assert "in plans.xlsx Participants!D3 Application ID; both say 2242702: " in told[0]
    assert told[1].startswith("plans.xlsx Participants!D3 Application ID: R5: ")


def test_a_workbook_and_a_yaml_file_may_say_the_same(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.load()
    small_records(tmp_path, {})
    loaded = load([tmp_path], today=TODAY, opener=Sheets())
    assert (loaded.count, len(loaded.warnings), loaded.problems) == (1, 1, ())


def test_what_excel_leaves_beside_an_open_workbook_is_no_input(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.load()
    (tmp_path / "~$plans.xlsx").write_bytes(b"somebody has it open")
    loaded = load([tmp_path], today=TODAY, opener=Sheets())
    assert (loaded.count, loaded.problems) == (1, ())


def test_a_workbook_without_its_sheet_or_without_rows(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.book["Participants"].delete_rows(2)
    assert "the sheet 'Participants' has no rows: there is no record in it" in plans.told()[0]
    plans.book.remove(plans.book["Participants"])
    assert plans.told()[0] == "plans.xlsx: has no sheet Participants: it says whom the others are about"


def test_a_sheet_without_its_key(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.book["Goals"]["A1"] = "Who"
    assert plans.told()[0] == "plans.xlsx Goals row 1: the sheet has no heading 'User ID' in its first rows"


def test_local_questions_that_are_not_whole(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    sheet: Any = plans.book.create_sheet("Extra")
    sheet.append(["User ID", "Screen", "Question", "Answer", "Check List"])
    sheet.append(["36213", "plan.goals", "Veteran?", "No"])
    sheet.append(["36213", "plan.goals", "Seen?", "Flyer", "Yes"])
    sheet.append(["36213", "plan.goals", "Seen?", "Radio", "Yes"])
    (record,) = plans.load().records
    assert record.extra == {"plan.goals": {"Veteran?": "No", "Seen?": ["Flyer", "Radio"]}}
    sheet.append(["36213", "plan.goals", "Veteran?", "Yes"])
    sheet.append(["36213", "plan.goals", None, "Yes"])
    sheet.append(["36213", "plan.aims", "Why?", "Yes"])
    told = plans.told()
    assert [line.partition(":")[0] for line in told[:2]] == ["plans.xlsx Extra row 5", "plans.xlsx Extra row 6"]
    assert "'plan.aims' is not a known key under 'extra'" in told[2]


def test_twenty_thousand_rows(tmp_path: Path) -> None:
    """Twenty thousand goals and objectives of one sheet each, found by their participants; nothing is kept twice."""
    plans = Plans(tmp_path)
    plans.load()

    def many(text: str) -> str:
        """The second row again and again, each time of another participant."""
        start, end = text.index('<row r="2"'), text.index("</sheetData>")
        rows = [text[start:end].replace('r="2"', f'r="{n + 3}"').replace("36213", f"{50_000 + n}")
                for n in range(20_000 - 1)]  # fmt: skip
        again = "".join(re.sub(r'(<c r="[A-Z]+)2"', rf'\g<1>{n}"', row) for n, row in enumerate(rows, start=3))
        return text[:end] + again + text[end:]

    edit_part(plans.path, "xl/worksheets/sheet2.xml", many)
    told = load_sheets(plans.path, keep=False)
    assert told.count == 1
    assert len(told.problems) == 20_000 - 1
    last = told.problems[-1].for_author()
    assert last.endswith("Goals!A20001 User ID: no row of the sheet Participants has this User ID")
