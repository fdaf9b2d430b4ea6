"""Rows of a grid: each stands there once with the record's values, found by what it says, never by its place."""

from __future__ import annotations

import pytest

from bot.controls import BLANK
from bot.errors import AnotherPage, Duplicate, Mismatch, Refused, WrongPerson
from bot.rows import Policy, RowChange, RowEditor, is_cut
from tests.page.pages_by_hand.desk import Desk
from tests.page.pages_by_hand.goals import Goal, GoalsByHand, Shown, goal, open_goals

WORK = Goal(type="Employment", description="Obtain work", comments="Full time")
WORK_ON_SITE = goal("Employment", "Obtain work", "Full time")
STUDY_ON_SITE = goal("Training", "Obtain work", "A different goal")
"""As like the wanted one as another goal can be."""
WELDING_ON_SITE = goal("Training", "Learn to weld")


def ensure(desk: Desk, *wanted: Goal, policy: Policy = "stop") -> list[RowChange]:
    screen = GoalsByHand(desk.site)
    with desk.site.writing(policy != "verify"):
        return RowEditor(screen, Goal, "Add a New Goal").ensure(wanted, screen.read(), policy)


def on_site(desk: Desk) -> list[Shown]:
    return list(desk.js("rows"))


def was_left_alone(desk: Desk) -> bool:
    return bool(desk.js("window.saves === 0 && !window.left"))


def test_a_missing_row_is_added(desk: Desk) -> None:
    open_goals(desk, WELDING_ON_SITE)
    assert ensure(desk, WORK) == [RowChange("added", ("Type of Goal", "Goal Description", "Comments"))]
    assert on_site(desk) == [WELDING_ON_SITE, WORK_ON_SITE]
    assert desk.js("saves") == 1


def test_rows_are_added_in_the_records_order_each_once(desk: Desk) -> None:
    other = Goal(type="Training", description="Learn")
    open_goals(desk)
    assert [change.done for change in ensure(desk, WORK, other)] == ["added", "added"]
    assert [change.done for change in ensure(desk, WORK, other)] == ["unchanged", "unchanged"]
    assert on_site(desk) == [WORK_ON_SITE, goal("Training", "Learn")]
    assert desk.js("saves") == 2


def test_a_row_that_agrees_is_left_alone(desk: Desk) -> None:
    open_goals(desk, STUDY_ON_SITE, WORK_ON_SITE)
    assert ensure(desk, WORK) == [RowChange("unchanged")]
    assert was_left_alone(desk)
    assert desk.js("opened") == [1]


@pytest.mark.parametrize("shown", ["OBTAIN  WORK", " Obtain work "])
def test_case_and_spacing_of_a_cell_do_not_count(desk: Desk, shown: str) -> None:
    open_goals(desk, goal("Employment", shown, "Full time"))
    found = RowEditor(GoalsByHand(desk.site), Goal, "Add a New Goal").find(WORK, GoalsByHand(desk.site).read())
    assert len(found) == 1


def test_a_row_that_differs_stops_and_names_the_labels(desk: Desk) -> None:
    open_goals(desk, WORK_ON_SITE | {"comments": "Canary"})
    with pytest.raises(Mismatch, match="the site holds something else: Comments") as caught:
        ensure(desk, WORK)
    assert caught.value.screen == "Goals, row 1"
    assert caught.value.field == "Comments"
    assert "Canary" not in str(caught.value)
    assert was_left_alone(desk)


def test_it_is_updated_where_the_profile_says_so(desk: Desk) -> None:
    open_goals(desk, STUDY_ON_SITE, WORK_ON_SITE | {"comments": "Part time"})
    assert ensure(desk, WORK, policy="update") == [RowChange("updated", ("Comments",))]
    assert on_site(desk) == [STUDY_ON_SITE, WORK_ON_SITE]


def test_an_empty_box_may_always_be_filled(desk: Desk) -> None:
    open_goals(desk, WORK_ON_SITE | {"comments": ""})
    assert ensure(desk, WORK) == [RowChange("updated", ("Comments",))]
    assert on_site(desk) == [WORK_ON_SITE]


def test_what_the_record_does_not_mention_is_kept_and_a_blank_is_a_difference(desk: Desk) -> None:
    open_goals(desk, WORK_ON_SITE)
    assert ensure(desk, Goal(type="Employment", description="Obtain work")) == [RowChange("unchanged")]
    blank = Goal(type="Employment", description="Obtain work", comments=BLANK)
    with pytest.raises(Mismatch, match="Comments"):
        ensure(desk, blank)
    open_goals(desk, WORK_ON_SITE)
    ensure(desk, blank, policy="update")
    assert on_site(desk) == [goal("Employment", "Obtain work")]


def test_verifying_touches_nothing(desk: Desk) -> None:
    open_goals(desk, WORK_ON_SITE)
    assert ensure(desk, WORK, policy="verify") == [RowChange("unchanged")]
    with pytest.raises(Mismatch, match="does not stand on the site") as caught:
        ensure(desk, WORK, Goal(type="Training", description="Learn"), policy="verify")
    assert caught.value.screen == "Goals, row 2"
    open_goals(desk, WORK_ON_SITE | {"comments": ""})
    with pytest.raises(Mismatch, match="does not hold what the record says: Comments"):
        ensure(desk, WORK, policy="verify")
    assert was_left_alone(desk)


def test_a_row_that_stands_there_twice_is_for_a_person(desk: Desk) -> None:
    open_goals(desk, WORK_ON_SITE, STUDY_ON_SITE, WORK_ON_SITE)
    with pytest.raises(Duplicate, match="shows this row 2 times: a person decides"):
        ensure(desk, WORK)
    assert was_left_alone(desk)
    assert len(on_site(desk)) == 3


def test_a_save_that_made_two_of_it_does_not_pass(desk: Desk) -> None:
    open_goals(desk, habit="doubles")
    with pytest.raises(Duplicate, match="after saving, the site shows this row 2 times"):
        ensure(desk, WORK)


def test_a_save_that_was_lost_does_not_pass(desk: Desk) -> None:
    open_goals(desk, WELDING_ON_SITE, habit="loses")
    with pytest.raises(Mismatch, match="after saving, the row does not stand in the list"):
        ensure(desk, WORK)


def test_what_the_site_refuses_is_told_without_values(desk: Desk) -> None:
    open_goals(desk, habit="refuses")
    with pytest.raises(Refused, match="is not a goal") as caught:
        ensure(desk, WORK)
    assert "Canary" not in str(caught.value)
    assert caught.value.screen == "Goals, row 1"


def test_cells_cut_short_are_opened_to_see(desk: Desk) -> None:
    long = "Obtain full-time employment in the health care industry, {}"
    rows = [goal("Employment", long.format(word), "Full time") for word in ("days", "nights", "shifts")]
    open_goals(desk, *rows, goal("Training", long.format("nights")), goal("Employment", "Obtain full"), cut=30)
    wanted = Goal(type="Employment", description=long.format("nights"), comments="Full time")
    assert ensure(desk, wanted) == [RowChange("unchanged")]
    assert desk.js("opened") == [0, 1, 2, 4, 1]  # the last may be cut without dots
    assert was_left_alone(desk)
    new = Goal(type="Employment", description=long.format("weekends"))
    with pytest.raises(Mismatch, match="each of rows 1, 2, 3, 4 and 5 of that list"):
        ensure(desk, new)
    assert was_left_alone(desk)
    desk.site.extra = {"plan.goals": {"Another row": "add beside 5"}}
    assert [change.done for change in ensure(desk, new)] == ["added"]
    assert len(on_site(desk)) == 6


@pytest.mark.parametrize("on_the_site", [STUDY_ON_SITE, goal("Employment", "Obtain work."), goal("Employment", "Cook")])
def test_a_row_like_one_that_nobody_names_is_for_a_person(desk: Desk, on_the_site: Shown) -> None:
    """Where nothing is remembered of it, it may be the same row, put right in the record."""
    open_goals(desk, WELDING_ON_SITE, on_the_site)
    with pytest.raises(Mismatch, match="row 2 of that list, which is not in the record, may be the same") as caught:
        ensure(desk, WORK, policy="update")
    assert caught.value.screen == "Goals, row 1"
    assert was_left_alone(desk)
    assert not {on_the_site["description"], "Obtain work"} & set(str(caught.value).split("'"))


def test_a_row_that_is_named_is_no_rival(desk: Desk) -> None:
    """The like one on the site is another row of the record: then the record itself says that there are two."""
    open_goals(desk, STUDY_ON_SITE)
    both = Goal(type="Training", description="Obtain work"), WORK
    assert [change.done for change in ensure(desk, *both)] == ["unchanged", "added"]
    assert [change.done for change in ensure(desk, *reversed(both))] == ["unchanged", "unchanged"]


def test_a_person_can_say_that_it_is_another_one(desk: Desk) -> None:
    """Only of as many rows as there were when it was said: what comes later was not meant."""
    open_goals(desk, STUDY_ON_SITE)
    for answer in ("add beside 2", "add", "yes", ["add beside 1"]):
        desk.site.extra = {"plan.goals": {"Another row": answer}}
        with pytest.raises(Mismatch, match='Another row: "add beside 1"'):
            ensure(desk, WORK)
    desk.site.extra = {"plan.goals": {"another row ": "Add beside 1"}}
    assert [change.done for change in ensure(desk, WORK)] == ["added"]
    with pytest.raises(Mismatch, match="add beside 2"):
        ensure(desk, Goal(type="Employment", description="Obtain full-time work"))
    assert on_site(desk) == [STUDY_ON_SITE, WORK_ON_SITE]


@pytest.mark.parametrize(
    ("shown", "text", "cut"),
    [
        ("employment in the health ca...", "Employment in the health care industry", True),
        ("Employment in the…", "Employment in the health care industry", True),
        ("Employment in the sh...", "Employment in the health care industry", False),
        ("Employment", "Employment in the health care industry", False),
        ("Wait...", "Wait...", True),
    ],
)
def test_a_cut_cell(shown: str, text: str, cut: bool) -> None:
    assert is_cut(shown, text) is cut


def test_another_persons_page_is_not_written_to(desk: Desk) -> None:
    open_goals(desk)
    desk.js("document.cookie = 'assisted_userid=99999'")
    with pytest.raises(WrongPerson):
        ensure(desk, WORK)
    assert was_left_alone(desk)


def test_a_rehearsal_fills_and_leaves_it_unsaved(desk: Desk) -> None:
    open_goals(desk)
    screen = GoalsByHand(desk.site)
    changes = RowEditor(screen, Goal, "Add a New Goal").ensure([WORK], screen.read(), "stop")
    assert [change.done for change in changes] == ["added"]
    assert on_site(desk) == []
    assert was_left_alone(desk)


def test_a_form_that_does_not_open(desk: Desk) -> None:
    open_goals(desk)
    desk.js("document.querySelector('[value^=Add]').onclick = null")
    with pytest.raises(AnotherPage, match="did not open"):
        ensure(desk, WORK)


def test_a_cell_that_just_ends_is_opened_to_see(desk: Desk) -> None:
    """Cut short without dots: what was saved is found, and the next run saves nothing."""
    long = Goal(type="Employment", description="Obtain full-time employment in the health care industry", comments="x")
    open_goals(desk, cut=20, dots="")
    assert [change.done for change in ensure(desk, long)] == ["added"]
    assert [change.done for change in ensure(desk, long)] == ["unchanged"]
    assert desk.js("saves") == 1
