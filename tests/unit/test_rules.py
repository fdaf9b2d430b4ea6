"""The rules R2 to R7 and R10, each by its name, and that a wrong value hides no rule."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.records.load import load
from bot.records.rules import too_old
from tests.unit.records_kit import DEMO, TODAY, change, load_record, small


def found(folder: Path, record: dict[str, Any], **options: Any) -> list[str]:
    return [str(problem).split(", ", 1)[1] for problem in load_record(folder, record, **options).problems]


def changed(*changes: tuple[str, Any]) -> dict[str, Any]:
    record = small()
    for path, value in changes:
        change(record, path, value)
    return record


def with_code(code: str, program: str = "adult", plan_code: str = "205") -> dict[str, Any]:
    """A record that has the plan's activity, and another one."""
    record = changed(("participant.program", program), ("activities.0.code", plan_code))
    record["activities"].append({**record["activities"][0], "code": code})
    return record


@pytest.mark.parametrize("program", ["adult", "dislocated_worker"])
@pytest.mark.parametrize("code", ["203", "125", "300", "999"])
def test_r3_codes_of_adults(tmp_path: Path, program: str, code: str) -> None:
    assert not found(tmp_path, with_code(code, program))


def test_r3_codes_of_youth(tmp_path: Path) -> None:
    assert not found(tmp_path, with_code("412", "youth", "413"))


@pytest.mark.parametrize(
    ("code", "program", "plan_code", "words"),
    [
        ("412", "adult", "205", "R3: 412 is for youth; this participant needs 203 and 205"),
        ("413", "dislocated_worker", "205", "R3: 413 is for youth; this participant needs 203 and 205"),
        ("203", "youth", "413", "R3: 203 is for adults and dislocated workers; this participant needs 412 and 413"),
        ("205", "youth", "413", "R3: 205 is for adults and dislocated workers; this participant needs 412 and 413"),
    ],
)
def test_r3_codes_are_not_mixed(tmp_path: Path, code: str, program: str, plan_code: str, words: str) -> None:
    assert found(tmp_path, with_code(code, program, plan_code)) == [
        f"Activities > activity 2 > Activity Code: {words}"
    ]


@pytest.mark.parametrize(("program", "code"), [("adult", "205"), ("dislocated_worker", "205"), ("youth", "413")])
def test_r3_a_plan_needs_its_activity(tmp_path: Path, program: str, code: str) -> None:
    wanted = f"Activities: R3: activity {code} is missing: every plan, new or changed, needs one"
    assert found(tmp_path, changed(("participant.program", program), ("activities.0.code", "125"))) == [wanted]
    assert found(tmp_path, changed(("participant.program", program), ("activities", None))) == [wanted]
    assert found(tmp_path, changed(("participant.program", program), ("activities", []))) == [wanted]


@pytest.mark.parametrize(("code", "program"), [("205", "adult"), ("413", "youth")])
def test_r2_ends_with_successful_completion(tmp_path: Path, code: str, program: str) -> None:
    record = changed(
        ("participant.program", program),
        ("activities.0.code", code),
        ("activities.0.completion_code", "Unsuccessful Completion"),
    )
    words = f"R2: a {code} ends with Successful Completion"
    assert found(tmp_path, record) == [f"Activities > activity 1 > Completion Code: {words}"]


def test_r2_is_for_plans_alone(tmp_path: Path) -> None:
    record = with_code("300")
    record["activities"][1]["completion_code"] = "Unsuccessful Completion"
    assert not found(tmp_path, record)


@pytest.mark.parametrize(
    ("days", "problem", "warning"),
    [
        (-1, "R4: the date is in the future; today is 06/05/2019", None),
        (0, None, None),
        (7, None, None),
        (8, None, "R4: the date is 8 days ago; entry is due within 7 days"),
        (30, None, "R4: the date is 30 days ago; entry is due within 7 days"),
        (31, "R4: the date is 31 days ago; after 30 days the local MIS administrator must act", None),
    ],
)
def test_r4_dates_of_activities(tmp_path: Path, days: int, problem: str | None, warning: str | None) -> None:
    day = TODAY - timedelta(days=days)
    record = changed(("activities.0.date", f"{day:%m/%d/%Y}"), ("plan", None))
    loaded = load_record(tmp_path, record)
    assert [p.message for p in loaded.problems] == [problem] * (problem is not None)
    assert [w.message for w in loaded.warnings] == [warning] * (warning is not None)
    assert len(loaded.records) == (problem is None)


def test_r4_age_is_left_out_where_asked(tmp_path: Path) -> None:
    loaded = load_record(tmp_path, small(), today=date(2026, 1, 1), check_age=False)
    assert loaded.records
    assert not loaded.warnings
    assert found(tmp_path, small(), today=date(2019, 6, 3), check_age=False)


def test_r4_by_itself() -> None:
    assert not too_old(date(2020, 2, 29), date(2020, 3, 30))
    assert too_old(date(2020, 2, 29), date(2020, 3, 31))


@pytest.mark.parametrize("value", [None, ""])
def test_r5_an_application_exists_before(tmp_path: Path, value: str | None) -> None:
    assert found(tmp_path, changed(("participant.app_id", value))) == [
        "Participant > Application ID: R5: is needed: the WIOA Title I application exists before the activity"
    ]


@pytest.mark.parametrize("goals", [None, "", []])
def test_r6_at_least_one_goal(tmp_path: Path, goals: Any) -> None:
    assert found(tmp_path, changed(("plan.goals", goals))) == ["Plan: R6: the plan needs at least one goal"]


@pytest.mark.parametrize("objectives", [None, "", []])
def test_r6_every_goal_has_an_objective(tmp_path: Path, objectives: Any) -> None:
    record = changed(("plan.goals.0.objectives", objectives))
    assert found(tmp_path, record) == ["Goals > goal 1: R6: every goal needs an objective"]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("plan.goals.0.established_on", "06/03/2019",
         "Goals > goal 1 > Date Established: R7: is before the Plan Start Date"),
        ("plan.goals.0.estimated_completion", "06/04/2019",
         "Goals > goal 1 > Estimated Date of Completion: R7: must be after the Date Established"),
        ("plan.goals.0.objectives.0.established_on", "06/03/2019",
         "Objectives > goal 1, objective 1 > Date Established: R7: is before the Plan Start Date"),
        ("plan.goals.0.objectives.0.review_on", "06/04/2019",
         "Objectives > goal 1, objective 1 > Review Date: R7: must be after the Date Established"),
        ("plan.goals.0.objectives.0.review_on", "06/05/2019", None),
        ("plan.goals.0.established_on", "06/04/2019", None),
    ],
)  # fmt: skip
def test_r7_order_of_dates(tmp_path: Path, path: str, value: str, words: str | None) -> None:
    assert found(tmp_path, changed((path, value))) == [words] * (words is not None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ([("plan.services", ["125"])], ["Plan > Services: R10: 205 must be among the services"]),
        ([("plan.services", ["205", "777"])], ["Plan > Services: is no activity of this record and no known code"]),
        ([("plan.services", ["205", "125"])], []),
        ([("print", {"services": "No"})], ["R10: must be Yes"]),
        ([("print", {"services": ""})], ["R10: must be Yes"]),
        ([("print", {"services": "No"}), ("plan", None)], []),
        ([("print", "")], []),
    ],
)
def test_r10_what_the_printed_plan_shows(tmp_path: Path, changes: list[tuple[str, Any]], words: list[str]) -> None:
    told = found(tmp_path, changed(*changes))
    assert len(told) == len(words), told
    assert all(wanted in message for wanted, message in zip(words, told, strict=True)), told


def test_r10_no_line_for_the_staff_member_is_worth_a_word(tmp_path: Path) -> None:
    loaded = load_record(tmp_path, changed(("print", {"staff_signature": "No"})))
    assert loaded.records
    assert [warning.field for warning in loaded.warnings] == ["Include Staff Signature"]


def test_a_wrong_value_hides_no_rule(tmp_path: Path) -> None:
    record = changed(
        ("participant.name", "Mike"),
        ("activities.0.code", "413"),
        ("activities.0.region", ""),
        ("plan.start_date", "soon"),
        ("plan.goals.0.term", "soon"),
        ("plan.goals.0.estimated_completion", "06/04/2019"),
        ("plan.goals.0.objectives.0.status", "soon"),
        ("plan.goals.0.objectives.0.review_on", "06/04/2019"),
    )
    told = "\n".join(found(tmp_path, record))
    assert told.count("R3") == 2
    assert told.count("R7") == 2
    assert told.count("is not") == 4
    assert told.count("required") == 1


def test_the_demo_keeps_every_rule_on_its_day_only() -> None:
    assert not load([DEMO], today=TODAY).problems
    assert {problem.message[:3] for problem in load([DEMO], today=date(2019, 8, 1)).problems} == {"R4:"}
