"""A record keeps its place in a file or a sheet on its way through the ledger."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from bot.engine.entries import entry_of, record_of
from bot.ledger import Claim
from bot.records.model import Source
from bot.records.places import Cell, Place, Row
from tests.kit import record


@pytest.mark.parametrize(
    ("place", "words"),
    [(14, "plans.yaml line 14"), (Row("Goals", 7, {}), "plans.yaml Goals row 7"),
     (Cell("Goals", 7, "F", "Status"), "plans.yaml Goals row 7")],
)  # fmt: skip
def test_place_and_content_come_back(tmp_path: Path, place: Place, words: str) -> None:
    wanted = dataclasses.replace(record(tmp_path), source=Source("plans.yaml", place))
    kept = json.loads(json.dumps(entry_of(wanted).record))
    back = record_of(Claim(1, 1, "me", "site", 1, wanted.user_id, kept))
    assert back == wanted
    assert str(back.source) == words
