"""The table at the end of a run."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from bot.errors import BotError
from bot.flows.results import FINE, STEPS, Result, State
from bot.printable import printable

STATES: dict[State, tuple[str, str]] = {
    "done": ("done", "green"),
    "unchanged": ("nothing to do", "green"),
    "rehearsed": ("rehearsed", "cyan"),
    "needs_fix": ("needs a fix", "yellow"),
    "needs_person": ("needs a person", "yellow"),
    "parked": ("not finished", "magenta"),
    "failed": ("failed", "red"),
    "unknown": ("not known", "red"),
}
"""Each state in words, and its color."""
ROOM_FOR_SECONDS = 90
"""Terminals narrower than this show no seconds: what matters must not be cut for them."""


def results_table(results: Sequence[Result], width: int, *, saved: bool = True) -> Table:
    """One line a participant. In a narrow terminal the steps' columns give way, never User ID, State and Plan ID.

    `saved`: whether anything was to be saved.
    """
    table = Table(
        title="What was entered" if saved else "What would be entered",
        box=SIMPLE_HEAD,
        show_edge=False,
        padding=(0, 1, 0, 0),
        title_justify="left",
        caption_justify="left",
    )
    table.add_column("User ID", no_wrap=True, overflow="fold")
    table.add_column("State", no_wrap=True)
    table.add_column("Plan ID", no_wrap=True, justify="right")
    for step in STEPS:
        table.add_column(step.capitalize(), overflow="fold")
    if width >= ROOM_FOR_SECONDS:
        table.add_column("Seconds", no_wrap=True, justify="right")
    for result in results:
        words, style = STATES[result.state]
        steps = ["-" if state == "not_reached" else state for state in map(result.steps.__getitem__, STEPS)]
        seconds = [f"{result.seconds:.1f}"] if width >= ROOM_FOR_SECONDS else []
        table.add_row(shown(result.user_id), Text(words, style), *map(shown, (result.plan_id or "", *steps)), *seconds)
    fine = sum(result.state in FINE for result in results)
    table.caption = f"{fine} of {len(results)} need nothing more"
    return table


def shown(text: str, style: str = "") -> Text:
    """Words of others for a terminal: nothing in them is obeyed, neither by it nor as mark-up."""
    return Text(printable(text), style)


def where(error: BotError) -> str:
    """`assessment, Education > Last School Attended: ` as far as it is known."""
    place = " > ".join(part for part in (error.screen, error.field) if part)
    parts = ", ".join(part for part in (error.step, place) if part)
    return f"{parts}: " if parts else ""
