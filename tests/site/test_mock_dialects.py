"""The mock's dialects in a real browser: a person sees what is asked for, and what is entered arrives."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.mock_site.client import MockSite
from tests.mock_site.dialects import sweep
from tests.mock_site.screens import Field, catalogue
from tests.site.dialect_kit import Hands, look, staff

SWEEP = [pytest.param(dialect, id=str(number)) for number, dialect in enumerate(sweep())]
FARTHEST = 46  # pixels down, or a sixth of those across: the first column of the widest form

GOAL = {
    "affiliations": ["WIOA"], "type": "Employment", "term": "Short Term", "established_on": "06/05/2019",
    "estimated_completion": "08/21/2019", "status": "Open", "description": "steady work",
}
PLAN = {"start_date": "06/05/2019", "region": "San Diego", "office": "00501 South Metro Career Center"}


def boxes(fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    """Label and control of each field that is there at first; a lone tick is its own label."""
    return [(box.label, box.control) for box in fields if box.when is None]


def assert_readable(tab: Page, fields: tuple[Field, ...]) -> None:
    for label, seen, texts, distance in look(tab, boxes(fields)):
        assert seen, f"{label}: no box to be seen"
        assert texts, f"{label}: no such text to be seen"
        assert distance <= FARTHEST, f"{label}: the nearest text is {distance} off"


def open_step(hands: Hands, html_id: str) -> None:
    """Press a step of the wizard's strip."""
    link = hands.tab.locator(f'#aspnetForm a[href*="lnkTab{html_id}"]').first
    link.click()


@pytest.mark.parametrize("dialect", SWEEP)
def test_every_box_is_seen_beside_its_label(mock: MockSite, chromium: Browser, dialect: dict[str, str]) -> None:
    mock.seed("36213", assessments=[{"screens": {}}], plans=[{"plan": PLAN, "goals": [GOAL]}])
    mock.set(dialect=dialect, invisible_cover=False)
    with staff(mock, chromium, "Plan") as hands:
        hands.action("Edit", 0).click()
        for number, key in enumerate(catalogue().wizards["assessment"].steps):
            screen = catalogue().screens[key]
            if number:
                open_step(hands, str(number))
            expect(hands.tab.locator("p.instructions")).to_contain_text(f"Step {number + 1} of 12.")
            hands.settle()
            assert_readable(hands.tab, screen.fields)


@pytest.mark.parametrize("dialect", SWEEP)
def test_what_is_entered_by_hand_arrives(mock: MockSite, chromium: Browser, dialect: dict[str, str]) -> None:
    mock.set(dialect=dialect, invisible_cover=False)
    with staff(mock, chromium, "Plan") as hands:
        hands.tab.locator("#aspnetForm a", has_text="Create Individual Employment Plan").click()
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 1 of 4.")
        hands.date("txtStartDate", PLAN["start_date"])
        choose_office(hands)
        hands.press("Next >>")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 2 of 4.")
        enter_goal(hands)
        hands.press("Next >>")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 3 of 4.")
        plan = mock.state("36213")["plans"][0]
        assert plan["plan"] == plan["plan"] | PLAN
        assert plan["goals"][0] == plan["goals"][0] | GOAL


def choose_office(hands: Hands) -> None:
    with hands.tab.expect_response(lambda answer: answer.request.method == "POST"):
        hands.choose("cboRegion", PLAN["region"])
    hands.settle()
    hands.choose("cboOffice", PLAN["office"])


def enter_goal(hands: Hands) -> None:
    hands.press("Add a New Goal")
    hands.tick("chkAffiliations_0")
    hands.choose("ddlType", "Employment")
    hands.choose("ddlTerm", "Short Term")
    hands.date("txtEstablishedOn", "06/05/2019")
    hands.date("txtEstimatedCompletion", "08/21/2019")
    hands.choose("cmbStatus", "Open")
    hands.find("txtDescription").fill("steady work")
    hands.press("Save")
    expect(hands.button("Add a New Goal")).to_be_visible()
