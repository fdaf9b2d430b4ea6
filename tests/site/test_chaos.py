"""A random bad world, one of those that `python -m benchmarks.chaos` goes through by the hundred."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.chaos import World, live_through
from tests.kit import Office
from tests.system.cli_kit import brief_file


def test_a_plan_comes_out_right(office: Office, tmp_path: Path) -> None:
    """With a brief record, for it is entered once and read twice: the site goes down at its plan."""
    assert live_through(replace(World.of(3), source=brief_file(tmp_path / "in")), office) == []


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
