"""Faults of the program itself: one speaks of its participant, several in a row speak of the program or its browser."""

from __future__ import annotations

from bot.errors import ProgramError, Stopped
from bot.flows.results import Result

MOST_FAULTS = 3
"""Participants in a row that met a fault of the program: then the browser they were worked on with is replaced."""


class FaultsInARow:
    """Counts them in one worker. The same participant again counts once."""

    def __init__(self) -> None:
        self._who: set[str] = set()

    def too_many(self, result: Result) -> bool:
        """Takes a result in; whether there were too many in a row. The count then begins anew."""
        if not isinstance(result.error, ProgramError):
            if not isinstance(result.error, Stopped):
                self._who.clear()
            return False
        self._who.add(result.user_id)
        if len(self._who) < MOST_FAULTS:
            return False
        self._who.clear()
        return True
