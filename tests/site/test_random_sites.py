"""Sites drawn by chance: a whole job with nothing but the address in the profile, and again, which writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import Office, brief
from tests.mock_site.dialects import random_dialect
from tests.site.compare import unlike

SEEDS = (2, 9, 15, 20, 23, 44, 45, 56, 67, 99)
"""Ten of a hundred, which together have nearly every way of drawing each construct."""
STEPPER = {"steps": "stepper"}
"""A wizard whose steps can't be pressed: none of the ten has it."""


@pytest.mark.parametrize("dialect", [*map(random_dialect, SEEDS), STEPPER], ids=[*map(str, SEEDS), "stepper"])
def test_a_site_drawn_by_chance_is_worked_through_whole(
    office: Office, tmp_path: Path, dialect: dict[str, str]
) -> None:
    office.mock.set(dialect=dialect, reset_delay_ms=0, late_lists_ms=0, fade_ms=0)
    record = brief(tmp_path)
    (first,) = office.run(record)
    assert first.error is None, f"{first.error.kind}: {first.error.message}"
    assert not [str(line) for line in unlike(record, office.mock.state(record.user_id))]
    written = len(office.mock.writes())
    (again,) = office.run(record)
    assert (again.state, len(office.mock.writes()) - written) == ("unchanged", 0)
