"""Steps 1-5 in a real browser, under every id flavour."""

from __future__ import annotations

import pytest

from tests.kit import Office, brief, record
from tests.site.hazard_kit import stands
from tests.site.standing import standing


@pytest.mark.parametrize("flavour", ["static", "wizard"])
def test_a_plan_is_entered(office: Office, flavour: str) -> None:
    """Whole records with classic ids: test_two_agents.py, test_every_field.py."""
    office.mock.set(flavour=flavour)
    sample = brief(office.folder)
    assert office.enter(sample).state == "done"
    stands(office, sample)


@pytest.mark.parametrize("flavour", ["static", "wizard"])
def test_a_whole_record_that_stands_is_changed_in_nothing_and_no_save_is_posted(office: Office, flavour: str) -> None:
    """Every box of every screen is found and read. With classic ids: the second run in test_every_field.py."""
    office.mock.set(flavour=flavour)
    sample = record(office.folder)
    office.mock.seed(sample.user_id, **standing(sample))
    result = office.enter(sample)
    assert (result.state, result.steps["plan"]) == ("unchanged", "unchanged")
    assert office.written() == []
