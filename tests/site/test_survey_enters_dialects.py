"""A survey that enters made-up values gets through a new wizard, however its steps and lists are drawn."""

from __future__ import annotations

import pytest

from tests.kit import QUICK, Office
from tests.site.survey_kit import taken


@pytest.mark.parametrize(("construct", "way"), [("steps", "roles"), ("select", "rad")])
def test_every_step_of_a_new_activity_is_seen(office: Office, construct: str, way: str) -> None:
    """Steps that look as if they could be pressed lead nowhere yet; lists of the page's own begin with a prompt."""
    office.mock.set(**QUICK, dialect={construct: way})
    survey = taken(office, enter=True, parts=["activity"])
    assert {"activity.general", "activity.provider", "activity.closure"} <= survey.screens.keys()
