"""What the tests of machines on one ledger share: a ledger on PostgreSQL, a machine in this process, workers without a
browser."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from bot.cluster import machine
from bot.cluster.machine import Backfill, Bounds, Machine
from bot.cluster.queue import Queue
from bot.cluster.staff import Staff
from bot.cluster.worker import Worker
from bot.config import Profile
from bot.engine.hand import Settings
from bot.ledger import Ledger
from bot.session.credentials import Login
from tests.kit import in_own_thread
from tests.system import cluster_hand
from tests.system.cluster_hand import PRESSES as PRESSES
from tests.system.postgres_kit import Postgres
from tests.unit.ledger_kit import KEY, SITE, entry

LONGEST_S = 30.0
LEASE = "CALJOBS_TEST_LEASE_S"


@dataclass
class Shop:
    """A ledger on a server, with a made-up site beside it."""

    server: Postgres
    url: str
    folder: Path
    told: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def open(cls, server: Postgres, folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Shop:
        """A fresh database with both kinds of tables. `settings` are the environment's of workers."""
        shop = cls(server, server.fresh("shop"), folder)
        monkeypatch.setattr(machine, "LOOK_S", 0.1)
        monkeypatch.setattr(machine, "KEEP_S", 1)
        environment = {"CALJOBS_LEDGER_KEY": KEY.decode(), cluster_hand.SITE: str(shop.site), **settings}
        for name, value in environment.items():
            monkeypatch.setenv(name, value)

        async def make() -> None:
            async with Queue[Worker](shop.url, SITE).open() as queue:
                await queue.make_tables()

        in_own_thread(lambda: asyncio.run(make()))
        return shop

    @property
    def site(self) -> Path:
        return self.folder / "site.log"

    @property
    def profile(self) -> Profile:
        return Profile(name="made up", base_url=f"http://{SITE}/vosnet/Default.aspx", save=True)

    def ledger(self) -> AbstractContextManager[Ledger]:
        return Ledger.open(self.url, key=KEY)

    def load(self, *user_ids: str) -> None:
        with self.ledger() as ledger:
            ledger.loading.load(SITE, [entry(user_id) for user_id in user_ids])

    def presses(self) -> list[tuple[int, int]]:
        """What was pressed at the site, sorted: item and number of the press."""
        return sorted((item, press) for item, press, _ in cluster_hand.pressed(self.site))

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.told if event["event"] == kind]

    def work(
        self,
        is_done: Callable[[Ledger], bool],
        staff: Sequence[str] = ("ann", "bob"),
        bounds: Bounds | None = None,
        backfill: Backfill | None = None,
        program: Sequence[str] = (sys.executable, "-m", "tests.system.cluster_hand"),
    ) -> None:
        """One machine works in this process until something holds of the ledger, or the time is up."""
        with self.ledger() as ledger:
            work = self._work(ledger, is_done, staff, bounds, backfill, program)
            in_own_thread(lambda: asyncio.run(work))

    async def _work(
        self,
        ledger: Ledger,
        is_done: Callable[[Ledger], bool],
        staff: Sequence[str],
        bounds: Bounds | None,
        backfill: Backfill | None,
        program: Sequence[str],
    ) -> None:
        end = monotonic() + LONGEST_S
        settings = Settings(self.url, self.profile.model_dump(mode="json"), SITE, str(self.folder), program=program)
        signs = Staff(ledger, SITE, [Login(name, "secret") for name in staff], at_once=4)
        async with Queue[Worker](self.url, SITE).open() as queue:
            bounds = bounds or Bounds(len(staff))
            here = Machine(ledger, queue, settings, signs, bounds, self.told.append, backfill)
            await here.run(lambda: is_done(ledger) or monotonic() > end)
        assert monotonic() < end, self.told


def states(ledger: Ledger) -> dict[str, int]:
    return {state: count for state, count in ledger.views.status(SITE).states.items() if count}


def all_done(ledger: Ledger) -> bool:
    return set(states(ledger)) <= {"done", "unchanged"}
