"""A participant kept to one run: what a run of another ledger left is waited for, and what is unanswered is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from bot.config import Limits
from bot.errors import InUse
from bot.flows.participant import Hold
from bot.flows.results import Result
from tests.kit import Office, brief

pytestmark = pytest.mark.plain_http


def run(office: Office, hold: Hold, **options: Any) -> tuple[Result, list[float]]:
    """A small record's result, and for how long the run slept."""
    slept: list[float] = []

    @contextmanager
    def reserved(user_id: str) -> Iterator[Hold]:
        assert user_id == "36213"
        yield hold

    record = brief(office.folder, {"plan": None, "print": None})
    with office.session(limits=Limits(answer_seconds=15, outcome_seconds=7, tries=1)) as session:
        job = office.job(session, **{"reserved": reserved, "sleep": slept.append, **options})
        return job.run(record), slept


def test_one_that_ends_well_leaves_nothing(office: Office) -> None:
    hold = Hold()
    result, slept = run(office, hold)
    assert (result.state, slept, hold.is_settled) == ("done", [], True)


def test_what_was_left_is_waited_for_before_anything_is_looked_at(office: Office) -> None:
    hold = Hold(was_left_open=True)
    result, slept = run(office, hold)
    assert (result.state, slept, hold.is_settled) == ("done", [7], True)
    assert office.watched.said[0][1].startswith("waiting for what another run may have saved last")


def test_a_wait_that_a_stop_cuts_short_passes_the_warning_on(office: Office) -> None:
    hold = Hold(was_left_open=True)
    result, slept = run(office, hold, stop=lambda: True)
    assert (result.state, slept, hold.is_settled) == ("parked", [7], False)


def test_a_rehearsal_waits_for_nothing_and_passes_the_warning_on(office: Office) -> None:
    hold = Hold(was_left_open=True)
    result, slept = run(office, hold, save=False)
    assert (result.state, slept, hold.is_settled) == ("rehearsed", [], False)


@pytest.mark.parametrize(("when", "is_settled"), [("before_write", False), ("page", True)])
def test_a_run_that_got_no_answer_to_what_it_saved_leaves_a_warning(
    office: Office, when: str, is_settled: bool
) -> None:
    hold = Hold()
    if when == "page":
        result, _ = run(office, hold, stop=lambda: True)
    else:
        office.mock.arm("session_loss", screen="activity.closure", when=when)
        result, _ = run(office, hold)
    assert (result.state, hold.is_settled) == ("parked", is_settled)


def test_one_in_other_hands_is_not_begun(office: Office) -> None:
    def reserved(user_id: str) -> AbstractContextManager[Hold]:
        raise InUse("another run is working on this participant")

    result, _ = run(office, Hold(), reserved=reserved)
    assert (result.state, result.error and result.error.kind) == ("parked", "in_use")
    assert office.watched.said == []
