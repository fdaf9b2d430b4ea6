"""No value of anybody's in a survey: a participant whose every field holds a canary is surveyed, and none is found."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from bot.agent.looks import BoxSeen, Guard
from bot.errors import NotFound, SiteError
from bot.flows.sign_in import open_participant, sign_in
from bot.pages.plan_tab import PlanTab
from bot.records.model import Participant
from bot.session import Session
from bot.survey.boxes import box_of, keyed
from bot.survey.clean import Cleaner
from bot.survey.model import Survey
from bot.survey.noting import Notes
from bot.survey.take import take_page, take_survey
from bot.survey.trying import try_choices
from bot.survey.wizard import Passage
from bot.survey.words import Stuck
from tests.kit import DAY, STAFF, Office, record
from tests.mock_site.screens import Field, catalogue
from tests.page.pages_by_hand.boxes import drop_down, labelled
from tests.page.pages_by_hand.desk import Desk
from tests.site.standing import standing
from tests.site.survey_kit import EVERY_FIELD, taken

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


def test_a_button_is_pressed_by_likeness_only_where_it_can_do_no_harm(desk: Desk) -> None:
    """It opens an empty row: on synthetic sites, where it is the only one that is worded like the known one."""
    one, other = (f"<button type=button>{text}</button>" for text in ("Add New Goal", "Add a Goal"))

    def pressed(body: str, *, tries: bool) -> bool:
        desk.open(body)
        session: Any = SimpleNamespace(site=desk.site, profile=desk.profile)
        passage = Passage(desk.site, Notes(session, tries=tries), "plan", DAY, may_enter=False)
        with suppress(Stuck):
            passage._press_likely("Add a New Goal", desk.site.agent.survey())
        return "click" in desk.events()

    assert [pressed(one, tries=True), pressed(one, tries=False), pressed(one + other, tries=True)] == [
        True, False, False,
    ]  # fmt: skip


def test_only_choices_that_post_the_page_back_are_tried(desk: Desk) -> None:
    region = drop_down("ddlRegion", ("North", "South"), "onchange=\"false && __doPostBack('x', '')\"")
    status = drop_down("ddlStatus", ("Open", "Closed"))
    desk.open(labelled("Region", "ddlRegion") + region + labelled("Status", "ddlStatus") + status)
    try_choices(desk.site, lambda: keyed(desk.site.agent.survey().boxes, Cleaner(None)))
    assert desk.js("[end('ddlRegion').value, end('ddlStatus').value]") == ["2", ""]


TABLES = """
<table><tr><th>Reason for leaving</th><td>Zqxcanary words</td></tr><tr><th>City</th><td>Zqxcanaryville</td></tr></table>
<table><tr><th scope="row">Zqxcanary</th><th>Employer</th></tr><tr><th scope="row">a</th><td>Canary</td></tr></table>
<a href="#">Zoe Zqxname</a> <a href="#">Rivera-Canary, Ana</a> <a href="#">Application 2242702</a> <a href="#">Notes</a>
<p><span>Zqxcanary before</span><input type="text" id="ctl00_Main_content_txtOdd" name="ctl00$Main_content$txtOdd"
 value="Canary in a box"></p>
"""


def test_nothing_that_a_page_shows_beside_its_labels_is_taken_for_one(desk: Desk) -> None:
    """Tables headed by rows, links that are people's names, a text before a box; the page says a name and no number."""
    desk.open(f"<p><span>Name:</span> <span>Zqxname, Zoe</span></p>{TABLES}", heading="Zoe Zqxname's notes")
    session: Any = SimpleNamespace(site=desk.site, profile=desk.profile)
    survey = take_page(session, DAY)
    (screen,) = survey.screens.values()
    assert [grid.columns for grid in screen.grids] == [("Reason for leaving",), ("Employer",)]
    assert screen.links == ("Application #", "Notes")
    assert [word for word in ("canary", "zqxname", "2242702") if word in survey.as_yaml().casefold()] == []


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
        ("Family Member", ("Ana", "Tom"), False),
        ("Career Planner", ("A", "B"), False),
        ("", ("de la Cruz Lopez, Ana M.", "Other"), True),
    ],
)
def test_lists_that_may_hold_people_are_left_out(label: str, options: tuple[str, ...], kept: bool) -> None:
    cleaner = Cleaner(Guard("36213", "Zqxname, Zoe"), {"closed", "not", "attained"})
    assert (cleaner.options(label, options) is not None) == kept


def test_a_name_among_other_options_is_left_out_and_what_the_program_knows_is_no_name() -> None:
    cleaner = Cleaner(Guard("36213", "Zqxname, Zoe"), {"closed", "attained"})
    options = ("Open", "Closed, Attained", "Rivera, Ana", "de la Cruz Lopez, Ana M.")
    assert cleaner.options("Whose", options) == ("Open", "Closed, Attained")


def test_a_list_without_a_label_is_told_by_its_name() -> None:
    seen = BoxSeen("", "select", "ddlCaseManager", "", False, None, ("A", "B"), False, "")
    assert box_of(seen, Cleaner(None)).options is None


def test_a_heading_that_names_the_participant_is_left_out() -> None:
    cleaner = Cleaner(Guard("36213", "Zqxname, Zoe"))
    assert cleaner.texts(("Case Notes", "Notes of Zqxname, Zoe", "Zoe A. Zqxname", "Person 36213")) == ("Case Notes",)
    assert Cleaner(Guard("36213", "Li, Bo")).texts(("Lists", "Bo Li")) == ("Lists",)
