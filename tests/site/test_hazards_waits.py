"""H9 and H10: a site that is slow, that is down, and one that keeps the program out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from bot.flows.results import exit_code
from bot.flows.run import run_all
from tests.kit import Office, brief
from tests.site.hazard_kit import NEIGHBOUR, ONLY_PLAN, Meanwhile, neighbour, only_plan, quick, stands, stopped

NO_PRINT = {"print": False}
IMPATIENT = {"answer_seconds": 3, "late_list_seconds": 3, "tries": 1}


def test_an_answer_that_takes_3_seconds(office: Office, tmp_path: Path) -> None:
    """H9. Guard: settling waits for the answer itself, as long as the profile's limit allows."""
    office.mock.arm("slow", screen="plan.goals", seconds=3)
    sample = only_plan(office, tmp_path)
    office.enter(sample, steps=ONLY_PLAN)
    stands(office, sample)


def test_an_answer_that_takes_too_long_parks_one_participant(office: Office, tmp_path: Path) -> None:
    """H9. Guard: what stays open at the limit is a TimedOut that says what was waited for; nothing is pressed again."""
    # Armed once the screen is there: an open that is slow has a limit of its own.
    office.watched = Meanwhile("Plan", lambda: office.mock.arm("slow", screen="plan.plan", seconds=6))
    sample, other = brief(tmp_path), neighbour(tmp_path)
    results = office.run(sample, other, steps=NO_PRINT, limits=IMPATIENT)
    assert "after 3 seconds" in stopped(results[0], sample, "timed_out", "parked")
    assert results[1].state == "done"
    assert exit_code(results, 2) == 4


@pytest.mark.parametrize("how", [quick("503"), "close"])
def test_a_site_that_is_down_for_a_moment(office: Office, tmp_path: Path, how: str) -> None:
    """H9. Guard: no page of its own is a site that is down (Site.judge), and the step is begun anew."""
    office.watched = Meanwhile("Goals", lambda: office.mock.arm("down", requests=2, how=how))
    sample = only_plan(office, tmp_path)
    office.enter(sample, steps=ONLY_PLAN)
    stands(office, sample)


@pytest.mark.plain_http
def test_a_site_that_stays_down_parks_everyone(office: Office, tmp_path: Path) -> None:
    """H9. Guard: tries are counted; who could not be begun is parked, and the run is told as unfinished."""
    sample, other = brief(tmp_path), neighbour(tmp_path)
    with office.session(steps=NO_PRINT) as session:
        office.watched = Meanwhile("Goals", lambda: office.mock.arm("down"))
        results = run_all(office.job(session), [sample, other], lambda result: None)
        for result, each in zip(results, (sample, other), strict=True):
            stopped(result, each, "site_down", "parked")
        assert exit_code(results, 2) == 4
        office.mock.disarm()
        again = run_all(office.job(session), [sample, other], lambda result: None)
        assert [result.state for result in again] == ["done", "done"]
    stands(office, sample)


@pytest.mark.parametrize("style", ["full", "async"])
def test_access_denied_stops_everyone_and_nothing_more_is_asked(
    office: Office, chromium: Browser, tmp_path: Path, style: str
) -> None:
    """H10. Guards: the page's words, and status 403 of a part of it; nothing is tried again, and the run ends there."""
    office.mock.set(postback_style=style, poll=False)  # the page's own poll is none of the bot's requests
    first, second, third = neighbour(tmp_path), brief(tmp_path), neighbour(tmp_path)
    asked: list[Any] = []
    with office.session(steps=NO_PRINT, limits={"answer_seconds": 15, "late_list_seconds": 1}) as session:
        context = chromium.contexts[-1]
        context.on("request", lambda request: asked.append(request))
        denied: list[int] = []
        context.on("response", lambda answer: denied.append(len(asked)) if answer.status == 403 else None)
        office.watched = Meanwhile("Plan", lambda: office.mock.arm("access_denied"))
        results = run_all(office.job(session), [first, second, third], lambda result: None)
    assert results[0].state == "done"
    for result, each in zip(results[1:], (second, third), strict=True):
        stopped(result, each, "access_denied")
    assert [request.url for request in asked[denied[0] :]] == []
    assert office.written(NEIGHBOUR) == ["activity.closure create"]
    assert exit_code(results, 3) == 4
    assert exit_code(results[1:], 2) == 3
