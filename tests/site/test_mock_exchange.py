"""The mock itself, by bare HTTP: whole plans through its forms, and what it keeps of them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.mock_site import exchange, sample
from tests.mock_site.bare import Bare
from tests.mock_site.client import MockSite
from tests.mock_site.screens import catalogue


@pytest.fixture
def desk(mock: MockSite) -> Iterator[Bare]:
    """Staff11, signed in, with the guide's own person open."""
    with Bare(mock.home) as bare:
        exchange.sign_in(bare, "Staff11", "Mock-pass-11!")
        exchange.open_person(bare, "36213", "Mike, Mike")
        yield bare


def enter_all(bare: Bare) -> None:
    exchange.enter_activity(bare, sample.activity())
    exchange.enter_assessment(bare, sample.assessment())
    exchange.enter_plan(bare, sample.plan())


def kept(shown: Any) -> Any:
    """State without what the site adds: numbers, staff, raw mark-up."""
    if isinstance(shown, dict):
        return {
            key: kept(value) for key, value in shown.items()
            if key not in ("id", "staff", "finished", "app_id") and not key.endswith("_html")
        }
    return [kept(value) for value in shown] if isinstance(shown, list) else shown


def without_hidden(screens: dict[str, Any]) -> dict[str, Any]:
    """The sample with boxes emptied that its own other answers hide."""
    for key, values in screens.items():
        screen = catalogue().screens[key]
        groups = [(screen.fields, [values])] if isinstance(values, dict) else []
        if screen.rows is not None:
            groups.append((screen.rows.fields, values if isinstance(values, list) else values[screen.rows.key]))
        for fields, records in groups:
            for box in fields:
                for record in records:
                    if box.when is not None and record[box.when[0]] != box.when[1]:
                        record[box.key] = box.empty
    return screens


@pytest.mark.parametrize("saves", ["next", "finish"])
@pytest.mark.parametrize("flavour", ["classic", "static", "wizard"])
def test_every_field_of_a_whole_plan_is_kept(mock: MockSite, desk: Bare, flavour: str, saves: str) -> None:
    mock.set(flavour=flavour, wizard_saves=saves)
    enter_all(desk)

    state = mock.state("36213")
    assert kept(state["activities"]) == [sample.activity() | {"status": "C"}]
    assert kept(state["assessments"]) == [{"screens": without_hidden(sample.assessment())}]
    assert kept(state["plans"]) == [sample.plan() | {"status": "CLOSED"}]
    assert [record["id"] for record in (*state["assessments"], *state["plans"])] == [2689, 4224]
    assert state["assessments"][0]["finished"]
    assert state["plans"][0]["finished"]


@pytest.mark.parametrize("style", ["plain", "image", "rad", "window"])
def test_dates_of_every_style_are_kept(mock: MockSite, desk: Bare, style: str) -> None:
    mock.set(date_style=style)
    exchange.enter_activity(desk, sample.activity())
    assert kept(mock.state("36213")["activities"]) == [sample.activity() | {"status": "C"}]


def test_each_next_is_a_write_and_only_what_differs_is_one(mock: MockSite, desk: Bare) -> None:
    exchange.enter_plan(desk, sample.plan())
    lines = [(line["screen"], line["action"]) for line in mock.writes()]
    assert lines == [
        ("plan.plan", "create"),
        ("plan.goals", "row-create"),
        ("plan.goals", "row-create"),
        ("plan.objectives", "row-create"),
        ("plan.objectives", "row-create"),
        ("plan.services", "finish"),
    ]
    assert {(line["staff"], line["user_id"], line["record"]) for line in mock.writes()} == {("Staff11", "36213", 4224)}

    desk.follow("Edit")
    for _ in range(3):
        desk.press("Next >>")
    desk.press("Finish")
    assert len(mock.writes()) == 6

    desk.follow("Edit")
    desk.set("txtStartDate", "06/04/2019")
    desk.press("Next >>")
    assert [line["action"] for line in mock.writes()[6:]] == ["update"]


def test_nothing_stands_before_finish_when_the_wizard_saves_at_finish(mock: MockSite, desk: Bare) -> None:
    mock.set(wizard_saves="finish")
    desk.follow("Plan")
    desk.press("Create Objective Assessment Summary")
    exchange.enter_step(desk, catalogue().screens["assessment.general"], sample.assessment()["assessment.general"])
    desk.press("Next >>")
    assert "Step 2 of 12." in desk.text
    assert mock.writes() == []
    assert mock.state("36213")["assessments"] == []


def test_an_interrupted_assessment_stands_and_can_be_continued(mock: MockSite, desk: Bare) -> None:
    desk.follow("Plan")
    desk.press("Create Objective Assessment Summary")
    exchange.enter_step(desk, catalogue().screens["assessment.general"], sample.assessment()["assessment.general"])
    desk.press("Next >>")
    [standing] = mock.state("36213")["assessments"]
    assert not standing["finished"]

    desk.press("Cancel")
    desk.follow("Edit")
    assert "Step 1 of 12." in desk.text
    assert desk.boxes[desk.full_name("txtReason")].value == sample.assessment()["assessment.general"]["reason"]


def test_going_back_and_changing_tabs_save_nothing(mock: MockSite, desk: Bare) -> None:
    exchange.enter_plan(desk, sample.plan())
    before = len(mock.writes())
    desk.follow("Edit")
    desk.set("txtStartDate", "06/04/2019")
    desk.follow("Goals")
    assert "Step 2 of 4." in desk.text
    desk.press("<< Back")
    assert desk.boxes[desk.full_name("txtStartDate")].value == sample.DAY
    assert len(mock.writes()) == before

    mock.set(tab_click_saves=True)
    desk.set("txtStartDate", "06/04/2019")
    desk.follow("Goals")
    assert [line["action"] for line in mock.writes()[before:]] == ["update"]


def test_next_discards_an_open_row_form(mock: MockSite, desk: Bare) -> None:
    exchange.enter_plan(desk, sample.plan())
    before = len(mock.writes())
    desk.follow("Edit")
    desk.press("Next >>")
    desk.press("Add a New Goal", asynchronous=True)
    desk.choose("ddlType", "Education")
    desk.press("Next >>")
    assert "Step 3 of 4." in desk.text
    assert len(mock.writes()) == before


def test_deleting_a_goal_takes_its_objectives(mock: MockSite, desk: Bare) -> None:
    exchange.enter_plan(desk, sample.plan())
    desk.follow("Edit")
    desk.press("Next >>")
    desk.follow("Delete")
    [goal] = mock.state("36213")["plans"][0]["goals"]
    assert goal["description"] == sample.plan()["goals"][1]["description"]
    assert goal["objectives"] == []
    assert mock.writes()[-1]["action"] == "row-delete"


def test_a_plan_needs_a_goal(desk: Bare, mock: MockSite) -> None:
    exchange.open_folder(desk, "Plan")
    desk.follow("Create Individual Employment Plan/Service Strategy")
    exchange.fill(desk, catalogue().screens["plan.plan"].fields, sample.plan()["plan"])
    desk.press("Next >>")
    desk.press("Next >>")
    assert "At least one Goal is required." in desk.text
    assert "Step 2 of 4." in desk.text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"actual_begin": "06/06/2019"}, "Actual Begin Date must not be in the future."),
        ({"actual_begin": "05/19/2019"}, "Actual Begin Date must not be before the application date."),
        ({"projected_end": "06/04/2019"}, "Projected End Date must not be before the Projected Begin Date."),
        ({"actual_begin": "02/30/2019"}, "Actual Begin Date must be a date such as 01/31/2019."),
        ({"projected_begin": ""}, "Projected Begin Date is required."),
        ({"code": "413"}, "Activity Code is not allowed for the Customer Program Group."),
        ({"comments": "x" * 1001}, "Comments must be at most 1000 characters."),
    ],
)
def test_an_activity_is_refused(mock: MockSite, desk: Bare, changes: dict[str, str], message: str) -> None:
    mock.set(date_style="plain")
    desk.follow("Programs")
    desk.follow("Create Activity/Enrollment/Service")
    exchange.fill(desk, catalogue().screens["activity.general"].fields, sample.activity() | changes)
    desk.press("Next >>")
    assert message in desk.text
    assert "Step 1 of 3." in desk.text


def test_an_activity_older_than_thirty_days_is_locked(mock: MockSite, desk: Bare) -> None:
    mock.clock("2019-07-06")
    desk.follow("Programs")
    desk.follow("Create Activity/Enrollment/Service")
    exchange.fill(desk, catalogue().screens["activity.general"].fields, sample.activity())
    desk.press("Next >>")
    assert "Actual Begin Date must not be older than 30 days." in desk.text


def test_the_print_has_the_services_only_when_asked_for(mock: MockSite, desk: Bare) -> None:
    exchange.enter_activity(desk, sample.activity())
    exchange.enter_plan(desk, sample.plan())
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(exchange.print_plan(desk))).pages)
    for line in ("4224", "36213", "Mike, Mike", "205-Development of IEP/ISS/EDP", "2242702-WIOA", "Staff Signature"):
        assert line in text

    desk.choose("ddlServices", "No")
    desk.tick("chkStaffSignature", on=False)
    desk.tick("cbxCreatePdf", on=False)
    desk.press("Print", asynchronous=True)
    [script] = [content for kind, _, content in desk.delta if kind == "scriptStartupBlock"]
    page = desk.http.get(script.split("'")[1]).text
    assert "Objectives to Goal #1" in page
    assert "Services Provided Against Plan" not in page
    assert "Staff Signature" not in page


def test_seeds_have_the_shape_of_the_state(mock: MockSite, desk: Bare) -> None:
    enter_all(desk)
    state = mock.state("36213")
    planted = mock.seed(
        "40300", activities=[sample.activity()], assessments=[{"screens": without_hidden(sample.assessment())}],
        plans=[sample.plan()],
    )
    for kind in ("activities", "assessments", "plans"):
        assert kept(planted[kind]) == kept(state[kind])
    assert {line["user_id"] for line in mock.writes()} == {"36213"}
