"""What the tests of comparing share: what a run would do for a participant, told by looking only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.compare.decisions import Decision, by_participant
from bot.compare.items import Choice, Comparison, Item
from bot.flows.journal import NoStepJournal
from bot.flows.results import Result
from bot.records.model import Record
from tests.kit import Office
from tests.site.ledger_kit import Remembering

WHO = "36213"


def looked(office: Office, record: Record, **profile: Any) -> Result:
    """The result of comparing a participant; `profile` are changes of the profile."""
    with office.session(**profile) as session:
        return office.job(session, save=False, compares=True).run(record)


def compared(office: Office, record: Record, **profile: Any) -> Comparison:
    """What a run would do for a participant. Nothing is written by looking."""
    before = office.written(record.user_id)
    result = looked(office, record, **profile)
    assert result.error is None, f"{result.error!r} at {result.error.step}"
    assert result.comparison is not None
    assert office.written(record.user_id) == before
    return result.comparison


def told(items: list[Item]) -> list[tuple[str, str, str]]:
    """What would be done, where, and to what."""
    return [(item.does, f"{item.place.screen} {item.place.row}".strip(), item.label) for item in items]


def all_items(runs: Remembering, record: Record) -> list[Item]:
    """What `compare` says, with what the ledger remembers."""
    memory = runs.ledger.views.memory(runs.site, WHO)
    result = replace(runs.job, save=False, compares=True, journal=NoStepJournal(memory)).run(record)
    assert result.comparison is not None, result.error
    return result.comparison.items


def items_of(runs: Remembering, record: Record) -> list[Item]:
    """What `compare` says can be decided."""
    return [item for item in all_items(runs, record) if item.choices]


def decided(runs: Remembering, items: list[Item], choose: Callable[[Item], Choice | None]) -> None:
    """The next run goes by what was decided of each."""
    made = [Decision(WHO, item.place, choice, item.mark) for item in items if (choice := choose(item)) is not None]
    runs.job = replace(runs.job, decisions=by_participant(made))


def is_stopped(result: Result, *words: str) -> bool:
    """Whether a person has to look; with these words."""
    assert result.error is not None, result.steps
    assert (result.state, result.error.kind) == ("needs_person", "mismatch"), result.error
    for word in words:
        assert word in result.error.message
    return True
