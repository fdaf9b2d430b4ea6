"""Converging: whatever a page does to what was set, a record's values stand at the end, or an error says why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.config import Limits
from bot.controls import (
    BLANK,
    CheckList,
    Control,
    DateBox,
    DropDown,
    LookUp,
    MoneyBox,
    NumberBox,
    RadioList,
    RichText,
    TextArea,
    TextBox,
    YesNo,
)
from bot.converge import Converger
from bot.errors import BotError, ControlMissing, Mismatch, OptionNotOffered, RecordError
from tests.page.pages_by_hand.boxes import EDITOR, EDITOR_BODY, ID, NAME, box, choice, drop_down, labelled
from tests.page.pages_by_hand.desk import Desk, document, form_of
from tests.page.pages_by_hand.server import Asked

CITY, COUNTY = TextBox("City"), TextBox("County")
PLACES = labelled("City", "txtCity") + box("txtCity") + labelled("County", "txtCounty") + box("txtCounty")
BOTH = form_of(city=CITY, county=COUNTY)
OWN = choice("rblOwn", ("Yes", "No"), "radio", "table|td|role=radiogroup aria-label='Own home?'")


def area(label: str, ending: str, extra: str = "") -> str:
    return f"{labelled(label, ending)}<textarea id='{ID}{ending}' name='{NAME}{ending}' {extra}></textarea>"


class TestWhatPagesDo:
    def test_only_what_differs_is_touched(self, desk: Desk) -> None:
        desk.open(PLACES, script="end('txtCity').value = 'Fresno'; const touched = [];"
                  "document.addEventListener('focusin', e => touched.push(e.target.id.split('_').pop()));")  # fmt: skip
        assert desk.fill(BOTH(city="Fresno", county="Kern")) == ("County",)
        assert desk.js("touched") == ["txtCounty"]

    def test_what_the_record_does_not_mention_is_left_alone(self, desk: Desk) -> None:
        desk.open(PLACES, script="end('txtCity').value = 'Fresno';")
        desk.fill(BOTH(county="Kern"))
        assert desk.value(CITY) == "Fresno"

    @pytest.mark.parametrize("delay", [0, 300])
    def test_a_choice_that_resets_other_boxes(self, desk: Desk, delay: int) -> None:
        reset = f"setTimeout(() => {{ end('txtCity').value = ''; end('txtCounty').value = 'other'; }}, {delay});"
        desk.open(PLACES + OWN, script=f"end('rblOwn').addEventListener('change', () => {{ {reset} }});")
        form = form_of(city=CITY, county=COUNTY, own=YesNo("Own home?"))
        desk.fill(form(city="Fresno", county="Kern", own=True))
        assert (desk.value(CITY), desk.value(COUNTY)) == ("Fresno", "Kern")

    def test_boxes_known_to_post_back_go_first(self, desk: Desk) -> None:
        reset = "setTimeout(() => { end('txtCity').value = ''; }, 100);"
        desk.open(PLACES + OWN, script=f"end('rblOwn').addEventListener('change', () => {{ {reset} }});")
        form = form_of(city=CITY, own=YesNo("Own home?", postback=True))
        desk.fill(form(city="Fresno", own=True))
        assert desk.events().count("keydown") == 1

    def test_a_postback_that_replaces_the_nodes(self, desk: Desk) -> None:
        renew = "const p = document.querySelector('#panel'); p.innerHTML = p.innerHTML; end('txtCity').value = city;"
        leave = f"const city = end('txtCity').value; setTimeout(() => {{ {renew} }}, 100);"
        script = f"document.addEventListener('focusout', e => {{ if (/txtCity$/.test(e.target.id)) {{ {leave} }} }});"
        desk.open(f"<div id=panel>{PLACES}</div>", script=script)
        desk.fill(BOTH(city="Fresno", county="Kern"))
        assert (desk.value(CITY), desk.value(COUNTY)) == ("Fresno", "Kern")

    def test_a_whole_new_page_for_each_choice(self, desk: Desk) -> None:
        kinds = {f"list{n}": DropDown(f"List {n}") for n in range(8)}

        def page(asked: Asked) -> str:
            body, script = "", ""
            for n in range(8):
                body += labelled(f"List {n}", f"ddlList{n}")
                body += drop_down(f"ddlList{n}", ("One", "Two"), "onchange=\"__doPostBack(this.name, '')\"")
                script += f"end('ddlList{n}').value = '{asked.form.get(f'{NAME}ddlList{n}', '')}';"
            return document(body, script=script)

        desk.serve("/page", page)
        desk.go("/page")
        desk.fill(form_of(**kinds)(**dict.fromkeys(kinds, "Two")))
        assert len(desk.server.posts()) == 8

    def test_masks_that_change_the_text(self, desk: Desk) -> None:
        mask = """end('txtPay').addEventListener('blur', e => { e.target.value = '$' + Number(e.target.value)
          .toLocaleString('en-US', {minimumFractionDigits: 2}); });
          end('txtDay').addEventListener('change', e => { e.target.value = e.target.value.replace(/\\b0/g, ''); });"""
        body = labelled("Pay", "txtPay") + box("txtPay") + labelled("Day", "txtDay") + box("txtDay")
        desk.open(body, script=mask)
        form = form_of(pay=MoneyBox("Pay"), day=DateBox("Day"))(pay=Decimal("1234.50"), day=date(2026, 1, 5))
        desk.fill(form)
        assert desk.js("[end('txtPay').value, end('txtDay').value]") == ["$1,234.50", "1/5/2026"]
        desk.events()
        assert desk.fill(form) == ()
        assert desk.events() == []

    def test_a_list_that_arrives_late(self, desk: Desk) -> None:
        arrive = "end('ddlOffice').innerHTML = '<option value=\"\">None Selected<option>Fresno<option>Kern';"
        body = labelled("Region", "ddlRegion") + drop_down("ddlRegion", ("North", "South"))
        body += labelled("Office", "ddlOffice") + drop_down("ddlOffice", ())
        script = f"end('ddlRegion').addEventListener('change', () => setTimeout(() => {{ {arrive} }}, 300));"
        form = form_of(office=DropDown("Office"), region=DropDown("Region", postback=True))
        desk.open(body, script=script)
        desk.fill(form(office="Kern", region="South"))
        assert desk.value(DropDown("Office")) == "Kern"

    def test_a_list_that_comes_by_itself(self, desk: Desk) -> None:
        arrive = "setTimeout(() => { end('ddlOffice').innerHTML = '<option value=\"\">None<option>Kern'; }, 400);"
        desk.open(labelled("Office", "ddlOffice") + drop_down("ddlOffice", ()), script=arrive)
        desk.fill_one(DropDown("Office"), "Kern")
        assert desk.value(DropDown("Office")) == "Kern"

    def test_a_check_list_that_posts_back_at_each_tick(self, desk: Desk) -> None:
        shifts = CheckList("Shifts", options=("Day", "Swing", "Night"))
        body = choice("chkShifts", shifts.options, "checkbox", "table|td|role=group aria-label=Shifts")
        renew = "const p = document.querySelector('#panel'), on = [...p.querySelectorAll('input')].map(i => i.checked);"
        renew += "p.innerHTML = p.innerHTML; p.querySelectorAll('input').forEach((i, n) => { i.checked = on[n]; });"
        script = f"document.addEventListener('change', () => setTimeout(() => {{ {renew} }}, 50));"
        desk.open(f"<div id=panel>{body}</div>", script=script)
        desk.fill_one(shifts, ("Day", "Swing", "Night"))
        assert desk.value(shifts) == ("Day", "Swing", "Night")
        desk.fill_one(shifts, ("Swing",))
        assert desk.value(shifts) == ("Swing",)

    def test_a_look_up_is_picked_by_hand_after_all_else(self, desk: Desk) -> None:
        code = LookUp("Activity", link="Select")
        body = labelled("Activity", "txtActivity") + box("txtActivity", "readonly") + OWN
        desk.open(body, script="end('rblOwn').addEventListener('change', () => { end('txtActivity').value = ''; });")
        form = form_of(activity=code, own=YesNo("Own home?"))
        picked: list[str] = []

        def hand(control: LookUp, value: str) -> None:
            picked.append(value)
            desk.js(f"end('txtActivity').value = '{value} - Development of IEP/ISS/EDP'")

        wanted = form(activity="205", own=True)
        Converger(desk.site, wanted, hand).fill(desk.read(form))
        assert picked == ["205"]
        assert desk.value(code) == "205"


STUBBORN = """document.addEventListener('input', e => { if (!e.isTrusted) e.target.value = ''; }, true);
document.addEventListener('change', e => { if (!e.isTrusted) e.target.value = ''; }, true);"""


class TestBoxesThatIgnoreBeingSet:
    @pytest.mark.parametrize(
        ("control", "body", "value"),
        [
            (CITY, labelled("City", "txtCity") + box("txtCity"), "Söhne & O'Fallon"),
            (TextArea("Why"), area("Why", "txtWhy"), "First\nSecond"),
            (DateBox("Day"), labelled("Day", "txtDay") + box("txtDay"), date(2026, 12, 31)),
            (NumberBox("Hours"), labelled("Hours", "txtHours") + box("txtHours"), Decimal("37.5")),
            (MoneyBox("Pay"), labelled("Pay", "txtPay") + box("txtPay"), Decimal("18.50")),
        ],
        ids=["text", "textarea", "date", "number", "money"],
    )
    def test_are_typed_into_slowly(self, desk: Desk, control: Control, body: str, value: object) -> None:
        desk.open(body, script=STUBBORN)
        assert desk.fill_one(control, value) == (control.label,)
        assert control.agrees(value, desk.value(control))

    def test_several_of_them(self, desk: Desk) -> None:
        desk.open(PLACES, script=STUBBORN + "end('txtCity').value = 'Other';")
        desk.fill(BOTH(city="Fresno", county="Kern"))
        assert (desk.value(CITY), desk.value(COUNTY)) == ("Fresno", "Kern")
        desk.fill(BOTH(city=BLANK))
        assert desk.value(CITY) is BLANK

    def test_an_editor_that_takes_only_typing(self, desk: Desk) -> None:
        own = """const inside = frame.contentDocument.body; inside.addEventListener('keyup', e => {
          if (!e.isTrusted) inside.innerHTML = ''; });"""
        desk.open(labelled("Why", "txtWhy_txtWYSIWYGEditor") + EDITOR_BODY, script=EDITOR)
        desk.value(RichText("Why"))
        desk.js(own)
        desk.fill_one(RichText("Why"), "First line\nSecond")
        assert desk.js("end('txtWhy_txtWYSIWYGEditor').value").count("Second") == 1

    def test_one_that_takes_nothing_at_all(self, desk: Desk) -> None:
        clear = "setTimeout(() => { e.target.value = ''; }, 0)"
        desk.open(PLACES, script=f"document.addEventListener('input', e => {clear}, true);")
        with pytest.raises(Mismatch, match="the site keeps the box empty") as caught:
            desk.fill_one(CITY, "Fresno")
        assert (caught.value.screen, caught.value.field) == ("Page by hand", "City")


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("control", "body"),
        [
            (DropDown("Type"), labelled("Type", "ddlType") + drop_down("ddlType", ("Full-time", "Part-time"))),
            (RadioList("Type"), choice("rblType", ("Full-time", "Part-time"), "radio", "ul|li|aria-label=Type")),
        ],
        ids=["list", "radio"],
    )
    def test_an_option_not_offered_lists_those_that_are(self, desk: Desk, control: Control, body: str) -> None:
        desk.open(body)
        with pytest.raises(OptionNotOffered, match="offered are: Full-time; Part-time") as caught:
            desk.fill_one(control, "Sometimes")
        assert caught.value.field == "Type"
        assert "Sometimes" not in str(caught.value)

    def test_nor_one_of_a_check_list(self, desk: Desk) -> None:
        desk.open(choice("chkShifts", ("Day", "Night"), "checkbox", "table|td|role=group aria-label=Shifts"))
        with pytest.raises(OptionNotOffered, match="offered are: Day; Night"):
            desk.fill_one(CheckList("Shifts", is_open=True), ("Day", "Swing"))
        assert desk.events() == []

    def test_a_list_that_stays_empty(self, desk: Desk) -> None:
        desk.adjust(limits=Limits(late_list_seconds=0.1))
        desk.open(labelled("Office", "ddlOffice") + drop_down("ddlOffice", ()))
        with pytest.raises(OptionNotOffered, match="offered are: nothing"):
            desk.fill_one(DropDown("Office"), "Kern")

    def test_the_sites_own_word_for_an_option(self, desk: Desk) -> None:
        desk.adjust(options={"by.hand.box": {"Employment": "Get a job"}})
        desk.open(labelled("Type", "ddlType") + drop_down("ddlType", ("Study", "Get a job")))
        control = DropDown("Type", options=("Employment", "Education"))
        assert desk.fill_one(control, "Employment") == ("Type",)
        assert desk.fill_one(control, "Employment") == ()
        assert desk.js("end('ddlType').selectedOptions[0].textContent") == "Get a job"

    @pytest.mark.parametrize("length", [5, 6])
    def test_a_box_too_small(self, desk: Desk, length: int) -> None:
        desk.open(labelled("City", "txtCity") + box("txtCity", "maxlength=5"))
        if length == 5:
            desk.fill_one(CITY, "x" * 5)
            return
        with pytest.raises(RecordError, match="the text has 6 characters, the box takes 5") as caught:
            desk.fill_one(CITY, "Fresno")
        assert caught.value.field == "City"
        assert desk.events() == []

    def test_a_box_that_keeps_cutting(self, desk: Desk) -> None:
        cut = "document.addEventListener('focusout', e => { e.target.value = e.target.value.slice(0, 10); });"
        desk.open(area("Why", "txtWhy"), script=cut)
        with pytest.raises(Mismatch, match="the site kept the first 10 of 26 characters") as caught:
            desk.fill_one(TextArea("Why"), "abcdefghijklmnopqrstuvwxyz")
        assert caught.value.field == "Why"
        assert "abc" not in str(caught.value)

    def test_a_box_that_keeps_changing(self, desk: Desk) -> None:
        desk.open(PLACES, script="document.addEventListener('focusout', e => { e.target.value = 'Bakersfield'; });")
        with pytest.raises(Mismatch, match="the site holds another value") as caught:
            desk.fill_one(CITY, "Fresno")
        assert not {"Fresno", "Bakersfield"} & set(str(caught.value).split())

    def test_two_boxes_that_reset_each_other(self, desk: Desk) -> None:
        script = """document.addEventListener('change', e => {
          const other = end(e.target.id.endsWith('City') ? 'txtCounty' : 'txtCity'); other.value = ''; });"""
        desk.open(PLACES, script=script)
        with pytest.raises(Mismatch, match="keeps the box empty"):
            desk.fill(BOTH(city="Fresno", county="Kern"))

    def test_a_box_that_is_not_there(self, desk: Desk) -> None:
        desk.open(labelled("Town", "x1") + box("x1"))
        with pytest.raises(ControlMissing, match="was not found") as caught:
            desk.fill_one(CITY, "Fresno")
        assert caught.value.field == "City"

    def test_a_box_this_site_does_not_have(self, desk: Desk) -> None:
        desk.adjust(absent=("by.hand.box",))
        desk.open(PLACES)
        with pytest.raises(RecordError, match="take the value out of the record"):
            desk.fill_one(CITY, "Fresno")

    def test_no_message_holds_a_value(self, desk: Desk) -> None:
        canary = "Canary4711"
        desk.open(PLACES, script="document.addEventListener('focusout', e => { e.target.value = 'Canary0815'; });")
        for control in (CITY, TextBox("Gone"), TextBox("City", maxlength=3)):
            with pytest.raises(BotError) as caught:
                desk.fill_one(control, canary)
            assert "Canary" not in repr(caught.value) + str(caught.value) + str(caught.value.__cause__)
