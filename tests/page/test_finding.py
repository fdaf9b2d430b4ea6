"""Finding a control by the profile's correction, its label, the ending of its name or of its id: one, or an error."""

from __future__ import annotations

from typing import Any

import pytest

from bot.controls import BLANK, CheckBox, Control, DateBox, DropDown, PhoneBoxes, RadioList, RichText, TextBox, YesNo
from bot.errors import ControlMissing
from tests.page.pages_by_hand.boxes import EDITOR, EDITOR_BODY, box, choice, drop_down, labelled
from tests.page.pages_by_hand.desk import Desk

CITY = TextBox("City")
PREFIX = "ctl00$Main_content$ucX$"


def found(desk: Desk, body: str, control: Control = CITY, key: str = "city", **profile: Any) -> object:
    """What the control that was found holds, or why none was."""
    if profile:
        desk.adjust(**profile)
    desk.open(body)
    report = desk.report(control, key)
    return report.problem or report.raw


def named(name: str = "", id_: str = "", value: str = "ours", extra: str = "") -> str:
    return f'<input type="text" name="{name}" id="{id_}" value="{value}" {extra}>'


class TestByLabel:
    @pytest.mark.parametrize(
        "text",
        [
            "City", "*City", "* City:", "City *", "City*:", "City :", " \n City&nbsp; ", "CITY", "<span>*</span> City",
            "<b>City</b>",
        ],
    )  # fmt: skip
    def test_star_colon_spacing_and_case_do_not_count(self, desk: Desk, text: str) -> None:
        assert found(desk, labelled(text, "x1") + box("x1", "value=ours")) == "ours"

    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            ("LWIA/Region", "LWIA / Region"),
            ("Individual's City", "Individual’s City"),
            ("Follow-up - City", "Follow–up—City"),
            ("Café", "Cafe\u0301"),
        ],
    )
    def test_dashes_quotes_slashes_and_accents_are_told_by_sight(self, desk: Desk, ours: str, theirs: str) -> None:
        assert found(desk, labelled(theirs, "x1") + box("x1", "value=ours"), TextBox(ours)) == "ours"

    def test_a_star_drawn_by_the_style_sheet(self, desk: Desk) -> None:
        style = "<style>label.required::before { content: '* '; }</style>"
        body = style + labelled("City", "x1", "class=required") + box("x1", "value=ours")
        assert found(desk, body) == "ours"

    @pytest.mark.parametrize(
        "body",
        [
            f"<label>City</label> {box('x1', 'value=ours')}",
            f"<table><tr><td>City:</td><td>{box('x1', 'value=ours')}</td></tr></table>",
            f"<div><span>City</span></div><div>{box('x1', 'value=ours')}</div>",
            f"<dl><dt>* City</dt><dd>{box('x1', 'value=ours')}</dd></dl>",
            box("x1", "value=ours aria-label='City'"),
            f"<b id=here>City</b><p>and</p><p>{box('x1', 'value=ours aria-labelledby=here')}</p>",
            f"<label for=gone>City</label> {box('x1', 'value=ours')}",
        ],
        ids=["label", "cells", "divs", "definition", "aria-label", "aria-labelledby", "points nowhere"],
    )
    def test_a_label_that_points_at_nothing_means_what_stands_beside_it(self, desk: Desk, body: str) -> None:
        others = f"<p>{labelled('State', 'x2')}{box('x2', 'value=other')}</p>"
        assert found(desk, f"{others}<div>{body}</div>{others.replace('State', 'Zip')}") == "ours"

    def test_a_label_pointing_at_another_kind_of_control_is_not_taken(self, desk: Desk) -> None:
        assert found(desk, labelled("City", "x1") + drop_down("x1", ("Fresno",))) == "missing"

    def test_nor_is_what_stands_beside_that_control(self, desk: Desk) -> None:
        row = labelled("City", "x1") + drop_down("x1", ("Fresno",))
        beside = f"<div>{row}</div><div>{box('txtCounty', 'value=county')}</div>"
        assert found(desk, beside) == "missing"

    def test_a_box_with_a_label_of_its_own_belongs_to_no_other(self, desk: Desk) -> None:
        body = f"<div><label>City</label> none</div><div>{labelled('County', 'x1')}{box('x1', 'value=county')}</div>"
        assert found(desk, body) == "missing"

    def test_a_label_is_the_whole_text_never_a_part(self, desk: Desk) -> None:
        body = labelled("Mailing City", "x1") + box("x1") + labelled("City or town", "x2") + box("x2")
        assert found(desk, body) == "missing"

    def test_text_of_the_page_after_a_change_is_seen(self, desk: Desk) -> None:
        assert found(desk, labelled("Town", "x1") + box("x1", "value=ours")) == "missing"
        desk.js("document.querySelector('label').textContent = 'City'")
        assert desk.report(CITY, "city").raw == "ours"


class TestByNameAndId:
    @pytest.mark.parametrize(
        ("name", "id_"),
        [
            ("ctl00$Main_content$ucX$txtCity", "ctl00_Main_content_ucX_txtCity"),
            ("ctl00$Main_content$ucX$txtCity", "txtCity"),
            ("ctl00$Main_content$Wizard1$ucX$txtCity", "ctl00_Main_content_Wizard1_ucX_txtCity"),
            ("txtCity", "txtCity"),
            ("ctl00$Main_content$ucX$txtCity", ""),
            ("", "ctl00_Main_content_ucX_txtCity"),
            ("", "txtCity"),
        ],
        ids=["classic", "static", "wizard", "bare", "name-only", "id-only", "bare-id"],
    )
    def test_without_a_label_each_flavour_is_found(self, desk: Desk, name: str, id_: str) -> None:
        others = named(PREFIX + "txtMailingCity", "ctl00_txtMailingCity", "other") + named(
            PREFIX + "txtCityCode", "ctl00_txtCityCode", "other"
        )
        assert found(desk, others + named(name, id_)) == "ours"

    @pytest.mark.parametrize(
        "name", ["txtMailingCity", "txtCity2", "txtcity", "OldtxtCity", "ddlCity$txtOther", "txtCity$hidden"]
    )
    def test_another_ending_is_another_box(self, desk: Desk, name: str) -> None:
        assert found(desk, named(PREFIX + name, "ctl00_" + name.replace("$", "_"))) == "missing"

    def test_the_ending_needs_the_tag_too(self, desk: Desk) -> None:
        body = f'<select name="{PREFIX}txtCity" id="ctl00_txtCity"><option>Fresno</select>'
        assert found(desk, body) == "missing"

    def test_the_hint_of_the_declaration_goes_before_the_key(self, desk: Desk) -> None:
        hinted = TextBox("City", name="Town")
        body = named(PREFIX + "txtCity", "a", "other") + named(PREFIX + "txtTown", "b")
        assert found(desk, body, hinted) == "ours"

    def test_name_goes_before_id(self, desk: Desk) -> None:
        body = named("x", "ctl00_Main_content_txtCity", "by id") + named(PREFIX + "txtCity", "y", "by name")
        assert found(desk, body) == "by name"

    def test_label_goes_before_name(self, desk: Desk) -> None:
        body = labelled("City", "x1") + box("x1", "value=ours") + named(PREFIX + "txtCity", "y", "by name")
        assert found(desk, body) == "ours"

    def test_the_boxes_of_a_date_picker_and_of_a_phone(self, desk: Desk) -> None:
        three = "".join(box(f"txtWorkPhone{n}", f"value=55{n}") for n in (1, 2, 3))
        assert found(desk, f"<p>{three}</p>", PhoneBoxes("Phone"), "work_phone") == "551-552-553"
        trio = box("rdpDay", "value=iso style=visibility:hidden") + box("rdpDay_dateInput", "value=ours")
        assert found(desk, trio, DateBox("Day"), "day") == "ours"


class TestExactlyOneVisible:
    @pytest.mark.parametrize(
        "body",
        [
            (labelled("City", "x1") + box("x1") + labelled("City:", "x2") + box("x2")),
            named(PREFIX + "txtCity", "a") + named("ctl00$Main_content$ucY$txtCity", "b"),
            named("", "ctl00_ucX_txtCity") + named("", "ctl00_ucY_txtCity"),
        ],
        ids=["label", "name", "id"],
    )
    def test_two_are_several_and_nothing_is_set(self, desk: Desk, body: str) -> None:
        assert found(desk, body) == "several"
        desk.events()
        with pytest.raises(ControlMissing, match="more than one box fits") as caught:
            desk.fill_one(TextBox("City", name="City"), "Fresno")
        assert caught.value.field == "City"
        assert desk.events() == []

    def test_a_blank_does_not_excuse_several(self, desk: Desk) -> None:
        assert found(desk, labelled("City", "x1") + box("x1") + labelled("City", "x2") + box("x2")) == "several"
        with pytest.raises(ControlMissing, match="more than one box fits"):
            desk.fill_one(CITY, BLANK)

    def test_no_for_a_check_box_that_is_not_there_is_an_error(self, desk: Desk) -> None:
        desk.open("<p>nothing here</p>")
        with pytest.raises(ControlMissing, match="was not found"):
            desk.fill_one(CheckBox("Sign"), False)

    @pytest.mark.parametrize("style", ["display:none", "visibility:hidden", "width:0;border:0;padding:0"])
    def test_what_nobody_sees_does_not_count(self, desk: Desk, style: str) -> None:
        hidden = f"<div style='{style}'>{labelled('City', 'h1')}{box('h1', f'style={style} value=hidden')}</div>"
        by_name = f"<div style='{style}'>{named(PREFIX + 'txtCity', 'h2', 'hidden', f'style={style}')}</div>"
        ours = labelled("City", "x1") + box("x1", "value=ours")
        assert found(desk, hidden + ours + hidden.replace("h1", "h3")) == "ours"
        assert found(desk, by_name + named("ctl00$Main_content$ucY$txtCity", "b")) == "ours"
        assert found(desk, hidden + by_name) == "missing"

    def test_a_hidden_label_names_nothing(self, desk: Desk) -> None:
        stale = labelled("City", "x2", "style=display:none") + labelled("Town", "x2") + box("x2", "value=town")
        assert found(desk, stale) == "missing"
        assert found(desk, stale + labelled("City", "x1") + box("x1", "value=ours")) == "ours"

    def test_options_nobody_sees_are_not_offered(self, desk: Desk) -> None:
        body = choice("rblType", ("One", "Two", "Old"), "radio", "ul|li|aria-label=Type")
        desk.open(body + "<style>li:last-child { display: none }</style>")
        assert desk.report(RadioList("Type")).options == ("One", "Two")

    def test_an_editor_without_a_label_is_found_by_the_name_of_its_hidden_box(self, desk: Desk) -> None:
        filled = EDITOR.replace("inside.body.add", "inside.body.textContent = 'ours'; inside.body.add")
        desk.open(EDITOR_BODY, script=filled)
        assert desk.report(RichText("Reasons", name="Why")).raw == "ours"

    @pytest.mark.parametrize("control", [YesNo("Veteran?", name="Veteran"), CheckBox("Veteran?", name="Veteran")])
    def test_nor_do_radio_buttons_and_check_boxes_nobody_sees(self, desk: Desk, control: Control) -> None:
        def one(where: str, answer: int) -> str:
            if isinstance(control, CheckBox) and control.kind == "checkbox":
                return f'<input type="checkbox" name="{where}$chkVeteran" {"" if answer else "checked"}>'
            buttons = choice("rblVeteran", ("Yes", "No"), "radio", "table|td|").replace(
                f'value="{answer}"', f'value="{answer}" checked'
            )
            return buttons.replace("ctl00", where)

        hidden = f"<div style='display:none'>{one('hiddenPart', 0)}</div>"
        shown = one("shownPart", 1)
        expected = "" if control.kind == "checkbox" else "No"
        assert found(desk, hidden + shown, control, "veteran") == expected
        assert found(desk, shown + hidden, control, "veteran") == expected
        assert found(desk, shown + shown.replace("shownPart", "other"), control, "veteran") == "several"
        assert found(desk, hidden, control, "veteran") == "missing"

    def test_a_check_box_drawn_by_its_label_is_seen(self, desk: Desk) -> None:
        body = box("chkSign", "style='opacity:0;width:0;height:0;position:absolute' checked", "checkbox")
        assert found(desk, body + labelled("Sign", "chkSign"), CheckBox("Sign")) == "Yes"

    def test_the_same_id_twice(self, desk: Desk) -> None:
        twice = labelled("City", "x1") + box("x1", "value=ours") + box("x1", "value=copy style=display:none")
        assert found(desk, twice) == "ours"
        assert found(desk, twice.replace("style=display:none", "")) == "several"

    def test_two_lists_apart_by_their_labels(self, desk: Desk) -> None:
        body = labelled("State", "a") + drop_down("a", ("CA",)) + labelled("City", "b") + drop_down("b", ("Fresno",))
        desk.open(body)
        assert desk.report(DropDown("City")).options == ("Fresno",)


class TestContentArea:
    DECOY = (
        f"<form id='feedback'>{labelled('City', 'decoy')}{box('decoy', 'value=decoy')}"
        f"{named(PREFIX + 'txtCity', 'txtCity', 'decoy')}<button id='btnNext'>Next &gt;&gt;</button></form>"
    )

    def test_forms_around_the_content_do_not_count(self, desk: Desk) -> None:
        desk.open(labelled("City", "x1") + box("x1", "value=ours"), outside=self.DECOY)
        assert desk.report(CITY, "city").raw == "ours"
        desk.open(named("ctl00$Main_content$ucY$txtCity", "b"), outside=self.DECOY)
        assert desk.report(CITY, "city").raw == "ours"
        desk.open("<p>nothing here</p>", outside=self.DECOY)
        assert desk.report(CITY, "city").problem == "missing"

    def test_the_profile_says_where_the_content_is(self, desk: Desk) -> None:
        own = f"<div class='own'>{labelled('City', 'x1')}{box('x1')}</div>"
        body = f"<div>{self.DECOY.replace('form', 'div')}</div>{own}"
        assert found(desk, body) == "several"
        assert found(desk, body, content=".own") == ""


class TestProfile:
    def test_a_locator_goes_before_everything(self, desk: Desk) -> None:
        body = labelled("City", "x1") + box("x1", "value=labelled") + named("their$box", "q", "ours")
        locators = {"by.hand.city": "[name$='$box']"}
        assert found(desk, body, locators=locators) == "ours"

    def test_a_locator_that_fits_nothing_is_not_replaced_by_a_guess(self, desk: Desk) -> None:
        body = labelled("City", "x1") + box("x1")
        assert found(desk, body, locators={"by.hand.city": "[name$='$gone']"}) == "missing"
        assert found(desk, body + box("x2"), locators={"by.hand.city": "input"}) == "several"

    def test_a_corrected_label(self, desk: Desk) -> None:
        body = labelled("Town", "x1") + box("x1", "value=ours")
        assert found(desk, body, labels={"by.hand.city": "Town"}) == "ours"

    def test_a_field_the_site_does_not_have_is_not_looked_for(self, desk: Desk) -> None:
        desk.adjust(absent=("by.hand.box",))
        desk.open(labelled("City", "x1") + box("x1"))
        assert desk.fill_one(CITY, BLANK) == ()
