"""`caljobs-bot` used wrongly (exit 2), `check`, `show-fields`, and the table's width."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from bot.flows.results import Result
from bot.records.fields import fields_markdown
from bot.report.results_table import STATES, results_table
from tests.guide import FORMS
from tests.kit import DEMO
from tests.system.cli_kit import bot_here, brief_file

DAY = "06/05/2019"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run"], "Missing argument"),
        (["run", "RECORD", "--site", "mock", "--bogus"], "No such option: --bogus"),
        (["run", "RECORD", "--site", "nowhere"], "no site profile 'nowhere'; there are: mock, production, training"),
        (["run", "RECORD", "--site", "FOLDER/no.yaml"], "there is no site profile at"),
        (["run", "RECORD", "--site", "mock", "--base-url", "caljobs"], "base_url: "),
        (["run", "RECORD", "--site", "mock", "--only", "1"], "--only: no record has the User ID 1"),
        (["run", "RECORD", "--site", "mock", "--today", "soon"], "--today is not a date such as"),
        (["run", "RECORD", "--site", "mock", "--out", "RECORD"], "--out: the folder"),
        (["survey", "--site", "mock"], "survey: give one of --participant"),
        (["adapt", "FOLDER/no.yaml", "--site", "mock"], "the survey"),
        (["drift", "--site", "mock", "--participant", "1", "--live", "RECORD"], "drift: give one of --participant"),
        (["drift", "--site", "mock", "--live", "RECORD"], "the survey"),
        (["show-fields", "--screen", "plan.aims"], "no screen of that key; there are: "),
    ],
)
def test_usage_and_configuration(tmp_path: Path, arguments: list[str], words: str) -> None:
    """Exit 2, one sentence on standard error, nothing on standard output."""
    file = brief_file(tmp_path)
    ran = bot_here(*(a.replace("RECORD", str(file)).replace("FOLDER", str(tmp_path)) for a in arguments))
    assert (ran.code, ran.out) == (2, "")
    assert words in re.sub(r"[│\s]+", " ", ran.err)
    assert "Traceback" not in ran.err


def test_a_password_without_a_user_name(tmp_path: Path) -> None:
    ran = bot_here("run", brief_file(tmp_path), "--site", "mock", "--out", tmp_path, CALJOBS_USERNAME=None)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "CALJOBS_PASSWORD is set and CALJOBS_USERNAME is not: set both, or neither\n"


def test_check_finds_nothing_wrong() -> None:
    ran = bot_here("check", DEMO, "--today", DAY)
    assert (ran.code, ran.out, ran.err) == (0, "3 records, no problems\n", "")


def test_check_tells_all_of_all_at_once(tmp_path: Path) -> None:
    """Exit 1; each problem with its file, line and label, quoting the author to the author."""
    one = brief_file(tmp_path, changes={"plan.goals.0.status": "Opened", "plan.start_date": "soon"})
    two = brief_file(tmp_path, "40300", {"plan.goals.0.objectives": [], "activities.0.date": "06/06/2019"})
    ran = bot_here("check", tmp_path, "--today", DAY, PYTHONIOENCODING="ascii")
    assert ran.code == 1
    lines = ran.out.splitlines()
    for file, words in [
        (one, r"Plan > Plan Start Date: 'soon' is not a date such as"),
        (one, r"Goals > goal 1 > Status: 'Opened' is not offered; offered are: Open; "),
        (two, "Goals > goal 1: R6: every goal needs an objective"),
        (two, "R4: "),
    ]:
        wanted = re.compile(re.escape(str(file)) + r" line \d+, .*" + words)
        assert any(wanted.search(line) for line in lines), (words, lines)
    assert lines[-1] == "0 records are fine; 4 problems"


def test_check_on_a_console_without_the_letters(tmp_path: Path) -> None:
    """What the author wrote is shown as far as the console can: no letter ends the program."""
    brief_file(tmp_path, changes={"plan.start_date": "明日"})
    ran = bot_here("check", tmp_path, "--today", DAY, PYTHONIOENCODING="ascii")
    assert ran.code == 1
    assert r"'\u660e\u65e5' is not a date" in ran.out


def test_show_fields() -> None:
    one = bot_here("show-fields", "--screen", "plan.goals", COLUMNS="160")
    assert (one.code, one.err) == (0, "")
    assert "plan.goals[].type" in one.out
    assert "Type of Goal" in one.out
    assert "assessment" not in one.out
    page = bot_here("show-fields", "--markdown")
    assert (page.code, page.out) == (0, fields_markdown(FORMS))


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_table_cuts_nothing_that_matters(width: int) -> None:
    """Holds: User ID, State and Plan ID are whole in one line, at any width; at 80 columns everything is."""
    results = [Result("1234567890", state, plan_id="1234567", seconds=1234.5) for state in STATES]
    for result in results:
        result.steps.update(activities="unchanged", assessment="rehearsed", plan="unchanged", print="printed")
    screen = io.StringIO()
    Console(file=screen, width=width).print(results_table(results, width))
    text = screen.getvalue()
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
    for words, _ in STATES.values():
        assert re.search(rf"^1234567890 +{words} +1234567 ", text, re.MULTILINE)
    if width >= 80:
        assert text.count("unchanged   rehearsed   unchanged  printed") == len(STATES)
    assert ("1234.5" in text) == (width == 200)
