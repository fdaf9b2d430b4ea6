"""A typo put right in the workbook, by the commands alone: attended and unattended, with and without the ledger."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.mock_site.client import MockSite
from tests.system.cli_kit import bot, profile_file
from tests.unit.sheets_kit import Plans

TYPO, RIGHT = "Full-time work in a warehouse", "Full time work in a warehouse"
CHANGED = "the record's row was changed since it was entered"


def test_no_second_goal_whoever_runs_it_again(tmp_path: Path, mock: MockSite) -> None:
    """What is said names the workbook's row and neither text; what stands on the site is one goal, as it was."""
    plans = Plans(tmp_path)
    plans.put("Goals", "Goal Description", TYPO)
    plans.load()
    site, results = profile_file(tmp_path, mock, steps={"print": False}), tmp_path / "results.csv"
    where: list[str | Path] = [plans.path, "--site", site, "--out", tmp_path / "out"]
    first = bot("run", *where)
    assert first.code == 0, first.err
    before = mock.state("36213")
    assert [goal["description"] for goal in before["plans"][0]["goals"]] == [TYPO]

    plans.put("Goals", "Goal Description", RIGHT)
    plans.load()
    nightly = bot("backfill", *where, "--until", "05:30")
    again = bot("run", *where, "--results", results)
    for done in (nightly, again):
        assert done.code in (0, 1), done.err
        assert f"{CHANGED}: the site holds something else: Goal Description" in done.out + done.err
    with results.open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (again.code, row["State"], row["Plan"]) == (1, "needs a person", "failed")
    elsewhere = bot("backfill", *where, "--until", "05:30", "--ledger", tmp_path / "another.db")
    assert "plans.xlsx Goals row 2: this row is not in the site's list" in elsewhere.out + elsewhere.err
    told = [results.read_text(encoding="utf-8-sig"), *(done.out + done.err for done in (nightly, again, elsewhere))]
    assert not [text for text in (TYPO, RIGHT) if text in "".join(told)]
    assert mock.state("36213") == before


def test_what_is_added_is_told_in_words(tmp_path: Path, mock: MockSite) -> None:
    """A second goal with the new 205 that it needs, and the answer that the message asks for, in the sheet Extra."""
    plans = Plans(tmp_path)
    plans.put("Goals", "Goal Description", TYPO)
    plans.load()
    site, results = profile_file(tmp_path, mock, steps={"print": False}), tmp_path / "results.csv"
    where: list[str | Path] = [plans.path, "--site", site, "--out", tmp_path / "out", "--results", results]
    assert bot("run", *where).code == 0
    plans.put("Goals", "Goal Description", RIGHT)
    extra: Any = plans.book.create_sheet("Extra")
    extra.append(["User ID", "Screen", "Question", "Answer"])
    extra.append(["36213", "plan.goals", "Another row", "add beside 1"])
    activities: Any = plans.book.create_sheet("Activities")
    activities.append(["User ID", "Activity Code", "Date", "LWIA/Region", "Office Location", "Grant"])
    place = ["City of Los Angeles", "00308 Wilshire Metro Worksource Center", "Adult"]
    activities.append(["36213", "205", "06/05/2019", *place])
    plans.load()
    added = bot("run", *where, "--ledger", tmp_path / "another.db")
    assert added.code == 0, added.out + added.err
    assert "Goals: Goal added to what stood there before" in added.out
    with results.open(encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert "Goals: Goal added to what stood there before" in row["Notes"]
    (plan,) = mock.state("36213")["plans"]
    assert sorted(goal["description"] for goal in plan["goals"]) == [RIGHT, TYPO]
