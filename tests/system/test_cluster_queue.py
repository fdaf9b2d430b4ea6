"""The queue of many machines, on a PostgreSQL of the test's own: order, once each, and jobs of the dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.cluster import queue as module
from bot.cluster.queue import Queue, conninfo
from bot.ledger.model import Turn
from tests.system.postgres_kit import Postgres

pytestmark = pytest.mark.own_thread

SITE = "site.example:1"
SILENT_S = 5.0


@pytest.fixture
def url(server: Postgres) -> str:
    return server.fresh("queue")


@asynccontextmanager
async def opened(url: str, site: str = SITE) -> AsyncIterator[Queue[str]]:
    async with Queue[str](url, site).open() as queue:
        await queue.make_tables()
        yield queue


def turns(*items: int) -> list[Turn]:
    return [Turn(item, 5) for item in items]


async def nothing() -> None:
    """Keeps nothing in order."""


async def work(queue: Queue[str], enter: Callable[[str, int], Awaitable[None]]) -> None:
    """Works until no job is ready."""
    queue.does(enter, nothing, 10)
    await queue.serve("left")


def test_each_item_once_and_the_soonest_first(url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            assert not await queue.make_tables(), "made already, and left alone"
            waiting = [Turn(1, 99), Turn(2, 9), Turn(3, 2), Turn(4, 9)]
            assert await queue.feed(waiting) == 4
            assert await queue.feed(waiting) == 0
            done: list[tuple[str, int, int, int]] = []

            async def enter(hand: str, item: int) -> None:
                done.append((hand, item, await queue.feed(turns(item)), await queue.ready(9)))

            await work(queue, enter)
            assert done == [("left", 3, 0, 3), ("left", 2, 0, 2), ("left", 4, 0, 1), ("left", 1, 0, 0)]
            assert (await queue.counts()).waiting == 0

    asyncio.run(scene())


def test_two_machines_that_feed_at_once_make_one_job_each(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with opened(url) as queue, opened(url) as other:
            await queue.feed(turns(2, 5))

            async def sees_nothing() -> set[int]:
                return set()

            monkeypatch.setattr(other, "_items_with_jobs", sees_nothing)
            assert await other.feed(turns(*range(1, 8))) == 5
            assert (await queue.counts()).waiting == 7

    asyncio.run(scene())


def test_tables_of_another_version_are_made_anew(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed(turns(1))
            monkeypatch.setattr(module, "VERSION", "99")
            assert not await queue.has_tables()
            assert await queue.make_tables()
            assert await queue.feed(turns(1, 2)) == 2

    asyncio.run(scene())


def test_the_queue_is_kept_short(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_JOBS", 3)

    async def scene() -> None:
        async with opened(url) as queue:
            assert await queue.feed(turns(*range(10))) == 3
            assert await queue.feed(turns(90, 0, 1, 2)) == 1, "one that is urgent"

    asyncio.run(scene())


def test_whatever_became_of_a_job_another_is_made_while_its_item_waits(url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed(turns(1))

            async def enter(hand: str, item: int) -> None:
                raise OSError("the hand died")

            await work(queue, enter)
            assert (await queue.counts()) == module.Counts(0, 0)
            assert await queue.feed(turns(1)) == 1

    asyncio.run(scene())


def test_a_backfill_is_begun_once_a_night_over_all_machines(url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue, opened(url) as other:
            due = datetime(2026, 6, 2, 5, tzinfo=UTC)
            assert await queue.backfill_once(due)
            assert not await other.backfill_once(due)
            assert not await queue.backfill_once(due)
            assert await other.backfill_once(due + timedelta(days=1))
            assert not await queue.backfill_once(due + timedelta(days=1))

    asyncio.run(scene())


def test_a_job_holds_the_number_of_its_item_and_nothing_else(url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed(turns(7))
            (line,) = await queue.connector.execute_query_all_async("SELECT * FROM procrastinate_jobs")
            assert line["args"] == {"item": 7}
            assert {line["lock"], line["queueing_lock"]} == {"caljobs item 7"}

    asyncio.run(scene())


def test_jobs_of_a_machine_whose_heart_stopped_are_taken_up_and_of_no_other(url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed(turns(1, 2))
            dead, alive = await queue.jobs.register_worker(), await queue.jobs.register_worker()
            for worker in (dead, alive):
                assert await queue.jobs.fetch_job(queues=[SITE], worker_id=worker) is not None
            await queue.connector.execute_query_async(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '6 seconds' WHERE id = %(dead)s",
                dead=dead,
            )
            assert await queue.take_up_stalled(SILENT_S) == 1
            assert await queue.take_up_stalled(SILENT_S) == 0
            assert await queue.counts() == module.Counts(1, 1)

    asyncio.run(scene())


def test_a_server_that_crashed_is_found_again_and_what_it_lost_is_made_anew(server: Postgres, url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed(turns(1))
            await asyncio.to_thread(server.stop, at_once=True)
            await asyncio.to_thread(server.start)
            await queue.feed(turns(1, 2))
            assert await queue.counts() == module.Counts(2, 0)

    asyncio.run(scene())


def test_the_address_is_libpqs() -> None:
    assert conninfo("postgresql+psycopg://bot:a%40b@db/x?sslmode=verify-full") == (
        "postgresql://bot:a%40b@db/x?sslmode=verify-full"
    )
