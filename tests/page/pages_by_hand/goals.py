"""A screen with a grid of goals and a form for one of them, in one page: what a server would keep, it keeps itself."""

from __future__ import annotations

import json
from typing import Annotated

from bot.controls import DropDown, Opt, TextArea
from bot.forms import Form
from bot.screen import Screen
from tests.page.pages_by_hand.boxes import ID, NAME, drop_down, labelled
from tests.page.pages_by_hand.desk import Desk

Shown = dict[str, str]


class Goal(Form):
    """A row: named by its type and its description."""

    key = "plan.goals"
    screen_title = "Goals"
    identity = ("type", "description")

    type: Annotated[str, DropDown("Type of Goal", options=("Employment", "Training"))]
    description: Annotated[str, TextArea("Goal Description")]
    comments: Annotated[Opt[str], TextArea("Comments")] = None


class GoalsByHand(Screen):
    """The screen they stand on."""

    heading = "Goals"


_SCRIPT = """
const rows = %s, cut = %d, habit = '%s', columns = %s, dots = '%s';
let open = null;
window.saves = 0; window.opened = [];
const shown = text => (text.length > cut ? text.slice(0, cut) + dots : text);
const cell = text => `<td>${text}</td>`;
const act = (word, n) => `<a href="javascript:void(0)" onclick="${word}(${n})">${word}</a>`;
const draw = () => {
  const heads = columns[0], says = {both: r => `${r.type}: ${r.description}`};
  const cells = r => columns[1].map(key => (says[key] ? says[key](r) : r[key]));
  grid.innerHTML = `<tr>${heads.map(h => `<th>${h}</th>`).join('')}<th>Action</th></tr>` + rows.map((r, n) =>
    `<tr>${cells(r).map(t => cell(shown(t))).join('')}<td>${act('Edit', n)} ${act('Delete', n)}</td></tr>`).join('');
  row.style.display = open === null ? 'none' : 'block';
  const r = rows[open] || {type: '', description: '', comments: ''};
  end('ddlType').value = {Employment: '1', Training: '2'}[r.type] || '';
  end('txtDescription').value = r.description;
  end('txtComments').value = r.comments;
};
const soon = change => setTimeout(() => { change(); draw(); }, 50);
const Edit = n => soon(() => { open = n; opened.push(n); });
const Delete = n => { rows.splice(n, 1); draw(); };
const add = () => soon(() => { open = rows.length; });
const cancel = () => soon(() => { open = null; });
const save = () => {
  if (habit === 'refuses') { complaint.style.visibility = 'visible'; return; }
  const list = end('ddlType');
  const kept = {type: list.selectedIndex > 0 ? list.selectedOptions[0].textContent : '',
    description: end('txtDescription').value, comments: end('txtComments').value};
  soon(() => {
    saves += 1;
    if (habit !== 'loses') rows[open] = kept;
    if (habit === 'doubles') rows.push({...kept});
    open = null;
  });
};
draw();
"""


SEPARATE = (["Type of Goal", "Goal Description"], ["type", "description"])
"""The grid's headings, and what stands below them; `both` is type and description in one text."""


def open_goals(
    desk: Desk,
    *rows: Shown,
    cut: int = 999,
    habit: str = "keeps",
    columns: tuple[list[str], list[str]] = SEPARATE,
    dots: str = "...",
) -> None:
    """Opens the screen with these goals. `habit`: keeps, doubles, loses or refuses what is saved; `cut`: long cells,
    which end in `dots`."""
    boxes = labelled("* Type of Goal", "ddlType") + drop_down("ddlType", ("Employment", "Training"))
    for label, ending in (("Goal Description", "txtDescription"), ("Comments", "txtComments")):
        boxes += f"{labelled(label, ending)}<textarea id='{ID}{ending}' name='{NAME}{ending}'></textarea>"
    body = f"""<span>User ID:</span> <span>36213</span><h3>Goals</h3><table id="grid"></table>
      <input type="button" value="Add a New Goal" onclick="add()"><div id="row"><div>{boxes}</div>
      <span class="validator" id="complaint" style="visibility:hidden">'Canary' is not a goal.</span>
      <input type="button" value="Save" onclick="save()"><input type="button" value="Cancel" onclick="cancel()"></div>
      <p><input type="button" value="Cancel" onclick="window.left = true"></p>"""
    desk.open(body, script=_SCRIPT % (json.dumps(rows), cut, habit, json.dumps(columns), dots), heading="Goals")


def goal(type_: str, description: str, comments: str = "") -> Shown:
    """A goal as it stands on the site."""
    return {"type": type_, "description": description, "comments": comments}
