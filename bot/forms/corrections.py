"""Corrections of a form map: where in the map each stands, told by what it corrects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from bot.forms.form_map import FormMap, Path_

Section = Literal["headings", "labels", "locators", "options", "absent", "questions", "fields"]
"""What is corrected: a word of a heading, tab, button, link or column; a box's label, locator or option; that it is not
there; a question that is no field; what is asked beyond the map's fields."""


def path_of(form_map: FormMap, section: Section, place: str, word: str = "") -> Path_:
    """The keys under which a correction stands in a map.

    `place` is our word for headings, `plan.goals.type` for what is corrected of a field, a form's key for questions.
    `word` is our word for an option, or the question.
    """
    if section == "headings":
        return ("words", place)
    if section == "questions":
        return ("screens", _screen(form_map, place), "questions", word)
    field = field_path(form_map, *place.rsplit(".", 1))
    if section == "options":
        return (*field, "words", word)
    return (*field, {"labels": "label", "locators": "locator", "absent": "absent"}[section])


def field_path(form_map: FormMap, form: str, key: str) -> Path_:
    """The keys under which a field of a form stands in a map; those of rows stand with their screen."""
    screen = _screen(form_map, form)
    declared = form_map.screens.get(screen)
    rows = declared.rows if declared is not None else None
    is_row = rows is not None and (form != screen or rows.key is None)
    return ("screens", screen, *(("rows",) if is_row else ()), "fields", key)


def _screen(form_map: FormMap, form: str) -> str:
    """The key of the screen on which a form stands: that of its rows is `assessment.employment.history`."""
    above, _, last = form.rpartition(".")
    rows = form_map.screens[above].rows if above in form_map.screens else None
    return above if form not in form_map.screens and rows is not None and rows.key == last else form


def changes(form_map: FormMap, sections: Mapping[str, Any]) -> dict[str, Any]:
    """The corrections of an older profile, by its keys, as the content of a map to be laid over another."""
    content: dict[str, Any] = {}
    for path, value in _all(form_map, sections):
        place = content
        for key in path[:-1]:
            place = place.setdefault(key, {})
        place[path[-1]] = value
    return content


def _all(form_map: FormMap, sections: Mapping[str, Any]) -> Iterator[tuple[Path_, Any]]:
    for place in sections.get("absent") or ():
        yield path_of(form_map, "absent", place), "true"
    for word, theirs in (sections.get("headings") or {}).items():
        yield path_of(form_map, "headings", word), theirs
    singles: tuple[Section, ...] = ("labels", "locators")
    for section in singles:
        for place, value in (sections.get(section) or {}).items():
            yield path_of(form_map, section, place), value
    pairs: tuple[Section, ...] = ("options", "questions")
    for section in pairs:
        for place, told in (sections.get(section) or {}).items():
            yield from ((path_of(form_map, section, place, word), value) for word, value in told.items())
