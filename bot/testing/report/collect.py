"""What a run of tests leaves for its report: one case a test, pictures, timings, notes."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import pytest

import bot
from bot.printable import printable
from bot.testing.under_test import SiteUnderTest

Outcome = Literal["passed", "failed", "skipped"]
SUITE = Path(__file__).resolve().parent.parent / "suite"


@dataclass
class Case:
    """One test and what became of it."""

    node: str
    """What names it on the command line."""
    title: str
    group: str
    """The part of the suite, or the file of a tester's own."""
    outcome: Outcome = "passed"
    words: str = ""
    began: float = 0.0
    """Seconds since the run began."""
    seconds: float = 0.0
    step: str = ""
    screen: str = ""
    user_id: str = ""
    command: str = ""


@dataclass(frozen=True)
class PictureNote:
    """A screen's picture, and what came of comparing it; the bytes are PNGs."""

    screen: str
    user_id: str
    status: Literal["same", "changed", "new"]
    now: bytes
    golden: bytes | None = None
    marked: bytes | None = None
    words: str = ""


@dataclass(frozen=True)
class TimingNote:
    """How long something took, now and in the baseline, in seconds."""

    name: str
    now: float
    golden: float | None

    @property
    def ratio(self) -> float | None:
        """How many times as long as in the baseline."""
        return self.now / self.golden if self.golden else None


@dataclass(eq=False)  # pytest puts its plugins into sets
class Collector:
    """A pytest plugin that keeps what the report tells."""

    site: SiteUnderTest
    write: Callable[[Collector, Path], None] = field(repr=False)
    """Writes the report to a file, at the end of the session."""
    cases: dict[str, Case] = field(default_factory=dict)
    pictures: list[PictureNote] = field(default_factory=list)
    timings: list[TimingNote] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    browser: str = ""
    kept_out: str = ""
    """Why the site keeps everyone out, if it does."""
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    """Errors that have failed a test, and which test that was: by words and participant."""
    stopped: bool = False
    """Whether the user stopped the run before its end."""
    began: datetime = field(default_factory=lambda: datetime.now().astimezone())

    def note(self, words: str) -> None:
        """Something the reader must know, once."""
        if words not in self.notes:
            self.notes.append(words)

    def pytest_runtest_logstart(self, nodeid: str, location: tuple[str, int | None, str]) -> None:
        """Begins a case. Its title comes from its file's and function's names, until the test itself tells more."""
        file, _, name = nodeid.rpartition("/")[2].partition("::")
        title = name.removeprefix("test_").replace("_", " ").replace("[", ": ").removesuffix("]")
        group = file.removesuffix(".py").removeprefix("test_").replace("_", " ")
        began = (datetime.now().astimezone() - self.began).total_seconds()
        self.cases[nodeid] = Case(nodeid, title, group, began=began)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """What a test says may hold words of the site: the terminal and the JUnit file are given nothing to obey."""
        report = yield
        if isinstance(report.longrepr, tuple):
            path, line, words = report.longrepr
            report.longrepr = (path, line, printable(words, lines=True))
        elif (shown := printable(report.longreprtext, lines=True)) != report.longreprtext:
            report.longrepr = shown
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Takes over what became of a phase of a test; a failure of any is the test's."""
        case = self.cases[report.nodeid]
        case.seconds += report.duration
        for key, value in report.user_properties:
            if key in ("step", "screen", "user_id"):
                setattr(case, key, str(value))
        if report.outcome != "passed" and case.outcome != "failed":
            case.outcome = report.outcome
            case.words = _words(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Writes the report, where one is asked for."""
        for case in self.cases.values():
            case.command = reproduce(session.config, case.node)
        target = session.config.getoption("--caljobs-html")
        if target:
            self.write(self, Path(target))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Says what must be known beside the outcomes."""
        for words in self.notes:
            terminalreporter.write_line(printable(f"note: {words}"))
        if target := terminalreporter.config.getoption("--caljobs-html"):
            terminalreporter.write_line(f"The report is {target}")

    @property
    def version(self) -> str:
        return bot.__version__


def _words(report: pytest.TestReport) -> str:
    """What a failed or skipped test says."""
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return report.longreprtext.strip()


def reproduce(config: pytest.Config, node: str) -> str:
    """The command that runs one test again, with the options of this run."""
    option = config.getoption
    words = ["caljobs-bot", "regress", "--site", str(option("--caljobs-site"))]
    for ours, theirs in (
        ("--base-url", "--base-url"),
        ("--today", "--caljobs-today"),
        ("--records", "--caljobs-records"),
        ("--baseline", "--caljobs-baseline"),
        ("--slower", "--caljobs-slower"),
    ):
        value = option(theirs, default=None)
        if value:
            words += [ours, str(value)]
    file, _, name = node.partition("::")
    own = SUITE / Path(file).name
    if not own.is_file():
        path = (config.rootpath / file).resolve()
        words += ["--tests", str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)]
    words += ["--only", f"{Path(file).name}::{name}"]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)
