"""`python -m bot` as a process: its exit codes, its output, and what it tells of an error of the program itself."""

from __future__ import annotations

import re
from pathlib import Path

from tests.kit import DEMO
from tests.system.cli_kit import bot, brief_file

SECRET = "Mike has 3 children"


def test_success() -> None:
    ran = bot("check", DEMO, "--today", "06/05/2019")
    assert (ran.code, ran.out, ran.err) == (0, "3 records, no problems\n", "")


def test_an_option_that_there_is_not() -> None:
    ran = bot("check", DEMO, "--bogus")
    assert (ran.code, ran.out, "Traceback" in ran.err) == (2, "", False)
    assert "No such option: --bogus" in re.sub(r"[│\s]+", " ", ran.err)


def test_a_visible_browser_without_a_screen(tmp_path: Path) -> None:
    """A wrong configuration that is found once Playwright runs."""
    ran = bot("run", brief_file(tmp_path), "--site", "mock", "--headed", "--out", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "A visible browser needs a screen, and there is none here (DISPLAY is not set).\n"


def test_a_console_without_the_letters(tmp_path: Path) -> None:
    brief_file(tmp_path, changes={"plan.start_date": "明日"})
    ran = bot("check", tmp_path, "--today", "06/05/2019", PYTHONIOENCODING="ascii")
    assert (ran.code, r"'\u660e\u65e5' is not a date" in ran.out) == (1, True), ran.err


def test_an_error_of_the_program_itself() -> None:
    """Its kind and place, no traceback, and not its own words: they may quote a value."""
    crash = f"from bot.cli import main, running\ndef crash(*a, **k): raise ValueError({SECRET!r})\n"
    ran = bot("check", DEMO, program=f"{crash}running.load_records = crash\nmain()")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "an error of the program itself (ValueError, <string> line 2): please report it\n"


def test_a_package_that_is_missing() -> None:
    """Commands import what they work with when they run, so that a broken installation shows only then."""
    without = "import sys\nsys.modules['playwright.sync_api'] = None\nfrom bot.cli import main\nmain()"
    ran = bot("run", DEMO, "--site", "mock", program=without)
    assert (ran.code, ran.out) == (2, "")
    missing = "the Python package playwright.sync_api is not installed"
    assert ran.err == f"{missing}: install caljobs-bot again, with all it requires\n"
