"""What the tests of surveys share: taking one of the mock, for a participant with everything there or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.flows.sign_in import sign_in
from bot.records.model import Record
from bot.survey.model import Survey
from bot.survey.take import PARTS, Part, take_survey
from tests.kit import STAFF, Office, record
from tests.standing import standing

EVERY_FIELD = Path(__file__).parent / "records" / "every_field.yaml"


def planted(office: Office) -> Record:
    """A record with every field, standing on the mock already."""
    sample = record(office.folder, EVERY_FIELD)
    office.mock.seed(sample.user_id, **standing(sample))
    return sample


def taken(
    office: Office, user_id: str = "36213", *, enter: bool = False, parts: Sequence[Part] = PARTS, **profile: Any
) -> Survey:
    """A survey of the mock as it is now, by the mock's profile with changes."""
    with office.session(**profile) as session:
        sign_in(session, STAFF)
        return take_survey(session, user_id, enter=enter, parts=parts)
