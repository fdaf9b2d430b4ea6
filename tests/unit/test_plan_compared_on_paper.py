"""Steps of a plan that can't be opened without saving: every value of goals and objectives is compared on the print."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.errors import Mismatch
from bot.flows.pdf_check import check_pdf
from bot.records.model import Record
from tests.kit import brief
from tests.mock_site.printing import (
    PrintableGoal,
    PrintableObjective,
    PrintablePlan,
    PrintableService,
    printable_pdf,
)

UNREAD = ("Goals", "Objectives", "Services")


def day(value: object) -> str:
    return value.strftime("%m/%d/%Y") if isinstance(value, date) else ""


def printed(record: Record, path: Path) -> Path:
    """The plan of a record as the site prints it."""
    plan = record.plan
    assert plan is not None
    goals = [
        PrintableGoal(
            number, "4518", ", ".join(goal.affiliations), goal.type, goal.term, day(goal.established_on),
            day(goal.estimated_completion), day(goal.completed_on), goal.status, goal.description,
            str(goal.comments or ""),
            [
                PrintableObjective(
                    each.objective, day(each.established_on), day(each.review_on), each.program, "Staff11, Lai",
                    each.status, str(each.comments or ""),
                )
                for each in goal.objectives or ()
            ],
        )
        for number, goal in enumerate(plan.goals or (), 1)
    ]  # fmt: skip
    began = "06/04/2019"
    service = PrintableService("205-Development of IEP/ISS/EDP", "1-WIOA", began, began, "", "Staff11, Lai")
    person = record.participant
    page = PrintablePlan("7000", person.user_id, person.name, day(plan.start_date), "", goals=goals, services=[service])
    path.write_bytes(printable_pdf(page, services=True, staff_signature=True))
    return path


def goals(**changes: Any) -> list[dict[str, Any]]:
    """Two goals of the same type and dates; the second one with changes."""
    objective = {
        "objective": "Apply for work", "established_on": "06/04/2019", "review_on": "07/19/2019", "program": "WIOA",
        "status": "Open", "comments": "Five a week",
    }  # fmt: skip
    objective |= {key.removeprefix("o_"): value for key, value in changes.items() if key.startswith("o_")}
    goal = {
        "affiliations": ["WIOA"], "type": "Employment", "term": "Short Term", "established_on": "06/04/2019",
        "estimated_completion": "08/20/2019", "status": "Open", "description": "Work in shipping", "comments": "Steady",
    }  # fmt: skip
    second = goal | {"affiliations": ["WIOA"], "description": "Work in health care"}
    second |= {key: value for key, value in changes.items() if not key.startswith("o_")}
    return [goal | {"objectives": [objective]}, second | {"objectives": [objective | {"objective": "Learn"}]}]


def test_what_is_printed_as_recorded_passes(tmp_path: Path) -> None:
    record = brief(tmp_path, {"plan.goals": goals()})
    check_pdf(printed(record, tmp_path / "plan.pdf"), record, "7000", unread=UNREAD)


@pytest.mark.parametrize(("key", "value", "told"), [
    ("term", "Long Term", "goal 2: Term of Goal"),
    ("established_on", "06/05/2019", "goal 2: Date Established"),
    ("estimated_completion", "08/21/2019", "goal 2: Estimated Date of Completion"),
    ("comments", "Unsteady", "goal 2: Comments"),
    ("o_review_on", "07/20/2019", "objectives of goal 1: Review Date"),
    ("o_status", "Completed", "objectives of goal 1: Status"),
    ("o_comments", "Six a week", "objectives of goal 1: Comments"),
])  # fmt: skip
def test_each_value_that_differs_is_named(tmp_path: Path, key: str, value: str, told: str) -> None:
    path = printed(brief(tmp_path, {"plan.goals": goals()}), tmp_path / "plan.pdf")
    changed = brief(tmp_path, {"plan.goals": goals(**{key: value})})
    with pytest.raises(Mismatch, match=re.escape(told)) as stopped:
        check_pdf(path, changed, "7000", unread=UNREAD)
    assert value not in str(stopped.value)
    check_pdf(path, changed, "7000")  # where the wizard was read back, the paper need not tell all


@pytest.mark.parametrize(("standing", "wanted", "told"), [
    ({"o_status": "Not Completed"}, {"o_status": "Completed"}, "objectives of goal 1: Status"),
    ({"o_comments": "Five a week, or six"}, {"o_comments": "Five a week"}, "objectives of goal 1: Comments"),
    ({"comments": "Steady and near"}, {"comments": "Steady"}, "goal 2: Comments"),
    ({"o_objective": "Apply for work at once"}, {"o_objective": "Apply for work"}, "objectives of goal 1: Objective"),
    ({"description": "Work in health care, at night"}, {}, "goal 2: Goal Description"),
])  # fmt: skip
def test_a_value_that_is_only_a_part_of_the_printed_one_differs(
    tmp_path: Path, standing: dict[str, Any], wanted: dict[str, Any], told: str
) -> None:
    path = printed(brief(tmp_path, {"plan.goals": goals(**standing)}), tmp_path / "plan.pdf")
    with pytest.raises(Mismatch, match=re.escape(told)):
        check_pdf(path, brief(tmp_path, {"plan.goals": goals(**wanted)}), "7000", unread=UNREAD)


def test_a_goal_is_not_taken_for_one_whose_words_begin_alike(tmp_path: Path) -> None:
    two = goals(description="Work in shipping and receiving", term="Long Term")
    record = brief(tmp_path, {"plan.goals": two[::-1]})
    check_pdf(printed(record, tmp_path / "plan.pdf"), record, "7000", unread=UNREAD)
