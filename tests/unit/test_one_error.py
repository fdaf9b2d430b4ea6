"""One mistake is told once: a bad key has no errors that follow from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.records_kit import change, load_record, messages, small

PLAN = "plan.goals.0"


def renamed(path: str, key: str) -> dict[str, Any]:
    """The small record with one key written otherwise."""
    record = small()
    place: Any = record
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    for part in way:
        place = place[part]
    place[key] = place.pop(last)
    return record


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("plan.region", "regoin"),
        (f"{PLAN}.type", "Type of Goal"),
        (f"{PLAN}.objectives", "objektives"),
        ("plan.goals", "gaols"),
        ("activities", "activites"),
        ("participant", "partcipant"),
        ("participant.app_id", "appid"),
    ],
)
def test_a_key_that_is_misspelt_is_told_once(tmp_path: Path, path: str, key: str) -> None:
    (line,) = messages(load_record(tmp_path, renamed(path, key)), tmp_path)
    assert f"'{key}' is not a known key here; did you mean '{path.rpartition('.')[2]}'?" in line


def test_a_tab_that_is_misspelt_is_not_missing_as_well(tmp_path: Path) -> None:
    told = messages(load_record(tmp_path, change(small(), "assessment", {"educaton": {}})), tmp_path)
    assert any("'educaton' is not a known key here; did you mean 'education'?" in line for line in told)
    assert not any("this tab is missing ('education')" in line for line in told)
    assert any("this tab is missing ('general')" in line for line in told)


def test_what_is_missing_besides_is_told_all_the_same(tmp_path: Path) -> None:
    record = renamed("plan.region", "regoin")
    del record["plan"]["office"]
    assert len(messages(load_record(tmp_path, record), tmp_path)) == 2
