"""What the hazard tests share: a short record with an assessment, a second participant, what must hold afterwards."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.flows.results import Result
from bot.records.model import Record
from tests.kit import Office, Watched, brief, changed, plain, record
from tests.site.compare import unlike
from tests.site.standing import standing

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


def quick(*values: object) -> object:
    """A parameter that is tested by plain HTTP, another one of the same test being left to a real browser."""
    return pytest.param(*values, marks=pytest.mark.plain_http)


def short(folder: Path, changes: dict[str, Any] | None = None) -> Record:
    """A short record with an assessment: every tab is passed, two of them with one row."""
    return record(folder, "36213", {**_short(), **(changes or {})})


def short_content() -> dict[str, Any]:
    """The content of its file."""
    return changed(plain(), _short())


def _short() -> dict[str, Any]:
    own = plain()["assessment"]
    tabs = {key: {name: own[key][name] for name in names} for key, names in KEPT.items()}
    tabs["employment"]["history"] = tabs["employment"]["history"][:1]
    tabs |= {key: own[key] for key in ("certificate", "barriers", "background")}
    return {"assessment": tabs, "activities": [plain()["activities"][1]], "plan.services": ["205"]}


ONLY_PLAN = {"activities": False, "print": False}
"""The steps of a profile whose activities are entered and whose plans are printed by somebody else."""


def only_plan(office: Office, folder: Path, changes: dict[str, Any] | None = None) -> Record:
    """A brief record whose activity stands already: for runs of the steps ONLY_PLAN, what is tested being the plan."""
    sample = brief(folder, changes)
    office.mock.seed(sample.user_id, activities=standing(sample)["activities"])
    return sample


def neighbour(folder: Path) -> Record:
    """The smallest record, an activity, of the participant whose turn comes next."""
    own = {"user_id": NEIGHBOUR, "name": "Garcia, Maria", "program": "adult", "app_id": "2240101"}
    return brief(folder, {"participant": own, "plan": None, "print": None})


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
    shown = [value for value in _values(each) if value in told]
    assert not shown, shown
    return str(result.error)


def _values(each: Record) -> Iterator[str]:
    """The values of a record that are no words of the program's own messages: texts, dates, names, offices."""
    for form in each.forms():
        for key, value in form.mentioned().items():
            shown = form.controls[key].show(value)
            if isinstance(shown, str) and len(shown) > 7 and shown not in ("employment", "Employment", "Certificate"):
                yield shown


def stands(office: Office, each: Record) -> None:
    """Expects the mock to hold exactly what a record says, each thing once, both wizards finished."""
    wrong = unlike(each, office.mock.state(each.user_id))
    assert not wrong, wrong


def made_twice(office: Office, user_id: str = "36213") -> dict[str, int]:
    """The records and rows that were created more than once for a screen, with how often."""
    made = Counter(line for line in office.written(user_id) if line.endswith("create"))
    return {line: times for line, times in made.items() if times > 1}
