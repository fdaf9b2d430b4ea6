"""`survey`, `adapt` and `drift` from the command line, and the check before a batch's first write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.cli.app import app
from bot.config import load_profile
from bot.errors import ConfigError
from bot.pages.plan_goals import Goal
from bot.survey.adapt import propose
from bot.survey.model import Survey, load_survey
from bot.survey.proposals import SURE, Proposal, sureness
from bot.survey.write import with_corrections
from tests.cli_kit import bot, profile_file
from tests.kit import Office
from tests.survey_kit import planted, taken


def _run(*arguments: str | Path, input_: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], input=input_)


@pytest.fixture
def survey_file(office: Office) -> Path:
    """A survey of the mock, for those commands that only need the file."""
    path = office.folder / "live.yaml"
    if not _SURVEY:
        _SURVEY.append(taken(office, planted(office).user_id))
    _SURVEY[0].save(path)
    return path


GOAL_TYPES = Goal.controls["type"].options  # type: ignore[attr-defined]
_SURVEY: list[Survey] = []
"""Taken once: what the tests of this file ask of it does not change."""


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


def test_survey_writes_a_file_and_tells_what_it_has(office: Office) -> None:
    sample = planted(office)
    site, to = profile_file(office.folder, office.mock, synthetic=True), office.folder / "survey.yaml"
    ran = bot("survey", "--site", site, "--participant", sample.user_id, "--to", to)
    assert (ran.code, "Traceback" in ran.err) == (0, False)
    assert "25 screens" in ran.out
    assert len(load_survey(to).screens) == 25
    assert office.written(sample.user_id) == []


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


def test_the_accepted_survey_is_kept_beside_the_profile_and_is_no_profile(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    assert _run("drift", "--site", site, "--live", survey_file, "--accept").exit_code == 0
    assert (site.parent / "surveys" / "site.yaml").is_file()
    assert _run("drift", "--site", site, "--live", _changed(survey_file, required=False)).exit_code == 1


def test_adapt_writes_only_what_is_accepted(survey_file: Path) -> None:
    site = profile_file(survey_file.parent)
    before = site.read_text(encoding="utf-8")
    other = _changed(survey_file, label="Sort of Goal", name="ddlSort")
    shown = _run("adapt", other, "--site", site, "--dry-run")
    assert shown.exit_code == 1
    assert "Sort of Goal" in shown.stdout
    assert site.read_text(encoding="utf-8") == before
    assert _run("adapt", other, "--site", site).exit_code == 1, "no terminal, nothing accepted, nothing written"
    assert site.read_text(encoding="utf-8") == before
    assert _run("adapt", other, "--site", site, "--accept-above", "0.9").exit_code == 0
    assert load_profile(str(site)).labels == {"plan.goals.type": "Sort of Goal"}
    again = _run("adapt", other, "--site", site, "--accept-above", "0.9")
    assert (again.exit_code, again.stdout.strip()) == (0, "nothing is left to correct")


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
