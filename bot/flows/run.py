"""A run over many participants: one bad one never stops the others; a site that keeps us out stops them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.errors import BotError, ProgramError, Stopped
from bot.flows.results import Result, state_of, stops_everything
from bot.records.model import Record


class Runs(Protocol):
    """What works on one record after the other: a Job, or one that keeps a ledger."""

    @property
    def stop(self) -> Callable[[], bool]: ...

    def run(self, record: Record) -> Result: ...


def bars(result: Result) -> BotError | None:
    """Why nobody is begun any more after this result, if so."""
    return result.error if result.error is not None and stops_everything(result.error) else None


def run_all(
    job: Runs,
    records: Sequence[Record],
    done: Callable[[Result], None],
    bars: Callable[[Result], BotError | None] = bars,
) -> list[Result]:
    """Works on the records in order and tells each result as it comes. Gives them all; none is left out.

    After an error that keeps everyone out (`bars` says which), and after the user asked to stop, the rest are told as
    not begun.
    """
    results: list[Result] = []
    barred: BotError | None = None
    for record in records:
        if barred is None and job.stop():
            barred = Stopped("stopped by the user before this participant was begun")
        if barred is None:
            result = job.run(record)
            barred = bars(result)
        else:
            state = "parked" if isinstance(barred, ProgramError) else state_of(barred)  # this one was not touched
            result = Result(record.participant.user_id, state, error=barred)
        results.append(result)
        done(result)
    return results
