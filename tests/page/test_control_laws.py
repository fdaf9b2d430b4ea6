"""The laws every control keeps on a page, for every kind and every build of its mark-up.

What is read can be filled; filled, then read, gives the value back; filling what stands there does nothing at all;
a blank clears what can be cleared. That `parse(show(v)) == v` is in test_controls_parse.py.
"""

from __future__ import annotations

import pytest

from bot.controls import BLANK, CheckBox, DropDown, ReadOnly, TextBox
from bot.errors import BotError, ControlMissing, Mismatch
from tests.page.pages_by_hand.boxes import ID, VARIANTS, Variant, box, labelled
from tests.page.pages_by_hand.desk import Desk

each_variant = pytest.mark.parametrize("variant", [pytest.param(v, id=v.name) for v in VARIANTS])
THE_KINDS = {
    "text", "textarea", "richtext", "date", "select", "radio", "yesno", "checkbox", "checklist", "number", "money",
    "phone",
}  # fmt: skip


def test_no_kind_is_left_out() -> None:
    assert {variant.control.kind for variant in VARIANTS} == THE_KINDS


@each_variant
def test_what_is_filled_can_be_read(desk: Desk, variant: Variant) -> None:
    desk.open(variant.body, script=variant.script)
    assert desk.value(variant.control) is BLANK
    assert desk.fill_one(variant.control, variant.value) == (variant.control.label,)
    assert variant.control.agrees(variant.value, desk.value(variant.control))
    assert desk.js(variant.also)
    desk.fill_one(variant.control, variant.other)
    assert variant.control.agrees(variant.other, desk.value(variant.control))


@each_variant
def test_what_is_read_can_be_filled(desk: Desk, variant: Variant) -> None:
    desk.open(variant.body, script=variant.script)
    desk.value(variant.control)
    desk.js(variant.site_writes)
    read = desk.value(variant.control)
    assert variant.control.agrees(variant.site_means, read)
    desk.go("/page")
    desk.fill_one(variant.control, read)
    assert variant.control.agrees(variant.site_means, desk.value(variant.control))


@each_variant
def test_filling_what_stands_there_does_nothing(desk: Desk, variant: Variant) -> None:
    desk.open(variant.body, script=variant.script)
    desk.fill_one(variant.control, variant.value)
    events = desk.events()
    assert events
    assert events.count("keydown") <= 3, "typed key by key, though the fast way should do"
    assert desk.fill_one(variant.control, variant.value) == ()
    assert desk.events() == []


@each_variant
def test_a_blank_clears_what_can_be_cleared(desk: Desk, variant: Variant) -> None:
    desk.open(variant.body, script=variant.script)
    desk.fill_one(variant.control, variant.value)
    if variant.clears:
        desk.fill_one(variant.control, BLANK)
        assert desk.value(variant.control) is BLANK
    else:
        with pytest.raises(Mismatch, match="keeps a value where the record wants none"):
            desk.fill_one(variant.control, BLANK)


def test_a_blank_for_an_empty_box_does_nothing(desk: Desk) -> None:
    for variant in VARIANTS:
        desk.open(variant.body, script=variant.script)
        assert desk.fill_one(variant.control, BLANK) == ()
        assert desk.events() == [], variant.name


def test_no_for_a_check_box_that_is_not_ticked_does_nothing(desk: Desk) -> None:
    desk.open(f"{box('chkSign', '', 'checkbox')}{labelled('Sign', 'chkSign')}")
    assert desk.fill_one(CheckBox("Sign"), False) == ()
    assert desk.events() == []


READ_ONLY = {
    "span": f"<span>Staff</span> <span id='{ID}lblStaff'>Staff11,  Lai</span>",
    "cells": "<table><tr><td>Staff:</td><td>Staff11, Lai</td></tr></table>",
    "input": labelled("Staff", "txtStaff") + box("txtStaff", "readonly value='Staff11, Lai'"),
    "by-id": f"<p><i>someone</i><span id='{ID}lblStaff'>Staff11, Lai</span></p>",
}


@pytest.mark.parametrize("body", READ_ONLY.values(), ids=READ_ONLY.keys())
def test_a_read_only_text_is_compared_and_never_set(desk: Desk, body: str) -> None:
    staff = ReadOnly("Staff", name="Staff")
    desk.open(body)
    assert desk.value(staff) == "Staff11, Lai"
    assert desk.fill_one(staff, "Staff11, Lai") == ()
    with pytest.raises(Mismatch, match="holds another value"):
        desk.fill_one(staff, "Someone, Else")
    assert desk.events() == []


def test_a_disabled_box_is_not_touched(desk: Desk) -> None:
    desk.open(labelled("Type", "ddlType") + f"<select id='{ID}ddlType' disabled><option>A<option>B</select>")
    with pytest.raises(BotError, match="the site has disabled it") as caught:
        desk.fill_one(DropDown("Type"), "B")
    assert caught.value.field == "Type"
    assert desk.events() == []


def test_the_setting_of_a_box_fires_what_a_persons_typing_fires(desk: Desk) -> None:
    desk.open(labelled("City", "txtCity") + box("txtCity"))
    desk.fill_one(TextBox("City"), "Fresno")
    events = desk.events()
    assert events == ["focusin", "keydown", "input", "change", "focusout"]
    with pytest.raises(ControlMissing):
        desk.fill_one(TextBox("Town"), "Fresno")
