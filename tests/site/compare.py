"""Compares a record with what the mock site holds, field by field, without the bot's eyes.

Of the bot it takes only the record and `Control.show`, the text a value is written as; how the bot finds, reads or
compares boxes has no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.controls import BLANK
from bot.forms import Form
from bot.records.model import ActivityEntry, Plan, Record

State = dict[str, Any]


def unlike(record: Record, state: State) -> list[str]:
    """Every place where the site holds something else than the record says, as `screen.field: wanted, found`.

    Also what the record does not mention must not stand there: a box that is not empty, a row too many, another
    activity, assessment or plan.
    """
    return [
        *_activities(record, state["activities"]),
        *_assessments(record, state["assessments"]),
        *_plans(record, state["plans"]),
    ]


def fields_filled(record: Record) -> set[str]:
    """The boxes a record fills, by screen and key, rows by the form of a row: what a comparison really compared."""
    filled = {
        f"{form.key}.{key}"
        for form in _entered(record)
        for key, value in form.mentioned().items()
        if value is not BLANK
    }
    if record.plan is not None:
        filled |= {"plan.services"}
    return filled


def _entered(record: Record) -> Iterator[Form]:
    for form in record.forms():
        if isinstance(form, ActivityEntry):
            yield from _activity_forms(record, form)
        elif isinstance(form, Plan):
            yield form.plan_form()
        elif form is not record.participant:
            yield form


def _activity_forms(record: Record, entry: ActivityEntry) -> list[Form]:
    forms = (entry.general_form(record), entry.provider_form(), entry.closure_form())
    return [form for form in forms if form is not None]


def _activities(record: Record, found: list[State]) -> Iterator[str]:
    wanted = sorted(record.activities, key=lambda entry: (entry.code, entry.date))
    there = sorted(found, key=lambda one: (one["code"], one["actual_begin"]))
    yield from _count("activities", wanted, there)
    for entry, one in zip(wanted, there, strict=False):
        for form in _activity_forms(record, entry):
            yield from _form(form, one, f"activity {entry.code}")
        if entry.provider is None and one["provider"]:
            yield f"activity {entry.code}.provider: wanted none, found {one['provider']!r}"


def _assessments(record: Record, found: list[State]) -> Iterator[str]:
    wanted = [] if record.assessment is None else [record.assessment]
    yield from _count("assessments", wanted, found)
    for assessment, one in zip(wanted, found, strict=False):
        if not one["finished"]:
            yield "assessment: not finished"
        mentioned = [f"assessment.{name}" for name in ("general", *assessment.tabs)]
        for place in dict.fromkeys((*mentioned, *one["screens"])):
            here, entry = one["screens"].get(place), assessment.tab(place.removeprefix("assessment."))
            if isinstance(entry, Form) and isinstance(here, list):  # a tab with rows and no box of its own
                yield from _rows(getattr(entry, next(iter(entry.rows))), here, place)
            elif isinstance(entry, Form):
                yield from _form(entry, here or {}, place)
            elif isinstance(here, dict):
                filled = (key for key, text in here.items() if text not in ("", [], "No"))
                yield from (f"{place}.{key}: wanted nothing" for key in filled)
            else:
                yield from _rows(entry, here or [], place)


def _plans(record: Record, found: list[State]) -> Iterator[str]:
    wanted = [] if record.plan is None else [record.plan]
    yield from _count("plans", wanted, found)
    for plan, one in zip(wanted, found, strict=False):
        if not one["finished"]:
            yield "plan: not finished"
        yield from _form(plan.plan_form(), one["plan"], "plan.plan")
        yield from _rows(plan.goals, one["goals"], "plan.goals")
        services = sorted(entry.code for entry in record.activities if entry.code in record.services)
        if sorted(one["services"]) != services:
            yield f"plan.services: wanted {services}, found {one['services']}"


def _form(form: Form, found: State, place: str) -> Iterator[str]:
    for key, control in form.controls.items():
        value = getattr(form, key)
        if control.kind == "readonly" and value is None:
            continue
        empty: Any = [] if control.kind == "checklist" else "No" if control.kind == "checkbox" else ""
        wanted = empty if value is None or value is BLANK else control.show(value)
        here = found.get(key, empty)
        if control.kind == "checklist":
            wanted, here = sorted(wanted), sorted(here)
        if wanted != here:
            yield f"{place}.{key}: wanted {wanted!r}, found {here!r}"
    for key in form.rows:
        yield from _rows(getattr(form, key), found.get(key, []), f"{place}.{key}")


def _rows(wanted: Sequence[Form] | None, found: list[State], place: str) -> Iterator[str]:
    """Rows stand on the site in the order in which they were entered."""
    yield from _count(place, wanted or (), found)
    for number, (row, one) in enumerate(zip(wanted or (), found, strict=False), 1):
        yield from _form(row, one, f"{place}.{number}")


def _count(place: str, wanted: Sequence[object], found: Sequence[object]) -> Iterator[str]:
    if len(wanted) != len(found):
        yield f"{place}: wanted {len(wanted)}, found {len(found)}"
