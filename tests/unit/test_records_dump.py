"""A record that is written down and read again says the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.records.dump import dump_record, read_back, yaml_of
from bot.records.load import load
from bot.records.model import Record, Source
from tests.kit import DAY, DEMO, record

RECORDS = Path(__file__).parent.parent / "records"
FILES = [*sorted(DEMO.glob("*.yaml")), RECORDS / "every_field.yaml", RECORDS / "limits.yaml"]


def one(file: Path) -> Record:
    loaded = load([file], today=DAY, markup_refused=False)
    assert not loaded.problems
    return loaded.records[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_is_lost(file: Path, tmp_path: Path) -> None:
    first = one(file)
    plain = dump_record(first)
    assert read_back(plain, first.source) == first
    again = tmp_path / "again.yaml"
    again.write_text(yaml_of(plain), encoding="utf-8")
    assert one(again) == first


@pytest.mark.parametrize("changes", [{"plan.goals.0.comments": ""}, {"assessment": None}, {"plan": None}])
def test_empty_and_not_mentioned_stay_two_things(tmp_path: Path, changes: dict[str, Any]) -> None:
    first = record(tmp_path, "36213", changes)
    assert read_back(dump_record(first), first.source) == first


def test_what_is_no_record_any_more_is_told_without_its_values() -> None:
    with pytest.raises(ValueError, match="not one any more") as told:
        read_back({"participant": {"user_id": "CANARY"}}, Source("ledger", 1))
    assert "CANARY" not in str(told.value)
