"""What the tests of the command line share: record files, and runs of the command in this process or one of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from playwright.sync_api import Browser

from bot.cli import main
from bot.config import Profile
from bot.session import Session
from tests.kit import DAY, ROOT, STAFF, changed, plain
from tests.mock_site.client import MockSite

KEYS = ["user_id", "state", "steps", "plan_id", "pdf", "error", "seconds", "told"]
STEPS = ["activities", "assessment", "plan", "print"]
ERROR_KEYS = ["kind", "step", "screen", "field", "message"]
LONGEST = 120


def brief_file(folder: Path, source: str = "36213", changes: dict[str, Any] | None = None) -> Path:
    """A file with a demo participant's plan and activity 205, nothing else, and changes by dotted paths."""
    content = plain(source)
    activity = content["activities"][1]
    only = {"assessment": None, "activities": [activity], "plan.services": [activity["code"]]}
    return record_file(folder / f"{source}.yaml", changed(content, {**only, **(changes or {})}))


def record_file(path: Path, content: dict[str, Any]) -> Path:
    """Writes a record with every scalar in quotes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(content, allow_unicode=True, default_style='"', sort_keys=False), encoding="utf-8")
    return path


def profile_file(folder: Path, mock: MockSite | None = None, **keys: Any) -> Path:
    """A site profile of the mock's, with further keys; one that does not call its participants made up."""
    own = {"base_url": mock.home if mock else "http://127.0.0.1:65531/vosnet/Default.aspx", "save": True}
    path = folder / "site.yaml"
    path.write_text(yaml.safe_dump({**own, "today": DAY, "wizard_saves": {"activity": "finish"}, **keys}))
    return path


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The JSON objects of standard output, a line each."""
        return [json.loads(line) for line in self.out.splitlines()]


def environ(**changes: str | None) -> dict[str, str]:
    """This environment with a mock's staff member signed in by it, no screen and no keyring; None takes one out."""
    own: dict[str, str | None] = {
        **os.environ,
        "CALJOBS_USERNAME": STAFF.username,
        "CALJOBS_PASSWORD": STAFF.password,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "DISPLAY": None,
        "WAYLAND_DISPLAY": None,
        **changes,
    }
    return {name: value for name, value in own.items() if value is not None}


def bot(*arguments: str | Path, program: str | None = None, **environment: str | None) -> Ran:
    """Runs `python -m bot` with arguments to its end; or `program`, a Python text that calls it."""
    start = ["-m", "bot"] if program is None else ["-c", program]
    done = subprocess.run(
        [sys.executable, *start, *map(str, arguments)],
        cwd=ROOT,
        env=environ(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def bot_here(*arguments: str | Path, **environment: str | None) -> Ran:
    """Runs the command line in this process: what it prints, its usage errors, its exit code.

    For commands that start no browser (see `bot_in`) and no process: what those print would not be caught, and
    Playwright runs once in a thread. Signals, and how the program ends as a process, are for `bot`. Afterwards the
    environment, folder, standard streams, arguments and signal handlers are as before.
    """
    with _as_a_process_of_its_own(list(map(str, arguments)), environ(**environment)) as (out, err):
        with pytest.raises(SystemExit) as end:
            main()
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        code = end.value.code
        assert code is None or isinstance(code, int), code
        return Ran(code or 0, out.getvalue().decode(), err.getvalue().decode())


def bot_in(browser: Browser, *arguments: str | Path, **environment: str | None) -> Ran:
    """As `bot_here`, for commands that open a browser: their session is one within a browser that runs already.

    How a browser is started, and what it may reach, is for `bot`.
    """

    @contextmanager
    def start(profile: Profile, *, headed: bool = False) -> Iterator[Session]:
        with Session.within(browser, profile, headed=headed) as session:
            yield session

    with patch.object(Session, "start", start):
        return bot_here(*arguments, **environment)


@contextmanager
def _as_a_process_of_its_own(arguments: list[str], environment: dict[str, str]) -> Iterator[tuple[BytesIO, BytesIO]]:
    """Standard output and standard error. The limit on core files stays: a process can't raise it again."""
    out, err = BytesIO(), BytesIO()
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, environment, clear=True))
        stack.enter_context(patch.object(sys, "argv", ["caljobs-bot", *arguments]))
        stack.enter_context(patch.object(sys, "stdin", stack.enter_context(Path(os.devnull).open(encoding="utf-8"))))
        stack.enter_context(redirect_stdout(TextIOWrapper(out, encoding)))
        stack.enter_context(redirect_stderr(TextIOWrapper(err, encoding, errors="backslashreplace")))
        stack.enter_context(patch("bot.cli.leave_no_core"))
        stack.enter_context(chdir(ROOT))
        try:
            yield out, err
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)


def children(pid: int) -> set[int]:
    """All processes below one."""
    below: set[int] = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, ProcessLookupError):
            continue  # it ended meanwhile
        if parent == pid:
            child = int(stat.parent.name)
            below |= {child} | children(child)
    return below
