"""A survey walks every screen of a site drawn in another way, and tells nobody's value there either."""

from __future__ import annotations

import pytest

from tests.kit import Office
from tests.mock_site.dialects import documented_dialect, random_dialect
from tests.site.survey_kit import taken
from tests.site.test_survey_privacy import _leaks, _plant

DIALECTS = {"documented": documented_dialect(), **{str(n): random_dialect(n) for n in (1, 2, 3, 14)}}


@pytest.mark.parametrize("name", DIALECTS)
def test_no_value_is_in_a_survey_of_a_site_drawn_otherwise(office: Office, name: str) -> None:
    user_id = _plant(office)
    office.mock.set(dialect=DIALECTS[name])
    survey = taken(office, user_id, synthetic=False)
    assert survey.unreached == ()
    assert len(survey.screens) == 25
    assert _leaks(survey) == []
    assert office.written(user_id) == []
