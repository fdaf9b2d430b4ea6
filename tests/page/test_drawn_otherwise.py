"""Pages drawn in ways that the program was not made for: regions, titles, strips, lists, folds and boxes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.agent import PageAgent
from bot.agent.looks import Look
from bot.controls import CheckList, DateBox, DropDown, TextBox
from tests.page.pages_by_hand.buttons import link, pressed, show
from tests.page.pages_by_hand.desk import Desk

NAMES = ("Case Summary", "Programs", "Plan")
STRIPS = {
    "wizard tabs": "<table><tr><td class=wizardtab><span><a href=#>Case Summary</a></span><td class=wizardtab><span>"
    "<a href=#>Programs</a></span><td class=wizardtab-selected><span><a href=#>Plan</a></span></table>",
    "folder tabs": "<div id=divFolderTabs><table class=tabs_data><tr><td><a href=#>Case Summary</a><td>"
    "<a href=#>Programs</a><td class=active><span>Plan</span></table></div>",
    "heading": "<div><span class=t><a href=#>Case Summary</a></span><span class=t><a href=#>Programs</a></span>"
    "<h2 class=adah2tab>Plan</h2></div>",
    "roles": "<div role=tablist><button role=tab>Case Summary</button><button role=tab>Programs</button>"
    "<button role=tab aria-selected=true>Plan</button></div>",
    "list": "<ul><li><a href=#>Case Summary</a><li><a href=#>Programs</a><li class='x current'><a href=#>Plan</a></ul>",
    "no link": "<p><a href=#>Case Summary</a> | <a href=#>Programs</a> | Plan</p>",
    "style": "<ul><li><a href=#>Case Summary</a><li><a href=#>Programs</a>"
    "<li style='background:#ccc'><a href=#>Plan</a></ul>",
    "steps": "<ol class=progtrckr><li class=done>1. Case Summary<li class=done>2. Programs<li aria-current=step>3. Plan"
    "</ol>",
    "bold": "<div><a href=#>Case Summary</a> <a href=#>Programs</a> <a href=#><b>Plan</b></a></div>",
}
REGIONS = {
    "content": "<div id=menu><h2>Menu</h2><a href=#>A</a></div><div id=mstContent><h2>Goals</h2><p>Text</p></div>",
    "landmark": "<header><h1>Site</h1></header><nav><h2>Menu</h2></nav><main><h2>Goals</h2></main>",
    "columns": "<table><tr><td width=150><h2>Menu</h2>"
    + "".join(f"<div><a href=#>Entry number {n}</a></div>" for n in range(6))
    + "<td width=600><h2>Goals</h2><p>Something that is said of the page, long enough to be a text.</p></table>",
}
TITLES = {
    "h1": "<h1>Goals</h1><p>Text of the page</p>",
    "styled": "<div style='font-size:24px'>Goals</div><p>Text of the page</p><p>More text</p>",
    "legend": "<fieldset><legend>Goals</legend><p>Text</p></fieldset>",
    "role": "<div role=heading aria-level=1>Goals</div><p>Text</p>",
}
FOLDS = {
    "sign": "<div><b>Services</b> <a href=# onclick='o()'>(+)</a></div>",
    "button": "<h3><button type=button aria-expanded=false onclick='o()'>Services</button></h3>",
    "picture": "<div><img alt=Expand width=9 height=9 onclick='o()'> <span>Services</span></div>",
    "title": "<h4><a href=# onclick='o()'>Services <i>&#9662;</i></a></h4>",
}
COLUMNS = ("Code", "Name")
GRIDS = {
    "th": "<table><tr><th>Code<th>Name<tr><td>205<td>Plan</table>",
    "plain cells": "<table><tr class=head><td>Code<td>Name<tr><td>205<td>Plan</table>",
    "roles": "<div role=table><div role=row><div role=columnheader>Code</div><div role=columnheader>Name</div></div>"
    "<div role=row><div role=cell>205</div><div role=cell>Plan</div></div></div>",
}


def look(desk: Desk, page: str) -> Look:
    """What is seen of a whole page of one's own."""
    desk.serve("/page", f"<!doctype html><html><body>{page}</body></html>")
    desk.go("/page")
    return desk.site.agent.read().look


def by_id(pages: dict[str, str]) -> dict[str, Any]:
    return {"argvalues": pages.values(), "ids": pages.keys()}


@pytest.mark.parametrize("strip", **by_id(STRIPS))
def test_the_chosen_one_of_a_strip(desk: Desk, strip: str) -> None:
    desk.open(strip)
    found = [each for each in desk.site.agent.read().look.strips if "Plan" in each.tabs[-1]]
    assert [(len(each.tabs), each.selected) for each in found] == [(3, 2)]


def test_two_of_which_none_is_chosen_are_not_guessed(desk: Desk) -> None:
    desk.open("<ul><li><a href=#>Programs</a><li><a href=#>Plan</a></ul>")
    assert desk.site.agent.read().look.tabs == ()


@pytest.mark.parametrize("page", **by_id(REGIONS))
def test_the_menus_heading_is_not_the_pages(desk: Desk, page: str) -> None:
    assert look(desk, page).headings == ("Goals",)


@pytest.mark.parametrize("title", **by_id(TITLES))
def test_what_heads_a_page(desk: Desk, title: str) -> None:
    assert "Goals" in look(desk, title).headings


@pytest.mark.parametrize("fold", **by_id(FOLDS))
def test_a_section_is_unfolded(desk: Desk, fold: str) -> None:
    script = "function o() { document.getElementById('in').style.display = ''; }"
    desk.open(fold + "<div id=in style='display:none'><a href=#>Create</a></div>", script=script)
    agent = desk.site.agent
    assert not agent.offers("Create")
    agent.unfold("Services")
    assert agent.offers("Create")


@pytest.mark.parametrize("grid", **by_id(GRIDS))
def test_a_list_is_read_however_it_is_made(desk: Desk, grid: str) -> None:
    desk.open(grid)
    (found,) = desk.site.agent.read(grids=True).grids
    assert (found.headers, [row.cells for row in found.rows]) == (COLUMNS, [("205", "Plan")])


def test_a_table_that_lays_out_a_form_is_no_list(desk: Desk) -> None:
    desk.open("<table><tr><td>City<td><input><tr><td>Zip<td><input></table>")
    assert desk.site.agent.read(grids=True).grids == ()


def test_ticks_with_their_text_behind_them_and_no_tie(desk: Desk) -> None:
    tick = "<div><input type=checkbox name='x$chkShifts${}'> {}</div>"
    ticks = tick.format(0, "Day") + tick.format(1, "Night")
    desk.open(f"<div><b>Shifts</b>{ticks}</div>")
    assert desk.fill_one(CheckList("Shifts", is_open=True), ("Night",)) == ("Shifts",)
    assert desk.js("[...document.querySelectorAll('input[type=checkbox]')].map(e => e.checked)") == [False, True]


def test_a_date_as_three_lists(desk: Desk) -> None:
    def options(*words: object) -> str:
        return "<option value=''></option>" + "".join(f"<option>{word}</option>" for word in words)

    months = options(*(date(2026, n, 1).strftime("%B") for n in range(1, 13)))
    lists = f"<select>{months}</select><select>{options(*range(1, 32))}</select><select>{options(2025, 2026)}</select>"
    desk.open(f"<table><tr><td>Begin Date<td>{lists}</table>")
    box = DateBox("Begin Date")
    assert desk.fill_one(box, date(2026, 3, 5)) == ("Begin Date",)
    assert desk.value(box) == date(2026, 3, 5)


LIST = """
const input = document.getElementById('l'), all = ['None Selected', 'Kern', 'Fresno'];
input.onclick = () => { const list = document.createElement('ul');
  for (const word of all) { const item = document.createElement('li'); item.textContent = word;
    item.onclick = () => { input.value = word; list.remove(); }; list.append(item); }
  document.body.append(list); };
"""


def test_a_list_that_the_page_makes_by_itself(desk: Desk) -> None:
    desk.open("<table><tr><td>County<td><input id=l readonly></table>", script=LIST)
    assert desk.fill_one(DropDown("County", is_open=True), "Fresno") == ("County",)
    assert desk.js("document.getElementById('l').value") == "Fresno"


@pytest.mark.parametrize("mark", ["City (required)", "* City", "City *", "City (mm)"])
def test_what_a_label_adds(desk: Desk, mark: str) -> None:
    desk.open(f"<table><tr><td>{mark}<td><input value=ours></table>")
    assert desk.value(TextBox("City")) == "ours"


def test_a_button_is_pressed_by_its_picture(desk: Desk) -> None:
    show(desk, f"<a href='javascript:void(0)' data-as='Edit'><img alt='Edit' width=9 height=9></a>{link('Print')}")
    agent = desk.site.agent
    assert isinstance(agent, PageAgent)
    assert agent.press("Edit") == {"problem": None}
    assert pressed(desk) == ["Edit"]
