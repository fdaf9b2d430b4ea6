"""The agent of the browser and the one of plain HTTP do the same: that makes the second a fair witness."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BotError
from bot.flows.results import Result
from bot.records.model import Record
from tests.http_agent.office import QuickOffice
from tests.kit import Office, brief
from tests.mock_site.client import MockSite
from tests.site.hazard_kit import Meanwhile, short

BEFORE_GOALS = {"before": "plan.goals", "to": "40101"}


def _traces(office: Office, each: Record) -> tuple[Any, ...]:
    """What a run leaves: its result, what it said, what it wrote in what order, and what the site holds then."""
    result: Result = office.run(each)[0]
    error = result.error
    told = error and (error.kind, error.message, error.step, error.screen, error.field)
    own = ("at", "session")  # another one each time, in a browser too
    writes = [{name: value for name, value in line.items() if name not in own} for line in office.mock.writes()]
    return result.state, result.steps, told, office.watched.said, writes, office.mock.state(each.user_id)


def _nothing(mock: MockSite) -> None:
    """The site as it is."""


def _prompts(mock: MockSite) -> None:
    mock.set(wp_modal="always", dashboard_popup=True, hamburger=True, home_is_dashboard=True)


@pytest.mark.parametrize(
    ("make", "prepare"),
    [
        (short, _nothing),
        (brief, _prompts),
        (brief, lambda mock: mock.set(postback_style="full", wizard_saves="finish", leave_confirm="native")),
        (brief, lambda mock: mock.set(right_to_work_prompt=True)),
        (brief, lambda mock: mock.arm("switch_person", **BEFORE_GOALS)),
        (brief, lambda mock: mock.arm("validator", screen="plan.goals", message="A goal is refused.")),
        (brief, lambda mock: mock.arm("session_loss", screen="plan.plan", when="after_write")),
        (brief, lambda mock: mock.set(drop_field=["plan.plan.office"])),
        (brief, lambda mock: mock.set(second_factor=True)),
    ],
    ids=[
        "every tab", "optional pages", "whole posts", "an unknown dialog", "another person", "a refusal",
        "a lost session", "a value not kept", "a second factor",
    ],
)  # fmt: skip
def test_both_agents_leave_the_same_traces(
    office: Office, quick_office: QuickOffice, tmp_path: Path, make: Callable[..., Record],
    prepare: Callable[[MockSite], None],
) -> None:  # fmt: skip
    """Holds that what is tested by plain HTTP would have been the same in a browser, failures word for word."""
    each = make(tmp_path)
    traces = []
    for one in (office, quick_office):
        one.mock.reset()
        prepare(one.mock)
        traces.append(_traces(one, each))
    assert traces[1] == traces[0]


def test_nothing_is_pressed_for_another_person_by_plain_http(quick_office: QuickOffice, tmp_path: Path) -> None:
    """Holds that the second agent compares the person's cookie too: its guard is no weaker than the page's."""
    each = brief(tmp_path)
    quick_office.watched = Meanwhile("Goals", lambda: quick_office.mock.switch_person("Staff11", "40101"))
    error: BotError | None = quick_office.run(each)[0].error
    assert error is not None
    assert error.kind == "wrong_person"
    assert quick_office.written("40101") == []
