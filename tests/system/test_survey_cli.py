"""`survey` and `drift` from the command line."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from playwright.sync_api import Browser

from bot.errors import ConfigError
from bot.pages.print_plan import PrintPlan
from bot.survey.model import load_survey
from tests.kit import Office
from tests.mock_site.client import MockSite
from tests.site.survey_kit import command, with_goal_type
from tests.system.cli_kit import Ran, bot, bot_in, profile_file

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
    """`survey --synthetic-participant`, run once for all tests of this file."""
    mock_process.reset()
    office = Office(mock_process, chromium, tmp_path_factory.mktemp("surveyed"))
    site, to = profile_file(office.folder, office.mock, synthetic=True), office.folder / "survey.yaml"
    ran = bot_in(chromium, "survey", "--site", site, "--synthetic-participant", EMPTY, "--to", to)
    return Surveyed(ran, to, office.written(EMPTY))


@pytest.fixture
def survey_file(surveyed: Surveyed, tmp_path: Path) -> Path:
    """A survey of the mock, for those commands that only need the file."""
    return Path(shutil.copy(surveyed.file, tmp_path / "live.yaml"))


def test_survey_writes_a_file_and_tells_what_it_has(surveyed: Surveyed) -> None:
    assert (surveyed.ran.code, "Traceback" in surveyed.ran.err) == (0, False)
    assert "25 screens" in surveyed.ran.out
    survey = load_survey(surveyed.file)
    assert (len(survey.screens), survey.unreached) == (25, ())
    assert surveyed.file.stat().st_mode & 0o077 == 0


def test_a_synthetic_participant_gets_made_up_values_and_every_step_is_seen(surveyed: Surveyed) -> None:
    """Nothing stood there: each wizard goes on only by saving. None is finished, nothing is printed."""
    survey = load_survey(surveyed.file)
    steps = {key for wizard in survey.wizards.values() for key in wizard.steps}
    assert (len(steps), steps - set(survey.screens)) == (19, set())
    assert surveyed.written
    assert not [line for line in surveyed.written if line.endswith("finish")]


def test_made_up_values_are_for_profiles_marked_synthetic(tmp_path: Path) -> None:
    for name in ("survey", "drift"):
        refused = command(name, "--site", profile_file(tmp_path), "--synthetic-participant", EMPTY)
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


def test_a_survey_that_could_not_get_everywhere_says_why(office: Office, chromium: Browser) -> None:
    site, to = profile_file(office.folder, office.mock, synthetic=True), office.folder / "survey.yaml"
    ran = bot_in(chromium, "survey", "--site", site, "--participant", "36213", "--to", to)
    assert ran.code == 0, "it did what it could"
    assert "not reached: Expectation: the wizard goes on only by saving" in ran.out
    assert office.written() == []


def test_a_refused_sign_in_is_exit_3(office: Office, chromium: Browser) -> None:
    site = profile_file(office.folder, office.mock)
    ran = bot_in(chromium, "drift", "--site", site, "--participant", "36213", CALJOBS_PASSWORD="wrong")
    assert ran.code == 3
    assert "did not take the user name and password" in ran.err


def test_drift_tells_people_and_machines(survey_file: Path) -> None:
    folder = survey_file.parent
    site, kept = profile_file(folder), folder / "kept.yaml"
    asked = ("drift", "--site", site, "--accepted", kept)
    first = command(*asked, "--live", survey_file, "--accept")
    assert (first.exit_code, load_survey(kept)) == (0, load_survey(survey_file))
    same = command(*asked, "--live", survey_file)
    assert (same.exit_code, same.stdout.strip()) == (0, "no drift")

    other = with_goal_type(survey_file, label="Kind of <Goal>", name="ddlKind")
    junit, html = folder / "drift.xml", folder / "drift.html"
    ran = command(*asked, "--live", other, "--json", "--junit", junit, "--html", html)
    assert ran.exit_code == 1
    told = json.loads(ran.stdout)
    assert told["stops_the_work"] is True
    assert {(each["screen"], each["kind"]) for each in told["drifts"]} == {
        ("plan.goals", "renamed"), ("plan.goals", "name changed"),
    }  # fmt: skip
    suite = ElementTree.parse(junit).getroot()
    failed = [case.get("name") for case in suite.iter("testcase") if case.find("failure") is not None]
    assert (suite.get("failures"), len(suite.findall("testcase")), failed) == ("1", 25, ["plan.goals"])
    page = html.read_text(encoding="utf-8")
    assert "Kind of &lt;Goal&gt;" in page
    assert "default-src 'none'" in page
    assert "stops the work" in page
    assert "not reached" not in command(*asked, "--live", other).stdout
    assert load_survey(kept) == load_survey(survey_file), "what is not accepted does not become the accepted one"


def test_the_accepted_survey_is_kept_beside_the_profile_and_is_no_profile(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    assert command("drift", "--site", site, "--live", survey_file, "--accept").exit_code == 0
    assert (site.parent / "surveys" / "site.yaml").is_file()
    assert command("drift", "--site", site, "--live", with_goal_type(survey_file, required=False)).exit_code == 1


def test_no_drift_says_what_was_out_of_reach(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    data = yaml.safe_load(survey_file.read_text(encoding="utf-8"))
    del data["screens"]["print"]
    data["unreached"] = [{"screen": "print", "why": "no plan", "after_save": True}]
    survey_file.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    assert command("drift", "--site", site, "--live", survey_file, "--accept").exit_code == 1
    again = command("drift", "--site", site, "--live", survey_file)
    assert (again.exit_code, again.stdout.splitlines()) == (
        0, ["no drift", f"not reached: {PrintPlan.name()}: no plan"],
    )  # fmt: skip
