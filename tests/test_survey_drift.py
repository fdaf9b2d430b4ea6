"""Every way in which the mock's screens are changed is found and named, none is missed, and nothing else is told."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from bot.flows.sign_in import sign_in
from bot.survey.compare import drift
from bot.survey.known import needs
from bot.survey.model import Survey
from bot.survey.take import take_survey
from tests.kit import STAFF, Office
from tests.mock_site.client import MockSite
from tests.survey_kit import planted, taken
from tests.survey_mutations import ALSO, MUTATIONS, STRUCTURE, Mutation, mutated

Told = tuple[str, str, str, str]


def _told(accepted: Survey, live: Survey) -> set[Told]:
    return {(each.screen, each.part, each.kind, each.name) for each in drift(accepted, live)}


def _expected(mutations: list[Mutation]) -> set[Told]:
    return {mutation.told for mutation in mutations}


@pytest.fixture(scope="module")
def accepted(mock_process: MockSite, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The survey of the unchanged site, with classic ids."""
    mock_process.reset()
    office = Office(mock_process, chromium, tmp_path_factory.mktemp("accepted"))
    return taken(office, planted(office).user_id)


def test_there_are_mutations_enough_and_of_every_screen(accepted: Survey) -> None:
    assert accepted.unreached == ()
    assert len(MUTATIONS) >= 40
    untouched = set(accepted.screens) - {mutation.screen for mutation in MUTATIONS}
    assert untouched == {"assist.search", "individual_list", "staff_profiles"}, "these are no screens of the work"


@pytest.mark.parametrize("flavour", ["classic", "static", "wizard"])
def test_every_mutation_is_told_and_the_unchanged_site_has_no_drift(
    office: Office, accepted: Survey, flavour: str
) -> None:
    """Ids as such are no drift: the one accepted survey serves under every flavour."""
    office.mock.set(flavour=flavour)
    sample = planted(office)
    with office.session() as session:
        sign_in(session, STAFF)
        assert drift(accepted, take_survey(session, sample.user_id), needs(office.profile())) == []
        office.mock.screens(mutated(MUTATIONS))
        live = take_survey(session, sample.user_id)
    assert _told(accepted, live) == _expected(MUTATIONS) | ALSO
    assert office.written(sample.user_id) == []


def test_screens_and_grids_that_come_and_go_are_told(office: Office, accepted: Survey) -> None:
    sample = planted(office)
    office.mock.screens(mutated(STRUCTURE))
    assert _told(accepted, taken(office, sample.user_id)) == _expected(STRUCTURE)
