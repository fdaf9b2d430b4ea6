"""Ctrl-C and SIGTERM: the first asks to stop at the next safe point, the second stops at once."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from types import FrameType

from bot.report.progress import complain


class Stop:
    """A request to stop at the next safe point, as a signal's handler leaves it."""

    def __init__(self) -> None:
        self._requests: SimpleQueue[None] = SimpleQueue()  # the one queue that a handler may always put into

    def request(self) -> None:
        self._requests.put(None)

    def asked(self) -> bool:
        return not self._requests.empty()

    def sleep(self, seconds: float) -> None:
        """Passes time, but not once a stop is asked for."""
        with suppress(Empty):
            self._requests.put(self._requests.get(timeout=seconds))


@contextmanager
def stopping() -> Iterator[Stop]:
    """Ctrl-C and SIGTERM ask to stop at the next safe point; the second one stops at once."""
    stop = Stop()

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.asked():
            raise KeyboardInterrupt
        stop.request()
        complain("stopping at the next safe point; once more stops at once")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
