"""Records: files to typed forms; all that is wrong told at once, with file, line and label."""

from __future__ import annotations

import dataclasses
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.controls import BLANK, ReadOnly, TextBox, site_length
from bot.forms import Form
from bot.pages.activity import ActivityClosure, ActivityGeneral, ActivityProvider
from bot.pages.plan_plan import PlanPlan
from bot.records.load import load
from bot.records.model import ActivityEntry, Plan, Record
from tests.guide import SCREENS, TABS
from tests.unit.records_kit import DEMO, RECORDS, TODAY, change, load_record, load_text, messages, small


def only(folder: Path, record: dict[str, Any], **options: Any) -> Record:
    loaded = load_record(folder, record, **options)
    assert not loaded.problems, [problem.for_author() for problem in loaded.problems]
    return loaded.records[0]


def test_the_demo_is_right_and_the_guides() -> None:
    loaded = load([DEMO], today=TODAY)
    assert not loaded.problems
    assert not loaded.warnings
    mike, linh, sean = loaded.records
    assert [record.user_id for record in loaded.records] == ["36213", "40200", "40300"]
    assert mike.plan is not None
    assert mike.plan.goals is not None
    goal = mike.plan.goals[0]
    assert goal.objectives is not None
    assert (goal.type, goal.description, goal.established_on) == ("Employment", "employment", date(2019, 6, 4))
    assert (goal.estimated_completion, goal.objectives[0].review_on) == (date(2019, 8, 20), date(2019, 7, 19))
    assert (linh.plan_code, sean.plan_code, mike.services) == ("413", "205", ("203", "205"))
    for record in loaded.records:
        assert record.assessment is not None
        assert record.assessment.tab("tests")
        assert record.assessment.tab("employment").history


def test_an_activity_gives_the_wizards_forms(tmp_path: Path) -> None:
    record = only(tmp_path, change(small(), "activities.0.provider", "Employment Services"))
    activity = record.activities[0]
    day = date(2019, 6, 4)
    general, provider, closure = activity.general_form(record), activity.provider_form(), activity.closure_form()
    assert (general.projected_begin, general.actual_begin, general.projected_end, closure.actual_end) == (day,) * 4
    assert (general.app_id, general.customer_group, general.code) == ("2242702", "Adult", "205")
    assert closure.completion_code == "Successful Completion"
    assert provider == ActivityProvider(provider="Employment Services")
    assert dataclasses.replace(record).activities[0].provider_form() is not None
    assert only(tmp_path, small()).activities[0].provider_form() is None


def test_an_activity_entry_covers_the_wizard() -> None:
    """No box of the wizard's three steps is forgotten by the entry that stands for them."""
    derived = {"app_id", "customer_group", "projected_begin", "actual_begin", "projected_end", "actual_end"}
    steps: list[type[Form]] = [ActivityGeneral, ActivityProvider, ActivityClosure]
    boxes = {key: control for form in steps for key, control in form.controls.items() if key not in derived}
    assert {key: ActivityEntry.controls[key] for key in boxes} == boxes
    assert set(ActivityEntry.controls) - set(boxes) == {"date"}


def test_a_plan_gives_the_first_steps_form(tmp_path: Path) -> None:
    plan = only(tmp_path, small()).plan
    assert plan is not None
    form = plan.plan_form()
    assert type(form) is PlanPlan
    assert form.start_date == plan.start_date


def test_not_mentioned_empty_and_a_value(tmp_path: Path) -> None:
    record = change(small(), "plan.goals.0.comments", "")
    goals = only(tmp_path, record).plan.goals  # type: ignore[union-attr]
    assert goals is not None
    assert goals[0].comments is BLANK
    assert goals[0].completed_on is None
    assert goals[0].mentioned()["comments"] is BLANK


def test_only_activities(tmp_path: Path) -> None:
    record = only(tmp_path, change(small(), "plan", None))
    assert record.plan is None
    assert record.assessment is None
    assert record.print.services == "Yes"
    assert record.print.staff_signature is True


def test_numbers_keep_their_zeros_and_people_their_names(tmp_path: Path) -> None:
    text = "participant: {user_id: 0036213, name: 'Mike,Mike', program: Dislocated Worker, app_id: 00042}\n"
    text += "activities: [{code: 205, date: 2019-06-04, region: Fresno, office: 00601 Fresno West AJCC, grant: DW}]"
    person = load_text(tmp_path, text).records[0].participant
    assert (person.user_id, person.name, person.app_id) == ("0036213", "Mike, Mike", "00042")
    assert (person.program, person.customer_group) == ("dislocated_worker", "Dislocated Worker")


def test_services_are_the_records_own_unless_said(tmp_path: Path) -> None:
    assert only(tmp_path, small()).services == ("205",)
    record = change(small(), "plan.services", ["205 - Development of IEP/ISS/EDP", "125"])
    assert only(tmp_path, record).services == ("125", "205")


def test_every_field_is_filled_once() -> None:
    loaded = load([RECORDS / "every_field.yaml"], today=TODAY)
    assert not loaded.problems
    filled: dict[str, set[str]] = {}
    for form in loaded.records[0].forms():
        known = filled.setdefault(form.key, set())
        known.update(key for key, value in form.mentioned().items() if value is not BLANK)
    forms: list[type[Form]] = [*SCREENS.values(), ActivityEntry, Plan]
    for form_class in forms:
        if form_class.key.startswith("activity."):
            continue
        wanted = {key for key, control in form_class.controls.items() if not isinstance(control, ReadOnly)}
        assert filled[form_class.key] >= wanted, form_class.key


def test_limits_are_reached() -> None:
    path = RECORDS / "limits.yaml"
    assert [problem.screen for problem in load([path], today=TODAY).problems] == ["Tests"]  # the mark-up (H13)
    loaded = load([path], today=TODAY, markup_refused=False)
    assert not loaded.problems
    limited, reached = set(), set()
    for form in loaded.records[0].forms():
        for key, value in form.mentioned().items():
            control = form.controls[key]
            if isinstance(control, TextBox) and control.maxlength and form.key != "participant":
                limited.add((form.key, key))
                if site_length(str(value)) == control.maxlength:
                    reached.add((form.key, key))
    screens: list[type[Form]] = [ActivityEntry, *(form for key, form in SCREENS.items() if key != "activity.general")]
    assert limited == {
        (form.key, key)
        for form in screens
        for key, control in form.controls.items()
        if isinstance(control, TextBox) and control.maxlength
    }
    assert reached == limited


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = """\
participant: {user_id: 36213, name: Mike, program: adult, app_id: 2242702}
activities:
- {code: 205, date: soon, region: Fresno, office: 00601 Fresno West AJCC, grant: Adult}
plan:
  start_date: 06/04/2019
  regoin: Fresno
  office: 00601 Fresno West AJCC
  goals:
  - affiliations: [WIOA, WPP]
    Type of Goal: Employment
    term: Short Term
    established_on: 02/30/2019
    estimated_completion: 08/20/2019
    status: opened
    description: employment
    objectives:
    - objective:
      established_on: 06/04/2019
      review_on: 07/19/2019
      program: WIOA
      status: Open
      staff: Lai
"""
    statuses = "Open; Closed, Attained; Closed, Not Attained; did you mean 'Open'?"
    affiliations = "offered are: WIOA; WP; TAA; did you mean 'WP'?"
    assert messages(load_text(tmp_path, text), tmp_path) == [
        "plans.yaml line 1, Participant > Name: 'Mike' is not a name such as Last, First",
        "plans.yaml line 3, Activities > activity 1 > Date: 'soon' is not a date such as 01/31/2026",
        "plans.yaml line 6, Plan: 'regoin' is not a known key here; did you mean 'region'?",
        f"plans.yaml line 9, Goals > goal 1 > Program Affiliation(s): 'WPP' is not offered; {affiliations}",
        "plans.yaml line 10, Goals > goal 1: 'Type of Goal' is not a known key here; did you mean 'type'?",
        "plans.yaml line 12, Goals > goal 1 > Date Established: '02/30/2019' is not a day of the calendar",
        f"plans.yaml line 14, Goals > goal 1 > Status: 'opened' is not offered; offered are: {statuses}",
        "plans.yaml line 17, Objectives > goal 1, objective 1: Objective is required by the site",
        "plans.yaml line 22, Objectives > goal 1, objective 1 > Staff: is filled in by the site itself: leave it out",
    ]


def test_one_bad_record_bars_only_itself(tmp_path: Path) -> None:
    other = change(change(small(), "participant.user_id", "40101"), "participant.app_id", "2240101")
    loaded = load_record(tmp_path, change(small(), "participant.name", "Mike"), other)
    assert [record.user_id for record in loaded.records] == ["40101"]
    assert [problem.user_id for problem in loaded.problems] == ["36213"]


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("plan.goals.0.objectives.0.objective", "x" * 501, "has 501 characters, the box takes 500"),
        ("plan.goals.0.objectives.0.objective", "😀" * 251, "has 502 characters, the box takes 500"),
        ("plan.goals.0.objectives.0.objective", "a\nb", "must be one line"),
        ("plan.goals.0.objectives.0.objective", ["a"], "must be one text, not a list"),
        ("plan.goals.0.objectives.0.objective", {"a": "b"}, "must be text, there stand keys"),
        ("plan.goals.0.description", "wage <15", None),
        ("plan.goals.0.description", "a <b> c", "H13: the site refuses a '<' right before a letter"),
        ("plan.goals.0.description", "&#39;", "H13"),
        ("plan.goals", "soon", "must be a list: start each one with '- '"),
        ("plan.goals", ["soon"], "must hold keys such as: affiliations, type"),
        ("plan.services", ["205", "205"], "names the same option twice"),
        ("plan", "", "'plan' is empty"),
        ("participant", "Mike", "must hold keys such as: user_id"),
        ("participant", None, "'participant' is missing"),
        ("participant.user_id", "36-213", "is not a number of digits only"),
        ("participant.program", "adlut", "is not offered; offered are: adult; dislocated_worker; youth"),
        ("assessment", {}, "this tab is missing ('general')"),
        ("assessment", {"generl": {}}, "did you mean 'general'?"),
        ("assessment", ["general"], "'assessment' must hold keys"),
        ("Plan", {}, "did you mean 'plan'?"),
        ("extra", {"plan.gaols": {"A": "b"}}, "is not a known key under 'extra'; did you mean 'plan.goals'?"),
        ("extra", {"plan.goals": {"Status:": "b"}}, None),
        ("extra", {"plan.goals": {"Status": "b"}}, "write it as 'status' of this screen"),
        ("extra", {"plan.goals": {"Veteran?": "", "Age": ["a"]}}, "needs an answer"),
        ("extra", {"plan.goals": {"Veteran?": "No", "VETERAN?": "No"}}, "is answered twice"),
        ("extra", {"plan.goals": ["Veteran?"]}, "must hold questions by their label"),
        ("extra", {"plan.goals": {"Why?": "a<b"}}, "H13"),
        ("extra", {"plan.goals": {"Another row": "yes"}}, "takes an answer such as 'add beside 1'"),
        ("extra", {"plan.goals": {"Another  ROW": "add beside 0"}}, "takes an answer such as 'add beside 1'"),
        ("extra", {"plan.goals": {"Another row": ["add beside 1"]}}, "takes an answer such as 'add beside 1'"),
        ("extra", {"plan.goals": {"Another row": "Add  beside 2"}}, None),
        ("extra", "x", "'extra' must hold the keys of screens"),
    ],
)  # fmt: skip
def test_words_for_what_is_wrong(tmp_path: Path, path: str, value: Any, words: str | None) -> None:
    loaded = load_record(tmp_path, change(small(), path, value))
    if words is None:
        assert not loaded.problems
    else:
        assert any(words in str(problem) for problem in loaded.problems), messages(loaded, tmp_path)
        assert not loaded.records


def test_boxes_that_the_site_would_not_show(tmp_path: Path) -> None:
    job: dict[str, Any] = {"employer": "A", "title": "B", "started_on": "01/01/2019", "current": "Yes"}
    answers = [
        (job, []),
        ({**job, "ended_on": ""}, []),
        ({**job, "ended_on": "02/01/2019"}, ["can only be filled when 'Currently Employed Here' is No"]),
        ({**job, "ended_on": "soon", "current": "maybe"}, ["is not Yes or No", "is not a date"]),
        ({**job, "current": "No"}, ["End Date is required by the site"]),
        ({**job, "current": "No", "ended_on": "02/01/2019"}, []),
    ]
    for row, wanted in answers:
        record = change(small(), "assessment", {"employment": {"status": "Employed", "history": [row]}})
        found = [p.message for p in load_record(tmp_path, record).problems if p.row == "job 1"]
        assert len(found) == len(wanted), found
        assert all(words in message for words, message in zip(wanted, found, strict=True)), found


def test_a_tab_of_rows_may_be_missing_or_empty() -> None:
    assert {name for name, tab in TABS.items() if tab.is_rows} == {"degree", "certificate", "tests"}
    records = {record.user_id: record for record in load([DEMO], today=TODAY).records}
    assessment = records["36213"].assessment
    assert assessment is not None
    assert assessment.tab("degree") == ()


def test_rows_that_cant_be_told_apart(tmp_path: Path) -> None:
    record = small()
    goal = record["plan"]["goals"][0]
    record["plan"]["goals"].append({**goal, "description": "Employment ", "term": "Long Term"})
    record["activities"].append({**record["activities"][0], "office": "00315 Boyle Heights Worksource Center"})
    found = [problem.message for problem in load_record(tmp_path, record).problems]
    assert found == [
        "can't be told apart from activity 1: the same Activity Code and Date",
        "can't be told apart from goal 1: the same Type of Goal and Goal Description",
    ]


def test_answers_to_local_questions(tmp_path: Path) -> None:
    extra = {"assessment.general": {"Is this participant a veteran?": "No", "Which branches?": ["Army", "Navy"]}}
    record = only(tmp_path, {**small(), "extra": extra})
    assert dict(record.answers("assessment.general")) == extra["assessment.general"]
    assert record.answers("plan.goals") == {}


def test_typed_values() -> None:
    assessment = load([RECORDS / "every_field.yaml"], today=TODAY).records[0].assessment
    assert assessment is not None
    assert assessment.tab("expectation").expected_wage == Decimal("19.25")
    assert assessment.tab("employment").history is not None
    assert assessment.tab("employment").history[0].phone == "909-555-0131"
    assert assessment.tab("household").assistance == ("CalFresh", "Medi-Cal")
    assert assessment.tab("readiness").license_state == "Nevada"
