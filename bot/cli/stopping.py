"""Ctrl-C and SIGTERM: the first asks to stop at the next safe point, the second stops at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from types import FrameType

from bot.report.progress import complain


class Stop:
    """A request to stop at the next safe point: a signal's handler leaves it, or the time is up."""

    def __init__(self, until: datetime | None = None) -> None:
        self._until = until
        self._requests: SimpleQueue[None] = SimpleQueue()  # the one queue that a handler may always put into

    def request(self) -> None:
        self._requests.put(None)

    def asked(self) -> bool:
        return self.by_signal or (self._until is not None and datetime.now(UTC) >= self._until)

    @property
    def by_signal(self) -> bool:
        return not self._requests.empty()

    def sleep(self, seconds: float) -> None:
        """Passes time, but not once a stop is asked for."""
        if self._until is not None:
            seconds = min(seconds, max(0.0, (self._until - datetime.now(UTC)).total_seconds()))
        with suppress(Empty):
            self._requests.put(self._requests.get(timeout=seconds))


@contextmanager
def stopping(until: datetime | None = None) -> Iterator[Stop]:
    """Ctrl-C and SIGTERM ask to stop at the next safe point, and so does the moment `until`; the second signal stops
    at once."""
    stop = Stop(until)

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.by_signal:
            raise KeyboardInterrupt
        stop.request()
        complain("stopping at the next safe point; once more stops at once")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
