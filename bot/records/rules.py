"""The rules of the work, R2 to R7 and R10 of the site facts, looked for in drafts of records.

They look at drafts and not at finished records, so that a wrong date in one goal hides nothing of the
others. A value that is missing or unreadable has been reported already and breaks no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from bot.pages.plan_goals import Goal
from bot.pages.plan_objectives import Objective
from bot.records.build import RecordDraft
from bot.records.draft import Draft
from bot.records.model import ASSESSMENT_CODE, PLAN_CODE, ActivityEntry, Participant, Plan
from bot.records.places import place_of, words_of

OLDEST_DAYS = 30
"""R4 (documented): an activity older than this is locked; the local MIS administrator must act."""
DUE_DAYS = 7
"""R4 (documented): entry is due within this many days."""

KNOWN_CODES = frozenset(
    {"102", "115", "125", "200", "202", "203", "205", "215", "219", "221", "300", "301"}
    | {"412", "413", "416", "425", "435"}
)
"""Activity codes that documents name; a plan may count services by them that other records entered."""

_PLAN_CODES = frozenset(PLAN_CODE.values())
_BOTH_CODES = _PLAN_CODES | frozenset(ASSESSMENT_CODE.values())


def check_rules(record: RecordDraft, *, today: date, check_age: bool = True) -> None:
    """Notes every broken rule in the record's findings.

    `check_age`: whether activities may be too old; a second run of a record that was entered in time leaves
    it out.
    """
    program = record.told("program")
    if program is not None:
        _right_codes(record, program)
    for activity in record.activities:
        _ends_well(activity)
        _in_time(activity, today, check_age)
    if record.plan is not None:
        _goals(record.plan)
        _services(record, record.plan, program)
    _print(record)


def too_old(begun: date, today: date) -> bool:
    """Whether an activity that began on that day is locked (R4)."""
    return today - begun > timedelta(days=OLDEST_DAYS)


def _ends_well(activity: Draft[ActivityEntry]) -> None:
    """R2 (seed). That the four dates are equal needs no check: a record writes one."""
    ending = activity.get("completion_code")
    if activity.get("code") in _PLAN_CODES and ending not in (None, "Successful Completion"):
        activity.report(f"R2: a {activity.get('code')} ends with Successful Completion", "completion_code")


def _right_codes(record: RecordDraft, program: str) -> None:
    """R3 (documented)."""
    plan_code, assessment_code = PLAN_CODE[program], ASSESSMENT_CODE[program]
    for activity in record.activities:
        code = activity.get("code")
        if code in _BOTH_CODES - {plan_code, assessment_code}:
            whose = "youth" if program != "youth" else "adults and dislocated workers"
            words = f"R3: {code} is for {whose}; this participant needs {assessment_code} and {plan_code}"
            assert record.participant is not None
            activity.report(words, "code", aside=f"the program is {record.participant.said('program')}")
    codes = {activity.get("code") for activity in record.activities}
    may_be_there = "activities" in record.suspected or any("code" in each.unread for each in record.activities)
    if plan_code not in codes and not may_be_there:
        place = record.activities[0].place if record.activities else record.place
        words = f"R3: activity {plan_code} is missing: every plan, new or changed, needs one"
        record.findings.report(words, place=place, form=ActivityEntry)


def _in_time(activity: Draft[ActivityEntry], today: date, check_age: bool) -> None:
    """R4 (documented)."""
    begun = activity.get("date")
    if begun is None:
        return
    age = (today - begun).days
    if age < 0:
        activity.report(f"R4: the date is in the future; today is {today:%m/%d/%Y}", "date")
    elif check_age and too_old(begun, today):
        who = "the local MIS administrator must act"
        activity.report(f"R4: the date is {age} days ago; after {OLDEST_DAYS} days {who}", "date")
    elif check_age and age > DUE_DAYS:
        words = f"R4: the date is {age} days ago; entry is due within {DUE_DAYS} days"
        activity.report(words, "date", warning=True)


def _goals(plan: Draft[Plan]) -> None:
    """R6 and R7 (seed, by the guide's sample)."""
    goals: Sequence[Draft[Goal]] = plan.rows.get("goals", ())
    if not goals and "goals" not in plan.suspected:
        plan.report("R6: the plan needs at least one goal")
    for goal in goals:
        _not_before_plan(goal, plan)
        _after(goal, "estimated_completion", "established_on")
        objectives: Sequence[Draft[Objective]] = goal.rows.get("objectives", ())
        if not objectives and "objectives" not in goal.suspected:
            goal.report("R6: every goal needs an objective")
        for objective in objectives:
            _not_before_plan(objective, plan)
            _after(objective, "review_on", "established_on")


def _not_before_plan(row: Draft[Any], plan: Draft[Plan]) -> None:
    start, established = plan.get("start_date"), row.get("established_on")
    if start and established and established < start:
        aside = f"that is {plan.said('start_date')}, and this {established:%m/%d/%Y}"
        row.report(f"R7: is before the {plan.form.label('start_date')}", "established_on", aside=aside)


def _after(row: Draft[Any], later: str, earlier: str) -> None:
    first, second = row.get(earlier), row.get(later)
    if first and second and second <= first:
        aside = f"that is {row.said(earlier)}, and this {second:%m/%d/%Y}"
        row.report(f"R7: must be after the {row.form.label(earlier)}", later, aside=aside)


def _services(record: RecordDraft, plan: Draft[Plan], program: str | None) -> None:
    """Services are activities, and the one that stands for the plan is among them (R10, seed)."""
    services = plan.get("services")
    if services is None:
        return
    own = {activity.get("code") for activity in record.activities}
    for code in services:
        if code not in own | KNOWN_CODES:
            plan.report("is no activity of this record and no known code", "services", quoted=code)
    if program is not None and PLAN_CODE[program] not in services:
        plan.report(f"R10: {PLAN_CODE[program]} must be among the services: the printed plan shows it",
        "services")


def _print(record: RecordDraft) -> None:
    """R10 (seed)."""
    choices = record.print
    if choices is None or record.plan is None:
        return
    if choices.get("services") != "Yes" and "services" not in choices.unread:
        choices.report("R10: must be Yes: the printed plan shows its activities", "services")
    if not choices.get("staff_signature") and "staff_signature" not in choices.unread:
        words = "R10: the printed plan has no line for the staff member's signature"
        choices.report(words, "staff_signature", warning=True)


def check_applications(everybody: Iterable[Draft[Participant] | None]) -> None:
    """R5: an application is one person's. Notes different people who have the same Application ID."""
    by_application: dict[str, list[Draft[Participant]]] = {}
    for person in everybody:
        if person is not None and person.get("app_id") is not None:
            by_application.setdefault(person.get("app_id"), []).append(person)
    for people in by_application.values():
        for person in people:
            other = next((one for one in people if one.get("user_id") != person.get("user_id")), None)
            if other is not None:
                place = f"{other.findings.file} {words_of(place_of(other.place, 'app_id'))}"
                aside = f"both say {person.get('app_id')}: {person.get('name')} here, and {other.get('name')} there"
                person.report(f"R5: another participant has the same one, in {place}", "app_id", aside=aside)
