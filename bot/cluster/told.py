"""What a machine tells of its work, to a journal or to machines: numbers of items and workers, never persons."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.cluster.worker import Tell
from bot.report.progress import complain
from bot.report.status_text import WORDS

_ENDS = {
    "on": "it was asked to",
    "empty": "it was asked to",
    "died": "its process ended in the middle",
    "signed out": "the site did not take its sign-in, which is not tried again: look at it by hand",
    "halted": "all work at the site was halted: look why, then say resume",
    "lost": "the ledger could not be written",
    "broken": "its browser ended",
}
_HELD = {"hours": "it is not the time for it", "paused": "paused by a person", "halted": "the site was halted"}


def teller(*, as_json: bool) -> Tell:
    """Prints each event: as a JSON object a line on standard output, or as a line for people on standard error."""

    def tell_json(event: dict[str, Any]) -> None:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        print(json.dumps({"at": moment, **event}), flush=True)

    def tell_people(event: dict[str, Any]) -> None:
        complain(line_of(event))

    return tell_json if as_json else tell_people


def line_of(event: dict[str, Any]) -> str:
    """One event in words."""
    who = f"worker {event['worker']}: " if event["worker"] else ""
    return who + _LINES[event["event"]](event)


def _result(event: dict[str, Any]) -> str:
    place = " > ".join(part for part in (event["step"], event["screen"], event["field"]) if part)
    why = "" if event["kind"] is None else f", {event['kind'].replace('_', ' ')}"
    at = f" at {place}" if place else ""
    return f"item {event['item']}: {WORDS[event['state']]} ({event['seconds']:.1f} s){why}{at}"


def _ended(event: dict[str, Any]) -> str:
    why = _ENDS.get(event["why"]) or event["message"] or event["why"]
    rest = f"; its sign-in rests for {event['rest_s']:.0f} s" if event["rest_s"] else ""
    return f"ended: {why}{rest}"


_LINES: dict[str, Callable[[dict[str, Any]], str]] = {
    "started": lambda event: "started",
    "result": _result,
    "ended": _ended,
    "replaced": lambda event: f"replaced: {event['why']}",
    "broken": lambda event: str(event["message"]),
    "held": lambda event: f"nobody is begun: {_HELD[event['why']]}",
    "open": lambda event: "work goes on",
    "away": lambda event: f"the database does not answer ({event['kind']}): going on when it is back",
    "backfill": lambda event: f"backfill: {event['message']}: tried again in some minutes",
}
