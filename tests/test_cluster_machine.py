"""A machine among many: workers as there is work, what holds them, servers that go away, machines that die. The workers
have no browser here; test_cluster_site.py has them at the mock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster_kit import Shop, all_done, states
from tests.postgres_kit import QUICK, Postgres, needed, postgres


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    needed()
    with postgres(*QUICK) as server:
        yield server


@pytest.fixture
def shop(server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    return Shop.open(server, tmp_path, monkeypatch)


def test_two_workers_enter_what_waits_once_each(shop: Shop) -> None:
    shop.load("1", "2", "3", "4", "5")
    shop.work(all_done)
    with shop.ledger() as ledger:
        assert states(ledger) == {"done": 5}
        assert ledger.views.at_work(shop.profile.site) == []
    assert shop.presses() == [(item, press) for item in range(1, 6) for press in range(3)]
    assert {event["worker"] for event in shop.events("result")} == {1, 2}
