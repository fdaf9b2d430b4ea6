"""Habits of sites that are no ways of drawing: whole jobs on a site that has one of them, with an ordinary profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import Office, brief
from tests.site.compare import unlike
from tests.site.hazard_kit import ONLY_PLAN, only_plan, short


def test_a_site_that_asks_back_in_words_of_its_own(office: Office, tmp_path: Path) -> None:
    """Holds: leaving and finishing are the browser's own questions, in words that no profile has."""
    office.mock.set(asks_otherwise=True)
    sample = only_plan(office, tmp_path)
    assert office.enter(sample, steps=ONLY_PLAN).state == "done"
    assert unlike(sample, office.mock.state("36213")) == []
    assert office.enter(sample, steps=ONLY_PLAN).state == "unchanged"


DAYS = {"plan.start_date": "06/04/2019", "assessment.general.date": "06/04/2019"}


@pytest.mark.plain_http
def test_dates_that_the_site_fills_in_on_a_new_record_are_nobodys(office: Office, tmp_path: Path) -> None:
    """The site's own day is June 5. Holds that a date which was shown before the first save is no difference."""
    office.mock.set(dates_filled=True)
    sample = short(tmp_path, DAYS)
    assert office.enter(sample, differences="stop").state == "done"
    assert unlike(sample, office.mock.state("36213")) == []
    assert office.enter(sample).state == "unchanged"


@pytest.mark.plain_http
def test_a_date_of_a_record_that_stood_there_before_is_somebodys(office: Office, tmp_path: Path) -> None:
    """Guard: `Walk._policy`, for new records only."""
    office.enter(brief(tmp_path))
    (result,) = office.run(brief(tmp_path, {"plan.office": "00312 Hollywood North Worksource Center--JS"}))
    assert (result.state, result.error and result.error.kind) == ("needs_person", "mismatch")


GOALS = {
    "plan.goals.0.description": "steady work in a warehouse close to home",
    "plan.goals.0.objectives.0.objective": "five applications a week",
}


def test_lists_of_goals_in_other_words(office: Office, tmp_path: Path) -> None:
    """Holds the goal in a grid without its columns, and its option for an objective (cut text)."""
    office.mock.set(goal_texts="type")
    sample = only_plan(office, tmp_path, GOALS)
    assert office.enter(sample, steps=ONLY_PLAN).state == "done"
    assert unlike(sample, office.mock.state("36213")) == []
    assert office.enter(sample, steps=ONLY_PLAN).state == "unchanged"
    assert len(office.mock.state("36213")["plans"][0]["goals"]) == 1


def test_editors_that_come_some_time_after_the_page(office: Office, tmp_path: Path) -> None:
    office.mock.set(late_editor_ms=700)
    sample = short(tmp_path, {"plan": None, "print": None})
    assert office.enter(sample).state == "done"
    assert unlike(sample, office.mock.state("36213")) == []
    assert office.enter(sample).state == "unchanged"
