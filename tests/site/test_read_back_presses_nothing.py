"""Reading back where a wizard's tabs can't be pressed: nothing is pressed that may save."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kit import Office, brief
from tests.site.hazard_kit import short, stopped
from tests.site.standing import standing

NO_PRINT = {"print": False}


@pytest.mark.parametrize("what", ["assessment", "plan"])
def test_next_is_not_pressed_where_it_saves(office: Office, tmp_path: Path, what: str) -> None:
    sample = short(tmp_path) if what == "assessment" else brief(tmp_path)
    office.mock.seed(sample.user_id, **standing(sample))
    office.mock.set(tab_links=False)
    (result,) = office.run(sample, steps=NO_PRINT)
    told = stopped(result, sample, "control_missing")
    assert "not read back" in told
    assert office.written() == []


def test_what_was_entered_is_told_as_not_read_back(office: Office, tmp_path: Path) -> None:
    office.mock.set(tab_links=False)
    sample = brief(tmp_path)
    (result,) = office.run(sample, steps=NO_PRINT)
    assert "not read back" in stopped(result, sample, "control_missing")
    before = office.written()
    office.run(sample, steps=NO_PRINT)
    assert office.written() == before


def test_what_is_printed_is_compared_there(office: Office, tmp_path: Path) -> None:
    """The steps of a plan that can't be opened are read on paper, and told; a value that differs there stops."""
    sample = brief(tmp_path)
    office.mock.seed(sample.user_id, **standing(sample))
    office.mock.set(tab_links=False)
    (result,) = office.run(sample)
    assert (result.state, office.written()) == ("unchanged", [])
    assert "compared on the printed plan" in " ".join(result.told)
    other = brief(tmp_path, {"plan.goals.0.term": "Long Term"})
    (result,) = office.run(other)
    assert "goal 1: Term of Goal" in stopped(result, other, "mismatch")
    assert office.written() == []


def test_next_is_pressed_where_it_saves_nothing(office: Office, tmp_path: Path) -> None:
    sample = brief(tmp_path)
    office.mock.seed(sample.user_id, **standing(sample))
    office.mock.set(tab_links=False, wizard_saves="finish")
    saves = dict.fromkeys(("activity", "assessment", "plan"), "finish")
    (result,) = office.run(sample, wizard_saves=saves)
    assert (result.state, office.written()) == ("unchanged", [])
