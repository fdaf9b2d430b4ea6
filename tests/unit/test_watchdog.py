"""The watch over `run`'s own browser: silence ends it, a wait of the program's own does not."""

from __future__ import annotations

from threading import Event

import pytest

from bot.engine import watchdog
from bot.engine.watchdog import Watchdog


def test_silence_ends_the_browser_and_a_wait_of_ours_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """A save that may be under way is waited for longer than any answer of the site takes."""
    ended = Event()

    def wait(seconds: float) -> None:
        ended.wait(seconds)

    monkeypatch.setattr(watchdog, "LOOK_S", 0.05)
    monkeypatch.setattr(watchdog, "end_browser", ended.set)
    dog = Watchdog(0.4)
    with dog.watching():
        dog.at_rest(wait)(1.2)
        assert not ended.is_set()
        assert ended.wait(10)
