"""The mock for tests, demo and benchmarks: starts the process and speaks to its admin addresses."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import httpx

HOME = "/vosnet/Default.aspx"
START_S = 30.0
_ROOT = Path(__file__).resolve().parents[2]


class MockDidNotStart(RuntimeError):
    """The process ended, or said nothing, before it was ready."""


class MockSite:
    """A running mock. `home` is the address of its home page, `url` its origin."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.url = home.removesuffix(HOME)
        self.http = httpx.Client(base_url=self.url, timeout=30)

    @classmethod
    @contextmanager
    def start(
        cls, *, port: int = 0, db: str | None = None, clock: str | None = None, flavour: str = "classic",
        screens: str | Path | None = None, **switches: Any,
    ) -> Iterator[MockSite]:
        """Start the process, wait for its ready line, stop it at the end. Raises MockDidNotStart."""
        command = [sys.executable, "-m", "tests.mock_site", "--port", str(port), "--flavour", flavour]
        if db is not None:
            command += ["--db", db]
        if clock is not None:
            command += ["--clock", clock]
        if screens is not None:
            command += ["--screens", str(screens)]
        for name, value in switches.items():
            command += ["--set", f"{name}={value if isinstance(value, str) else json.dumps(value)}"]
        process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
        try:
            mock = cls(_home_of(process))
            with mock.http:
                yield mock
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def reset(self) -> None:
        """People, data, switches and clock as at the start; who is signed in stays signed in."""
        self._post("reset")

    def switches(self) -> dict[str, Any]:
        """Every switch."""
        return self._dict(self.http.get("/admin/switches"))

    def set(self, **switches: Any) -> None:
        """Turn switches."""
        self._post("switches", **switches)

    def state(self, user_id: str | int) -> dict[str, Any]:
        """What stands for a person (or, by username, for a staff account)."""
        return self._dict(self.http.get(f"/admin/state/{user_id}"))

    def writes(self) -> list[dict[str, Any]]:
        """Every accepted write, in order."""
        answer = self.http.get("/admin/writes")
        answer.raise_for_status()
        lines: list[dict[str, Any]] = answer.json()
        return lines

    def faults(self) -> dict[str, Any]:
        """How many posts met each kind of fault since the switch `faults` was turned, and how many there were."""
        return self._dict(self.http.get("/admin/faults"))

    def saving_posts(self) -> dict[str, Any]:
        """How many posts that save came in since the start, by their screens, with or without anything new."""
        return self._dict(self.http.get("/admin/saving_posts"))

    def arm(self, hazard: str, **when: Any) -> None:
        """Arm a hazard; see `hazards.py` for their names."""
        self._post("arm", hazard=hazard, **when)

    def disarm(self) -> None:
        """Disarm every hazard."""
        self._post("arm", hazard="none")

    def add_person(self, **person: Any) -> dict[str, Any]:
        """Add a person; only `user_id` must be said."""
        return self._post("person", **person)

    def seed(self, user_id: str | int, **records: Any) -> dict[str, Any]:
        """Plant `activities`, `assessments`, `plans`; shapes as in `state`."""
        return self._post("seed", user_id=str(user_id), **records)

    def switch_person(self, staff: str, user_id: str | int) -> None:
        """As though a second tab of the staff member's session had opened another person (H11)."""
        self._post("assist", staff=staff, user_id=str(user_id))

    def expire_sessions(self) -> None:
        """All sessions are timed out at their next request."""
        self._post("expire")

    def screens(self, content: dict[str, Any] | None) -> None:
        """Serve other screens until the reset: the content of a file like `screens.yaml`, or of a survey."""
        self._post("screens", **(content or {}))

    def clock(self, date: str | datetime.date) -> None:
        """Set the mock's day."""
        self._post("clock", date=str(date))

    def _post(self, what: str, **content: Any) -> dict[str, Any]:
        return self._dict(self.http.post(f"/admin/{what}", json=content))

    def _dict(self, answer: httpx.Response) -> dict[str, Any]:
        if answer.status_code >= 400:
            raise ValueError(answer.text)
        content: dict[str, Any] = answer.json()
        return content


def _home_of(process: subprocess.Popen[str]) -> str:
    """The address in the ready line."""
    assert process.stdout is not None
    lines: Queue[str] = Queue()
    threading.Thread(target=lambda out: lines.put(out.readline()), args=(process.stdout,), daemon=True).start()
    try:
        line = lines.get(timeout=START_S)
    except Empty:
        line = ""
    if not line.startswith("ready "):
        process.kill()
        raise MockDidNotStart(line or f"exit status {process.wait()}")
    return line.split()[1]
