"""An office that keeps each participant in one row: numbered columns become rows, and errors name the cells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import Workbook

from bot.errors import ConfigError
from bot.records.load import Loaded
from bot.sheets.mapping import read_mapping
from bot.sheets.numbered import pattern_of
from bot.sheets.proposal import propose_mapping
from tests.guide import BOOK, SHEETS
from tests.unit.records_kit import TODAY
from tests.unit.sheets_kit import goals_of, load_sheets, words

WHERE = ("City of Los Angeles", "00308 Wilshire Metro Worksource Center")
THEN = date(2019, 6, 4)
HEADS = [
    "CalJOBS ID", "Client Name", "Program", "Application #", "Activity Codes", "Activity Date", "Activity Region",
    "Activity Office", "Activity Grant", "IEP Start Date", "Plan Region", "Plan Office", "Case Manager",
]  # fmt: skip
GOAL = ["Type", "Term", "Program Affiliation", "Established", "Est. Completion Date", "Status", "Description"]
GOALS = ["Employment", "short", "WIOA", THEN, date(2019, 8, 20), "Open", "a job"]
AIM = ["", "Established", "Review Date", "Program", "Status"]
AIMS = ["apply", THEN, date(2019, 7, 19), "WIOA", "Open"]
CORRECTED: dict[tuple[Any, ...], str] = {}
NOBODY = [None] * len(AIMS)


def person(user_id: str, name: str, case_manager: str | None = None) -> list[Any]:
    return [user_id, name, "adult", f"22{user_id}", "205", THEN, *WHERE, "Adult", THEN, *WHERE, case_manager]


class Tracker:
    """A workbook with two goals of two objectives each in one row; two participants, one with a single goal."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "tracker.xlsx"
        self.book = Workbook()
        self.sheet = cast("Any", self.book.active)
        self.sheet.title = "IEP Tracker"
        self.sheet.append(["IEP tracking, fiscal year 2019"])
        heads = list(HEADS)
        for goal in (1, 2):
            heads += [f"Goal {goal} {text}" for text in GOAL]
            heads += [f"Goal {goal} Obj {aim} {text}".rstrip() for aim in (1, 2) for text in AIM]
        self.sheet.append(heads)
        second = ["Training", *GOALS[1:]]
        other = ["study", *AIMS[1:]]
        self.sheet.append([*person("36213", "Mike, Mike"), *GOALS, *AIMS, *other, *second, *AIMS, *NOBODY])
        self.sheet.append([*person("40101", "Pat, Pat"), *GOALS, *AIMS])

    def place(self, heading: str, row: int = 3) -> str:
        heads = [cell.value for cell in self.sheet[2]]
        return str(self.sheet.cell(row, heads.index(heading) + 1).coordinate)

    def proposal(self) -> str:
        self.book.save(self.path)
        return propose_mapping(self.path, BOOK).text

    def corrected(self) -> str:
        """What a person makes of the proposal; looked up once for the same headings."""
        heads = tuple(cell.value for cell in self.sheet[2])
        if heads not in CORRECTED:
            CORRECTED[heads] = self._corrected()
        return CORRECTED[heads]

    def _corrected(self) -> str:
        text = self.proposal().replace('unmatched: ["Case Manager"]', "unmatched: []", 1)
        return text.replace("    ignored: []", '    ignored: ["Case Manager"]', 1)

    def load(self, text: str | None = None) -> Loaded:
        mapping = self.folder / "mapping.yaml"
        mapping.write_text(text or self.corrected(), encoding="utf-8")
        self.book.save(self.path)
        return load_sheets(self.path, read_mapping(mapping, BOOK), TODAY)

    def told(self, text: str | None = None) -> list[str]:
        return [words(self.folder, problem.for_author()) for problem in self.load(text).problems]


@pytest.fixture
def tracker(tmp_path: Path) -> Tracker:
    return Tracker(tmp_path)


def test_the_groups_are_proposed_so_that_a_person_can_read_them(tracker: Tracker) -> None:
    text = tracker.proposal()
    for line in (
        '"Goal {n} Type": "Type of Goal"  # 100 %; number 1, 2',
        '"Goal {n} Est. Completion Date": "Estimated Date of Completion"',
        '"Goal {goal} Obj {n}": "Objective"  # 100 %; number 1, 2',
        '"Goal {goal} Obj {n} Review Date": "Review Date"',
        '"short": "Short Term"',
        'unmatched: ["Case Manager"]',
    ):
        assert line in text, text
    told = propose_mapping(tracker.path, BOOK).told
    assert any("'Goal {n} Status' seems to be 'Status' of Goals" in line for line in told)


def test_each_number_becomes_a_row(tracker: Tracker) -> None:
    loaded = tracker.load()
    assert [problem.for_author() for problem in loaded.problems] == []
    first, second = loaded.records
    goals = goals_of(first)
    assert [(goal.type, goal.term) for goal in goals] == [("Employment", "Short Term"), ("Training", "Short Term")]
    assert [[aim.objective for aim in goal.objectives or ()] for goal in goals] == [["apply", "study"], ["apply"]]
    assert [(goal.type, len(goal.objectives or ())) for goal in goals_of(second)] == [("Employment", 1)]


def test_errors_name_the_cell_as_it_stands_there(tracker: Tracker) -> None:
    date_cell, status = tracker.place("Goal 2 Est. Completion Date"), tracker.place("Goal 1 Obj 2 Status")
    tracker.sheet[date_cell], tracker.sheet[status] = "soon", None
    place = "tracker.xlsx 'IEP Tracker'!"
    assert sorted(tracker.told()) == [
        f"{place}{status} Goal 1 Obj 2 Status: Status is required by the site",
        f"{place}{date_cell} Goal 2 Est. Completion Date: 'soon' is not a date such as 01/31/2026",
    ]


def test_an_objective_of_a_goal_that_is_not_there(tracker: Tracker) -> None:
    place = tracker.place("Goal 2 Obj 1", row=4)
    tracker.sheet[place] = "apply"
    told = tracker.told()
    words = "this participant has no goal number like that in the sheet IEP Tracker"
    assert f"tracker.xlsx 'IEP Tracker'!{place} Goal 2 Obj 1: {words}" in told


def test_what_is_numbered_but_unknown_is_never_dropped(tracker: Tracker) -> None:
    """A number more, under a pattern that nobody gave; a column twice; a merged cell; a hidden one."""
    last = tracker.sheet.max_column + 1
    tracker.sheet.cell(2, last, "Goal 1 Remarks")
    assert tracker.load().count == 2
    tracker.sheet.cell(3, last, "x")
    text = tracker.corrected()
    without = "\n".join(line for line in text.splitlines() if "Remarks" not in line)
    letter = tracker.sheet.cell(2, last).column_letter
    (told,) = tracker.told(without)
    assert told.startswith(f"tracker.xlsx 'IEP Tracker'!{letter}3: stands in a column that has no known heading")
    tracker.sheet.cell(2, last, "Goal-1 STATUS")
    told_twice = tracker.told(without)
    assert any("Goal-1 STATUS: is the same heading as in 'IEP Tracker'!" in line for line in told_twice)
    assert any(f"!{letter}3: stands in a column" in line for line in told_twice)
    tracker.sheet.delete_cols(last)
    place = tracker.place("Goal 2 Status")
    tracker.sheet.merge_cells(f"{place}:{place.rstrip('0123456789')}4")
    tracker.sheet.column_dimensions[place.rstrip("0123456789")].hidden = True
    loaded = tracker.load()
    (told,) = tracker.told()
    assert told.startswith(f"tracker.xlsx 'IEP Tracker'!{place} Goal 2 Status: is merged with other cells")
    assert any("can't be seen, and count all the same" in str(note) for note in loaded.warnings)


def test_dates_the_wrong_way_round_in_any_number_of_a_group(tracker: Tracker) -> None:
    first, second = tracker.place("Goal 1 Obj 1 Review Date"), tracker.place("Goal 2 Obj 1 Review Date")
    tracker.sheet[second] = "25/07/2019"
    tracker.sheet[first] = date(2019, 7, 9)
    told = tracker.told()
    assert any(f"!{first} Goal 1 Obj 1 Review Date: '07/09/2019' day and month may be the wrong way" in t for t in told)


def test_rows_without_an_id_are_told_once(tracker: Tracker) -> None:
    tracker.sheet["A3"] = None
    (told,) = tracker.told()
    assert told.endswith("A3 CalJOBS ID: User ID is required by the site")
    tracker.sheet["A3"] = 36213.5
    (told,) = tracker.told()
    assert "A3 CalJOBS ID: '36213.5' is a number here" in told
    assert [record.user_id for record in tracker.load().records] == ["40101"]


def test_goals_in_a_sheet_of_their_own_numbers_in_a_band_above(tmp_path: Path) -> None:
    """The numbers are merged cells above; the sheet has nothing else but whose they are."""
    book = Workbook()
    people: Any = book.active
    people.title = "Clients"
    people.append([head for head in HEADS if head != "Case Manager"])
    people.append(person("36213", "Mike, Mike")[:-1])
    sheet: Any = book.create_sheet("Plans")
    heads = [*GOAL, *(f"Objective {text}".rstrip() for text in AIM)]
    sheet.append([None, "1st Goal", *[None] * (len(heads) - 1), "2nd Goal"])
    sheet.append(["CalJOBS ID", *heads, *heads])
    sheet.append(["36213", *GOALS, *AIMS, "Training", *GOALS[1:], *AIMS])
    sheet.merge_cells("B1:M1")
    path = tmp_path / "book.xlsx"
    book.save(path)
    text = propose_mapping(path, BOOK).text
    for line in ("is: Groups", "band_row: 1", '"{n} Goal Type": "Type of Goal"', '"{goal} Goal Objective"'):
        assert line in text, text
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(text, encoding="utf-8")
    loaded = load_sheets(path, read_mapping(mapping, BOOK), TODAY)
    assert [problem.for_author() for problem in loaded.problems] == []
    assert [goal.type for goal in goals_of(loaded.records[0])] == ["Employment", "Training"]
    sheet["A3"], sheet["Z3"] = "99999", "beside"
    book.save(path)
    told = [problem.for_author() for problem in load_sheets(path, read_mapping(mapping, BOOK), TODAY).problems]
    assert sum("Plans!A3 CalJOBS ID: no row of the sheet Clients has this User ID" in line for line in told) == 1


def test_objectives_numbered_in_the_rows_of_goals(tmp_path: Path) -> None:
    """The goal's own number says which it is; columns of single letters count as 1, 2."""
    tracker = Tracker(tmp_path)
    goals: Any = tracker.book.create_sheet("Goals")
    goals.append(["User ID", "Goal Number", *[f"Goal {text}" for text in GOAL],
                  *(f"Objective 1{letter} {text}".rstrip() for letter in "ab" for text in AIM)])  # fmt: skip
    goals.append(["36213", "7", *GOALS, *AIMS, "study", *AIMS[1:]])
    tracker.sheet.delete_cols(len(HEADS), 60)
    aims = {"": "Objective", "Established": "Date Established", "Review Date": "Review Date", "Program": "Program",
            "Status": "Status"}  # fmt: skip
    groups = "".join(f'\n          "Objective 1{{n}} {text}": "{ours}"' for text, ours in aims.items())
    text = tracker.proposal()
    head, mark, rest = text.partition('  "Goals":')
    start = rest.index("    groups:") if "    groups:" in rest else rest.index("    unmatched:")
    end = rest.index("    unmatched:")
    rest = rest[:start] + f"    groups:\n      Objectives:\n        columns:{groups}\n" + rest[end:]
    tracker.sheet.delete_rows(4)
    loaded = tracker.load(head + mark + rest)
    assert [problem.for_author() for problem in loaded.problems] == []
    assert [aim.objective for aim in goals_of(loaded.records[0])[0].objectives or ()] == ["apply", "study"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("columns: {'Goal Type': Status}", "must have {n} where the number stands"),
        ("columns: {'Goal {n} {n} Type': Status}", "must have {n}"),
        ("columns: {'Goal {goal} Type': Status}", "must have {n}"),
        ("columns: {'Goal {n} Type': Aim}", "there is no such heading on Goals"),
        ("columns: {'Goal {n} Type': Status, 'Goal {n} A': Status}", "two columns are taken for 'Status'"),
        ("column: {}", "'column' is not a known key here"),
    ],
)
def test_groups_that_are_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(f"sheets: {{A: {{is: Participants, groups: {{Goals: {{{text}}}}}}}}}", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_mapping(path, BOOK)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{A: {is: Participants, groups: {Participants: {}}}}", "numbered columns can become rows of: Activities"),
        ("{A: {is: Goals}, B: {is: Groups, groups: {Goals: {}}}}", "'A' and 'B' are both Goals"),
        ("{A: {is: Goals, band_row: x}}", "'band_row' must be the number of a row"),
    ],
)
def test_sheets_with_groups_that_are_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(f"sheets: {text}", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_mapping(path, BOOK)
    assert said in str(caught.value)


def test_a_heading_that_two_patterns_fit_is_refused(tracker: Tracker) -> None:
    text = tracker.corrected().replace('"Goal {n} Status"', '"Goal {n} Type "', 1)
    told = tracker.told(text)
    assert any("Goal 1 Type: is like two patterns of the mapping file" in line for line in told), told


def numbers(sheet: str) -> Callable[[str, str], object]:
    return lambda pattern, heading: pattern_of(pattern, SHEETS[sheet]).numbers(heading)


@pytest.mark.parametrize(
    ("pattern", "heading", "expected"),
    [
        ("Goal {n} Type", "GOAL #2: type", (0, 2)),
        ("{n} Goal", "Second goal", (0, 2)),
        ("{n} Goal", "2nd goal", (0, 2)),
        ("Goal {goal}{n}", "Goal 1.2", (1, 2)),
        ("Goal {goal}{n}", "Goal 1b", (1, 2)),
        ("Goal {n}", "Goal 2019", None),
        ("Goal {n}", "Goal 0", None),
        ("Goal {n}", "Goals 1", None),
        ("Goal {n}", "Goal 1 Type", None),
    ],
)
def test_patterns(pattern: str, heading: str, expected: object) -> None:
    assert numbers("Objectives")(pattern, heading) == expected
