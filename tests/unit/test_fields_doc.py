"""docs/fields.md is what the forms say, and the forms are in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from bot.controls import ReadOnly
from bot.errors import ConfigError
from bot.forms import Form
from bot.records.fields import fields_markdown, fields_rows
from bot.records.model import ActivityEntry, Participant, Plan
from tests.guide import FORMS, SCREENS

ALL: list[type[Form]] = [*SCREENS.values(), Participant, ActivityEntry, Plan]
DOC = Path(__file__).resolve().parents[2] / "docs" / "fields.md"


def test_the_page_is_fresh() -> None:
    assert DOC.read_text(encoding="utf-8") == fields_markdown(FORMS), "run: caljobs-bot show-fields > docs/fields.md"


def test_every_field_that_a_record_may_write_is_told() -> None:
    rows = fields_rows(FORMS)
    told = {(row.screen, row.key) for row in rows}
    forms = [form for form in ALL if not form.key.startswith("activity.")]
    wanted = {
        (form.key, key)
        for form in forms
        for key, control in form.controls.items()
        if not isinstance(control, ReadOnly)
    }
    assert told == wanted
    assert len({row.path for row in rows}) == len(rows)


def test_one_screen_or_a_group() -> None:
    assert {row.screen for row in fields_rows(FORMS, "plan.goals")} == {"plan.goals"}
    assert {row.title for row in fields_rows(FORMS, "plan")} == {"Plan", "Goals", "Objectives"}
    assert len({row.screen for row in fields_rows(FORMS, "assessment")}) == 14
    with pytest.raises(ConfigError, match=r"there are: participant, activities, assessment\.general"):
        fields_rows(FORMS, "plan.gaols")


def test_conditions_defaults_and_limits_are_told() -> None:
    by_path = {row.path: row for row in fields_rows(FORMS)}
    assert by_path["assessment.employment.history[].ended_on"].condition == "only when Currently Employed Here is No"
    assert by_path["plan.goals[].objectives[].objective"].maxlength == 500
    assert by_path["print.services"].default == "Yes"
    completion = by_path["activities[].completion_code"]
    assert (completion.default, completion.required) == ("Successful Completion", False)


@pytest.mark.parametrize("form", ALL, ids=lambda form: form.__name__)
def test_a_form_holds_together(form: Form) -> None:
    """Required boxes have no default, all others have one; conditions name a box that stands before."""
    assert form.key
    assert form.screen_title
    keys = list(form.controls)
    for key, control in form.controls.items():
        default = form.model_fields[key].default
        if control.required and not control.shown_if:
            assert default is PydanticUndefined or control.parse(default) == default, key
        else:
            assert default is not PydanticUndefined, key
        if control.shown_if:
            assert keys.index(control.shown_if.key) < keys.index(key)
            assert form.controls[control.shown_if.key].postback, control.shown_if.key
    labels = [control.label for control in form.controls.values()]
    assert len(set(labels)) == len(labels)
    assert (form.__doc__ or "").strip()
