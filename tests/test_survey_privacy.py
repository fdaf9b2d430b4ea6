"""No value of anybody's in a survey: a participant whose every field holds a canary is surveyed, and none is found."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from bot.agent.looks import Guard
from bot.errors import NotFound, SiteError
from bot.flows.sign_in import open_participant, sign_in
from bot.pages.plan_tab import PlanTab
from bot.records.model import Participant
from bot.session import Session
from bot.survey.clean import Cleaner
from bot.survey.model import Survey
from bot.survey.take import take_page, take_survey
from tests.kit import DAY, STAFF, Office, record
from tests.mock_site.screens import Field, catalogue
from tests.pages_by_hand.desk import Desk
from tests.standing import standing
from tests.survey_kit import EVERY_FIELD, taken

pytest_plugins = ["tests.pages_by_hand.fixtures"]

CANARY = "Zqxcanary"
PERSON = {"user_id": "47111", "name": f"{CANARY}last, {CANARY}first", "city": f"{CANARY}ville", "app_id": "9473537"}
PLANTED = {
    "text": f"{CANARY} words",
    "textarea": f"{CANARY} words of the participant's",
    "richtext": f"<p>{CANARY} words</p>",
    "date": "07/13/2017",
    "number": "7353",
    "money": "7353.53",
    "phone": "735-373-5353",
}
NEVER = (CANARY, "canary", "47111", "9473537", "07/13", "2017", "7353", "373-5353", "Staff11, Lai")


def _planted(values: dict[str, Any], fields: tuple[Field, ...]) -> dict[str, Any]:
    kinds = {box.key: box.kind for box in fields}
    return {key: PLANTED.get(kinds.get(key, ""), value) for key, value in values.items()}


def _screen(key: str, entry: Any) -> Any:
    screen = catalogue().screens[key]
    if isinstance(entry, list):
        assert screen.rows is not None
        return [_planted(row, screen.rows.fields) for row in entry]
    values = _planted(entry, screen.fields)
    if screen.rows is not None:
        values[screen.rows.key] = [_planted(row, screen.rows.fields) for row in entry[screen.rows.key]]
    return values


def _plant(office: Office) -> str:
    """The canaries in every field of a participant's records; gives the User ID."""
    stands = standing(record(office.folder, EVERY_FIELD))
    goals = catalogue().screens["plan.goals"].rows
    objectives = catalogue().screens["plan.objectives"].rows
    assert goals is not None
    assert objectives is not None
    general = catalogue().screens["activity.general"].fields
    activities = [{**_planted(entry, general), "provider": f"{CANARY} School"} for entry in stands["activities"]]
    (assessment,), (plan,) = stands["assessments"], stands["plans"]
    screens = {key: _screen(key, entry) for key, entry in assessment["screens"].items()}
    rows = [
        {**_planted(goal, goals.fields), "objectives": [_planted(own, objectives.fields) for own in goal["objectives"]]}
        for goal in plan["goals"]
    ]
    first = _planted(plan["plan"], catalogue().screens["plan.plan"].fields)
    office.mock.add_person(**PERSON)
    office.mock.seed(
        PERSON["user_id"],
        activities=activities,
        assessments=[{"screens": screens}],
        plans=[{"plan": first, "goals": rows, "services": plan["services"]}],
    )
    return PERSON["user_id"]


def _leaks(survey: Survey) -> list[str]:
    text = survey.model_copy(update={"taken": survey.taken.replace(year=1999)}).as_yaml()
    return [line for line in text.splitlines() if any(word.casefold() in line.casefold() for word in NEVER)]


@pytest.mark.parametrize("synthetic", [True, False])
def test_no_value_is_in_a_survey(office: Office, synthetic: bool) -> None:
    user_id = _plant(office)
    survey = taken(office, user_id, synthetic=synthetic)
    assert survey.unreached == ()
    assert len(survey.screens) == 25
    assert _leaks(survey) == []
    assert all(screen.tried == synthetic for key, screen in survey.screens.items() if key.startswith("plan.g"))
    assert office.written(user_id) == []
    goal = survey.screens["plan.objectives"].rows
    assert goal is not None
    assert goal.fields["goal"].options is None
    if not synthetic:
        _without_the_standing_choice(survey)


def _without_the_standing_choice(survey: Survey) -> None:
    """The offices on the page are those of the region that stands there: they would tell it."""
    fields = survey.screens["plan.plan"].fields
    assert fields["region"].options
    assert fields["office"].options is None
    training = survey.screens["assessment.expectation"].fields["training_kind"]
    assert training.when == {"training_interest": "Yes"}


def test_made_up_values_are_not_entered_on_a_real_site(office: Office) -> None:
    with office.session(synthetic=False) as session:
        sign_in(session, STAFF)
        with pytest.raises(SiteError, match="synthetic"):
            take_survey(session, "36213", enter=True)
    assert office.written() == []


def test_nobody_is_told(office: Office) -> None:
    with office.session() as session:
        sign_in(session, STAFF)
        with pytest.raises(NotFound):
            take_survey(session, "99999")


def test_a_page_that_a_person_opened_is_surveyed_as_it_is(office: Office) -> None:
    """Whatever page it is: here the second tab of an assessment that nobody told the program about."""
    user_id = _plant(office)
    with office.session() as session:
        sign_in(session, STAFF)
        survey = _opened_by_hand(session, user_id)
    ((key, screen),) = survey.screens.items()
    assert key == "page.objective_assessment_summary_expectation"
    assert (screen.title, screen.heading) == ("Expectation", "Objective Assessment Summary")
    assert screen.fields["short_term_goal"].label == "Short-Term Employment Goal"
    assert _leaks(survey) == []
    assert office.written(user_id) == []


def test_a_page_headed_by_the_participant_is_not_called_by_the_name(desk: Desk) -> None:
    """The key of a page that nobody knows is made of its heading, if that tells nothing of whose page it is."""
    banner = "<p><span>User ID:</span> <span>47111</span></p><p><span>Name:</span> <span>Zqxname, Zoe</span></p>"
    desk.open(banner, heading="Zqxname, Zoe")
    session: Any = SimpleNamespace(site=desk.site, profile=desk.profile)
    survey = take_page(session, DAY)
    assert list(survey.screens) == ["page.without_heading"]
    assert "zqxname" not in survey.as_yaml().casefold()


def _opened_by_hand(session: Session, user_id: str) -> Survey:
    open_participant(session, Participant(user_id=user_id, name=PERSON["name"], program="adult", app_id="9473537"))
    home = session.go(PlanTab)
    session.site.press_in_row(home.assessments(home.read())[0], "Edit")
    session.site.read()
    session.site.press("Expectation", act="leave")
    session.site.read(act="leave")
    return take_page(session)


@pytest.mark.parametrize(
    ("label", "options", "kept"),
    [
        ("Office Location", ("00308 Wilshire Metro", "00312 Hollywood"), True),
        ("Status", ("Open", "Closed, Attained", "Closed, Not Attained"), True),
        ("Activity Code", ("203 - Objective Assessment", "205 - Development of IEP/ISS/EDP"), True),
        ("Goal", ("1 - find work", "2 - finish school"), False),
        ("Goal", ("#1: find work",), False),
        ("Case Manager", ("A", "B"), False),
        ("Assigned to", ("A", "B"), False),
        ("Whose", ("Rivera, Ana", "Smith, Tom B."), False),
        ("Contact", ("ana@example.org",), False),
        ("Enrollment", ("WIOA 05/20/2019",), False),
        ("Application", ("WIOA", "WP"), False),
        ("Whom", ("Zoe Zqxname", "Other"), False),
        ("Program", ("Title I - Workforce Development (WIOA)",), True),
    ],
)
def test_lists_that_may_hold_people_are_left_out(label: str, options: tuple[str, ...], kept: bool) -> None:
    cleaner = Cleaner(Guard("36213", "Zqxname, Zoe"))
    assert (cleaner.options(label, options) is not None) == kept


def test_a_heading_that_names_the_participant_is_left_out() -> None:
    cleaner = Cleaner(Guard("36213", "Zqxname, Zoe"))
    assert cleaner.texts(("Case Notes", "Notes of Zqxname, Zoe", "Person 36213")) == ("Case Notes",)
