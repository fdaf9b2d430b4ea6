"""An output folder that can't be written to, a fault of the program, and a lost answer at signing in."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Route

from bot.agent import PageAgent
from bot.errors import SiteDown
from bot.flows import participant as flow
from bot.flows.sign_in import sign_in
from bot.session import Session
from tests.kit import STAFF, Office, brief
from tests.site.standing import standing


@pytest.mark.parametrize("way", ["download", "page"])
def test_a_folder_that_can_t_be_written_to_is_told_as_that(office: Office, tmp_path: Path, way: str) -> None:
    """The participant, whose plan stands, waits for its paper, and the next run prints it."""
    sample = brief(tmp_path)
    office.mock.seed(sample.user_id, **standing(sample))
    (tmp_path / "file").write_text("")
    office.folder = tmp_path / "file" / "out"
    (result,) = office.run(sample, pdf=way)
    assert result.error is not None
    assert (result.state, result.error.kind, result.error.step) == ("parked", "output", "print")
    assert "can't be written to the output folder" in result.error.message
    assert result.steps["plan"] == "unchanged"
    office.folder = tmp_path / "out"
    (again,) = office.run(sample, pdf=way)
    assert (again.state, again.steps["print"]) == ("unchanged", "printed")


def lose_answers(session: Session, count: int) -> list[str]:
    """The answer to the first posts of the sign-in page is lost: the page stands there anew, without a word."""
    lost: list[str] = []

    def handle(route: Route) -> None:
        if "Password" not in (route.request.post_data or "") or len(lost) == count:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fulfill(response=route.fetch(method="GET", post_data=None))

    agent = session.site.agent
    assert isinstance(agent, PageAgent)
    agent.page.context.route("**/*", handle)
    return lost


def test_a_lost_answer_at_signing_in_is_no_refused_password(office: Office, tmp_path: Path) -> None:
    with office.session() as session:
        lost = lose_answers(session, 1)
        with pytest.raises(SiteDown, match="answer to signing in was lost"):
            sign_in(session, STAFF)
    assert len(lost) == 1
    with office.session() as session:
        lost = lose_answers(session, 1)
        result = office.job(session).run(brief(tmp_path, {"plan": None, "print": None}))
    assert (len(lost), result.state) == (1, "done")


def test_answers_that_are_always_lost_park(office: Office, tmp_path: Path) -> None:
    """And the password is given twice at most: a third time may lock the account."""
    with office.session() as session:
        lost = lose_answers(session, 99)
        result = office.job(session).run(brief(tmp_path))
        assert session.profile.limits.tries > len(lost)
    assert result.error is not None
    assert (result.state, result.error.kind, len(lost)) == ("parked", "site_down", 2)
    assert "the password is not given again" in result.error.message


@pytest.mark.parametrize(("step", "state"), [("ensure_activities", "parked"), ("ensure_plan", "failed")])
def test_a_fault_parks_whoever_was_not_touched(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, state: str
) -> None:
    """At the activities nothing is saved yet; at the plan the activity is."""

    def fault(*arguments: object, **options: object) -> None:
        raise KeyError("a value")

    monkeypatch.setattr(flow, step, fault)
    (result,) = office.run(brief(tmp_path))
    assert result.error is not None
    assert (result.state, result.error.kind) == (state, "program")
    assert "a value" not in result.error.message
