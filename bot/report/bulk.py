"""What a batch of several workers tells: a live view on a terminal, plain lines elsewhere, JSON lines for machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from time import monotonic
from typing import Any, Protocol

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bot.flows.results import Result, new_notes
from bot.printable import printable
from bot.report.course import Course
from bot.report.progress import wide
from bot.report.results_table import STATES, shown, where

LOOK_S = 0.25
"""Seconds between two pictures of a live view."""
LINE_S = 60.0
"""Seconds between two lines of progress where no terminal shows it."""
OBJECT_S = 2.0
"""Seconds between two JSON objects of progress."""
TOLD = ("replaced", "left out", "ended", "broken")
"""What workers say that a person should read afterwards too."""
_PLANNED = ("on", "empty", "rest")
"""Endings of a worker that need no words."""


class View(Protocol):
    """Shows a course."""

    def event(self, number: int, event: Mapping[str, Any]) -> None:
        """A worker's event. The view tells the course of it."""

    def end(self) -> None:
        """The batch is over; what is to be said of it as a whole comes after this."""


def view_of(course: Course, *, as_json: bool, results_only: bool = False) -> View:
    """The view that fits: JSON lines when asked for (`results_only`: those of `run`), a live one on a terminal, else
    plain lines."""
    console = Console(stderr=as_json)
    told = LiveView(course, console) if console.is_terminal else PlainView(course, wide(console))
    return JsonView(course, told, results_only=results_only) if as_json else told


class PlainView:
    """Lines of text, for files and pipes."""

    def __init__(self, course: Course, console: Console) -> None:
        self.course = course
        self._console = console
        self._line_at = monotonic() + LINE_S
        self._noted: set[str] = set()

    def event(self, number: int, event: Mapping[str, Any]) -> None:
        result = self.course.take(number, event)
        if result is not None:
            self._result(number, result)
        elif words := _words(event):
            self.line(f"worker {number}: {words}")
        self._progress()

    def end(self) -> None:
        self.line(progress_of(self.course))

    def line(self, text: str) -> None:
        """One line that stays."""
        self._console.print(shown(text), soft_wrap=True)

    def _result(self, number: int, result: Result) -> None:
        words, style = STATES[result.state]
        took = f" ({result.seconds:.1f} s, worker {number})"
        head = Text.assemble(f"{printable(result.user_id)}: ", (words, style), took)
        self._console.print(head, soft_wrap=True)
        if result.error is not None:
            self.line(f"    {where(result.error)}{result.error.message}")
        for words in result.told:
            self.line(f"    {words}")
        for note in new_notes(result, self._noted):
            self.line(f"note: {note}")

    def _progress(self) -> None:
        if monotonic() >= self._line_at:
            self._line_at = monotonic() + LINE_S
            self.line(progress_of(self.course))


class LiveView(PlainView):
    """One picture of all workers on a terminal; what is over stays above it."""

    def __init__(self, course: Course, console: Console) -> None:
        super().__init__(course, console)
        self._live: Live | None = None
        self._drawn_at = 0.0

    def event(self, number: int, event: Mapping[str, Any]) -> None:
        if self._live is None:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        super().event(number, event)

    def end(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None
        super().end()

    def _progress(self) -> None:
        if self._live is not None and monotonic() - self._drawn_at >= LOOK_S:
            self._drawn_at = monotonic()
            self._live.update(picture(self.course), refresh=True)


class JsonView:
    """JSON objects on standard output, a line each, and nothing else there; what is for people goes to `told`."""

    def __init__(self, course: Course, told: PlainView, *, results_only: bool) -> None:
        self._course = course
        self._told = told
        self._results_only = results_only
        self._told_at = 0.0

    def event(self, number: int, event: Mapping[str, Any]) -> None:
        self._told.event(number, event)
        name = event["event"]
        if name == "result" and not (self._results_only and event["result"]["state"] == "parked"):  # it comes again
            result = self._course.results[event["result"]["user_id"]]
            extra = {} if self._results_only else {"event": "result", "worker": number, "pages": event["pages"]}
            _print({**extra, **result.as_json()})
        if self._results_only:
            return
        if name in TOLD:
            _print({**event, "worker": number})
        if name == "result" or monotonic() - self._told_at >= OBJECT_S:
            self._told_at = monotonic()
            _print(self._course.as_json())

    def end(self) -> None:
        self._told.end()


def picture(course: Course) -> Group:
    """All workers, and the whole, as rich shows it."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for heading in ("Worker", "User ID", "At"):
        table.add_column(heading, no_wrap=True)
    for number, at in sorted(course.workers.items()):
        table.add_row(str(number), shown(at.user_id or "-"), shown(at.words))
    return Group(shown(progress_of(course), "bold"), table)


def progress_of(course: Course) -> str:
    """`12 of 200 over, 31 a minute, about 6 min left, 0.31 s a page; errors: 2 wrong_person`."""
    parts = [f"{course.finished} of {max(course.total, course.finished)} over"]
    if course.rate is not None:
        parts.append(f"{course.rate:.1f} a minute")
    if course.seconds_left is not None:
        parts.append(f"about {_time(course.seconds_left)} left")
    if course.seconds_a_page is not None:
        parts.append(f"{course.seconds_a_page:.2f} s a page")
    errors = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in course.kinds.most_common())
    return ", ".join(parts) + (f"; stopped: {errors}" if errors else "")


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _words(event: Mapping[str, Any]) -> str | None:
    """What of an event stays to be read."""
    match event["event"]:
        case "replaced" | "left out":
            return f"{event['event']}: {event['why']}"
        case "broken":
            return str(event["message"])
        case "ended" if event["why"] not in _PLANNED:
            return f"ends: {event['message'] or event['why']}"
    return None


def _print(told: Mapping[str, Any]) -> None:
    print(json.dumps(told), flush=True)
