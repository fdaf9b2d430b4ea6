"""What a run tells while it works and at its end: for a terminal, for plain text, for machines (JSON lines)."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Literal, Protocol

from rich.console import Console
from rich.status import Status

from bot.flows.results import Result, new_notes
from bot.printable import printable
from bot.report.comparison import comparison_json, comparison_table
from bot.report.results_table import STATES, results_table, shown, where

WIDE = 200
"""Columns for output that no terminal shows: nothing needs to be cut or folded there."""


class Reporter(Protocol):
    """Told of a run's course."""

    def screen(self, user_id: str, step: str, screen: str) -> None:
        """What is being worked on."""

    def done(self, result: Result) -> None:
        """One participant is over and done with, for good or bad."""

    def end(self, results: Sequence[Result]) -> None:
        """The run is over; `results` are all participants'."""


Purpose = Literal["enter", "rehearse", "compare"]


def reporter(total: int, *, as_json: bool, purpose: Purpose = "enter") -> Reporter:
    """The reporter that fits: JSON lines when asked for, a live line on a terminal, else plain lines. Where nothing is
    saved, what would be done is told."""
    console = Console(stderr=as_json)
    kind = LiveReporter if console.is_terminal else PlainReporter
    told = kind(console if console.is_terminal else wide(console), total, purpose=purpose)
    return JsonReporter(told, purpose=purpose) if as_json else told


def wide(console: Console) -> Console:
    """The same output, without a terminal's width."""
    return Console(stderr=console.stderr, width=WIDE)


class JsonReporter:
    """One JSON object a participant on standard output and nothing else there; what is for people goes to `told`."""

    def __init__(self, told: Reporter, *, purpose: Purpose = "enter") -> None:
        self._told = told
        self._purpose = purpose

    def screen(self, user_id: str, step: str, screen: str) -> None:
        self._told.screen(user_id, step, screen)

    def done(self, result: Result) -> None:
        told = result.as_json()
        if self._purpose == "compare":
            told = {key: told[key] for key in ("user_id", "error", "seconds", "told")}
        if result.comparison is not None:
            told["items"] = comparison_json(result.comparison)
        print(json.dumps(told), flush=True)
        self._told.done(result)

    def end(self, results: Sequence[Result]) -> None:
        self._told.end(results)


class PlainReporter:
    """Lines of text, for files and pipes."""

    def __init__(self, console: Console, total: int, *, purpose: Purpose = "enter") -> None:
        self._console = console
        self._total = total
        self._purpose = purpose
        self._finished = 0
        self._noted: set[str] = set()

    def screen(self, user_id: str, step: str, screen: str) -> None:
        self._line(f"  {self._finished + 1}/{self._total}  {user_id}  {step}: {screen}")

    def done(self, result: Result) -> None:
        self._finished += 1
        if result.comparison is not None:
            self._console.print(comparison_table(result.comparison, values=self._console.is_terminal))
        words = "compared" if self._purpose == "compare" and result.error is None else STATES[result.state][0]
        self._line(f"{result.user_id}: {words} ({result.seconds:.1f} s)")
        if result.error is not None:
            self._line(f"    {where(result.error)}{result.error.message}")
        for words in result.told:
            self._line(f"    {words}")
        for note in new_notes(result, self._noted):
            self._line(f"note: {note}")

    def end(self, results: Sequence[Result]) -> None:
        if not results or self._purpose == "compare":
            return
        self._console.print()
        self._console.print(results_table(results, self._console.width, saved=self._purpose == "enter"))
        for result in results:
            if result.error is not None and len(results) > 1:
                words, _ = STATES[result.state]
                self._line(f"{result.user_id} {words}: {where(result.error)}{result.error.message}")
            for told in result.told if len(results) > 1 else ():
                self._line(f"{result.user_id}: {told}")
        if folders := {Path(result.pdf).parent for result in results if result.pdf}:
            self._line(f"Printed plans are in {', '.join(map(str, sorted(folders)))}")

    def _line(self, text: str) -> None:
        self._console.print(shown(text), soft_wrap=True)


class LiveReporter(PlainReporter):
    """One live line on a terminal; only what is finished stays."""

    def __init__(self, console: Console, total: int, *, purpose: Purpose = "enter") -> None:
        super().__init__(console, total, purpose=purpose)
        self._status: Status | None = None

    def screen(self, user_id: str, step: str, screen: str) -> None:
        text = f"{self._finished + 1} of {self._total}   User ID {user_id}   {step}: {screen}"
        if self._status is None:
            self._status = self._console.status(shown(text))
            self._status.start()
        self._status.update(shown(text))

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


class Lasting(TextIOWrapper):
    """A stream of this process whose reader may go away (`run ... | head`): what is said then is said to nobody, and
    the work goes on."""

    def __init__(self, stream: TextIOWrapper) -> None:
        encoding, is_by_line = stream.encoding, stream.line_buffering
        super().__init__(stream.detach(), encoding, "backslashreplace", line_buffering=is_by_line)
        self.is_lost = False

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            self._lose()
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            self._lose()

    def _lose(self) -> None:
        """Lets what is still in its buffers go nowhere, or it would be tried again and again."""
        if self.is_lost:
            return
        self.is_lost = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)
        if self is sys.stdout:
            complain("nobody reads what is told any more: the work goes on; `status` and --results tell the rest")


def complain(message: str, *, lines: bool = False) -> None:
    """One line on standard error; with `lines`, the message has several."""
    print(printable(message, lines=lines), file=sys.stderr, flush=True)


def say(*lines: str) -> None:
    """Lines on standard output: a line feed in one of them begins no other."""
    for line in lines:
        print(printable(line))
    sys.stdout.flush()
