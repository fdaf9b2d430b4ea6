"""Rules R2-R4, R8, R10 and R12 as they meet what stands on the site; R6, R7 and H13 as the site's own refusals."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.errors import SiteError
from bot.flows.participant import Job
from bot.flows.plan import find_plan
from bot.pages.plan_tab import PlanTab
from bot.pages.print_plan import PrintPlan
from bot.records.model import Record
from tests.kit import Office, brief, plain, record
from tests.site.compare import unlike
from tests.site.standing import standing as as_it_stands

WILSHIRE = {"region": "City of Los Angeles", "office": "00308 Wilshire Metro Worksource Center", "grant": "Adult"}
JUNE_4 = {"code": "205", "date": "06/04/2019", "customer_group": "Adult", **WILSHIRE}
BEGUN = {**JUNE_4, "actual_begin": "06/04/2019", "projected_begin": "06/04/2019"}
EARLIER_PLAN: dict[str, Any] = {"plan": {"start_date": "05/21/2019", **WILSHIRE}, "goals": []}


def stopped(office: Office, each: Record, **changes: Any) -> tuple[str, str, str]:
    """State, kind and message of a run that must not have written anything."""
    (result,) = office.run(each, **changes)
    assert office.written(each.user_id) == []
    assert result.error is not None
    return result.state, result.error.kind, str(result.error)


@pytest.mark.plain_http
def test_a_youth_gets_412_and_413_and_the_plan_shows_them(office: Office, tmp_path: Path) -> None:
    """R3, and R10 for youth: the printed page is checked for 413."""
    youth = record(tmp_path, "40200", {"assessment": None})
    result = office.enter(youth)
    state = office.mock.state("40200")
    assert (unlike(youth, state), state["plans"][0]["services"]) == ([], ["412", "413"])
    assert {one["customer_group"] for one in state["activities"]} == {"Youth"}
    assert result.pdf is not None
    assert "413-" in PdfReader(result.pdf).pages[0].extract_text()


@pytest.mark.plain_http
def test_an_open_plan_of_another_date_stops_the_participant_before_anything_is_written(
    office: Office, tmp_path: Path
) -> None:
    """R8. Also: the activity that would go with the plan is not entered either."""
    office.mock.seed("36213", plans=[EARLIER_PLAN])
    state, kind, message = stopped(office, brief(tmp_path))
    assert (state, kind) == ("needs_person", "mismatch")
    assert "R8" in message


@pytest.mark.plain_http
def test_a_closed_plan_of_another_date_is_no_hindrance(office: Office, tmp_path: Path) -> None:
    """R8 is about open plans."""
    closed = {**EARLIER_PLAN, "plan": {**EARLIER_PLAN["plan"], "closed_on": "06/03/2019"}}
    office.mock.seed("36213", plans=[closed])
    assert office.enter(brief(tmp_path)).state == "done"


OLD = {"activities.0.date": "05/02/2019"}


@pytest.mark.plain_http
def test_an_activity_too_old_to_enter_is_for_the_record_to_fix(office: Office, tmp_path: Path) -> None:
    """R4, looked at again when entering: a record may have waited since it was checked."""
    state, kind, message = stopped(office, record(tmp_path, "36213", _short(OLD), check_age=False))
    assert (state, kind) == ("needs_fix", "record")
    assert "R4" in message


@pytest.mark.plain_http
def test_an_old_activity_that_stands_there_is_fine(office: Office, tmp_path: Path) -> None:
    """R4 is about entering: a second run, weeks later, must not fail for it."""
    office.mock.seed("36213", activities=[{**JUNE_4, "date": "05/02/2019"}])
    result = office.enter(record(tmp_path, "36213", _short(OLD), check_age=False))
    assert result.steps["activities"] == "unchanged"


def _short(changes: dict[str, Any]) -> dict[str, Any]:
    """The changes that make a brief record, and these."""
    return {"assessment": None, "activities": [plain()["activities"][1]], "plan.services": ["205"], **changes}


@pytest.mark.plain_http
@pytest.mark.plain_http
def test_a_site_without_the_assessment_skips_it(office: Office, tmp_path: Path) -> None:
    """R12: the record may hold one all the same; nothing of it is entered."""
    result = office.enter(record(tmp_path), steps={"assessment": False})
    assert (result.state, result.steps["assessment"]) == ("done", "skipped")
    assert office.mock.state("36213")["assessments"] == []


@pytest.mark.parametrize(
    ("standing", "kind", "label"),
    [
        ([{**BEGUN, "projected_end": "06/04/2019"}], "mismatch", "not closed"),
        ([{**BEGUN, "projected_end": "06/04/2019", "actual_end": "06/05/2019"}], "mismatch", "other dates"),
        ([{**JUNE_4, "completion_code": "Unsuccessful Completion"}], "mismatch", "completion code"),
        ([JUNE_4, JUNE_4], "duplicate", "2 times"),
    ],
    ids=["open", "other-dates", "other-completion", "twice"],
)
@pytest.mark.plain_http
def test_an_activity_that_stands_there_otherwise_is_for_a_person(
    office: Office, tmp_path: Path, standing: list[dict[str, Any]], kind: str, label: str
) -> None:
    """R2: activities are never edited; and what stands there twice is never picked from."""
    office.mock.seed("36213", activities=standing)
    state, found, message = stopped(office, brief(tmp_path))
    assert (state, found) == ("needs_person", kind)
    assert "Activity 205" in message
    assert label in message


def test_the_printed_page_has_services_and_the_staff_line_and_nobody_signed(office: Office, tmp_path: Path) -> None:
    """R10. The link by which an applicant signs would leave a line in the mock's log; the program can't be made to
    press it."""
    sample = brief(tmp_path)
    office.mock.seed(sample.user_id, **as_it_stands(sample))
    result = office.enter(sample)
    assert result.pdf is not None
    text = PdfReader(result.pdf).pages[0].extract_text()
    assert "205-Development of IEP/ISS/EDP" in text.replace("\n", " ")
    assert "Staff Signature" in text
    with office.session() as session:
        _open_display_print(office.job(session), sample)
        with pytest.raises(SiteError, match="never pressed"):
            session.site.press("Applicant Signature")
    assert [line for line in office.written() if line.startswith("signature")] == []


def _open_display_print(job: Job, sample: Record) -> None:
    assert job.run(sample).error is None
    home = job.session.go(PlanTab)
    assert sample.plan is not None
    row = find_plan(home, home.read(), sample.plan)
    assert row is not None
    job.session.site.press_in_row(row, "Display/Print")
    PrintPlan(job.session.site).read()


@pytest.mark.plain_http
def test_a_plan_without_a_goal_is_refused_in_the_sites_words(office: Office, tmp_path: Path) -> None:
    """R6, should a record get past `check`: the site's complaint stops the participant at the screen it is about."""
    sample = brief(tmp_path)
    assert sample.plan is not None
    bare = dataclasses.replace(sample, plan=sample.plan.model_copy(update={"goals": ()}))
    (result,) = office.run(bare)
    assert result.error is not None
    assert (result.state, result.error.kind, result.error.screen) == ("needs_person", "refused", "Goals")
    assert "At least one Goal is required." in result.error.message


@pytest.mark.plain_http
def test_dates_in_the_wrong_order_are_refused_in_the_sites_words(office: Office, tmp_path: Path) -> None:
    """R7, should a record get past `check`: no row is left behind."""
    sample = brief(tmp_path)
    assert sample.plan is not None
    assert sample.plan.goals
    goal = sample.plan.goals[0].model_copy(update={"estimated_completion": sample.plan.goals[0].established_on})
    wrong = dataclasses.replace(sample, plan=sample.plan.model_copy(update={"goals": (goal,)}))
    (result,) = office.run(wrong)
    assert result.error is not None
    assert (result.state, result.error.kind, result.error.screen) == ("needs_person", "refused", "Goals, row 1")
    assert "Estimated Date of Completion must be after" in result.error.message
    assert office.mock.state("36213")["plans"][0]["goals"] == []


@pytest.mark.plain_http
def test_a_refusal_nobody_foresaw_is_told_with_its_screen(office: Office, tmp_path: Path) -> None:
    """Holds reading the site's summary of complaints after Next; nothing goes on behind it."""
    office.mock.arm("validator", screen="activity.closure", message="Completion Code needs a supervisor.")
    (result,) = office.run(brief(tmp_path))
    assert result.error is not None
    assert (result.state, result.error.kind, result.error.screen) == ("needs_person", "refused", "Closure Information")
    assert "Completion Code needs a supervisor." in result.error.message
    assert office.written() == []
