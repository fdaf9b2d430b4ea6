"""H7: a save reaches the site and its answer is lost; and Chromium by itself sends the POST again.

The mock does the write, closes the connection, and treats the browser's own second POST as `resend` says. A session's
browser sends none (test_saves_not_repeated.py); what is told of one that does is seen here all the same.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.flows.results import Result
from bot.records.model import Record
from bot.session import CONTEXT
from tests.kit import Office, brief
from tests.site.hazard_kit import made_twice, neighbour, quick, short, stands, stopped

PLAN_SAVES = ("activity.closure", "plan.plan", "plan.goals", "plan.objectives", "plan.services")
"""Finish, Next, a goal's Save, an objective's Save, Finish."""
ASSESSMENT_SAVES = ("assessment.general", "assessment.certificate", "assessment.household", "assessment.referrals")
"""The first Next (it creates), a row's Save, a Next in the middle, Finish."""

RESENDS = ["dedupe", "answer_error"]
"""HttpAgent sends a POST again as a browser may. The browser of a session does not: what looking finds out after a save
of its own that got no answer is in test_saves_not_repeated.py."""


def lose(office: Office, screens: tuple[str, ...], resend: str, *records: Record) -> list[Result]:
    """Runs records without printing, the answer of the first save of each of these screens being lost.

    Without the poll's own connections the saves go out on one that was kept alive: only then Chromium sends again.
    """
    office.mock.set(poll=False)
    for screen in screens:
        office.mock.arm("lost_answer", screen=screen, resend=resend)
    limits = {"answer_seconds": 15, "late_list_seconds": 5, "tries": len(screens) + 1}
    return office.run(*records, steps={"print": False}, limits=limits)


@pytest.mark.plain_http
@pytest.mark.parametrize("resend", RESENDS)
def test_activity_and_plan_saves_are_found_out_by_looking(office: Office, tmp_path: Path, resend: str) -> None:
    """Guard: a step begins anew and looks first, so what was saved is found and never saved a second time."""
    sample = brief(tmp_path)
    (result,) = lose(office, PLAN_SAVES, resend, sample)
    assert (result.state, result.error) == ("done", None)
    assert (result.steps["activities"], result.steps["plan"]) == ("entered", "entered")
    stands(office, sample)
    assert made_twice(office) == {}


@pytest.mark.plain_http
@pytest.mark.parametrize("resend", RESENDS)
def test_assessment_saves_are_found_out_by_looking(office: Office, tmp_path: Path, resend: str) -> None:
    """Guard: as above; a half-entered assessment is found in the list and continued."""
    sample = short(tmp_path, {"plan": None, "print": None})
    (result,) = lose(office, ASSESSMENT_SAVES, resend, sample)
    assert (result.state, result.error) == ("done", None)
    assert result.steps["assessment"] == "entered"
    stands(office, sample)
    assert made_twice(office) == {}


@pytest.fixture
def repeating(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser repeats a POST that got no answer, as it would without the sessions' header."""
    monkeypatch.delitem(CONTEXT, "extra_http_headers")


@pytest.mark.usefixtures("repeating")
def test_a_finish_that_the_browser_sent_twice_makes_nothing_twice(office: Office, tmp_path: Path) -> None:
    """A second Finish of one and the same plan adds nothing: that is no duplicate."""
    sample = brief(tmp_path)
    assert lose(office, ("plan.services",), "drop", sample)[0].state == "done"
    stands(office, sample)


@pytest.mark.usefixtures("repeating")
@pytest.mark.parametrize(
    ("screen", "named"),
    [
        quick("activity.closure", "Activity 205"),
        quick("plan.plan", "Plan"),
        ("plan.goals", "Goals, row 1"),
        quick("plan.objectives", "Objectives, row 1"),
        quick("assessment.general", "Plan"),
        quick("assessment.certificate", "Certificate, row 1"),
    ],
)
def test_a_save_that_the_browser_made_two_of_is_told(office: Office, tmp_path: Path, screen: str, named: str) -> None:
    """Guard: after a save the list is looked at again, and two of one thing are an error, never done."""
    in_assessment = screen.startswith("assessment")
    sample = short(tmp_path, {"plan": None, "print": None}) if in_assessment else brief(tmp_path)
    result, other = lose(office, (screen,), "drop", sample, neighbour(tmp_path))
    stopped(result, sample, "duplicate")
    assert result.error is not None
    assert result.error.screen == named
    assert list(made_twice(office).values()) == [2]
    assert other.state == "done"
