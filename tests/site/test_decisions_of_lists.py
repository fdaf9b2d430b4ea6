"""Decisions about what stands in the lists of a participant (activities, assessments, plans, services), and about what
an area asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.compare.items import Choice, Item
from bot.records.model import Record
from tests.kit import Office, brief, plain
from tests.site.compare_kit import WHO, decided, is_stopped, items_of
from tests.site.hazard_kit import short
from tests.site.ledger_kit import remembering
from tests.site.standing import standing

pytestmark = pytest.mark.plain_http

JUNE_4 = plain()["activities"][1]
NO_PRINT = {"print": False}
STEP_BY_STEP = {step: {**dict.fromkeys(("activities", "assessment", "plan", "print"), False), step: True}
                for step in ("activities", "assessment", "plan")}  # fmt: skip


def an_activity(folder: Path, code: str) -> Record:
    return brief(folder, {"activities": [JUNE_4, {**JUNE_4, "code": code}]})


def a_plan(folder: Path, day: str) -> Record:
    """A plan that was closed, with a 205 of its start, and one of June 4."""
    days = dict.fromkeys((day, "06/04/2019"))
    activities = [{**JUNE_4, "date": each} for each in days]
    return brief(folder, {"plan.start_date": day, "plan.closed_on": "06/05/2019", "activities": activities})


def an_assessment(folder: Path, day: str) -> Record:
    return short(folder, {"assessment.general.date": day})


CASES: dict[str, tuple[Any, str, str]] = {
    "activities": (an_activity, "202", "200"),
    "assessment": (an_assessment, "06/04/2019", "06/05/2019"),
    "plan": (a_plan, "06/04/2019", "06/03/2019"),
}
"""A record of each sort, as it stands there, and with a slip of the hand put right."""


@pytest.mark.parametrize("kind", CASES)
def test_another_one_is_added_where_a_person_says_so(office: Office, tmp_path: Path, kind: str) -> None:
    make, before, after = CASES[kind]
    office.mock.seed(WHO, **standing(make(tmp_path, before)))
    lists = {"activities": "activities", "assessment": "assessments", "plan": "plans"}
    with remembering(office, steps=STEP_BY_STEP[kind]) as runs:
        wanted = make(tmp_path, after)
        items = items_of(runs, wanted)
        assert [(item.does, item.choices) for item in items] == [("undecided", ("add",))]
        assert is_stopped(runs.run(wanted), "may be the same")
        decided(runs, items, lambda item: "add")
        result = runs.run(wanted)
        assert (result.error, result.state) == (None, "done")
    many = len(standing(wanted)[lists[kind]]) + 1
    assert len(office.mock.state(WHO)[lists[kind]]) == many


def test_an_activity_that_stands_there_otherwise_is_kept(office: Office, tmp_path: Path) -> None:
    """The program never edits one: it stays as it is, and the rest is entered."""
    seeded = standing(brief(tmp_path))
    seeded["activities"][0]["completion_code"] = "Unsuccessful Completion"
    office.mock.seed(WHO, activities=seeded["activities"])
    wanted = brief(tmp_path)
    with remembering(office, steps=NO_PRINT) as runs:
        (item,) = items_of(runs, wanted)
        assert (item.label, item.choices) == ("Completion Code", ("keep",))
        assert is_stopped(runs.run(wanted), "another completion code")
        decided(runs, [item], lambda item: "keep")
        result = runs.run(wanted)
        assert (result.error, result.state) == (None, "done")
    assert office.mock.state(WHO)["activities"][0]["completion_code"] == "Unsuccessful Completion"


def test_a_service_beside_one_that_the_record_does_not_name(office: Office, tmp_path: Path) -> None:
    others = [{**JUNE_4, "code": code} for code in ("202", "204")]
    every = {"activities": [*others, JUNE_4]}
    office.mock.seed(WHO, **standing(brief(tmp_path, {**every, "plan.services": ["202", "205"]})))
    wanted = brief(tmp_path, {**every, "plan.services": ["204", "205"]})
    with remembering(office, steps=NO_PRINT) as runs:
        items = items_of(runs, wanted)
        assert [(item.title, item.choices) for item in items] == [("Services", ("add",))]
        assert is_stopped(runs.run(wanted), "is one meant instead of the other")
        decided(runs, items, lambda item: "add")
        result = runs.run(wanted)
        assert (result.error, result.state) == (None, "done")
    assert sorted(office.mock.state(WHO)["plans"][0]["services"]) == ["202", "204", "205"]


QUESTION = "Is this participant a veteran?"


@pytest.mark.parametrize("choice", ["keep", "overwrite", None])
def test_an_answer_that_stands_there_otherwise(office: Office, tmp_path: Path, choice: Choice | None) -> None:
    """A standing answer of the area is a box like any other: what somebody answered for this one is not overwritten."""
    office.mock.set(local_questions={"plan.plan": [{"label": QUESTION, "control": "yesno", "required": True}]})
    record = brief(tmp_path, {"activities": [JUNE_4, {**JUNE_4, "date": "06/05/2019"}]})
    first = brief(tmp_path, {"extra": {"plan.plan": {QUESTION: "Yes"}}})
    with remembering(office, steps=NO_PRINT, questions={"plan.plan": {QUESTION: "No"}}) as runs:
        assert runs.run(first).state == "done"
        (item,) = items_of(runs, record)
        assert (item.label, item.site, item.ours, item.stops) == (QUESTION, "Yes", "No", True)

        def choose(item: Item) -> Choice | None:
            return choice

        decided(runs, [item], choose)
        result = runs.run(record)
        if choice is None:
            assert is_stopped(result, f"the site holds something else: {QUESTION}")
        else:
            assert (result.error, result.state) == (None, "done")
        left = [(item.does, item.site) for item in items_of(runs, record)]
        assert left == {"keep": [("leave", "Yes")], "overwrite": [], None: [("change", "Yes")]}[choice]
