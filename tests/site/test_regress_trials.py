"""Rules tried on an assessment that stands: what is refused leaves no trace, what is accepted is told and put back."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from bot.flows.sign_in import open_participant, sign_in
from bot.records.mask import masker
from bot.records.model import Record
from bot.session import Session
from bot.testing.cases import rule_screens
from bot.testing.trials import Screened, Trials
from tests.kit import DAY, STAFF, Office, record
from tests.mock_site.screens import usual
from tests.site.compare import unlike
from tests.site.standing import standing


@pytest.fixture
def planted(office: Office) -> Record:
    """The demo's participant, for whom everything stands there."""
    sample = record(office.folder)
    office.mock.seed(sample.user_id, **standing(sample))
    return sample


def _changed(screen: str, field: str, row: bool = False, **values: Any) -> dict[str, Any]:
    """The mock's screens with one field changed."""
    raw: dict[str, Any] = {**copy.deepcopy(dict(usual())), "words": {}}
    there = raw["screens"][screen]
    (there["rows"] if row else there)["fields"][field].update(values)
    return raw


def _open(session: Session, sample: Record) -> None:
    open_participant(session, sample.participant)
    session.site.mask = masker(sample)


def _tried(office: Office, sample: Record, *screens: str) -> dict[str, Screened]:
    """What comes of trying these screens, one after the other in one session."""
    with office.session() as session:
        sign_in(session, STAFF)
        _open(session, sample)
        trials = Trials(sample, DAY, lambda: _open(session, sample))
        places = rule_screens(sample, session.profile)
        return {key: trials.try_out(places[key][1](session, DAY)) for key in screens}


def _verdicts(screened: Screened) -> dict[str, str]:
    return {f"{one.rule} {one.label}": one.verdict for one in screened.tried}


@pytest.mark.painted
def test_steps_rows_and_the_last_step_refuse_and_nothing_is_written(office: Office, planted: Record) -> None:
    """The last step's Finish included; an answered radio button can't be emptied, and is told."""
    came = _tried(office, planted, "assessment.expectation", "assessment.referrals", "assessment.referrals.referrals")
    first = _verdicts(came["assessment.expectation"])
    assert first.pop("required Interested in Training") == "not tried"
    assert set(first.values()) == {"refused"}
    assert "date Date Available" in first
    assert _verdicts(came["assessment.referrals"]) == {"required Assessment Summary and Recommendation": "refused"}
    rows = _verdicts(came["assessment.referrals.referrals"])
    assert (set(rows.values()), len(rows)) == ({"refused"}, 4)
    assert office.written() == []


@pytest.mark.plain_http
def test_what_complaints_do_not_name_is_tried_by_itself(office: Office, planted: Record) -> None:
    """The site complains of a box by another name than ours: it is refused all the same, and not taken for accepted."""
    office.mock.screens(_changed("assessment.household", "size", label="Persons at Home"))
    came = _tried(office, planted, "assessment.household")
    assert _verdicts(came["assessment.household"]) == {"required Household Size": "refused"}
    assert office.written() == []


@pytest.mark.plain_http
def test_what_a_step_accepts_is_told_and_put_back(office: Office, planted: Record) -> None:
    office.mock.screens(_changed("assessment.household", "size", enforced=False))
    came = _tried(office, planted, "assessment.household")
    (one,) = came["assessment.household"].tried
    assert str(one) == "the site accepts the screen without 'Household Size'; what stood there was put back"
    assert unlike(planted, office.mock.state(planted.user_id)) == []
    assert "assessment.household update" in office.written()


@pytest.mark.painted
def test_what_a_row_accepts_is_told_and_where_it_can_not_be_put_back_that_too(office: Office, planted: Record) -> None:
    """A name of the row went: it is not found again, and a person is asked for; later trials begin anew."""
    office.mock.screens(_changed("assessment.certificate", "issuer", row=True, enforced=False))
    came = _tried(office, planted, "assessment.certificate", "assessment.employment")
    lax = [str(one) for one in came["assessment.certificate"].tried if one.verdict == "accepted"]
    assert len(lax) == 1
    assert "accepts the screen without" in lax[0]
    assert ("was put back" in lax[0]) == (unlike(planted, office.mock.state(planted.user_id)) == [])
    assert set(_verdicts(came["assessment.employment"]).values()) == {"refused"}


@pytest.mark.plain_http
def test_lists_that_offer_something_else_are_told(office: Office, planted: Record) -> None:
    options = ["Own", "Rent", "Boat"]
    office.mock.screens(_changed("assessment.household", "housing", options=options))
    (words,) = _tried(office, planted, "assessment.household")["assessment.household"].lists
    assert words.endswith("no longer offers With Family or Friends; Shelter; Homeless; Other, and offers Boat")
