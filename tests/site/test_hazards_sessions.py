"""H8: the session is lost in the middle of a wizard, in its three forms, before a write and after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import Office, brief
from tests.site.hazard_kit import made_twice, quick, short, stands

FORMS = ["timeout", quick("signin"), quick("wrong_page")]
"""What a lost session shows is decided by the mock and judged in Python: one form goes through a real browser."""
LIMITS = {"answer_seconds": 15, "late_list_seconds": 5, "tries": 4}


@pytest.mark.parametrize("form", FORMS)
def test_the_session_is_lost_in_assessment_and_plan(office: Office, tmp_path: Path, form: str) -> None:
    """Guards: a lost session is known by what the page shows (Site.judge, Screen.is_here), and the step begins anew."""
    losses = {
        "before_write": ("assessment.household", "plan.goals"),
        "after_write": ("assessment.certificate", "plan.plan"),
    }
    for when, screens in losses.items():
        for screen in screens:
            office.mock.arm("session_loss", screen=screen, form=form, when=when)
    sample = short(tmp_path)
    result = office.enter(sample, limits=LIMITS, steps={"print": False})
    assert [result.steps[key] for key in ("activities", "assessment", "plan")] == ["entered"] * 3
    stands(office, sample)
    assert made_twice(office) == {}


@pytest.mark.parametrize("form", FORMS)
def test_the_session_is_lost_while_a_form_is_filled(office: Office, tmp_path: Path, form: str) -> None:
    """Guard: another heading after a postback is another page, not a box that went missing (Converger.fill)."""
    office.mock.set(postback_style="full")
    for screen in ("activity.general", "plan.goals"):
        office.mock.arm("session_loss", screen=screen, form=form, on="redraw")
    sample = brief(tmp_path)
    office.enter(sample, steps={"print": False})
    stands(office, sample)


@pytest.mark.plain_http
@pytest.mark.parametrize("when", ["before_write", "after_write"])
def test_the_session_is_lost_at_the_plan_s_finish(office: Office, tmp_path: Path, when: str) -> None:
    """Guard: the printed page tells that a plan lacks its Finish; it is finished then, and printed again."""
    office.mock.arm("session_loss", screen="plan.services", form="timeout", when=when)
    sample = brief(tmp_path)
    result = office.enter(sample)
    assert result.steps == {"activities": "entered", "assessment": "skipped", "plan": "entered", "print": "printed"}
    stands(office, sample)


@pytest.mark.plain_http
def test_all_sessions_end_between_two_participants(office: Office, tmp_path: Path) -> None:
    """Guard: a home page without the staff's menu is a lost session: signed in again, then opened (reach)."""
    sample = brief(tmp_path, {"plan": None, "print": None})
    with office.session() as session:
        job = office.job(session)
        assert job.run(sample).state == "done"
        office.mock.expire_sessions()
        assert job.run(sample).state == "unchanged"
