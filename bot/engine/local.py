"""The local engine: one parent, worker processes with a browser each. The parent only watches and replaces; the truth
is in the ledger."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from time import monotonic
from typing import Any

import psutil

from bot.ledger import Ledger
from bot.session import environment_without
from bot.session.credentials import PASSWORD, Login

TICK_S = 1.0
MOST_STARTS = 5
"""How often in a row a worker is replaced that came to no result: then its sign-in is left out."""
END_S = 20.0
"""Seconds a worker has to close its browser once it has said that it is done."""


@dataclass(frozen=True)
class Settings:
    """What workers are started with. `profile`, `ledger`, `out`, `today` and `headed` are handed on to them."""

    ledger: str
    profile: dict[str, Any] = field(repr=False)
    site: str
    out: str
    today: str
    headed: bool = False
    most: int | None = None
    """Participants at most; none: all."""
    hang_s: float = 300.0
    """Seconds without a sign of progress after which a worker is replaced."""
    most_bytes: int = 2 * 1024**3
    """Memory of a worker and its browser above which it is replaced after its participant."""


@dataclass
class _Hand:
    """One worker process as its parent sees it."""

    number: int
    login: Login | None
    process: subprocess.Popen[str]
    heard: float = field(default_factory=monotonic)
    owner: str | None = None
    free: bool = False
    again_at: float | None = None
    why: str | None = None
    stopping: bool = False
    retiring: bool = False

    def order(self, line: str) -> None:
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(f"{line}\n")
            self.process.stdin.flush()

    def kill(self) -> None:
        """Ends the process and everything below it at once."""
        with suppress(psutil.NoSuchProcess):
            below = psutil.Process(self.process.pid).children(recursive=True)
            self.process.kill()
            for child in below:
                with suppress(psutil.NoSuchProcess):
                    child.kill()

    def memory(self) -> int:
        """Bytes of the process and all below it."""
        total = 0
        with suppress(psutil.NoSuchProcess):
            whole = psutil.Process(self.process.pid)
            for one in (whole, *whole.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    total += one.memory_info().rss
        return total


class Local:
    """Runs workers until nothing is left, the time is up, or a stop is asked for."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        logins: Sequence[Login | None],
        tell: Callable[[int, dict[str, Any]], None],
        stop: Callable[[], bool],
    ) -> None:
        """`tell` gets every event of every worker, with its number; `stop` asks for an end at safe points."""
        self._ledger = ledger
        self._settings = settings
        self._tell = tell
        self._stop = stop
        self._events: Queue[tuple[_Hand, dict[str, Any] | None]] = Queue()
        self._hands: list[_Hand] = []
        self._logins = logins
        self._begun = 0
        self._starts: dict[int, int] = {}
        self.halted: str | None = None
        """Why everything stopped before it was done, if it did."""

    def run(self) -> None:
        """Works to the end; every worker and browser is gone afterwards, whatever happens."""
        try:
            self._hands = [self._start(number, login) for number, login in enumerate(self._logins, 1)]
            while self._hands:
                self._hear()
                if self._stop() or self.halted:
                    self._stop_all()
                for hand in list(self._hands):
                    self._supervise(hand)
        finally:
            for hand in self._hands:
                hand.kill()
                hand.process.wait()
                self._bury(hand)

    def _start(self, number: int, login: Login | None) -> _Hand:
        self._starts[number] = self._starts.get(number, 0) + 1
        with environment_without(PASSWORD):
            process = subprocess.Popen(
                [sys.executable, "-m", "bot.engine.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
            )  # fmt: skip
        hand = _Hand(number, login, process)
        kept = self._settings
        hand.order(
            json.dumps(
                {
                    "profile": kept.profile, "ledger": kept.ledger, "out": kept.out, "today": kept.today,
                    "headed": kept.headed, "login": login and [login.username, login.password],
                }
            )
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(hand,), daemon=True).start()
        return hand

    def _listen(self, hand: _Hand) -> None:
        assert hand.process.stdout is not None
        for line in hand.process.stdout:
            with suppress(json.JSONDecodeError):
                self._events.put((hand, json.loads(line)))
        self._events.put((hand, None))

    def _hear(self) -> None:
        with suppress(Empty):
            hand, event = self._events.get(timeout=TICK_S)
            while True:
                self._take(hand, event)
                hand, event = self._events.get_nowait()

    def _take(self, hand: _Hand, event: dict[str, Any] | None) -> None:
        hand.heard = monotonic()
        if event is None:
            return
        match event["event"]:
            case "owner":
                hand.owner = event["owner"]
            case "free":
                hand.free = True
                self._come_again(hand, empty=event["why"] == "empty")
            case "result":
                self._starts[hand.number] = 0
            case "ended":
                hand.why = event["why"]
                if hand.why in ("halted", "paused", "lost"):
                    self.halted = hand.why
        self._tell(hand.number, event)

    def _come_again(self, hand: _Hand, *, empty: bool) -> None:
        """When a free worker asks for the next participant: at once, when a parked one's time comes, or never."""
        wait = self._ledger.views.waiting_until(self._settings.site) if empty else 0.0
        if wait is None or hand.retiring or hand.stopping:
            hand.order("stop")
        else:
            hand.again_at = monotonic() + wait

    def _supervise(self, hand: _Hand) -> None:
        if hand.process.poll() is not None:
            self._ended(hand)
        elif hand.free:
            self._let_go_on(hand)
        elif monotonic() - hand.heard > (END_S if hand.why else self._settings.hang_s):
            self._tell(hand.number, {"event": "replaced", "why": "no sign of progress"})
            hand.kill()
        elif hand.memory() > self._settings.most_bytes and not hand.retiring:
            self._tell(hand.number, {"event": "replaced", "why": "too much memory"})
            hand.retiring = True

    def _let_go_on(self, hand: _Hand) -> None:
        hand.heard = monotonic()
        if hand.again_at is None or monotonic() < hand.again_at or hand.stopping:
            return
        if self._settings.most is not None and self._begun >= self._settings.most:
            hand.order("stop")
            hand.stopping, hand.free = True, False
            return
        self._begun += 1
        hand.free, hand.again_at = False, None
        hand.order("go")

    def _ended(self, hand: _Hand) -> None:
        """A worker that ended without having been asked to, or to be renewed, is replaced."""
        self._hands.remove(hand)
        self._bury(hand)
        planned = hand.why is not None and not hand.retiring
        if planned or self._stop() or self.halted:
            return
        if self._starts[hand.number] >= MOST_STARTS:
            self._tell(hand.number, {"event": "left out", "why": "it came to no result again and again"})
            return
        self._hands.append(self._start(hand.number, hand.login))

    def _bury(self, hand: _Hand) -> None:
        if hand.owner is not None:
            self._ledger.bury(hand.owner)

    def _stop_all(self) -> None:
        for hand in self._hands:
            if not hand.stopping:
                hand.stopping = True
                hand.order("stop")
