"""Tests of a tester's own: the documented example, pytest-playwright's options, and other people's runs of pytest."""

from __future__ import annotations

import importlib.util
import os
import platform
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import playwright
import pytest
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed
from typer.testing import CliRunner

from bot.browser import playwright_folder
from bot.cli.app import app
from bot.errors import ConfigError, Mismatch
from bot.testing.baseline import Baseline
from bot.testing.fixtures import _in_words
from bot.testing.keys import COLLECTOR
from bot.testing.plugin import check_browser
from tests.kit import DAY, DEMO, QUICK, ROOT, STAFF
from tests.mock_site.client import MockSite
from tests.system.cli_kit import bot, children, environ, profile_file
from tests.system.regress_kit import Bench

EXAMPLE = ROOT / "docs" / "examples" / "test_our_office.py"


def _films() -> bool:
    """Whether Playwright's own program for videos is installed here."""
    package = Path(playwright.__file__).parent / "driver" / "package"
    return any(playwright_folder(os.environ, platform.system(), Path.home(), package).glob("ffmpeg-*"))


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
    assert f"{EXAMPLE.name}::test_our_office_is_offered[chromium] PASSED" in ran.ran.out, "named by its file"
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


def test_what_stopped_one_test_is_told_by_the_others_and_fails_only_the_one() -> None:
    """A step that could not be entered is in the way of all tests of its screens; not of another participant's."""
    config: Any = SimpleNamespace(stash={COLLECTOR: SimpleNamespace(told={}, kept_out="")})
    session: Any = SimpleNamespace(config=config, shouldstop=False)

    def ended(name: str, user_id: str) -> str:
        node: Any = SimpleNamespace(name=name, session=session, callspec=SimpleNamespace(params={"user_id": user_id}))
        running: Any = _in_words(node)
        next(running)
        with pytest.raises((pytest.fail.Exception, pytest.skip.Exception)) as caught:
            running.throw(Mismatch("another plan is open", screen="Plan"))
        return f"{caught.typename}: {caught.value}"

    assert ended("test_enters[1]", "1") == "Failed: Plan: another plan is open"
    assert ended("test_enters[1]", "1").startswith("Failed")
    assert "Skipped: not looked at: what failed test_enters[1] is in the way" in ended("test_is_kept[1]", "1")
    assert ended("test_is_kept[2]", "2").startswith("Failed")


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


def _regress(*arguments: str | Path) -> str:
    """What the command says in this process, before it starts any other."""
    ran = CliRunner().invoke(app, ["regress", *map(str, arguments)])
    assert isinstance(ran.exception, ConfigError), ran.output
    return str(ran.exception)


def _pytest(folder: Path, *arguments: str | Path) -> tuple[int, str]:
    """The plugin as those have it who run pytest themselves: its exit code and what it says."""
    command = [sys.executable, "-m", "pytest", "-p", "bot.testing", *map(str, arguments), str(EXAMPLE)]
    ran = subprocess.run(
        command, cwd=folder, env=environ(PYTHONPATH=str(ROOT)), capture_output=True, timeout=60, check=False
    )
    return ran.returncode, ran.stderr.decode()


def test_a_profile_that_is_not_synthetic_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the command, and by the plugin for those who run pytest themselves; nothing is opened."""
    monkeypatch.setattr("bot.testing.launch.run_suite", lambda run: pytest.fail("it was run"))
    site = profile_file(tmp_path)
    assert "not marked 'synthetic: true'" in _regress("--site", site)
    code, said = _pytest(tmp_path, "--caljobs-site", site)
    assert (code, "not marked 'synthetic: true'" in said) == (4, True)


def test_what_is_not_installed_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the command can be asked for without it: only the suite itself imports what is missing."""
    find = importlib.util.find_spec
    missing = ("pytest_playwright", "PIL")
    monkeypatch.setattr("importlib.util.find_spec", lambda name, *rest: None if name in missing else find(name, *rest))
    said = _regress("--site", "mock")
    assert "need pytest-playwright, pillow" in said
    assert "requirements.txt" in said
    assert "docs/testing-a-sandbox.md" in said
    loaded = "import sys, bot.cli; sys.exit(any(name in sys.modules for name in ('pytest', 'jinja2')))"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, check=False).returncode == 0


def test_wrong_options_are_told_before_anything_begins(tmp_path: Path) -> None:
    out = ("--site", "mock", "--out", tmp_path / "out")
    for options, words in (
        (("--update",), "--update writes into the baseline"),
        (("--only", "test_nothing.py"), "there is no file test_nothing.py"),
        (("--tests", tmp_path / "nowhere"), "there is nothing at"),
    ):
        assert words in _regress(*out, *options)
    broken = tmp_path / "broken.yaml"
    broken.write_text((DEMO / "36213.yaml").read_text(encoding="utf-8").replace("office:", "offfice:"))
    code, said = _pytest(tmp_path, "--caljobs-site", "mock", "--caljobs-records", broken)
    assert (code, "the reference records are not in order" in said) == (4, True), said


@pytest.mark.own_thread
@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"--browser": ["firefox"]}, "browsers of the Chromium family"),
        ({"--headed": True}, "--headed needs a screen"),
        ({"--browser-channel": "chrome-canary"}, "--browser-channel chrome-canary: .*chrome-canary"),
        pytest.param(
            {"--video": "on"}, "--video: .*`playwright install ffmpeg` brings it",
            marks=pytest.mark.skipif(_films(), reason="videos can be made here"),
        ),
    ],
)  # fmt: skip
def test_a_browser_that_can_not_serve_is_told_once(
    options: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for screen in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(screen, raising=False)
    given = {"--browser": [], "--headed": False, "--browser-channel": None, "--video": "off", **options}
    config: Any = SimpleNamespace(getoption=given.__getitem__)
    with pytest.raises(ConfigError, match=words):
        check_browser(config)


def still_there(pids: set[int]) -> set[int]:
    """Those of some processes that have not ended yet: the last of a browser take a moment."""
    return pids & {int(path.name) for path in Path("/proc").glob("[0-9]*")}


def test_ctrl_c_ends_the_run_at_a_safe_point_with_its_report(tmp_path: Path) -> None:
    """As a terminal gives it: to the command, to pytest and to the browser's driver at once."""
    with MockSite.start(clock=str(DAY), **QUICK) as mock:
        bench = Bench.prepare(mock, tmp_path)
        own = tmp_path / "test_own.py"
        own.write_text(OWN)
        words = ["--tests", own, "--only", "test_sign_in.py", "--only", "test_own.py", "--html", bench.html]
        site = ["--site", tmp_path / "site.yaml", "--records", tmp_path / "records", "--out", tmp_path / "out"]
        command = [sys.executable, "-m", "bot", "regress", *map(str, [*site, *words])]
        with subprocess.Popen(
            command, cwd=ROOT, env=environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        ) as process:
            assert process.stdout is not None
            said = [next(line for line in process.stdout if b"test_staff_can_sign_in PASSED" in line)]
            below = children(process.pid)
            os.killpg(process.pid, signal.SIGINT)
            said += process.stdout.readlines()
        written = [line["action"] for line in mock.writes()]
    text = b"".join(said).decode()
    assert (process.returncode, "stopping at the next safe point" in text) == (4, True), text
    assert "Traceback" not in text
    assert "INTERNALERROR" not in text, "tests of one's own after the suite's"
    assert "Stopped by the user before the end" in bench.html.read_text(encoding="utf-8"), text
    assert len(written) <= 1
    retrying = Retrying(retry=retry_if_result(bool), stop=stop_after_delay(20), wait=wait_fixed(0.1))
    assert not retrying(still_there, below), "processes that the run began are still there"


def test_a_site_that_is_down_ends_the_run_unfinished(tmp_path: Path) -> None:
    site = profile_file(tmp_path, synthetic=True, limits={"tries": 1})  # nobody answers there
    ran = bot("regress", "--site", site, "--records", DEMO / "36213.yaml", "--out", tmp_path / "out")
    assert (ran.code, "does not open: it refuses connections" in ran.out) == (4, True), ran.out
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
