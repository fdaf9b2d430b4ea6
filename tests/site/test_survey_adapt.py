"""`adapt`: corrections proposed by a survey, written only where somebody accepts them, and never used unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from bot.config import load_profile
from bot.errors import ConfigError, ControlMissing
from bot.pages.plan_goals import Goal
from bot.pages.plan_plan import PlanPlan
from bot.survey.adapt import propose
from bot.survey.model import Survey, load_survey
from bot.survey.proposals import SURE, Proposal, sureness
from bot.survey.write import with_corrections, write_corrections
from tests.guide import FORMS
from tests.kit import Office, brief
from tests.mock_site.client import MockSite
from tests.site.survey_kit import command, planted, taken, with_goal_type
from tests.system.cli_kit import profile_file
from tests.unit.source import imports, trees

GOAL_TYPES = Goal.controls["type"].options  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def survey(mock_process: MockSite, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    """A survey of the mock's plan wizard, in which nothing is to be corrected; taken once."""
    mock_process.reset()
    office = Office(mock_process, chromium, tmp_path_factory.mktemp("surveyed"))
    return taken(office, planted(office).user_id, parts=["plan"]).model_copy(update={"unreached": ()})


@pytest.fixture
def survey_file(survey: Survey, tmp_path: Path) -> Path:
    """Its file."""
    survey.save(tmp_path / "live.yaml")
    return tmp_path / "live.yaml"


def test_a_person_at_a_terminal_is_asked_about_each_line(survey_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.survey._a_person_is_there", lambda: True)
    site = profile_file(survey_file.parent)
    other = with_goal_type(survey_file, label="Sort of Goal", name="ddlSort", options=["Work", *GOAL_TYPES[1:]])
    ran = command("adapt", other, "--site", site, input_="n\ny\n")
    assert "is our 'Type of Goal' this site's 'Sort of Goal'?" in ran.stdout
    goal_type = load_profile(str(site)).forms.of(Goal).controls["type"]
    assert (goal_type.label, goal_type.words) == ("Type of Goal", (("Employment", "Work"),))
    assert ran.exit_code == 0


def test_adapt_writes_only_what_is_accepted(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    before = site.read_text(encoding="utf-8")
    other = with_goal_type(survey_file, label="Sort of Goal", name="ddlSort", options=["Work", *GOAL_TYPES[1:]])
    shown = command("adapt", other, "--site", site, "--accept-above", "0", "--dry-run")
    assert shown.exit_code == 0
    assert "Sort of Goal" in shown.stdout
    assert site.read_text(encoding="utf-8") == before
    assert command("adapt", other, "--site", site).exit_code == 0, "no terminal, nothing accepted, nothing written"
    assert site.read_text(encoding="utf-8") == before
    sure = command("adapt", other, "--site", site, "--accept-above", "0.9")
    assert (sure.exit_code, "left for a person to decide: 1" in sure.stdout) == (0, True)
    assert site.read_text(encoding="utf-8") == before, "it stands in the form map"
    goal_type = load_profile(str(site)).forms.of(Goal).controls["type"]
    assert (goal_type.label, goal_type.words) == ("Sort of Goal", ()), "only what is sure enough"
    assert command("adapt", other, "--site", site, "--accept-above", "0.3").exit_code == 0
    assert load_profile(str(site)).forms.of(Goal).controls["type"].words == (("Employment", "Work"),)
    again = command("adapt", other, "--site", site, "--accept-above", "0.9")
    assert (again.exit_code, again.stdout.strip()) == (0, "nothing is left to correct")


def test_a_guess_however_sure_is_not_used_before_somebody_accepts_it(office: Office, survey_file: Path) -> None:
    """A run on a site of which `adapt` would be sure stops there; and no command but `adapt` can guess at all."""
    words = {"label": "Sort of Goal", "name": "ddlSort"}
    (guess,) = propose(load_survey(with_goal_type(survey_file, **words)), load_profile("mock"))
    assert guess.confidence >= SURE
    office.mock.screens({"based_on": "usual", "screens": {"plan.goals": {"rows": {"fields": {"type": words}}}}})
    (result,) = office.run(brief(office.folder))
    assert (type(result.error), result.error and result.error.field) == (ControlMissing, "Type of Goal")
    guessing = {"bot.survey.adapt", "bot.survey.likely", "bot.survey.write"}
    users = {path for path, tree in trees("bot").items() if guessing & set(imports(tree))}
    assert users == {"bot/cli/survey.py", "bot/survey/adapt.py"}


def test_corrections_that_make_no_map_are_not_kept(tmp_path: Path) -> None:
    site = profile_file(tmp_path)
    profile = load_profile(str(site))
    accepted = [Proposal(section="labels", place="plan.plan.office", screen="Plan", value="Place")]
    wrong = [Proposal(section="absent", place="plan.goals.description", screen="Goals")]
    with pytest.raises(ConfigError, match="can't work without this field"):
        write_corrections(profile, wrong)
    assert list(tmp_path.glob("*")) == [site]
    written = write_corrections(profile, accepted)
    assert (written.name, written.stat().st_mode & 0o777) == (f"{site.stem}.forms.yaml", 0o600)
    written.chmod(0o640)
    before = written.read_bytes()
    with pytest.raises(ConfigError):
        write_corrections(load_profile(str(site)), wrong)
    assert written.read_bytes() == before
    write_corrections(load_profile(str(site)), [accepted[0].model_copy(update={"value": "Site"})])
    again = load_profile(str(site)).forms.of(PlanPlan)
    assert (again.label("office"), written.stat().st_mode & 0o777) == ("Site", 0o640)


def test_a_question_of_the_site_needs_a_persons_answer(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    data = yaml.safe_load(survey_file.read_text(encoding="utf-8"))
    asked = {"label": "Veteran?", "kind": "yesno", "name": "rblVeteran", "required": True}
    data["screens"]["plan.plan"]["fields"]["veteran"] = asked
    survey_file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    left = command("adapt", survey_file, "--site", site, "--accept-above", "0")
    assert left.exit_code == 0
    assert "left for a person to decide: 1" in left.stdout, "however low the bar, nobody has answered"
    assert load_profile(str(site)).forms.map.answered == {}
    other = command("adapt", survey_file, "--site", site, "--answer", "Other?=No")
    assert isinstance(other.exception, ConfigError)
    assert "no open question" in str(other.exception)
    done = command("adapt", survey_file, "--site", site, "--answer", "Veteran?=No")
    assert done.exit_code == 0
    assert load_profile(str(site)).forms.map.questions("plan.plan") == {"Veteran?": "No"}


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("date", "Closing date of the plan"),  # some other date may be meant
        ("date", "Plan approved on"),
        ("date", "Plan closing date"),
        ("select", "Plan closed on"),  # the same label on another kind of box is no match at all
    ],
)
def test_what_only_looks_like_it_is_not_sure(survey_file: Path, kind: str, label: str) -> None:
    data = yaml.safe_load(survey_file.read_text(encoding="utf-8"))
    field = {"label": label, "kind": kind, "name": "xyzQqq", "options": ["A"] if kind == "select" else None}
    data["screens"]["plan.plan"]["fields"]["closed_on"] = {key: value for key, value in field.items() if value}
    found = propose(Survey.model_validate(data), load_profile("mock"))
    meant = [each for each in found if each.place == "plan.plan.closed_on" and each.section in ("labels", "locators")]
    assert [each.confidence >= SURE for each in meant] == ([False] if kind == "date" else [])


def test_two_that_are_as_likely_make_each_other_unsure() -> None:
    assert sureness(0.95, 0.3) == 0.95
    assert sureness(0.95, 0.0) < 0.6


def test_comments_of_a_map_stay_and_words_like_no_stay_words() -> None:
    text = "# mine\nform_map: 1  # the format\nwords: {A: C}  # by hand\n"
    accepted = [
        Proposal(section="questions", place="plan.plan", screen="Plan", value="No", question="Veteran?"),
        Proposal(section="labels", place="d.e", screen="Plan", value="F: #1"),
        Proposal(section="absent", place="g.h", screen="Plan"),
    ]
    after = with_corrections(text, FORMS.map, accepted)
    assert "# mine" in after
    assert "# the format" in after
    assert "# by hand" in after
    assert yaml.safe_load(after) == {
        "form_map": 1,
        "words": {"A": "C"},
        "screens": {
            "d": {"fields": {"e": {"label": "F: #1"}}},
            "g": {"fields": {"h": {"absent": True}}},
            "plan.plan": {"questions": {"Veteran?": "No"}},
        },
    }
