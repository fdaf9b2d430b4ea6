"""After trouble a step is begun anew at the screen in hand, so that faults now and then do not keep it from its end."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.kit import Office, brief, record
from tests.site.hazard_kit import ONLY_PLAN, made_twice, only_plan, short, stands

ONLY_ASSESSMENT = {"plan": None, "print": None}
LIMITS = {"answer_seconds": 15, "late_list_seconds": 2, "outcome_seconds": 1, "tries": 3}
NO_PRINT = {"print": False}


def begun(office: Office, step: str) -> Counter[str]:
    """How often each screen of a step was begun."""
    return Counter(screen for key, screen in office.watched.said if key == step)


@pytest.mark.plain_http
@pytest.mark.parametrize(("saves", "every"), [("next", 17), ("next", 23), ("finish", 23)])
def test_a_fault_in_every_so_many_posts_of_a_whole_record(
    office: Office, tmp_path: Path, saves: str, every: int
) -> None:
    """Guard: tries are counted for the place of the trouble, and getting on begins the count anew (Tries).

    What is stored at Finish only has to come through whole: there the faults must leave room for it.
    """
    sample = record(tmp_path)
    office.mock.set(wizard_saves=saves, faults={"every": every, "kinds": ["drop", "http500", "session"]})
    result = office.enter(sample, steps=NO_PRINT, limits=LIMITS, wizard_saves={"assessment": saves, "plan": saves})
    assert result.state == "done"
    met = office.mock.faults()
    assert met["posts"] // every == sum(met.values()) - met["posts"] > 3
    stands(office, sample)


def test_a_fault_in_every_so_many_posts_in_a_browser(office: Office, tmp_path: Path) -> None:
    sample = only_plan(office, tmp_path)
    office.mock.set(faults={"every": 9, "kinds": ["drop", "http500"]})
    result = office.enter(sample, steps=ONLY_PLAN, limits=LIMITS)
    assert result.state == "done"
    met = office.mock.faults()
    assert met["drop"] > 0
    assert met["http500"] > 0
    assert made_twice(office) == {}
    stands(office, sample)


@pytest.mark.plain_http
@pytest.mark.parametrize(
    ("switches", "again"),
    [({}, False), ({"tab_links": False, "wizard_saves": "finish"}, True), ({"wizard_saves": "finish"}, True)],
)
def test_where_it_begins(office: Office, tmp_path: Path, switches: dict[str, Any], again: bool) -> None:
    """Where the steps have no tabs, or the site keeps nothing before Finish, it begins at the first screen.

    Guard: a passage begins at the screen in hand (Walk._begin).
    """
    sample = short(tmp_path, ONLY_ASSESSMENT)
    office.mock.set(**switches)
    office.mock.arm("session_loss", screen="assessment.household")
    saves = switches.get("wizard_saves", "next")
    office.enter(sample, steps=NO_PRINT, limits=LIMITS, wizard_saves={"assessment": saves})
    times = begun(office, "assessment")
    assert (times["General"], times["Household & Income"]) == (2 if again else 1, 2)
    assert made_twice(office) == {}
    stands(office, sample)


@pytest.mark.plain_http
def test_reading_back_goes_on_where_it_was(office: Office, tmp_path: Path) -> None:
    """Guard: that the wizard was walked through is remembered, so that Finish is not pressed again."""
    sample = short(tmp_path, ONLY_ASSESSMENT)
    watched = office.watched

    class Breaking(type(watched)):  # type: ignore[misc]
        def screen(self, user_id: str, step: str, screen: str) -> None:
            super().screen(user_id, step, screen)
            if screen == "Work Readiness (reading back)" and begun(office, step)[screen] == 1:
                office.mock.expire_sessions()

    office.watched = Breaking()
    office.enter(sample, steps=NO_PRINT, limits=LIMITS)
    times = begun(office, "assessment")
    assert (times["General"], times["General (reading back)"]) == (1, 1)
    assert [line for line in office.written() if "finish" in line].count("assessment.referrals finish") <= 1
    stands(office, sample)


@pytest.mark.plain_http
def test_trouble_that_does_not_pass_ends_after_so_many_tries(office: Office, tmp_path: Path) -> None:
    sample = short(tmp_path, ONLY_ASSESSMENT)
    office.mock.arm("session_loss", screen="assessment.household", times=None)
    (result,) = office.run(sample, steps=NO_PRINT, limits=LIMITS)
    assert result.error is not None
    assert (result.state, result.error.step) == ("parked", "assessment")
    assert begun(office, "assessment")["Household & Income"] == LIMITS["tries"]


@pytest.mark.plain_http
def test_another_person_is_noticed_at_the_screen_in_hand(office: Office, tmp_path: Path) -> None:
    """The tab of the screen in hand is pressed with the person compared, as every press that leads on."""
    sample = brief(tmp_path)
    office.mock.arm("session_loss", screen="plan.objectives")
    office.mock.arm("switch_person", before="plan.objectives", to="40101", nth=2)
    (result,) = office.run(sample, steps=NO_PRINT, limits=LIMITS)
    assert office.written("40101") == []
    if result.error is None:
        stands(office, sample)
