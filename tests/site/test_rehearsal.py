"""A rehearsal fills and reads back as far as nothing is saved; the site's log of writes stays as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.kit import Office, brief, plain
from tests.site.hazard_kit import quick, short
from tests.site.standing import standing

HELD = {"activity": "finish", "assessment": "finish", "plan": "finish"}
CAUTIOUS = {"activity": "next", "assessment": "next", "plan": "next"}


@pytest.mark.parametrize("saves", [quick(CAUTIOUS), HELD], ids=["next", "finish"])
def test_a_rehearsal_of_a_new_participant_writes_nothing(office: Office, tmp_path: Path, saves: dict[str, Any]) -> None:
    """Where Next saves, a rehearsal ends before the first Next; where only Finish does, before Finish."""
    office.mock.set(wizard_saves=saves["plan"])
    (result,) = office.run(short(tmp_path), save=False, wizard_saves=saves)
    assert result.error is None
    assert (result.state, result.plan_id, result.pdf) == ("rehearsed", None, None)
    assert result.steps == {
        "activities": "rehearsed", "assessment": "rehearsed", "plan": "rehearsed", "print": "not_reached",
    }  # fmt: skip
    assert office.written() == []
    reached = {screen for step, screen in office.watched.said if step == "assessment"}
    assert ("Referrals" in reached) == (saves is HELD)


@pytest.mark.parametrize("saves", [quick(CAUTIOUS), HELD], ids=["next", "finish"])
@pytest.mark.parametrize("changes", [quick({}), {"plan.goals.0.comments": "Another comment"}], ids=["same", "other"])
def test_a_rehearsal_of_what_stands_there_writes_nothing(
    office: Office, tmp_path: Path, saves: dict[str, Any], changes: dict[str, Any]
) -> None:
    """Also where the profile would let it update what differs."""
    office.mock.set(wizard_saves=saves["plan"])
    office.mock.seed("36213", **standing(brief(tmp_path)))
    activity = plain()["activities"][1]
    newer = {"activities": [activity, {**activity, "date": "06/05/2019"}]} if changes else {}
    sample = brief(tmp_path, {**changes, **newer})
    (result,) = office.run(sample, save=False, wizard_saves=saves, differences="update")
    assert result.error is None
    assert (result.state, result.steps["print"]) == ("rehearsed", "printed")
    assert result.steps["plan"] == ("rehearsed" if changes else "unchanged")
    assert office.written() == []
