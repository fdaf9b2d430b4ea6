"""The mock in a real browser: its own scripts do what the site's do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.mock_site import exchange
from tests.mock_site.bare import Bare
from tests.mock_site.client import MockSite

_PRESS = """text => [...document.querySelectorAll('#aspnetForm input[type=submit]')]
  .find(button => button.value === text).click()"""


@pytest.fixture
def page(mock: MockSite, painting_browser: Browser) -> Iterator[Page]:
    """A tab on the first step of a new assessment, signed in by bare HTTP."""
    context = painting_browser.new_context()
    with Bare(mock.home) as bare:
        exchange.sign_in(bare, "Staff11", "Mock-pass-11!")
        exchange.open_person(bare, "36213", "Mike, Mike")
        bare.follow("Plan")
        bare.press("Create Objective Assessment Summary")
        session = bare.http.cookies["ASP.NET_SessionId"]
        context.add_cookies([{"name": "ASP.NET_SessionId", "value": session, "url": mock.url}])
        tab = context.new_page()
        tab.set_default_timeout(10_000)
        tab.goto(mock.url + bare.address)
    yield tab
    context.close()


def press(page: Page, text: str) -> None:
    """Press a submit button as its own script would, past all covers."""
    page.evaluate(_PRESS, text)


def region(page: Page, name: str) -> None:
    page.get_by_label("LWIA/Region").select_option(label=name)


def office(page: Page, name: str) -> None:
    page.get_by_label("Office Location").select_option(label=name)


def fill(page: Page) -> None:
    """The first step, as a person would."""
    region(page, "San Diego")
    office(page, "00501 South Metro Career Center")
    page.get_by_label("Program", exact=False).first.select_option(label="Wagner-Peyser (WP)")
    page.locator("#aspnetForm input.date").fill("06/05/2019")


def test_a_step_is_saved_and_the_next_is_shown(mock: MockSite, page: Page) -> None:
    fill(page)
    press(page, "Next >>")
    expect(page.locator("p.instructions")).to_contain_text("Step 2 of 12.")
    assert [line["action"] for line in mock.writes()] == ["create"]
    assert {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}["assisted_userid"] == "36213"


def test_next_by_the_panel_keeps_the_document(mock: MockSite, page: Page) -> None:
    mock.set(wizard_async=True)
    page.reload()
    fill(page)
    page.evaluate("window.kept = true")
    press(page, "Next >>")
    expect(page.locator("p.instructions")).to_contain_text("Step 2 of 12.")
    assert page.evaluate("window.kept")


def test_a_covered_button_takes_no_click_until_a_hand_comes_near(page: Page) -> None:
    button = page.locator("#aspnetForm").get_by_role("button", name="Next >>")
    with pytest.raises(Error, match="intercepts pointer events"):
        button.click(timeout=1500)
    place = button.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 3, place["y"] + 3)
    button.click()
    expect(page.get_by_text("Program is required.").first).to_be_visible()


def test_the_browser_checks_first_and_can_be_told_not_to(mock: MockSite, page: Page) -> None:
    address = page.url
    page.evaluate("window.kept = true")
    press(page, "Next >>")
    expect(page.locator("[id$=valSummary] a").first).to_have_text("LWIA/Region is required.")
    assert page.evaluate("window.kept")
    mock.set(client_validation=False)
    page.goto(address)
    page.evaluate("window.kept = true")
    press(page, "Next >>")
    expect(page.locator("[id$=valSummary] a").first).to_have_text("LWIA/Region is required.")
    assert not page.evaluate("window.kept")


def test_layers_and_disabled_buttons_while_a_request_runs(mock: MockSite, page: Page) -> None:
    mock.set(latency_ms=700)
    layer, button = page.locator("#modalGSIPleaseWait"), page.locator("#aspnetForm input[value='Next >>']")
    expect(button).to_be_enabled()
    region(page, "Fresno")
    expect(layer).to_be_visible()
    expect(button).to_be_disabled()
    assert page.evaluate("Sys.WebForms.PageRequestManager.getInstance().get_isInAsyncPostBack()")
    expect(layer).to_be_hidden()
    expect(button).to_be_enabled()


def test_nodes_and_buttons_are_replaced_by_a_redraw(page: Page) -> None:
    program, button = page.query_selector("select[id$=cmbProgram]"), page.query_selector("input[value='Next >>']")
    assert program is not None
    assert button is not None
    region(page, "Fresno")
    expect(page.get_by_label("Office Location")).to_contain_text("00601 Fresno West AJCC")
    assert not program.evaluate("node => node.isConnected")
    assert not button.evaluate("node => node.isConnected")
    assert page.locator("span > span > span > span > input[value='Next >>']").count() == 1


def test_a_lost_answer_is_sent_again_by_chromium_itself(mock: MockSite, page: Page) -> None:
    fill(page)
    mock.arm("lost_answer", screen="assessment.general")
    press(page, "Next >>")
    expect(page.locator("p.instructions")).to_contain_text("Step 2 of 12.")
    assert [line["action"] for line in mock.writes()] == ["create", "create"]


def test_leaving_asks(page: Page) -> None:
    press(page, "Cancel")
    dialog = page.get_by_role("dialog", name="Leave this page?")
    dialog.get_by_role("button", name="Stay").click()
    expect(page.locator("p.instructions")).to_contain_text("Step 1 of 12.")
    press(page, "Cancel")
    page.locator(".ui-dialog:visible").get_by_role("button", name="Leave").click()
    expect(page.locator("h2")).to_have_text("Case Management Profile")
