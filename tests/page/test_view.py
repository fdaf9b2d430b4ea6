"""The view of a page in a real browser, and which box a label means on pages drawn in many ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from bot.web import READ, READ_WITH_VALUES, SCRIPT
from bot.web.labels import Labels
from bot.web.match import Answer, Found, Missing, Several, Wanted, match
from bot.web.view import View

IDS = "n => window.__caljobsView.element(n).id"


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1000, "height": 900})
    context.add_init_script(SCRIPT)
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=page_of.pop(), content_type="text/html; charset=utf-8"))
    yield page
    context.close()


page_of: list[str] = []


def read(page: Page, body: str, call: str = READ, head: str = "") -> View:
    page_of.append(f"<!doctype html><head>{head}</head><body>{body}</body>")
    page.goto("http://page.test/")
    return View.parse(page.evaluate(call))


@pytest.fixture
def ask(page: Page) -> Callable[..., str]:
    """The id of the box that a label means; all ids of its parts; or why there is none."""

    def ask(body: str, label: str, kind: str = "text", head: str = "") -> str:
        answer: Answer = match(Wanted(label, kind), Labels(read(page, body, head=head)))
        if isinstance(answer, Found):
            return " ".join(page.evaluate(IDS, box.number) for box in answer.parts or (answer.box,))
        return type(answer).__name__.lower()

    return ask


def rows(*labels: str, row: str) -> str:
    return "".join(row.format(label=label, n=n) for n, label in enumerate(labels))


NAMES = ("City", "Street", "County", "Zip")
TABLE_LEFT = "<table>" + rows(*NAMES, row="<tr><td>{label}:</td><td><input id=b{n}></td></tr>") + "</table>"
ABOVE = rows(*NAMES, row="<div>{label}</div><div><input id=b{n}></div>")
BELOW = rows(*NAMES, row="<div><input id=b{n}><div>{label}</div></div>")
TWO_COLUMNS = (
    "<table><tr><td>City<td><input id=b0><td>Street<td><input id=b1>"
    "<tr><td>County<td><input id=b2><td>Zip<td><input id=b3></table>"
)
TWO_COLUMNS_ABOVE = (
    "<table><tr><td>City<td>Street<tr><td><input id=b0><td><input id=b1>"
    "<tr><td>County<td>Zip<tr><td><input id=b2><td><input id=b3></table>"
)
DEFINITIONS = "<dl>" + rows(*NAMES, row="<dt>{label}</dt><dd><input id=b{n}></dd>") + "</dl>"
GRID = (
    '<div style="display:grid;grid-template-columns:150px 300px;gap:6px">'
    + rows(*NAMES, row="<div>{label}</div><div><input id=b{n}></div>")
    + "</div>"
)
REVERSED_BY_STYLE = rows(
    *NAMES,
    row='<div style="display:flex;flex-direction:row-reverse;width:400px"><input id=b{n}><span>{label}</span></div>',
)
SPLIT = rows(*NAMES, row="<p><span>{label}</span><b> of</b> <i>birth</i> <input id=b{n}></p>")
FLOATING = rows(
    *NAMES,
    row='<div style="position:relative;margin:20px"><input id=b{n} style="width:300px;height:30px">'
    '<span style="position:absolute;left:8px;top:8px">{label}</span></div>',
)
STARRED = rows(*NAMES, row="<div><span style='color:red'>*</span> {label} : <input id=b{n}></div>")
STAR_BEHIND = rows(*NAMES, row="<div>{label}<sup> *</sup><br><input id=b{n}></div>")
LOOSE_LABELS = rows(*NAMES, row="<label>{label}</label><input id=b{n}><br>")
HINTS = rows(*NAMES, row="<div><div>{label}</div><input id=b{n}><div>As on the card.</div></div>")
FIELD_LAYOUTS = {
    "table, label left": TABLE_LEFT,
    "label above": ABOVE,
    "label below": BELOW,
    "two columns": TWO_COLUMNS,
    "two columns, labels above": TWO_COLUMNS_ABOVE,
    "definition list": DEFINITIONS,
    "grid of divs": GRID,
    "drawn the other way round": REVERSED_BY_STYLE,
    "inside the box": FLOATING,
    "star before": STARRED,
    "star behind": STAR_BEHIND,
    "labels that point nowhere": LOOSE_LABELS,
    "hints below": HINTS,
}


@pytest.mark.parametrize("body", FIELD_LAYOUTS.values(), ids=FIELD_LAYOUTS.keys())
def test_every_box_is_found_by_the_text_that_a_person_reads(body: str, page: Page) -> None:
    labels = Labels(read(page, body))
    answers = [match(Wanted(name), labels) for name in NAMES]
    found = [page.evaluate(IDS, a.box.number) if isinstance(a, Found) else str(a) for a in answers]
    assert found == ["b0", "b1", "b2", "b3"]


def test_a_label_in_pieces_is_one_label(ask: Callable[..., str]) -> None:
    assert ask(SPLIT, "County of birth") == "b2"


TICKS = "".join(f"<div><input type=checkbox id=t{n}> {name}</div>" for n, name in enumerate(NAMES))
TICKS_IN_LINE = "<p>" + "".join(f"<input type=checkbox id=t{n}>{name} " for n, name in enumerate(NAMES)) + "</p>"


@pytest.mark.parametrize("body", [TICKS, TICKS_IN_LINE])
def test_ticks_have_their_texts_behind_them(body: str, ask: Callable[..., str]) -> None:
    assert [ask(body, name, "checkbox") for name in NAMES] == ["t0", "t1", "t2", "t3"]


YES_NO = "<input type=radio name={n} id={n}y>Yes <input type=radio name={n} id={n}n>No"
RADIO_LAYOUTS = {
    "legend": "<fieldset><legend>Is he a {label}?</legend>" + YES_NO + "</fieldset>",
    "first cell": "<table><tr><td>Is he a {label}?</td><td>" + YES_NO + "</td></tr></table>",
    "above": "<div><p>Is he a {label}?</p><div>" + YES_NO + "</div></div>",
    "aria": '<div role=radiogroup aria-label="Is he a {label}?">' + YES_NO + "</div>",
}


@pytest.mark.parametrize("row", RADIO_LAYOUTS.values(), ids=RADIO_LAYOUTS.keys())
def test_radio_buttons_are_found_by_their_question(row: str, ask: Callable[..., str]) -> None:
    body = row.format(label="veteran", n="v") + row.format(label="student", n="s")
    assert ask(body, "Is he a student?", "radio") == "sy sn"
    assert ask(body, "Is he a veteran?", "radio") == "vy vn"


HEADS = (
    "<table><tr><th>Place<th>Amount<th>Date</tr><tr><td><input id=p1><td><input id=a1><td><input id=d1></tr>"
    "{more}</table>"
)


def test_a_column_of_one_row_is_found_by_its_head(ask: Callable[..., str]) -> None:
    assert [ask(HEADS.format(more=""), head) for head in ("Place", "Amount", "Date")] == ["p1", "a1", "d1"]


def test_a_column_of_two_rows_is_several(ask: Callable[..., str]) -> None:
    more = "<tr><td><input id=p2><td><input id=a2><td><input id=d2></tr>"
    assert ask(HEADS.format(more=more), "Amount") == "several"


PARTS = (
    "<div>Phone <input id=p1 size=3> - <input id=p2 size=3> - <input id=p3 size=4></div><div>City <input id=c></div>"
)


def test_a_number_in_three_boxes_is_all_of_them_or_a_question(ask: Callable[..., str]) -> None:
    assert ask(PARTS, "Phone", "phone") == "p1 p2 p3"
    assert ask(PARTS, "Phone") == "several"
    assert ask(PARTS, "City") == "c"


def test_a_date_in_three_parts(ask: Callable[..., str]) -> None:
    assert ask(PARTS.replace("Phone", "Born on").replace(" - ", " / "), "Born on", "date") == "p1 p2 p3"


def test_one_text_over_two_unlike_forms_is_several(ask: Callable[..., str]) -> None:
    assert ask("<div>City <input id=a></div><div>City <input id=b></div>", "City") == "several"


def test_a_box_of_another_kind_is_not_taken(ask: Callable[..., str]) -> None:
    assert ask("<div>City <select id=a></select></div><div>Street <input id=b></div>", "City") == "missing"


def test_a_text_with_another_box_of_its_own_is_not_taken_for_the_nearest(ask: Callable[..., str]) -> None:
    assert ask("<label for=a>City</label><input id=b><br><p>Name <input id=a></p>", "City") == "a"


def test_missing_says_what_was_seen(page: Page) -> None:
    answer = match(Wanted("Town"), Labels(read(page, TABLE_LEFT)))
    assert answer == Missing(("City:", "Street:", "County:", "Zip:"))


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ("<input id=a aria-label=City>", "City"),
        ("<span id=x>City</span><p><span id=y>of birth</span></p><input id=a aria-labelledby='x y'>", "city of birth"),
        ("<label>City <input id=a></label>", "City"),
        ("<input id=a placeholder=City>", "City"),
        ("<input id=a title='City'>", "City"),
        ("<label for=a>City (as on the card)</label><input id=a>", "City"),
    ],
)
def test_ties_and_hints_of_the_page(body: str, label: str, ask: Callable[..., str]) -> None:
    assert ask(f"{body}<p>Other <input id=b></p>", label) == "a"


BOXES = """
<input id=hidden type=hidden><input type=submit><input id=gone style="display:none">
<input id=text maxlength=9 required><input id=tick type=checkbox checked disabled>
<select id=choice><option>One<option disabled>Two</select><textarea id=area readonly></textarea>
<div id=edit contenteditable>written</div><iframe id=frame srcdoc="<body contenteditable>written</body>"></iframe>
<div id=combo role=combobox tabindex=0>Pick</div><span id=switch role=switch aria-checked=true>x</span>
<div id=host></div><style>#drawn{display:none}</style><input type=radio id=drawn name=r><label for=drawn>Drawn</label>
<script>host.attachShadow({mode: 'open'}).innerHTML = 'Inside <input id=shadow>';</script>
"""


def test_the_view_has_all_that_can_be_filled_and_no_values(page: Page) -> None:
    view = read(page, BOXES)
    named = {box.id: box for box in view.boxes}
    kinds = {name: box.kind for name, box in named.items()}
    assert kinds == {
        "text": "text", "tick": "checkbox", "choice": "select", "area": "textarea", "edit": "richtext",
        "frame": "richtext", "combo": "combobox", "switch": "checkbox", "shadow": "text", "drawn": "radio",
    }  # fmt: skip
    assert (named["text"].room, named["text"].required, named["tick"].disabled) == (9, True, True)
    assert named["area"].readonly
    assert named["drawn"].drawn
    assert [(o.words, o.disabled) for o in named["choice"].options] == [("One", False), ("Two", True)]
    assert all(box.value is None for box in view.boxes)
    assert "written" not in json.dumps([text.words for text in view.texts])


def test_values_come_when_asked_for(page: Page) -> None:
    values = {box.id: box.value for box in read(page, BOXES, READ_WITH_VALUES).boxes}
    assert (values["tick"], values["choice"], values["switch"], values["edit"]) == (True, "One", True, "written")


BROKEN = """<script>
  const bad = () => { throw new Error('replaced by the page'); };
  for (const name of ['map', 'filter', 'push', 'forEach', 'join', Symbol.iterator]) Array.prototype[name] = bad;
  Array.prototype.toJSON = Object.prototype.toJSON = String.prototype.toJSON = bad;
  window.JSON = {stringify: bad, parse: bad}; window.Map = window.Set = bad; RegExp.prototype.exec = bad;
  String.prototype.trim = String.prototype.replace = String.prototype.split = bad;
  Document.prototype.querySelector = Element.prototype.querySelectorAll = Element.prototype.getAttribute = bad;
  Document.prototype.createRange = Element.prototype.getBoundingClientRect = bad; window.getComputedStyle = bad;
  Object.defineProperty(Node.prototype, 'textContent', {get: bad, configurable: true});
  Object.defineProperty(Node.prototype, 'parentNode', {get: bad, configurable: true});
  for (const type of [HTMLInputElement, HTMLSelectElement]) Object.defineProperty(type.prototype, 'value', {get: bad});
  Function.prototype.call = Function.prototype.apply = Function.prototype.bind = bad;
</script>"""


def test_a_page_that_replaces_what_the_script_works_with_is_read_all_the_same(chromium: Browser) -> None:
    context = chromium.new_context()
    context.add_init_script(SCRIPT)
    # kept outside the page's reach: Playwright's own way in is broken by such a page as well
    context.add_init_script(
        f"addEventListener('load', () => {{ document.title = ({READ_WITH_VALUES})(); }}, {{once: true}})"
    )
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=BROKEN + TABLE_LEFT, content_type="text/html"))
    page.goto("http://page.test/")
    view = View.parse(page.title())
    context.close()
    answer = match(Wanted("Street"), Labels(view))
    assert isinstance(answer, Found)
    assert answer.box.id == "b1"


def test_a_form_whose_boxes_are_named_like_properties_is_read(ask: Callable[..., str]) -> None:
    body = "<form><div>City <input id=a name=parentNode></div><div>Zip <input id=b name=localName></div></form>"
    assert ask(body, "Zip") == "b"


def test_two_claims_are_reported_with_their_boxes(page: Page) -> None:
    answer = match(Wanted("City"), Labels(read(page, "<p>City <input id=a></p><p>City <input id=b></p>")))
    assert isinstance(answer, Several)
    assert {box.id for box in answer.boxes} == {"a", "b"}
