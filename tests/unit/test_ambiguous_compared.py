"""A box that has chosen one of two options with the same words: the program can't tell, a person may keep it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Annotated, Any

import pytest

from bot.agent.looks import FieldReport, Stranger
from bot.compare.decisions import Decision, Decisions
from bot.compare.items import AMBIGUOUS, Choice, Comparison, Difference, Place
from bot.controls import DropDown
from bot.converge import differences
from bot.errors import Mismatch
from bot.forms import Form
from bot.questions import differing_answers
from bot.rows.judging import Judged, Spot, judged
from tests.guide import FORMS

WEST, EAST = "West Center", "East Center"


class Offices(Form):
    key = "plan.plan"
    screen_title = "Plan"

    office: Annotated[str | None, DropDown("Office", is_open=True)] = None


def reading(chosen: str, *strangers: Stranger) -> Any:
    field = FieldReport(raw=chosen, options=(WEST, WEST, EAST), ambiguous=chosen == WEST)
    return SimpleNamespace(fields={"office": field}, strangers=strangers)


def site(*, compares: bool, choice: Choice | None = None) -> Any:
    place = Place("plan.plan", "", "office")
    made = {} if choice is None else {place: Decision("36213", place, choice, "mark")}
    return SimpleNamespace(
        comparison=Comparison("36213") if compares else None,
        decisions=Decisions(made),
        mark_of=lambda place, *texts: "mark",
        kept=set(),
        profile=SimpleNamespace(forms=FORMS),
        extra={"plan.plan": {"Which office?": WEST}},
    )


def judge(where: Any, chosen: str = WEST, policy: Any = "update") -> Judged[Offices]:
    form = Offices(office=WEST)
    return judged(Spot(where, Offices), form, differences(form, reading(chosen)), policy)


@pytest.mark.parametrize("policy", ["stop", "update"])
def test_compare_does_not_tell_of_a_change(policy: str) -> None:
    """A run could not set it either: both options have the record's words."""
    where = site(compares=True)
    judge(where, policy=policy)
    (item,) = where.comparison.items
    assert (item.does, item.stops, item.choices) == ("undecided", True, ("keep",))
    assert "two options with the same words" in item.why


def test_another_word_is_a_change_like_any() -> None:
    where = site(compares=True)
    judge(where, EAST)
    assert [(item.does, item.stops) for item in where.comparison.items] == [("change", False)]


def test_it_is_kept_if_a_person_says_so() -> None:
    with pytest.raises(Mismatch, match="the site holds something else: Office"):
        judge(site(compares=False), policy="stop")
    assert judge(site(compares=False, choice="keep"), policy="stop").form.office is None


def test_an_answer_to_what_an_area_asks_is_no_different() -> None:
    asked = Stranger("Which office?", "select", "x$ddlOffice", False, WEST, (WEST, WEST, EAST), ambiguous=True)
    (found,) = differing_answers(site(compares=True), Offices, reading(EAST, asked))
    assert isinstance(found, Difference)
    assert (found.problem, "same words" in found.how) == (AMBIGUOUS, True)
