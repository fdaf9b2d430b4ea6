"""Whether something is to be made is decided by a list that was asked for just before: others work on the site too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.config import Pace
from bot.flows.journal import NoStepJournal
from bot.flows.participant import Job
from bot.pages.programs import Programs
from bot.records.model import Record
from bot.session import Session
from tests.kit import Office, Watched, brief, plain
from tests.site.hazard_kit import short
from tests.site.standing import standing

ACTIVITIES = {"activities": plain()["activities"][:2], "plan.services": ["203", "205"], "print": None}


class At(Watched, NoStepJournal):
    """Acts when a run comes to a screen, or to the end of a step."""

    def __init__(self, place: str, act: Callable[[], object]) -> None:
        super().__init__()
        self._place = place
        self._act = act
        self.acted = 0

    def screen(self, user_id: str, step: str, screen: str) -> None:
        super().screen(user_id, step, screen)
        self._come(screen)

    def step_done(self, step: str, outcome: str, labels: Any = (), number: str | None = None) -> None:
        self._come(step)

    def _come(self, place: str) -> None:
        if place == self._place and not self.acted:
            self.acted += 1
            self._act()


def plant(office: Office, record: Record, kind: str, **only: str) -> None:
    """Somebody else enters a part of the record."""
    entries = [
        entry for entry in standing(record)[kind] if all(entry[key] == value for key, value in only.items())
    ]
    assert len(entries) == 1
    office.mock.seed(record.user_id, **{kind: entries})


def run(office: Office, record: Record, at: At, **changes: Any) -> Any:
    with office.session(**changes) as session:
        return replace(office.job(session), watch=at, journal=at).run(record)


def count(office: Office, kind: str) -> int:
    return len(office.mock.state("36213")[kind])


def test_an_activity_entered_meanwhile_is_seen(office: Office, tmp_path: Path) -> None:
    """The list stands there from the activity before, and shows what was true then."""
    record = brief(tmp_path, ACTIVITIES)
    second = record.activities[1].code
    at = At(f"activity {second}", lambda: plant(office, record, "activities", code=second))
    result = run(office, record, at)
    assert (at.acted, result.error, count(office, "activities")) == (1, None, 2)


@pytest.mark.plain_http
def test_a_plan_entered_meanwhile_is_seen(office: Office, tmp_path: Path) -> None:
    """The list stands there from the assessment."""
    record = short(tmp_path, {"print": None})
    at = At("assessment", lambda: plant(office, record, "plans"))
    result = run(office, record, at)
    assert (at.acted, result.error, count(office, "plans")) == (1, None, 1)


@pytest.mark.plain_http
def test_an_assessment_entered_meanwhile_is_seen(office: Office, tmp_path: Path) -> None:
    record = short(tmp_path, {"print": None})
    at = At("activities", lambda: plant(office, record, "assessments"))
    result = run(office, record, at)
    assert (at.acted, result.error, count(office, "assessments")) == (1, None, 1)


@pytest.mark.plain_http
@pytest.mark.parametrize("kind", ["activities", "assessments", "plans"])
def test_what_is_entered_while_the_run_waits_for_its_turn_is_seen(kind: str, office: Office, tmp_path: Path) -> None:
    """A pace of a few pages a minute has it wait: the turn to make something is taken before the list is read."""
    record = short(tmp_path, {"print": None})
    tab, before = {
        "activities": ("Programs", f"activity {record.activities[0].code}"),
        "assessments": ("Plan", "activities"),
        "plans": ("Plan", "assessment"),
    }[kind]
    waited: list[str] = []
    at = At(before, lambda: waited.append("begun"))

    def turn() -> None:
        """Somebody is quicker, in the second wait since the list stands open."""
        if waited and session.site.agent.read().look.shows("Case Management Profile", tab):
            waited.append("turn")
            if waited.count("turn") == 2:
                plant(office, record, kind)

    with office.session(pace=Pace(pages_a_minute=1000)) as session:
        job = replace(office.job(session), watch=at, journal=at)
        session.turn = session.site.turn = turn
        result = job.run(record)
    assert waited.count("turn") >= 2
    assert (result.error, count(office, kind)) == (None, 1)


@pytest.mark.plain_http
def test_it_costs_a_page_where_the_list_stood_open_already(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two activities and a plan only the second activity has one before it; nothing costs a rehearsal anything."""
    pages: dict[tuple[bool, bool], int] = {}
    for save in (False, True):
        for anew in (False, True):
            office.mock.reset()
            with monkeypatch.context() as patch, office.session() as session:
                if not anew:
                    patch.setattr(Session, "go_anew", Session.go)
                asked: list[None] = []
                job: Job = office.job(session, save=save)
                session.turn = session.site.turn = partial(asked.append, None)
                assert job.run(brief(tmp_path, ACTIVITIES)).error is None
                pages[save, anew] = len(asked)
    assert pages[True, True] - pages[True, False] == 1
    assert pages[False, True] == pages[False, False]


def test_a_page_whose_address_leads_elsewhere_is_left_and_come_back_to(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a post has led to a list, its address may be that of the wizard: asked for again it would open one."""
    record = brief(tmp_path, ACTIVITIES)
    second = record.activities[1].code
    asked: list[str] = []

    def spoil() -> None:
        plant(office, record, "activities", code=second)
        session._addresses[Programs] = "elsewhere"
        monkeypatch.setattr(session.site.agent, "visit_again", lambda: asked.append("again"))

    at = At(f"activity {second}", spoil)
    with office.session() as session:
        result = replace(office.job(session), watch=at, journal=at).run(record)
    assert (at.acted, result.error, count(office, "activities"), asked) == (1, None, 2, [])
