"""What a batch of several workers shows: counts, rate, time left, each worker's place; for people and for machines."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from rich.console import Console

from bot.errors import NotFound, SignInFailed, SiteDown
from bot.flows.results import FINE, Result, exit_code, result_of
from bot.report import bulk
from bot.report.bulk import JsonView, LiveView, PlainView, progress_of, view_of
from bot.report.course import Course


def result(user_id: str, state: str = "done", error: Any = None, seconds: float = 6.0) -> dict[str, Any]:
    told = Result(user_id, error=error, seconds=seconds)
    return {"event": "result", "pages": 30, "result": {**told.as_json(), "state": state, "changed": ["Plan: Status"]}}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def course(total: int = 10) -> tuple[Course, Clock]:
    clock = Clock()
    return Course(total, clock), clock


def test_a_course() -> None:
    """Two in a minute: eight are left, four minutes. A parked one is not over, and counts once when it comes again."""
    mine, clock = course()
    mine.take(1, {"event": "begun", "user_id": "1"})
    clock.now = 30
    mine.take(1, result("1"))
    mine.take(2, result("2", "parked", SiteDown("x", step="plan")))
    assert (mine.finished, mine.kinds) == (1, {"site_down": 1})
    clock.now = 60
    mine.take(2, result("2"))
    assert (mine.finished, mine.states, mine.kinds) == (2, {"done": 2}, {})
    assert (mine.rate, mine.seconds_left, mine.seconds_a_page) == (2.0, 240.0, 0.2)
    assert progress_of(mine) == "2 of 10 over, 2.0 a minute, about 4 min left, 0.20 s a page"
    clock.now = 60 + 2000
    assert mine.rate == 0, "what was long ago counts no more"
    assert mine.seconds_left is None


def test_where_each_worker_is() -> None:
    mine, _ = course()
    words = []
    for event in (
        {"event": "owner", "owner": "x"},
        {"event": "begun", "user_id": "1"},
        {"event": "screen", "user_id": "1", "step": "plan", "screen": "Goals"},
        {"event": "waiting", "why": "the site is down", "seconds": 55},
        {"event": "replaced", "why": "too much memory"},
        {"event": "ended", "why": "empty", "message": None},
    ):
        mine.take(1, event)
        words.append((mine.workers[1].user_id, mine.workers[1].words))
    assert words == [
        (None, "starts"),
        ("1", "opens the participant"),
        ("1", "plan: Goals"),
        ("1", "waits 55 s: the site is down"),
        (None, "replaced: too much memory"),
        (None, "is done"),
    ]


def test_a_result_comes_back_as_it_was() -> None:
    """Its error is of the same class, so that who judges errors judges this one too."""
    error = SignInFailed("not taken", step="sign-in", screen="Sign In", field="Password")
    before = Result("1", "parked", error=error, seconds=1.5)
    after = result_of({**before.as_json(), "changed": ["x"], "began": "2026-06-01T22:00:00"})
    assert type(after.error) is SignInFailed
    assert after.as_json() == before.as_json()
    assert (after.changed, str(after.started_at)) == (["x"], "2026-06-01 22:00:00")
    assert exit_code([after], 1) == 3
    assert "unknown" not in FINE


def events() -> list[tuple[int, dict[str, Any]]]:
    return [
        (1, {"event": "begun", "user_id": "1"}),
        (1, {"event": "screen", "user_id": "1", "step": "plan", "screen": "Goals"}),
        (2, {"event": "begun", "user_id": "2"}),
        (1, result("1")),
        (2, {"event": "replaced", "why": "no sign of progress"}),
        (2, result("2", "needs_person", NotFound("nobody", step="open", field="Name"))),
        (2, {"event": "ended", "why": "failed", "message": "this staff sign-in is in use by another run"}),
        (1, {"event": "ended", "why": "empty", "message": None}),
    ]


def test_plain_lines() -> None:
    out = io.StringIO()
    view = PlainView(course()[0], Console(file=out, width=200))
    for number, event in events():
        view.event(number, event)
    view.end()
    assert out.getvalue().splitlines()[:-1] == [
        "1: done (6.0 s, worker 1)",
        "worker 2: replaced: no sign of progress",
        "2: needs a person (6.0 s, worker 2)",
        "    open, Name: nobody",
        "worker 2: ends: this staff sign-in is in use by another run",
    ]
    assert out.getvalue().splitlines()[-1].startswith("2 of 10 over, ")
    assert out.getvalue().endswith("stopped: 1 participant not found\n")


def test_a_live_view(monkeypatch: pytest.MonkeyPatch) -> None:
    """All workers in one picture, each with its place; what is over stays above it."""
    monkeypatch.setattr(bulk, "LOOK_S", 0.0)
    out = io.StringIO()
    view = LiveView(course()[0], Console(file=out, width=100, force_terminal=True))
    for number, event in events():
        view.event(number, event)
    view.end()
    shown = out.getvalue()
    assert "plan: Goals" in shown
    assert "replaced: no sign of progress" in shown
    assert "2 of 10 over" in shown


@pytest.mark.parametrize("results_only", [False, True])
def test_json_lines(capsys: pytest.CaptureFixture[str], results_only: bool) -> None:
    mine = course()[0]
    view = view_of(mine, as_json=True, results_only=results_only)
    assert isinstance(view, JsonView)
    for number, event in [*events(), (1, result("3", "parked", SiteDown("x")))]:
        view.event(number, event)
    view.end()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    if results_only:
        assert [(line["user_id"], line["state"]) for line in lines] == [("1", "done"), ("2", "needs_person")]
        assert all("event" not in line for line in lines)
        return
    assert {line["event"] for line in lines} == {"progress", "result", "replaced", "ended"}
    last = [line for line in lines if line["event"] == "progress"][-1]
    assert (last["finished"], last["total"], last["states"]) == (2, 10, {"done": 1, "needs_person": 1, "parked": 1})
    assert [line["user_id"] for line in lines if line["event"] == "result"] == ["1", "2", "3"]
