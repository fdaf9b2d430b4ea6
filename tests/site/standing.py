"""A record as the mock holds it, to be planted with `MockSite.seed`: it stands there without having been typed."""

from __future__ import annotations

from typing import Any

from bot.controls import BLANK
from bot.forms import Form
from bot.records.model import Record
from tests.guide import TABS


def standing(record: Record) -> dict[str, Any]:
    """Everything of a record, finished: `activities`, `assessments` and `plans` in the shapes of the mock's state."""
    return {
        "activities": _activities(record),
        "assessments": [] if record.assessment is None else [{"screens": _tabs(record)}],
        "plans": [] if record.plan is None else [_plan(record)],
    }


def _activities(record: Record) -> list[dict[str, Any]]:
    return [
        {
            **_texts(entry.general_form(record)),
            **(_texts(provider) if (provider := entry.provider_form()) else {}),
            **_texts(entry.closure_form()),
        }
        for entry in record.activities
    ]


def _tabs(record: Record) -> dict[str, Any]:
    assert record.assessment is not None
    entries = {f"assessment.{name}": record.assessment.tab(name) for name in TABS}
    return {
        key: [_texts(row) for row in entry] if isinstance(entry, tuple) else _texts(entry)
        for key, entry in entries.items()
        if entry is not None
    }


def _plan(record: Record) -> dict[str, Any]:
    assert record.plan is not None
    plan = record.plan
    return {
        "plan": _texts(plan.plan_form()),
        "goals": [_texts(goal) for goal in plan.goals or ()],
        "services": list(record.services),
    }


def _texts(form: Form) -> dict[str, Any]:
    """The texts of a form by key, its rows under theirs."""
    texts: dict[str, Any] = {
        key: form.controls[key].show(value) for key, value in form.mentioned().items() if value is not BLANK
    }
    rows = {key: [_texts(row) for row in getattr(form, key) or ()] for key in form.rows}
    return {**texts, **rows}
