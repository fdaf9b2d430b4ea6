"""Surveys compared: the file, matching one to one, what drifted, what the program lacks."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Profile
from bot.errors import ConfigError
from bot.survey.compare import drift, out_of_order
from bot.survey.known import needs
from bot.survey.match import assign, best_assignment
from bot.survey.model import Box, Rows, ScreenSurvey, Survey, Unreached, load_survey

PROFILE = Profile(name="any", base_url="https://host.example/vosnet/Default.aspx")


def _survey(screens: dict[str, ScreenSurvey] | None = None, **more: Any) -> Survey:
    return Survey(taken=date(2019, 6, 5), screens=PLAN if screens is None else screens, **more)


def _box(label: str, kind: str, name: str, **more: Any) -> Box:
    return Box.model_validate({"label": label, "kind": kind, "name": name, **more})


FIELDS = {
    "start_date": _box("Plan Start Date", "date", "txtStartDate", required=True),
    "region": _box("LWDB/Region", "select", "cboRegion", required=True, options=("Fresno", "San Diego")),
    "office": _box("Plan started in office location", "select", "cboOffice", required=True),
    "closed_on": _box("Plan closed on", "date", "txtClosedOn", max=10),
    "staff": _box("Staff", "readonly", "lblStaff"),
}
PLAN = {
    "plan.plan": ScreenSurvey(title="Plan", heading="Individual Employment Plan", tried=True, fields=FIELDS),
}
GOALS = ScreenSurvey(
    title="Goals", heading="Individual Employment Plan", rows=Rows(add="Add a New Goal", columns=("Type", "Action"))
)


def _changed(**fields: Box | None) -> Survey:
    """The survey with boxes put in place of others, taken out (None) or added."""
    own = {key: box for key, box in {**FIELDS, **fields}.items() if box is not None}
    return _survey({"plan.plan": PLAN["plan.plan"].model_copy(update={"fields": own})})


def _with(key: str, **changes: Any) -> Survey:
    return _changed(**{key: FIELDS[key].model_copy(update=changes)})


def _told(live: Survey, accepted: Survey | None = None) -> list[tuple[str, str]]:
    return [(each.kind, each.name) for each in drift(accepted or _survey(), live)]


def test_a_survey_is_written_and_read_back(tmp_path: Path) -> None:
    survey = _survey({**PLAN, "plan.goals": GOALS}, unreached=(Unreached(screen="print", why="no plan stands there"),))
    path = tmp_path / "survey.yaml"
    survey.save(path)
    assert load_survey(path) == survey
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["screens: [", "survey: 1\nstrange: 2\ntaken: 2019-06-05", "- 1", "survey: 2"])
def test_a_file_that_is_no_survey_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "survey.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"survey\.yaml"):
        load_survey(path)


@pytest.mark.parametrize(
    ("live", "told"),
    [
        (_survey(), []),
        (_changed(closed_on=None), [("gone", "Plan closed on")]),
        (_changed(extra=_box("Veteran", "yesno", "rblVeteran", required=True)), [("new", "Veteran")]),
        (_with("closed_on", label="Closing date"), [("renamed", "Plan closed on")]),
        (_with("closed_on", name="txtClosing"), [("name changed", "Plan closed on")]),
        (_with("closed_on", required=True), [("now required", "Plan closed on")]),
        (_with("region", required=False), [("no longer required", "LWDB/Region")]),
        (_with("closed_on", kind="text"), [("kind changed", "Plan closed on")]),
        (_with("closed_on", max=20), [("max length changed", "Plan closed on")]),
        (_with("region", posts_back=True), [("now posts back", "LWDB/Region")]),
        (_with("region", options=("Fresno",)), [("options removed", "LWDB/Region")]),
        (_with("region", options=("Fresno", "San Diego", "Oxnard")), [("options added", "LWDB/Region")]),
        (_with("region", options=("San Diego", "Fresno")), [("options in another order", "LWDB/Region")]),
        (_with("closed_on", when={"region": "Fresno"}), [("condition changed", "Plan closed on")]),
    ],
)
def test_one_change_is_one_drift(live: Survey, told: list[tuple[str, str]]) -> None:
    assert _told(live) == told


def test_a_box_in_another_place_has_moved_and_the_others_have_not() -> None:
    order = ["region", "office", "closed_on", "start_date", "staff"]
    live = _survey({"plan.plan": PLAN["plan.plan"].model_copy(update={"fields": {k: FIELDS[k] for k in order}})})
    assert _told(live) == [("moved", "Plan Start Date")]


def test_a_box_on_another_screen_has_moved_there() -> None:
    fields = {key: box for key, box in FIELDS.items() if key != "closed_on"}
    moved = {
        "plan.plan": PLAN["plan.plan"].model_copy(update={"fields": fields}),
        "plan.goals": GOALS.model_copy(update={"fields": {"closed_on": FIELDS["closed_on"]}}),
    }
    (only,) = drift(_survey({**PLAN, "plan.goals": GOALS}), _survey(moved))
    assert (only.kind, only.name, only.now) == ("moved", "Plan closed on", "Goals")


def test_what_could_not_be_reached_is_not_taken_for_gone() -> None:
    live = _survey({}, unreached=(Unreached(screen="plan.plan", why="no plan stands there"),))
    assert [each.kind for each in drift(_survey(), live)] == ["not reached"]
    assert [each.kind for each in drift(_survey(), _survey({}))] == ["gone"]


def test_what_comes_only_after_a_save_is_no_drift_once_it_was_accepted_so() -> None:
    """A participant who has no activity: each morning the same steps are out of reach, and nothing is wrong."""
    own = needs(PROFILE, ["plan.plan"])
    live = _survey({}, unreached=(Unreached(screen="plan.plan", why="it saves", after_save=True),))
    (told,) = drift(None, live, own)
    assert (told.kind, told.title, told.blocks) == ("not reached", "Plan", False)
    assert drift(live, live, own) == []
    assert [each.kind for each in drift(_survey(), live, own)] == ["not reached"], "it was reached before"
    lost = _survey({}, unreached=(Unreached(screen="plan.plan", why="no such link", wanted="Create"),))
    assert [(each.kind, each.blocks) for each in drift(live, lost, own)] == [("not reached", True)]


def test_boxes_that_come_and_go_are_compared_only_where_choices_were_tried() -> None:
    accepted = _changed(shown=_box("Reason", "text", "txtReason", when={"region": "Fresno"}))
    assert _told(_survey(), accepted) == [("gone", "Reason")]
    untried = _survey({"plan.plan": PLAN["plan.plan"].model_copy(update={"tried": False})})
    assert _told(untried, accepted) == []


def test_what_the_program_needs_blocks_it() -> None:
    own = needs(PROFILE, ["plan.plan"])
    assert drift(_survey(), _survey(), own) == []
    gone = drift(_survey(), _changed(start_date=None), own)
    assert [(each.kind, each.name, each.blocks) for each in gone] == [("gone", "Plan Start Date", True)]
    harmless = drift(_survey(), _with("closed_on", max=20), own)
    assert [each.blocks for each in harmless] == [False]
    shown = drift(_survey(), _changed(staff=None), own)
    assert [(each.kind, each.blocks) for each in shown] == [("gone", False)], "a text that is only read"
    unknown = _changed(extra=_box("Veteran", "yesno", "rblVeteran", required=True))
    assert [(each.kind, each.blocks) for each in drift(_survey(), unknown, own)] == [("new", True)]
    assert [each.blocks for each in drift(_survey(), unknown, own, {"plan.plan": ["Veteran"]})] == [False]


def test_without_an_accepted_survey_only_the_needs_are_told() -> None:
    own = needs(PROFILE, ["plan.plan"])
    live = _changed(start_date=None, extra=_box("Veteran", "yesno", "rblVeteran", required=True))
    assert [(each.kind, each.name) for each in drift(None, live, own)] == [
        ("gone", "Plan Start Date"), ("required and unknown", "Veteran"),
    ]  # fmt: skip


def test_a_renamed_box_still_serves_while_its_name_is_the_declared_one() -> None:
    own = needs(PROFILE, ["plan.plan"])
    (kept,) = drift(_survey(), _with("closed_on", label="Closing date"), own)
    assert not kept.blocks
    (lost,) = drift(_survey(), _with("closed_on", label="Closing date", name="txtEnd"), own)[:1]
    assert lost.blocks


@given(
    st.integers(1, 6).flatmap(
        lambda n: st.lists(st.lists(st.floats(0, 1), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_the_assignment_is_the_best_there_is(gains: list[list[float]]) -> None:
    def total(columns: tuple[int, ...] | list[int]) -> float:
        return sum(row[column] for row, column in zip(gains, columns, strict=True))

    found = best_assignment(gains)
    assert sorted(found) == list(range(len(gains)))
    assert total(found) == pytest.approx(max(total(each) for each in permutations(range(len(gains)))))


def test_one_good_looking_pair_does_not_spoil_two_others() -> None:
    scores = {("a", "x"): 0.9, ("a", "y"): 0.8, ("b", "x"): 0.85}
    pairs = assign(["a", "b"], ["x", "y"], lambda one, other: scores.get((one, other), 0.0), 0.5)
    assert [(pair.left, pair.right) for pair in pairs] == [(0, 1), (1, 0)]
    assert all(pair.margin < 0 for pair in pairs if pair.left == 0)


@given(st.permutations(list("abcdef")))
def test_the_fewest_that_moved_are_told(after: list[str]) -> None:
    before = list("abcdef")
    moved = out_of_order(before, after)
    assert [each for each in after if each not in moved] == [each for each in before if each not in moved]
    assert (moved == []) == (after == before)
