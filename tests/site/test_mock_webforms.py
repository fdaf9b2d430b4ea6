"""The mock's WebForms: view state, event validation, addresses, sessions, the delta format, the sign-in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.mock_site import exchange
from tests.mock_site.bare import Bare, UnexpectedAnswer, parse_delta
from tests.mock_site.client import MockSite
from tests.mock_site.webforms import delta

ERROR = "You have encountered an error in the system"
REGION = "ctl00$Main_content$ucAssessmentGeneral$cboRegion"


@pytest.fixture
def wizard(mock: MockSite) -> Iterator[Bare]:
    """Staff11 on the first step of a new assessment."""
    with Bare(mock.home) as bare:
        exchange.sign_in(bare, "Staff11", "Mock-pass-11!")
        exchange.open_person(bare, "36213", "Mike, Mike")
        bare.follow("Plan")
        bare.press("Create Objective Assessment Summary")
        yield bare


def general(bare: Bare) -> None:
    """Fill the first step."""
    bare.choose("cboRegion", "San Diego")
    bare.post(REGION, asynchronous=True)
    bare.choose("ddlOffice", "00501 South Metro Career Center")
    bare.choose("cmbProgram", "Wagner-Peyser (WP)")
    bare.set("txtDate", "06/05/2019")


def test_a_stale_view_state_is_refused(mock: MockSite, wizard: Bare) -> None:
    general(wizard)
    stale = wizard.body(more={wizard.button("Next >>"): "Next >>"})
    wizard.press("Next >>")
    assert "Step 2 of 12." in wizard.text
    again = wizard.http.post(wizard.address, data=stale)
    assert again.status_code == 200
    assert ERROR in again.text
    assert len(mock.writes()) == 1


def test_an_abandoned_redraw_leaves_the_page_usable(mock: MockSite, wizard: Bare) -> None:
    """A browser may give up an asynchronous answer; the view state it still has must go on working."""
    general(wizard)
    wizard.http.post(
        wizard.address, data=wizard.body(REGION) | {"__ASYNCPOST": "true"}, headers={"X-MicrosoftAjax": "Delta=true"}
    )
    wizard.press("Next >>")
    assert "Step 2 of 12." in wizard.text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("__VIEWSTATE", "made-up"),
        ("__VIEWSTATE", None),
        ("__EVENTVALIDATION", "made-up"),
        ("__EVENTTARGET", "ctl00$Main_content$ucTabs$lnkTab3"),
        (REGION, "99"),
        ("ctl00$Main_content$ucAssessmentGeneral$txtNobodyDrew", "x"),
    ],
    ids=["unknown", "missing", "validation", "target", "option", "field"],
)
def test_what_was_not_rendered_is_refused(mock: MockSite, wizard: Bare, field: str, value: str | None) -> None:
    general(wizard)
    body = wizard.body(more={wizard.button("Next >>"): "Next >>"})
    tampered = {key: text for key, text in (body | {field: value}).items() if text is not None}
    answer = wizard.http.post(wizard.address, data=tampered)
    assert (answer.status_code, ERROR in answer.text) == (200, True)
    assert mock.writes() == []

    asynchronous = wizard.http.post(wizard.address, data=tampered, headers={"X-MicrosoftAjax": "Delta=true"})
    assert ("pageRedirect", "", "/vosnet/Error.aspx") in parse_delta(asynchronous.text)


def test_another_session_cannot_use_a_view_state(mock: MockSite, wizard: Bare) -> None:
    general(wizard)
    with Bare(mock.home) as other:
        exchange.sign_in(other, "Staff12", "Mock-pass-12!")
        exchange.open_person(other, "40200", "Nguyen, Linh")
        other.follow("Plan")
        other.press("Create Objective Assessment Summary")
        answer = other.http.post(other.address, data=wizard.body(more={wizard.button("Next >>"): "Next >>"}))
    assert ERROR in answer.text
    assert mock.writes() == []


def test_a_bad_token_answers_another_page_with_status_200(mock: MockSite, wizard: Bare) -> None:
    path = wizard.address.split("?")[0]
    for query in ("", "?enc=bm90IGEgdG9rZW4=", "?enc=%FF"):
        wizard.get(path + query)
        assert wizard.heading == "My Staff Dashboard"
    with Bare(mock.home) as stranger:
        stranger.get(wizard.address)
        assert stranger.heading == "Sign In"


def test_a_changed_select_clears_what_depends_on_it(wizard: Bare) -> None:
    general(wizard)
    wizard.choose("cboRegion", "Fresno")
    wizard.post(REGION, asynchronous=True)
    assert wizard.boxes[wizard.full_name("ddlOffice")].value == ""
    assert wizard.boxes[wizard.full_name("txtDate")].value == "06/05/2019"


def test_a_change_that_was_not_posted_back_clears_at_next(mock: MockSite, wizard: Bare) -> None:
    """As change events do, which are raised before the click: an impatient Next loses the office."""
    general(wizard)
    wizard.choose("cboRegion", "Fresno")
    wizard.press("Next >>")
    assert "Step 1 of 12." in wizard.text
    assert mock.writes() == []


def test_the_delta_counts_as_browsers_do() -> None:
    entries = [("updatePanel", "up", "<p>\U0001f600|é|</p>"), ("hiddenField", "__VIEWSTATE", "")]
    text = delta(entries)
    assert text.startswith("1|#||4|12|updatePanel|up|")
    assert parse_delta(text)[1:] == entries


def test_an_asynchronous_answer_has_what_the_manager_needs(wizard: Bare) -> None:
    wizard.choose("cboRegion", "Fresno")
    wizard.post(REGION, asynchronous=True)
    entries = {(kind, name) for kind, name, _ in wizard.delta}
    assert {("hiddenField", "__VIEWSTATE"), ("hiddenField", "__EVENTVALIDATION"), ("updatePanelIDs", "")} <= entries
    assert [name for kind, name, _ in wizard.delta if kind == "updatePanel"] == ["ctl00_Main_content_upStep"]


def test_marked_up_text_is_refused(mock: MockSite, wizard: Bare) -> None:
    general(wizard)
    for text in ("a <b> c", "</p>", "<!--", "<?x", "&#39;"):
        wizard.set("txtComments", text)
        with pytest.raises(UnexpectedAnswer, match="500"):
            wizard.press("Next >>")
        assert "A potentially dangerous Request.Form value was detected from the client" in wizard.text
        with pytest.raises(UnexpectedAnswer, match="potentially dangerous"):
            wizard.post(REGION, asynchronous=True)
    assert mock.writes() == []

    mock.set(request_validation=False)
    wizard.press("Next >>")
    assert mock.state("36213")["assessments"][0]["screens"]["assessment.general"]["comments"] == "&#39;"


@pytest.mark.parametrize("text", ["a < b", "1 <2", "<", "R&D", "x <- y"])
def test_harmless_text_is_taken(mock: MockSite, wizard: Bare, text: str) -> None:
    general(wizard)
    wizard.set("txtComments", text)
    wizard.press("Next >>")
    assert mock.state("36213")["assessments"][0]["screens"]["assessment.general"]["comments"] == text


def test_a_write_goes_to_the_person_of_the_session(mock: MockSite, wizard: Bare) -> None:
    general(wizard)
    mock.switch_person("Staff11", "40200")
    wizard.press("Next >>")
    assert "Nguyen, Linh" in wizard.text
    assert [(line["user_id"], line["action"]) for line in mock.writes()] == [("40200", "create")]

    wizard.set("txtDesiredOccupation", "cook")
    mock.switch_person("Staff11", "36213")
    wizard.press("<< Back")
    wizard.set("txtReason", "moved")
    wizard.press("Next >>")
    assert [(line["user_id"], line["action"]) for line in mock.writes()] == [("40200", "create"), ("36213", "create")]
    assert mock.state("40200")["assessments"][0]["screens"]["assessment.general"]["reason"] == ""


def test_a_second_tab_tells_the_browser_by_its_cookie(mock: MockSite, wizard: Bare) -> None:
    wizard.http.cookies.set("assisted_userid", "36213", path="/")
    mock.switch_person("Staff11", "40200")
    answer = wizard.http.get("/vosnet/api/poll.ashx")
    assert answer.cookies["assisted_userid"] == "40200"


def test_search_finds_exactly_and_names_may_be_shared(mock: MockSite, wizard: Bare) -> None:
    wizard.follow("Assist an Individual")
    wizard.set("txtLastName", "Garcia")
    wizard.set("txtFirstName", "Maria")
    wizard.press("Search")
    assert "<td>40101</td>" in wizard.text
    assert "<td>40102</td>" in wizard.text
    wizard.follow("Assist an Individual")
    wizard.set("txtUserID", "3621")
    wizard.press("Search")
    assert "No Records Found." in wizard.text


def test_three_wrong_passwords_lock_the_account(mock: MockSite) -> None:
    with Bare(mock.home) as bare:
        bare.get(bare.home)
        bare.follow("Sign In / Register")
        for _ in range(3):
            bare.set("txtUserName", "Staff13")
            bare.set("txtPassword", "wrong")
            bare.press("Sign In")
            assert "The username or password is incorrect." in bare.text
        bare.set("txtUserName", "Staff13")
        bare.set("txtPassword", "Mock-pass-13!")
        bare.press("Sign In")
        assert "Your account has been locked." in bare.text
        assert mock.state("Staff13")["wrong_tries"] == 3


def test_the_second_factor_asks_for_its_code(mock: MockSite) -> None:
    mock.set(second_factor=True, staff_notice=False)
    with Bare(mock.home) as bare:
        bare.get(bare.home)
        bare.follow("Sign In / Register")
        bare.set("txtUserName", "Staff14")
        bare.set("txtPassword", "Mock-pass-14!")
        bare.press("Sign In")
        bare.set("txtVerificationCode", "000000")
        bare.press("Verify")
        assert "The verification code is incorrect." in bare.text
        bare.set("txtVerificationCode", mock.state("Staff14")["verification_code"])
        bare.press("Verify")
        assert bare.heading == "My Staff Dashboard"


def test_switches_are_checked(mock: MockSite) -> None:
    for wrong in ({"no_such": True}, {"flavour": "baroque"}, {"poll": 3}, {"latency_ms": "soon"}):
        with pytest.raises(ValueError, match="UnknownSwitch"):
            mock.set(**wrong)
    mock.set(poll="off", latency_ms="0")
    assert mock.switches()["poll"] is False
    with pytest.raises(ValueError, match="UnknownHazard"):
        mock.arm("meteor")
