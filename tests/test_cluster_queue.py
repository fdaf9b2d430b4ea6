"""The queue of many machines, on a PostgreSQL of the test's own: order, once each, later, and jobs of the dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest

from bot.cluster import queue as module
from bot.cluster.queue import Later, Queue, Waiting, conninfo, make_tables
from bot.errors import LedgerTrouble
from tests.postgres_kit import QUICK, Postgres, needed, postgres

SITE = "site.example:1"
SILENT_S = 5.0


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    needed()
    with postgres(*QUICK) as server:
        yield server


@pytest.fixture
def url(server: Postgres) -> str:
    return server.fresh("queue")


@asynccontextmanager
async def opened(url: str, site: str = SITE) -> AsyncIterator[Queue]:
    async with Queue(url, site).open() as queue:
        await make_tables(queue)
        yield queue


async def nothing() -> None:
    """Keeps nothing in order."""


async def work(queue: Queue, enter: Callable[[int], Awaitable[None]]) -> None:
    """Works until no job is ready."""
    queue.does(enter, nothing, 10)
    await queue.app.run_worker_async(
        queues=[queue.site], wait=False, install_signal_handlers=False, delete_jobs="successful"
    )


def test_each_item_once_and_the_nearest_due_day_first(url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            assert not await make_tables(queue), "made already, and left alone"
            days = {1: None, 2: date(2026, 6, 9), 3: date(2026, 6, 2), 4: date(2026, 6, 9)}
            waiting = [Waiting(item, due) for item, due in days.items()]
            assert await queue.feed(waiting) == 4
            assert await queue.feed(waiting) == 0
            done: list[int] = []

            async def enter(item: int) -> None:
                done.append(item)
                if item == 3:
                    assert await queue.feed([Waiting(3, None)]) == 0, "it is being worked on"

            await work(queue, enter)
            assert done == [3, 2, 4, 1]
            assert (await queue.counts()).waiting == 0

    asyncio.run(scene())


def test_two_machines_that_feed_at_once_make_one_job_each(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        async with opened(url) as queue, opened(url) as other:
            await queue.feed([Waiting(2, None), Waiting(5, None)])

            async def sees_nothing() -> set[int]:
                return set()

            monkeypatch.setattr(other, "_items_with_jobs", sees_nothing)
            assert await other.feed([Waiting(item, None) for item in range(1, 8)]) == 5
            assert (await queue.counts()).waiting == 7

    asyncio.run(scene())


def test_the_queue_is_kept_short(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_JOBS", 3)

    async def scene() -> None:
        async with opened(url) as queue:
            assert await queue.feed([Waiting(item, None) for item in range(10)]) == 3
            assert await queue.feed([Waiting(item, None) for item in (90, 0, 1, 2)]) == 1, "one that is urgent"

    asyncio.run(scene())


@pytest.mark.parametrize("error", [Later(300), LedgerTrouble("away")])
def test_what_cannot_be_done_now_waits_and_is_not_lost(url: str, error: Exception) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed([Waiting(1, None), Waiting(2, None, wait_s=300)])
            tried: list[int] = []

            async def enter(item: int) -> None:
                tried.append(item)
                raise error

            await work(queue, enter)
            assert tried == [1]
            assert (await queue.counts()).waiting == 2

    asyncio.run(scene())


def test_a_job_holds_the_number_of_its_item_and_nothing_else(url: str) -> None:
    async def scene() -> list[dict[str, Any]]:
        async with opened(url) as queue:
            await queue.feed([Waiting(7, date(2026, 6, 2))])
            return await queue.app.connector.execute_query_all_async("SELECT * FROM procrastinate_jobs")

    (line,) = asyncio.run(scene())
    assert line["args"] == {"item": 7}
    assert {line["lock"], line["queueing_lock"]} == {"caljobs item 7"}


def test_jobs_of_a_machine_whose_heart_stopped_are_taken_up_and_of_no_other(url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed([Waiting(1, None), Waiting(2, None)])
            manager = queue.app.job_manager
            dead, alive = await manager.register_worker(), await manager.register_worker()
            for worker in (dead, alive):
                assert await manager.fetch_job(queues=[SITE], worker_id=worker) is not None
            await queue.app.connector.execute_query_async(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '6 seconds' WHERE id = %(dead)s",
                dead=dead,
            )
            assert await queue.workers(SILENT_S) == (1, 1)
            assert await queue.take_up_stalled(SILENT_S) == 1
            assert await queue.take_up_stalled(SILENT_S) == 0
            assert ((await queue.counts()).waiting, (await queue.counts()).running) == (1, 1)

    asyncio.run(scene())


def test_a_server_that_was_restarted_is_found_again(server: Postgres, url: str) -> None:
    async def scene() -> None:
        async with opened(url) as queue:
            await queue.feed([Waiting(1, None)])
            await asyncio.to_thread(server.stop, at_once=True)
            await asyncio.to_thread(server.start)
            assert await queue.feed([Waiting(1, None), Waiting(2, None)]) == 1

    asyncio.run(scene())


def test_the_address_is_libpqs() -> None:
    assert conninfo("postgresql+psycopg://bot:a%40b@db/x?sslmode=verify-full") == (
        "postgresql://bot:a%40b@db/x?sslmode=verify-full"
    )
