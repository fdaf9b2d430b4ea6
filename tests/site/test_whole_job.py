"""Steps 1-5 end to end in a real browser, under every id flavour."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import Office, record


@pytest.mark.parametrize("flavour", ["classic", "static", "wizard"])
def test_a_second_run_changes_nothing_and_posts_no_save(office: Office, tmp_path: Path, flavour: str) -> None:
    office.mock.set(flavour=flavour)
    sample = record(tmp_path)
    first = office.enter(sample)
    assert first.state == "done"
    before = len(office.mock.writes())
    second = office.enter(sample)
    assert (second.state, second.steps["plan"]) == ("unchanged", "unchanged")
    assert len(office.mock.writes()) == before
