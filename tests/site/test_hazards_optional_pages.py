"""H6: optional pages and pop-ups that come and go by site and person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from bot.agent import PageAgent
from bot.config import KnownDialog
from bot.session import Session
from tests.kit import Office, brief
from tests.site.hazard_kit import NEIGHBOUR, Meanwhile, neighbour, quick, stands, stopped

NO_PRINT = {"print": False}
ONLY_ACTIVITIES = {"plan": False, "print": False}
REGISTRATION = "wp_registration create"


def page_of(session: Session) -> Page:
    """The browser page that a session works in."""
    agent = session.site.agent
    assert isinstance(agent, PageAgent)
    return agent.page


@pytest.mark.parametrize(
    "pages",
    [
        {"staff_notice": True, "dashboard_popup": True, "home_is_dashboard": True, "wp_modal": "always"},
        quick({"staff_notice": False, "dashboard_popup": False, "wp_modal": "off", "hamburger": True}),
    ],
    ids=["all of them", "none, and a hamburger menu"],
)
def test_notice_pop_up_and_registration_prompt(office: Office, tmp_path: Path, pages: dict[str, Any]) -> None:
    """Guards: StaffNotice, Dashboard.close_pop_up, the known dialog's "No - Do Not Create", the menu's hamburger."""
    office.mock.set(**pages)
    sample = brief(tmp_path)
    office.enter(sample, steps=NO_PRINT)
    stands(office, sample)
    assert REGISTRATION not in office.written()


@pytest.mark.plain_http
def test_an_unknown_prompt_stops_one_participant_and_not_the_next(office: Office, tmp_path: Path) -> None:
    """Guard: dialogs nobody announced are errors (Site._answer); neither of its buttons is pressed."""
    first, second = brief(tmp_path), neighbour(tmp_path)
    with office.session(steps=ONLY_ACTIVITIES) as session:
        job = office.job(session)
        office.mock.set(right_to_work_prompt=True)
        words = stopped(job.run(first), first, "unknown_dialog")
        office.mock.set(right_to_work_prompt=False)
        assert job.run(second).state == "done"
    assert "Right to Work Verification" in words
    assert office.written() == []
    assert office.written(NEIGHBOUR) == ["activity.closure create"]


def test_stacked_prompts_are_answered_by_their_words_topmost_first(office: Office, tmp_path: Path) -> None:
    """Guard: the topmost dialog is answered, by the visible text of the button: the ids of both are the same."""
    office.mock.set(right_to_work_prompt=True, wp_modal="always", stacked_dialogs=True)
    later = KnownDialog(words="Right to Work Verification", press="Later", on="open")
    sample = brief(tmp_path)
    office.enter(sample, steps=ONLY_ACTIVITIES, dialogs=(later,))
    assert office.written() == ["activity.closure create"]


@pytest.mark.plain_http
def test_a_supervisor_dialog_in_the_middle_of_a_plan(office: Office, tmp_path: Path) -> None:
    """Guard: an unknown dialog stops, however friendly its buttons; nobody approves anything."""
    sample = brief(tmp_path)
    office.mock.arm("unknown_dialog", screen="plan.goals")
    (result,) = office.run(sample, steps=NO_PRINT)
    assert "Supervisor approval" in stopped(result, sample, "unknown_dialog")
    assert office.written() == ["activity.closure create", "plan.plan create"]


def test_a_native_dialog_nobody_announced(office: Office, tmp_path: Path) -> None:
    """Guard: confirm() is answered No unless it is known for what we do, and the participant is stopped."""
    sample = brief(tmp_path)
    with office.session(steps=NO_PRINT) as session:
        ask = "setTimeout(() => { window.approved = confirm('Approve it?'); }, 0)"
        office.watched = Meanwhile("Goals", lambda: page_of(session).evaluate(ask))
        result = office.job(session).run(sample)
        assert page_of(session).evaluate("window.approved") is False
    stopped(result, sample, "unknown_dialog")
    assert "plan.goals row-create" not in office.written()


@pytest.mark.plain_http
def test_a_second_factor_needs_a_person(office: Office, tmp_path: Path) -> None:
    """Guard: SecondFactor is known by its box; without --headed nobody can give the code, and no second try is made."""
    office.mock.set(second_factor=True)
    sample = brief(tmp_path)
    (result,) = office.run(sample)
    words = stopped(result, sample, "sign_in_failed")
    assert "verification code is asked for: run with --headed" in words
    assert office.mock.state("Staff11")["wrong_tries"] == 0
