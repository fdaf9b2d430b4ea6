"""The ledger's answers in words: totals, who waits for a person and why, one participant's history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from bot.ledger import Hold, Item, State, Status, Step

WORDS: dict[State, str] = {
    "queued": "waiting for its turn",
    "working": "in work",
    "done": "done",
    "unchanged": "nothing to do",
    "needs_fix": "needs a fix",
    "needs_person": "needs a person",
    "parked": "not finished, comes again",
    "failed": "failed",
    "cancelled": "cancelled",
    "unknown": "not known",
}
"""Each state of the ledger as people are told it."""
STOPPED: tuple[State, ...] = ("needs_fix", "needs_person", "failed", "unknown")
"""States in which a participant waits for somebody to do something."""


def status_lines(site: str, status: Status) -> Iterator[str]:
    """A site's totals; they add up to what was loaded."""
    yield f"{site}: {status.loaded} participants"
    yield from (f"  {number:>6}  {WORDS[state]}" for state, number in status.states.items() if number)
    if status.soonest is not None:
        late = f", {status.overdue} are overdue" if status.overdue else ""
        yield f"  the next is due on {status.soonest:%m/%d/%Y}{late}"


def hold_lines(holds: Iterable[Hold]) -> Iterator[str]:
    """What holds the work at sites."""
    for hold in holds:
        if hold.halted:
            yield f"{hold.site}: halted ({hold.halted.replace('_', ' ')}): look why, then say resume"
        if hold.paused:
            yield f"{hold.site}: paused by a person: resume lets it go on"
        if hold.open_s is not None:
            yield f"{hold.site}: seems to be down; one worker looks again in {hold.open_s:.0f} s"


def item_line(item: Item) -> str:
    """`36213  needs a person  plan, Goals > Status: ...`"""
    return f"{item.user_id}  {WORDS[item.state]}{_reason(item)}"


def item_json(item: Item) -> dict[str, object]:
    """One participant for machines."""
    reason = item.reason
    return {
        "user_id": item.user_id,
        "site": item.site,
        "state": item.state,
        "reason": reason
        and {
            "kind": reason.kind,
            "step": reason.step,
            "screen": reason.screen,
            "field": reason.field,
            "message": reason.message,
        },
        "due": item.due and item.due.isoformat(),
        "tries": item.tries,
        "plan_id": item.plan_id,
        "changed": _moment(item.changed_at),
    }


def history(item: Item, steps: Iterable[Step]) -> Iterator[str]:
    """What the ledger knows of one participant at one site."""
    yield f"{item.user_id} at {item.site}: {WORDS[item.state]}{_reason(item)}"
    due = "" if item.due is None else f", due on {item.due:%m/%d/%Y}"
    plan = "" if item.plan_id is None else f", plan {item.plan_id}"
    times = f"loaded {_moment(item.loaded_at)}, changed {_moment(item.changed_at)}"
    yield f"  {times}, taken up {item.tries} times{due}{plan}"
    if item.owner is not None:
        yield f"  in the hands of {item.owner}"
    for step in steps:
        place = f"{step.step}: {step.screen}" if step.screen else step.step
        if step.button is None:
            entered = f" ({', '.join(step.labels)})" if step.labels else ""
            yield f"  {_moment(step.intent_at)}  {place}  {step.outcome}{entered}"
        else:
            outcome = step.outcome or "pressed; not seen answered"
            if step.outcome == "not known":
                outcome = "got no answer, was not found, and had to be pressed again: not known"
            yield f"  {_moment(step.intent_at)}  {place}  '{step.button}' {outcome}"


def step_json(step: Step) -> dict[str, object]:
    """One line of a history for machines."""
    return {
        "at": _moment(step.intent_at),
        "step": step.step,
        "screen": step.screen,
        "button": step.button,
        "outcome": step.outcome,
        "labels": list(step.labels),
        "number": step.number,
    }


def _reason(item: Item) -> str:
    reason = item.reason
    if reason is None:
        return ""
    place = " > ".join(part for part in (reason.screen, reason.field) if part)
    where = ", ".join(part for part in (reason.step, place) if part)
    return f"  {where}: {reason.message}" if where else f"  {reason.message}"


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at).astimezone().isoformat(timespec="seconds")
