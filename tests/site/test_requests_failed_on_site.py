"""A request of a page that fails in the middle of the work is the site in trouble: tried again, then parked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.kit import Office
from tests.site.hazard_kit import ONLY_PLAN, made_twice, only_plan, stands

LIMITS = {"answer_seconds": 15, "late_list_seconds": 2, "outcome_seconds": 1}
# Each part of a page in one way; each kind of request in every way: tests/page/test_requests_failed.py.
FAILS: dict[str, dict[str, Any]] = {
    "no answer for a row form": {"part": "partial", "screen": "plan.goals", "how": "close"},
    "500 for the save of a row": {"part": "partial", "screen": "plan.goals", "how": "500", "nth": 2},
    "no answer for the save of a row": {"part": "partial", "screen": "plan.objectives", "how": "close", "nth": 2},
    "500 for a list": {"part": "data", "how": "500"},
    "500 for a document": {"part": "post", "screen": "plan.plan", "how": "500"},
    "no answer for a script": {"part": "script", "how": "close", "times": 3},
}

LASTING = ("no answer for a row form", "500 for a list", "500 for a document", "no answer for a script")


@pytest.mark.parametrize("when", FAILS.values(), ids=FAILS)
def test_once(office: Office, tmp_path: Path, when: dict[str, Any]) -> None:
    """Guard: what failed is remembered with the page, and an unmet expectation put down to it (Site.behind)."""
    sample = only_plan(office, tmp_path)
    office.mock.arm("failing", **when)
    result = office.enter(sample, steps=ONLY_PLAN, limits=LIMITS)
    assert result.state == "done"
    assert made_twice(office) == {}
    stands(office, sample)


@pytest.mark.parametrize("when", [FAILS[name] for name in LASTING], ids=LASTING)
def test_again_and_again(office: Office, tmp_path: Path, when: dict[str, Any]) -> None:
    """Never told as the site's shape, nor as something a person has to look at."""
    sample = only_plan(office, tmp_path)
    office.mock.arm("failing", **{**when, "times": None})
    (result,) = office.run(sample, steps=ONLY_PLAN, limits=LIMITS)
    assert result.error is not None
    assert (result.state, result.error.kind) in {("parked", "request_failed"), ("parked", "site_down")}
    assert made_twice(office) == {}
