"""Form maps: what they make, and what is told of those that can't be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.config import Profile, load_profile
from bot.controls import BLANK, CheckList, DropDown, Unreadable
from bot.forms.form_map import MapError
from bot.forms.site_forms import FOLDERS, SiteForms, forms_of, guide_forms
from bot.pages.assessment import tabs_of as pages_of
from bot.pages.plan_goals import Goal
from bot.pages.plan_objectives import Objective, PlacedObjective, placed
from bot.pages.plan_plan import PlanPlan
from bot.records.load import load
from bot.records.model import ActivityEntry, Plan, check_forms, screens_of
from bot.sheets.columns import sheets_of
from tests.kit import ROOT
from tests.unit.records_kit import TODAY, load_record, small

HEAD = "form_map: 1\nbased_on: guide\n"


def forms(folder: Path, text: str, head: str = HEAD) -> SiteForms:
    """The forms of a map, all of them made."""
    path = folder / "site.forms.yaml"
    path.write_text(head + text, encoding="utf-8")
    return check_forms(forms_of(path, FOLDERS))


def needs_lists() -> SiteForms:
    return check_forms(forms_of(ROOT / "configs" / "needs-lists.forms.yaml", FOLDERS))


def test_a_site_without_a_map_has_the_guides_forms() -> None:
    profile = load_profile("mock")
    assert profile.forms is guide_forms()
    assert profile.forms.of(Goal) is Goal, "what a map says nothing of stays as the code has it"
    assert len(profile.forms.tabs) == 12
    assert [page.tab for page in pages_of(profile.forms).values()][:3] == ["General", "Expectation", "Education"]


def test_equal_maps_make_the_same_forms(tmp_path: Path) -> None:
    """Values of forms compare equal only then."""
    one, other = (forms(tmp_path, "screens: {plan.goals: {fields: {term: {label: Term}}}}\n") for _ in range(2))
    assert one is other


def test_a_line_of_the_map_is_a_field_everywhere(tmp_path: Path) -> None:
    """Beside those of the code: in records, with its rules, in the workbook, and on the form that is entered."""
    site = forms(
        tmp_path,
        "screens: {plan.goals: {fields: {goal_name: {label: Goal Name, kind: text, required: true, max: 9}}}}\n",
    )
    goal = site.of(Goal)
    assert issubclass(goal, Goal)
    assert goal.controls.keys() - Goal.controls.keys() == {"goal_name"}
    assert site.of(Plan).rows["goals"] is goal
    headings = [column.heading for column in sheets_of(site).by_name["Goals"].columns]
    assert "Goal Name" in headings
    record = small()
    lacking = [problem.message for problem in load_record(tmp_path, record, forms=site).problems]
    assert lacking == ["Goal Name is required by the site"]
    record["plan"]["goals"][0]["goal_name"] = "ten letters"
    (too_long,) = load_record(tmp_path, record, forms=site).problems
    assert (too_long.screen, too_long.field) == ("Goals", "Goal Name")
    record["plan"]["goals"][0]["goal_name"] = "nine"
    (made,) = load_record(tmp_path, record, forms=site).records
    assert made.plan is not None
    assert made.plan.goals is not None
    assert getattr(made.plan.goals[0], "goal_name") == "nine"  # noqa: B009


def test_the_sites_words_for_what_the_code_knows(tmp_path: Path) -> None:
    site = forms(
        tmp_path,
        "words: {Edit: Change}\n"
        "screens:\n"
        "  plan.plan: {title: Start, fields: {region: {label: LWDB, locator: '#r'}, closed_on: {absent: true}}}\n"
        "  plan.goals: {fields: {type: {options: [Employment, Schooling], words: {Employment: Work}}}}\n",
    )
    plan, goal = site.of(PlanPlan), site.of(Goal)
    assert (plan.label("region"), plan.controls["region"].locator, plan.screen_title) == ("LWDB", "#r", "Start")
    assert plan.controls["closed_on"].absent
    kind = goal.controls["type"]
    assert isinstance(kind, DropDown)
    assert kind.options == ("Employment", "Schooling")
    assert (kind.in_site_words("Employment"), kind.in_our_words("work")) == ("Work", "Employment")
    assert site.words == {"Plan": "Start", "Edit": "Change"}
    record = small()
    record["plan"]["closed_on"] = "06/30/2019"
    (told,) = load_record(tmp_path, record, forms=site).problems
    assert told.message == "this site has no such box (its form map says so): leave it out"
    record["plan"]["closed_on"] = ""
    assert not load_record(tmp_path, record, forms=site).problems, "emptying what is not there needs nothing"


def test_an_objective_keeps_its_learned_fields_when_its_goal_is_chosen(tmp_path: Path) -> None:
    site = forms(tmp_path, "screens: {plan.objectives: {fields: {who: {label: Who, kind: text}}}}\n")
    make: Any = site.of(Objective)
    objective = make(
        objective="x",
        established_on=date(2019, 6, 4),
        review_on=date(2019, 7, 4),
        program="WIOA",
        status="Open",
        who="me",
    )
    chosen = placed(objective)
    assert isinstance(chosen, PlacedObjective)
    assert chosen.mentioned()["who"] == "me"


def test_an_activity_carries_what_its_screens_ask(tmp_path: Path) -> None:
    text = (
        "screens: {activity.general: {fields: {worker: {label: Worker, kind: text}, comments: {absent: true}}},"
        " activity.closure: {fields: {notes: {label: Notes, kind: textarea}}}}\n"
    )
    site = forms(tmp_path, text)
    entry = site.of(ActivityEntry)
    assert {"worker", "notes"} <= entry.controls.keys()
    record = small()
    record["activities"][0] |= {"worker": "Staff11", "notes": "done"}
    (made,) = load_record(tmp_path, record, forms=site).records
    general, closure = made.activities[0].general_form(made), made.activities[0].closure_form()
    assert general.mentioned()["worker"] == "Staff11"
    assert closure.mentioned()["notes"] == "done"
    assert "comments" not in general.mentioned()


def test_standing_answers_fill_what_a_record_leaves_out(tmp_path: Path) -> None:
    site = forms(tmp_path, "screens: {plan.goals: {fields: {vet: {label: Veteran?, kind: yesno, answer: 'No'}}}}\n")
    record = small()
    (made,) = load_record(tmp_path, record, forms=site).records
    assert made.plan
    assert made.plan.goals
    assert made.plan.goals[0].mentioned()["vet"] is False
    record["plan"]["goals"][0]["vet"] = "Yes"
    (other,) = load_record(tmp_path, record, forms=site).records
    assert other.plan
    assert other.plan.goals
    assert other.plan.goals[0].mentioned()["vet"] is True


def test_what_stands_alone_refuses_company() -> None:
    attire = needs_lists().form("assessment.readiness").controls["work_attire"]
    assert isinstance(attire, CheckList)
    assert attire.parse(["Not at this time"]) == ("Not at this Time",)
    with pytest.raises(Unreadable, match="stands alone"):
        attire.parse(["Uniforms", "Not at this Time"])


def test_the_lists_of_needs_are_another_shape() -> None:
    site = needs_lists()
    assert len(site.tabs) == 12
    assert site.of(Goal).controls["type"].options == ("Employment", "Training", "Schooling")  # type: ignore[attr-defined]
    employment = site.form("assessment.employment")
    assert (list(employment.controls), list(employment.rows)) == ([], ["history"])
    assert site.form("assessment.background").sensitive
    assert site.form("assessment.barriers").controls["health"].sensitive
    loaded = load([ROOT / "tests" / "data" / "needs_lists.yaml"], today=TODAY, forms=site)
    assert not loaded.problems
    wrong = load([ROOT / "tests" / "data" / "needs_lists.yaml"], today=TODAY)
    assert wrong.problems, "the guide's map does not have these questions"


def test_tabs_in_another_order_and_number(tmp_path: Path) -> None:
    site = forms(
        tmp_path,
        "tabs: [general, education, health]\n"
        "screens: {assessment.health: {title: Health, fields: {note: {label: Note, kind: text}}}}\n",
    )
    assert site.tabs == ("general", "education", "health")
    assert [page.tab for page in pages_of(site).values()] == ["General", "Education", "Health"]
    assert "assessment.household" not in screens_of(site)


def test_values_of_each_kind(tmp_path: Path) -> None:
    kinds = ["text", "textarea", "richtext", "date", "number", "money", "phone", "yesno", "checkbox"]
    lines = "".join(f"      {kind}_box: {{label: A {kind}, kind: {kind}}}\n" for kind in kinds)
    site = forms(tmp_path, f"screens:\n  assessment.other:\n    fields:\n{lines}")
    form = site.form("assessment.other")
    assert form.screen_title == "Other"
    make: Any = form
    made = make(date_box=date(2019, 6, 4), money_box=Decimal("1.50"), yesno_box=True, text_box=BLANK)
    assert len(made.mentioned()) == 4


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("screens: {plan.goals: {fields: {x: {label: X, kind: sort}}}}", 3, "plan.goals, x, kind: must be one of"),
        ("screens: {plan.goals: {fields: {x: {label: X}}}}", 3, "plan.goals, x: needs a kind"),
        ("screens:\n  plan.gaols: {fields: {x: {label: X, kind: text}}}", 4, "plan.gaols: there is no such screen"),
        ("screens: {plan.goals: {fields: {x: {lable: X, kind: text}}}}", 3, "x, lable: there is no such key"),
        ("screens: {plan.goals: {fields: {description: {absent: true}}}}", 3, "can't work without this field"),
        ("screens: {plan.goals: {fields: {term: {kind: date}}}}", 3, "this field is a select: it can't be a date"),
        ("screens: {plan.goals: {fields: {X y: {label: X, kind: text}}}}", 3, "can't be a key"),
        ("screens: {plan.goals: {fields: {controls: {label: X, kind: text}}}}", 3, "can't be a key"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: select, options: [A, a]}}}}", 3, "has an option twice"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: select, options: none_such}}}}", 3, "no such list"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: checklist}}}}", 3, "a checklist needs its options"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: lookup}}}}", 3, "a look-up needs the 'link'"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: date, max: 3}}}}", 3, "a date has no 'max'"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: yesno, answer: Maybe}}}}", 3, "is not Yes or No"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: checklist, options: [A], exclusive: [B]}}}}", 3, "no"),
        ("screens: {assessment.a: {fields: {x: {label: X, kind: text, shown_if: {y: B}}}}}", 3, "there is no field y"),
        (
            ("screens:\n  assessment.a:\n    fields:\n      x: {label: X, kind: yesno, shown_if: {y: 'Yes'}}\n"
             "      y: {label: Y, kind: yesno, shown_if: {x: 'Yes'}}"),
            6,
            "depends on itself",
        ),
        (
            ("screens: {assessment.a: {fields: {x: {label: X, kind: yesno}, "
             "y: {label: Y, kind: text, shown_if: {x: A}}}}}"),
            3,
            "can't have that value",
        ),
        ("screens: {assessment.a: {rows: {add: A, identity: [z], fields: {x: {label: X, kind: text}}}}}", 3, "field z"),
        ("screens:\n  plan.goals: {}\n  plan.goals: {}", 5, "stands there twice"),
        ("tabs: [general, none_such]", 3, "there is no screen assessment.none_such"),
        ("based_on: guide", 3, "stands there twice"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    with pytest.raises(MapError) as caught:
        forms(tmp_path, f"{text}\n")
    told = str(caught.value)
    assert words in told
    assert f"site.forms.yaml, line {line}: " in told


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("screens: {}\n", "form_map: Field required"),
        ("form_map: 2\n", "form_map: must be one of '1'"),
        ("form_map: 1\nbased_on: nowhere\n", "there is no form map 'nowhere'"),
        ("form_map: 1\nbased_on: site\n", "is based on itself"),
        ("- a list\n", "must hold 'screens'"),
    ],
)
def test_files_that_are_no_maps(tmp_path: Path, head: str, words: str) -> None:
    with pytest.raises(MapError, match=words):
        forms(tmp_path, "", head)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(MapError) as caught:
        forms(
            tmp_path,
            "screens: {assessment.a: {fields: {x: {label: X}, y: {kind: text}, z: {label: Z, kind: radio}}}}\n",
        )
    assert len(str(caught.value).splitlines()) == 3


def test_an_older_profile_is_told_how_and_moved_by_a_command(tmp_path: Path) -> None:
    from bot.errors import ConfigError
    from bot.survey.write import update_profile

    path = tmp_path / "old.yaml"
    path.write_text(
        "# ours\nbase_url: https://site.invalid/\n"
        "labels: {plan.plan.region: LWDB, assessment.employment.history.title: Job}\n"
        "absent: [assessment.general.reason]\n"
        "options: {plan.goals.type: {Employment: Work}}\n"
        "headings: {Edit: Change}\n"
        "questions: {plan.goals: {Veteran?: 'No'}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="update-profile"):
        load_profile(str(path))
    written = update_profile(path)
    assert written == tmp_path / "old.forms.yaml"
    assert path.read_text(encoding="utf-8") == "# ours\nbase_url: https://site.invalid/\n"
    site = load_profile(str(path)).forms
    assert site.of(PlanPlan).label("region") == "LWDB"
    assert site.form("assessment.employment").rows["history"].label("title") == "Job"
    assert screens_of(site)["assessment.general"].controls["reason"].absent
    assert site.of(Goal).controls["type"].words == (("Employment", "Work"),)
    assert (site.words, site.map.questions("plan.goals")) == ({"Edit": "Change"}, {"Veteran?": "No"})
    assert update_profile(path) is None, "a second time there is nothing to move"


def test_a_profile_names_its_map(tmp_path: Path) -> None:
    path: Any = tmp_path / "site.yaml"
    path.write_text("base_url: https://site.invalid/\nforms: needs-lists\n", encoding="utf-8")
    assert load_profile(str(path)).forms is needs_lists()
    path.write_text("base_url: https://site.invalid/\nforms: none-such\n", encoding="utf-8")
    with pytest.raises(MapError, match="there are: guide, needs-lists"):
        load_profile(str(path))


def test_a_profile_goes_to_another_process_with_its_forms(tmp_path: Path) -> None:
    path = tmp_path / "site.yaml"
    path.write_text("base_url: https://site.invalid/\nforms: needs-lists\n", encoding="utf-8")
    profile = load_profile(str(path))
    there = Profile.model_validate_json(profile.model_dump_json())
    assert there.forms.tabs == profile.forms.tabs
    assert there.forms.of(Goal).controls == profile.forms.of(Goal).controls
    assert there.forms is Profile.model_validate_json(profile.model_dump_json()).forms
    assert there.model_copy(update={"forms": profile.forms}) == profile


def test_a_form_of_the_map_is_the_sites_own_already() -> None:
    site = needs_lists()
    form = site.form("assessment.readiness")
    assert site.of(form) is form
    history = site.form("assessment.employment").rows["history"]
    assert site.of(history) is history


def test_the_same_mistake_in_two_files_names_each_files_own_line(tmp_path: Path) -> None:
    for line, between in ((3, ""), (5, "# a note\n\n")):
        with pytest.raises(MapError, match=rf"site\.forms\.yaml, line {line}: "):
            forms(tmp_path, f"{between}screens: {{plan.goals: {{fields: {{description: {{absent: true}}}}}}}}\n")


def test_what_is_written_in_a_sensitive_field_is_not_repeated(tmp_path: Path) -> None:
    """Though the screen around it is not sensitive."""
    path = tmp_path / "plans.yaml"
    text = (ROOT / "tests" / "data" / "needs_lists.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("[Needs Glasses]", "[Canary One]").replace("Sporadic or", "Canary Two or"))
    told = " ".join(problem.for_author() for problem in load([path], today=TODAY, forms=needs_lists()).problems)
    assert "Health: " in told
    assert "Canary Two" in told
    assert "Canary One" not in told
