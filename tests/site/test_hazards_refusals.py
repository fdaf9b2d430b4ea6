"""H12 and H13: what the server cuts, drops or refuses when a screen is saved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.records.load import load
from tests.kit import DAY, Office, brief
from tests.site.hazard_kit import neighbour, quick, short, stopped

NO_PRINT = {"print": False}
CUT = "the site kept the first {} of {} characters"
EMPTY = "the site keeps the box empty"


@pytest.mark.parametrize(
    ("lossy", "label", "how"),
    [
        quick({"cut_text": {"plan.goals.comments": 20}}, "Comments", CUT.format(20, 41)),
        quick({"cut_text": {"plan.goals.description": 5}}, "Goal Description", CUT.format(5, 10)),
        ({"drop_field": ["plan.plan.office"]}, "Plan started in office location", EMPTY),
    ],
    ids=["a row's text", "what names a row", "a field of a screen"],
)
def test_what_the_plan_did_not_keep_is_told(
    office: Office, tmp_path: Path, lossy: dict[str, Any], label: str, how: str
) -> None:
    """H12. Guard: after saving, only the site's own copy counts: list looked at, wizard opened again, all compared."""
    office.mock.set(**lossy)
    sample, other = brief(tmp_path), neighbour(tmp_path)
    result, after = office.run(sample, other, steps=NO_PRINT)
    assert how in stopped(result, sample, "mismatch")
    assert result.error is not None
    assert result.error.field == label
    assert after.state == "done"


@pytest.mark.plain_http
def test_what_the_assessment_did_not_keep_is_told(office: Office, tmp_path: Path) -> None:
    """H12. Guard: as above, on the tabs; every label of the tab is named."""
    office.mock.set(cut_text={"assessment.referrals.summary": 30}, drop_field=["assessment.barriers.barriers"])
    sample = short(tmp_path, {"plan": None, "print": None})
    (result,) = office.run(sample)
    assert f"Barriers to Employment ({EMPTY})" in stopped(result, sample, "mismatch")


@pytest.mark.parametrize(
    "where", [quick("activities.0.comments"), "plan.goals.0.comments"], ids=["a whole page", "a part of a page"]
)
def test_mark_up_that_the_site_refuses(office: Office, tmp_path: Path, where: str) -> None:
    """H13. Guard: the refusal is known by its words (Site.judge), whole page or part of one; it is not tried again."""
    sample = brief(tmp_path, {where: "Wants <b>more</b> hours."}, markup_refused=False)
    result, after = office.run(sample, neighbour(tmp_path), steps=NO_PRINT, refuses_markup=False)
    assert "'<' before a letter" in stopped(result, sample, "refused")
    assert after.state == "done"


def test_mark_up_is_told_before_anything_is_opened(tmp_path: Path) -> None:
    """H13. Guard: the loader knows what stock request validation refuses, unless the profile says otherwise."""
    brief(tmp_path, {"plan.goals.0.comments": "Wants <b>more</b> hours."}, markup_refused=False)
    (problem,) = load([tmp_path / "record.yaml"], today=DAY).problems
    assert problem.field == "Comments"
    assert "<" in problem.message
