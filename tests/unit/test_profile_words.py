"""Words of a profile are texts: YAML 1.1 would read `on`, `no`, times and octal numbers as something else."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest
import yaml

from bot.config import Profile, load_profile
from bot.errors import ConfigError
from bot.pages.plan_goals import Goal
from bot.pages.plan_plan import PlanPlan
from bot.records.model import check_forms
from bot.survey.model import load_survey
from bot.survey.proposals import Proposal
from bot.survey.write import with_corrections
from tests.guide import FORMS

ROOT = Path(__file__).resolve().parents[2]


def profile(folder: Path, text: str, form_map: str | None = None) -> Profile:
    file = folder / "site.yaml"
    if form_map is not None:
        (folder / "site.forms.yaml").write_text(f"form_map: 1\nbased_on: guide\n{form_map}", encoding="utf-8")
    file.write_text(f"base_url: https://site.invalid/\n{text}", encoding="utf-8")
    return load_profile(str(file))


@pytest.mark.parametrize("key", ["on", "'on'", '"on"'])
def test_a_dialogs_on_is_a_key(tmp_path: Path, key: str) -> None:
    (known,) = profile(tmp_path, f"dialogs: [{{words: Right to Work, press: Later, {key}: open}}]").dialogs
    assert (known.words, known.press, known.on) == ("Right to Work", "Later", "open")


@pytest.mark.parametrize("word", ["No", "YES", "off", "On", "y", "12:30", "0310", "1_000", "2019-06-05", "1e3", "3"])
def test_every_word_stays_as_it_is_written(tmp_path: Path, word: str) -> None:
    read = profile(
        tmp_path,
        f"dialogs: [{{words: {word}, press: {word}}}]\n",
        f"words: {{{word}: {word}}}\n"
        "screens:\n"
        f"  plan.plan: {{fields: {{office: {{label: {word}}}}}}}\n"
        f"  plan.goals: {{fields: {{type: {{words: {{{word}: {word}}}}}}}}}\n"
        f"  assessment.general: {{questions: {{A question: {word}, Another: [{word}, {word}]}}}}\n",
    )
    forms = read.forms
    assert forms.of(PlanPlan).label("office") == word
    assert forms.of(Goal).controls["type"].words == ((word, word),)
    assert forms.map.words == {word: word}
    assert forms.map.questions("assessment.general") == {"A question": word, "Another": [word, word]}
    assert (read.dialogs[0].words, read.dialogs[0].press) == (word, word)


def test_what_is_no_word_is_read_as_before(tmp_path: Path) -> None:
    read = profile(
        tmp_path,
        "save: yes\nsynthetic: true\ntoday: 2019-06-05\ncontent:\nsteps: {assessment: off, plan: True}\n"
        "limits: {answer_seconds: 90.5, tries: 2}\npace: {pages_a_minute: ~, sessions: 3}\n",
    )
    assert (read.save, read.synthetic, read.content) == (True, True, None)
    assert read.today == datetime.date(2019, 6, 5)
    assert read.steps == {"assessment": False, "plan": True}
    assert (read.limits.answer_seconds, read.limits.tries) == (90.5, 2)
    assert (read.pace.pages_a_minute, read.pace.sessions) == (None, 3)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("save: perhaps", "save: "),
        ("limits: {tries: many}", "limits.tries: "),
        ("dialogs: [{words: a, press: b}]\nlabels: {}\ndialogs: []", "line 4: 'dialogs' stands there twice"),
        ("labels: {plan.plan.office: a, plan.plan.office: b}", "line 2: 'plan.plan.office' stands there twice"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(why)):
        profile(tmp_path, text)


def test_the_documented_examples_can_be_read(tmp_path: Path) -> None:
    """The corrections that the documents and the training profile show, taken together as a profile."""
    training = (ROOT / "configs" / "training.yaml").read_text(encoding="utf-8")
    shown = "\n".join(line[2:] for line in training.splitlines() if re.match(r"# [a-z]+: +[\[{]", line))
    assert profile(tmp_path, shown).dialogs[0].on == "leave"
    using = (ROOT / "docs" / "using.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", using, re.DOTALL)
    (block,) = [part for part in blocks if "dialogs:" in part]
    (form_map,) = [part for part in blocks if "form_map:" in part]
    (tmp_path / "site.forms.yaml").write_text(form_map, encoding="utf-8")
    read = profile(tmp_path, "\n".join(line for line in block.splitlines() if not line.startswith("base_url")))
    assert read.dialogs[0].on == "open"
    assert read.forms.map.questions("assessment.general") == {"Is this participant a veteran?": "No"}
    check_forms(read.forms)


def test_a_map_that_learns_something_keeps_its_words() -> None:
    text = "form_map: 1\nwords: {on: No}\n"
    learnt = Proposal(section="labels", place="plan.plan.office", value="No", screen="Plan", ours="Office")
    written = with_corrections(text, FORMS.map, [learnt])
    assert "on: No" in written
    assert yaml.load(written, Loader=yaml.BaseLoader)["screens"] == {
        "plan.plan": {"fields": {"office": {"label": "No"}}}
    }


def test_a_survey_too(tmp_path: Path) -> None:
    file = tmp_path / "survey.yaml"
    dialog = "{text: Sure?, buttons: [Yes, No], on: Finish}"
    file.write_text(f"survey: 1\ntaken: 2019-06-05\nscreens: {{a: {{title: On, heading: No, dialogs: [{dialog}]}}}}\n")
    screen = load_survey(file).screens["a"]
    assert (screen.title, screen.heading) == ("On", "No")
    assert (screen.dialogs[0].buttons, screen.dialogs[0].on) == (("Yes", "No"), "Finish")
