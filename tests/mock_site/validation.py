"""What the server refuses, whatever the browser let through."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.mock_site.controls import FORMAT_MESSAGES, as_date
from tests.mock_site.options import Values, activities_of
from tests.mock_site.screens import Field

Errors = dict[str, str]
OLDEST_DAYS = 30
_FORMATS = {
    "number": re.compile(r"\d{1,7}(\.\d{1,4})?"),
    "money": re.compile(r"\d{1,7}(\.\d{1,2})?"),
    "phone": re.compile(r"\d{3}-\d{3}-\d{4}"),
}


def visible(fields: Iterable[Field], values: Values) -> list[Field]:
    """The fields that are on the page while these values stand."""
    return [box for box in fields if box.when is None or values.get(box.when[0]) == box.when[1]]


def check_fields(fields: Iterable[Field], values: Values) -> Errors:
    """Required, format and length, by field key: the same messages the page's own validators show."""
    errors = {}
    for box in visible(fields, values):
        message = _check(box, values[box.key])
        if message:
            errors[box.key] = message
    return errors


def _check(box: Field, value: str | list[str]) -> str | None:
    if box.kind == "readonly":
        return None
    if not value or (value == "No" and box.kind == "checkbox"):
        return f"{box.label} is required." if box.required and box.enforced else None
    if isinstance(value, list):
        alone = [option for option in value if option in box.exclusive]
        return f"{box.label}: {alone[0]} can't be chosen with others." if alone and len(value) > 1 else None
    pattern = _FORMATS.get(box.kind)
    wrong = as_date(value) is None if box.kind == "date" else pattern and not pattern.fullmatch(value.strip())
    if wrong:
        return FORMAT_MESSAGES[box.kind].format(label=box.label)
    if box.max is not None and len(value) > box.max:
        return f"{box.label} must be at most {box.max} characters."
    return None


def check_activity(
    screens: Mapping[str, Values], person: Mapping[str, Any], today: datetime.date, step: str
) -> Errors:
    """Rule R4 (documented) and the order of the dates (inferred), for the step that is left."""
    general = screens["activity.general"]
    if step == "activity.general":
        return _check_activity_general(general, person, today)
    if step == "activity.closure":
        begin, end = as_date(general.get("actual_begin", "")), as_date(screens[step].get("actual_end", ""))
        if begin and end and end < begin:
            return {"actual_end": "Actual End Date must not be before the Actual Begin Date."}
    return {}


def _check_activity_general(general: Values, person: Mapping[str, Any], today: datetime.date) -> Errors:
    errors = {}
    begin = as_date(general.get("actual_begin", ""))
    applied = as_date(person["app_date"])
    if begin and begin > today:
        errors["actual_begin"] = "Actual Begin Date must not be in the future."
    elif begin and applied and begin < applied:
        errors["actual_begin"] = "Actual Begin Date must not be before the application date."
    elif begin and begin < today - datetime.timedelta(days=OLDEST_DAYS):
        errors["actual_begin"] = f"Actual Begin Date must not be older than {OLDEST_DAYS} days."
    projected, until = as_date(general.get("projected_begin", "")), as_date(general.get("projected_end", ""))
    if projected and until and until < projected:
        errors["projected_end"] = "Projected End Date must not be before the Projected Begin Date."
    code = general.get("code", "")
    if code and code not in activities_of(general.get("customer_group", "")):
        errors["code"] = "Activity Code is not allowed for the Customer Program Group."
    return errors


def check_row(
    screen: str, values: Values, start: str, goals: Sequence[Mapping[str, Any]]
) -> Errors:
    """Rule R7 (the guide's sample, inferred to be checked): the order of a plan's dates."""
    errors = {}
    established = as_date(values.get("established_on", ""))
    begin = as_date(start)
    if established and begin and established < begin:
        errors["established_on"] = "Date Established must not be before the Plan Start Date."
    later = {"plan.goals": "estimated_completion", "plan.objectives": "review_on"}.get(screen)
    labels = {"estimated_completion": "Estimated Date of Completion", "review_on": "Review Date"}
    if later:
        day = as_date(values.get(later, ""))
        if established and day and day <= established:
            errors[later] = f"{labels[later]} must be after the Date Established."
    if screen == "plan.objectives" and values.get("goal") not in {str(goal["id"]) for goal in goals}:
        errors["goal"] = "Goal is required."
    return errors
