"""What the tests of the command line share: record files, and runs of `python -m bot` as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.kit import DAY, ROOT, STAFF, changed, plain
from tests.mock_site.client import MockSite

KEYS = ["user_id", "state", "steps", "plan_id", "pdf", "error", "seconds"]
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
    own = {"base_url": mock.home if mock else "http://127.0.0.1:9/vosnet/Default.aspx", "save": True}
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
