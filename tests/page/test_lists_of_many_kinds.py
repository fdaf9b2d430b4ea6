"""Lists in cards, on several pages, with menus in their rows, or whose rows come late; and dialogs known by a cover."""

from __future__ import annotations

from datetime import date

import pytest

from bot.agent.looks import Grid
from bot.agent.slow import CHANGED, MARK
from bot.controls import BLANK, DateBox, TextBox
from bot.errors import ControlMissing, SiteError, UnknownDialog
from tests.page.pages_by_hand.buttons import link, pressed, show
from tests.page.pages_by_hand.desk import Desk


def lists(desk: Desk) -> tuple[Grid, ...]:
    return desk.site.read(grids=True).grids


def cells(grid: Grid) -> list[tuple[str, ...]]:
    return [row.cells for row in grid.rows]


# --- cards


def card(name: str, status: str) -> str:
    lines = f"<div><b>Name:</b> {name}</div><div><b>Status:</b> {status}</div>"
    return f"<div class=card>{lines}<div>{link('Edit', f'Edit {name}')} {link('Delete')}</div></div>"


DEFINITIONS = (
    f"<ul><li><dl><dt>Name</dt><dd>Ann</dd><dt>Status</dt><dd>Open</dd></dl>{link('Edit', 'Edit Ann')}</li>"
    f"<li><dl><dt>Name</dt><dd>Bo</dd><dt>Status</dt><dd>Closed</dd></dl>{link('Edit', 'Edit Bo')}</li></ul>"
)


@pytest.mark.parametrize("page", [f"<div>{card('Ann', 'Open')}{card('Bo', 'Closed')}</div>", DEFINITIONS])
def test_cards_are_rows(desk: Desk, page: str) -> None:
    show(desk, page)
    (found,) = lists(desk)
    assert found.headers[:2] == ("Name", "Status")
    assert [row.cell("Status") for row in found.rows] == ["Open", "Closed"]
    desk.site.press_in_row(found.rows[1], "Edit")
    assert pressed(desk) == ["Edit Bo"]


def test_one_card_in_a_place_of_its_own_is_a_row(desk: Desk) -> None:
    show(desk, f"<p>Your goals</p><div>{card('Ann', 'Open')}</div>")
    assert [row.cell("Name") for row in lists(desk)[0].rows] == ["Ann"]


@pytest.mark.parametrize("page", [
    f"<div><p>Name: Ann</p><p>User ID: 36213</p><p>Step 2 of 4. Enter your goals.</p>{link('Edit')}</div>",
    f"<div><div>Name: Ann</div><div>City: <input></div><div>{link('Edit')}</div></div>",
])  # fmt: skip
def test_a_banner_and_a_form_are_no_cards(desk: Desk, page: str) -> None:
    show(desk, page)
    assert lists(desk) == ()


# --- pages of a list

PAGED = """
const all = [...document.querySelectorAll('#t tr')].slice(1), size = 2; let page = 0;
function draw() { all.forEach((row, n) => { row.style.display = Math.floor(n / size) === page ? '' : 'none'; });
  const more = document.getElementById('more'); if (more) more.className = page === 2 ? 'disabled' : '';
  const less = document.getElementById('less'); if (less) less.className = page === 0 ? 'disabled' : '';
  document.querySelectorAll('#bar .n').forEach((a, n) => { a.className = n === page ? 'n current' : 'n'; });
  const status = document.getElementById('status');
  if (status) status.textContent = `Showing ${page * 2 + 1} to ${Math.min(page * 2 + 2, 5)} of 5 entries`; }
function go(to) { page = Math.max(0, Math.min(2, to)); draw(); return false; }
draw();
"""
TABLE = (
    "<table id=t><tr><th>#</th><th>Name</th><th>Action</th></tr>"
    + "".join(f"<tr><td>{n}</td><td>Row {n}</td><td>{link('Edit', f'Edit {n}')}</td></tr>" for n in range(1, 6))
    + "</table>"
)
NUMBERS = "".join(f"<a class=n href=# onclick='return go({n})'>{n + 1}</a> " for n in range(3))
SHOWN_NOT_LINKED = """
function drawBar() { bar.innerHTML = [0, 1, 2].map(n => n === page ? `<b>${n + 1}</b>`
  : `<a href=# onclick='go(${n}); drawBar(); return false'>${n + 1}</a>`).join(' '); }
drawBar();
"""
BARS = {
    "numbers": f"<div id=bar>{NUMBERS}</div>",
    "ends": "<div id=bar><a href=# onclick='return go(0)'>First</a> <a href=# onclick='return go(page - 1)'>Prev</a>"
    " <a href=# onclick='return go(page + 1)'>Next</a> <a href=# onclick='return go(2)'>Last</a></div>",
    "arrows": f"<div id=bar><a id=less href=# onclick='return go(page - 1)'>&lsaquo;</a> {NUMBERS}"
    "<a id=more href=# onclick='return go(page + 1)'>&rsaquo;</a></div>",
    "status": f"<div id=bar><span id=status></span> <a id=less href=# onclick='return go(page - 1)'>Previous</a>"
    f" {NUMBERS}<a id=more href=# onclick='return go(page + 1)'>Next</a></div>",
}


@pytest.mark.parametrize("bar", BARS.values(), ids=BARS.keys())
def test_all_pages_of_a_list_are_read(desk: Desk, bar: str) -> None:
    show(desk, TABLE + bar + "<button type=button>Next &gt;&gt;</button>", script=PAGED)
    (found,) = lists(desk)
    assert [row.cell("#") for row in found.rows] == ["1", "2", "3", "4", "5"]
    assert "Next >>" not in pressed(desk)


def test_the_page_that_is_shown_may_be_no_link(desk: Desk) -> None:
    show(desk, TABLE + "<div id=bar></div>", script=PAGED + SHOWN_NOT_LINKED)
    assert [row.cell("#") for row in lists(desk)[0].rows] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("bar", BARS.values(), ids=BARS.keys())
@pytest.mark.parametrize("number", [1, 4])
def test_a_row_is_pressed_on_its_page(desk: Desk, bar: str, number: int) -> None:
    show(desk, TABLE + bar, script=PAGED)
    (found,) = lists(desk)
    desk.site.press_in_row(found.rows[number - 1], "Edit")
    assert pressed(desk)[-1] == f"Edit {number}"


def test_a_wizards_own_buttons_turn_no_page(desk: Desk) -> None:
    show(desk, TABLE + "<div><button type=button>Previous</button> <button type=button>Next</button></div>")
    assert len(lists(desk)[0].rows) == 5
    assert pressed(desk) == []


def test_next_beside_the_numbers_of_steps_is_not_pressed(desk: Desk) -> None:
    """It may be a wizard's own, which saves: among numbers the pages are turned by these."""
    bar = f"<div>{link('Previous')} {link('1')} <b>2</b> {link('3')} {link('Next')}</div>"
    show(desk, TABLE + bar)
    with pytest.raises(SiteError, match="do not turn"):
        lists(desk)
    assert not {"Next", "Previous"} & set(pressed(desk))


def test_numbers_of_which_none_is_the_shown_one_turn_no_page(desk: Desk) -> None:
    show(desk, f"{TABLE}<div>{link('1')} {link('2')} {link('3')} {link('Next')}</div>")
    assert len(lists(desk)[0].rows) == 5
    assert pressed(desk) == []


def test_no_page_is_turned_beneath_a_dialog(desk: Desk) -> None:
    question = "<div role=dialog><p>Leave?</p><button type=button>Stay</button></div>"
    show(desk, TABLE + BARS["numbers"], script=PAGED, outside=question)
    desk.site.agent.read(grids=True)
    assert pressed(desk) == []


def test_the_numbers_of_a_wizards_steps_turn_no_page(desk: Desk) -> None:
    show(desk, f"<div><b>1</b> {link('2')} {link('3')}</div><p>Comments <input></p>{TABLE}")
    assert len(lists(desk)[0].rows) == 5
    assert pressed(desk) == []


def test_numbers_behind_a_box_turn_no_page(desk: Desk) -> None:
    show(desk, f"{TABLE}<p>Comments <input></p><div><b>1</b> {link('2')} {link('3')}</div>")
    assert len(lists(desk)[0].rows) == 5
    assert pressed(desk) == []


def test_a_pager_that_does_not_turn_stops(desk: Desk) -> None:
    bar = "<div id=bar><span>Showing 1 to 2 of 5 entries</span> <a href=#>Previous</a> <b>1</b> <a href=#>2</a>"
    show(desk, TABLE.replace("id=t", "id=u") + bar + " <a href=#>Next</a></div>")
    with pytest.raises(SiteError, match="do not turn"):
        lists(desk)


def test_a_list_that_says_it_lacks_rows_stops(desk: Desk) -> None:
    show(desk, TABLE + "<p>Showing 1 to 5 of 12 records</p>")
    with pytest.raises(SiteError, match="only a part of its rows"):
        lists(desk)


# --- menus of rows

MENU = """
function menu(button) { const list = button.nextElementSibling, open = list.style.display === '';
  list.style.display = open ? 'none' : ''; button.setAttribute('aria-expanded', String(!open)); }
function away(button) { document.getElementById('m')?.remove();
  const list = document.createElement('ul'); list.id = 'm';
  for (const word of ['Edit', 'Delete']) { const a = document.createElement('a'); a.href = 'javascript:void(0)';
    a.textContent = word; a.dataset.as = word + ' ' + button.dataset.of; list.append(a); }
  document.body.append(list); }
"""


def in_row(number: int) -> str:
    entries = f"<ul style='display:none'><li>{link('Edit', f'Edit {number}')}<li>{link('Delete')}</ul>"
    return f"<button type=button aria-expanded=false onclick='menu(this)'>Actions</button>{entries}"


def elsewhere(number: int) -> str:
    return f"<button type=button data-of={number} onclick='away(this)'>&#8942;</button>"


@pytest.mark.parametrize("made", [in_row, elsewhere])
def test_a_menu_of_a_row_is_unfolded(desk: Desk, made: object) -> None:
    assert callable(made)
    rows = "".join(f"<tr><td>{n}<td>Row {n}<td>{made(n)}" for n in (1, 2))
    show(desk, f"<table><tr><th>#<th>Name<th>Action{rows}</table>", script=MENU)
    (found,) = lists(desk)
    desk.site.press_in_row(found.rows[1], "Edit")
    assert pressed(desk)[-1] == "Edit 2"


def test_the_things_in_a_menu_of_a_row_are_told(desk: Desk) -> None:
    show(desk, f"<table><tr><th>#<th>Action<tr><td>1<td>{in_row(1)}</table>", script=MENU)
    (found,) = lists(desk)
    assert {"Edit", "Delete"} <= set(desk.site.agent.links_in_row(found.rows[0]))
    assert desk.js("document.querySelector('button').getAttribute('aria-expanded')") == "false"


@pytest.mark.parametrize("posts", ["<button>Options</button>", "<button aria-expanded=false>Actions</button>",
                                   "<input type=submit value=More>"])  # fmt: skip
def test_what_posts_its_form_is_no_menu(desk: Desk, posts: str) -> None:
    """It might save."""
    show(desk, f"<table><tr><th>#<th>Action<tr><td>1<td>{posts}</table>")
    (found,) = lists(desk)
    with pytest.raises(ControlMissing):
        desk.site.press_in_row(found.rows[0], "Edit")
    assert pressed(desk) == []


# --- rows that come late

LATE = """
const body = document.querySelector('tbody');
setTimeout(() => { body.innerHTML = ''; const row = body.insertRow(), cells = [row.insertCell(), row.insertCell()];
  cells.forEach(cell => cell.append(document.createTextNode('')));
  setTimeout(() => { cells[0].firstChild.data = '205'; cells[1].firstChild.data = 'Plan'; }, 150); }, 150);
"""


def test_rows_that_come_after_the_list_says_so(desk: Desk) -> None:
    body = "<tbody><tr><td colspan=2>Loading...</td></tr></tbody>"
    show(desk, f"<table><thead><tr><th>Code<th>Name</thead>{body}</table>", script=LATE)
    assert cells(lists(desk)[0]) == [("205", "Plan")]


@pytest.mark.parametrize(("standing", "ends_early"), [("", True), ("10:41", False)])
def test_a_text_is_a_change_only_where_none_stood(desk: Desk, standing: str, ends_early: bool) -> None:
    desk.open("<p id=p></p>", script=f"p.append(document.createTextNode('{standing}'));")
    mark = desk.page.evaluate(MARK)
    waited = f"""async mark => {{ setTimeout(() => {{ p.firstChild.data = '10:42'; }}, 20);
      const begun = performance.now(); await ({CHANGED})([mark, 1000]); return performance.now() - begun; }}"""
    assert (desk.page.evaluate(waited, mark) < 900) is ends_early


# --- boxes under texts in a row of their own, and dates in lists


def test_texts_in_a_row_over_a_row_of_boxes(desk: Desk) -> None:
    nested = "<table><tr><td><input value={}></table>"
    over = "<tr><td><b>City</b><td><b>County <img alt='Required' width=9 height=9></b><td><b>Zip</b>"
    desk.open(f"<table>{over}<tr>" + "".join(f"<td>{nested.format(n)}" for n in "123") + "</table>")
    assert [desk.value(TextBox(label)) for label in ("City", "County", "Zip")] == ["1", "2", "3"]


def test_a_date_in_three_lists_under_one_head(desk: Desk) -> None:
    months = "".join(f"<option>{n:02}" for n in range(1, 13))
    days = "".join(f"<option>{n}" for n in range(1, 32))
    lists_of_one = f"<select><option value=''>{months}</select><select><option value=''>{days}</select>"
    lists_of_one += "<select><option value=''><option>2025<option>2026</select>"
    heads = "<tr><th>Begin Date<th>End Date"
    desk.open(f"<table>{heads}<tr><td>{lists_of_one}<td>{lists_of_one}</table>")
    assert desk.fill_one(DateBox("End Date"), date(2026, 3, 5)) == ("End Date",)
    assert (desk.value(DateBox("Begin Date")), desk.value(DateBox("End Date"))) == (BLANK, date(2026, 3, 5))


# --- dialogs by their cover

COVER = "<div style='position:fixed;inset:0;z-index:50;background:#0006'></div>"
OVER = "<div style='position:fixed;z-index:60;top:30%;left:30%;width:40%;background:#fff'><div>Leave this page?</div>"
DIALOGS = {
    "cover beside": f"{COVER}{OVER}<input type=button value=Stay></div>",
    "cover around": "<div style='position:fixed;inset:0;z-index:50'><div style='margin:20% 30%'>Leave this page?"
    "<button type=button>Stay</button></div></div>",
    "element": "<dialog open><p>Leave this page?</p><button type=button>Stay</button></dialog>",
}


@pytest.mark.parametrize("dialog", DIALOGS.values(), ids=DIALOGS.keys())
def test_what_lies_over_a_covered_page_is_a_dialog(desk: Desk, dialog: str) -> None:
    show(desk, f"<p>City <input></p>{link('Edit')}", outside=dialog)
    with pytest.raises(UnknownDialog, match="Leave this page"):
        desk.site.read()


FRAME = "<div style='position:absolute;inset:0;{}'><p>City <input></p><button type=button>Next</button></div>"


@pytest.mark.parametrize("page", [
    FRAME.format(""), FRAME.format("z-index:0"),
    "<div style='position:fixed;bottom:0;left:0;right:0;z-index:9'>Cookies <button type=button>OK</button></div>",
])  # fmt: skip
def test_the_frame_of_a_page_is_no_dialog(desk: Desk, page: str) -> None:
    show(desk, "<p>County <input></p>", outside=page)
    assert desk.site.read().look.dialogs == ()


def test_a_page_that_stands_whole_in_a_raised_frame_is_no_dialog(desk: Desk) -> None:
    show(desk, "", outside=FRAME.format("z-index:5"))
    assert desk.site.read().look.dialogs == ()


def test_a_cover_with_nothing_over_it_is_waited_for(desk: Desk) -> None:
    goes = "setTimeout(() => { document.getElementById('c').remove(); late.textContent = 'there'; }, 300);"
    show(desk, f"{link('Edit')}<h3 id=late></h3>", outside=COVER.replace("<div", "<div id=c", 1), script=goes)
    assert "there" in desk.site.read().look.subheadings


def test_a_form_under_headings_is_no_list(desk: Desk) -> None:
    desk.open("<table><tr><th>City<th>Zip<tr><td><input value=1><td><input value=2></table>")
    reading = desk.site.read(grids=True)
    assert (reading.grids, reading.look.labels) == ((), ("City", "Zip"))
    assert desk.value(TextBox("Zip")) == "2"
