"""The mark-up habits of the mock, each by its switch."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.mock_site import exchange, sample
from tests.mock_site.bare import Bare
from tests.mock_site.client import MockSite
from tests.mock_site.screens import catalogue

NAMES = {
    "classic": ("ctl00$Main_content$ucAssessmentGeneral$cboRegion", "ctl00_Main_content_ucAssessmentGeneral_cboRegion"),
    "static": ("ctl00$Main_content$ucAssessmentGeneral$cboRegion", "cboRegion"),
    "wizard": (
        "ctl00$Main_content$Wizard1$ucAssessmentGeneral$cboRegion",
        "ctl00_Main_content_Wizard1_ucAssessmentGeneral_cboRegion",
    ),
}


@pytest.fixture
def desk(mock: MockSite) -> Iterator[Bare]:
    """Staff11 on the Plan folder of the guide's own person."""
    with Bare(mock.home) as bare:
        exchange.sign_in(bare, "Staff11", "Mock-pass-11!")
        exchange.open_person(bare, "36213", "Mike, Mike")
        bare.follow("Plan")
        yield bare


def wizard(desk: Bare) -> str:
    desk.press("Create Objective Assessment Summary")
    return desk.text


@pytest.mark.parametrize("flavour", ["classic", "static", "wizard"])
def test_ids_by_flavour(mock: MockSite, desk: Bare, flavour: str) -> None:
    mock.set(flavour=flavour)
    name, html_id = NAMES[flavour]
    assert re.search(rf'<select name="{re.escape(name)}" id="{html_id}"', wizard(desk))


@pytest.mark.parametrize(("mode", "by_css", "as_text"), [("css", 4, 0), ("text", 0, 4), ("mixed", 2, 2)])
def test_required_stars(mock: MockSite, desk: Bare, mode: str, by_css: int, as_text: int) -> None:
    mock.set(css_stars=mode)
    page = wizard(desk)
    assert (page.count('class="required"'), page.count('<span class="star">')) == (by_css, as_text)


def test_every_sixth_control_may_have_no_label(mock: MockSite, desk: Bare) -> None:
    assert "Reason for Seeking Services</label>" in wizard(desk)
    mock.set(missing_labels=True)
    desk.press("Cancel")
    page = wizard(desk)
    assert "Reason for Seeking Services" not in page
    assert "txtReason" in page


def test_decoys_strips_and_repeated_ids(mock: MockSite, desk: Bare) -> None:
    page = wizard(desk)
    assert '<button id="btnNext" type="button">' in page.split("</form>")[1]
    assert page.count('role="tablist"') == 2
    assert page.count('id="ulTabs"') == 2
    assert page.count('id="ctl00_Main_content_ucAssessmentGeneral_cboRegion"') == 2
    assert page.count('id="btn-dialog-ok"') == 1
    mock.set(decoy_button=False, two_strips=False, stacked_dialogs=False)
    desk.press("Cancel")
    page = wizard(desk)
    assert 'id="btnNext"' not in page
    assert page.count('role="tablist"') == 1
    assert "btn-dialog-ok" not in page


def test_delete_stands_between_edit_and_print_and_may_ask(mock: MockSite, desk: Bare) -> None:
    exchange.enter_plan(desk, sample.plan())
    links = desk.text.split('class="HPRActionLinks">')[1].split("</div>")[0]
    assert re.findall(r">([^<]+)</a>", links) == ["Edit", "Delete", "Display/Print"]
    assert "return confirm(" in links
    mock.set(native_confirm=False)
    desk.follow("Case Summary")
    desk.follow("Plan")
    assert "return confirm(" not in desk.text.split('class="HPRActionLinks">')[1]


def test_validators_stand_hidden_in_the_page(desk: Bare) -> None:
    page = wizard(desk)
    assert re.search(r'class="validator"[^>]*style="visibility:hidden">Program is required\.', page)
    desk.press("Next >>")
    assert re.search(r'class="validator"[^>]*style="visibility:visible">Program is required\.', desk.text)
    assert re.search(r'id="[^"]*valSummary"[^>]*><ul><li><a href="#', desk.text)


def test_every_screen_draws_every_field_once(mock: MockSite, desk: Bare) -> None:
    """The data file and what is drawn of it agree, screen by screen (row forms included)."""
    desk.press("Create Objective Assessment Summary")
    steps = catalogue().wizards["assessment"].steps
    for key in steps:
        screen, values = catalogue().screens[key], sample.assessment()[key]
        if screen.rows is not None:
            desk.press(f"Add a New {screen.rows.noun}", asynchronous=True)
            for box in screen.rows.fields:
                assert box.when or any(box.control in name for name in desk.boxes), (key, box.key)
            cancel = next(name for name in desk.boxes if name.endswith("Row$btnCancel"))
            desk.post("", {cancel: "Cancel"}, asynchronous=True)
        exchange.enter_step(desk, screen, values)
        for box in screen.fields:
            assert box.kind == "readonly" or any(box.control in name for name in desk.boxes), (key, box.key)
        if key != steps[-1]:
            desk.press("Next >>")
