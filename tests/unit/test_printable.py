"""Words of others are shown, never obeyed: in the terminal, in pages, in JUnit files, in what is written for people."""

from __future__ import annotations

import json
import unicodedata
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

import bot.cli  # noqa: F401 - registers the commands
from bot.cli.app import app
from bot.cluster.told import teller
from bot.errors import RecordError
from bot.flows.results import Result
from bot.forms.corrections import Section
from bot.printable import is_shown, printable
from bot.records.dump import yaml_of
from bot.report.bulk import LiveView, PlainView, picture
from bot.report.course import Course
from bot.report.drift_page import drift_html
from bot.report.drift_report import drift_junit, drift_table
from bot.report.progress import LiveReporter, PlainReporter, complain, say
from bot.report.small_tables import proposals_table
from bot.survey.drifts import Drift
from bot.survey.model import ScreenSurvey, Survey, Unreached, load_survey
from bot.survey.proposals import Proposal
from bot.survey.write import with_corrections
from tests.guide import FORMS
from tests.system.cli_kit import bot_here
from tests.unit.records_kit import TODAY, small

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202egnp\u2066\u200b\u2028\U000e0041\x7f\r\n[/red][bold]:warning:</x>\x00\ufeff"
"""A change of the title, a cleared screen, directions, no widths, tags, line ends, and mark-up of three kinds."""
SHOWN = ("\\x1b]0;owned\\x07", "\\u202egnp", "[/red][bold]:warning:")


def assert_harmless(text: str, *, styled: bool = False) -> None:
    """`styled`: rich's own colors and cursor movements are in it."""
    own = {"\n", "\x1b", "\r"} if styled else {"\n"}
    assert [hex(ord(each)) for each in text if not is_shown(each) and each not in own] == []
    assert "\x1b]0;owned" not in text
    assert "\x1b[2J" not in text


@given(st.text())
def test_nothing_dangerous_is_left_and_nothing_is_lost(text: str) -> None:
    made = printable(text)
    assert all(map(is_shown, made))
    assert not any(unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") for each in made)
    if all(map(is_shown, text)):
        assert made == text


CONTROLS = [*map(chr, range(0x20)), *map(chr, range(0x7F, 0xA0))]
OTHERS = ["\u061c", "\u200d", "\u2029", "\u2069", "\ufffe", "\ud800", "\U000e007f", "\u3164", "\U000e0100"]


@pytest.mark.parametrize("character", [*CONTROLS, *OTHERS])
def test_what_is_escaped(character: str) -> None:
    assert printable(f"a{character}b").isascii()
    assert yaml.safe_load(f'"{printable(character)}"') == character or character in "\ud800\ufffe"


@pytest.mark.parametrize("text", ["Zoë Ñandú", "李小龍", "😀", "שלום", "1 < 2 & [red]", "\u00a0"])
def test_words_of_any_language_stay(text: str) -> None:
    assert printable(text) == text
    assert printable("a\nb", lines=True) == "a\nb"


def _drift() -> tuple[Survey, list[Drift]]:
    screen = ScreenSurvey(title=EVIL, heading=EVIL)
    live = Survey(site=EVIL, taken=TODAY, screens={EVIL: screen}, unreached=(Unreached(screen=EVIL, why=EVIL),))
    words = {"screen": EVIL, "title": EVIL, "name": EVIL, "was": EVIL, "now": f"{EVIL}!"}
    return live, [Drift(part="field", kind="renamed", blocks=True, **words)]


def _proposal(
    section: Section = "labels", place: str = "plan.plan.region", value: str = EVIL, why: str = ""
) -> Proposal:
    return Proposal(section=section, place=place, screen=EVIL, ours="Region", value=value, confidence=1.0, why=why)


def _table(table: object) -> str:
    out = StringIO()
    Console(file=out, width=400).print(table)
    return out.getvalue()


def test_tables_of_the_terminal() -> None:
    _, drifts = _drift()
    told = _table(drift_table(drifts))
    assert_harmless(told)
    assert all(piece in told for piece in SHOWN)
    told = _table(proposals_table([_proposal(why=EVIL)]))
    assert_harmless(told)
    assert all(piece in told for piece in SHOWN)


def test_pages_and_junit() -> None:
    live, drifts = _drift()
    page = drift_html(live, None, drifts)
    assert_harmless(page)
    assert "<x>" not in page
    assert "</x>" not in page
    root = ElementTree.fromstring(drift_junit(live, drifts))
    assert_harmless("".join(root.itertext()))
    assert "\\x1b]0;owned" in str(root.find("testcase/failure").text)  # type: ignore[union-attr]


def _result() -> Result:
    return Result(EVIL, "needs_fix", error=RecordError(EVIL, step=EVIL, screen=EVIL, field=EVIL), plan_id=EVIL)


@pytest.mark.parametrize("terminal", [False, True])
def test_a_run_tells(terminal: bool) -> None:
    out = StringIO()
    console = Console(file=out, width=400, force_terminal=terminal)
    reporter = (LiveReporter if terminal else PlainReporter)(console, 2)
    reporter.screen(EVIL, EVIL, EVIL)
    reporter.done(_result())
    reporter.end([_result(), _result()])
    assert_harmless(out.getvalue(), styled=terminal)
    assert all(piece in out.getvalue() for piece in SHOWN)


@pytest.mark.parametrize("terminal", [False, True])
def test_a_batch_tells(terminal: bool) -> None:
    out = StringIO()
    console = Console(file=out, width=400, force_terminal=terminal)
    course = Course(2)
    view = (LiveView if terminal else PlainView)(course, console)
    view.event(1, {"event": "begun", "user_id": EVIL})
    view.event(1, {"event": "screen", "user_id": EVIL, "step": EVIL, "screen": EVIL})
    view.event(1, {"event": "broken", "message": EVIL})
    told = _table(picture(course))
    view.end()
    for text in (out.getvalue(), told):
        assert_harmless(text, styled=terminal)
        assert "\\x1b]0;owned" in text


def test_lines_for_people() -> None:
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        say(EVIL, "second")
        complain(EVIL)
        teller(as_json=False)({"event": "broken", "message": EVIL, "worker": 1})
    assert_harmless(out.getvalue())
    assert_harmless(err.getvalue())
    assert out.getvalue().count("\n") == 2, "a line feed of others begins no line"
    assert err.getvalue().count("\n") == 2


# --- what is written


def test_the_form_map_is_written_in_escapes_and_means_the_same(tmp_path: Path) -> None:
    before = "form_map: 1\n# Zoë\nwords: {Plan: Zoë}\n"
    accepted = [_proposal(), _proposal("headings", "Goals", "\u202eslaoG")]
    text = with_corrections(before, FORMS.map, accepted)
    assert_harmless(text)
    assert "# Zoë" in text
    made = yaml.safe_load(text)
    assert made["screens"]["plan.plan"]["fields"]["region"]["label"] == EVIL
    assert made["words"] == {"Plan": "Zoë", "Goals": "\u202eslaoG"}


def test_surveys_are_written_in_escapes_and_mean_the_same(tmp_path: Path) -> None:
    words = "\u202eZoë\u200b\U000e0041"
    live = Survey(taken=TODAY, screens={"plan.plan": ScreenSurvey(title=words, heading="")})
    assert_harmless(live.as_yaml())
    live.save(tmp_path / "survey.yaml")
    assert load_survey(tmp_path / "survey.yaml").screens["plan.plan"].title == words


def test_records_are_written_in_escapes_and_mean_the_same() -> None:
    words = "one\n\u202etwo\x85\U000e0041"
    text = yaml_of({"participant": {"name": words, "last": "Zoë"}})
    assert_harmless(text)
    assert yaml.safe_load(text) == {"participant": {"name": words, "last": "Zoë"}}
    assert "Zoë" in yaml_of({"participant": {"last": "Zoë"}})


# --- commands


def _said(*arguments: str, code: int) -> str:
    ran = CliRunner().invoke(app, list(arguments))
    assert ran.exit_code == code, ran.output
    return ran.output


def test_check_and_convert(tmp_path: Path) -> None:
    record = small()
    record["plan"][EVIL] = EVIL
    record["plan"]["region"] = EVIL
    file = tmp_path / "plans\x1b[2J\u202e.yaml"
    file.write_text(json.dumps(record), encoding="utf-8")
    for command in (["check", str(file)], ["convert", str(file), "--to", str(tmp_path / "out")]):
        said = _said(*command, code=1)
        assert_harmless(said)
        assert "\\x1b[2J\\u202e.yaml" in said
        assert "\\x1b]0;owned" in said


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "site.yaml"
    path.write_text("name: site\nbase_url: https://site.example/\n")
    return path


def test_adapt_and_drift(tmp_path: Path, profile: Path) -> None:
    live, _ = _drift()
    live.save(tmp_path / "survey.yaml")
    for command in (
        ["adapt", str(tmp_path / "survey.yaml"), "--site", str(profile), "--dry-run"],
        ["drift", "--live", str(tmp_path / "survey.yaml"), "--site", str(profile)],
        ["drift", "--live", str(tmp_path / "survey.yaml"), "--site", str(profile), "--json",
         "--html", str(tmp_path / "drift.html"), "--junit", str(tmp_path / "drift.xml")],
    ):  # fmt: skip
        assert_harmless(_said(*command, code=0 if command[0] == "adapt" else 1))
    assert_harmless((tmp_path / "drift.html").read_text(encoding="utf-8"))
    assert_harmless("".join(ElementTree.parse(tmp_path / "drift.xml").getroot().itertext()))


def test_an_error_names_a_file_without_obeying_its_name(tmp_path: Path) -> None:
    ran = bot_here("adapt", f"{tmp_path}/\x1b]0;owned\x07\u202e", "--site", "mock")
    assert ran.code == 2
    assert "owned" in ran.err
    assert_harmless(ran.err)
