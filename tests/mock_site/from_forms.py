"""Screens made of a form map, the file that says which boxes a site's screens have (`form_map: 1`).

What a map says of a screen of the mock's own is laid over it; the tabs of the assessment are the map's. A help sentence
runs on behind the label, as on the site that the map of lists of needs was seen on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

from tests.mock_site.screens import usual

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
_TABS = "assessment."
_SAME = ("label", "kind", "required", "max", "link", "name", "exclusive")
_GENERAL = f"{_TABS}general"


def read_forms(path: Path) -> dict[str, Any]:
    """The content of a map's file, laid over what it is based on."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return whole(content)


def whole(content: Mapping[str, Any]) -> dict[str, Any]:
    """A map with what it is based on."""
    base = content.get("based_on")
    return _over(read_forms(CONFIGS / f"{base}.forms.yaml"), content) if base else dict(content)


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(under, Mapping) and not value.get("replace")
        merged[key] = _over(dict(under or {}), value) if both else value
    return merged


def screens_of_forms(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a file of screens like `screens.yaml`, of a form map."""
    content = whole(content)
    raw = deepcopy(dict(usual()))
    lists = {**raw["lists"], **content.get("lists", {})}
    screens = content.get("screens", {})
    for key, said in screens.items():
        own = raw["screens"].get(key)
        if key.startswith(_TABS) and key != _GENERAL:
            raw["screens"][key] = _tab(key, said)
        elif own is not None:
            own["title"] = said.get("title", own["title"])
            _change(own["rows"]["fields"] if "rows" in own else own.setdefault("fields", {}), said.get("fields", {}))
    tabs = [key for key in screens if key.startswith(_TABS)]
    wizard = raw["wizards"]["assessment"]
    raw["wizards"]["assessment"] = {**wizard, "steps": list(dict.fromkeys([_GENERAL, *tabs]))}
    return {**raw, "lists": lists}


def _tab(key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    title = said.get("title") or key.removeprefix(_TABS).replace("_", " ").title()
    screen: dict[str, Any] = {"title": title, "fields": dict(_fields(said.get("fields", {})))}
    rows = said.get("rows")
    if rows:
        noun = rows["add"].removeprefix("Add a New ")
        fields = dict(_fields(rows["fields"]))
        screen["rows"] = {"key": rows.get("key", ""), "noun": noun, "add": rows["add"], "fields": fields}
    return screen


def _fields(fields: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    there = {key: field for key, field in fields.items() if not field.get("absent")}
    for key, field in there.items():
        made = _field(field)
        ruled = [other for other, its in there.items() if key in its.get("shown_if", {})]
        if ruled or field.get("postback"):
            made["clears"] = ruled
            made["posts_back"] = True
        yield key, made


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    made = {name: field[name] for name in _SAME if name in field}
    if field.get("help"):
        made["label"] = f"{field['label']} {field['help']}"
    if "options" in field:
        made["options"] = field["options"]
    elif field["kind"] == "lookup":
        made["options"] = "providers"
    if "shown_if" in field:
        made["when"] = field["shown_if"]
    return made


def _change(own: dict[str, Any], fields: Mapping[str, Any]) -> None:
    """Lays what a map says of fields over the mock's own, and adds its others at the end."""
    for key, field in fields.items():
        if field.get("absent"):
            own.pop(key, None)
        elif key in own:
            own[key] = {**own[key], **_field({"kind": own[key]["kind"], **field})}
        else:
            own.update(_fields({key: field}))
