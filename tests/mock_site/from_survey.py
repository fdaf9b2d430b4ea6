"""Screens made of a survey of a site, so that the site can be rebuilt at the desk.

A survey (`survey: 1`) has the shape of `screens.yaml` and says less of some things: what a look-up's window offers, how
boxes clear each other, the rules. Those stay the mock's own. What it says of buttons and headings becomes `words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from tests.mock_site.from_forms import screens_of_forms
from tests.mock_site.screens import PREFIXES, camel, make_catalogue, usual

_USUAL_LISTS = {"code": "activities", "provider": "providers"}
_OF_THE_FIELD = ("label", "kind", "required", "max", "link", "when", "posts_back", "options_by")
_SHORT = 4
_ASSESSMENT_COLUMNS = ("#", "LWIA/Region", "Office Location", "Program", "Staff", "Date", "Action")
_PLAN_COLUMNS = ("#", "LWIA/Region", "Office Location", "Status", "# of Goals", "Staff", "Date", "Action")
_ACTIVITY_COLUMNS = (
    "Status", "Activity / Provider", "Actions", "Funding / Grant", "Projected Begin Date", "Actual Begin Date",
    "Projected End Date", "Actual End Date",
)
_PEOPLE_COLUMNS = ("Name", "Username", "User ID", "State ID", "City", "Actions")
_PRINT_LABELS = (
    "Plan Start Date", "LWDB/Region", "Plan started in office location", "Plan closed on",
    "When printing plan do you want to print services?", "Include Staff Signature", "Create PDF",
)
_ASSESSMENT, _PLAN = "Objective Assessment Summary", "Individual Employment Plan/Service Strategy"


def screens_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file of screens: a survey, a form map, a whole file, or changes to the usual one (`based_on`).

    Raises ValueError, KeyError or TypeError where it is none.
    """
    if "survey" in content:
        raw = _from_survey(content)
    elif "form_map" in content:
        raw = screens_of_forms(content)
    elif content.get("based_on") == "usual":
        raw = _laid_over(usual(), content)
        raw = _short_names(deepcopy(raw)) if content.get("short_names") else raw  # the usual one stays as it is
    else:
        raw = {**usual(), **content}
    make_catalogue(raw)
    return raw


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """A file with the changes of another: mappings are merged, everything else is replaced, null takes out."""
    merged = dict(below)
    for key, value in above.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = _laid_over(merged[key], value)
        else:
            merged[key] = value
    return merged


def _short_names(raw: dict[str, Any]) -> dict[str, Any]:
    """Every control under another name, as another installation's programmers may have chosen: `WfStarDate`."""
    for screen in raw["screens"].values():
        for fields in (screen.get("fields", {}), screen.get("rows", {}).get("fields", {})):
            for key, field in fields.items():
                stem = "".join(camel(part[:_SHORT]) for part in key.split("_"))
                field.setdefault("name", f"{field.get('prefix') or PREFIXES[field['kind']]}Wf{stem}")
    return raw


def _from_survey(survey: Mapping[str, Any]) -> dict[str, Any]:
    shown = survey.get("screens", {})
    wizards = {**usual()["wizards"], **survey.get("wizards", {})}
    screens = {}
    for key in (step for wizard in wizards.values() for step in wizard["steps"]):
        screens[key] = _screen(key, shown[key]) if key in shown else usual()["screens"].get(key, {"title": key})
    return {**usual(), "wizards": wizards, "screens": screens, "words": dict(_words(shown, wizards))}


def _screen(key: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    screen = {"title": shown["title"], "fields": _fields(shown.get("fields", {}))}
    rows = shown.get("rows")
    if rows is not None:
        given = usual()["screens"].get(key, {}).get("rows", {})
        fields = _fields(rows.get("fields", {}))
        own = {name: given[name] for name in ("at_least", "under") if name in given}
        if own.get("under") not in fields:
            own.pop("under", None)
        noun = given.get("noun", rows["add"])
        screen["rows"] = {"key": rows.get("key", ""), "add": rows["add"], "noun": noun, "fields": fields, **own}
    return screen


def _fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _field(key, field) for key, field in fields.items()}


def _field(key: str, shown: Mapping[str, Any]) -> dict[str, Any]:
    field = {name: shown[name] for name in _OF_THE_FIELD if name in shown}
    field.setdefault("label", "")
    field["name"] = shown.get("name") or shown.get("id", "")
    if "options" in shown:
        field["options"] = shown["options"]
    elif shown["kind"] == "lookup":
        field["options"] = _USUAL_LISTS.get(key, "providers")
    elif shown["kind"] == "select" and key == "goal":
        field["options"] = "goals"
    return field


def _words(shown: Mapping[str, Any], wizards: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The wording of buttons, links and headings, told by the places where they stand."""
    for usual_word, wizard in ((_ASSESSMENT, "assessment"), (_PLAN, "plan")):
        yield usual_word, wizards[wizard]["heading"]
    for wizard in wizards.values():
        for place, key in enumerate(wizard["steps"]):
            yield from _buttons(shown.get(key, {}), first=place == 0, last=key == wizard["steps"][-1])
    yield from _of_the_search(shown)
    folder = shown.get("plan_tab", {})
    yield from zip(("Case Summary", "Programs", "Plan", "Assessments"), folder.get("tabs", ()), strict=False)
    yield from zip((f"Create {_ASSESSMENT}",), folder.get("buttons", ()), strict=False)
    yield from zip((f"Create {_PLAN}",), folder.get("links", ()), strict=False)
    yield from zip(("Create Activity/Enrollment/Service",), shown.get("programs", {}).get("links", ()), strict=False)
    if folder:
        yield "Case Management Profile", folder["heading"]
    for grid in folder.get("grids", ()):
        columns = _PLAN_COLUMNS if len(grid["columns"]) == len(_PLAN_COLUMNS) else _ASSESSMENT_COLUMNS
        yield from zip(columns, grid["columns"], strict=False)
        yield from zip(("Edit",), grid.get("actions", ()), strict=False)
    for grid in shown.get("programs", {}).get("grids", ()):
        yield from zip(_ACTIVITY_COLUMNS, grid["columns"], strict=False)
    labels = [field.get("label", "") for field in shown.get("print", {}).get("fields", {}).values()]
    if len(labels) == len(_PRINT_LABELS):
        yield from zip(_PRINT_LABELS, labels, strict=True)


def _of_the_search(shown: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The way to a participant: the button that searches, the list of people, what opens first for a person."""
    yield from zip(("Go", "Search"), shown.get("assist.search", {}).get("buttons", ()), strict=False)
    for usual_word, key in (("Individual List", "individual_list"), ("Staff Profiles", "staff_profiles")):
        if key in shown:
            yield usual_word, shown[key]["heading"]
    for grid in shown.get("individual_list", {}).get("grids", ()):
        yield from zip(_PEOPLE_COLUMNS, grid["columns"], strict=False)


def _buttons(step: Mapping[str, Any], *, first: bool, last: bool) -> Iterator[tuple[str, str]]:
    """A step's own buttons stand in the order Cancel, Back, and Next or Finish; a row's are Save and Cancel."""
    names = ("Cancel", *(() if first else ("<< Back",)), "Finish" if last else "Next >>")
    own = step.get("buttons", ())
    if len(own) == len(names):
        yield from zip(names, own, strict=True)
    yield from zip(("Save",), step.get("rows", {}).get("buttons", ()), strict=False)
