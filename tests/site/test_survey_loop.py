"""The first day on a site nobody knows, closed to a loop: survey, adapt, survey again, and the whole job passes; a mock
built from the survey looks the same to the next survey, and the job passes on it too. No line of code is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import Profile, load_profile
from bot.survey.adapt import propose
from bot.survey.compare import drift
from bot.survey.model import Survey
from bot.survey.proposals import SURE, Proposal
from bot.survey.write import write_corrections
from tests.kit import Office, brief
from tests.site.hazard_kit import ONLY_PLAN, short
from tests.site.standing import standing
from tests.site.survey_kit import taken

FOREIGN: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent.parent / "mock_site" / "foreign.yaml").read_text(encoding="utf-8")
)
PROFILE = """\
# The sandbox of another state. This comment is a person's.
base_url: "{home}"
save: true
synthetic: true            # made-up people only
today: 2019-06-05
wizard_saves: {{activity: finish, assessment: next, plan: next}}
"""
ANSWERS = {"Is this individual a veteran?": "No", "Selective Service Verified": "Not Applicable", "Priority": "Low",
           "Certificates Verified": "Yes", "ddlXqGiven": "School"}
UNSURE = {
    "Create Activity/Enrollment/Service": "Create Enrollment/Activity/Service",
    "Objective Assessment Summary": "Objective Assessment",
    "Individual Employment Plan/Service Strategy": "Individual Employment Plan (IEP)",
    "Create Objective Assessment Summary": "Create Objective Assessment",
    "Create Individual Employment Plan/Service Strategy": "Create Individual Employment Plan (IEP)",
    "Next >>": "Continue >>",
    "Activity Enrollment": "Activity/Enrollment",
    "Save": "Save Row",
    "Search": "Search Now",
    "Individual List": "List of Individuals",
    "User ID": "User ID No.",
    "Staff Profiles": "Staff Profile",
    "Projected End Date": "Planned End Date",
    "Select Activity Code": "Look Up Activity Code",
    "General": "General Details",
    "Barriers": "Employment Barriers",
    "activity.general.office": "Office",
    "activity.general.code": "Activity",
    "activity.general.projected_end": "Planned End Date",
    "activity.closure.completion_code Successful Completion": "Completed Successfully",
    "activity.closure.completion_code Unsuccessful Completion": "Completed Unsuccessfully",
    "assessment.general.office": "Office",
    "assessment.general.reason": "Reason for Services",
    "assessment.expectation.short_term_goal": "Short Term Employment Goal",
    "assessment.expectation.long_term_goal": "Long Term Employment Goal",
    "assessment.expectation.strengths": '[name$="$txtWfStre"], [name="txtWfStre"]',
    "assessment.expectation.wage_unit Hour": "Hourly",
    "assessment.expectation.wage_unit Week": "Weekly",
    "assessment.expectation.wage_unit Month": "Monthly",
    "assessment.expectation.wage_unit Year": "Yearly",
    "assessment.expectation.work_type Either": "Either One",
    "assessment.education.last_school": "Last School",
    "assessment.employment.history.duties": "Duties",
    "assessment.employment.history.leaving_reason Laid Off": "Layoff",
    "assessment.employment.history.leaving_reason Seasonal Work Ended": "End of Seasonal Work",
    "assessment.readiness.languages": '[name$="$txtWfLang"], [name="txtWfLang"]',
    "assessment.readiness.computer None": "No Skills",
    "assessment.background.supervision": "On Probation/Parole",
    "assessment.referrals.summary": "Summary and Recommendation",
    "plan.plan.office": "Plan Office Location",
    "plan.objectives.objective": "Objective Description",
}
"""What a person has to say yes to, because the program is not sure: every one of them is right, and no other comes."""


def _decided(proposals: list[Proposal]) -> list[Proposal]:
    """The sure ones, and the others as a person decides on them; one that the person does not know fails the test."""
    accepted = []
    for each in proposals:
        if each.open:
            accepted.append(each.answered(ANSWERS[each.question]))
        elif each.confidence >= SURE:
            accepted.append(each)
        else:
            key = f"{each.place} {each.ours}" if each.section == "options" else each.place
            assert UNSURE[key] == each.value, (each.section, key, each.value)
            accepted.append(each)
    return accepted


def _corrections(profile: Profile) -> dict[str, Any]:
    return {"forms": profile.forms}


def _serve(office: Office, screens: dict[str, Any], *, activity: bool = False) -> None:
    """A site where nothing stands yet, or one activity: lists show their columns only when they have rows."""
    office.mock.reset()
    office.mock.screens(screens)
    if activity:
        office.mock.seed("36213", activities=standing(brief(office.folder))["activities"])


@pytest.mark.timeout(300)
def test_a_foreign_site_is_adapted_to_without_a_change_of_code(office: Office) -> None:
    path = office.folder / "other.yaml"
    path.write_text(PROFILE.format(home=office.mock.home), encoding="utf-8")
    survey = _adapt(office, path)
    assert path.read_text(encoding="utf-8") == PROFILE.format(home=office.mock.home)
    profile = load_profile(str(path))
    absent = [spec for screen in profile.forms.map.screens.values() for spec in screen.fields.values() if spec.absent]
    assert {spec.label for spec in absent} == {"English Language Learner", "Other Income per Month"}

    _serve(office, FOREIGN)
    result = office.enter(short(office.folder, {"assessment.referrals.referrals": None}), **_corrections(profile))
    assert result.state == "done"
    assert result.steps == dict.fromkeys(("activities", "assessment", "plan"), "entered") | {"print": "printed"}
    (assessment,) = office.mock.state("36213")["assessments"]
    assert assessment["screens"]["assessment.general"]["veteran"] == "No"
    assert assessment["screens"]["assessment.certificate"]["verified"] == "Yes"
    assert assessment["screens"]["assessment.tests"]["given_by"] == "School"
    assert assessment["screens"]["assessment.expectation"]["wage_unit"] == "Hourly"

    rebuilt = yaml.safe_load(survey.as_yaml())
    _serve(office, rebuilt, activity=True)
    again = taken(office, enter=True, **_corrections(profile))
    assert drift(survey, again) == []
    assert again == survey
    _serve(office, rebuilt, activity=True)
    office.enter(brief(office.folder), steps=ONLY_PLAN, **_corrections(profile))


def _adapt(office: Office, path: Path) -> Survey:
    """Survey and adapt, until nothing is proposed any more; gives the last survey."""
    for _ in range(8):
        _serve(office, FOREIGN, activity=True)
        profile = load_profile(str(path))
        survey = taken(office, enter=True, **_corrections(profile))
        proposals = propose(survey, profile)
        if not proposals:
            assert survey.unreached == ()
            return survey
        write_corrections(profile, _decided(proposals))
    raise AssertionError([(each.section, each.place, each.value, each.confidence) for each in proposals])
