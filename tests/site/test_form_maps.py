"""The whole job on sites that ask other questions than the guide's: their forms come from a form map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.config import load_profile
from bot.controls import fold
from bot.forms import Form
from bot.forms.form_map import FormMap
from bot.forms.site_forms import FOLDERS, SiteForms, forms_of
from bot.records.load import load
from bot.records.model import check_forms, tabs_of
from bot.survey.adapt import propose
from bot.survey.proposals import SURE
from bot.survey.write import write_corrections
from tests.kit import DAY, ROOT, Office
from tests.mock_site.from_forms import read_forms
from tests.site.compare import unlike
from tests.site.survey_kit import taken
from tests.system.cli_kit import profile_file
from tests.unit.random_maps import form_maps
from tests.unit.records_kit import load_record
from tests.unit.written_records import record_of_forms

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


def test_a_site_that_asks_something_else_is_learned_from_its_survey(office: Office) -> None:
    """With the guide's map in hand, and nothing else: survey, adapt, and a record of that site is entered whole."""
    site = profile_file(office.folder, office.mock, synthetic=True)
    asked = _learn(office, site)
    assert asked == {
        "assessment.employment.status": "absent",
        "plan.goals Goal Name": "questions",
        "plan.goals Sub Program": "fields",
    }, "what a person is asked"
    forms = load_profile(str(site)).forms
    loaded = load([_as_learned(office.folder, forms)], today=DAY, forms=forms)
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


def _learn(office: Office, site: Path) -> dict[str, str]:
    """Survey and adapt until nothing is proposed; gives what a person was asked, who says yes to all."""
    asked: dict[str, str] = {}
    for _ in range(6):
        office.mock.reset()
        office.mock.screens(read_forms(NEEDS))
        profile = load_profile(str(site))
        survey = taken(office, enter=True, forms=profile.forms)
        proposals = propose(survey, profile)
        if not proposals:
            assert survey.unreached == ()
            return asked
        unsure = [each for each in proposals if each.open or each.confidence < SURE]
        asked |= {f"{each.place} {each.question or each.value}".strip(): each.section for each in unsure}
        write_corrections(profile, [each.as_field() if each.open else each for each in proposals])
    raise AssertionError([(each.section, each.place, each.value) for each in proposals])


def _as_learned(folder: Path, forms: SiteForms) -> Path:
    """The record of the lists of needs under the keys that were learned: the same labels say which is which."""
    plain = yaml.load(RECORD.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    theirs = forms_of(NEEDS, FOLDERS)
    for name, entry in plain["assessment"].items():
        if name in theirs.tabs and isinstance(entry, dict):
            plain["assessment"][name] = _renamed(entry, tabs_of(theirs)[name].form, tabs_of(forms)[name].form)
    path = folder / "learned.yaml"
    path.write_text(yaml.safe_dump(plain, default_style='"'), encoding="utf-8")
    return path


def _renamed(entry: dict[str, Any], theirs: type[Form], ours: type[Form]) -> dict[str, Any]:
    keys = {fold(control.label): key for key, control in ours.controls.items()}

    def key(name: str) -> str:
        if name not in theirs.controls:
            return name
        label = fold(theirs.controls[name].label)
        return next(own for words, own in keys.items() if words.startswith(label))

    return {key(name): value for name, value in entry.items()}


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
