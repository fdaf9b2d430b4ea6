"""The whole job on sites that ask other questions than the guide's: their forms come from a form map."""

from __future__ import annotations

import pytest

from bot.forms.site_forms import FOLDERS, SiteForms, forms_of
from bot.records.load import load
from tests.kit import DAY, ROOT, Office
from tests.mock_site.from_forms import read_forms
from tests.site.compare import unlike

NEEDS = ROOT / "configs" / "needs-lists.forms.yaml"
RECORD = ROOT / "tests" / "data" / "needs_lists.yaml"


@pytest.fixture
def needs_lists(office: Office) -> SiteForms:
    """The forms of the lists of needs, which the mock serves."""
    office.mock.screens(read_forms(NEEDS))
    return forms_of(NEEDS, FOLDERS)


def test_the_lists_of_needs_are_entered_whole_and_stay(office: Office, needs_lists: SiteForms) -> None:
    loaded = load([RECORD], today=DAY, forms=needs_lists)
    assert not loaded.problems, [problem.for_author() for problem in loaded.problems]
    (record,) = loaded.records
    result = office.enter(record, forms=needs_lists)
    assert result.state == "done"
    assert unlike(record, office.mock.state("36213")) == []
    written = len(office.written())
    assert office.enter(record, forms=needs_lists).state == "unchanged"
    assert len(office.written()) == written, "the second run writes nothing"
