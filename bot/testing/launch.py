"""Running the suite as pytest in a process of its own. Imports nothing of the extra `testing`."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.config import Profile
from bot.errors import ConfigError

NEEDS = {"pytest": "pytest", "pytest_playwright": "pytest-playwright", "jinja2": "jinja2", "PIL": "pillow"}
"""The packages of the extra `testing`, by the name they are imported under."""
SUITE = Path(__file__).resolve().parent / "suite"
FILES = (
    "test_sign_in.py",
    "test_drift.py",
    "test_steps.py",
    "test_screens.py",
    "test_printed_plan.py",
    "test_rules.py",
)
"""The suite in its order: what enters comes before what looks, and what tries invalid things last."""
FINE, FAILED, USAGE, KEPT_OUT, UNFINISHED = 0, 1, 2, 3, 4
_EXIT = {0: FINE, 1: FAILED, 2: UNFINISHED, 3: UNFINISHED, 4: USAGE, 5: USAGE, 13: KEPT_OUT}
"""pytest's exit codes (13 is our plugin's own) to the command's."""


@dataclass(frozen=True)
class Run:
    """What a run is to do; paths as the user wrote them."""

    site: str
    base_url: str | None = None
    records: Path | None = None
    baseline: Path | None = None
    update: bool = False
    junit: Path | None = None
    html: Path | None = None
    out: Path = Path("out") / "regress"
    today: str | None = None
    slower: float | None = None
    tests: tuple[Path, ...] = ()
    """Testers' own tests, run after the suite."""
    only: tuple[str, ...] = ()
    pytest_options: tuple[str, ...] = ()


def missing_packages() -> list[str]:
    """The packages of the extra `testing` that are not installed."""
    return [name for module, name in NEEDS.items() if importlib.util.find_spec(module) is None]


def check_packages() -> None:
    """Raises ConfigError that says how to install what is missing."""
    if missing := missing_packages():
        raise ConfigError(
            f"regression tests need {', '.join(missing)}: install what requirements.txt names, "
            "as docs/testing-a-sandbox.md says (in a working copy: python3 dev.py browser)"
        )


def check_profile(profile: Profile) -> None:
    """Raises ConfigError unless the profile says that everybody there is made up."""
    if not profile.synthetic:
        raise ConfigError(
            f"the site profile '{profile.name}' is not marked 'synthetic: true': regression tests enter records, take "
            "pictures and keep what they see, so they run only where every participant is made up"
        )


def run_suite(run: Run) -> int:
    """Runs it, with pytest's own output on the terminal; gives the command's exit code.

    Ctrl-C and SIGTERM end it at the next safe point, a second one at once.
    """
    with subprocess.Popen(command(run), env={**os.environ, "PYTHONUNBUFFERED": "1"}) as process:
        before = signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
        try:
            return _EXIT.get(_outcome(process), UNFINISHED)
        finally:
            signal.signal(signal.SIGTERM, before)


def _outcome(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the terminal gives it to pytest too, which ends with its report


def command(run: Run) -> list[str]:
    """The command line of pytest."""
    words = [sys.executable, "-m", "pytest", "-c", str(SUITE / "pytest.ini"), f"--rootdir={_root(run)}"]
    words += ["-p", "bot.testing", "-p", "no:cacheprovider", "--verbose", "--no-header", "--tb=short"]
    words += ["--output", str(run.out / "artifacts"), "--caljobs-site", run.site]
    for option, value in (
        ("--base-url", run.base_url),
        ("--caljobs-records", run.records),
        ("--caljobs-baseline", run.baseline),
        ("--caljobs-today", run.today),
        ("--caljobs-slower", run.slower),
        ("--caljobs-html", run.html),
        ("--junitxml", run.junit),
    ):
        if value is not None:
            words += [option, str(value)]
    if run.update:
        words.append("--caljobs-update")
    return [*words, *run.pytest_options, *what_to_run(run)]


def _root(run: Run) -> str:
    """A folder that all tests lie in: pytest names tests from there, and one outside of it not by its file."""
    try:
        return os.path.commonpath([SUITE, *(path.parent for path in _own_files(run.tests))])
    except ValueError:  # on another drive
        return str(SUITE)


def what_to_run(run: Run) -> list[str]:
    """The files, or with `only` the tests, for pytest. Raises ConfigError for a test that no file has."""
    own = _own_files(run.tests)
    if not run.only:
        return [str(SUITE / name) for name in FILES if (SUITE / name).is_file()] + [str(path) for path in own]
    files = {path.name: path for path in (*(SUITE / name for name in FILES), *own)}
    chosen = []
    for test in run.only:
        file, colons, name = test.partition("::")
        if file not in files:
            raise ConfigError(f"--only: there is no file {file}; there are: {', '.join(files)}")
        chosen.append(f"{files[file]}{colons}{name}")
    return chosen


def _own_files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted((*path.rglob("test_*.py"), *path.rglob("*_test.py")))
        elif path.is_file():
            found.append(path)
        else:
            raise ConfigError(f"--tests: there is nothing at {path}")
    return [path.resolve() for path in found]
