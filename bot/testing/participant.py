"""A participant standing open, as a tester's test gets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from bot.flows.results import STEPS, Result
from bot.records.model import Record
from bot.screen import Screen
from bot.session import Session
from bot.testing.bench import Bench

S = TypeVar("S", bound=Screen)


@dataclass
class OpenParticipant:
    """A participant whose Case Management Profile stands open, and the record that tells who it is."""

    record: Record
    session: Session
    _bench: Bench

    def go(self, screen: type[S]) -> S:
        """Opens a screen, by way of its parents."""
        return self.session.go(screen)

    def enter(self, *steps: str) -> list[Result]:
        """Enters the record, or some of its steps, as `caljobs-bot run` does; what stands there already is left alone.

        Raises what stopped it. The participant stands open afterwards.
        """
        results = []
        for step in steps or [step for step in STEPS if self._bench.does(self.record.user_id, step)]:
            results.append(result := self._bench.step(self.record.user_id, step))
            if result.error is not None:
                raise result.error
        self._bench.open(self.record.user_id)
        return results
