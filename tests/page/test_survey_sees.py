"""What a survey notes of a page is what work finds on it, however the page is drawn; and no value with it."""

from __future__ import annotations

from calendar import month_name
from dataclasses import replace
from typing import Any

import pytest

from bot.agent import PageAgent
from bot.agent.looks import BoxSeen, Inventory
from tests.page.pages_by_hand.desk import Desk


def lists(*options: tuple[str, ...]) -> str:
    made = (f"<option value=''>{first}" + "".join(f"<option>{word}" for word in words) for first, *words in options)
    return " ".join(f"<select name='d${n}'>{inside}</select>" for n, inside in enumerate(made))


THREE = lists(
    ("Month", *month_name[1:]), ("Day", *map(str, range(1, 32))), ("Year", *(str(year) for year in range(1950, 2030)))
)
HIDDEN = """<select name='c$ddlRegion' style='display:none' onchange="__doPostBack('x','')"><option value=''>None
<option>East<option>West</select>"""
RAD = """<div class='RadComboBox'><table><tr><td><input class=rcbInput name='c$cboRegion' id=x_cboRegion_Input readonly
 value='East side'></td><td><a onclick='return false'>select</a></td></tr></table></div>"""
EDITOR = """<textarea name='c$txtNote' style='display:none'>Zqx</textarea><div><button type=button title=Bold>B</button>
<div contenteditable=true role=textbox aria-multiline=true aria-label=Note style='height:40px'>Zqx</div></div>"""
ROLES = """<div id=x_rblDone role=radiogroup aria-label=Done><span role=radio aria-checked=true tabindex=0>Yes</span>
<span role=radio aria-checked=false tabindex=0>No</span></div>"""
LOOKUP = "<td><input name='c$txtCode' readonly value='Zqx'> <a href='#' onclick='return pick()'>Select Code</a></td>"
OVER = """<table><tr><td><b>City</b><td><b>County</b><td><b>Zip</b></tr><tr><td><input name='c$txtCity' value=Zqx>
<td><input name='c$txtCounty'><td><input name='c$txtZip'></tr></table>"""
HEADS = """<table><tr><th>City<th>Staff</tr><tr><td><input name='c$txtCity' value=Zqx>
<td><span id=x_lblStaff>Zqx</span></tr></table>"""
STYLED = """<style>.t{opacity:0;position:absolute}</style><fieldset><legend>Kind</legend>
<input class=t type=radio name=k id=k0><label for=k0>Old</label>
<input class=t type=radio name=k id=k1><label for=k1>New</label></fieldset>"""
PHONE = """<p>Phone: (<input name='c$a' maxlength=3 size=3>) <input name='c$b' maxlength=3 size=3> -
<input name='c$c' maxlength=4 size=4></p>"""
SIGN = "<p><input type=checkbox name='c$chkSign'> Include Signature</p>"


@pytest.mark.parametrize(
    ("body", "label", "kind", "name", "options"),
    [
        (f"<label>Region {HIDDEN}<input type=text></label>", "Region", "select", "ddlRegion", ("East", "West")),
        (f"<p>Region: {RAD}</p>", "Region", "select", "cboRegion", None),
        (f"<p><label>Born:</label> {THREE}</p>", "Born", "date", "d", None),
        ("<label>Born <input type=date name='c$txtBorn'></label>", "Born", "date", "txtBorn", None),
        ("<label>Born (mm/dd/yyyy) <input name='c$txtBorn'></label>", "Born (mm/dd/yyyy)", "date", "txtBorn", None),
        (EDITOR, "Note", "richtext", "txtNote", None),
        (ROLES, "Done", "yesno", "", ("Yes", "No")),
        (PHONE, "Phone", "phone", "a", None),
        (f"<table><tr><td>Code:</td>{LOOKUP}</tr></table>", "Code", "lookup", "txtCode", None),
        ("<table><tr><td><label>Code</label></tr><tr>" + LOOKUP + "</tr></table>", "Code", "lookup", "txtCode", None),
        (OVER, "City", "text", "txtCity", None),
        (HEADS, "City", "text", "txtCity", None),
        (STYLED, "Kind", "radio", "k", ("Old", "New")),
        (SIGN, "Include Signature", "checkbox", "chkSign", None),
        ("<p>Hours: <input type=number name='c$txtHours'></p>", "Hours", "number", "txtHours", None),
    ],
)  # fmt: skip
def test_a_box_of_each_kind_is_noted(
    desk: Desk, body: str, label: str, kind: str, name: str, options: tuple[str, ...] | None
) -> None:
    desk.open(body)
    seen = desk.site.agent.survey()
    first = seen.boxes[0]
    assert (first.label, first.kind, first.name, first.options) == (label, kind, name, options)
    assert first.is_said
    assert "Zqx" not in str(replace(seen, look=None))  # type: ignore[arg-type]


def test_what_work_finds_by_the_label_is_what_is_noted(desk: Desk) -> None:
    desk.open(OVER)
    for noted in desk.site.agent.survey().boxes:
        spec: dict[str, Any] = {"key": "box", "kind": noted.kind, "label": noted.label, "names": [], "locator": None}
        assert desk.site.agent.read([spec]).fields["box"].problem is None


def boxes(desk: Desk, body: str) -> list[BoxSeen]:
    desk.open(body)
    return list(desk.site.agent.survey().boxes)


WHO = ("Ana", "Bob", "Cy")
NAMED = "".join(f"<p><span>{who}</span> <input name='rep$ctl0{n}$txtHours'></p>" for n, who in enumerate(WHO))


ROWS = "".join(f"<tr><td>{who}<td><input name='rep$ctl0{n}$txtHours'></tr>" for n, who in enumerate(WHO))
ROWS = f"<table>{ROWS}</table>"
SHOWN = """<table><tr><td>Opened<td>Place</tr><tr><td>Zqx 1<td><span id=x_lblPlace>Zqx 2</span></tr></table>
<table><tr><td><span id=x_lblOpened>Zqx 3</span><td><span id=x_lblPlace>Zqx 4</span></tr></table>"""


def test_a_text_that_is_filled_in_is_no_label_of_the_next(desk: Desk) -> None:
    """Guards: Said._apart, and rows that are headed from above (Said._layout_cells)."""
    assert boxes(desk, SHOWN) == []


def test_what_may_be_an_entry_is_no_label(desk: Desk) -> None:
    """Guards: one text before one box (_USUAL), and boxes that repeat with their texts (Said._is_alone)."""
    (odd,) = boxes(desk, "<p><span>Zqx</span><input name='c$txtOdd'></p>")
    assert not odd.is_said
    assert not any(box.is_said for box in boxes(desk, NAMED))
    assert not any(box.is_said for box in boxes(desk, ROWS))
    usual = "".join(f"<p><span>{word}</span> <input name='c$txt{word}'></p>" for word in ("City", "County", "Zip"))
    assert [(box.label, box.is_said) for box in boxes(desk, usual)] == [("City", True), ("County", True), ("Zip", True)]


def grids(desk: Desk, body: str) -> Inventory:
    desk.open(body)
    return desk.site.agent.survey()


def bare(first: tuple[str, ...], *rows: tuple[str, ...]) -> str:
    head = "".join(f"<td><b>{cell}</b></td>" for cell in first)
    rest = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table border=1><tr bgcolor=gray>{head}</tr>{rest}</table>"


def test_a_list_without_th_is_headed_by_its_first_row_only_where_the_rows_show_it(desk: Desk) -> None:
    """Guard: _Lists._is_told_by_rows."""
    headed = bare(("Agency", "Date"), ("Zqx House", "05/20/2019"), ("Zqx Center", "05/21/2019"))
    assert [grid.columns for grid in grids(desk, headed).grids] == [("Agency", "Date")]
    entries = bare(("Zqx House", "05/20/2019"), ("Zqx Center", "05/21/2019"))
    assert grids(desk, entries).grids == ()
    names = bare(("Rivera, Ana", "Open"), ("Zqx, Bob", "Closed"))
    assert grids(desk, names).grids == ()


def test_what_rows_offer_is_noted_by_its_title(desk: Desk) -> None:
    icons = "<a href='#1' title=Edit><i>&#9998;</i></a> <a href='#2'><img alt=Delete width=9 height=9></a>"
    row = f"<tr><td>Zqx<td>{icons}</tr>"
    (grid,) = grids(desk, f"<table><tr><th>Name<th></tr>{row}{row}</table>").grids
    assert (grid.columns, grid.actions) == (("Name", ""), ("Edit", "Delete"))
    other = "<tr><td>Zqx<td><a href='#1'>Zqx's file</a></tr>"
    (grid,) = grids(desk, f"<table><tr><th>Name<th></tr>{row}{other}</table>").grids
    assert grid.actions == (), "under no heading, and not the same in each row"


def test_a_bold_text_heads_no_list(desk: Desk) -> None:
    """Guard: _Lists._heading takes sections and captions only."""
    table = "<table><tr><th>Date</tr><tr><td>05/20/2019</tr></table>"
    assert [grid.heading for grid in grids(desk, f"<p><b>Name: Zqx</b></p>{table}").grids] == [""]
    assert [grid.heading for grid in grids(desk, f"<h3>Notes</h3><p><b>Zqx</b></p>{table}").grids] == ["Notes"]


def test_tabs_and_buttons_of_the_product(desk: Desk) -> None:
    chosen = "<td class=active><span>Plan</span>"
    tabs = f"<table class=tabs_data><tr>{chosen}<td><a href='#1'>Goals</a><td><a href='#2'>Services</a></tr></table>"
    foot = "<div><a class=formbutt href='#3'>Cancel</a> <a class=formbutt href='#4'>Next &gt;&gt;</a></div>"
    seen = grids(desk, f"{tabs}{foot}<a href='#5'>Notes</a>")
    assert [(strip.tabs, strip.selected) for strip in seen.strips] == [(("Plan", "Goals", "Services"), 0)]
    assert (seen.buttons, seen.links) == (("Cancel", "Next >>"), ("Notes",))


LATE = "<label>Office <select name='c$ddlOffice' disabled></select></label>"
COMES = "const list = document.querySelector('select'); list.disabled = false; list.add(new Option('East'))"


def test_a_list_that_does_not_come_is_waited_for_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guard: PageAgent._never_came."""
    agent = desk.site.agent
    assert isinstance(agent, PageAgent)
    asked: list[str] = []
    call = agent._patiently

    def noted(name: str, argument: dict[str, Any]) -> Any:
        asked.append(name)
        return call(name, argument)

    monkeypatch.setattr(agent, "_patiently", noted)
    desk.open(LATE)
    assert [agent.survey().boxes[0].options for _ in range(2)] == [(), ()]
    assert asked.count("filled") == 1
    desk.open(LATE, script=f"setTimeout(() => {{ {COMES} }}, 200)")
    assert agent.survey().boxes[0].options == ("East",)


def test_a_locator_of_what_is_hidden_means_the_box_that_is_seen(desk: Desk) -> None:
    """Guard: `behinds` in view.js."""
    desk.open(f"{HIDDEN}<input type=text>{EDITOR}")

    def problem(kind: str, locator: str) -> Any:
        spec = {"key": "box", "kind": kind, "label": "", "names": [], "locator": locator}
        return desk.site.agent.read([spec]).fields["box"].problem

    assert problem("select", "[name$='$ddlRegion']") is None
    assert problem("richtext", "[name$='$txtNote']") is None
    assert problem("text", "[name$='$txtNothing']") == "missing"
