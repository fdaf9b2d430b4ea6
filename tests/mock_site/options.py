"""The options of select boxes and lists, as far as they depend on other values of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.mock_site.hazards import Armory
from tests.mock_site.screens import Field, catalogue

Values = dict[str, Any]
_GOAL_TEXT = 40
GOAL_PATTERN = "{number} - {text}"


class Choice(NamedTuple):
    """One option: the code that is posted, the text that is shown, the value that is kept."""

    code: str
    text: str
    value: str


@dataclass(frozen=True)
class Options:
    """Works out the options of a screen's fields; `goals` are those of the plan, for objectives, and
    `pattern` how each is named.
    """

    armory: Armory
    screen: str
    goals: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    goal_texts: str = "number"
    pattern: str = GOAL_PATTERN

    def of(self, box: Field, values: Values) -> list[Choice]:
        """The options as they stand with these values; an option a test took away is left out."""
        choices = self._all(box, values)
        gone = self.armory.peek("option_missing", self.screen, field=box.key)
        if gone is not None:
            choices = [choice for choice in choices if choice.text != gone.options.get("option", choice.text)]
        return choices

    def _all(self, box: Field, values: Values) -> list[Choice]:
        if box.kind == "yesno":
            return [Choice("1", "Yes", "Yes"), Choice("0", "No", "No")]
        if box.options_by is not None:
            key, table = box.options_by
            return _numbered(table.get(values.get(key, ""), ()))
        if box.options == "goals":
            return goal_choices(self.goals, self.goal_texts, self.pattern)
        if box.options == "offices":
            return office_choices(values.get("region", ""))
        if box.options == "grants":
            return _numbered(catalogue().grants.get(values.get("customer_group", ""), ()))
        if isinstance(box.options, str):
            return _numbered(catalogue().lists[box.options])
        return _numbered(box.options)


def office_choices(region: str) -> list[Choice]:
    """The offices of a region, their codes being the numbers they begin with."""
    return [Choice(office.split()[0], office, office) for office in catalogue().offices.get(region, ())]


def goal_choices(
    goals: Sequence[Mapping[str, Any]], texts: str = "number", pattern: str = GOAL_PATTERN
) -> list[Choice]:
    """The goals of a plan, by default as "1 - employment"; kept is the goal's own number."""
    choices = []
    for number, goal in enumerate(goals, 1):
        text = " ".join(goal["description"].split())[:_GOAL_TEXT]
        shown = pattern.format(number=number, text=text, type=goal["type"], id=goal["id"])
        choices.append(
            Choice(str(goal["id"]), shown if texts == "number" else goal_text(number, goal, texts), str(goal["id"]))
        )
    return choices


def goal_text(number: int, goal: Mapping[str, Any], texts: str) -> str:
    """A goal in a list of goals: "1 - employment", or "1 - Employment: steady wor..."."""
    description = " ".join(goal["description"].split())
    if texts == "number":
        return f"{number} - {description[:_GOAL_TEXT]}"
    text = f"{number} - {goal['type']}: {description}"
    return text if len(text) <= _GOAL_TEXT else f"{text[:_GOAL_TEXT]}..."


def activity_text(code: str) -> str:
    """ "205 - Development of IEP/ISS/EDP" for "205"."""
    name = catalogue().activities.get(code)
    return f"{code} - {name}" if name else code


def activities_of(group: str) -> dict[str, str]:
    """Code and name of the activities a customer group may have; youth codes begin with 4.

    Inferred from rule R3: adults get all but the youth ones, Youth gets its own and no 203 or 205.
    """
    youth = group == "Youth"
    return {
        code: name
        for code, name in catalogue().activities.items()
        if (code not in ("203", "205") if youth else not code.startswith("4"))
    }


def _numbered(texts: Sequence[str]) -> list[Choice]:
    return [Choice(str(number), text, text) for number, text in enumerate(texts, 1)]
