"""`compare` looks at all screens in one pass, notes what a run would do, and presses nothing that saves or makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.agent.looks import Row
from bot.compare.items import Comparison, Place
from bot.errors import SiteDown, SiteError
from bot.pages.plan_plan import PlanStep
from bot.pages.plan_services import ServicesStep
from tests.kit import Office, brief, plain
from tests.site.compare_kit import compared, looked, told
from tests.site.hazard_kit import short
from tests.site.standing import standing

GOAL, OBJECTIVE = "plan.goals.0", "plan.goals.0.objectives.0"
CHANGES: dict[str, Any] = {
    f"{GOAL}.term": "Long Term",
    f"{GOAL}.comments": "",
    f"{OBJECTIVE}.status": "Completed",
}
"""A word changed and a box cleared on one screen, a word changed on another."""


def test_of_a_fresh_participant_all_would_be_added(office: Office, tmp_path: Path) -> None:
    """From the record alone: nothing is opened that a person has not made."""
    found = compared(office, brief(tmp_path))
    assert {item.does for item in found.items} == {"add"}
    assert found.stops == []
    screens = dict.fromkeys(item.place.screen for item in found.items)
    assert list(screens) == ["activities", "plan.plan", "plan.goals", "plan.objectives", "plan.services"]
    term = next(item for item in found.items if item.place == Place("plan.goals", "1", "term"))
    assert (term.label, term.site, term.ours) == ("Term of Goal", "", plain()["plan"]["goals"][0]["term"])
    assert not any(mark in str(found.items) for mark in (term.ours, plain()["plan"]["goals"][0]["description"]))


def test_of_what_stands_there_all_is_left(office: Office, tmp_path: Path) -> None:
    sample = short(tmp_path)
    office.mock.seed(sample.user_id, **standing(sample))
    found = compared(office, sample)
    assert {item.does for item in found.items} == {"leave"}
    assert {item.place.screen for item in found.items} >= {
        "activities", "assessment.general", "assessment.employment.history", "assessment.background", "plan.plan",
        "plan.goals", "plan.objectives", "plan.services",
    }  # fmt: skip


def test_all_differences_are_found_in_one_pass(office: Office, tmp_path: Path) -> None:
    """Both words of each, whatever the first one is; a run with `differences: stop` stops at each."""
    office.mock.seed("36213", **standing(brief(tmp_path)))
    found = compared(office, brief(tmp_path, CHANGES))
    differing = [item for item in found.items if item.does != "leave"]
    assert told(differing) == [
        ("change", "plan.goals 1", "Term of Goal"),
        ("change", "plan.goals 1", "Comments"),
        ("change", "plan.objectives 1.1", "Status"),
    ]
    own = plain()["plan"]["goals"][0]
    assert [(item.site, item.ours) for item in differing] == [
        (own["term"], "Long Term"), (own["comments"], ""), (own["objectives"][0]["status"], "Completed"),
    ]  # fmt: skip
    assert all(item.stops for item in differing)


@pytest.mark.plain_http
def test_a_stop_names_all_differences_and_what_to_do(office: Office, tmp_path: Path) -> None:
    office.mock.seed("36213", **standing(brief(tmp_path)))
    (result,) = office.run(brief(tmp_path, CHANGES))
    assert result.error is not None
    for words in ("Goals, row 1: Term of Goal; Comments", "Objectives, row 1.1: Status", "caljobs-bot compare"):
        assert words in result.error.message
    assert (result.state, office.written()) == ("needs_person", [])


@pytest.mark.plain_http
def test_what_may_be_updated_does_not_stop(office: Office, tmp_path: Path) -> None:
    """A plan's edit needs its activity (R9): without one a change stops whatever the profile says."""
    office.mock.seed("36213", **standing(brief(tmp_path)))
    activity = plain()["activities"][1]
    covered = {**CHANGES, "activities": [activity, {**activity, "date": "06/05/2019"}]}
    found = compared(office, brief(tmp_path, covered), differences="update")
    assert [item.stops for item in found.items if item.does == "change"] == [False] * 3
    found = compared(office, brief(tmp_path, CHANGES), differences="update")
    changes = [item for item in found.items if item.does == "change"]
    assert [(item.stops, item.why[:2]) for item in changes] == [(True, "R9")] * 3


@pytest.mark.plain_http
def test_a_row_that_may_be_reworded_can_not_be_told(office: Office, tmp_path: Path) -> None:
    """Both are shown, and what else of that row differs; the objectives of such a goal are looked at all the same."""
    office.mock.seed("36213", **standing(brief(tmp_path)))
    words = plain()["plan"]["goals"][0]["description"] + " now"
    found = compared(office, brief(tmp_path, {**CHANGES, f"{GOAL}.description": words}))
    differing = [item for item in found.items if item.does != "leave"]
    assert told(differing) == [
        ("undecided", "plan.goals 1", "this row"),
        ("change", "plan.goals 1", "Term of Goal"),
        ("change", "plan.goals 1", "Comments"),
        ("change", "plan.objectives 1.1", "Status"),
    ]
    assert words[:-4] in differing[0].site
    assert words in differing[0].ours


@pytest.mark.plain_http
def test_an_empty_box_would_be_filled_and_an_activity_added(office: Office, tmp_path: Path) -> None:
    emptier = brief(tmp_path, {f"{GOAL}.comments": None})
    office.mock.seed("36213", **standing(emptier))
    activity = plain()["activities"][1]
    both = {"activities": [activity, {**activity, "date": "06/05/2019"}]}
    found = compared(office, brief(tmp_path, both))
    differing = [item for item in found.items if item.does not in ("leave", "add")]
    assert told(differing) == [("fill", "plan.goals 1", "Comments")]
    assert {item.place.row for item in found.items if item.does == "add"} == {"2", ""}  # and its service


@pytest.mark.plain_http
def test_a_sensitive_screen_is_marked_so(office: Office, tmp_path: Path) -> None:
    office.mock.seed("36213", **standing(short(tmp_path)))
    key = next(iter(plain()["assessment"]["background"]))
    own = plain()["assessment"]["background"][key]
    other = {"Yes": "No", "No": "Yes"}.get(own, own)
    found = compared(office, short(tmp_path, {f"assessment.background.{key}": other}))
    sensitive = [item for item in found.items if item.place.screen == "assessment.background"]
    assert sensitive
    assert all(item.sensitive for item in sensitive)
    assert not any(item.sensitive for item in found.items if item not in sensitive)


@pytest.mark.plain_http
def test_what_can_not_be_opened_is_told_as_not_read(office: Office, tmp_path: Path) -> None:
    """Where a wizard's tabs can't be pressed and Next saves: `Next` is not pressed to see more."""
    office.mock.seed("36213", **standing(brief(tmp_path)))
    office.mock.set(tab_links=False)
    found = compared(office, brief(tmp_path, CHANGES))
    assert [item.title for item in found.unread] == ["Goals", "Objectives", "Services"]
    office.mock.set(wizard_saves="finish")
    saves = dict.fromkeys(("activity", "assessment", "plan"), "finish")
    found = compared(office, brief(tmp_path, CHANGES), wizard_saves=saves)
    assert (found.unread, len(found.changes)) == ([], 3)


@pytest.mark.plain_http
def test_an_open_plan_of_another_date_is_told_with_all_else(office: Office, tmp_path: Path) -> None:
    sample = short(tmp_path)
    seeded = standing(sample)
    seeded["plans"][0]["plan"]["start_date"] = "03/01/2019"
    office.mock.seed("36213", **seeded)
    found = compared(office, sample)
    assert [(item.does, item.why[:2]) for item in found.stops] == [("undecided", "R8")]
    assert {item.does for item in found.items if item.step == "assessment"} == {"leave"}


@pytest.mark.parametrize("button", ["Save", "Finish", "Add a New Goal", "Create Activity/Enrollment/Service"])
@pytest.mark.plain_http
def test_nothing_that_saves_or_makes_can_be_pressed(office: Office, tmp_path: Path, button: str) -> None:
    """Not by a flow that forgets what it is for, nor with saving allowed."""
    with office.session() as session:
        session.site.comparison = Comparison("36213")
        with session.site.writing(True):
            with pytest.raises(SiteError, match="this only compares"):
                session.site.press(button)
            with pytest.raises(SiteError, match="this only compares"):
                session.site.press("Next >>", writes=True)
            with pytest.raises(SiteError, match="this only compares"):
                session.site.try_press(button)
            with pytest.raises(SiteError, match="this only compares"):
                session.site.press_in_row(Row("", (), ()), button)


@pytest.mark.plain_http
def test_nothing_is_filled_in(office: Office, tmp_path: Path) -> None:
    """Whatever sets the boxes of a screen, its services, or the answers to what an area asks."""
    plan = brief(tmp_path).plan
    assert plan is not None
    with office.session() as session:
        site = session.site
        site.comparison = Comparison("36213")
        nothing = site.agent.read()
        step, services = PlanStep(site), ServicesStep(site)
        acts: list[Callable[[], object]] = [
            lambda: step.fill(plan.plan_form(), nothing),
            lambda: step.fill(None, nothing),
            lambda: services.tick([("205", "")]),
        ]
        for act in acts:
            with pytest.raises(SiteError, match="this only compares"):
                act()


@pytest.mark.plain_http
def test_a_rehearsal_says_the_same_first(office: Office, tmp_path: Path) -> None:
    sample = brief(tmp_path)
    (result,) = office.run(sample, save=False)
    assert result.comparison is not None
    assert result.comparison.items == compared(office, sample).items
    assert result.told == ["not rehearsed, for only saving leads there: Goals; Objectives; Services"]
    assert looked(office, sample).told == []


@pytest.mark.plain_http
def test_what_was_seen_is_told_when_the_site_gives_up(office: Office, tmp_path: Path) -> None:
    """The site goes down for good behind the assessment: what was found by then is told, with the error."""
    sample = short(tmp_path, {"assessment.household.size": "5"})
    office.mock.seed("36213", **standing(short(tmp_path)))
    with office.session() as session:
        job = office.job(session, save=False, compares=True)
        watched = job.watch.screen

        def screen(user_id: str, step: str, name: str) -> None:
            watched(user_id, step, name)
            if step == "plan":
                raise SiteDown("the site does not answer")

        job.watch = type("Watch", (), {"screen": staticmethod(screen)})()
        result = job.run(sample)
    assert result.error is not None
    assert (result.error.kind, result.error.step) == ("site_down", "plan")
    assert result.comparison is not None
    assert told(result.comparison.changes) == [("change", "assessment.household", "Household Size")]
