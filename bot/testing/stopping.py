"""Ctrl-C and SIGTERM in a run of tests: the first ends it at a safe point with its report, the second at once."""

from __future__ import annotations

import signal
from types import FrameType

import pytest

from bot.report.progress import complain
from bot.testing.report.collect import Collector

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
WORDS = "stopped by the user: what comes after was not run"


class Stopper:
    """A pytest plugin. A signal in the middle of a call to the browser must not break the connection to it."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._session: pytest.Session | None = None
        self._before = {number: signal.getsignal(number) for number in _SIGNALS}
        self.asked = False

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """From here on signals are ours."""
        self._session = session
        for number in _SIGNALS:
            signal.signal(number, self._ask)

    def pytest_unconfigure(self) -> None:
        """Others get them back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self.asked or self._session is None:
            raise KeyboardInterrupt
        self.asked = True
        self._session.shouldstop = WORDS
        self._collector.stopped = True
        self._collector.note(f"The run was {WORDS}.")
        capture = self._session.config.pluginmanager.get_plugin("capturemanager")
        assert capture is not None
        with capture.global_and_fixture_disabled():  # else it is held back till the test's end
            complain("stopping at the next safe point; once more stops at once")
