"""Lists that say the same twice, or have disabled entries or marks that nobody sees; boxes that only look filled."""

from __future__ import annotations

from typing import Any

import pytest

from bot.controls import BLANK, CheckList, Control, DateBox, DropDown, RadioList, TextArea, TextBox
from bot.errors import OptionNotOffered, SiteError
from bot.web.fields import asks_to_choose
from tests.page.pages_by_hand.boxes import ID, NAME, labelled
from tests.page.pages_by_hand.desk import Desk, form_of

OFFICE = DropDown("Office", is_open=True)
WEST, EAST = "West Center", "East Center"


def select(*options: str, attributes: str = "") -> str:
    names = f"id='{ID}ddlBox' name='{NAME}ddlBox'"
    return f"{labelled('Office', 'ddlBox')}<select {names} {attributes}>{''.join(options)}</select>"


def option(words: str, value: str, more: str = "") -> str:
    return f"<option value='{value}' {more}>{words}</option>"


def ticks(kind: str, *labels: str, more: str = "") -> str:
    boxes = "".join(
        f"<input type={kind} id='{ID}box_{n}' name='{NAME}box{f'${n}' * (kind == 'checkbox')}' value='{n}' {more}>"
        f"<label for='{ID}box_{n}'>{words}</label><br>"
        for n, words in enumerate(labels)
    )
    return f"<fieldset role=group><legend>Office</legend>{boxes}</fieldset>"


COMBO = """<label>Office <input role=combobox id='%stxtBox' readonly></label>
<ul id=entries style='display:none'><li>East Center<li>West Center<li>West Center</ul>"""
COMBO_SCRIPT = """end('txtBox').onclick = () => { entries.style.display = 'block'; };
for (const li of entries.children) li.onclick = () => {
  end('txtBox').value = li.textContent; entries.style.display = 'none'; };"""


@pytest.mark.parametrize(
    ("control", "body", "script", "value"),
    [
        (OFFICE, select(option("", ""), option(WEST, "1"), option(EAST, "2"), option("WEST  Center", "3")), "", WEST),
        (RadioList("Office", is_open=True), ticks("radio", WEST, EAST, WEST), "", WEST),
        (CheckList("Office", is_open=True), ticks("checkbox", WEST, EAST, WEST), "", (WEST,)),
        (OFFICE, COMBO % ID, COMBO_SCRIPT, WEST),
    ],
    ids=["list", "radio buttons", "tick list", "list of the page's own making"],
)
def test_of_two_options_with_the_same_words_none_is_taken(
    desk: Desk, control: Control, body: str, script: str, value: Any
) -> None:
    desk.open(body, script=script)
    with pytest.raises(SiteError, match="more than one option has these words") as caught:
        desk.fill_one(control, value)
    assert (caught.value.field, not isinstance(caught.value, OptionNotOffered)) == ("Office", True)
    assert desk.js("[...document.querySelectorAll('select')].every(e => e.selectedIndex === 0)")
    assert desk.js("document.querySelectorAll('input:checked').length") == 0


def test_one_of_two_that_the_site_has_chosen_is_not_taken_for_right(desk: Desk) -> None:
    desk.open(select(option(WEST, "1"), option(WEST, "3", "selected")))
    with pytest.raises(SiteError, match="more than one option has these words"):
        desk.fill_one(OFFICE, WEST)


def test_the_same_option_twice_is_one(desk: Desk) -> None:
    desk.open(select(option(EAST, "1"), option(WEST, "2"), option(WEST, "2")))
    assert desk.fill_one(OFFICE, WEST) == ("Office",)
    assert desk.js("end('ddlBox').value") == "2"


@pytest.mark.parametrize(
    ("control", "body", "value"),
    [
        (OFFICE, select(option("", ""), option(WEST, "1", "disabled")), WEST),
        (OFFICE, select(option("", ""), f"<optgroup label=x disabled>{option(WEST, '1')}</optgroup>"), WEST),
        (RadioList("Office", is_open=True), ticks("radio", WEST, more="disabled") + ticks("radio", EAST), WEST),
    ],
    ids=["option", "group of options", "radio button"],
)
def test_a_disabled_option_is_not_set_and_told_as_that(desk: Desk, control: Control, body: str, value: str) -> None:
    desk.open(body)
    with pytest.raises((SiteError, OptionNotOffered), match="disabled") as caught:
        desk.fill_one(control, value)
    assert caught.value.field == "Office"
    assert desk.js("[...document.querySelectorAll('select')].every(e => e.selectedIndex === 0)")


def test_of_two_the_one_that_can_be_chosen_is(desk: Desk) -> None:
    desk.open(select(option("", ""), option(WEST, "1", "disabled"), option(WEST, "2")))
    assert desk.fill_one(OFFICE, WEST) == ("Office",)
    assert desk.js("end('ddlBox').value") == "2"


@pytest.mark.parametrize("mark", ["&#8203;", "&#8206;", "&#65279;", "&shy;", "&#8288;"])
def test_marks_that_nobody_sees_do_not_count(desk: Desk, mark: str) -> None:
    desk.open(select(option("", ""), option(f"We{mark}st{mark} Center", "1")))
    assert desk.fill_one(OFFICE, WEST) == ("Office",)
    assert desk.fill_one(OFFICE, WEST) == ()


PROMPTS = [
    ("-- Select One --", False),
    ("Choose...", False),
    ("Please select", False),
    ("Please select an option", False),
    ("<Select>", False),
    ("[Choose one]", False),
    ("--Select Office--", False),
    ("Select a region", False),
    ("Select Office", True),
    ("None Selected", False),
    ("No option selected", False),
    ("Make a selection", False),
    ("-----", False),
    ("Click to select", False),
]
ANSWERS = [
    ("Select Staffing", False),
    ("None", True),
    ("Any", True),
    (WEST, True),
    ("Selected by court", True),
    ("0", True),
]


@pytest.mark.parametrize(("words", "is_none", "asks"), [(*p, True) for p in PROMPTS] + [(*a, False) for a in ANSWERS])
def test_words_that_only_ask_to_choose(desk: Desk, words: str, is_none: bool, asks: bool) -> None:
    """The judgement on a view and the one in the page are the same."""
    assert asks_to_choose(words, is_none=is_none) is asks
    value = "-1" if is_none else "abc"
    body = select(option(words.replace("<", "&lt;"), value), option(WEST, "1"), option("Center", "2"))
    desk.open(body)
    report = desk.report(OFFICE)
    assert (report.raw == "", len(report.options or ())) == (asks, 2 if asks else 3)
    assert desk.js(f"__caljobs.asksToChoose({words!r}, {str(is_none).lower()})") is asks


@pytest.mark.parametrize("words", ["-- Select One --", "Choose..."])
def test_a_list_is_emptied_by_the_entry_that_asks(desk: Desk, words: str) -> None:
    desk.open(select(option(words, "-1"), option(WEST, "1", "selected")))
    assert desk.fill_one(OFFICE, BLANK) == ("Office",)
    assert desk.js("end('ddlBox').selectedIndex") == 0
    assert desk.fill_one(OFFICE, BLANK) == ()


def line(value: str, more: str = "") -> str:
    return f"{labelled('Start', 'txtBox')}<input id='{ID}txtBox' name='{NAME}txtBox' value='{value}' {more}>"


@pytest.mark.parametrize(
    ("control", "value", "more"),
    [
        (DateBox("Start"), "MM/DD/YYYY", ""),
        (DateBox("Start"), "__/__/____", ""),
        (TextBox("Start"), "(___) ___-____", ""),
        (TextBox("Start"), "Enter a name", "placeholder='Enter a name'"),
        (TextBox("Start"), "Enter a name", "title='enter a name'"),
        (TextBox("Start"), "Enter a name", "class='text watermarked'"),
        (TextBox("Start"), "Enter a name", "class='riTextBox riEmpty'"),
    ],
)
def test_what_an_empty_box_only_hints_is_no_value(desk: Desk, control: Control, value: str, more: str) -> None:
    desk.open(line(value, more))
    assert desk.value(control) is BLANK


@pytest.mark.parametrize("value", ["Enter a name", "06/04/2019", "Made_up", "10-4"])
def test_a_value_is_a_value(desk: Desk, value: str) -> None:
    desk.open(line(value, "placeholder='Something else' class='text'"))
    assert desk.value(TextBox("Start")) == value


def test_a_counter_beside_a_box_is_no_part_of_it(desk: Desk) -> None:
    desk.open(f"{line('one')} <input readonly size=4 value='1000'> left")
    assert desk.value(TextBox("Start")) == "one"
    area = f"{labelled('Start', 'txtBox')}<textarea id='{ID}txtBox'></textarea> <input disabled size=9 value='0/1000'>"
    desk.open(area)
    assert desk.value(TextArea("Start")) is BLANK


@pytest.mark.parametrize("words", ["Select All", "(Check all)", "Select/Deselect All"])
def test_a_box_that_ticks_all_is_no_answer_and_is_never_touched(desk: Desk, words: str) -> None:
    control = CheckList("Office", is_open=True)
    desk.open(ticks("checkbox", words, WEST, EAST))
    desk.js(
        f"window.touched = 0; document.getElementById('{ID}box_0').addEventListener('click', () => {{ touched += 1; }})"
    )
    assert desk.report(control).options == (WEST, EAST)
    assert desk.fill_one(control, (EAST, WEST)) == ("Office",)
    desk.js(f"document.getElementById('{ID}box_0').checked = true")
    assert desk.fill_one(control, (EAST, WEST)) == ()
    assert desk.fill_one(control, (EAST,)) == ("Office",)
    assert desk.js("touched") == 0
    assert desk.read(form_of(box=control)).strangers == ()
