"""One machine among many on one ledger: worker processes as there is work, sign-ins and room for them, and this machine's
share of keeping the queue in order.

A worker holds its sign-in from its start to its end, so it is started when somebody waits and ends when nobody has
waited for a while: a machine that has nothing to do keeps no member of staff from using the site, and one that dies
leaves its sign-ins to the others. What holds all work (a pause, a halt, the hours) is looked at every second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Queue as Events
from time import monotonic
from typing import Any

from bot.cluster.queue import AWAY, MOST_JOBS, Queue
from bot.cluster.worker import END_S, Worker
from bot.config import Pace
from bot.engine.hand import Hand, Settings
from bot.errors import BotError, LedgerTrouble
from bot.ledger import LEASE_S, Ledger
from bot.schedule import Nightly
from bot.session.credentials import Login

LOOK_S = 1.0
"""Seconds between two looks at what there is to do."""
SILENT_S = LEASE_S / 2
"""Seconds without a heartbeat after which a machine's jobs are taken up by others; the ledger's claims hold longer."""
KEEP_S = max(1, round(LEASE_S / 9))
"""Seconds between two feedings of the queue. A dead worker's participant is begun anew after the rest of its lease, this,
and a look: within a minute."""
IDLE_S = 120.0
"""Seconds after which a worker with nothing to do ends, and lets go of its sign-in."""
REST_S = 5.0
"""Seconds for which a sign-in rests whose worker ended without a result: twice as long each time, up to `LONGEST_S`."""
LONGEST_S = 600.0

Tell = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Bounds:
    """What a machine takes upon itself."""

    most: int
    """Workers at the same time."""
    hang_s: float = 400.0
    """Seconds without a sign of progress after which a worker is replaced."""
    most_bytes: int = 2 * 1024**3
    """Memory of a worker and its browser above which it is replaced after its participant."""


@dataclass(frozen=True)
class Backfill:
    """A load of the ledger that is due every night, once over all machines; `load` runs in a thread of its own."""

    nightly: Nightly
    load: Callable[[], None]


class Machine:
    """This machine's part of the work at one site."""

    def __init__(
        self,
        ledger: Ledger,
        queue: Queue[Worker],
        settings: Settings,
        logins: Sequence[Login],
        pace: Pace,
        bounds: Bounds,
        tell: Tell,
        stop: Callable[[], bool],
        is_open: Callable[[datetime], bool] = lambda now: True,
        backfill: Backfill | None = None,
    ) -> None:
        """`tell` gets what happens, without names of persons; `stop` asks for an end at safe points; `is_open` says
        whether anybody may be begun at a moment. The queue is open."""
        self._ledger, self._queue, self._settings = ledger, queue, settings
        self._logins = {login.username: login for login in logins}
        self._pace, self._bounds = pace, bounds
        self._tell, self._stop, self._is_open = tell, stop, is_open
        self._backfill = backfill
        self._workers: list[Worker] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._events: Events[tuple[Hand, dict[str, Any] | None]] = Events()
        self._stopping = asyncio.Event()
        self._rests: dict[str, tuple[int, float]] = {}
        self._held: str | None = None
        self._backfilled: datetime | None = None
        self._started = 0
        self.refused: set[str] = set()
        """Sign-ins that the site did not take: they are not tried again."""

    async def run(self) -> None:
        """Works until a stop is asked for, or the site has refused every sign-in. Every worker is gone afterwards."""
        load = self._load if self._backfill else None
        self._queue.does(self._enter, self._feed, KEEP_S, load)
        hearing = asyncio.create_task(self._hear())
        others = [asyncio.create_task(self._over_and_over(part)) for part in (self._keep, self._look, self._supervise)]
        try:
            await self._until_stopped()
            for worker in self._workers:
                worker.stop()
            for task in others:
                task.cancel()
            if others or self._tasks:
                await asyncio.wait({*others, *self._tasks})
        finally:
            for worker in self._workers:
                worker.kill()
            hearing.cancel()
            self._events.put_nowait((None, None))  # type: ignore[arg-type]  # lets the listening thread go
