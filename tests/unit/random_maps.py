"""Form maps by chance: tabs with boxes of all kinds, lists, rows, and boxes that depend on others."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

_WORDS = ("Needs", "Work", "Health", "Plan", "Attire", "Housing", "Income", "Skill", "License", "Training", "Clothes")
_OPTIONS = ("Not at this time", "Alpha", "Beta (4 or more)", "Gamma/Delta", "Yes, often", "Zeta - other", "1st")
_PLAIN = ("text", "textarea", "richtext", "date", "number", "money", "phone", "yesno", "checkbox")
_LISTED = ("select", "radio", "checklist")
_labels = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3, unique=True).map(" ".join)


@st.composite
def _field(draw: Any) -> dict[str, Any]:
    kind = draw(st.sampled_from((*_PLAIN, *_LISTED)))
    field: dict[str, Any] = {"kind": kind}
    if kind in _LISTED:
        options = draw(st.lists(st.sampled_from(_OPTIONS), min_size=2, max_size=4, unique=True))
        field["options"] = options
        if kind == "checklist" and draw(st.booleans()):
            field["exclusive"] = options[:1]
    if kind != "checkbox" and draw(st.booleans()):
        field["required"] = "true"
    if kind == "text" and draw(st.booleans()):
        field["max"] = "40"
    return field


@st.composite
def _fields(draw: Any) -> dict[str, Any]:
    told = draw(st.lists(_labels, min_size=1, max_size=5, unique=True))
    fields = {f"box_{number}": {"label": label, **draw(_field())} for number, label in enumerate(told)}
    rulers = [key for key, field in fields.items() if field["kind"] == "yesno"]
    if rulers and draw(st.booleans()):
        label = f"Why {fields[rulers[0]]['label']}"
        fields["why"] = {"label": label, "kind": "text", "shown_if": {rulers[0]: "Yes"}}
    return fields


@st.composite
def _tab(draw: Any, number: int) -> dict[str, Any]:
    tab: dict[str, Any] = {"title": f"Tab {number} {draw(st.sampled_from(_WORDS))}"}
    shape = draw(st.sampled_from(("fields", "rows", "both")))
    if shape != "rows":
        tab["fields"] = draw(_fields())
    if shape != "fields":
        fields = {"name_of": {"label": "Name of it", "kind": "text", "required": "true"}, **draw(_fields())}
        noun = f"thing {number}"
        key = {"key": "things"} if shape == "both" else {}
        tab["rows"] = {**key, "add": f"Add a New {noun}", "noun": noun, "identity": ["name_of"], "fields": fields}
    return tab


@st.composite
def form_maps(draw: Any) -> dict[str, Any]:
    """The content of a map: other tabs than the guide's, and another field or two of a goal."""
    tabs = {f"assessment.tab_{number}": draw(_tab(number)) for number in range(draw(st.integers(1, 3)))}
    goal = {"priority": {"label": "Priority of it", "kind": "select", "options": ["High", "Low"]}}
    return {"form_map": "1", "screens": {"plan.goals": {"fields": draw(st.sampled_from(({}, goal)))}, **tabs}}
