"""The admin page of the mock for people: what was entered, the last writes, the switches, a reset button.

Programs use the JSON addresses beside it; this page only shows the same things and sends the same requests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

SHOWN_WRITES = 50
"""How many of the last writes the page shows."""

_WRITE_COLUMNS = ("n", "at", "staff", "session", "user_id", "screen", "action", "record")

_STYLE = """
body {
  font: 15px/1.45 Verdana, "DejaVu Sans", Arial, sans-serif;
  max-width: 76em; margin: 1.5em auto; padding: 0 1em;
}
h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin-top: 1.6em; border-bottom: 1px solid #a9aeb1; }
table { border-collapse: collapse; width: 100%; font-size: .88em; }
th, td {
  border: 1px solid #a9aeb1; padding: .25em .5em;
  text-align: left; vertical-align: top; overflow-wrap: anywhere;
}
th { background: #eef2f7; }
#switches { columns: 22em; }
#switches label { display: block; break-inside: avoid; padding: .12em 0; font-size: .9em; }
#switches input[type=text], #switches input[type=number] { width: 9em; font: inherit; }
button { font: inherit; padding: .35em 1em; margin-right: .5em; } #said { color: #b50909; }
"""

# A form of HTML cannot send JSON, and switches have types, so the page sends what was changed by itself.
_SCRIPT = """
async function send(address, body) {
  const answer = await fetch(address, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  if (answer.ok) { location.reload(); return; }
  document.getElementById('said').textContent = answer.status + ': ' + await answer.text();
}
function valueOf(box) {
  if (box.dataset.kind === 'bool') return box.checked;
  if (box.dataset.kind === 'text') return box.value;
  return JSON.parse(box.value);
}
document.getElementById('set').addEventListener('submit', event => {
  event.preventDefault();
  const changed = {};
  for (const box of document.querySelectorAll('#switches input')) {
    const same = box.checked === box.defaultChecked && box.value === box.defaultValue;
    if (same) continue;
    try { changed[box.name] = valueOf(box); }
    catch (error) { document.getElementById('said').textContent = box.name + ': ' + error.message; return; }
  }
  send('/admin/switches', changed);
});
document.getElementById('reset').addEventListener('submit', event => {
  event.preventDefault();
  send('/admin/reset', {});
});
"""


def admin_html(
    people: Sequence[Mapping[str, Any]],
    switches: Mapping[str, Any],
    writes: Sequence[Mapping[str, Any]],
    clock: str,
) -> str:
    """The whole page.

    `people` have at least `user_id`, `name` and `program`; `writes` are as /admin/writes answers them, oldest
    first; `switches` are name and value, the value's type deciding its box; `clock` is the mock's day.
    """
    counts: dict[str, int] = {}
    for write in writes:
        user_id = str(write.get("user_id", ""))
        counts[user_id] = counts.get(user_id, 0) + 1
    touched = [person for person in people if str(person["user_id"]) in counts]
    others = [person for person in people if str(person["user_id"]) not in counts]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en"><head><meta charset="utf-8"><title>Mock site: admin</title>',
            f"<style>{_STYLE}</style></head><body>",
            "<h1>Mock site</h1>",
            f"<p>The mock's day is <b>{escape(clock)}</b>. {len(people)} people, {len(writes)} writes.",
            '<a href="/vosnet/Default.aspx">To the site</a></p>',
            '<p id="said" role="status"></p>',
            "<h2>What was entered</h2>",
            _people_table(touched, counts) if touched else "<p>Nothing yet.</p>",
            f"<details><summary>Everyone else ({len(others)})</summary>",
            _people_table(others, counts),
            "</details>",
            f"<h2>Last writes</h2>{_writes_table(writes)}",
            '<p><a href="/admin/writes">All writes (JSON)</a></p>',
            f"<h2>Switches</h2>{_switch_form(switches)}",
            '<h2>Start over</h2><form id="reset" method="post" action="/admin/reset">',
            "<p>People, their data and the switches go back to the start.</p><button>Reset</button></form>",
            f"<script>{_SCRIPT}</script></body></html>",
        ]
    )


def _people_table(people: Sequence[Mapping[str, Any]], counts: Mapping[str, int]) -> str:
    rows = []
    for person in people:
        user_id = escape(str(person["user_id"]))
        link = f'<a href="/admin/state/{user_id}">{user_id}</a>'
        name, program = escape(str(person["name"])), escape(str(person["program"]))
        written = counts.get(str(person["user_id"]), 0)
        rows.append(f"<td>{link}</td><td>{name}</td><td>{program}</td><td>{written}</td>")
    return _table(("User ID", "Name", "Program", "Writes"), rows)


def _writes_table(writes: Sequence[Mapping[str, Any]]) -> str:
    if not writes:
        return "<p>None yet.</p>"
    rows = [
        "".join(f"<td>{escape(_text(write.get(column, '')))}</td>" for column in _WRITE_COLUMNS)
        for write in reversed(writes[-SHOWN_WRITES:])
    ]
    return _table(_WRITE_COLUMNS, rows)


def _table(columns: Sequence[str], rows: Sequence[str]) -> str:
    heading = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>"


def _switch_form(switches: Mapping[str, Any]) -> str:
    boxes = "".join(_switch_box(name, value) for name, value in sorted(switches.items()))
    return (
        '<form id="set" method="post" action="/admin/switches">'
        f'<div id="switches">{boxes}</div><p><button>Set switches</button></p></form>'
    )


def _switch_box(name: str, value: object) -> str:
    """One switch: a check box, a number box, a text box, or a text box that holds JSON for anything else."""
    shown = escape(name)
    if isinstance(value, bool):
        checked = " checked" if value else ""
        return f'<label><input type="checkbox" name="{shown}" data-kind="bool"{checked}> {shown}</label>'
    if isinstance(value, int | float):
        box = f'<input type="number" step="any" name="{shown}" data-kind="number" value="{value}" required>'
    elif isinstance(value, str):
        box = f'<input type="text" name="{shown}" data-kind="text" value="{escape(value)}">'
    else:
        box = f'<input type="text" name="{shown}" data-kind="json" value="{escape(json.dumps(value))}">'
    return f"<label>{shown} {box}</label>"


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
