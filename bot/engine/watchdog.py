"""A browser that hangs in `run`'s own process is ended: then the participant is parked, and nobody waits all night."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from time import monotonic

import psutil

LOOK_S = 1.0


class Watchdog:
    """Waits for signs of life in a thread of its own."""

    def __init__(self, seconds: float) -> None:
        """`seconds` without a sign of life after which the browser counts as hung."""
        self._seconds = seconds
        self._at = monotonic()
        self._end = threading.Event()

    def alive(self) -> None:
        """Something went on."""
        self._at = monotonic()

    def at_rest(self, sleep: Callable[[float], None]) -> Callable[[float], None]:
        """A way to pass time, in seconds, in which nothing is expected to go on: a wait of ours is no hung browser."""

        def rest(seconds: float) -> None:
            self._at = monotonic() + seconds
            sleep(seconds)
            self.alive()

        return rest

    @contextmanager
    def watching(self) -> Iterator[Watchdog]:
        """Watches for the body of the `with`."""
        self.alive()
        thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._end.set()
            thread.join()

    def _watch(self) -> None:
        while not self._end.wait(LOOK_S):
            if monotonic() - self._at > self._seconds:
                end_browser()
                self.alive()


def end_browser() -> None:
    """Ends the browser hard, and Playwright's driver with it, which may be what hangs: what waits gets an error."""
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            process.kill()
