"""One worker process as this machine's loop sees it: free for a participant, busy with one, or over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any

from bot.engine.hand import Hand

END_S = 20.0
"""Seconds a worker has to close its browser once it is to end."""


class Worker:
    """A worker process with a staff sign-in, from its start to its end. All of it happens in the loop's thread."""

    def __init__(self, hand: Hand, tell: Callable[[dict[str, Any]], None]) -> None:
        self.hand = hand
        self.idle_since: float | None = None
        """When it had nothing to do any more; None while it is busy or starts."""
        self.results = 0
        self.message: str | None = None
        """Why it said that it ends, in words."""
        self._item: int | None = None
        self._tell = tell
        self._at_rest = asyncio.Event()
        self._enough = asyncio.Event()
        self._wanted = asyncio.Event()
        self._gone = asyncio.Event()

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self._gone.is_set()

    def hear(self, event: dict[str, Any] | None) -> None:
        """Takes in a line that the process said; None is its last."""
        self.hand.heard = monotonic()
        match event and event["event"]:
            case None:
                self._gone.set()
                self._at_rest.set()
                self.retire()
            case "owner":
                self.hand.owner = event["owner"]
            case "free":
                self._at_rest.set()
            case "ended":
                self.hand.why, self.message = event["why"], event.get("message")
            case "broken":
                self.message = event["message"]
            case "result":
                self.results += 1
                self._tell(told(event["result"]) | {"item": self._item, "pages": event.get("pages")})

    async def is_ready(self) -> bool:
        """Whether it has come to be free; False when it ended instead."""
        await self._at_rest.wait()
        return not self.is_over

    async def enter(self, item: int) -> None:
        """Has it work on one item until it is free again, or over. One that is to go takes up nobody."""
        if self._enough.is_set():
            return
        self._item = item
        self._at_rest.clear()
        self.hand.heard = monotonic()
        self.hand.order(f"go {item}")
        await self._at_rest.wait()
        self._item = None

    @property
    def is_busy(self) -> bool:
        """Whether it starts, or works on somebody."""
        return not self._at_rest.is_set()

    def retire(self) -> None:
        """Lets it take up nobody any more."""
        self._enough.set()
        self._wanted.set()

    async def enough(self) -> None:
        """Returns when it is to take up nobody any more."""
        await self._enough.wait()

    def wake(self) -> None:
        """Says that there is somebody to take up."""
        self._wanted.set()

    async def wanted(self) -> bool:
        """Waits, idle, until there is somebody to take up; False when it is to go instead."""
        self._wanted.clear()
        if self._enough.is_set():
            return False
        self.idle_since = monotonic()
        await self._wanted.wait()
        self.idle_since = None
        return not self._enough.is_set()

    def stop(self) -> None:
        """Asks it to end at the next safe point."""
        self.hand.stopping = True
        self.retire()
        self.hand.order("stop")

    async def end(self) -> None:
        """Ends the process, its browser with it; by force where it does not go by itself."""
        self.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), END_S)
        self.kill()
        await asyncio.to_thread(self.hand.process.wait)

    def kill(self) -> None:
        """Ends it at once."""
        if self.hand.process.poll() is None:
            self.hand.kill()


def told(result: dict[str, Any]) -> dict[str, Any]:
    """What may be told of a result where others read it, such as a machine's journal: no User ID, no message."""
    error = result["error"] or {}
    place = {name: error.get(name) for name in ("kind", "step", "screen", "field")}
    return {"event": "result", "state": result["state"], "seconds": round(result["seconds"], 1), **place}
