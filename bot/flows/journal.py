"""Where the steps of one participant are written down, for a run that may have to be taken up again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.row_memory import KnownRow, NoMemory, RowMemory
from bot.site import Journal, NoJournal


class StepJournal(Journal, Protocol):
    """A journal that is also told where the work is, and of whole steps; see bot/ledger/journal.py."""

    def at(self, step: str, screen: str) -> None:
        """Where the work is: the names of the next presses."""

    def step_done(self, step: str, outcome: str, labels: Sequence[str] = (), number: str | None = None) -> None:
        """A whole step is done and was read back."""

    def not_known(self) -> list[str]:
        """Where presses that save got no answer and were not found by looking: `screen: 'button'`, oldest first."""

    def begun_since(self, step: str, after: str) -> list[str]:
        """The screens of a step on which a save was begun, by whatever run, since the step `after` was last done."""


class NoStepJournal(NoJournal):
    """Keeps nothing; with a memory it tells what is remembered, so that a rehearsal says what a run would."""

    _memory: RowMemory = NoMemory()

    def __init__(self, memory: RowMemory | None = None) -> None:
        self._memory = memory or self._memory

    def mark(self, *texts: str) -> str:
        return self._memory.mark(*texts)

    def known_rows(self, listing: str) -> Sequence[KnownRow]:
        return self._memory.known_rows(listing)

    def at(self, step: str, screen: str) -> None: ...

    def step_done(self, step: str, outcome: str, labels: Sequence[str] = (), number: str | None = None) -> None: ...

    def not_known(self) -> list[str]:
        return []

    def begun_since(self, step: str, after: str) -> list[str]:
        return []
