"""The queue of many machines: Procrastinate's tables in the ledger's PostgreSQL.

A job holds an item's number and nothing else. The ledger is the truth, and the queue only says which machine does what
next: it is filled from the ledger over and over (`feed`), may be lost as a whole, and a job that is no longer true does
nothing. Of each item one job waits and one runs at most (Procrastinate's locks); should two run all the same, the
ledger's claim lets only one of them press anything.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from sqlalchemy.engine import make_url

from bot.errors import LedgerTrouble

ENTER, KEEP = "caljobs.enter", "caljobs.keep"
"""The tasks: entering one participant; keeping the queue in order."""
_KEEPING = "keeping "
"""Before a site's name: the queue of the second task, so that no machine is ever too busy for it."""
_LAST = 3_700_000
"""Above every day's ordinal number: the nearer the day, the higher the priority."""
MOST_JOBS = 500
"""Jobs of waiting items that are in the queue at the same time."""


class Later(Exception):
    """A job that can't be done just now: to be taken up again after some seconds, by whichever machine."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"to be taken up again after {seconds:.0f} seconds")
        self.seconds = seconds


class TakeUpLater(BaseRetryStrategy):
    """What becomes of a job that ended with an error: `Later` says when; a server that was away, soon; else it is over,
    and the ledger says what became of the participant."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, Later):
            return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=exception.seconds))
        if isinstance(exception, LedgerTrouble):
            return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=10))
        return None


@dataclass(frozen=True)
class Waiting:
    """An item that a worker may take up: its number, the day by which it is due, and how many seconds it is put off."""

    item: int
    due: date | None
    wait_s: float = 0.0


@dataclass(frozen=True)
class Counts:
    """The queue of one site, as it stands."""

    waiting: int
    running: int
    failed: int


class Queue:
    """The jobs of one site. Open it before use, inside the loop that uses it."""

    def __init__(self, url: str, site: str) -> None:
        """`url` is the ledger's address, postgresql://..., `site` the profile's."""
        self.site = site
        self.keeping = _KEEPING + site
        self.app = App(connector=PsycopgConnector(conninfo=conninfo(url), min_size=1, max_size=4, timeout=10))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Queue]:
        """Connects, and lets go again."""
        async with self.app.open_async():
            yield self

    def does(self, enter: Callable[[int], Awaitable[None]], keep: Callable[[], Awaitable[None]], every_s: int) -> None:
        """What this machine does: `enter` for each item's job it gets; `keep` every so many seconds, one machine at a
        time. `enter` raises `Later` for what can't be done now."""

        @self.app.task(name=ENTER, queue=self.site, retry=TakeUpLater())
        async def run(item: int) -> None:
            await enter(item)

        @self.app.periodic(cron=f"* * * * * */{every_s}", periodic_id=self.site)
        @self.app.task(name=KEEP, queue=self.keeping, queueing_lock=f"{KEEP} {self.site}")
        async def order(timestamp: int) -> None:
            await keep()

    async def feed(self, waiting: Sequence[Waiting]) -> int:
        """Makes a job for each of the first waiting items that has none yet; how many it made.

        `waiting` is in the order of turns. No more than `MOST_JOBS` at a time: of thousands, PostgreSQL fetches one in
        a third of a second until it has counted the table anew (measured), and a short queue follows a change of turns
        sooner.
        """
        have = await self._items_with_jobs()
        return await self._defer([one for one in waiting[:MOST_JOBS] if one.item not in have])

    async def _defer(self, missing: list[Waiting]) -> int:
        if not missing:
            return 0
        jobs = [self._job(one) for one in missing]
        try:
            return len(await self.app.job_manager.batch_defer_jobs_async(jobs))
        except exceptions.AlreadyEnqueued:
            if len(missing) == 1:
                return 0
        half = len(missing) // 2  # another machine made some of them meanwhile
        return await self._defer(missing[:half]) + await self._defer(missing[half:])

    def _job(self, one: Waiting) -> Job:
        return Job(
            queue=self.site,
            task_name=ENTER,
            priority=0 if one.due is None else _LAST - one.due.toordinal(),
            lock=self._lock(one.item),
            queueing_lock=self._lock(one.item),
            task_kwargs={"item": one.item},
            scheduled_at=datetime.now(UTC) + timedelta(seconds=one.wait_s) if one.wait_s > 0 else None,
        )

    def _lock(self, item: int) -> str:
        return f"caljobs item {item}"

    async def _items_with_jobs(self) -> set[int]:
        lines = await self.app.connector.execute_query_all_async(
            "SELECT (args->>'item')::bigint AS item FROM procrastinate_jobs"
            " WHERE queue_name = %(queue)s AND task_name = %(task)s AND status IN ('todo', 'doing')",
            queue=self.site,
            task=ENTER,
        )
        return {line["item"] for line in lines}

    async def take_up_stalled(self, silent_s: float) -> int:
        """Gives the jobs of machines whose heart has stopped for so many seconds back to all; how many there were."""
        manager = self.app.job_manager
        taken = 0
        for queue in (self.site, self.keeping):
            for job in await manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=silent_s):
                try:
                    await manager.retry_job(job)
                    taken += 1
                except exceptions.ConnectorException:
                    continue  # it came to its end, or another machine was quicker
        await manager.prune_stalled_workers(seconds_since_heartbeat=max(60.0, 4 * silent_s))
        return taken

    async def counts(self) -> Counts:
        """How many jobs there are."""
        lines = await self.app.connector.execute_query_all_async(
            "SELECT status::text AS status, count(*) AS count FROM procrastinate_jobs"
            " WHERE queue_name = %(queue)s AND task_name = %(task)s GROUP BY status",
            queue=self.site,
            task=ENTER,
        )
        by_status = {line["status"]: line["count"] for line in lines}
        return Counts(by_status.get("todo", 0), by_status.get("doing", 0), by_status.get("failed", 0))

    async def workers(self, silent_s: float) -> tuple[int, int]:
        """How many workers live, and how many have been silent for so many seconds."""
        line = await self.app.connector.execute_query_one_async(
            "SELECT count(*) FILTER (WHERE last_heartbeat >= now() - make_interval(secs => %(silent)s)) AS alive,"
            " count(*) AS all FROM procrastinate_workers",
            silent=silent_s,
        )
        return line["alive"], line["all"] - line["alive"]


async def make_tables(queue: Queue) -> bool:
    """Makes the queue's tables where there are none; whether it did. The queue is open."""
    if await queue.app.check_connection_async():
        return False
    await queue.app.schema_manager.apply_schema_async()
    return True


def conninfo(url: str) -> str:
    """The ledger's address as PostgreSQL's own programs take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

