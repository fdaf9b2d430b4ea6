"""A whole plan by bare HTTP: the same forms and postbacks a browser would send, and nothing drawn.

Values have the shapes of the admin view's state (see `records.state_of`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.mock_site.bare import Bare, UnexpectedAnswer
from tests.mock_site.records import rich_text
from tests.mock_site.screens import Field, Screen, catalogue

Values = Mapping[str, Any]


def sign_in(bare: Bare, username: str, password: str) -> None:
    """From the home page to the dashboard."""
    bare.get(bare.home)
    bare.follow("Sign In / Register")
    bare.set("txtUserName", username)
    bare.set("txtPassword", password)
    bare.press("Sign In")
    if bare.heading == "Staff Notice":
        bare.press("I Agree")
    expect(bare, "My Staff Dashboard")


def open_person(bare: Bare, user_id: str, name: str) -> None:
    """From the menu to the person's Case Management Profile."""
    bare.follow("Assist an Individual")
    bare.set("txtUserID", user_id)
    bare.press("Search")
    bare.follow(name)
    bare.follow("Case Management Profile")
    expect(bare, "Case Management Profile")


def open_folder(bare: Bare, folder: str) -> None:
    """A folder of the Case Management Profile, unless it is the one that is open."""
    if bare.has_link(folder):
        bare.follow(folder)


def enter_activity(bare: Bare, values: Values) -> None:
    """Programs, the wizard's three steps, Finish."""
    open_folder(bare, "Programs")
    bare.follow("Create Activity/Enrollment/Service")
    steps = catalogue().wizards["activity"].steps
    for number, key in enumerate(steps, 1):
        fill(bare, catalogue().screens[key].fields, values)
        bare.press("Finish" if number == len(steps) else "Next >>")
    expect(bare, "Case Management Profile")


def enter_assessment(bare: Bare, screens: Mapping[str, Any]) -> None:
    """Plan, the twelve tabs with their rows, Finish."""
    open_folder(bare, "Plan")
    bare.press("Create Objective Assessment Summary")
    steps = catalogue().wizards["assessment"].steps
    for number, key in enumerate(steps, 1):
        enter_step(bare, catalogue().screens[key], screens.get(key, {}))
        bare.press("Finish" if number == len(steps) else "Next >>")
    expect(bare, "Case Management Profile")


def enter_plan(bare: Bare, plan: Values) -> None:
    """Plan, the four steps with goals, objectives and the picked services, Finish."""
    open_folder(bare, "Plan")
    bare.follow("Create Individual Employment Plan/Service Strategy")
    screens = catalogue().screens
    fill(bare, screens["plan.plan"].fields, plan["plan"])
    bare.press("Next >>")
    enter_rows(bare, screens["plan.goals"], plan["goals"])
    bare.press("Next >>")
    for number, goal in enumerate(plan["goals"], 1):
        text = " ".join(goal["description"].split())[:40]
        objectives = [{"goal": f"{number} - {text}", **one} for one in goal.get("objectives", [])]
        enter_rows(bare, screens["plan.objectives"], objectives)
    bare.press("Next >>")
    bare.press("Finish")
    expect(bare, "Case Management Profile")


def print_plan(bare: Bare) -> bytes:
    """Display/Print of the only plan, with services and staff signature: the PDF."""
    open_folder(bare, "Plan")
    bare.follow("Display/Print")
    bare.choose("ddlServices", "Yes")
    bare.post("ctl00$Main_content$ucPrint$ddlServices", asynchronous=True)
    bare.tick("chkStaffSignature")
    bare.tick("cbxCreatePdf")
    bare.press("Print", asynchronous=True)
    script = next(content for kind, _, content in bare.delta if kind == "scriptStartupBlock")
    answer = bare.http.get(script.split("'")[1])
    if answer.headers["content-type"] != "application/pdf":
        raise UnexpectedAnswer(answer.headers["content-type"])
    return answer.content


def enter_step(bare: Bare, screen: Screen, given: Any) -> None:
    """A step's fields and its rows, without leaving it."""
    rows = screen.rows
    if isinstance(given, list):
        enter_rows(bare, screen, given)
        return
    fill(bare, screen.fields, given)
    if rows is not None:
        enter_rows(bare, screen, given.get(rows.key, []))


def enter_rows(bare: Bare, screen: Screen, given: Sequence[Values]) -> None:
    """Add each row by its form."""
    if screen.rows is None:
        raise LookupError(f"{screen.key} has no rows")
    for values in given:
        bare.press(f"Add a New {screen.rows.noun}", asynchronous=True)
        fill(bare, screen.rows.fields, values)
        bare.press("Save", asynchronous=True)


def fill(bare: Bare, fields: Sequence[Field], values: Values) -> None:
    """Set the fields that have a value, in order; those that post back do so at once."""
    for box in fields:
        value = values.get(box.key)
        if box.kind == "readonly" or value is None or (box.when and values.get(box.when[0]) != box.when[1]):
            continue
        _SETTERS.get(box.kind, _set_text)(bare, box, value)
        if box.clears:
            name = bare.full_name(box.control)
            suffix = {"Yes": "$0", "No": "$1"}[value] if box.kind == "yesno" else ""
            bare.post(name + suffix, asynchronous=True)


def _set_text(bare: Bare, box: Field, value: str) -> None:
    bare.set(box.control, value)


def _set_date(bare: Bare, box: Field, value: str) -> None:
    if not bare.has(f"{box.control}$dateInput"):
        bare.set(box.control, value)
        return
    month, day, year = value.split("/")
    iso = f"{year}-{month}-{day}"
    bare.set(f"{box.control}$dateInput", value)
    bare.set(box.control, iso)
    state = next(name for name in bare.boxes if name.endswith(f"{box.control}_dateInput_ClientState"))
    kept = json.loads(bare.boxes[state].value)
    bare.set(state, json.dumps(kept | {"valueAsString": f"{iso}-00-00-00", "lastSetTextBoxValue": value}))


def _set_select(bare: Bare, box: Field, value: str) -> None:
    bare.choose(box.control, value)


def _set_yesno(bare: Bare, box: Field, value: str) -> None:
    bare.tick(box.control, {"Yes": "1", "No": "0"}[value])


def _set_checkbox(bare: Bare, box: Field, value: str) -> None:
    bare.tick(box.control, on=value == "Yes")


def _set_checklist(bare: Bare, box: Field, value: Sequence[str]) -> None:
    options = box.options if isinstance(box.options, tuple) else catalogue().lists[box.options]
    for number, option in enumerate(options):
        bare.tick(f"{box.control}${number}", on=option in value)


def _set_phone(bare: Bare, box: Field, value: str) -> None:
    for number, part in enumerate(value.split("-"), 1):
        bare.set(f"{box.control}{number}", part)


def _set_lookup(bare: Bare, box: Field, value: str) -> None:
    bare.set(f"hdn{box.bare_control}", value)


def _set_richtext(bare: Bare, box: Field, value: str) -> None:
    bare.set(box.control, rich_text(value))


_SETTERS = {
    "date": _set_date, "select": _set_select, "yesno": _set_yesno, "checkbox": _set_checkbox,
    "checklist": _set_checklist, "phone": _set_phone, "lookup": _set_lookup, "richtext": _set_richtext,
}


def expect(bare: Bare, heading: str) -> None:
    """Raises UnexpectedAnswer unless this is the page."""
    if bare.heading != heading:
        raise UnexpectedAnswer(f"{bare.heading!r} instead of {heading!r}")
