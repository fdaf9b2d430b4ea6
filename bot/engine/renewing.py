"""`run` goes on in its own process when its browser is lost: with another one, a bounded number of times."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import TracebackType
from typing import Self

from bot.engine.faults import FaultsInARow
from bot.errors import BotError, BrowserGone, ConfigError, ProgramError
from bot.flows.results import Result
from bot.flows.run import Runs, bars
from bot.records.model import Record
from bot.session import Session

MOST_TRIES = 2
"""How often a participant is begun under whom the browser is lost; then it is parked, and the others go first."""
MOST_LOST = 4
"""Browsers lost in a row, with no other result between: then nobody else is begun."""


class Renewing:
    """Works on records with one browser until that is lost, or the program fails again and again; then another."""

    def __init__(
        self,
        start: Callable[[], AbstractContextManager[Session]],
        work_with: Callable[[Session], Runs],
        stop: Callable[[], bool],
    ) -> None:
        """`start` opens a browser for the length of a `with`; `work_with` gives what works with it."""
        self._start = start
        self._work_with = work_with
        self._open = ExitStack()
        self._runs: Runs | None = None
        self._lost = 0
        self._faults = FaultsInARow()
        self._sick = False
        """Whether the browser in use took the place of one with too many faults in a row, and nothing went well yet."""
        self.session: Session | None = None
        self.stop = stop

    def __enter__(self) -> Self:
        """Opens the first browser. Raises ConfigError when there is none."""
        self._work()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def run(self, record: Record) -> Result:
        """Works on one participant, and once more with another browser when the first is lost under it."""
        for _ in range(MOST_TRIES):
            result = self._once(record)
            if not isinstance(result.error, BrowserGone):
                self._lost = 0
                return result
            self._lost += 1
            self._end()
            if self.stop() or self._lost >= MOST_LOST:
                break
        return result

    def bars(self, result: Result) -> BotError | None:
        """Why nobody is begun any more after this result, if so; asked once for each."""
        error = result.error
        if isinstance(error, BrowserGone):
            if self._lost < MOST_LOST:
                return None
            return BrowserGone("not begun: one browser after the other was lost: see why they end, then run it again")
        if error is None:
            self._sick = False
        if not self._faults.too_many(result):
            return bars(result)
        if self._sick:
            return ProgramError(
                "not begun: the program failed for several participants in a row, with a new browser too: please report"
                " the errors told above"
            )
        self._sick = True
        self._end()
        return None

    def _once(self, record: Record) -> Result:
        try:
            runs = self._work()
        except ConfigError as error:
            self._lost = MOST_LOST
            gone = BrowserGone(f"the browser was lost, and no other one starts: {error.message}")
            return Result(record.user_id, "parked", error=gone)
        return runs.run(record)

    def _work(self) -> Runs:
        if self._runs is None:
            self.session = self._open.enter_context(self._start())
            self._runs = self._work_with(self.session)
        return self._runs

    def _end(self) -> None:
        self._runs = self.session = None
        self._open.close()
