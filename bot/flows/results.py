"""The outcome of one participant; holds no values of the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.compare.items import Comparison
from bot.errors import (
    AccessDenied,
    AlteredItem,
    AnotherPage,
    BotError,
    BrowserGone,
    ConfigError,
    LedgerTrouble,
    LostClaim,
    OutputTrouble,
    RecordError,
    RequestFailed,
    SignInFailed,
    SiteChanged,
    SiteDown,
    SiteError,
    Stopped,
    Transient,
    UnknownOutcome,
    UnknownSite,
    Unreachable,
    error_of,
)

State = Literal["done", "unchanged", "rehearsed", "needs_fix", "needs_person", "parked", "failed", "unknown"]
StepState = Literal["entered", "unchanged", "skipped", "rehearsed", "printed", "failed", "not_reached"]
STEPS = ("activities", "assessment", "plan", "print")
RECORD, SIGN_IN, OPEN = "record", "sign-in", "open"
"""What comes before the steps, as errors name it: loading the record, signing in, opening the participant."""
FINE: frozenset[State] = frozenset({"done", "unchanged", "rehearsed"})


@dataclass
class Result:
    """One participant's outcome; the User ID is the only thing in it that tells who it is."""

    user_id: str
    state: State = "failed"
    steps: dict[str, StepState] = field(default_factory=lambda: dict.fromkeys(STEPS, "not_reached"))
    plan_id: str | None = None
    pdf: str | None = None
    error: BotError | None = None
    seconds: float = 0.0
    changed: list[str] = field(default_factory=list)
    """The labels of what was entered."""
    started_at: datetime | None = None
    """When the work on it began, by this machine's clock; None where it never did."""
    told: list[str] = field(default_factory=list)
    """What is to be known of the participant's lists: what was added to what stood there before, and what the record
    does not have any more. Sentences, without values."""
    comparison: Comparison | None = field(default=None, repr=False)
    """What a run would do, where that was looked at. It holds values: for the person at the terminal only."""
    notes: list[str] = field(default_factory=list)
    """What is to be known of the site, and is said once for a run, however many participants show it."""

    @property
    def begun(self) -> str | None:
        """The step that was begun and not finished."""
        return next((key for key, state in self.steps.items() if state == "failed"), None)

    def as_json(self) -> dict[str, Any]:
        """The object of `run --json`."""
        error = self.error
        return {
            "user_id": self.user_id,
            "state": self.state,
            "steps": dict(self.steps),
            "plan_id": self.plan_id,
            "pdf": self.pdf,
            "error": error
            and {
                "kind": error.kind,
                "step": error.step,
                "screen": error.screen,
                "field": error.field,
                "message": error.message,
            },
            "seconds": round(self.seconds, 1),
            "told": list(self.told),
        }


def result_of(told: Mapping[str, Any]) -> Result:
    """The result that another process has told with `as_json`; `changed`, `began`, `told` and `notes` may
    stand in it too."""
    error = told["error"]
    began = told.get("began")
    return Result(
        user_id=told["user_id"],
        state=told["state"],
        steps=dict(told["steps"]),
        plan_id=told["plan_id"],
        pdf=told["pdf"],
        error=error and error_of(error["kind"], error["message"], error["step"], error["screen"], error["field"]),
        seconds=told["seconds"],
        changed=list(told.get("changed", ())),
        started_at=datetime.fromisoformat(began) if began else None,
        told=list(told.get("told", ())),
        notes=list(told.get("notes", ())),
    )


def new_notes(result: Result, said: set[str]) -> list[str]:
    """The notes of a result that were not said yet; they are from now on."""
    new = [note for note in result.notes if note not in said]
    said.update(new)
    return new


def state_of(error: BotError) -> State:
    """The state an error leaves a participant in: by who has to do something about it."""
    match error:
        case RecordError():
            return "needs_fix"
        case UnknownOutcome():
            return "unknown"
        case AnotherPage() | SiteError() | AlteredItem():
            return "needs_person"
        case Transient() | Stopped() | LedgerTrouble() | LostClaim() | OutputTrouble():
            return "parked"
        case _:
            return "failed"


def keeps_everyone_out(error: BotError) -> bool:
    """Whether the site refused us as such, and not one participant."""
    return isinstance(error, AccessDenied | SignInFailed | UnknownSite | Unreachable | SiteChanged | ConfigError)


def stops_everything(error: BotError) -> bool:
    """Whether going on with the next participant makes no sense: we are kept out, or nobody can be signed in."""
    if keeps_everyone_out(error) or isinstance(error, LedgerTrouble | BrowserGone):
        return True
    return error.step == SIGN_IN and isinstance(error, SiteDown | SiteError | RequestFailed)


def exit_code(results: Sequence[Result], expected: int) -> int:
    """The command's exit code: 0 all fine, 1 some need a fix or a person, 3 the site refused everyone, 4 unfinished.

    A record that was never tried, because something is wrong with it, is not part of "everyone".
    """
    states = [result.state for result in results]
    refused = [result for result in results if result.error is not None and keeps_everyone_out(result.error)]
    tried = [result for result in results if result.error is None or result.error.step != RECORD]
    if refused and len(refused) == len(tried):
        return 3
    if len(results) < expected or "parked" in states or refused:
        return 4
    return 0 if all(state in FINE for state in states) else 1
