"""Screens made of a survey of a site, so that the site can be rebuilt at the desk.

A survey (`survey: 1`) has the shape of `screens.yaml` and says less of some things: what a look-up's window offers, how
boxes clear each other, the rules. Those stay the mock's own. What it says of buttons and headings becomes `words`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.mock_site.screens import make_catalogue, usual

_USUAL_LISTS = {"code": "activities", "provider": "providers"}
_OF_THE_FIELD = ("label", "kind", "required", "max", "link", "when", "posts_back", "options_by")
_ASSESSMENT, _PLAN = "Objective Assessment Summary", "Individual Employment Plan/Service Strategy"


def screens_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file of screens: of a survey, of a whole file, or of one that names only what is different
    from the usual screens. Raises ValueError, KeyError or TypeError where it is none."""
    raw = _from_survey(content) if "survey" in content else {**usual(), **content}
    make_catalogue(raw)
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
    folder = shown.get("plan_tab", {})
    yield from zip(("Case Summary", "Programs", "Plan", "Assessments"), folder.get("tabs", ()), strict=False)
    yield from zip((f"Create {_ASSESSMENT}",), folder.get("buttons", ()), strict=False)
    yield from zip((f"Create {_PLAN}",), folder.get("links", ()), strict=False)
    yield from zip(("Create Activity/Enrollment/Service",), shown.get("programs", {}).get("links", ()), strict=False)
    if folder:
        yield "Case Management Profile", folder["heading"]


def _buttons(step: Mapping[str, Any], *, first: bool, last: bool) -> Iterator[tuple[str, str]]:
    """A step's own buttons stand in the order Cancel, Back, and Next or Finish; a row's are Save and Cancel."""
    names = ("Cancel", *(() if first else ("<< Back",)), "Finish" if last else "Next >>")
    own = step.get("buttons", ())
    if len(own) == len(names):
        yield from zip(names, own, strict=True)
    yield from zip(("Save",), step.get("rows", {}).get("buttons", ()), strict=False)
