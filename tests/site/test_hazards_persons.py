"""H11: another person than the record's. The worst failure there is: not one write may follow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.kit import Office, brief
from tests.site.hazard_kit import NEIGHBOUR, Meanwhile, neighbour, quick, short, stands, stopped

NO_PRINT = {"print": False}


def second_tab(browser: Browser, office: Office, user_id: str) -> None:
    """A person opens another participant in a second tab of the bot's own sign-in, and closes it again."""
    page = browser.contexts[-1].new_page()
    page.goto(office.mock.home)
    page.locator("#menu a", has_text="Assist an Individual").evaluate("link => { location.href = link.href; }")
    page.get_by_label("User ID", exact=True).fill(user_id)
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Garcia, Maria").click()
    page.get_by_text("General Information").wait_for()
    page.close()


@pytest.mark.parametrize(
    ("screen", "last"),
    [
        quick("activity.provider", None),
        quick("assessment.household", "assessment.employment update"),
        ("plan.objectives", "plan.goals row-create"),
    ],
)
def test_another_person_stands_there_at_the_next_screen(
    office: Office, tmp_path: Path, screen: str, last: str | None
) -> None:
    """Guard: whoever presses what saves compares the person first, in the same task (guardProblems, in 5_act.js)."""
    office.mock.arm("switch_person", before=screen, to="40102")
    changes = {"plan": None, "print": None}
    sample = short(tmp_path, changes) if screen.startswith("assessment") else brief(tmp_path)
    result, other = office.run(sample, neighbour(tmp_path), steps=NO_PRINT)
    stopped(result, sample, "wrong_person")
    assert office.written()[-1:] == ([last] if last else [])
    assert office.written("40102") == []
    assert (other.state, office.written(NEIGHBOUR)) == ("done", ["activity.closure create"])


@pytest.mark.painted
def test_a_second_tab_takes_the_person_away_in_the_middle_of_a_tab(
    office: Office, painting_browser: Browser, tmp_path: Path
) -> None:
    """Guard: the cookie that all tabs share is compared too; the page itself still shows the right person."""
    office.watched = Meanwhile("Barriers", lambda: second_tab(painting_browser, office, "40102"))
    sample = short(tmp_path, {"plan": None, "print": None})
    (result,) = office.run(sample)
    assert "another window" in stopped(result, sample, "wrong_person")
    assert office.written()[-1] == "assessment.readiness update"
    assert office.written("40102") == []


@pytest.mark.plain_http
def test_somebody_of_the_same_name_is_told_by_the_number(office: Office, tmp_path: Path) -> None:
    """Guard: the User ID is compared, not only the name."""
    office.mock.add_person(user_id="36214", name="Mike, Mike")
    office.mock.arm("switch_person", before="plan.goals", to="36214")
    sample = brief(tmp_path)
    (result,) = office.run(sample, steps=NO_PRINT)
    stopped(result, sample, "wrong_person")
    assert office.written()[-1] == "plan.plan create"
    assert office.written("36214") == []


@pytest.mark.plain_http
def test_a_postback_brings_the_news_while_a_form_is_filled(office: Office, tmp_path: Path) -> None:
    """Guard: the person is compared right before the save, not only when the screen was opened."""
    office.watched = Meanwhile("Goals", lambda: office.mock.switch_person("Staff11", NEIGHBOUR))
    sample = brief(tmp_path)
    (result,) = office.run(sample, steps=NO_PRINT)
    stopped(result, sample, "wrong_person")
    assert office.written()[-1] == "plan.plan create"
    assert office.written(NEIGHBOUR) == []


@pytest.mark.plain_http
def test_of_two_people_of_one_name_only_the_record_s_is_touched(office: Office, tmp_path: Path) -> None:
    """Guard: the search is by User ID, and the row of that User ID is opened."""
    second = {"user_id": "40102", "name": "Garcia, Maria", "program": "adult", "app_id": "2240102"}
    sample = brief(tmp_path, {"participant": second})
    office.enter(sample, steps=NO_PRINT)
    stands(office, sample)
    assert office.written("40101") == []


@pytest.mark.plain_http
@pytest.mark.parametrize(
    "who",
    [{"participant.name": "Mike, Michael"}, {"participant.user_id": "40200"}, {"participant.user_id": "99999"}],
    ids=["another name", "somebody else's User ID", "nobody's User ID"],
)
def test_who_is_not_clearly_the_record_s_person_is_never_opened(
    office: Office, tmp_path: Path, who: dict[str, str]
) -> None:
    """Guard: name and User ID of the list must both be the record's (IndividualList.open)."""
    sample, other = brief(tmp_path, who), neighbour(tmp_path)
    result, after = office.run(sample, other, steps=NO_PRINT)
    stopped(result, sample, "participant_not_found")
    assert after.state == "done"
    assert {line["user_id"] for line in office.mock.writes()} == {NEIGHBOUR}
