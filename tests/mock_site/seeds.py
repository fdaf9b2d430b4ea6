"""Records that a test plants, in the shape in which the admin view shows them."""

from __future__ import annotations

from typing import Any

from tests.mock_site.people import STAFF
from tests.mock_site.records import blank_record, rich_text, state_of
from tests.mock_site.screens import Field, Screen, catalogue
from tests.mock_site.site import Site
from tests.mock_site.store import Kind, Record


def seed(site: Site, given: dict[str, Any]) -> dict[str, Any]:
    """Plant `activities`, `assessments`, `plans` for `user_id`; the person's state after it.

    What is left out is empty; numbers that are not given are the next ones; `finished` is true unless said.
    Nothing is logged as a write.
    """
    user_id = str(given["user_id"])
    for activity in given.get("activities", []):
        _put(site, "activity", user_id, activity, _activity(activity))
    for assessment in given.get("assessments", []):
        _put(site, "assessment", user_id, assessment, _assessment(site, assessment["screens"]))
    for plan in given.get("plans", []):
        _put(site, "plan", user_id, plan, _plan(site, user_id, plan))
    state = state_of(site.store, user_id)
    if state is None:
        raise ValueError(f"nobody is {user_id}")
    return state


def _put(site: Site, kind: Kind, user_id: str, given: dict[str, Any], content: Record) -> None:
    staff = given.get("staff", STAFF[0].name)
    record = blank_record(user_id, staff, site.today_text) | content
    record["id"] = given.get("id") or site.store.next_id(kind)
    record["finished"] = bool(given.get("finished", True))
    site.store.put_record(kind, record)


def _values(fields: tuple[Field, ...], given: dict[str, Any]) -> dict[str, Any]:
    values = {box.key: given.get(box.key, box.empty) for box in fields if box.kind != "readonly"}
    for box in fields:
        if box.kind == "richtext":
            values[box.key] = given.get(f"{box.key}_html") or rich_text(values[box.key]) * bool(values[box.key])
    return values


def _rows(site: Site, kind: Kind, screen: Screen, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if screen.rows is None:
        return []
    signed = any(box.key == "staff" for box in screen.rows.fields)
    return [
        {"id": row.get("id") or site.store.next_id(kind)}
        | ({"staff": row.get("staff", STAFF[0].name)} if signed else {})
        | _values(screen.rows.fields, row)
        for row in given
    ]


def _activity(given: dict[str, Any]) -> Record:
    values = given if "actual_begin" in given else {
        **given, **dict.fromkeys(("projected_begin", "actual_begin", "projected_end", "actual_end"), given["date"]),
    }
    values = {"completion_code": "Successful Completion", "code": ""} | values | {"code": str(values["code"])}
    screens = catalogue().wizards["activity"].steps
    return {"screens": {key: _values(catalogue().screens[key].fields, values) for key in screens}}


def _assessment(site: Site, given: dict[str, Any]) -> Record:
    record: Record = {"screens": {}, "rows": {}}
    for key, values in given.items():
        screen = catalogue().screens[key]
        rows = values if isinstance(values, list) else values.get(screen.rows.key, []) if screen.rows else []
        record["rows"][key] = _rows(site, "row", screen, rows)
        if isinstance(values, dict):
            record["screens"][key] = _values(screen.fields, values)
    return record


def _plan(site: Site, user_id: str, given: dict[str, Any]) -> Record:
    screens = catalogue().screens
    goals = _rows(site, "goal", screens["plan.goals"], given.get("goals", []))
    objectives: list[dict[str, Any]] = []
    for goal, row in zip(goals, given.get("goals", []), strict=True):
        own = [one | {"goal": str(goal["id"])} for one in row.get("objectives", [])]
        objectives += _rows(site, "row", screens["plan.objectives"], own)
    wanted = [str(code) for code in given.get("services", [])]
    services = [
        record["id"] for record in site.store.records("activity", user_id)
        if record["screens"]["activity.general"]["code"] in wanted
    ]
    return {
        "screens": {"plan.plan": _values(screens["plan.plan"].fields, given.get("plan", {}))},
        "rows": {"plan.goals": goals, "plan.objectives": objectives},
        "services": services,
    }
