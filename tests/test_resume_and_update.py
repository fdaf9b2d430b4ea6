"""What stands half-entered on the site is continued; what stands there otherwise is updated or stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.config import Limits
from tests.compare import unlike
from tests.kit import Office, brief, record

ONCE = {"limits": Limits(answer_seconds=15, late_list_seconds=5, tries=1)}


@pytest.mark.parametrize(
    ("screen", "when", "nth"),
    [("assessment.general", "after_write", 1), ("assessment.employment", "before_write", 2),
     ("assessment.referrals", "before_write", 2)],
)  # fmt: skip
def test_an_assessment_left_half_entered_is_continued(
    office: Office, tmp_path: Path, screen: str, when: str, nth: int
) -> None:
    """Holds that the flow looks for an assessment of the date before it creates one, whatever state it was left in."""
    sample = record(tmp_path)
    office.mock.arm("session_loss", screen=screen, when=when, nth=nth)
    (cut,) = office.run(sample, **ONCE)
    left = office.mock.state("36213")["assessments"]
    assert (cut.state, [one["finished"] for one in left]) == ("parked", [False])
    again = office.enter(sample)
    assert (again.state, unlike(sample, office.mock.state("36213"))) == ("done", [])
    assert office.written().count("assessment.general create") == 1


@pytest.mark.parametrize(
    ("screen", "when"),
    [("plan.goals", "before_write"), ("plan.objectives", "before_write"), ("plan.services", "before_write")],
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
    (third,) = office.run(sample)
    assert (third.state, third.steps["plan"]) == ("unchanged", "unchanged")
