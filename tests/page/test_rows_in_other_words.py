"""Grids that say what names a row in another way: a row that says it among other texts is opened to see."""

from __future__ import annotations

import pytest

from bot.errors import Mismatch
from tests.page.pages_by_hand.desk import Desk
from tests.page.pages_by_hand.goals import goal, open_goals
from tests.page.test_row_editor import (
    STUDY_ON_SITE,
    WELDING_ON_SITE,
    WORK,
    WORK_ON_SITE,
    ensure,
    on_site,
    was_left_alone,
)

TOGETHER = (["Goal of the plan"], ["both"])
UNDER_THE_LABEL = (["Goal Description"], ["both"])
TYPE_AND_BOTH = (["Type of Goal", "Goal Description"], ["type", "both"])
NOTHING_THAT_NAMES = (["Remarks"], ["comments"])


@pytest.mark.parametrize("columns", [TOGETHER, UNDER_THE_LABEL])
@pytest.mark.parametrize("cut", [999, 20])
def test_a_row_that_stands_there_is_found_by_its_texts(
    desk: Desk, columns: tuple[list[str], list[str]], cut: int
) -> None:
    open_goals(desk, STUDY_ON_SITE, WORK_ON_SITE, columns=columns, cut=cut)
    assert [change.done for change in ensure(desk, WORK)] == ["unchanged"]
    assert was_left_alone(desk)


@pytest.mark.parametrize("columns", [TOGETHER, TYPE_AND_BOTH])
def test_what_only_looks_like_it_is_opened_and_left_alone(desk: Desk, columns: tuple[list[str], list[str]]) -> None:
    """The text says type and description of the wanted row as parts of others; what it says in truth is compared."""
    other = goal("Employment", "Gardening - Obtain work")
    open_goals(desk, other, columns=columns)
    with pytest.raises(Mismatch, match="may be the same"):
        ensure(desk, WORK)
    assert was_left_alone(desk)
    desk.site.extra = {"plan.goals": {"Another row": "add beside 1"}}
    assert [change.done for change in ensure(desk, WORK)] == ["added"]
    assert on_site(desk) == [other, WORK_ON_SITE]
    assert desk.js("opened")[0] == 0


@pytest.mark.parametrize("columns", [TOGETHER, NOTHING_THAT_NAMES])
def test_what_is_not_like_it_inside_is_no_rival(desk: Desk, columns: tuple[list[str], list[str]]) -> None:
    open_goals(desk, WELDING_ON_SITE, columns=columns)
    assert [change.done for change in ensure(desk, WORK)] == ["added"]
    assert on_site(desk) == [WELDING_ON_SITE, WORK_ON_SITE]


def test_a_list_that_tells_nothing_is_looked_into(desk: Desk) -> None:
    open_goals(desk, STUDY_ON_SITE, WORK_ON_SITE, columns=NOTHING_THAT_NAMES)
    assert [change.done for change in ensure(desk, WORK)] == ["unchanged"]
    assert desk.js("opened") == [0, 1, 1]
    assert was_left_alone(desk)
