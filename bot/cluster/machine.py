"""One machine among many on one ledger: worker processes as there is work, sign-ins and room for them, and this
machine's share of keeping the queue in order.

A worker holds its sign-in from its start to its end, so it is started when somebody waits, and ends when nobody has
waited for a while: a machine that has nothing to do keeps no member of staff from using the site, and one that dies
leaves its sign-ins to the others. What holds all work (a pause, a halt, the hours) is looked at every second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Queue as Events
from time import monotonic
from typing import Any

from bot.cluster.queue import AWAY, MOST_JOBS, Queue
from bot.cluster.staff import Staff
from bot.cluster.worker import Tell, Worker
from bot.engine.hand import Hand, Settings
from bot.errors import BotError, LedgerTrouble, unexpected
from bot.ledger import LEASE_S, Ledger
from bot.schedule import Nightly

LOOK_S = 1.0
"""Seconds between two looks at what there is to do."""
SILENT_S = LEASE_S / 2
"""Seconds without a heartbeat after which a machine's jobs are taken up by others; the ledger's claims hold longer."""
KEEP_S = max(1, round(LEASE_S / 9))
"""Seconds between two feedings of the queue. A dead worker's participant is begun anew after the rest of its lease,
this time, and a look: within a minute."""
IDLE_S = 120.0
"""Seconds after which a worker with nothing to do ends, and lets go of its sign-in."""


@dataclass(frozen=True)
class Bounds:
    """What a machine takes upon itself."""

    most: int
    """Workers at the same time."""
    is_open: Callable[[datetime], bool] = lambda now: True
    """Whether anybody may be begun at a moment."""
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
        staff: Staff,
        bounds: Bounds,
        tell: Tell,
        backfill: Backfill | None = None,
    ) -> None:
        """`tell` gets what happens, without names of persons. The queue is open."""
        self._ledger, self._queue, self._settings, self._staff = ledger, queue, settings, staff
        self._bounds, self._tell, self._backfill = bounds, tell, backfill
        self._workers: list[Worker] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._held: str | None = None
        self._is_away = False
        self._backfilled: datetime | None = None
        self._started = 0

    async def run(self, stop: Callable[[], bool]) -> None:
        """Works until a stop is asked for, or the site has refused every sign-in. Every worker is gone afterwards."""
        self._events = _Mail(self._hear)
        self._queue.does(self._enter, self._feed, KEEP_S, self._load if self._backfill else None)
        parts = [asyncio.create_task(self._again(part)) for part in (self._queue.keep, self._look, self._watch)]
        try:
            while not stop() and not self._staff.is_refused:
                await _pause(self._stopping, LOOK_S)
            self._stopping.set()
            for worker in self._workers:
                worker.stop()
            for part in parts:
                part.cancel()
            await asyncio.wait({*parts, *self._tasks})
        finally:
            for worker in self._workers:
                worker.kill()

    async def _again(self, part: Callable[[], Awaitable[None]]) -> None:
        """Does a part of this machine's work over and over, until it is cancelled, through times without a server."""
        while not self._stopping.is_set():
            try:
                await part()
            except (*AWAY, LedgerTrouble) as error:
                self._away(error)
            except Exception as error:  # noqa: BLE001 - a night's work is not to end with one surprise
                self._say("broken", message=unexpected(error).message)
            await _pause(self._stopping, LOOK_S)

    async def _look(self) -> None:
        """Gives idle workers something to do, starts such as are missing, and has those go that are not needed."""
        now = datetime.now(UTC)
        await self._begin_backfill(now)
        held = await asyncio.to_thread(self._what_holds, now)
        ready = 0 if held else await self._queue.ready(self._bounds.most)
        self._is_away = False
        if held != self._held:
            self._held = held
            self._say("held" if held else "open", why=held)
        idle = [worker for worker in self._workers if worker.idle_since is not None]
        for worker in idle[:ready]:
            worker.wake()
        for worker in self._workers if held else idle[ready:]:
            self._let_go(worker, held=held is not None)
        starting = sum(not worker.was_ready for worker in self._workers)
        missing = min(ready - len(idle) - starting, self._bounds.most - len(self._workers))
        if missing > 0:
            await self._start(missing)

    def _what_holds(self, now: datetime) -> str | None:
        """Why nobody is to be begun now: the hours, a person's pause, a halt."""
        if not self._bounds.is_open(now):
            return "hours"
        holds = self._ledger.views.holds(self._settings.site)
        return next(("halted" if hold.halted else "paused" for hold in holds if hold.halted or hold.paused), None)

    def _let_go(self, worker: Worker, *, held: bool) -> None:
        """Has a worker go that has nothing to do; whom it works on it brings to an end."""
        if held and worker.only_waits:
            worker.stop()
        elif held or (worker.idle_since is not None and monotonic() - worker.idle_since > IDLE_S):
            worker.retire()

    async def _start(self, most: int) -> None:
        """Starts workers, with sign-ins that nobody uses."""
        using = [worker.username for worker in self._workers]
        for login in (await asyncio.to_thread(self._staff.free, using))[:most]:
            self._started += 1
            worker = Worker(Hand.start(self._started, login, self._settings, self._events), self._tell)
            self._workers.append(worker)
            self._say("started", worker)
            task = asyncio.create_task(self._employ(worker))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _employ(self, worker: Worker) -> None:
        """A worker's time on this machine."""
        try:
            if await worker.is_ready():
                await self._serve(worker)
                while await worker.wanted():
                    await self._serve(worker)
            await worker.end()
        except Exception as error:  # noqa: BLE001 - its processes must go, and others work on
            self._say("broken", worker, message=unexpected(error).message)
            worker.kill()
        if worker.hand.owner is not None:
            with suppress(LedgerTrouble):  # then its lease comes to its end by itself
                await asyncio.to_thread(self._ledger.bury, worker.hand.owner)
        self._workers.remove(worker)
        rest = self._staff.judge(worker.username, worker.hand.why, worker.results)
        self._say("ended", worker, why=worker.hand.why or "died", message=worker.message, rest_s=rest)

    async def _serve(self, worker: Worker) -> None:
        """Has a worker do jobs while there are some, and while it may; the job in hand is always brought to its end."""
        serving = asyncio.create_task(self._queue.serve(worker))
        enough = asyncio.create_task(worker.enough())
        await asyncio.wait({serving, enough}, return_when=asyncio.FIRST_COMPLETED)
        enough.cancel()
        serving.cancel()
        await asyncio.wait({serving})
        if serving.cancelled():
            return
        error = serving.exception()
        if isinstance(error, AWAY):
            self._away(error)
        elif error is not None:
            raise error

    async def _enter(self, worker: Worker, item: int) -> None:
        """One job."""
        await worker.enter(item)
        if not worker.is_over and await asyncio.to_thread(worker.hand.memory) > self._bounds.most_bytes:
            self._say("replaced", worker, why="too much memory")
            worker.retire()

    async def _feed(self) -> None:
        """Keeps the queue, for all machines, now that it is this one's turn."""
        try:
            turns = await asyncio.to_thread(self._ledger.views.turns, self._settings.site, MOST_JOBS)
            await self._queue.take_up_stalled(SILENT_S)
            await self._queue.feed(turns)
        except (*AWAY, LedgerTrouble) as error:
            self._away(error)

    async def _begin_backfill(self, now: datetime) -> None:
        if self._backfill is None:
            return
        due = self._backfill.nightly.last_due(now)
        if due is None or due == self._backfilled or self._backfill.nightly.is_too_late(due, now):
            return
        await self._queue.backfill_once(due)
        self._backfilled = due

    async def _load(self) -> None:
        """The backfill's job. An error is reported and raised, so that the queue tries again."""
        assert self._backfill is not None
        try:
            await asyncio.to_thread(self._backfill.load)
        except BotError as error:
            self._say("backfill", message=error.message)
            raise

    async def _watch(self) -> None:
        """Ends workers that give no sign of life any more."""
        for worker in self._workers:
            if worker.is_busy and monotonic() - worker.hand.heard > self._bounds.hang_s:
                self._say("replaced", worker, why="no sign of progress")
                worker.kill()

    def _hear(self, hand: Hand, event: dict[str, Any] | None) -> None:
        for worker in self._workers:
            if worker.hand is hand:
                worker.hear(event)

    def _away(self, error: BaseException) -> None:
        """Tells once that the server is away."""
        if not self._is_away:
            self._is_away = True
            self._say("away", kind=type(error).__name__)

    def _say(self, event: str, worker: Worker | None = None, **more: Any) -> None:
        self._tell({"event": event, "worker": worker and worker.hand.number, **more})


class _Mail(Events[tuple[Hand, dict[str, Any] | None]]):
    """What worker processes say, handed on to the loop by the threads that listen to them."""

    def __init__(self, hear: Callable[[Hand, dict[str, Any] | None], None]) -> None:
        super().__init__()
        self._hear = hear
        self._loop = asyncio.get_running_loop()

    def put(
        self, item: tuple[Hand, dict[str, Any] | None], block: bool = True, timeout: float | None = None
    ) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(self._hear, *item)


async def _pause(until: asyncio.Event, seconds: float) -> None:
    """Passes time, but not once something has happened."""
    with suppress(TimeoutError):
        await asyncio.wait_for(until.wait(), seconds)
