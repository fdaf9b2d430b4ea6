"""Step 5: the printed plan as a PDF, with services and the line for the staff signature (R10)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.errors import Mismatch, SiteError
from bot.flows.pdf_check import check_pdf
from bot.flows.plan import find_plan
from bot.flows.wizard import Watcher
from bot.pages.plan_tab import PlanTab
from bot.pages.print_plan import PrintPlan
from bot.records.model import Record
from bot.session import Session


def print_plan(
    session: Session, record: Record, folder: Path, watch: Watcher, *, unread: Sequence[str] = ()
) -> Path:
    """Prints the record's plan to `folder`/USERID-plan-NUMBER.pdf (0600) and checks what the page says.

    `unread` are the steps of the plan's wizard that nothing else was compared with: then every value of the goals and
    objectives must stand in the print. Raises Mismatch when the printed page lacks something; the file is kept for the
    person who looks. Raises OutputTrouble when the file can't be written. Nothing is signed: the lines stay for people.
    """
    watch("Display/Print")
    home = session.go(PlanTab)
    plan = record.plan
    assert plan is not None
    row = find_plan(home, home.read(), plan)
    if row is None:
        raise Mismatch("the plan to print does not stand in the list", screen=home.name())
    number = row.cell("#") or ""
    if not number.isdigit():
        raise SiteError("the list of plans shows no number for the plan", screen=home.name())
    path = folder / f"{record.participant.user_id}-plan-{number}.pdf"
    session.site.press_in_row(row, "Display/Print")
    screen = PrintPlan(session.site)
    reading = screen.read()
    tick = reading.fields.get("create_pdf")
    has_tick = tick is not None and tick.problem is None  # without one, whatever the site prints is taken
    wants_file = session.profile.pdf == "download" and has_tick
    screen.fill(record.print.model_copy(update={"create_pdf": wants_file or None}), reading)
    session.site.check_person()

    def stands() -> bool:
        return screen.is_here(session.site.read().look)

    if session.print_to(path, lambda: session.site.press("Print"), stands, record.user_id):
        session.site.press("Return", act="leave")
        home.read("leave")
    check_pdf(path, record, number, unread=unread, kept=session.site.kept)
    return path
