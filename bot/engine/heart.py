"""The heartbeat of one worker: while it beats, nobody takes over what the worker has in hand."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot.errors import LedgerTrouble, LostClaim
from bot.ledger import BEAT_S, Claim, Ledger


class Heart:
    """Beats in a thread of its own. What goes wrong there shows itself at the next intent, which checks the claim."""

    def __init__(self, ledger: Ledger, owner: str) -> None:
        self._ledger = ledger
        self._owner = owner
        self._claim: Claim | None = None
        self._end = threading.Event()

    @contextmanager
    def beating(self) -> Iterator[Heart]:
        """Beats for the body of the `with`."""
        thread = threading.Thread(target=self._beat, name="heart", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._end.set()
            thread.join()

    @contextmanager
    def for_claim(self, claim: Claim) -> Iterator[None]:
        """Beats for a claimed item too."""
        self._claim = claim
        try:
            yield
        finally:
            self._claim = None

    def _beat(self) -> None:
        while not self._end.wait(BEAT_S):
            try:
                self._ledger.beat(self._owner, self._claim)
            except LostClaim:
                self._claim = None
            except LedgerTrouble:
                continue  # the next beat may come through; if none does, the claim is lost, and the intent says so
