"""What was saved and answered is never saved again by itself, however the site's list shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.records.model import Record
from tests.kit import Office, brief, plain
from tests.site.ledger_kit import remembering

PROGRAMS, PLAN_TAB, PLAN = "casemgmt/programs", "casemgmt/plan.aspx", "casemgmt/iep"
SHORT = [PROGRAMS, r">0?(\d{1,2})/0?(\d{1,2})/(\d{4})", r">\1/\2/\3"]
IN_WORDS = [PROGRAMS, r">06/04/2019", ">Tuesday, June 4th, 2019 12:00 AM"]
UNREADABLE = [PROGRAMS, r">06/04/2019", ">on 4.6.19"]
NOT_THERE = [PROGRAMS, r">205 ?- ?", ">999 - "]


@pytest.fixture
def activity(tmp_path: Path) -> Record:
    return brief(tmp_path, {"activities": [plain()["activities"][1]], "plan": None, "print": None})


@pytest.mark.parametrize("shown", [SHORT, IN_WORDS, UNREADABLE], ids=["short", "in words", "unreadable"])
def test_an_activity_is_found_whatever_way_the_list_writes_its_dates(
    office: Office, activity: Record, shown: list[str]
) -> None:
    """What nobody can read is opened by its link, and looked into."""
    office.mock.set(rewrite=[shown], postback_style="full")
    first, second = office.run(activity, activity)
    assert (first.state, second.state) == ("done", "unchanged"), (first.error, second.error)
    assert office.written() == ["activity.closure create"]


def test_an_activity_that_the_list_does_not_show_is_saved_once(office: Office, activity: Record) -> None:
    """Nor in the next run: the ledger knows that its save was answered. Once the list shows it, all is well."""
    office.mock.set(rewrite=[NOT_THERE], postback_style="full")
    with remembering(office) as book:
        for _ in range(2):
            result = book.run(activity)
            assert (result.state, result.error and result.error.kind) == ("needs_person", "mismatch")
            assert "the list does not show it so: it is not saved again" in str(result.error)
        assert office.written() == ["activity.closure create"]
        office.mock.set(rewrite=[])
        assert book.run(activity).error is None
        assert office.written() == ["activity.closure create"]


@pytest.mark.parametrize(
    ("where", "find", "put", "creates"),
    [
        (PLAN, r">(1 - )?employment<", ">something else<", "plan.goals row-create"),
        (PLAN_TAB, r"(?s)<tr[^>]*>(?:(?!</tr>).)*06/04/2019.*?</tr>", "", "plan.plan create"),
    ],
    ids=["a goal", "the plan"],
)
def test_what_a_list_of_the_plan_does_not_show_is_saved_once(
    office: Office, tmp_path: Path, where: str, find: str, put: str, creates: str
) -> None:
    plan = brief(tmp_path)
    office.mock.set(rewrite=[[where, find, put]], postback_style="full")
    with remembering(office) as book:
        for _ in range(2):
            result = book.run(plan)
            assert result.error is not None
            assert result.state == "needs_person"
            assert "not saved again" in str(result.error)
    assert office.written().count(creates) == 1
