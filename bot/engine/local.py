"""The local engine: one parent, worker processes with a browser each. The parent only watches and replaces; the truth
is in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import Empty, Queue
from time import monotonic
from typing import Any

from bot.engine.hand import Hand, Settings
from bot.errors import BrowserGone, LedgerTrouble, ProgramError
from bot.ledger import Ledger
from bot.session.credentials import Login

TICK_S = 1.0
MOST_STARTS = 8
"""How often in a row a worker is started that comes to no result: then its sign-in is left out. That is more than the
tries of a participant, so that one under whom everything dies costs no sign-in."""
END_S = 20.0
"""Seconds a worker has to close its browser once it has said that it is done."""
WEIGH_S = 15.0
"""Seconds between two looks at the memory of all workers: a look costs some milliseconds each."""
SOON_S = 1.0
"""Seconds after which a worker that found nothing asks again at the earliest."""
Tell = Callable[[int, dict[str, Any]], None]


@dataclass(frozen=True)
class Bounds:
    """When the parent lets nobody be begun any more, and when it replaces a worker."""

    most: int | None = None
    """Participants at most; none: all."""
    until: datetime | None = None
    """The moment at which all are to have stopped at a safe point."""
    hang_s: float = 400.0
    """Seconds without a sign of progress after which a worker is replaced."""
    most_bytes: int = 2 * 1024**3
    """Memory of a worker and its browser above which it is replaced after its participant."""


class Local:
    """Runs workers until nothing is left, the time is up, or a stop is asked for."""

    def __init__(
        self,
        ledger: Ledger,
        settings: Settings,
        logins: Sequence[Login | None],
        tell: Tell,
        stop: Callable[[], bool],
        bounds: Bounds | None = None,
    ) -> None:
        """`tell` gets every event of every worker, with its number; `stop` asks for an end at safe points."""
        self._ledger = ledger
        self._settings = settings
        self._tell = tell
        self._stop = stop
        self._bounds = bounds or Bounds()
        self._events: Queue[tuple[Hand, dict[str, Any] | None]] = Queue()
        self._hands: list[Hand] = []
        self._logins = logins
        self._begun = 0
        self._starts: dict[int, int] = {}
        self._seconds: list[float] = []
        self._sick: set[int] = set()
        """The numbers of workers that ended for faults of the program, and had no result since."""
        self._weigh_at = monotonic() + WEIGH_S
        self.halted: str | None = None
        """Why everything stopped before it was done, if it did: the kind of error, or what the ledger says."""

    @property
    def is_cut_short(self) -> bool:
        """Whether it began as many as it was to begin."""
        return self._bounds.most is not None and self._begun >= self._bounds.most

    def run(self) -> None:
        """Works to the end; every worker and browser is gone afterwards, whatever happens."""
        try:
            for number, login in enumerate(self._logins, 1):
                self._hands.append(self._start(number, login))
            while self._hands:
                self._hear()
                if self._is_over():
                    self._stop_all()
                for hand in list(self._hands):
                    self._supervise(hand)
                self._weigh()
        except LedgerTrouble as error:
            self.halted = error.kind
        finally:
            for hand in self._hands:
                hand.kill()
            for hand in self._hands:
                hand.process.wait()
                with suppress(LedgerTrouble):  # then the next run buries it
                    self._bury(hand)

    def _start(self, number: int, login: Login | None) -> Hand:
        self._starts[number] = self._starts.get(number, 0) + 1
        return Hand.start(number, login, self._settings, self._events)

    def _is_over(self) -> bool:
        until = self._bounds.until
        return self._stop() or self.halted is not None or (until is not None and datetime.now(UTC) >= until)

    def _hear(self) -> None:
        try:
            hand, event = self._events.get(timeout=TICK_S)
            while True:
                self._take(hand, event)
                hand, event = self._events.get_nowait()
        except Empty:
            return

    def _take(self, hand: Hand, event: dict[str, Any] | None) -> None:
        hand.heard = monotonic()
        if event is None:
            return
        match event["event"]:
            case "owner":
                hand.owner = event["owner"]
            case "free":
                hand.free = True
                self._begun -= event["why"] == "empty"
                self._come_again(hand, empty=event["why"] == "empty")
            case "result":
                self._weigh_result(hand, event["result"])
            case "ended":
                hand.why, hand.free = event["why"], False
                hand.is_sick = hand.why == "broken" and event.get("message") == ProgramError.kind
                if hand.why in ("halted", "lost"):
                    self.halted = event["message"] or hand.why
        self._tell(hand.number, event)

    def _weigh_result(self, hand: Hand, result: dict[str, Any]) -> None:
        error = result["error"]
        if error is None:
            self._seconds.append(result["seconds"])
            self._sick.discard(hand.number)
        if error is None or error["kind"] not in (BrowserGone.kind, ProgramError.kind):
            self._starts[hand.number] = 0

    def _come_again(self, hand: Hand, *, empty: bool) -> None:
        """When a free worker asks for the next participant: at once, when a parked one's time comes, or never."""
        kept = self._settings
        wait = self._ledger.views.waiting_until(kept.site, kept.among) if empty else 0.0
        if wait is None or hand.retiring or hand.stopping:
            hand.order("stop")
            hand.free = False
        else:
            hand.again_at = monotonic() + (max(wait, SOON_S) if empty else 0.0)

    def _supervise(self, hand: Hand) -> None:
        if hand.process.poll() is not None:
            self._ended(hand)
        elif hand.free:
            self._let_go_on(hand)
        elif monotonic() - hand.heard > (END_S if hand.why else self._bounds.hang_s):
            if not hand.why:
                self._tell(hand.number, {"event": "replaced", "why": "no sign of progress"})
                hand.why = "broken"
            hand.kill()

    def _weigh(self) -> None:
        """Now and then: a worker that has grown too big goes after its participant, and another one comes."""
        if monotonic() < self._weigh_at:
            return
        self._weigh_at = monotonic() + WEIGH_S
        for hand in self._hands:
            if not hand.retiring and hand.memory() > self._bounds.most_bytes:
                self._tell(hand.number, {"event": "replaced", "why": "too much memory"})
                hand.retiring = True

    def _let_go_on(self, hand: Hand) -> None:
        hand.heard = monotonic()
        if hand.again_at is None or monotonic() < hand.again_at:
            return
        if self.is_cut_short or self._is_too_late():
            hand.order("stop")
            hand.stopping, hand.free = True, False
            return
        self._begun += 1
        hand.free, hand.again_at = False, None
        hand.order("go")

    def _is_too_late(self) -> bool:
        """Whether somebody begun now would probably not be finished in time."""
        until = self._bounds.until
        if until is None or not self._seconds:
            return False
        usual = sorted(self._seconds)[len(self._seconds) // 2]
        return (until - datetime.now(UTC)).total_seconds() < usual

    def _ended(self, hand: Hand) -> None:
        """A worker that ended without having been asked to, or to be renewed, is replaced."""
        self._hands.remove(hand)
        self._drain(hand)
        self._bury(hand)
        planned = hand.why not in (None, "broken") and not hand.retiring
        if planned or self._is_over():
            return
        if hand.is_sick and self._is_sick_again(hand):
            return
        if hand.why is None:
            self._tell(hand.number, {"event": "replaced", "why": "it ended in the middle of its work"})
        if self._starts[hand.number] >= MOST_STARTS:
            self._tell(hand.number, {"event": "left out", "why": "it came to no result again and again"})
            return
        self._hands.append(self._start(hand.number, hand.login))

    def _is_sick_again(self, hand: Hand) -> bool:
        """Whether this worker took the place of one with as many faults of the program in a row.

        Then it is left out, and those who work well go on. Where nobody else is left, the fault is everybody's: the
        site is halted. It is no question of time, for faults come faster than results.
        """
        if hand.number not in self._sick:
            self._sick.add(hand.number)
            self._tell(hand.number, {"event": "replaced", "why": "the program failed for several in a row"})
            return False
        if not self._hands:
            self._ledger.sites.halt(self._settings.site, ProgramError.kind)
            self.halted = ProgramError.kind
        why = "the program failed for several in a row, after it was replaced too: please report the errors told above"
        self._tell(hand.number, {"event": "left out", "why": why})
        return True

    def _drain(self, hand: Hand) -> None:
        """What an ended worker said last: why it ended must be known before it is judged."""
        hand.listener.join(END_S)
        while not self._events.empty():
            self._take(*self._events.get_nowait())

    def _bury(self, hand: Hand) -> None:
        if hand.owner is not None:
            self._ledger.bury(hand.owner)

    def _stop_all(self) -> None:
        for hand in self._hands:
            if not hand.stopping:
                hand.stopping, hand.free = True, False
                hand.order("stop")
