"""One worker's desk: what a result says of the site, lost sessions, and the pace that all workers share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.engine.alone import Alone, signed_up
from bot.engine.desk import Desk, outcome_of
from bot.errors import (
    AccessDenied,
    BotError,
    BrowserGone,
    ConfigError,
    ControlMissing,
    LedgerTrouble,
    NotFound,
    RecordError,
    SignInFailed,
    SiteDown,
    TimedOut,
    UnknownOutcome,
    UnknownSite,
)
from bot.flows.results import Result, state_of
from bot.ledger import Ledger
from tests.kit import STAFF, Office, brief
from tests.site.hazard_kit import made_twice
from tests.system.bulk_kit import load_all


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "ledger.db") as ledger:
        yield ledger


@contextmanager
def desk(office: Office, ledger: Ledger, **changes: Any) -> Iterator[Desk]:
    profile = office.profile(**changes)
    with (
        signed_up(ledger, profile, STAFF.username) as (owner, heart),
        office.session(**changes) as session,
    ):
        yield Desk(ledger, profile.site, owner, heart, office.job(session), profile.pace, STAFF.username)


def ended(error: BotError | None) -> Result:
    return Result("36213", error=error)


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (None, "on"),
        (RecordError("x"), "on"),
        (TimedOut("x"), "on"),
        (NotFound("x"), "on"),
        (SignInFailed("x"), "signed out"),
        (LedgerTrouble("x"), "lost"),
        (BrowserGone("x"), "broken"),
        (AccessDenied("x"), "halted"),
        (UnknownSite("x"), "halted"),
    ],
)
def test_what_a_result_says(office: Office, ledger: Ledger, error: BotError | None, ending: str) -> None:
    with desk(office, ledger) as mine:
        assert mine.weigh(ended(error)) == ending
        gate = ledger.sites.gate(mine.site, "another")
        assert (gate.says, gate.kind) == (("halted", error.kind) if error and ending == "halted" else ("go", None))


@pytest.mark.parametrize(
    ("error", "state", "counts"),
    [
        (UnknownOutcome("x"), "unknown", True),
        (AccessDenied("x"), "parked", False),
        (SignInFailed("x"), "parked", False),
        (SiteDown("x"), "parked", False),
        (NotFound("x"), "needs_person", True),
        (TimedOut("x"), "parked", True),
    ],
)
def test_what_the_ledger_is_told(error: BotError, state: str, counts: bool) -> None:
    """What the site refused to us is nobody's fault among the participants, and no try of theirs."""
    outcome = outcome_of(Result("36213", state_of(error), error=error))
    assert (outcome.state, outcome.counts) == (state, counts)
    assert (outcome.not_before is not None) == isinstance(error, TimedOut), "a bad moment lets others go first"


def test_the_breaker_opens_over_all_workers_and_one_looks(office: Office, ledger: Ledger) -> None:
    """An answer that helps the participant nothing closes it too: the site is there."""
    with desk(office, ledger, pace={"failures": 2, "pause_seconds": 60}) as mine:
        mine.weigh(ended(SiteDown("x")))
        mine.weigh(ended(None))
        mine.weigh(ended(SiteDown("x")))
        assert ledger.sites.gate(mine.site, "another").says == "go"
        mine.weigh(ended(SiteDown("x")))
        assert ledger.sites.gate(mine.site, "another").says == "wait"
        mine.weigh(ended(NotFound("x")))
        assert ledger.sites.gate(mine.site, "another").says == "go"


def test_the_same_screen_strange_again_and_again_is_a_changed_site(office: Office, ledger: Ledger) -> None:
    strange = ControlMissing("x", screen="Goals", field="Status")
    with desk(office, ledger) as mine:
        assert [mine.weigh(ended(strange)) for _ in range(2)] == ["on", "on"]
        assert mine.weigh(ended(ControlMissing("x", screen="Plan"))) == "on"
        assert [mine.weigh(ended(strange)) for _ in range(3)] == ["on", "on", "halted"]


def test_a_lost_session_goes_on_at_its_tab_twice_and_then_rests(office: Office, ledger: Ledger, tmp_path: Path) -> None:
    """Holds: the count of lost sessions in the ledger; finished tabs get no further posts."""
    limits = {"answer_seconds": 15, "late_list_seconds": 5, "tries": 4}
    sample = brief(tmp_path)
    with desk(office, ledger, limits=limits, steps={"print": False}) as mine:
        for screen in ("activity.closure", "plan.goals"):
            office.mock.arm("session_loss", screen=screen, when="before_write")
        office.mock.arm("session_loss", screen="plan.objectives", when="after_write")
        load_all(ledger, office.profile(), [sample])
        claim = ledger.claims.take(mine.site, mine.owner)
        assert claim is not None
        result = mine.work_on(claim)
        assert (result.state, result.error and result.error.kind) == ("parked", "session_lost")
        assert "signed us out 3 times" in str(result.error)
        assert (mine.weigh(result), mine.weigh(ended(None))) == ("rest", "on")
        assert made_twice(office) == {}
        again = ledger.claims.take(mine.site, mine.owner, user_id=sample.user_id)
        assert again is not None
        # Everything stands there; the saves that went out as the session ended were not found, and nobody knows where.
        assert mine.work_on(again).state == "unknown"
    assert made_twice(office) == {}


def test_all_workers_share_one_pace(office: Office, ledger: Ledger, tmp_path: Path) -> None:
    """Each page of either waits ten seconds more; a whole participant takes as many turns as it has pages."""
    waits: list[float] = []
    with desk(office, ledger, pace={"pages_a_minute": 6}) as one:
        assert one.job.session.turn == one.job.session.site.turn == one._turn, "both ask for pages"
        one.pause = waits.append
        other = Desk(ledger, one.site, "another", one.heart, one.job, one.pace, pause=waits.append)
        for turn in (one._turn, other._turn, one._turn):
            turn()
        assert [round(wait) for wait in waits] == [10, 20]
        one.job.session.turn = one._turn
        load_all(ledger, office.profile(), [brief(tmp_path, {"plan": None, "print": None})])
        claim = ledger.claims.take(one.site, one.owner)
        assert claim is not None
        before, waits[:] = one.pages, []
        assert one.work_on(claim).state == "done"
        assert len(waits) == one.pages - before > 10
        assert waits == sorted(waits)


@pytest.mark.parametrize("held", ["pause", "halt"])
def test_run_begins_nobody_at_a_site_that_is_held(office: Office, ledger: Ledger, tmp_path: Path, held: str) -> None:
    sample = brief(tmp_path)
    with desk(office, ledger) as mine:
        load_all(ledger, office.profile(), [sample])
        if held == "halt":
            ledger.sites.halt(mine.site, "access_denied")
        else:
            ledger.sites.pause(mine.site)
        result = Alone(mine).run(sample)
    assert (result.state, result.error and result.error.kind) == ("parked", "stopped")
    assert "say resume" in str(result.error)
    assert ledger.views.status().states["queued"] == 1


def test_run_leaves_alone_whom_another_works_on(office: Office, ledger: Ledger, tmp_path: Path) -> None:
    sample = brief(tmp_path)
    with desk(office, ledger) as mine:
        load_all(ledger, office.profile(), [sample])
        assert ledger.claims.take(mine.site, "another") is not None
        result = Alone(mine).run(sample)
    assert (result.state, str(result.error)) == ("parked", "another run is working on this participant just now")
    assert office.mock.writes() == []


def test_a_sign_in_is_used_once_and_only_so_many_at_a_time(office: Office, ledger: Ledger) -> None:
    profile = office.profile(pace={"sessions": 2})
    with signed_up(ledger, profile, "Staff11"):
        with pytest.raises(ConfigError, match="in use"), signed_up(ledger, profile, "STAFF11"):
            pass
        with (
            signed_up(ledger, profile, "Staff12"),
            pytest.raises(ConfigError, match="in use"),
            signed_up(ledger, profile, "Staff13"),
        ):
            pass
        with signed_up(ledger, profile, "Staff13"):
            pass
