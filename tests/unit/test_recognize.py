"""A screen is known by voices together: none alone is enough, and another chosen tab contradicts."""

from __future__ import annotations

from typing import Any

import pytest

from bot.web.recognize import Shown, Signs, stands_open, voices

GOALS = Signs("Employment Plan", "Goals", labels=("Type of Goal", "Term of Goal", "Description"))
FOLDER = Signs("Case Management Profile", "Plan", own=(("Create Plan",), ("Assessments", "Plans")))
DASHBOARD = Signs("My Dashboard")
STEPS = ("1. Plan", "2. Goals", "3. Objectives")


def page(*headings: str, chosen: int = -1, **more: Any) -> Shown:
    return Shown(headings, (), (), [(STEPS, chosen)], **{"labels": (), "actions": (), **more})


@pytest.mark.parametrize(
    ("signs", "shown", "stands"),
    [
        (GOALS, page("Employment Plan", chosen=1), False),  # none of its boxes are there
        (GOALS, page("Employment Plan", chosen=1, labels=None), True),
        (GOALS, page("Other words", chosen=1, labels=("Type of Goal", "* Term of goal:")), True),
        (GOALS, page("Other words", labels=("Type of Goal", "Term of Goal")), True),
        (GOALS, page("Employment Plan", labels=("Type of Goal", "Term of Goal"), chosen=2), False),
        (GOALS, page("Employment Plan", labels=None), False),
        (FOLDER, page("Plan", chosen=0), True),
        (FOLDER, page("Employment Plan", chosen=0), False),  # the wizard's first step is called so, too
        (FOLDER, page("Employment Plan", chosen=0, actions=("Create Plan",)), True),
        (DASHBOARD, page("My  DASHBOARD:"), True),
        (DASHBOARD, page("My Dashboard of something"), False),
    ],
)
def test_voices_together(signs: Signs, shown: Shown, stands: bool) -> None:
    assert stands_open(signs, shown) is stands, voices(signs, shown)


def test_two_strips_alike_are_no_contradiction() -> None:
    twice = Shown((), (), (), [(STEPS, 0), (("Plan", "Goals"), 1)], labels=("Type of Goal", "Term of Goal"))
    assert voices(GOALS, twice)["tab"] == 2
