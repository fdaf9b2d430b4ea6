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
from tests.guide import FORMS
from tests.kit import record


@pytest.mark.parametrize(
    ("place", "words"),
    [(14, "plans.yaml line 14"), (Row("Goals", 7, {}), "plans.yaml Goals row 7"),
     (Cell("Goals", 7, "F", "Status"), "plans.yaml Goals row 7")],
)  # fmt: skip
def test_place_and_content_come_back(tmp_path: Path, place: Place, words: str) -> None:
    wanted = dataclasses.replace(record(tmp_path), source=Source("plans.yaml", place))
    kept = json.loads(json.dumps(entry_of(wanted).record))
    back = record_of(Claim(1, 1, "me", "site", 1, wanted.user_id, kept), FORMS)
    assert back == wanted
    assert str(back.source) == words


def test_the_places_of_rows_come_back(tmp_path: Path) -> None:
    """So that a worker can say which goal, objective or job is meant."""
    made = record(tmp_path)
    claim = Claim(1, 1, "me", "site", 1, made.user_id, json.loads(json.dumps(entry_of(made).record)))
    back = record_of(claim, FORMS)
    assert back.source.rows == made.source.rows
    lines = (tmp_path / "record.yaml").read_text(encoding="utf-8").splitlines()
    for form, number, begins in (
        ("plan.goals", "1", '- "affiliations":'),
        ("plan.objectives", "1.1", '- "comments":'),
        ("assessment.employment.history", "2", '- "current":'),
        ("activities", "2", '- "code":'),
    ):
        where = back.source.row(form, number).removeprefix(str(tmp_path / "record.yaml")).removeprefix(" line ")
        assert lines[int(where) - 1].lstrip().startswith(begins), form
    assert back.source.row("plan.goals", "9") == str(back.source)
