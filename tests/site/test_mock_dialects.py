"""The mock's dialects in a real browser: a person sees what is asked for, and what is entered arrives."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.mock_site.client import MockSite
from tests.mock_site.dialects import CONSTRUCTS, random_dialect, sweep
from tests.mock_site.screens import Field, catalogue
from tests.site.dialect_kit import Hands, look, staff

SWEEP = [pytest.param(dialect, id=str(number)) for number, dialect in enumerate(sweep())]
FARTHEST = 46  # pixels down, or a sixth of those across: the first column of the widest form

GOAL = {
    "affiliations": ["WIOA"], "type": "Employment", "term": "Short Term", "established_on": "06/05/2019",
    "estimated_completion": "08/21/2019", "status": "Open", "description": "steady work",
}
PLAN = {"start_date": "06/05/2019", "region": "San Diego", "office": "00501 South Metro Career Center"}


@pytest.fixture(scope="session")
def tabs(painting_browser: Browser) -> Iterator[list[Page]]:
    """The tabs of these tests so far: each serves until a test fails in it."""
    tabs: list[Page] = []
    yield tabs
    for tab in tabs:
        tab.context.close()


@pytest.fixture
def tab(painting_browser: Browser, tabs: list[Page]) -> Page:
    """A tab that stands empty."""
    if not tabs or tabs[-1].is_closed():
        context = painting_browser.new_context(viewport={"width": 1300, "height": 900}, accept_downloads=True)
        tabs.append(context.new_page())
        tabs[-1].set_default_timeout(10_000)
    return tabs[-1]


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
def test_every_box_is_seen_beside_its_label(mock: MockSite, tab: Page, dialect: dict[str, str]) -> None:
    mock.seed("36213", assessments=[{"screens": {}}], plans=[{"plan": PLAN, "goals": [GOAL]}])
    mock.set(dialect=dialect, invisible_cover=False)
    with staff(mock, tab, "Plan") as hands:
        hands.action("Edit", 0).click()
        for number, fields in screens_to_see(dialect).items():
            if number:
                open_step(hands, str(number))
            expect(hands.tab.locator("p.instructions")).to_contain_text(f"Step {number + 1} of 12.")
            hands.settle()
            assert_readable(hands.tab, fields)


def screens_to_see(dialect: dict[str, str]) -> dict[int, tuple[Field, ...]]:
    """The boxes of the assessment's screens by their place; but for the first dialect, of the fewest first screens that
    have boxes of every kind: how a box is drawn goes by its kind."""
    screens: dict[int, tuple[Field, ...]] = {}
    kinds: set[str] = set()
    for number, key in enumerate(catalogue().wizards["assessment"].steps):
        fields = catalogue().screens[key].fields
        new = {box.kind for box in fields if box.when is None} - kinds
        if new or (fields and dialect == sweep()[0]):
            screens[number] = fields
            kinds |= new
    return screens


@pytest.mark.parametrize("dialect", SWEEP)
def test_what_is_entered_by_hand_arrives(mock: MockSite, tab: Page, dialect: dict[str, str]) -> None:
    mock.set(dialect=dialect, invisible_cover=False)
    with staff(mock, tab, "Plan") as hands:
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


@pytest.mark.parametrize("way", CONSTRUCTS["steps"])
def test_the_chosen_step_looks_otherwise_than_the_rest(mock: MockSite, tab: Page, way: str) -> None:
    mock.seed("36213", plans=[{"plan": PLAN, "goals": [GOAL]}])
    mock.set(dialect={"steps": way})
    with staff(mock, tab, "Plan") as hands:
        hands.action("Edit").click()
        open_step(hands, "1")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 2 of 4.")
        assert "Goals" in hands.tab.evaluate(ODD_ONES_OUT, STEPS)


@pytest.mark.parametrize("way", CONSTRUCTS["tabs"])
def test_the_chosen_folder_looks_otherwise_than_the_rest(mock: MockSite, tab: Page, way: str) -> None:
    mock.set(dialect={"tabs": way})
    with staff(mock, tab, "Programs") as hands:
        assert "Programs" in hands.tab.evaluate(ODD_ONES_OUT, FOLDERS)


STEPS = ["Plan", "Goals", "Objectives", "Services"]
FOLDERS = ["Case Summary", "Programs", "Plan", "Assessments"]
# The words of a strip whose letters, or what is under them, look as those of no other.
ODD_ONES_OUT = """words => {
  const looks = words.map(word => {
    const found = [...document.querySelectorAll('#aspnetForm *')].filter(
      element => element.children.length === 0 && element.textContent.trim() === word && element.offsetParent);
    const element = found[0];
    const own = getComputedStyle(element);
    let under = element;
    while (under && getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
    const edges = [element, element.parentElement].map(part => getComputedStyle(part).borderBottomColor);
    return [own.color, own.fontWeight, own.textDecorationLine, under && getComputedStyle(under).backgroundColor,
            element.closest('a[href]') !== null, edges[1]].join();
  });
  return words.filter((word, index) => looks.filter(look => look === looks[index]).length === 1);
}"""


@pytest.mark.parametrize("way", CONSTRUCTS["message"])
@pytest.mark.parametrize("client", [True, False], ids=["page", "server"])
def test_a_refusal_is_seen(mock: MockSite, tab: Page, way: str, client: bool) -> None:
    mock.set(dialect={"message": way, "buttons": "link"}, client_validation=client, invisible_cover=False)
    with staff(mock, tab, "Plan") as hands:
        hands.press("Create Objective Assessment Summary")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 1 of 12.")
        hands.press("Next >>")
        if way == "native":
            assert settled(hands, lambda: bool(hands.asked))
            assert "LWIA/Region is required." in "".join(hands.asked)
        else:
            said = hands.tab.get_by_text("LWIA/Region is required.").filter(visible=True)
            expect(said.first).to_be_visible()
        assert mock.state("36213")["assessments"] == []


@pytest.mark.parametrize(("way", "leaving"), [
    *((way, "plain") for way in CONSTRUCTS["dialog"]), ("plain", "native"), ("documented", "exit"),
])
def test_leaving_asks_and_can_be_taken_back(mock: MockSite, tab: Page, way: str, leaving: str) -> None:
    mock.set(dialect={"dialog": way, "leaving": leaving, "buttons": "link"}, invisible_cover=False)
    with staff(mock, tab, "Plan") as hands:
        hands.press("Create Objective Assessment Summary")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 1 of 12.")
        hands.press("Cancel")
        if way != "native" and leaving != "native":
            stay, leave = ("Cancel", "OK") if leaving == "exit" else ("Stay", "Leave")
            dialog_button(hands, stay).click()
            expect(hands.tab.locator("p.instructions")).to_contain_text("Step 1 of 12.")
            hands.press("Cancel")
            dialog_button(hands, leave).click()
        expect(hands.tab.get_by_text("Use this folder to manage Plan")).to_be_visible()
        assert len(hands.asked) == (way == "native" or leaving == "native")


def dialog_button(hands: Hands, text: str) -> Locator:
    boxes = hands.tab.locator(".ui-dialog, #gsiDialog, .modalPopup, .RadWindow, dialog").filter(visible=True)
    words = boxes.locator(f'button, a, input[value="{text}"]').filter(visible=True)
    return words.filter(has_text=text).or_(boxes.locator(f'input[value="{text}"]')).last


@pytest.mark.parametrize("dialect", SWEEP)
def test_rows_are_found_and_edited(mock: MockSite, tab: Page, dialect: dict[str, str]) -> None:
    three = [GOAL | {"description": f"{word} work"} for word in ("first", "second", "third")]
    mock.seed("36213", activities=[{"code": "205", "date": "06/05/2019"}], plans=[{"plan": PLAN, "goals": three}])
    mock.set(dialect=dialect, invisible_cover=False)
    with staff(mock, tab, "Programs") as hands:
        hands.unfold("Title I")
        hands.unfold("Activities/Enrollments/Services")
        expect(hands.tab.get_by_text("205 - Development of IEP/ISS/EDP")).to_be_visible()
        hands.tab.locator("#aspnetForm a", has_text="Plan").filter(visible=True).first.click()
        hands.action("Edit").click()
        open_step(hands, "1")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 2 of 4.")
        expect(hands.tab.get_by_text("first work")).to_be_visible()
        if dialect["grid"] == "paged":
            expect(hands.tab.get_by_text("third work")).to_be_hidden()
            hands.tab.locator(".paginate_button.next").click()
        hands.action("Edit").click()
        expect(hands.find("txtDescription")).to_have_value("third work")
        hands.find("txtDescription").fill("other work")
        hands.press("Save")
        expect(hands.button("Add a New Goal")).to_be_visible()
        assert [goal["description"] for goal in mock.state("36213")["plans"][0]["goals"]] == [
            "first work", "second work", "other work",
        ]


@pytest.mark.parametrize("seed", [1, 5, 12])
def test_an_activity_is_entered_on_a_site_by_chance(mock: MockSite, tab: Page, seed: int) -> None:
    mock.set(dialect=random_dialect(seed), invisible_cover=False)
    with staff(mock, tab, "Programs") as hands:
        hands.unfold("Title I")
        hands.unfold("Activities/Enrollments/Services")
        hands.tab.locator("#aspnetForm a", has_text="Create Activity/Enrollment/Service").click()
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 1 of 3.")
        for control, text in (
            ("ddlCustomerGroup", "Adult"), ("ddlRegion", "San Diego"), ("ddlOffice", PLAN["office"]),
            ("ddlGrant", "Adult"),
        ):
            hands.choose(control, text)
            hands.settle()
        with hands.tab.expect_popup() as opened:
            hands.tab.get_by_text("Select Activity Code").click()
        if random_dialect(seed)["grid"] == "paged":
            opened.value.locator('input[type="search"]').fill("205")
        with opened.value.expect_event("close"):
            opened.value.locator("a", has_text="205").click()
        for control in ("txtProjectedBegin", "txtActualBegin", "txtProjectedEnd"):
            hands.date(control, "06/05/2019")
        hands.press("Next >>")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 2 of 3.")
        hands.press("Next >>")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 3 of 3.")
        hands.date("txtActualEnd", "06/05/2019")
        hands.choose("cboCompletionCode", "Successful Completion")
        hands.press("Finish")
        expect(hands.tab.get_by_text("Use this folder to manage Program")).to_be_visible()
        assert mock.state("36213")["activities"][0]["code"] == "205"


@pytest.mark.parametrize(("way", "pdf"), [*((way, True) for way in CONSTRUCTS["print"]), ("plain", False)])
def test_print_brings_the_plan(mock: MockSite, tab: Page, way: str, pdf: bool) -> None:
    mock.seed("36213", plans=[{"plan": PLAN, "goals": [GOAL]}])
    mock.set(dialect={"print": way})
    file = way in ("documented", "download") or (way == "plain" and pdf)
    window = way in ("documented", "window", "window_pdf") or (way == "plain" and not pdf)
    with staff(mock, tab, "Plan") as hands:
        hands.action("Display/Print").click()
        expect(hands.tab.get_by_text("Plan Information", exact=True)).to_be_visible()
        if pdf:
            hands.tick("cbxCreatePdf")
        downloads: list[Download] = []
        windows: list[Page] = []
        hands.watch(windows, downloads)
        hands.press("Print")
        if way == "replaced":
            expect(hands.tab.get_by_text("Goals and Objectives Established:")).to_be_visible()
            hands.tab.get_by_text("Return").click()
            expect(hands.tab.get_by_text("Use this folder to manage Plan")).to_be_visible()
            return
        assert settled(hands, lambda: len(windows) == window and len(downloads) >= file)
        if file:
            assert Path(downloads[0].path()).read_bytes().startswith(b"%PDF")
        elif way not in ("window_pdf", "here_pdf"):
            expect(windows[0].get_by_text("Goals and Objectives Established:")).to_be_visible()


def settled(hands: Hands, there: Callable[[], bool]) -> bool:
    """Whether something comes within some seconds while the browser's events are let in; machines may be slow."""
    for _ in range(200):
        if there():
            return True
        with suppress(PlaywrightError):  # the document may be replaced meanwhile
            hands.tab.evaluate("() => new Promise(done => setTimeout(done, 100))")
    return False


@pytest.mark.parametrize(("editor", "phone"), [*zip(CONSTRUCTS["editor"], CONSTRUCTS["phone"], strict=True)])
def test_rich_text_and_phone_numbers_arrive(mock: MockSite, tab: Page, editor: str, phone: str) -> None:
    mock.seed("36213", assessments=[{"screens": {}}])
    mock.set(dialect={"editor": editor, "phone": phone}, invisible_cover=False)
    with staff(mock, tab, "Plan") as hands:
        hands.action("Edit").click()
        open_step(hands, "5")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 6 of 12.")
        hands.press("Add a New Employment History")
        hands.find("txtEmployer").fill("Ferry Works")
        parts = ["213-555-0100"] if phone == "one" else ["213", "555", "0100"]
        for number, part in enumerate(parts, 1):
            hands.find(f"txtPhone{number}").fill(part)
        hands.find("txtTitle").fill("Deckhand")
        hands.date("txtStartedOn", "01/02/2018")
        hands.tick("rblCurrent_0")
        hands.settle()
        duties = hands.tab.frame_locator("iframe.cke_wysiwyg_frame").locator("body")
        if editor == "div":
            duties = hands.tab.locator("div.cke_editable")
        duties.fill("Ropes and lines")
        hands.press("Save")
        expect(hands.button("Add a New Employment History")).to_be_visible()
        row = mock.state("36213")["assessments"][0]["screens"]["assessment.employment"]["history"][0]
        assert row["phone"] == "213-555-0100"
        assert row["duties"].strip() == "Ropes and lines"


@pytest.mark.parametrize("way", CONSTRUCTS["wait"])
def test_some_layers_take_the_clicks_while_the_page_waits(mock: MockSite, tab: Page, way: str) -> None:
    mock.set(dialect={"wait": way}, invisible_cover=False)
    with staff(mock, tab, "Plan") as hands:
        hands.tab.locator("#aspnetForm a", has_text="Create Individual Employment Plan").click()
        mock.set(latency_ms=700)
        hands.choose("cboRegion", PLAN["region"])
        said = hands.tab.get_by_text(re.compile("Please wait|Loading|Processing", re.I)).filter(visible=True)
        expect(said.first).to_be_visible()
        covered = hands.tab.evaluate(COVERED)
        mock.set(latency_ms=0)
        hands.settle()
        expect(said.first).to_be_hidden()
        assert covered is (way not in ("loading", "progress"))
        assert hands.tab.evaluate(COVERED) is False


# Whether something lies over the wizard's buttons.
COVERED = """() => {
  const bar = document.querySelector('.wizardButtons');
  const place = bar.getBoundingClientRect();
  const top = document.elementFromPoint(place.left + 20, place.top + 20);
  return !bar.contains(top);
}"""


def test_a_new_form_holds_todays_date(mock: MockSite, tab: Page) -> None:
    mock.set(dialect={"new_dates": "first"})
    with staff(mock, tab, "Plan") as hands:
        hands.tab.locator("#aspnetForm a", has_text="Create Individual Employment Plan").click()
        expect(hands.find("txtStartDate")).to_have_value("06/05/2019")
        expect(hands.find("txtClosedOn")).to_have_value("")


@pytest.mark.parametrize(("way", "text"), [
    ("plain", "1 - steady work"), ("typed", "1 - Employment: steady work"), ("hash", "Goal #1: steady work"),
    ("text", "steady work"),
])
def test_how_the_list_of_goals_names_one(mock: MockSite, tab: Page, way: str, text: str) -> None:
    mock.seed("36213", plans=[{"plan": PLAN, "goals": [GOAL]}])
    mock.set(dialect={"goals": way}, invisible_cover=False)
    with staff(mock, tab, "Plan") as hands:
        hands.action("Edit").click()
        open_step(hands, "2")
        expect(hands.tab.locator("p.instructions")).to_contain_text("Step 3 of 4.")
        hands.press("Add a New Objective")
        expect(hands.find("ddlGoal").locator("option").nth(1)).to_have_text(text)


@pytest.mark.parametrize(("way", "heading"), [
    ("plain", "Individual Employment Plan/Service Strategy"), ("worded", "IEP/ISS Information"), ("step", "Plan"),
])
def test_what_a_wizard_is_called(mock: MockSite, tab: Page, way: str, heading: str) -> None:
    mock.set(dialect={"headings": way})
    with staff(mock, tab, "Plan") as hands:
        hands.tab.locator("#aspnetForm a", has_text="Create Individual Employment Plan").click()
        expect(hands.tab.locator("h2").first).to_have_text(heading)
