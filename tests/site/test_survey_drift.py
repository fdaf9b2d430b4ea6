"""Every way in which the mock's screens are changed is found and named, none is missed, and nothing else is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser

from bot.survey.compare import drift
from bot.survey.drifts import KINDS
from bot.survey.known import needs
from bot.survey.model import Survey
from bot.survey.take import Part
from tests.kit import Office
from tests.mock_site.client import MockSite
from tests.site.survey_kit import planted, taken
from tests.site.survey_mutations import MUTATIONS, STRUCTURE, Mutation, Told, mutated, surveyed

EVERY = [*MUTATIONS, *STRUCTURE]
PARTS: tuple[Part, ...] = ("assessment", "plan")


def _told(accepted: Survey, live: Survey) -> Counter[Told]:
    return Counter((each.screen, each.part, each.kind, each.name) for each in drift(accepted, live))


def _expected(mutations: list[Mutation]) -> Counter[Told]:
    return Counter({told for mutation in mutations for told in mutation.told})


def _standing(survey: Survey, wizards: Sequence[str] | None = None) -> Survey:
    """What stands on the screens (of some wizards), without the ways by which they were reached."""
    screens = {
        key: screen.model_copy(update={"reached": ()})
        for key, screen in survey.screens.items()
        if wizards is None or key.split(".")[0] in wizards
    }
    kept = {name: wizard for name, wizard in survey.wizards.items() if wizards is None or name in wizards}
    return survey.model_copy(update={"screens": screens, "wizards": kept, "unreached": ()})


@pytest.fixture(scope="module")
def accepted(mock_process: MockSite, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """The survey of the unchanged site, with classic ids."""
    mock_process.reset()
    office = Office(mock_process, chromium, tmp_path_factory.mktemp("accepted"))
    survey = taken(office, planted(office).user_id)
    assert survey.unreached == ()
    assert office.written() == []
    return survey


def test_there_are_mutations_enough_of_every_screen_and_every_kind(accepted: Survey) -> None:
    assert len(EVERY) >= 40
    untouched = set(accepted.screens) - {mutation.screen for mutation in EVERY}
    assert untouched == {"assist.search", "individual_list", "staff_profiles"}, "these are no screens of the work"
    others = {
        "heading changed",  # by its heading a screen is known: another one is told as not reached (tests of words)
        "buttons changed",  # of dialogs: test_survey_dialogs.py
        "not reached", "required and unknown",  # what the program needs: test_survey_compare.py
    }  # fmt: skip
    assert set(KINDS) - {told[2] for mutation in EVERY for told in mutation.told} == others


@pytest.mark.parametrize("mutation", EVERY, ids=str)
def test_each_mutation_by_itself_is_told_by_its_name_and_nothing_else(accepted: Survey, mutation: Mutation) -> None:
    """By the survey as data; that pages so changed look like that is the next tests'."""
    assert _told(accepted, surveyed(accepted, mutated([mutation]))) == _expected([mutation])


@pytest.mark.parametrize("flavour", ["static", "wizard"])
def test_the_changed_pages_look_as_the_data_say_under_each_flavour(
    office: Office, accepted: Survey, flavour: str
) -> None:
    """Ids as such are no drift: the one accepted survey, of classic ids, serves under the others, and
    nothing is told of the boxes, buttons and lists that no mutation changed."""
    office.mock.set(flavour=flavour)
    office.mock.screens(mutated(MUTATIONS))
    user_id = planted(office).user_id
    live = taken(office, user_id)
    assert _standing(live) == _standing(surveyed(accepted, mutated(MUTATIONS)))
    assert _told(accepted, live) == _expected(MUTATIONS)
    assert office.written(user_id) == []


def test_screens_that_come_and_go_look_as_the_data_say(office: Office, accepted: Survey) -> None:
    office.mock.screens(mutated(STRUCTURE))
    user_id = planted(office).user_id
    live = taken(office, user_id, parts=PARTS)
    assert _standing(live, PARTS) == _standing(surveyed(accepted, mutated(STRUCTURE)), PARTS)
    assert _told(_standing(accepted, PARTS), _standing(live, PARTS)) == _expected(STRUCTURE)
    assert office.written(user_id) == []


def test_the_unchanged_site_has_no_drift(office: Office, accepted: Survey) -> None:
    assert drift(accepted, accepted, needs(office.profile())) == []
