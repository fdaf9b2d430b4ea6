"""Grids of rows inside a wizard's step, and the form of one row that takes the grid's place."""

from __future__ import annotations

from html import escape
from typing import Any

from tests.mock_site.controls import Ground, draw
from tests.mock_site.options import Values
from tests.mock_site.records import Keeper, plain_text
from tests.mock_site.screens import Field, Rows, camel, catalogue
from tests.mock_site.validation import visible
from tests.mock_site.webforms import Out

LONGEST_CELL = 60
_FIRST_ROW = 2  # a GridView numbers its first data row ctl02

Row = dict[str, Any]


def user_control(screen: str) -> str:
    """The naming container of a screen's grid and row form."""
    return f"uc{camel(screen)}Row"


def new_values(rows: Rows, staff: str) -> Values:
    """The values of a row that nobody filled in yet."""
    return {box.key: staff if box.key == "staff" else box.empty for box in rows.fields}


def draw_grids(out: Out, screen: str, rows: Rows, keeper: Keeper, ask_native: bool) -> str:
    """The grid (objectives: one for each goal, under its heading) and the button that adds a row."""
    standing: list[Row] = keeper.record["rows"].get(screen, [])
    uc = user_control(screen)
    add = out.submit(out.name(uc, "btnAdd"), rows.add_text, "row-add")
    if not rows.under:
        return _grid(out, screen, rows, standing, 0, ask_native) + add
    parts = []
    first = 0
    for number, goal in enumerate(keeper.record["rows"].get("plan.goals", []), 1):
        own = [row for row in standing if row[rows.under] == str(goal["id"])]
        parts.append(f"<h3>{escape(catalogue().word('Objectives to Goal'))} #{number}</h3>")
        parts.append(_grid(out, screen, rows, own, first, ask_native))
        first += len(own)
    return "".join(parts) + add


def _grid(out: Out, screen: str, rows: Rows, standing: list[Row], first: int, ask_native: bool) -> str:
    if not standing:
        return '<p class="empty">No records found.</p>'
    columns = [box for box in rows.fields if box.key != rows.under]
    heads = "".join(f'<th scope="col">{escape(box.label)}</th>' for box in columns)
    lines = []
    for index, row in enumerate(standing, first):
        cells = "".join(f"<td>{escape(_cell(box, row.get(box.key, '')))}</td>" for box in columns)
        lines.append(f"<tr>{cells}<td>{_actions(out, screen, rows, row, index, ask_native)}</td></tr>")
    html_id = out.id(out.name(user_control(screen), f"gv{rows.noun.replace(' ', '')}"))
    return (
        f'<table class="grid" id="{html_id}"><tr>{heads}<th scope="col">Action</th></tr>{"".join(lines)}</table>'
    )


def _actions(out: Out, screen: str, rows: Rows, row: Row, index: int, ask_native: bool) -> str:
    grid = f"gv{rows.noun.replace(' ', '')}"
    line = f"ctl{index + _FIRST_ROW:02d}"
    ask = "return confirm('Are you sure you want to delete this record?');" if ask_native else ""
    word = catalogue().word("Edit")
    edit = out.link(out.name(user_control(screen), grid, line, "lnkEdit"), word, "row-edit", row["id"])
    delete = out.link(
        out.name(user_control(screen), grid, line, "lnkDelete"), "Delete", "row-delete", row["id"], onclick=ask
    )
    return f'<div class="HPRActionLinks">{edit}{delete}</div>'


def _cell(box: Field, value: str | list[str]) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    text = plain_text(value) if box.kind == "richtext" else value
    if box.kind in ("textarea", "richtext"):
        text = " ".join(text.split())
        if len(text) > LONGEST_CELL:
            return f"{text[:LONGEST_CELL]}..."
    return text


def draw_form(
    ground: Ground, rows: Rows, number: int | None, problems: str
) -> str:
    """The form of one row; `problems` is the summary of what was refused."""
    out = ground.out
    fields = draw(ground, visible(rows.fields, ground.values))
    title = rows.add_text if number is None else f"Edit {rows.noun}"
    save = out.submit(out.name(ground.uc, "btnSave"), catalogue().word("Save"), "row-save", group=ground.group)
    cancel = out.submit(out.name(ground.uc, "btnCancel"), catalogue().word("Cancel"), "row-cancel")
    return (
        f'<div class="rowForm" id="{out.id(out.name(ground.uc, "pnlRow"))}"><h3>{escape(title)}</h3>{problems}'
        f'{fields}<div class="rowButtons">{save} {cancel}</div></div>'
    )
