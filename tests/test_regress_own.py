"""Tests of a tester's own: the documented example, pytest-playwright's options, and other people's runs of pytest."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.testing.baseline import Baseline
from tests.cli_kit import bot, environ, profile_file
from tests.kit import DAY, DEMO, QUICK, ROOT, STAFF
from tests.mock_site.client import MockSite
from tests.regress_kit import Bench

EXAMPLE = ROOT / "docs" / "examples" / "test_our_office.py"


def test_the_documented_example_runs_and_its_trace_holds_no_password(tmp_path: Path) -> None:
    """With --tracing on: signing in happens outside of it. Beside it a test that enters something."""
    own = tmp_path / "test_own.py"
    own.write_text(OWN)
    with MockSite.start(clock=str(DAY), **QUICK) as mock:
        bench = Bench.prepare(mock, tmp_path)
        only = ("--only", "test_our_office.py", "--tests", EXAMPLE, "--only", "test_own.py", "--tests", own)
        ran = bench.regress(*only, "--", "--tracing", "on", "--screenshot", "on")
        written = [line["action"] for line in mock.writes()]
    assert ran.ran.code == 0, ran.ran.out
    assert set(ran.cases) == {"test_our_office_is_offered[chromium]", "test_enters[chromium]"}
    assert written == ["create"], "the example writes nothing, the other test one activity"
    traces = list(tmp_path.rglob("trace.zip"))
    assert len(traces) == len(list(tmp_path.rglob("test-finished-1.png"))) == 2
    content = b"".join(_content(trace) for trace in traces)
    assert b"Plan Start Date" in content
    assert STAFF.password.encode() not in content


OWN = """
import pytest

@pytest.mark.caljobs_record("36213")
def test_enters(participant, site, session, record):
    (result,) = participant.enter("activities")
    assert result.steps["activities"] == "entered"
    assert participant.session is session
    assert (site.records["36213"], site.profile.synthetic) == (record, True)
"""


def _content(trace: Path) -> bytes:
    with zipfile.ZipFile(trace) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_the_documentation_shows_the_example_as_it_is_run() -> None:
    text = (ROOT / "docs" / "testing-a-sandbox.md").read_text(encoding="utf-8")
    assert EXAMPLE.read_text(encoding="utf-8") in text
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) <= 12


def test_the_plugin_does_nothing_until_a_site_is_named(tmp_path: Path) -> None:
    """Another project's run of pytest, with fixtures of the same names, even when the plugin is loaded."""
    (tmp_path / "test_theirs.py").write_text(
        "import pytest\n@pytest.fixture\ndef session():\n    return 'theirs'\n"
        "def test_theirs(session):\n    assert session == 'theirs'\n"
        "def test_no_site(request):\n    with pytest.raises(pytest.FixtureLookupError):\n"
        "        request.getfixturevalue('site')\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "bot.testing", "-p", "no:cacheprovider", "test_theirs.py"]
    ran = subprocess.run(
        command, cwd=tmp_path, env=environ(PYTHONPATH=str(ROOT)), capture_output=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout.decode()
    assert b"2 passed" in ran.stdout


def test_a_profile_that_is_not_synthetic_is_refused(tmp_path: Path) -> None:
    """By the command, and by the plugin for those who run pytest themselves; nothing is opened."""
    site = profile_file(tmp_path)
    refused = bot("regress", "--site", site)
    assert (refused.code, "not marked 'synthetic: true'" in refused.err, refused.out) == (2, True, "")
    command = [sys.executable, "-m", "pytest", "-p", "bot.testing", "--caljobs-site", str(site), str(EXAMPLE)]
    ran = subprocess.run(command, cwd=tmp_path, env=environ(), capture_output=True, timeout=60, check=False)
    assert ran.returncode == 4
    assert b"not marked 'synthetic: true'" in ran.stderr


MISSING = """
import importlib.util, sys
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in ("pytest_playwright", "PIL") else find(name, *rest)
sys.argv = ["caljobs-bot", "regress", "--site", "mock"]
from bot.cli import main
main()
"""


def test_what_is_not_installed_is_told_with_how_to_install_it() -> None:
    ran = bot(program=MISSING)
    assert ran.code == 2
    assert "need pytest-playwright, pillow" in ran.err
    assert 'pip install "caljobs-bot[testing]"' in ran.err


def test_wrong_options_are_told_before_anything_begins(tmp_path: Path) -> None:
    out = ("--out", tmp_path / "out")
    for options, words in (
        (("--update",), "--update writes into the baseline"),
        (("--only", "test_nothing.py"), "there is no file test_nothing.py"),
        (("--tests", tmp_path / "nowhere"), "there is nothing at"),
        (("--", "--headed"), "--headed needs a screen"),
        (("--", "--browser", "firefox"), "browsers of the Chromium family"),
    ):
        ran = bot("regress", "--site", "mock", *out, *options)
        assert (ran.code, words in ran.err) == (2, True), ran.err
    broken = tmp_path / "broken.yaml"
    broken.write_text((DEMO / "36213.yaml").read_text(encoding="utf-8").replace("office:", "offfice:"))
    ran = bot("regress", "--site", "mock", *out, "--records", broken)
    assert (ran.code, "the reference records are not in order" in ran.err + ran.out) == (2, True), ran.out


def test_a_site_that_is_down_ends_the_run_unfinished(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:9/vosnet/Default.aspx"
    ran = bot("regress", "--site", "mock", "--base-url", nobody, "--out", tmp_path / "out")
    assert (ran.code, "home page does not answer" in ran.out) == (4, True), ran.out
    assert "1 failed" in ran.out


def test_a_broken_golden_is_told_and_not_tripped_over(tmp_path: Path) -> None:
    (tmp_path / "timings.json").write_text("{")
    with pytest.raises(ConfigError, match=r"timings\.json is no JSON: write it anew with --update"):
        Baseline(tmp_path, update=False).read_json("timings.json")


def test_nothing_is_written_into_a_baseline_unless_asked(tmp_path: Path) -> None:
    Baseline(tmp_path, update=False).write_json("timings.json", {})
    Baseline(None, update=False).write_json("timings.json", {})
    assert list(tmp_path.iterdir()) == []
    Baseline(tmp_path / "new", update=True).write_json("pictures/x.json", {})
    (written,) = (tmp_path / "new" / "pictures").iterdir()
    assert written.stat().st_mode & 0o077 == 0
