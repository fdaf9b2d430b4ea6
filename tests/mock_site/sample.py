"""A made-up case with something in every field, in the shapes of the admin view's state."""

from __future__ import annotations

from typing import Any

from tests.mock_site.screens import Field, Screen, catalogue

DAY = "06/05/2019"
REGION = "City of Los Angeles"
_DAYS = {"estimated_completion": "08/20/2019", "review_on": "07/19/2019"}  # rule R7


def activity(code: str = "205", group: str = "Adult") -> dict[str, Any]:
    """An activity of one day, closed with success."""
    general, provider, closure = (catalogue().screens[key].fields for key in catalogue().wizards["activity"].steps)
    made = _filled(general) | _filled(provider) | _filled(closure)
    return made | {
        "customer_group": group, "grant": group, "code": code, "completion_code": "Successful Completion",
        "provider": catalogue().providers[1],
    }


def assessment() -> dict[str, Any]:
    """All twelve tabs, a row in each grid."""
    steps = catalogue().wizards["assessment"].steps
    return {key: _screen(catalogue().screens[key]) for key in steps}


def plan() -> dict[str, Any]:
    """A plan with two goals, the first with two objectives."""
    screens = catalogue().screens
    goals = [_rows(screens["plan.goals"]) | {"description": text} for text in ("employment", "training & \u4f60\u597d")]
    objective = {key: value for key, value in _rows(screens["plan.objectives"]).items() if key != "goal"}
    goals[0]["objectives"] = [objective | {"objective": text} for text in ("employment", "O'Neil's <3")]
    goals[1]["objectives"] = []
    return {"plan": _filled(screens["plan.plan"].fields), "goals": goals, "services": ["205"]}


def _screen(screen: Screen) -> Any:
    if screen.rows is None:
        return _filled(screen.fields)
    if not screen.fields:
        return [_rows(screen)]
    return _filled(screen.fields) | {screen.rows.key: [_rows(screen)]}


def _rows(screen: Screen) -> dict[str, Any]:
    if screen.rows is None:
        raise LookupError(f"{screen.key} has no rows")
    return _filled(screen.rows.fields)


def _filled(fields: tuple[Field, ...]) -> dict[str, Any]:
    """A value for each field; a box that another depends on has the value that shows it."""
    values = {box.key: _value(box) for box in fields if box.kind != "readonly"}
    return values | dict(box.when for box in fields if box.when is not None)


def _value(box: Field) -> str | list[str]:
    fixed: dict[str, str | list[str]] = {
        "text": f"{box.label}, a 'text'",
        "textarea": f"{box.label}:\nline 2 \u00e9\U0001f600 < 3",
        "richtext": f"{box.label} <b> & more\n\nline 3",
        "date": _DAYS.get(box.key, DAY),
        "yesno": "Yes",
        "checkbox": "Yes",
        "number": "12.5",
        "money": "18.50",
        "phone": "213-555-0100",
        "lookup": "",
    }
    if box.kind in fixed:
        return fixed[box.kind]
    if box.options == "offices":
        return catalogue().offices[REGION][1]
    options = box.options if isinstance(box.options, tuple) else catalogue().lists.get(box.options, (REGION,))
    if box.key == "region":
        return REGION
    return [options[0], options[-1]] if box.kind == "checklist" else options[-1]
