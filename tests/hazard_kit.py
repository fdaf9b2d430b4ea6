"""What the hazard tests share: a short record with an assessment, a second participant, and what must hold afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.controls import BLANK
from bot.forms import Form
from bot.flows.results import Result
from bot.records.model import Record
from tests.kit import Office, Watched, brief, plain, record

NEIGHBOUR = "40101"
"""Another participant, whose turn comes after one that was stopped."""

KEPT = {
    "general": ("region", "office", "program", "date", "reason"),
    "expectation": (
        "short_term_goal", "long_term_goal", "desired_occupation", "expected_wage", "wage_unit",
        "training_interest", "training_kind",
    ),
    "education": ("highest_level", "school_status", "comments"),
    "employment": ("status", "history"),
    "household": ("size", "dependents", "dependent_count"),
    "readiness": ("resume", "computer", "license", "license_state", "transport", "comments"),
    "referrals": ("summary",),
}  # fmt: skip
"""What a short assessment keeps of the demo's: what is required, and a postback or a grid of each sort."""


def short(folder: Path, changes: dict[str, Any] | None = None) -> Record:
    """A short record with an assessment: every tab is passed, two of them with one row."""
    own = plain()["assessment"]
    tabs = {key: {name: own[key][name] for name in names} for key, names in KEPT.items()}
    tabs["employment"]["history"] = tabs["employment"]["history"][:1]
    tabs |= {key: own[key] for key in ("certificate", "barriers", "background")}
    only = {"assessment": tabs, "activities": [plain()["activities"][1]], "plan.services": ["205"]}
    return record(folder, "36213", {**only, **(changes or {})})


def neighbour(folder: Path, changes: dict[str, Any] | None = None) -> Record:
    """A small record of the next participant."""
    own = {"user_id": NEIGHBOUR, "name": "Garcia, Maria", "program": "adult", "app_id": "2240101"}
    return brief(folder, {"participant": own, **(changes or {})})


class Meanwhile(Watched):
    """Lets something happen once, at the moment the bot begins a screen."""

    def __init__(self, screen: str, act: Callable[[], object]) -> None:
        super().__init__()
        self._screen = screen
        self._act: Callable[[], object] | None = act

    def screen(self, user_id: str, step: str, screen: str) -> None:
        super().screen(user_id, step, screen)
        if screen == self._screen and self._act is not None:
            act, self._act = self._act, None
            act()


def stopped(result: Result, each: Record, kind: str, state: str = "needs_person") -> str:
    """Expects a participant stopped with an error of a kind, told without any of its values; gives the words."""
    assert result.error is not None, f"expected {kind}, and it went through: {result.steps}"
    assert (result.state, result.error.kind) == (state, kind), f"{result.error!r} at {result.error.step}"
    told = json.dumps(result.as_json(), ensure_ascii=False)
    assert not [value for value in _values(each) if value in told]
    return str(result.error)


def _values(each: Record) -> Iterator[str]:
    """Values of a record that are no words of the program's own messages: its texts, its name, its office."""
    words = {"employment", "Employment", "Status", "California", "Certificate"}
    for form in each.forms():
        for key, value in form.mentioned().items():
            if isinstance(value, str) and value is not BLANK and len(value) > 7 and value not in words:
                yield str(form.controls[key].show(value))


def stands(office: Office, each: Record) -> None:
    """Expects the mock to hold exactly what a record says, each thing once, both wizards finished."""
    state = office.mock.state(each.user_id)
    assert all(_of(shown, entry) for shown, entry in zip(state["activities"], each.activities, strict=True))
    assert [one["finished"] for one in state["assessments"]] == [True] * (each.assessment is not None)
    for form in _tabs(each):
        shown = state["assessments"][0]["screens"][form.key]
        assert _of(shown, form)
        for key in form.rows:
            _rows_of(shown[key], getattr(form, key) or ())
    if each.assessment is not None:
        _rows_of(state["assessments"][0]["screens"]["assessment.certificate"], each.assessment.certificate or ())
    if each.plan is None:
        assert state["plans"] == []
        return
    (plan,) = state["plans"]
    assert plan["finished"] and _of(plan["plan"], each.plan) and sorted(plan["services"]) == sorted(each.services)
    goals = each.plan.goals or ()
    _rows_of(plan["goals"], goals)
    for shown, goal in zip(plan["goals"], goals, strict=True):
        _rows_of(shown["objectives"], goal.objectives or ())


def _tabs(each: Record) -> list[Form]:
    """The tabs of the assessment that are more than a grid."""
    tabs = [] if each.assessment is None else vars(each.assessment).values()
    return [tab for tab in tabs if isinstance(tab, Form)]


def _rows_of(shown: list[dict[str, Any]], rows: tuple[Form, ...]) -> None:
    assert len(shown) == len(rows)
    assert all(any(_of(line, row) for line in shown) for row in rows)


def _of(shown: dict[str, Any], form: Form) -> bool:
    """Whether what the mock shows of a screen says what the form says."""
    dates = {"projected_begin", "actual_begin", "projected_end", "actual_end"}
    for key, value in form.mentioned().items():
        text = form.controls[key].show(value)
        found = [shown[one] for one in dates] if key == "date" and key not in shown else [shown.get(key)]
        if key != "services" and any(one != text for one in found):
            return False
    return True


def made_twice(office: Office, user_id: str = "36213") -> dict[str, int]:
    """The records and rows that were created more than once for a screen, with how often."""
    made = Counter(line for line in office.written(user_id) if line.endswith("create"))
    return {line: times for line, times in made.items() if times > 1}
