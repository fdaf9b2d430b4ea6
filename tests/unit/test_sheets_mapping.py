"""An office's own workbook: what is proposed, what a person makes of it, and that nothing is dropped in silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bot.errors import ConfigError
from bot.sheets.mapping import read_mapping
from bot.sheets.proposal import propose_mapping
from tests.guide import BOOK
from tests.unit.records_kit import TODAY
from tests.unit.sheets_kit import load_sheets

WHERE = ("City of Los Angeles", "00308 Wilshire Metro Worksource Center")


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A workbook as an office may have it: a title above, own names of sheets and columns, own words."""
    book = Workbook()
    clients: Any = book.active
    clients.title = "Clients"
    clients.append(["Our clients 2019"])
    clients.append([])
    heads = ["Client ID", "Client Name", "Program", "App ID", "Case worker", "Activity Codes", "Activity Date"]
    heads += ["Activity Region", "Activity Office", "Plan start", "LWDB Region", "Plan office location"]
    clients.append(heads)
    who = ["36213", "Mike, Mike", "adult", "2242702", "Lai"]
    clients.append([*who, "205", "06/04/2019", *WHERE, "06/04/2019", *WHERE])
    goals: Any = book.create_sheet("IEP goals")
    goals.append(["Client ID", "Goal type", "Goal term", "Program affiliations", "Established date",
                  "Estimated completion date", "Goal status", "Description of goal"])  # fmt: skip
    goal = ["36213", "Employment", "short", "WIOA", "06/04/2019", "08/20/2019", "Open", "employment"]
    goals.append(goal)
    objectives: Any = book.create_sheet("Objectives")
    objectives.append(["Client ID", "Objective", "Date established", "Review date", "Program", "Status"])
    objectives.append(["36213", "employment", "06/04/2019", "07/19/2019", "WIOA", "Open"])
    book.create_sheet("Scratch")["A1"] = "call Pat"
    path = tmp_path / "theirs.xlsx"
    book.save(path)
    return path


def mapped(theirs: Path, text: str) -> Any:
    mapping = theirs.with_name("mapping.yaml")
    mapping.write_text(text, encoding="utf-8")
    return load_sheets(theirs, read_mapping(mapping, BOOK), TODAY)


def test_a_workbook_with_nothing_in_it(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(ConfigError, match="there is nothing in it"):
        propose_mapping(tmp_path / "empty.xlsx", BOOK)


def test_what_is_proposed_and_what_is_listed(theirs: Path) -> None:
    proposal = propose_mapping(theirs, BOOK)
    for line in ('"Clients":', "is: Participants", "heading_row: 3", '"Client ID": "User ID"', "is: Goals",
                 '"App ID": "Application ID"', '"short": "Short Term"', 'unmatched_sheets: ["Scratch"]'):  # fmt: skip
        assert line in proposal.text, proposal.text
    assert '"Case worker"' in proposal.text.partition("unmatched: ")[2].partition("\n")[0]
    assert any("'Case worker' is like none of ours" in line for line in proposal.told)
    assert any("% sure" in line for line in proposal.told)
    assert "Mike" not in "\n".join(proposal.told)


def corrected(theirs: Path) -> str:
    """What a person makes of the proposal."""
    text = propose_mapping(theirs, BOOK).text
    for heading, wrong, right in [
        ("Plan office location", "Activity: Office Location", "Plan started in office location"),
        ("Activity Office", "General: Office Location", "Activity: Office Location"),
    ]:
        text = text.replace(f'"{heading}": "{wrong}"', f'"{heading}": "{right}"')
    text = text.replace('unmatched: ["Case worker"]', "unmatched: []", 1)
    text = text.replace("ignored: []", 'ignored: ["Case worker"]', 1)
    text = text.replace("constants: {}", "constants: {Grant: Adult}", 1)
    return text.replace('unmatched_sheets: ["Scratch"]', "unmatched_sheets: []").replace(
        "ignored_sheets: []", "ignored_sheets: [Scratch]"
    )


def test_the_corrected_proposal_reads_the_workbook(theirs: Path) -> None:
    loaded = mapped(theirs, corrected(theirs))
    assert [problem.for_author() for problem in loaded.problems] == []
    (record,) = loaded.records
    assert (record.user_id, record.activities[0].grant) == ("36213", "Adult")
    assert record.plan is not None
    assert record.plan.goals is not None
    assert record.plan.goals[0].term == "Short Term"


def test_what_nobody_decided_is_an_error_where_it_stands(theirs: Path) -> None:
    told = [problem.for_author() for problem in mapped(theirs, propose_mapping(theirs, BOOK).text).problems]
    assert any("'Scratch' is not a known sheet" in line for line in told)
    assert any("Clients!E4: stands in a column that has no known heading" in line for line in told)
    undecided = corrected(theirs).replace('"short": "Short Term"', '"short": ""')
    told = [problem.for_author() for problem in mapped(theirs, undecided).problems]
    assert any("'IEP goals'!C2 Goal term: 'short' is not offered" in line for line in told), told


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "starts with 'sheets:'"),
        ("sheets: {A: {is: Aims}}", "line 1: 'is' must be one of: Participants"),
        ("sheets: {A: {is: Goals, colums: {}}}", "'colums' is not a known key here"),
        ("sheets: {A: {is: Goals, columns: {X: Aim}}}", "there is no such heading on Goals"),
        ("sheets: {A: {is: Goals, columns: {X: Status, Y: Status}}}", "two columns are taken for 'Status'"),
        ("sheets: {A: {is: Goals}, B: {is: Goals}}", "'A' and 'B' are both Goals"),
        ("sheets: {A: {is: Goals, heading_row: x}}", "must be the number of a row"),
        ("sheets: {A: {is: Goals, ignored: x}}", "'ignored' must be a list"),
        ("sheets: [a]", "keys and values must stand here"),
        ("sheets: {A: 1", "line 1: "),
    ],
)
def test_mapping_files_that_are_wrong(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_mapping(path, BOOK)
    assert said in str(caught.value)


def test_workbooks_that_can_not_be_looked_at(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"x")
    with pytest.raises(ConfigError, match="is damaged, or no workbook"):
        propose_mapping(tmp_path / "a.xlsx", BOOK)
    with pytest.raises(ConfigError, match="there is no workbook"):
        propose_mapping(tmp_path / "b.xlsx", BOOK)
