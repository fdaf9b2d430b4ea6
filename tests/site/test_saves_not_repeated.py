"""H7 on every kind of save (a step that makes something, one that does not, a row, Finish; whole pages and parts): the
site carries the save out and closes the connection; nothing is made twice.

The mock carries out whatever is sent again (`resend="drop"`), so that a browser that repeats a save makes two of it.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.kit import Office, brief
from tests.mock_site.client import MockSite
from tests.site.hazard_kit import made_twice, short, stands

PLAN = ("activity.closure", "plan.plan", "plan.goals", "plan.objectives", "plan.services")
ASSESSMENT = ("assessment.general", "assessment.certificate", "assessment.household", "assessment.referrals")


@pytest.mark.parametrize("screens", [PLAN, ASSESSMENT], ids=["activity and plan", "assessment"])
def test_a_lost_answer_makes_nothing_twice(office: Office, tmp_path: Path, screens: tuple[str, ...]) -> None:
    """Guard: no request goes out on a connection that served another, so Chromium repeats none (bot/session)."""
    sample = brief(tmp_path) if screens is PLAN else short(tmp_path, {"plan": None, "print": None})
    office.mock.set(poll=False)
    for screen in screens:
        office.mock.arm("lost_answer", screen=screen, resend="drop")
    limits = {"answer_seconds": 15, "late_list_seconds": 5, "tries": len(screens) + 1}
    (result,) = office.run(sample, steps={"print": False}, limits=limits)
    assert (result.state, result.error) == ("done", None)
    assert made_twice(office) == {}
    assert posted_twice(office.mock) == []
    stands(office, sample)


def posted_twice(mock: MockSite) -> list[tuple[str, str, int]]:
    """Saves of one screen, record and row that stand twice in a row in the log of writes."""
    lines = [(line["screen"], line["action"], line["record"], line.get("row")) for line in mock.writes()]
    return [line[:3] for line, after in pairwise(lines) if line == after]
