"""Records on their way into the ledger and out of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, get_args

from bot.errors import RecordError, error_of
from bot.flows.results import RECORD, Result, StepState
from bot.forms.site_forms import SiteForms
from bot.ledger import Claim, Entry, Ledger, Reason
from bot.records.dump import dump_record, read_back
from bot.records.model import Record, Source
from bot.records.places import Cell, Row
from bot.records.problems import Problem
from bot.records.rules import DUE_DAYS, OLDEST_DAYS, too_old

_STEP_STATES: tuple[StepState, ...] = get_args(StepState)


def due_day(record: Record) -> date | None:
    """The day by which a record must be entered: seven days after its oldest activity (R4, documented)."""
    days = [entry.date for entry in record.activities]
    return min(days) + timedelta(days=DUE_DAYS) if days else None


def entry_of(record: Record, *, deadline: date | None = None) -> Entry:
    """A record as the ledger keeps it. A deadline of the user's own takes the place of R4's."""
    plain = {**dump_record(record), "source": _kept(record.source)}
    return Entry(record.user_id, plain, deadline or due_day(record))


def refused(record: Record, today: date, *, deadline: date | None = None) -> Entry | None:
    """The entry of a record that the site's lock (R4: older than 30 days) keeps out, or None.

    If the activity stands on the site already it can be entered all the same: then `retry` has it looked at.
    """
    locked = [entry.code for entry in record.activities if too_old(entry.date, today)]
    if not locked:
        return None
    message = (
        f"R4: activity {', '.join(locked)} is older than {OLDEST_DAYS} days and can't be entered any more: ask the"
        " local MIS administrator. If it stands on the site already, retry has the rest entered"
    )
    kept = entry_of(record, deadline=deadline)
    return Entry(kept.user_id, kept.record, kept.due, Reason("record", message, step="activities"))


def warning(record: Record, today: date) -> str | None:
    """What to tell of a record that is late by R4, or will be locked soon."""
    due = due_day(record)
    if due is None or due >= today:
        return None
    left = (due + timedelta(days=OLDEST_DAYS - DUE_DAYS) - today).days
    late = (today - due).days
    return f"{record.user_id}: R4: entry is overdue by {late} days; {left} days are left until it is locked"


def wrong_entries(problems: Iterable[Problem]) -> list[Entry]:
    """Participants whose records are wrong, each with the first thing that is."""
    found: dict[str, Entry] = {}
    for problem in problems:
        if problem.user_id is not None and problem.user_id not in found:
            reason = Reason(RecordError.kind, str(problem), RECORD, problem.screen, problem.field)
            found[problem.user_id] = Entry(problem.user_id, None, wrong=reason)
    return list(found.values())


def record_of(claim: Claim, forms: SiteForms) -> Record:
    """The record of a claimed item. Raises ValueError when this version of the program can't read it any more."""
    plain: dict[str, Any] = dict(claim.record)
    source = plain.pop("source", None) or {"file": "the ledger", "line": 1}
    line, sheet = source["line"], source.get("sheet")
    place = Row(sheet, line, {}) if sheet else line
    return read_back(plain, Source(source["file"], place, source.get("rows", {})), forms)


def result_in(ledger: Ledger, site: str, user_id: str) -> Result | None:
    """What the ledger says became of one whose worker died before it had told; None where the participant waits."""
    for item, steps in ledger.views.find(user_id, site):
        state = item.state
        if state == "queued" or state == "working" or state == "parked" or state == "cancelled":
            continue
        result = Result(user_id, state, plan_id=item.plan_id)
        result.steps |= {step.step: each for step in steps for each in _STEP_STATES if step.outcome == each}
        if (reason := item.reason) is not None:
            result.error = error_of(reason.kind, reason.message, reason.step, reason.screen, reason.field)
        return result
    return None


def _kept(source: Source) -> dict[str, Any]:
    """Where a record was written, for messages about it: a file's line, or a sheet's row."""
    match source.line:
        case Row(sheet=sheet, number=number) | Cell(sheet=sheet, row=number):
            return {"file": source.file, "sheet": sheet, "line": number, "rows": dict(source.rows)}
        case line:
            return {"file": source.file, "line": line, "rows": dict(source.rows)}
