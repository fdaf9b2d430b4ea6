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

Tell = Callable[[dict[str, Any]], None]


class Worker:
    """A worker process with a staff sign-in, from its start to its end. All of this happens in the loop's thread."""

    def __init__(self, hand: Hand, tell: Tell) -> None:
        self.hand = hand
        self.was_ready = False
        """Whether it has come to be ready for its first participant."""
        self.idle_since: float | None = None
        """Since when it waits to be woken; None while it starts, works or ends."""
        self.results = 0
        self.message: str | None = None
        """Why it ended, in words, where it said so."""
        self._tell = tell
        self._item: int | None = None
        self._has_begun = False
        self._at_rest, self._enough = asyncio.Event(), asyncio.Event()
        self._wanted, self._gone = asyncio.Event(), asyncio.Event()

    @property
    def username(self) -> str:
        """Whose sign-in it has."""
        return self.hand.login.username if self.hand.login else ""

    @property
    def is_over(self) -> bool:
        """Whether the process has ended."""
        return self._gone.is_set()

    @property
    def is_busy(self) -> bool:
        """Whether it starts, or has an item in hand."""
        return not self._at_rest.is_set()

    @property
    def only_waits(self) -> bool:
        """Whether it is to take up an item, and something at the site keeps it from that."""
        return self._item is not None and not self._has_begun

    def hear(self, event: dict[str, Any] | None) -> None:
        """Takes in a line that the process said; None is its last."""
        self.hand.heard = monotonic()
        if event is None:
            self.retire()
            self._gone.set()
            self._at_rest.set()
            return
        match event["event"]:
            case "owner":
                self.hand.owner = event["owner"]
            case "free":
                self.was_ready = True
                self._at_rest.set()
            case "begun":
                self._has_begun = True
            case "result":
                self.results += 1
                self._tell({"worker": self.hand.number, "item": self._item, **told(event)})
            case "ended":
                self.hand.why, self.message = event["why"], event.get("message")
            case "broken":
                self.message = event["message"]

    async def is_ready(self) -> bool:
        """Whether it has come to be free; False when it ended instead."""
        await self._at_rest.wait()
        return not self.is_over

    async def enter(self, item: int) -> None:
        """Has it work on one item until it is free again, or over. One that is to go takes up nobody."""
        if self._enough.is_set():
            return
        self._item, self._has_begun = item, False
        self._at_rest.clear()
        self.hand.heard = monotonic()
        self.hand.order(f"go {item}")
        await self._at_rest.wait()
        self._item = None

    async def wanted(self) -> bool:
        """Waits, idle, until there is somebody to take up; False when it is to go instead."""
        self._wanted.clear()
        if not self._enough.is_set():
            self.idle_since = monotonic()
            await self._wanted.wait()
            self.idle_since = None
        return not self._enough.is_set()

    def wake(self) -> None:
        """Says that there is somebody to take up."""
        self._wanted.set()

    async def enough(self) -> None:
        """Returns when it is to take up nobody any more."""
        await self._enough.wait()

    def retire(self) -> None:
        """Lets it take up nobody any more; whom it works on it brings to an end."""
        self._enough.set()
        self._wanted.set()

    def stop(self) -> None:
        """Asks it to end at the next safe point."""
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


def told(event: dict[str, Any]) -> dict[str, Any]:
    """The part of a result that may go where others read it, such as a machine's journal: no User ID, no message."""
    result = event["result"]
    error = result["error"] or {}
    place = {name: error.get(name) for name in ("kind", "step", "screen", "field")}
    seconds = round(result["seconds"], 1)
    return {"event": "result", "state": result["state"], "seconds": seconds, "pages": event.get("pages"), **place}
