"""Progress while a run works, and the table at its end: for a terminal, for plain text, for machines (JSON lines)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Protocol

from rich.console import Console
from rich.status import Status
from rich.table import Table
from rich.text import Text

from bot.flows.results import FINE, Result

STATES = {
    "done": ("done", "green"),
    "unchanged": ("nothing to do", "green"),
    "rehearsed": ("rehearsed, not saved", "cyan"),
    "needs_fix": ("fix the record", "yellow"),
    "needs_person": ("a person must look", "yellow"),
    "parked": ("not finished", "magenta"),
    "failed": ("failed", "red"),
}


class Reporter(Protocol):
    """Told of a run's course."""

    def screen(self, user_id: str, step: str, screen: str) -> None: ...

    def done(self, result: Result) -> None: ...

    def end(self, results: Sequence[Result]) -> None: ...


def reporter(total: int, *, as_json: bool) -> Reporter:
    """The reporter that fits: JSON lines when asked for, a live line on a terminal, else plain lines."""
    if as_json:
        return JsonReporter()
    console = Console()
    return LiveReporter(console, total) if console.is_terminal else PlainReporter(console, total)


class JsonReporter:
    """One JSON object a participant on standard output, and nothing else there."""

    def screen(self, user_id: str, step: str, screen: str) -> None:
        """Nothing: standard output is for results."""

    def done(self, result: Result) -> None:
        print(json.dumps(result.as_json(), ensure_ascii=False), flush=True)

    def end(self, results: Sequence[Result]) -> None:
        """Nothing: every result has been told."""


class PlainReporter:
    """Lines of text, for files and pipes."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._finished = 0

    def screen(self, user_id: str, step: str, screen: str) -> None:
        self._line(f"  {self._finished + 1}/{self._total}  {user_id}  {step}: {screen}")

    def done(self, result: Result) -> None:
        self._finished += 1
        words, _ = STATES[result.state]
        self._line(f"{result.user_id}: {words} ({result.seconds:.1f} s)")
        if result.error is not None:
            self._line(f"    {where(result)}{result.error.message}")

    def end(self, results: Sequence[Result]) -> None:
        self._console.print(table(results))

    def _line(self, text: str) -> None:
        self._console.print(Text(text), soft_wrap=True)


class LiveReporter(PlainReporter):
    """One live line on a terminal; only what is finished stays."""

    def __init__(self, console: Console, total: int) -> None:
        super().__init__(console, total)
        self._status: Status | None = None

    def screen(self, user_id: str, step: str, screen: str) -> None:
        text = f"{self._finished + 1} of {self._total}   User ID {user_id}   {step}: {screen}"
        if self._status is None:
            self._status = self._console.status(Text(text))
            self._status.start()
        self._status.update(Text(text))

    def done(self, result: Result) -> None:
        self._clear()
        super().done(result)

    def end(self, results: Sequence[Result]) -> None:
        self._clear()
        super().end(results)

    def _clear(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None


def where(result: Result) -> str:
    """`assessment, Education > Last School Attended: ` as far as it is known."""
    error = result.error
    if error is None:
        return ""
    place = " > ".join(part for part in (error.screen, error.field) if part)
    parts = ", ".join(part for part in (error.step, place) if part)
    return f"{parts}: " if parts else ""


def table(results: Sequence[Result]) -> Table:
    """The table at the end of a run."""
    out = Table(title="What was entered")
    for name in ("User ID", "State", "Activities", "Assessment", "Plan", "Print", "Plan ID", "Seconds"):
        out.add_column(name, justify="right" if name in ("Plan ID", "Seconds") else "left")
    for result in results:
        words, style = STATES[result.state]
        steps = [result.steps.get(key, "") for key in ("activities", "assessment", "plan", "print")]
        shown = [step.replace("_", " ") for step in steps]
        out.add_row(result.user_id, Text(words, style), *shown, result.plan_id or "", f"{result.seconds:.1f}")
    fine = sum(result.state in FINE for result in results)
    out.caption = f"{fine} of {len(results)} need nothing more"
    return out


def complain(message: str) -> None:
    """One line on standard error."""
    print(message, file=sys.stderr)
