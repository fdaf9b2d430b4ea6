"""Runs of the program that die, and what must hold afterwards.

`python -m tests.system.crash_kit` is a process that has everything imported and makes a child of itself for each run:
a run costs its browser and its work, no imports. It takes lines of JSON, a run to begin or one to wait for, and answers
each with a number: the child's, and how it ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Event, Timer
from typing import Any

import psutil

from bot.ledger.points import KILL_AT, POINTS, STOP_AT
from tests.kit import ROOT
from tests.system.cli_kit import Ran, environ

KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Death(Ran):
    """How a run ended, be it by being killed, and the points that it reached."""

    points: tuple[str, ...]

    @property
    def states(self) -> dict[str, str]:
        """What the run said became of each participant."""
        return {line["user_id"]: line["state"] for line in self.objects}


@dataclass(frozen=True)
class Going:
    """A run that was begun: its process, and where it leaves what it says."""

    pid: int
    out: Path
    err: Path
    points: Path

    def resume(self) -> None:
        """Lets a stopped one go on."""
        os.kill(self.pid, signal.SIGCONT)


class Runs:
    """Runs of the program's command line."""

    def __init__(self, server: subprocess.Popen[str], folder: Path) -> None:
        self._server = server
        self._folder = folder
        self._begun = 0
        self._clock = folder / "clock"
        self.set_clock(0)

    @classmethod
    @contextmanager
    def start(cls, folder: Path, **environment: str | None) -> Iterator[Runs]:
        """The process that makes them; `folder` is for what they say, `environment` for all of them."""
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.system.crash_kit"],
            cwd=ROOT, env=environ(**environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            yield cls(server, folder)
        finally:
            assert server.stdin is not None
            server.stdin.close()
            server.wait()

    def set_clock(self, seconds: int) -> None:
        """Sets the clock of every run so far before (negative: behind) the true time, at once."""
        self._clock.write_text(str(seconds))

    def begin(
        self,
        *arguments: str | Path,
        environment: dict[str, str] | None = None,
        constants: dict[str, float] | None = None,
    ) -> Going:
        """Begins a run of `caljobs-bot` with these arguments; `constants` are those of modules, by their full names."""
        self._begun += 1
        out, err, points = (self._folder / f"run{self._begun}.{kind}" for kind in ("out", "err", "points"))
        pid = self._ask(
            arguments=[str(argument) for argument in arguments],
            environment={POINTS: str(points), **(environment or {})},
            constants=constants or {},
            out=str(out),
            err=str(err),
            clock=str(self._clock),
        )
        return Going(pid, out, err, points)

    def end(self, going: Going) -> Death:
        """Waits for the end of a run."""
        code = self._ask(wait=going.pid)
        reached = going.points.read_text().split("\n")[:-1] if going.points.exists() else []
        return Death(code, going.out.read_text(), going.err.read_text(), tuple(reached))

    def run(self, *arguments: str | Path, **environment: str) -> Death:
        """A run to its end."""
        return self.end(self.begin(*arguments, environment=environment))

    def killed_at(self, point: str, *arguments: str | Path) -> Death:
        """A run that is to die at a point, NAME:NTH."""
        return self.run(*arguments, **{KILL_AT: point})

    def killed_after(self, seconds: float, *arguments: str | Path, browser_too: bool = True) -> Death:
        """A run that is killed so many seconds after its beginning, if it lasts so long."""
        going = self.begin(*arguments)
        timer = Timer(seconds, kill, (going.pid,), {"browser_too": browser_too})
        timer.start()
        try:
            return self.end(going)
        finally:
            timer.cancel()

    def stopped_at(
        self,
        points: Sequence[str],
        *arguments: str | Path,
        environment: dict[str, str] | None = None,
        constants: dict[str, float] | None = None,
    ) -> Going:
        """Begins a run that stops itself at points, and waits until it has at the first."""
        environment = {STOP_AT: ",".join(points), **(environment or {})}
        going = self.begin(*arguments, environment=environment, constants=constants)
        until_stopped(going)
        return going

    def _ask(self, **order: Any) -> int:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        return int(self._server.stdout.readline())


def until_stopped(going: Going) -> None:
    """Waits until a run has stopped itself. Raises AssertionError when it comes to its end instead."""
    pause = Event()
    while (status := psutil.Process(going.pid).status()) != psutil.STATUS_STOPPED:
        assert status != psutil.STATUS_ZOMBIE, going.err.read_text()
        pause.wait(0.02)


def hang(browsers_of: int) -> None:
    """Stops all processes of a run's browser, which then neither answers nor ends."""
    this = psutil.Process(browsers_of)
    driver = this.children()
    for process in this.children(recursive=True):
        if process not in driver and "python" not in process.name():
            process.suspend()


def kill(pid: int, *, browser_too: bool) -> None:
    """Kills a process hard, with all below it or by itself."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        below = process.children(recursive=True) if browser_too else []
        for one in [*below, process]:
            with suppress(psutil.NoSuchProcess):
                one.kill()


# --- the process that makes the runs


def serve() -> None:
    """Takes orders until there are no more."""
    import playwright.sync_api
    import psycopg

    import bot.cli.entering  # a command would import it once it runs, after `_set_by` has gone through the modules

    assert all((playwright.sync_api, psycopg, bot.cli.entering))
    for line in sys.stdin:
        order = json.loads(line)
        if pid := order.get("wait"):
            _, status = os.waitpid(pid, 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if pid == 0:
            _be_a_run(order)
        print(pid, flush=True)


def _be_a_run(order: dict[str, Any]) -> None:
    """What a process of its own would be."""
    os.setsid()
    for number, path, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, order["out"], os.O_WRONLY | os.O_CREAT),
        (2, order["err"], os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(path, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.update(order["environment"])
    for name, value in order["constants"].items():
        module, _, constant = name.rpartition(".")
        assert hasattr(import_module(module), constant), name
        setattr(import_module(module), constant, value)
    _set_by(Path(order["clock"]))
    sys.argv = ["caljobs-bot", *order["arguments"]]
    from bot.cli import main

    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _set_by(clock: Path) -> None:
    """Every module of the program has its time from a clock that is as far off as the file says at that moment.

    The browser's would be too, and cannot be set: the moments until which it may press are told to it by its own.
    """
    from bot.ledger.journal import Journal

    true = time.time
    for name, module in list(sys.modules.items()):
        if name.startswith("bot.") and getattr(module, "time", None) is true:
            setattr(module, "time", lambda: true() + int(clock.read_text()))  # noqa: B010 - no module declares it
    for name in ("intend", "confirm"):
        told = getattr(Journal, name)
        setattr(Journal, name, lambda *words, told=told, **more: told(*words, **more) - int(clock.read_text()))


if __name__ == "__main__":
    serve()
