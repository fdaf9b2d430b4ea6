"""The whole job on sites that ask other questions than the guide's: their forms come from a form map."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.config import load_profile
from bot.forms.form_map import FormMap
from bot.forms.site_forms import FOLDERS, SiteForms, forms_of
from bot.records.load import load
from bot.records.model import check_forms
from tests.kit import DAY, Office
from tests.mock_site.from_forms import read_forms
from tests.site.compare import unlike
from tests.site.learned_records import NEEDS, RECORD, as_learned, learn
from tests.system.cli_kit import profile_file
from tests.unit.random_maps import form_maps
from tests.unit.records_kit import load_record
from tests.unit.written_records import record_of_forms


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


def test_a_site_that_asks_something_else_is_learned_from_its_survey(office: Office) -> None:
    """With the guide's map in hand, and nothing else: survey, adapt, and a record of that site is entered whole."""
    office.mock.screens(read_forms(NEEDS))
    site = profile_file(office.folder, office.mock, synthetic=True)
    asked, survey = learn(office, site)
    assert survey.unreached == ()
    assert {(each.section, each.place, each.question or each.value) for each in asked} == {
        ("absent", "assessment.employment.status", ""),
        ("questions", "plan.goals", "Goal Name"),
        ("fields", "plan.goals", "Sub Program"),
    }, "what a person is asked"
    forms = load_profile(str(site)).forms
    loaded = load([as_learned(office.folder, forms)], today=DAY, forms=forms)
    assert not loaded.problems, [problem.for_author() for problem in loaded.problems]
    office.mock.reset()
    office.mock.screens(read_forms(NEEDS))
    (record,) = loaded.records
    assert office.enter(record, forms=forms).state == "done"
    written = len(office.written())
    assert office.enter(record, forms=forms).state == "unchanged"
    assert len(office.written()) == written
    ours = load([RECORD], today=DAY, forms=forms_of(NEEDS, FOLDERS)).records[0]
    assert unlike(ours, office.mock.state("36213")) == [], "the site holds it under its own keys"


@pytest.mark.plain_http
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(content=form_maps(), data=st.data())
def test_a_site_of_any_map_is_entered_whole_and_stays(office: Office, content: Any, data: Any) -> None:
    """Boxes of all kinds, lists, rows, and boxes that depend on others, however a map combines them."""
    forms = check_forms(SiteForms(FormMap("random", content, {})))
    office.mock.reset()
    office.mock.screens(content)
    loaded = load_record(office.folder, record_of_forms(forms, data.draw), forms=forms)
    assume(not loaded.problems)  # such as what the site would refuse as mark-up
    (record,) = loaded.records
    result = office.enter(record, forms=forms)
    assert unlike(record, office.mock.state(record.user_id)) == []
    assert result.state == "done"
    written = len(office.written(record.user_id))
    assert office.enter(record, forms=forms).state == "unchanged"
    assert len(office.written(record.user_id)) == written
