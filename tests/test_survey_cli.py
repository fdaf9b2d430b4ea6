"""`survey`, `adapt` and `drift` from the command line, and the check before a batch's first write."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from playwright.sync_api import Browser
from typer.testing import CliRunner, Result

from bot.cli.app import app
from bot.config import load_profile
from bot.errors import ConfigError, ControlMissing
from bot.pages.plan_goals import Goal
from bot.pages.print_plan import PrintPlan
from bot.survey.adapt import propose
from bot.survey.model import Survey, load_survey
from bot.survey.proposals import SURE, Proposal, sureness
from bot.survey.write import with_corrections, write_corrections
from tests.cli_kit import Ran, bot, profile_file
from tests.kit import Office, brief
from tests.mock_site.client import MockSite
from tests.source import imports, trees
from tests.survey_kit import planted


def _run(*arguments: str | Path, input_: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=input_)


GOAL_TYPES = Goal.controls["type"].options  # type: ignore[attr-defined]
EMPTY = "36213"
"""A participant who has nothing yet."""


@dataclass(frozen=True)
class Surveyed:
    """What the command left behind: its exit and words, its file, and what was written on the site meanwhile."""

    ran: Ran
    file: Path
    written: list[str]


@pytest.fixture(scope="module")
def surveyed(mock_process: MockSite, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Surveyed:
    """`survey --participant`, run once for all tests of this file."""
    mock_process.reset()
    office = Office(mock_process, chromium, tmp_path_factory.mktemp("surveyed"))
    user_id = planted(office).user_id
    site, to = profile_file(office.folder, office.mock, synthetic=True), office.folder / "survey.yaml"
    ran = bot("survey", "--site", site, "--participant", user_id, "--to", to)
    return Surveyed(ran, to, office.written(user_id))


@pytest.fixture
def survey_file(surveyed: Surveyed, tmp_path: Path) -> Path:
    """A survey of the mock, for those commands that only need the file."""
    return Path(shutil.copy(surveyed.file, tmp_path / "live.yaml"))


def test_a_person_at_a_terminal_is_asked_about_each_line(survey_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.cli.survey._a_person_is_there", lambda: True)
    site = profile_file(survey_file.parent)
    other = _changed(survey_file, label="Sort of Goal", name="ddlSort", options=["Work", *GOAL_TYPES[1:]])
    ran = _run("adapt", other, "--site", site, input_="n\ny\n")
    assert "is our 'Type of Goal' this site's 'Sort of Goal'?" in ran.stdout
    profile = load_profile(str(site))
    assert (profile.labels, profile.options) == ({}, {"plan.goals.type": {"Employment": "Work"}})
    assert ran.exit_code == 1


def _changed(path: Path, **changes: Any) -> Path:
    """The survey of a file with one box changed: the goal's type."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["screens"]["plan.goals"]["rows"]["fields"]["type"].update(changes)
    other = path.with_name("changed.yaml")
    other.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return other


def test_survey_writes_a_file_and_tells_what_it_has(surveyed: Surveyed) -> None:
    assert (surveyed.ran.code, "Traceback" in surveyed.ran.err) == (0, False)
    assert "25 screens" in surveyed.ran.out
    survey = load_survey(surveyed.file)
    assert (len(survey.screens), survey.unreached) == (25, ())
    assert surveyed.file.stat().st_mode & 0o077 == 0
    assert surveyed.written == []


def test_a_synthetic_participant_gets_made_up_values_and_every_step_is_seen(office: Office) -> None:
    """Nothing stood there: each wizard goes on only by saving. None is finished, nothing is printed."""
    site, to = profile_file(office.folder, office.mock, synthetic=True), office.folder / "survey.yaml"
    ran = bot("survey", "--site", site, "--synthetic-participant", EMPTY, "--to", to)
    assert "Traceback" not in ran.err
    survey = load_survey(to)
    steps = {key for wizard in survey.wizards.values() for key in wizard.steps}
    assert (len(steps), steps - set(survey.screens)) == (19, set())
    assert [gap.screen for gap in survey.unreached] == []
    written = office.written(EMPTY)
    assert written
    assert not [line for line in written if line.endswith("finish")]


def test_made_up_values_are_for_profiles_marked_synthetic(tmp_path: Path) -> None:
    for command in ("survey", "drift"):
        refused = _run(command, "--site", profile_file(tmp_path), "--synthetic-participant", EMPTY)
        assert isinstance(refused.exception, ConfigError)
        assert "not marked 'synthetic: true'" in str(refused.exception)


PERSON = """
import typer
from contextlib import contextmanager
from bot.cli import main
from bot.flows.sign_in import open_participant, sign_in
from bot.pages.plan_tab import CREATE_PLAN, PlanTab
from bot.records.model import Participant
from bot.session import Session
from bot.session.credentials import Login
started, windows = Session.start, []

@contextmanager
def visible(profile, *, headed):
    assert headed, "a person works in a visible browser"
    with started(profile, headed=False) as session:  # there is no screen here
        windows.append(session)
        yield session

def person(text, **options):
    print(text)
    (session,) = windows
    sign_in(session, Login("Staff11", "Mock-pass-11!"))
    open_participant(session, Participant(user_id="36213", name="Mike, Mike", program="adult", app_id="2242702"))
    session.go(PlanTab).site.press(CREATE_PLAN)
    session.site.read()
    return ""

Session.start, typer.prompt = visible, person
main()
"""


def test_a_page_that_a_person_opened_is_surveyed_and_nothing_is_pressed_there(office: Office) -> None:
    site, to = profile_file(office.folder, office.mock, synthetic=True), office.folder / "page.yaml"
    ran = bot("survey", "--site", site, "--page", "--to", to, program=PERSON, CALJOBS_PASSWORD=None)
    assert (ran.code, "Traceback" in ran.err) == (0, False), ran.err
    assert "then press Enter here" in ran.out
    ((key, screen),) = load_survey(to).screens.items()
    assert (key, screen.title) == ("page.individual_employment_plan_service_strategy_plan", "Plan")
    assert screen.fields["start_date"].label == "Plan Start Date"
    assert (screen.tried, office.written(EMPTY)) == (False, [])
    alone = bot("survey", "--site", site, "--page", "--to", to)
    assert (alone.code, "DISPLAY is not set" in alone.err) == (2, True), "a person needs to see it"


def test_a_survey_that_could_not_get_everywhere_says_why(office: Office) -> None:
    site, to = profile_file(office.folder, office.mock, synthetic=True), office.folder / "survey.yaml"
    ran = bot("survey", "--site", site, "--participant", "36213", "--to", to)
    assert ran.code == 1
    assert "not reached: Expectation: the wizard goes on only by saving" in ran.out
    assert office.written() == []


def test_a_refused_sign_in_is_exit_3(office: Office) -> None:
    site = profile_file(office.folder, office.mock)
    ran = bot("drift", "--site", site, "--participant", "36213", CALJOBS_PASSWORD="wrong")
    assert ran.code == 3
    assert "did not take the user name and password" in ran.err


def test_drift_tells_people_and_machines(survey_file: Path) -> None:
    folder = survey_file.parent
    site, kept = profile_file(folder), folder / "kept.yaml"
    asked = ("drift", "--site", site, "--accepted", kept)
    first = _run(*asked, "--live", survey_file, "--accept")
    assert (first.exit_code, load_survey(kept)) == (0, load_survey(survey_file))
    same = _run(*asked, "--live", survey_file)
    assert (same.exit_code, same.stdout.strip()) == (0, "no drift")

    other = _changed(survey_file, label="Kind of <Goal>", name="ddlKind")
    junit, html = folder / "drift.xml", folder / "drift.html"
    ran = _run(*asked, "--live", other, "--json", "--junit", junit, "--html", html)
    assert ran.exit_code == 1
    told = json.loads(ran.stdout)
    assert told["stops_the_work"] is True
    assert {(each["screen"], each["kind"]) for each in told["drifts"]} == {
        ("plan.goals", "renamed"), ("plan.goals", "name changed"),
    }  # fmt: skip
    suite = ElementTree.parse(junit).getroot()
    assert (suite.get("failures"), len(suite.findall("testcase"))) == ("1", 25)
    page = html.read_text(encoding="utf-8")
    assert "Kind of &lt;Goal&gt;" in page
    assert "default-src 'none'" in page
    assert "stops the work" in page
    assert "not reached" not in _run(*asked, "--live", other).stdout
    assert load_survey(kept) == load_survey(survey_file), "what is not accepted does not become the accepted one"


def test_the_accepted_survey_is_kept_beside_the_profile_and_is_no_profile(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    assert _run("drift", "--site", site, "--live", survey_file, "--accept").exit_code == 0
    assert (site.parent / "surveys" / "site.yaml").is_file()
    assert _run("drift", "--site", site, "--live", _changed(survey_file, required=False)).exit_code == 1


def test_no_drift_says_what_was_out_of_reach(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    data = yaml.safe_load(survey_file.read_text(encoding="utf-8"))
    del data["screens"]["print"]
    data["unreached"] = [{"screen": "print", "why": "no plan", "after_save": True}]
    survey_file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    assert _run("drift", "--site", site, "--live", survey_file, "--accept").exit_code == 1
    again = _run("drift", "--site", site, "--live", survey_file)
    assert (again.exit_code, again.stdout.splitlines()) == (0, ["no drift", f"not reached: {PrintPlan.name()}: no plan"])


def test_adapt_writes_only_what_is_accepted(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    before = site.read_text(encoding="utf-8")
    other = _changed(survey_file, label="Sort of Goal", name="ddlSort", options=["Work", *GOAL_TYPES[1:]])
    shown = _run("adapt", other, "--site", site, "--accept-above", "0", "--dry-run")
    assert shown.exit_code == 1
    assert "Sort of Goal" in shown.stdout
    assert site.read_text(encoding="utf-8") == before
    assert _run("adapt", other, "--site", site).exit_code == 1, "no terminal, nothing accepted, nothing written"
    assert site.read_text(encoding="utf-8") == before
    sure = _run("adapt", other, "--site", site, "--accept-above", "0.9")
    assert (sure.exit_code, "left for a person to decide: 1" in sure.stdout) == (1, True)
    profile = load_profile(str(site))
    assert (profile.labels, profile.options) == ({"plan.goals.type": "Sort of Goal"}, {}), "only what is sure enough"
    assert _run("adapt", other, "--site", site, "--accept-above", "0.3").exit_code == 0
    assert load_profile(str(site)).options == {"plan.goals.type": {"Employment": "Work"}}
    again = _run("adapt", other, "--site", site, "--accept-above", "0.9")
    assert (again.exit_code, again.stdout.strip()) == (0, "nothing is left to correct")


def test_a_guess_however_sure_is_not_used_before_somebody_accepts_it(office: Office, survey_file: Path) -> None:
    """A run on a site of which `adapt` would be sure stops there; and no command but `adapt` can guess at all."""
    words = {"label": "Sort of Goal", "name": "ddlSort"}
    (guess,) = propose(load_survey(_changed(survey_file, **words)), load_profile("mock"))
    assert guess.confidence >= SURE
    office.mock.screens({"based_on": "usual", "screens": {"plan.goals": {"rows": {"fields": {"type": words}}}}})
    (result,) = office.run(brief(office.folder))
    assert (type(result.error), result.error and result.error.field) == (ControlMissing, "Type of Goal")
    guessing = {"bot.survey.adapt", "bot.survey.likely", "bot.survey.write"}
    users = {path for path, tree in trees("bot").items() if guessing & set(imports(tree))}
    assert users == {"bot/cli/survey.py", "bot/survey/adapt.py"}


def test_corrections_that_make_no_profile_are_not_kept(tmp_path: Path) -> None:
    site = profile_file(tmp_path)
    good = site.read_bytes()
    accepted = [Proposal(section="labels", place="plan.plan.office", screen="Plan", value="Place")]
    site.write_bytes(broken := good.replace(b"base_url", b"base_uri"))
    with pytest.raises(ConfigError):
        write_corrections(site, accepted)
    assert (site.read_bytes(), list(tmp_path.glob("*"))) == (broken, [site])
    site.write_bytes(good)
    site.chmod(0o640)
    write_corrections(site, accepted)
    assert (load_profile(str(site)).labels, site.stat().st_mode & 0o777) == ({"plan.plan.office": "Place"}, 0o640)


def test_a_question_of_the_site_needs_a_persons_answer(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    data = yaml.safe_load(survey_file.read_text(encoding="utf-8"))
    asked = {"label": "Veteran?", "kind": "yesno", "name": "rblVeteran", "required": True}
    data["screens"]["plan.plan"]["fields"]["veteran"] = asked
    survey_file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    left = _run("adapt", survey_file, "--site", site, "--accept-above", "0")
    assert left.exit_code == 1, "however low the bar, nobody has answered"
    assert "left for a person to decide: 1" in left.stdout
    assert load_profile(str(site)).questions == {}
    other = _run("adapt", survey_file, "--site", site, "--answer", "Other?=No")
    assert isinstance(other.exception, ConfigError)
    assert "no open question" in str(other.exception)
    done = _run("adapt", survey_file, "--site", site, "--answer", "Veteran?=No")
    assert done.exit_code == 0
    assert load_profile(str(site)).questions == {"plan.plan": {"Veteran?": "No"}}


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


def test_comments_of_a_profile_stay_and_words_like_no_stay_words() -> None:
    text = "# mine\nbase_url: x  # the address\nlabels: {a.b: C}  # by hand\n"
    accepted = [
        Proposal(section="questions", place="plan.plan", screen="Plan", value="No", question="Veteran?"),
        Proposal(section="labels", place="d.e", screen="Plan", value="F: #1"),
        Proposal(section="absent", place="g.h", screen="Plan"),
    ]
    after = with_corrections(text, accepted)
    assert "# mine" in after
    assert "# the address" in after
    assert "# by hand" in after
    assert yaml.safe_load(after) == {
        "base_url": "x", "labels": {"a.b": "C", "d.e": "F: #1"}, "absent": ["g.h"],
        "questions": {"plan.plan": {"Veteran?": "No"}},
    }  # fmt: skip
