"""A random bad world, one of those that `python -m benchmarks.chaos` goes through by the hundred."""

from __future__ import annotations

import pytest

from benchmarks.chaos import World, live_through
from tests.kit import Office


def test_a_whole_plan_comes_out_right(office: Office) -> None:
    assert live_through(World.of(2), office) == []


@pytest.mark.plain_http
def test_what_went_wrong_is_seen(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that the site drops must not pass for a world that came out right."""
    assert live_through(World.of(4), office) == []
    office.mock.reset()
    office.mock.set(drop_field=["plan.plan.office"])
    monkeypatch.setattr(office.mock, "reset", lambda: None)
    assert live_through(World.of(4), office)


def test_a_number_is_one_world() -> None:
    assert World.of(7) == World.of(7) != World.of(8)
