"""Rows that are another one, rows that a record no longer has, services, activities and assessments put right."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.engine.alone import Rehearsing
from bot.records.model import Record
from tests.kit import Office, brief, plain
from tests.site.compare import unlike
from tests.site.hazard_kit import short
from tests.site.ledger_kit import remembering
from tests.site.standing import standing
from tests.site.test_rows_keep_identity import is_stopped

GOAL = plain()["plan"]["goals"][0]
DESCRIPTION = GOAL["description"]
REWORDED = "Obtain employement in the service industry"
JUNE_4 = plain()["activities"][1]
NEW_205 = {"activities": [JUNE_4, {**JUNE_4, "date": "06/05/2019"}]}


def activities(folder: Path, *entries: dict[str, str], **more: Any) -> Record:
    """A record of a 205 and other activities."""
    return brief(folder, {"plan": None, "print": None, "activities": [JUNE_4, *entries], **more})


ANSWER = {"extra": {"plan.goals": {"Another row": "add beside 1"}}}
ANOTHER_GOAL = {**GOAL, "type": "Training", "description": "Earn a forklift certificate"}


def goals(office: Office) -> list[dict[str, Any]]:
    (plan,) = office.mock.state("36213")["plans"]
    return list(plan["goals"])


def with_goals(folder: Path, *descriptions: dict[str, Any], **more: Any) -> Record:
    return brief(folder, {"plan.goals": [deepcopy({**GOAL, **each}) for each in descriptions], **more})


@pytest.mark.parametrize("unattended", [False, pytest.param(True, marks=pytest.mark.plain_http)])
def test_a_typo_put_right_never_makes_a_second_goal(office: Office, tmp_path: Path, unattended: bool) -> None:
    """The first run enters the plan; the second one, of the record put right, stops; with R9's activity and the
    profile's leave the third one changes the goal, and its objectives stay what they were."""
    with remembering(office, unattended=unattended, steps={"print": False}) as runs:
        assert runs.run(with_goals(tmp_path, {"description": REWORDED})).state == "done"
        before = office.mock.state("36213")
        right = with_goals(tmp_path, {})
        for _ in range(2):
            assert is_stopped(runs.run(right), "was changed since it was entered: the site holds something else")
        assert office.mock.state("36213") == before
    covered = with_goals(tmp_path, {}, **NEW_205)
    with remembering(office, unattended=unattended, steps={"print": False}, differences="update") as runs:
        assert is_stopped(runs.run(right), "R9")
        assert office.mock.state("36213") == before
        assert runs.run(covered).state == "done"
        assert unlike(covered, office.mock.state("36213")) == []
        assert runs.run(covered).state == "unchanged"


def test_without_a_ledger_it_stops_as_well(office: Office, tmp_path: Path) -> None:
    """In a browser: attended, rehearsed, and with another ledger there is no memory."""
    office.mock.seed("36213", **standing(with_goals(tmp_path, {"description": REWORDED})))
    right = with_goals(tmp_path, {})
    before = office.mock.state("36213")
    for save in (True, False):
        (result,) = office.run(right, save=save)
        assert is_stopped(result, "record.yaml line 15: this row is not in the site's list, and row 1 of that list")
        assert result.error is not None
        assert (result.error.screen, result.error.step) == ("Goals, row 1", "plan")
        assert not any(text in result.error.message for text in (DESCRIPTION, REWORDED))
    assert (office.mock.state("36213"), office.written()) == (before, [])


@pytest.mark.plain_http
def test_a_rehearsal_goes_by_the_memory_and_adds_nothing_to_it(office: Office, tmp_path: Path) -> None:
    site = office.profile().site
    with remembering(office, site=site, steps={"print": False}, differences="update") as runs:
        assert runs.run(with_goals(tmp_path, {"description": REWORDED})).state == "done"
        before = office.mock.state("36213")
        rehearsing = Rehearsing(replace(runs.job, save=False), runs.ledger)
        assert is_stopped(rehearsing.run(with_goals(tmp_path, {})), "was changed since it was entered")
        assert rehearsing.run(with_goals(tmp_path, {}, **NEW_205)).state == "rehearsed"
        assert office.mock.state("36213") == before
        assert runs.run(with_goals(tmp_path, {"description": REWORDED})).told == []


@pytest.mark.plain_http
def test_a_list_that_says_all_in_one_text(office: Office, tmp_path: Path) -> None:
    """Without a column that names a row the whole text does: it is remembered as each correction left it."""
    office.mock.set(goal_texts="type")
    with remembering(office, steps={"print": False}, differences="update") as runs:
        for changes in ({"description": REWORDED}, {"description": REWORDED, "comments": "Now"}, {"comments": "Now"}):
            wanted = with_goals(tmp_path, changes, **NEW_205)
            assert runs.run(wanted).state == "done"
            assert unlike(wanted, office.mock.state("36213")) == []


@pytest.mark.plain_http
class TestAnotherOne:
    """A real second row beside a like one."""

    def test_it_is_added_when_the_record_says_so(self, office: Office, tmp_path: Path) -> None:
        """With the new 205 that an edit needs; once, however often it is run; and told in words."""
        office.mock.seed("36213", **standing(with_goals(tmp_path, {"description": REWORDED})))
        said = with_goals(tmp_path, {}, **NEW_205, **ANSWER)
        with remembering(office, steps={"print": False}) as runs:
            assert is_stopped(runs.run(with_goals(tmp_path, {}, **NEW_205)), "add beside 1")
            result = runs.run(said)
            assert (result.state, result.error) == ("done", None)
            assert "Goals: Goal added to what stood there before" in result.told
            assert "Goals: Goal added to what stood there before" in result.changed
            assert sorted(goal["description"] for goal in goals(office)) == sorted((DESCRIPTION, REWORDED))
            again = runs.run(said)
            assert (again.state, again.told) == ("unchanged", [])

    def test_what_was_said_does_not_count_of_a_later_correction(self, office: Office, tmp_path: Path) -> None:
        """Neither with the memory of the added row nor without: then there are two rows that nobody names."""
        office.mock.seed("36213", **standing(with_goals(tmp_path, {"description": REWORDED})))
        with remembering(office, steps={"print": False}) as runs:
            assert runs.run(with_goals(tmp_path, {}, **NEW_205, **ANSWER)).state == "done"
            later = with_goals(tmp_path, {"description": f"{DESCRIPTION} soon"}, **NEW_205, **ANSWER)
            assert is_stopped(runs.run(later), "the site holds something else")
        (result,) = office.run(later, steps={"print": False})
        assert is_stopped(result, "add beside 2")
        assert len(goals(office)) == 2

    def test_naming_both_in_the_record_says_it_too(self, office: Office, tmp_path: Path) -> None:
        with remembering(office, steps={"print": False}) as runs:
            assert runs.run(with_goals(tmp_path, {"description": REWORDED})).state == "done"
            both = with_goals(tmp_path, {"description": REWORDED}, {}, **NEW_205)
            assert runs.run(both).state == "done"
            assert unlike(both, office.mock.state("36213")) == []

    def test_a_goal_that_is_not_alike_needs_the_new_205(self, office: Office, tmp_path: Path) -> None:
        """R9: adding is an edit like any, whether what stands there came from the record or from a person."""
        office.mock.seed("36213", **standing(with_goals(tmp_path, {})))
        both = with_goals(tmp_path, {}, ANOTHER_GOAL)
        only = with_goals(tmp_path, ANOTHER_GOAL)
        with remembering(office, steps={"print": False}) as runs:
            assert is_stopped(runs.run(only), "R9")
            assert runs.run(with_goals(tmp_path, {})).state == "unchanged"
            assert is_stopped(runs.run(both), "R9")
            assert office.written() == []
            covered = with_goals(tmp_path, {}, ANOTHER_GOAL, **NEW_205)
            assert runs.run(covered).state == "done"
            assert unlike(covered, office.mock.state("36213")) == []


@pytest.mark.plain_http
class TestGone:
    """A row that the record no longer has is told, and stays."""

    def test_it_is_told_and_left(self, office: Office, tmp_path: Path) -> None:
        whole = with_goals(tmp_path, {}, ANOTHER_GOAL)
        with remembering(office, steps={"print": False}) as runs:
            assert runs.run(whole).state == "done"
            for _ in range(2):
                result = runs.run(with_goals(tmp_path, {}))
                assert (result.state, len(result.told)) == ("unchanged", 1)
                assert "row 2 of the site's list came from this record, which does not have it" in result.told[0]
            assert runs.run(whole).told == []
        assert unlike(whole, office.mock.state("36213")) == []

    def test_one_that_a_person_took_off_the_site_is_forgotten(self, office: Office, tmp_path: Path) -> None:
        with remembering(office, steps={"print": False}) as runs:
            assert runs.run(with_goals(tmp_path, {}, ANOTHER_GOAL)).state == "done"
            office.mock.reset()
            one = with_goals(tmp_path, {})
            office.mock.seed("36213", **standing(one))
            assert runs.run(one).told == []

    def test_a_row_in_its_place_that_is_not_alike_is_for_a_person(self, office: Office, tmp_path: Path) -> None:
        """It may be the same row rewritten altogether, or another one: the record can't tell."""
        with remembering(office, steps={"print": False}, differences="update") as runs:
            assert runs.run(with_goals(tmp_path, {})).state == "done"
            before = goals(office)
            assert is_stopped(runs.run(with_goals(tmp_path, ANOTHER_GOAL, **NEW_205)), "came from this record")
            assert goals(office) == before


@pytest.mark.plain_http
class TestServices:
    """A service put right in the record ticks none beside the one that stands."""

    @pytest.mark.parametrize("remembered", [True, False])
    def test_it_stops(self, office: Office, tmp_path: Path, remembered: bool) -> None:
        three = [{**JUNE_4, "code": code} for code in ("115", "125", "205")]
        first, second = (
            brief(tmp_path, {"activities": three, "plan.services": ["205", code]}) for code in ("115", "125")
        )
        office.mock.seed("36213", **standing(first))
        with remembering(office, steps={"print": False}, differences="update") as runs:
            if remembered:
                assert runs.run(first).state == "unchanged"
            before = office.mock.state("36213")
            for _ in range(2):
                assert is_stopped(runs.run(second), "activity 125 is not ticked, and activity 115 is")
            assert office.mock.state("36213") == before
            if remembered:
                both = brief(tmp_path, {"activities": three, "plan.services": ["205", "115", "125"]})
                assert is_stopped(runs.run(both), "R9")
                (told,) = runs.run(brief(tmp_path, {"activities": three, "plan.services": ["205"]})).told
                assert told.startswith("Services: activity 115 came from this record")


@pytest.mark.plain_http
class TestActivities:
    """Nobody edits an activity: one that was put right is for a person, and never entered beside the first."""

    @pytest.mark.parametrize(
        "changes",
        [{"code": "200"}, {"code": "215"}, {"date": "06/03/2019"}, {"date": "05/20/2019"}, {"comments": "Other"},
         {"office": "00312 Hollywood North Worksource Center--JS"}, {"completion_code": "Unsuccessful Completion"}],
        ids=lambda changes: next(iter(changes.items()))[0],
    )  # fmt: skip
    def test_one_that_came_from_the_record(self, office: Office, tmp_path: Path, changes: dict[str, str]) -> None:
        one = {**JUNE_4, "code": "202"}
        with remembering(office, differences="update") as runs:
            assert runs.run(activities(tmp_path, one)).state == "done"
            before = office.mock.state("36213")
            for _ in range(2):
                result = runs.run(activities(tmp_path, {**one, **changes}))
                assert (result.state, result.error and result.error.kind) == ("needs_person", "mismatch"), result.steps
            assert office.mock.state("36213") == before

    @pytest.mark.parametrize(
        ("changes", "stops"),
        [({"code": "200"}, True), ({"date": "06/03/2019"}, True), ({"date": "05/20/2019"}, False),
         ({"code": "215"}, False)],
    )  # fmt: skip
    def test_one_that_nobody_names(self, office: Office, tmp_path: Path, changes: dict[str, str], stops: bool) -> None:
        """Only what is a slip of the hand: the list is full of other activities."""
        one = {**JUNE_4, "code": "202"}
        office.mock.seed("36213", **standing(activities(tmp_path, one)))
        other = activities(tmp_path, {**one, **changes})
        (result,) = office.run(other)
        if stops:
            assert is_stopped(result, "may be the same with another code or date")
            assert office.written() == []
            said = {"extra": {"activity.general": {"Another row": "add beside 1"}}}
            (result,) = office.run(activities(tmp_path, {**one, **changes}, **said))
        assert result.state == "done", result.error

    def test_assessment_and_plan_stand_beside_each_other(self, office: Office, tmp_path: Path) -> None:
        """203 and 205 differ by a digit, and are of one day as a rule (R3)."""
        both = standing(activities(tmp_path, {**JUNE_4, "code": "203"}))
        office.mock.seed("36213", activities=both["activities"][1:])
        office.enter(activities(tmp_path))


@pytest.mark.plain_http
class TestPlans:
    """The start date of a plan, put right, makes no second one. While it is open, R8 says so."""

    CLOSED = "06/05/2019"

    def of(self, folder: Path, start: str, **more: Any) -> Record:
        """A plan that was closed, with a 205 of its start, and one of the day before today's."""
        days = dict.fromkeys((start, "06/04/2019"))
        return brief(
            folder,
            {
                "plan.start_date": start,
                "plan.closed_on": self.CLOSED,
                "activities": [{**JUNE_4, "date": day} for day in days],
                **more,
            },
        )

    def test_one_that_was_closed(self, office: Office, tmp_path: Path) -> None:
        only = {"activities": False, "print": False}
        first, near, slip = (self.of(tmp_path, day) for day in ("06/04/2019", "05/28/2019", "06/03/2019"))
        office.mock.seed("36213", **standing(first))
        (plan,) = office.mock.state("36213")["plans"]
        (stopped,) = office.run(slip, steps=only, differences="update")
        assert is_stopped(stopped, "may be the same with another start date")
        with remembering(office, steps=only, differences="update") as runs:
            assert runs.run(first).state == "unchanged"
            assert is_stopped(runs.run(near), "may be the same with another start date")
            assert office.mock.state("36213")["plans"] == [plan]
            said = self.of(tmp_path, "05/28/2019", extra={"plan.plan": {"Another row": "add beside 1"}})
            assert runs.run(said).state == "done"
        assert len(office.mock.state("36213")["plans"]) == 2


@pytest.mark.plain_http
class TestAssessments:
    """The date of an assessment, put right, makes no second one."""

    def test_with_the_memory_its_date_is_changed_as_the_profile_says(self, office: Office, tmp_path: Path) -> None:
        first, second = short(tmp_path), short(tmp_path, {"assessment.general.date": "06/05/2019"})
        office.mock.seed("36213", **standing(first))
        only = {"activities": False, "plan": False, "print": False}
        with remembering(office, steps=only) as runs:
            assert runs.run(first).state == "unchanged"
            assert is_stopped(runs.run(second), "the site holds something else: Date")
            assert office.written() == []
        with remembering(office, steps=only, differences="update") as runs:
            assert runs.run(second).state == "done"
            assert unlike(second, office.mock.state("36213")) == []
            assert runs.run(second).state == "unchanged"

    def test_without_it_a_person_says(self, office: Office, tmp_path: Path) -> None:
        office.mock.seed("36213", **standing(short(tmp_path)))
        changes: dict[str, Any] = {"assessment.general.date": "06/05/2019"}
        (result,) = office.run(short(tmp_path, changes), differences="update")
        assert is_stopped(result, "may be the same with another date or program")
        assert office.written() == []
        changes["extra"] = {"assessment.general": {"Another row": "add beside 1"}}
        office.enter(short(tmp_path, changes))
        assert len(office.mock.state("36213")["assessments"]) == 2
