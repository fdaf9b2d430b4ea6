"""Grids of rows inside a wizard's step, and the form of one row that takes the grid's place."""

from __future__ import annotations

from html import escape
from typing import Any

from tests.mock_site.controls import Ground, draw
from tests.mock_site.dialects import folds, grids
from tests.mock_site.options import Values, goal_text
from tests.mock_site.records import Keeper, plain_text
from tests.mock_site.screens import Field, Rows, camel, catalogue
from tests.mock_site.switches import Switches
from tests.mock_site.validation import visible
from tests.mock_site.webforms import Out

LONGEST_CELL = 60
DELETE_QUESTION = "Are you sure you want to delete this record?"
_FIRST_ROW = 2  # a GridView numbers its first data row ctl02

Row = dict[str, Any]


def user_control(screen: str) -> str:
    """The naming container of a screen's grid and row form."""
    return f"uc{camel(screen)}Row"


def new_values(rows: Rows, staff: str) -> Values:
    """The values of a row that nobody filled in yet."""
    return {box.key: staff if box.key == "staff" else box.empty for box in rows.fields}


def draw_grids(out: Out, screen: str, rows: Rows, keeper: Keeper, switches: Switches) -> str:
    """The grid (objectives: one for each goal, under its heading) and the button that adds a row."""
    standing: list[Row] = keeper.record["rows"].get(screen, [])
    uc, ask_native = user_control(screen), switches["native_confirm"]
    add = out.submit(out.name(uc, "btnAdd"), rows.add_text, "row-add")
    if screen == "plan.goals" and switches["goal_texts"] != "number":
        return _goals_in_one_column(out, rows, standing, switches) + add
    if not rows.under:
        return _grid(out, screen, rows, standing, 0, ask_native) + add
    parts = []
    first = 0
    for number, goal in enumerate(keeper.record["rows"].get("plan.goals", []), 1):
        own = [row for row in standing if row[rows.under] == str(goal["id"])]
        parts.append(folds.heading(out, f"{catalogue().word('Objectives to Goal')} #{number}"))
        parts.append(_grid(out, screen, rows, own, first, ask_native))
        first += len(own)
    return "".join(parts) + add


def _grid(out: Out, screen: str, rows: Rows, standing: list[Row], first: int, ask_native: bool) -> str:
    if not standing:
        return '<p class="empty">No records found.</p>'
    columns = [box for box in rows.fields if box.key != rows.under]
    lines = []
    for index, row in enumerate(standing, first):
        cells = [escape(_cell(box, row.get(box.key, ""))) for box in columns]
        lines.append([*cells, _actions(out, screen, rows, row, index, ask_native)])
    html_id = out.id(out.name(user_control(screen), f"gv{rows.noun.replace(' ', '')}"))
    return grids.grid(out, grids.Grid(html_id, [*(box.label for box in columns), "Action"], lines))


def _goals_in_one_column(out: Out, rows: Rows, standing: list[Row], switches: Switches) -> str:
    """A grid that says type and description in one text, under a heading of its own."""
    lines = "".join(
        f"<tr><td>{escape(goal_text(number, row, switches['goal_texts']))}</td>"
        f"<td>{_actions(out, 'plan.goals', rows, row, number - 1, switches['native_confirm'])}</td></tr>"
        for number, row in enumerate(standing, 1)
    )
    return f'<table class="grid"><tr><th>Goal of the plan</th><th>Action</th></tr>{lines}</table>' if lines else ""


def _actions(out: Out, screen: str, rows: Rows, row: Row, index: int, ask_native: bool) -> str:
    grid = f"gv{rows.noun.replace(' ', '')}"
    line = f"ctl{index + _FIRST_ROW:02d}"
    ask = DELETE_QUESTION if ask_native else ""
    edit, delete = (out.name(user_control(screen), grid, line, link) for link in ("lnkEdit", "lnkDelete"))
    return grids.actions(
        out,
        [
            grids.Action(catalogue().word("Edit"), out.id(edit), out.postback(edit, "row-edit", row["id"])),
            grids.Action("Delete", out.id(delete), out.postback(delete, "row-delete", row["id"]), ask),
        ],
    )


def _cell(box: Field, value: str | list[str]) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    text = plain_text(value) if box.kind == "richtext" else value
    if box.kind in ("textarea", "richtext"):
        text = " ".join(text.split())
        if len(text) > LONGEST_CELL:
            return f"{text[:LONGEST_CELL]}..."
    return text


def draw_form(ground: Ground, rows: Rows, number: int | None, problems: str) -> str:
    """The form of one row; `problems` is the summary of what was refused."""
    out = ground.out
    fields = draw(ground, visible(rows.fields, ground.values))
    title = rows.add_text if number is None else f"Edit {rows.noun}"
    save = out.submit(out.name(ground.uc, "btnSave"), catalogue().word("Save"), "row-save", group=ground.group)
    cancel = out.submit(out.name(ground.uc, "btnCancel"), catalogue().word("Cancel"), "row-cancel")
    return (
        f'<div class="rowForm" id="{out.id(out.name(ground.uc, "pnlRow"))}">{folds.heading(out, title)}{problems}'
        f'{fields}<div class="rowButtons">{save} {cancel}</div></div>'
    )
