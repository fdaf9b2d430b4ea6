"""`compare` and decisions where a list of the site shows rows in other words, or not at all: looked at, never saved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.compare.items import Choice
from bot.records.model import Record
from tests.kit import Office, brief, plain
from tests.site.compare_kit import WHO, all_items, compared, decided, is_stopped, items_of, told
from tests.site.hazard_kit import short
from tests.site.ledger_kit import remembering
from tests.site.standing import standing

PROGRAMS, PLAN_TAB, PLAN = "casemgmt/programs", "casemgmt/plan.aspx", "casemgmt/iep"
US, SHORT, UNREADABLE = r">0?(\d{1,2})/0?(\d{1,2})/(\d{4})", r">\1/\2/\3", r">on \2.\1.\3"
ROW = r"(?s)<tr[^>]*>(?:(?!</tr>).)*06/04/2019.*?</tr>"
FOUND, SHOWN = "Work that stays", "Something else"
JUNE_4 = plain()["activities"][1]
ACTIVITY = {"activities": [JUNE_4], "plan": None, "print": None}
NEW_205 = {"activities": [JUNE_4, {**JUNE_4, "date": "06/05/2019"}]}
"""Every edit of a plan needs one (R9)."""


@pytest.fixture
def activity(tmp_path: Path) -> Record:
    return brief(tmp_path, ACTIVITY)


@pytest.mark.parametrize("shown", [SHORT, UNREADABLE], ids=["short", "unreadable"])
def test_what_stands_there_in_other_words_is_left(office: Office, tmp_path: Path, shown: str) -> None:
    """An activity of which nobody can read the date is opened by its link, and looked into."""
    office.mock.seed(WHO, **standing(brief(tmp_path)))
    lists = [[PROGRAMS, US, shown], [PLAN_TAB, US, SHORT]]
    office.mock.set(rewrite=lists, postback_style="full")
    assert {item.does for item in compared(office, brief(tmp_path)).items} == {"leave"}


@pytest.mark.parametrize("shown", [SHORT, UNREADABLE], ids=["short", "unreadable"])
def test_one_that_stands_there_otherwise_can_be_kept(office: Office, activity: Record, shown: str) -> None:
    """Kept, and never added: it stands there, whatever its list shows of it."""
    seeded = standing(activity)
    office.mock.seed(WHO, **seeded)
    not_closed = [PROGRAMS, r">(C|Closed)</td>", ">Open</td>"]
    office.mock.set(rewrite=[not_closed, [PROGRAMS, US, shown]], postback_style="full")
    with remembering(office) as runs:
        (item,) = all_items(runs, activity)
        assert (item.does, item.choices, "not closed" in item.why) == ("undecided", ("keep",), True)
        assert is_stopped(runs.run(activity), "not closed")
        decided(runs, [item], lambda item: "add")
        assert is_stopped(runs.run(activity), "not closed")
        decided(runs, [item], lambda item: "keep")
        assert runs.run(activity).error is None
        assert office.written() == []


@pytest.mark.parametrize(
    ("made", "changes", "where", "find", "place", "creates"),
    [
        (brief, ACTIVITY, PROGRAMS, r">205 ?- ?", "activities 1", "activity.closure create"),
        (brief, {}, PLAN_TAB, ROW, "plan.plan", "plan.plan create"),
        (short, {}, PLAN_TAB, ROW, "assessment.general", "assessment.general create"),
    ],
    ids=["an activity", "the plan", "the assessment"],
)
def test_what_was_saved_and_is_not_shown_can_not_be_told(
    office: Office,
    tmp_path: Path,
    made: Callable[[Path, dict[str, Any]], Record],
    changes: dict[str, Any],
    where: str,
    find: str,
    place: str,
    creates: str,
) -> None:
    sample = made(tmp_path, changes)
    office.mock.set(rewrite=[[where, find, ">999 - " if where == PROGRAMS else ""]], postback_style="full")
    with remembering(office) as runs:
        assert runs.run(sample).error is not None
        written = office.written()
        assert written.count(creates) == 1
        found = [item for item in all_items(runs, sample) if item.does not in ("leave", "add")]
        assert told(found) == [("undecided", place, "")]
        (item,) = found
        assert (item.stops, item.choices, "it is not saved again" in item.why) == (True, (), True)
        assert office.written() == written


@pytest.mark.parametrize("choice", ["keep", "add", None])
def test_a_row_that_was_saved_and_is_shown_in_other_words(
    office: Office, tmp_path: Path, choice: Choice | None
) -> None:
    """A person may say that it is that one. No decision has it saved again, also none that was made before."""
    sample = brief(tmp_path, {**NEW_205, "plan.goals.0.description": FOUND})
    office.mock.set(rewrite=[[PLAN, f"{FOUND}(?=</td>|</option>)", SHOWN]], postback_style="full")
    with remembering(office) as runs:
        assert is_stopped(runs.run(sample), "not saved again")
        (item,) = items_of(runs, sample)
        assert (item.does, item.label, item.choices) == ("undecided", "this row", ("keep", "overwrite"))
        assert "was saved" in item.why
        assert "row 1 of that list may be it" in item.why
        decided(runs, [item], lambda item: choice)
        result = runs.run(sample)
        if choice == "keep":
            assert result.error is None
            assert runs.run(sample).error is None
        else:
            assert is_stopped(result, "it is not saved again")
        assert office.written().count("plan.goals row-create") == 1
