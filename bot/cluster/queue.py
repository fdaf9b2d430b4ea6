"""The queue of many machines: Procrastinate's tables in the ledger's PostgreSQL, in a schema of their own.

A job holds an item's number and nothing else. The ledger is the truth, and the queue only says which machine does what
next: it is filled from the ledger over and over (`feed`), may be lost as a whole, and a job that is no longer true does
nothing. Of each item one job waits and one runs at most (Procrastinate's locks); should two run all the same, the
ledger's claim lets only one of them press anything. No job is ever tried again: whatever became of it, the next feed
makes another one if the item still waits.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy, exceptions
from procrastinate.jobs import Job
from psycopg import Error
from sqlalchemy.engine import make_url

from bot.ledger.model import Turn

H = TypeVar("H")

AWAY = (exceptions.ConnectorException, Error)
"""What is raised when the server is away, or was for a moment."""
ENTER, KEEP, BACKFILL = "caljobs.enter", "caljobs.keep", "caljobs.backfill"
"""The tasks: entering one participant; keeping the queue in order; loading a folder into the ledger."""
MOST_JOBS = 500
"""Jobs of waiting items that are in the queue at the same time."""
BEAT_S = 5.0
"""Seconds between the heartbeats of a worker of the queue."""
BACKFILL_AGAIN_S = 60
"""Seconds after which a backfill that failed is tried again; then twice as long, and so on."""
SCHEMA = "caljobs_queue"
VERSION = importlib.metadata.version("procrastinate")
"""Whose tables they are: another version's may not fit."""
_SETTINGS = f"-c search_path={SCHEMA} -c synchronous_commit=off"
"""Of each connection. Nothing of the queue needs to be on disk: what a crash takes of it is made anew."""
_AWAY_S = 30.0
"""Seconds for which a server that is away (restarted) is waited for before a question to it is an error."""


@dataclass(frozen=True)
class Counts:
    """The jobs of one site, as they stand."""

    waiting: int
    running: int


class Queue(Generic[H]):
    """The jobs of one site, done by hands of type H. Open it before use, inside the loop that uses it."""

    def __init__(self, url: str, site: str) -> None:
        """`url` is the ledger's address, postgresql://..., `site` the profile's."""
        self.site = site
        connector = PsycopgConnector(
            conninfo=conninfo(url), kwargs={"options": _SETTINGS}, min_size=1, max_size=4, timeout=_AWAY_S
        )
        self._entering, self._keeping = App(connector=connector), App(connector=connector)
        self.connector, self.jobs = connector, self._entering.job_manager
        self._of_keeping = [f"keeping {site}"]  # a queue of its own, so that no machine is ever too busy for it
        self._of_backfill = f"backfill {site}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Queue[H]]:
        """Connects, and lets go again."""
        async with self._entering.open_async():
            yield self

    def does(
        self,
        enter: Callable[[H, int], Awaitable[None]],
        keep: Callable[[], Awaitable[None]],
        every_s: int,
        backfill: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """What this machine does: `enter` for each item's job that a hand of its gets; `keep` every so many seconds,
        one machine at a time; `backfill` when it is due, tried again some minutes later when it fails."""

        @self._entering.task(name=ENTER, queue=self.site, pass_context=True)
        async def run(context: JobContext, item: int) -> None:
            await enter(context.additional_context["hand"], item)

        @self._keeping.periodic(cron=f"* * * * * */{every_s}", periodic_id=self.site)
        @self._keeping.task(name=KEEP, queue=self._of_keeping[0], queueing_lock=f"{KEEP} {self.site}")
        async def order(timestamp: int) -> None:
            await keep()

        if backfill is not None:
            self._of_keeping.append(self._of_backfill)
            again = RetryStrategy(max_attempts=5, wait=BACKFILL_AGAIN_S, linear_wait=BACKFILL_AGAIN_S)

            @self._keeping.task(name=BACKFILL, queue=self._of_backfill, retry=again)
            async def load(timestamp: int) -> None:
                await backfill()

    async def serve(self, hand: H) -> None:
        """Has a hand do jobs, one by one, until none is ready. When it is cancelled it ends after the job in hand.

        Raises `AWAY`. It asks and is not told (LISTEN): that would take a connection more of every hand, and a restart
        of the server would end its work at once.
        """
        await self._entering.run_worker_async(
            queues=[self.site], wait=False, additional_context={"hand": hand}, listen_notify=False,
            install_signal_handlers=False, delete_jobs="always", update_heartbeat_interval=BEAT_S,
        )  # fmt: skip

    async def keep(self) -> None:
        """Does this machine's share of keeping the queue, until it is cancelled. Raises `AWAY`."""
        await self._keeping.run_worker_async(
            queues=self._of_keeping, concurrency=2, fetch_job_polling_interval=1.0, listen_notify=False,
            install_signal_handlers=False, delete_jobs="always", update_heartbeat_interval=BEAT_S,
        )  # fmt: skip

    async def feed(self, turns: Sequence[Turn]) -> int:
        """Makes a job for each of the first waiting items that has none yet; how many it made.

        No more than `MOST_JOBS` at a time: of thousands, PostgreSQL fetches one in a third of a second until it has
        counted the table anew (measured), and a short queue follows a change of turns sooner.
        """
        have = await self._items_with_jobs()
        return await self._defer([turn for turn in turns[:MOST_JOBS] if turn.item not in have])

    async def backfill_once(self, due: datetime) -> bool:
        """Makes the job of the backfill that is due then; False when any machine did so before."""
        moment = int(due.timestamp())
        job = Job(
            queue=self._of_backfill, task_name=BACKFILL, priority=0, lock=self._of_backfill, queueing_lock=None,
            task_kwargs={"timestamp": moment},
        )  # fmt: skip
        return await self.jobs.defer_periodic_job(job, self.site, moment) is not None

    async def ready(self, most: int) -> int:
        """How many jobs could be begun at once, counted up to `most`."""
        line = await self.connector.execute_query_one_async(
            "SELECT count(*) AS ready FROM (SELECT 1 FROM procrastinate_jobs AS job"
            " WHERE queue_name = %(queue)s AND status = 'todo' AND NOT EXISTS"
            " (SELECT 1 FROM procrastinate_jobs AS other WHERE other.lock = job.lock AND other.status = 'doing')"
            " LIMIT %(most)s) AS found",
            queue=self.site,
            most=most,
        )
        return int(line["ready"])

    async def take_up_stalled(self, silent_s: float) -> int:
        """Gives the jobs of machines whose heart has stopped for so many seconds back to all; how many there were."""
        taken = 0
        for queue in (self.site, *self._of_keeping):
            for job in await self.jobs.get_stalled_jobs(queue=queue, seconds_since_heartbeat=silent_s):
                try:
                    await self.jobs.retry_job(job)
                    taken += 1
                except exceptions.ConnectorException:
                    continue  # it came to its end, or another machine was quicker
        await self.jobs.prune_stalled_workers(seconds_since_heartbeat=max(60.0, 4 * silent_s))
        return taken

    async def counts(self) -> Counts:
        """How many jobs of participants there are."""
        line = await self.connector.execute_query_one_async(
            "SELECT count(*) FILTER (WHERE status = 'todo') AS waiting, count(*) FILTER (WHERE status = 'doing')"
            " AS running FROM procrastinate_jobs WHERE queue_name = %(queue)s",
            queue=self.site,
        )
        return Counts(line["waiting"], line["running"])

    async def make_tables(self) -> bool:
        """Makes the queue's tables where there are none of the installed version; whether it did. Jobs of former
        tables are gone then, and made anew by the next feed."""
        if await self.has_tables():
            return False
        await self.connector.execute_query_async(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        await self.connector.execute_query_async(f"CREATE SCHEMA {SCHEMA}")
        await self._entering.schema_manager.apply_schema_async()
        await self.connector.execute_query_async(  # and all of this is on disk now
            f"DO $$ BEGIN SET LOCAL synchronous_commit = on; COMMENT ON SCHEMA {SCHEMA} IS '{VERSION}'; END $$"
        )
        return True

    async def has_tables(self) -> bool:
        """Whether the queue's tables of the installed version were made."""
        line = await self.connector.execute_query_one_async(
            "SELECT obj_description(to_regnamespace(%(schema)s), 'pg_namespace') AS version", schema=SCHEMA
        )
        return bool(line["version"] == VERSION)

    async def _defer(self, missing: list[Turn]) -> int:
        if not missing:
            return 0
        try:
            return len(await self.jobs.batch_defer_jobs_async([self._job(turn) for turn in missing]))
        except exceptions.AlreadyEnqueued:
            if len(missing) == 1:
                return 0
        half = len(missing) // 2  # another machine made some of them meanwhile
        return await self._defer(missing[:half]) + await self._defer(missing[half:])

    def _job(self, turn: Turn) -> Job:
        lock = f"caljobs item {turn.item}"
        return Job(
            queue=self.site, task_name=ENTER, priority=-turn.order, lock=lock, queueing_lock=lock,
            task_kwargs={"item": turn.item},
        )  # fmt: skip

    async def _items_with_jobs(self) -> set[int]:
        lines = await self.connector.execute_query_all_async(
            "SELECT (args->>'item')::bigint AS item FROM procrastinate_jobs"
            " WHERE queue_name = %(queue)s AND status IN ('todo', 'doing')",
            queue=self.site,
        )
        return {line["item"] for line in lines}


def conninfo(url: str) -> str:
    """The ledger's address as PostgreSQL's own programs take it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
