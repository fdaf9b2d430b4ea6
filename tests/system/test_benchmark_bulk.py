"""The benchmark of many workers measures what it says, and gives no figure for wrong data."""

from __future__ import annotations

import pytest

from benchmarks.bulk import Line, Meter, WrongData, measure, table
from tests.system.bulk_kit import only_activity


def test_a_small_run() -> None:
    (line,) = measure([0], [1], plans=2, make=only_activity)
    assert (line.workers, line.plans) == (1, 2)
    assert 0 < line.ledger < 0.5
    assert line.cpu_s > 0.05
    assert line.memory_mb > 30
    assert 0 < line.busy <= 1.1


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(WrongData):
        Meter(2).line(0)


def test_the_table_says_which_goals_are_met() -> None:
    def line(workers: int, a_minute: float, busy: float, ledger: float = 0.01) -> Line:
        return Line(400, workers, 5, a_minute, 1.0, 200.0, busy, ledger)

    shown = table([line(1, 3, 0.1), line(2, 5.8, 0.2), line(4, 9, 0.5), line(8, 16, 0.95, 0.03)])
    assert "met    at 400 ms 2 workers are 0.97 of linear, at least 0.8" in shown
    assert "missed at 400 ms 4 workers are 0.75 of linear" in shown
    assert "       at 400 ms 8 workers are 0.67 of linear: the processors are full" in shown
    assert "missed the ledger takes at most 2% of a plan: 3.00%" in shown


def test_workers_that_end_together_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("benchmarks.bulk.perf_counter", lambda: now)
    meter = Meter(2)
    for second, number in ((10, 1), (11, 2), (20, 1), (21, 2), (30, 1), (30, None), (31, 2)):
        now = float(second)
        meter(number or 1, {"event": "result", "ledger_s": 0.1} if number else {"event": "free", "why": "empty"})
    line = meter.line(0)
    assert line.plans == 3
    assert line.a_minute == pytest.approx(12.0)
    assert line.ledger == pytest.approx(0.01)
