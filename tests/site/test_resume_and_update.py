"""What stands half-entered on the site is continued; what stands there otherwise is updated or stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Limits
from tests.kit import Office, brief, plain
from tests.site.compare import unlike
from tests.site.hazard_kit import quick, short
from tests.site.standing import standing

ONCE = {"limits": Limits(answer_seconds=15, late_list_seconds=5, tries=1)}


@pytest.mark.parametrize(
    ("screen", "when", "nth"),
    [("assessment.general", "after_write", 1), ("assessment.employment", "before_write", 2)],
)
@pytest.mark.plain_http
def test_an_assessment_left_half_entered_is_continued(
    office: Office, tmp_path: Path, screen: str, when: str, nth: int
) -> None:
    """Holds that the flow looks for an assessment of the date before it creates one, whatever state it was left in."""
    sample = short(tmp_path)
    office.mock.arm("session_loss", screen=screen, when=when, nth=nth)
    (cut,) = office.run(sample, **ONCE)
    left = office.mock.state("36213")["assessments"]
    assert (cut.state, [one["finished"] for one in left]) == ("parked", [False])
    again = office.enter(sample)
    assert (again.state, unlike(sample, office.mock.state("36213"))) == ("done", [])
    assert office.written().count("assessment.general create") == 1


@pytest.mark.parametrize(
    ("screen", "when"),
    [
        quick("plan.goals", "before_write"),
        quick("plan.objectives", "before_write"),
        ("plan.services", "before_write"),
    ],
)
def test_a_plan_left_half_entered_is_continued(office: Office, tmp_path: Path, screen: str, when: str) -> None:
    """Holds the look for a plan of the date, and (services) that a plan whose Finish was never pressed is finished:
    its boxes all compare equal, for the site ticks the services by itself; only the printed page shows it."""
    sample = brief(tmp_path)
    office.mock.arm("session_loss", screen=screen, when=when)
    (cut,) = office.run(sample, **ONCE)
    assert (cut.state, cut.error and cut.error.kind) == ("parked", "session_lost"), cut.error
    assert [one["finished"] for one in office.mock.state("36213")["plans"]] == [False]
    again = office.enter(sample)
    assert (again.state, again.steps["plan"]) == ("done", "entered")
    assert unlike(sample, office.mock.state("36213")) == []
    assert office.written().count("plan.plan create") == 1


OTHERWISE = {"plan.goals.0.term": "Long Term", "plan.goals.0.comments": "Another comment"}
JUNE_4 = plain()["activities"][1]
NEW_205 = {"activities": [JUNE_4, {**JUNE_4, "date": "06/05/2019"}]}


@pytest.mark.plain_http
def test_a_difference_stops_the_participant_and_names_the_labels(office: Office, tmp_path: Path) -> None:
    """With `differences: stop`, the default, what stands on the site is never overwritten."""
    office.mock.seed("36213", **standing(brief(tmp_path)))
    (result,) = office.run(brief(tmp_path, OTHERWISE))
    assert result.error is not None
    assert (result.state, result.error.kind, result.error.step) == ("needs_person", "mismatch", "plan")
    assert "Term of Goal; Comments" in result.error.message
    assert office.written() == []


@pytest.mark.plain_http
def test_an_update_needs_a_new_205(office: Office, tmp_path: Path) -> None:
    """R9: with `differences: update` a plan is changed only together with a new activity."""
    office.mock.seed("36213", **standing(brief(tmp_path)))
    (refused,) = office.run(brief(tmp_path, OTHERWISE), differences="update")
    assert refused.error is not None
    assert (refused.state, refused.error.kind) == ("needs_person", "mismatch")
    assert "R9" in refused.error.message
    assert office.written() == []

    covered = brief(tmp_path, {**OTHERWISE, **NEW_205})
    result = office.enter(covered, differences="update")
    assert (result.state, result.steps["activities"], result.steps["plan"]) == ("done", "entered", "entered")
    assert unlike(covered, office.mock.state("36213")) == []
    (again,) = office.run(covered, differences="update")
    assert again.state == "unchanged"


@pytest.mark.plain_http
def test_what_is_only_missing_is_filled_whatever_the_policy(office: Office, tmp_path: Path) -> None:
    """An empty box may always be filled: nothing anybody wrote is lost by it."""
    emptier = brief(tmp_path, {"plan.goals.0.comments": None, "plan.goals.0.objectives.0.comments": None})
    office.mock.seed("36213", **standing(emptier))
    fuller = brief(tmp_path)
    result = office.enter(fuller)
    assert (result.state, result.steps["plan"]) == ("done", "entered")
    assert unlike(fuller, office.mock.state("36213")) == []


@pytest.mark.plain_http
def test_an_assessment_is_updated_where_the_profile_says_so(office: Office, tmp_path: Path) -> None:
    """The same policy on a tab with boxes and on a row of a grid; R9 is no matter of assessments."""
    office.mock.seed("36213", **standing(short(tmp_path)))
    other = short(tmp_path, {"assessment.household.size": "5", "assessment.employment.history.0.wage": "17.00"})
    (stopped,) = office.run(other)
    assert stopped.error is not None
    assert (stopped.error.step, stopped.error.screen, stopped.error.field) == (
        "assessment", "Employment, row 1", "Wage",
    )  # fmt: skip
    result = office.enter(other, differences="update")
    assert result.steps["assessment"] == "entered"
    assert unlike(other, office.mock.state("36213")) == []
