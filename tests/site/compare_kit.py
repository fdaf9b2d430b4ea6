"""What the tests of comparing share: what a run would do for a participant, told by looking only."""

from __future__ import annotations

from typing import Any

from bot.compare.items import Comparison, Item
from bot.flows.results import Result
from bot.records.model import Record
from tests.kit import Office


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
