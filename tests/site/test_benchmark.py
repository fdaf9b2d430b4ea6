"""The benchmark measures what it says: each contestant enters the record and leaves the same behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.plan import BARE, BARE_ONE_WAY, BOT, LABELS, WrongData, contestants, seconds, table
from tests.kit import brief
from tests.mock_site.client import MockSite


def test_every_contestant_enters_the_record(mock: MockSite, painting_browser: Browser, tmp_path: Path) -> None:
    """Holds the comparison after each entry, without which a contestant could be quick by entering less."""
    sample = brief(tmp_path)
    with contestants(mock, painting_browser, sample, tmp_path) as field:
        assert [contestant.name for contestant in field] == [BARE, BARE_ONE_WAY, BOT, LABELS]
        for contestant in field:
            assert seconds(mock, sample, contestant, latency_ms=0) > 0
        whole, one_way, bot, by_labels = (contestant.counts for contestant in field)
        assert whole == bot
        assert one_way["document"] < whole["document"]
        assert by_labels["pdf"] == one_way["pdf"] == 1
        other = brief(tmp_path, {"plan.goals.0.comments": "Something else."})
        with pytest.raises(WrongData):
            seconds(mock, other, field[0], latency_ms=0)


def test_the_table_says_which_targets_are_met() -> None:
    def line(name: str, median: float) -> dict[str, object]:
        counts = {"document": 1}
        return {"latency_ms": 0, "name": name, "median": median, "min": median, "ratio": 1.0, "requests": counts}

    shown = table([line(BARE, 1.0), line(BOT, 3.9), line(LABELS, 9.0)])
    assert "met    at 0 ms: bot at most 4 x bare exchange: 3.90" in shown
    assert "missed at 0 ms: label by label at least 2.5 x bot: 2.31" in shown
    assert "150 ms" not in shown
