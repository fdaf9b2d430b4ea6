"""Every hazard of the mock behaves as its name says (H1-H13), seen by bare HTTP."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.mock_site import exchange, sample
from tests.mock_site.bare import Bare, UnexpectedAnswer
from tests.mock_site.client import MockSite
from tests.mock_site.screens import catalogue

REGION = "ctl00$Main_content$ucAssessmentGeneral$cboRegion"
GENERAL = "assessment.general"


@pytest.fixture
def desk(mock: MockSite) -> Iterator[Bare]:
    """Staff11 on the Plan folder of the guide's own person."""
    with Bare(mock.home) as bare:
        exchange.sign_in(bare, "Staff11", "Mock-pass-11!")
        exchange.open_person(bare, "36213", "Mike, Mike")
        bare.follow("Plan")
        yield bare


def begin(bare: Bare) -> dict[str, str]:
    """Fill the first step of a new assessment; the body of its Next."""
    bare.press("Create Objective Assessment Summary")
    fill(bare, GENERAL)
    return bare.body(more={bare.button("Next >>"): "Next >>"})


def fill(bare: Bare, screen: str) -> None:
    exchange.fill(bare, catalogue().screens[screen].fields, sample.assessment()[screen])


def actions(mock: MockSite) -> list[tuple[str, str]]:
    return [(line["user_id"], line["action"]) for line in mock.writes()]


def took(started: float) -> float:
    return time.monotonic() - started


def test_h1_the_delay_of_a_reset(mock: MockSite, desk: Bare) -> None:
    """A box at an even place posts back late by itself; one at an odd place is answered late."""
    mock.set(reset_delay_ms=120)
    desk.press("Create Objective Assessment Summary")
    assert ", 120)" in desk.text

    desk.press("Cancel")
    exchange.open_folder(desk, "Programs")
    desk.follow("Create Activity/Enrollment/Service")
    desk.choose("ddlCustomerGroup", "Adult")
    started = time.monotonic()
    desk.post("ctl00$Main_content$ucActivityGeneral$ddlCustomerGroup", asynchronous=True)
    assert took(started) >= 0.12


@pytest.mark.parametrize("on", [True, False])
def test_h2_leaving_a_box_posts_back(mock: MockSite, desk: Bare, on: bool) -> None:
    mock.set(blur_postback=on)
    begin(desk)
    desk.press("Next >>")
    [box] = re.findall(r"<input name=[^>]*DesiredOccupation[^>]*>", desk.text)
    assert ("setTimeout" in box) is on


def test_h5_offices_come_late(mock: MockSite, desk: Bare) -> None:
    mock.set(late_lists_ms=100)
    desk.press("Create Objective Assessment Summary")
    desk.choose("cboRegion", "San Diego")
    desk.post(REGION, asynchronous=True)
    office = desk.boxes[desk.full_name("ddlOffice")]
    assert (list(office.options), office.disabled) == (["None Selected"], True)
    started = time.monotonic()
    desk.choose("ddlOffice", "00502 East County Career Center")
    assert took(started) >= 0.1

    mock.set(late_lists=False)
    desk.post(REGION, asynchronous=True)
    assert len(desk.boxes[desk.full_name("ddlOffice")].options) == 3


@pytest.mark.parametrize(
    ("resend", "written", "status"),
    [("drop", 2, 200), ("dedupe", 1, 200), ("answer_error", 1, 500)],
)
def test_h7_an_answer_is_lost_after_its_write(
    mock: MockSite, desk: Bare, resend: str, written: int, status: int
) -> None:
    body = begin(desk)
    mock.arm("lost_answer", screen=GENERAL, resend=resend)
    with pytest.raises(httpx.RemoteProtocolError):
        desk.http.post(desk.address, data=body)
    assert actions(mock) == [("36213", "create")]

    again = desk.http.post(desk.address, data=body)  # as Chromium does by itself
    assert again.status_code == status
    assert len(mock.state("36213")["assessments"]) == written


def test_h7_waits_for_the_nth_write(mock: MockSite, desk: Bare) -> None:
    mock.arm("lost_answer", nth=2)
    begin(desk)
    desk.press("Next >>")
    fill(desk, "assessment.expectation")
    with pytest.raises(httpx.RemoteProtocolError):
        desk.press("Next >>")
    assert len(mock.writes()) == 2


@pytest.mark.parametrize("when", ["before_write", "after_write"])
@pytest.mark.parametrize(
    ("form", "heading"),
    [("timeout", "Session Timeout"), ("signin", "Sign In"), ("wrong_page", "Welcome to CalJOBS")],
)
def test_h8_the_session_is_lost(mock: MockSite, desk: Bare, form: str, heading: str, when: str) -> None:
    begin(desk)
    mock.arm("session_loss", screen=GENERAL, form=form, when=when)
    desk.press("Next >>")
    assert desk.heading == heading
    assert len(mock.writes()) == (when == "after_write")
    desk.get(mock.url + "/vosnet/dashboards/default.aspx")
    assert desk.heading == "Sign In"


def test_h8_sessions_time_out(mock: MockSite, desk: Bare) -> None:
    mock.expire_sessions()
    desk.follow("Programs")
    assert desk.heading == "Session Timeout"
    assert "You have exeeded the timeout settings for VOS" in desk.text
    exchange.sign_in(desk, "Staff11", "Mock-pass-11!")
    desk.get(mock.url + "/vosnet/dashboards/default.aspx")
    mock.set(session_timeout_minutes=0)
    desk.get(mock.url + "/vosnet/dashboards/default.aspx")
    assert desk.heading == "Session Timeout"


def test_h9_slow_and_down(mock: MockSite, desk: Bare) -> None:
    mock.set(latency_ms=60)
    started = time.monotonic()
    desk.follow("Programs")
    assert took(started) >= 0.06
    mock.set(latency_ms=0)

    mock.arm("slow", seconds=0.2)
    started = time.monotonic()
    desk.follow("Plan")
    assert took(started) >= 0.2

    mock.arm("down", requests=1)
    with pytest.raises(UnexpectedAnswer, match="503"):
        desk.get(mock.home)
    desk.get(mock.home)

    mock.arm("down", requests=1, how="close")
    with pytest.raises(httpx.RemoteProtocolError):
        desk.get(mock.home)
    desk.get(mock.home)

    mock.arm("down", seconds=0.2)
    with pytest.raises(UnexpectedAnswer, match="503"):
        desk.get(mock.home)


def test_h10_access_denied_until_the_reset(mock: MockSite, desk: Bare) -> None:
    mock.arm("access_denied")
    for _ in range(2):
        with pytest.raises(UnexpectedAnswer, match="403"):
            desk.get(mock.home)
        assert "<title>Access Denied</title>" in desk.text
    mock.reset()
    desk.get(mock.home)


def test_h11_the_person_is_switched_before_a_screen(mock: MockSite, desk: Bare) -> None:
    mock.arm("switch_person", to="40200", before="assessment.expectation")
    begin(desk)
    assert desk.boxes["gui_assisted_userid"].value == "36213"
    desk.press("Next >>")
    assert "Nguyen, Linh" in desk.text
    fill(desk, "assessment.expectation")
    desk.press("Next >>")
    assert actions(mock) == [("36213", "create"), ("40200", "create")]


def test_h12_the_server_cuts_and_drops(mock: MockSite, desk: Bare) -> None:
    mock.set(cut_text={"reason": 6}, drop_field=[f"{GENERAL}.comments"])
    begin(desk)
    desk.press("Next >>")
    saved = mock.state("36213")["assessments"][0]["screens"][GENERAL]
    assert saved["reason"] == "Reason"
    assert "comments" not in saved


def test_refusals_dialogs_and_options_that_a_test_arms(mock: MockSite, desk: Bare) -> None:
    mock.arm("option_missing", screen=GENERAL, field="program", option="Wagner-Peyser (WP)")
    mock.arm("unknown_dialog", screen=GENERAL)
    mock.arm("validator", screen=GENERAL, message="Case is locked.")
    desk.press("Create Objective Assessment Summary")
    assert "Supervisor approval" in desk.text
    assert "Wagner-Peyser (WP)" not in desk.boxes[desk.full_name("cmbProgram")].options
    fill(desk, GENERAL)
    desk.press("Next >>")
    assert "<li>Case is locked.</li>" in desk.text
    desk.post("ctl00$Main_content$btnApprove")
    assert [line["screen"] for line in mock.writes()] == ["supervisor_approval"]


def test_local_questions_are_asked_and_kept_by_their_label(mock: MockSite, desk: Bare) -> None:
    label = "Is this participant a veteran?"
    mock.set(local_questions={GENERAL: [{"label": label, "control": "yesno", "required": True}]})
    begin(desk)
    desk.press("Next >>")
    assert f"{label} is required." in desk.text
    desk.tick("rblLocal0", "1")
    desk.press("Next >>")
    assert mock.state("36213")["assessments"][0]["screens"][GENERAL][label] == "Yes"


def test_wagner_peyser_is_offered_to_who_has_none(mock: MockSite, desk: Bare) -> None:
    mock.add_person(user_id="50001", name="Roe, Kim", wp_registered=False)
    shown: dict[tuple[str, str], bool] = {}
    for mode in ("sometimes", "always", "off"):
        mock.set(wp_modal=mode)
        for user_id, name in (("50001", "Roe, Kim"), ("36213", "Mike, Mike")):
            desk.follow("Assist an Individual")
            desk.set("txtUserID", user_id)
            desk.press("Search")
            desk.follow(name)
            shown[mode, user_id] = "WP Registered Only Notification" in desk.text
    assert [key for key, value in shown.items() if value] == [
        ("sometimes", "50001"), ("always", "50001"), ("always", "36213"),
    ]
    desk.post("ctl00$Main_content$btnCreateWPRegisteredOnly")
    assert [line["screen"] for line in mock.writes()] == ["wp_registration"]
