"""Site profiles: what is wrong with them in words, and each kind of correction at work against the mock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.config import load_profile
from bot.errors import ConfigError
from tests.kit import Office, brief
from tests.site.hazard_kit import quick

ADDRESS = "base_url: https://site.example/vosnet/Default.aspx\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ADDRESS + "colour: blue\n", "site.yaml, colour: Extra inputs"),
        (ADDRESS + "save: perhaps\n", "site.yaml, save: "),
        (ADDRESS + "limits: {tries: 0}\n", "site.yaml, limits.tries: "),
        (ADDRESS + "steps: {assesment: no}\n", "site.yaml, steps.assesment"),
        ("save: true\n", "site.yaml, base_url: Field required"),
        ("base_url: caljobs.ca.gov\n", "must be the address of the site's home page"),
        ("base_url: file:///etc/passwd\n", "must be the address of the site's home page"),
        ("base_url: https://me:secret@site.example/\n", "must not hold a user name or password"),
        ("- a\n", "must be a list of keys and values"),
        ("a: [", "can't be read as YAML"),
        ("", "must be a list of keys and values"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_profile(str(path))
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_beside_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ours.yaml").write_text(ADDRESS)
    monkeypatch.chdir(tmp_path)
    assert (load_profile("ours.yaml").name, load_profile("ours.yaml").host) == ("ours", "site.example")


@pytest.mark.parametrize("name", ["mock", "training", "production"])
def test_ours_are_right(name: str) -> None:
    """Production rehearses; only the mock and the sandbox have made-up people."""
    profile = load_profile(name)
    assert profile.save == profile.synthetic == (name != "production")
    assert profile.differences == "stop"


@pytest.mark.parametrize(
    ("corrections", "kind", "field"),
    [
        quick({"labels": {"plan.goals.description": "Aim"}}, None, None),
        ({"locators": {"plan.goals.description": "textarea[name$=txtDescription]"}}, None, None),
        ({"locators": {"plan.goals.description": "#nowhere"}}, "control_missing", "Goal Description"),
        quick({"headings": {"Next >>": "Onward"}}, "control_missing", None),
        quick({"headings": {"Goals": "Aims"}}, "wrong_screen", None),
        quick({"questions": {"plan.plan": {"Is this participant a veteran?": "No"}}}, None, None),
        quick({}, "unknown_field", "Is this participant a veteran?"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
def test_corrections(
    office: Office, tmp_path: Path, corrections: dict[str, Any], kind: str | None, field: str | None
) -> None:
    """A right correction is used, one that fits nothing is an error that names the box or button.

    Locators are the browser's to use; the words of all others are compared in Python.
    """
    if "questions" in corrections or not corrections:
        question = {"label": "Is this participant a veteran?", "control": "yesno", "required": True}
        office.mock.set(local_questions={"plan.plan": [question]})
    (result,) = office.run(brief(tmp_path), **corrections)
    error = result.error
    assert (error and error.kind) == kind, error
    if error is not None and field is not None:
        assert error.field == field


@pytest.mark.plain_http
def test_a_dialog_the_profile_knows(office: Office, tmp_path: Path) -> None:
    """Without it the dialog stops the participant; with it the button it names is pressed, and no other."""
    office.mock.arm("unknown_dialog", screen="plan.goals")
    (stopped,) = office.run(brief(tmp_path))
    assert stopped.error is not None
    assert stopped.error.kind == "unknown_dialog"
    (done,) = office.run(brief(tmp_path), dialogs=[{"words": "Supervisor approval", "press": "Not now"}])
    assert done.error is None
    assert "supervisor_approval create" not in office.written()


@pytest.mark.plain_http
def test_a_word_of_the_sites_own_lists(office: Office, tmp_path: Path) -> None:
    """The record's word for an option, turned into the site's and, reading back, into the record's again."""
    ours = brief(tmp_path, {"plan.region": "LA City"})
    limits = {"answer_seconds": 15, "late_list_seconds": 1}  # an option that is not there is waited for that long
    (refused,) = office.run(ours, limits=limits)
    assert refused.error is not None
    assert (refused.error.kind, refused.error.field) == ("option_not_offered", "LWDB/Region")
    office.mock.reset()
    done = office.enter(ours, options={"plan.plan.region": {"LA City": "City of Los Angeles"}})
    assert done.state == "done"


@pytest.mark.plain_http
def test_a_step_the_site_does_not_have(office: Office, tmp_path: Path) -> None:
    """R12, and with it any other step."""
    (result,) = office.run(brief(tmp_path), steps={"print": False})
    assert (result.state, result.steps["print"], result.pdf) == ("done", "skipped", None)
