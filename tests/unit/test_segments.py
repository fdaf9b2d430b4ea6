"""A value is found in a text of the site only as a whole, between the marks that stand between values."""

from __future__ import annotations

import pytest

from bot.agent.looks import FieldReport, Look, PersonSigns, Reading, _grid
from bot.controls import said
from bot.errors import Mismatch
from bot.flows.plan import goal_number
from bot.pages.plan_goals import Goal
from bot.pages.plan_objectives import goal_option

LONG = "steady full-time work in the warehouse"


@pytest.mark.parametrize(
    ("shown", "wanted", "how"),
    [
        ("Steady  work", "steady work", "whole"),
        ("1 - Employment: steady work", "steady work", "part"),
        ("1 - Employment: steady work", "Employment", "part"),
        ("Goal #1 (Employment) steady work", "steady work", "part"),
        ("1. steady work | Open", "steady work", "part"),
        ("2 - Training: On-the-Job Training - part two", "On-the-Job Training - part two", "part"),
        ("1 \u2013 Employment \u00b7 steady work", "steady work", "part"),
        ("1 - Employment: steady full-ti...", LONG, "cut"),
        ("steady full-time\u2026", LONG, "cut"),
        ("1 - On-the-Job Training", "Training", None),
        ("1 - Unemployment", "Employment", None),
        ("steady work, home", "home", None),
        ("steady work", LONG, None),
        ("1 - Employment: ...", LONG, None),
        ("steady work", "", None),
    ],
)
def test_how_a_text_says_a_value(shown: str, wanted: str, how: str | None) -> None:
    assert said(shown, wanted) == how


def test_what_just_ends_is_cut_only_where_lists_do_that() -> None:
    assert said("1 - steady full-time", LONG) is None
    assert said("1 - steady full-time", LONG, without_dots=True) == "cut"
    assert said("1 - steady", LONG, without_dots=True) is None, "too little to know it by"


@pytest.mark.parametrize(
    ("offered", "number", "kind", "chosen"),
    [
        (["Select", "1 - employment", "2 - employment"], 2, "Training", 2),
        (["1 - Employment: steady full-ti...", "2 - Training: steady full-ti..."], 2, "Training", 1),
        (["Employment: employment", "Training: employment"], 1, "Training", 1),
        (["1 - Employment: study", "2 - Training: employment"], 2, "Training", 1),
        (["Goal #1: employment", "Goal #2: study"], 1, "Employment", 0),
        (["4518 - employment", "4519 - study"], 1, "Employment", 0),
    ],
)
def test_the_option_for_a_goal(offered: list[str], number: int, kind: str, chosen: int) -> None:
    wanted = LONG if "steady" in offered[0] else "employment"
    assert goal_option(offered, wanted, number, kind) == offered[chosen]


@pytest.mark.parametrize(
    ("offered", "fitting"),
    [
        (["1 - study", "2 - employment"], 0),
        (["employment", "employment"], 2),
        (["4518 - Training: employment", "4519 - Training: employment"], 2),
        (["1 - Employment", "2 - Training"], 0),
    ],
)
def test_no_goal_is_chosen_by_guessing(offered: list[str], fitting: int) -> None:
    """The number of another goal speaks against an option, even where it is the only one with the description."""
    wanted = "steady work" if offered[0] == "1 - Employment" else "employment"
    with pytest.raises(Mismatch, match=f"{fitting} of the 2 entries") as stopped:
        goal_option(offered, wanted, 1, "Training")
    assert wanted not in str(stopped.value)


def reading(headers: list[str], *rows: list[str]) -> Reading:
    person = PersonSigns(None, None, None, None)
    look = Look("", (), (), (), (), (), person, False, False, False, False, False, False, False)
    fields: dict[str, FieldReport] = {}
    return Reading(None, look, fields, (), (_grid({"heading": "", "headers": headers, "rows": list(rows)}),))


@pytest.mark.parametrize(
    ("headers", "rows", "number"),
    [
        (["Type of Goal", "Goal Description"], [["Training", "study"], ["Employment", LONG]], 2),
        (["#", "Type of Goal", "Goal Description"], [["7/4518", "Employment", "steady full-t..."]], 7),
        (["Goal"], [["1 - Training: study"], ["2 - Employment: steady full-t..."]], 2),
        (["Goal"], [["Employment: steady full-t..."], ["Employment: steady full-t..."]], None),
        (["Type of Goal", "Goal Description"], [["Training", LONG]], None),
    ],
)
def test_the_number_of_a_goal(headers: list[str], rows: list[list[str]], number: int | None) -> None:
    """Where two goals look the same none is taken for the record's: its objectives would go to the other one."""
    goal = Goal.model_construct(type="Employment", description=LONG)
    assert goal_number(reading(headers, *rows), goal) == number
