"""One worker process as its parent sees it: started, ordered about, listened to, weighed, and ended."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Queue
from threading import Thread
from time import monotonic
from typing import Any

import psutil

from bot.session import environment_without
from bot.session.credentials import Login, password_variables

PROGRAM = (sys.executable, "-m", "bot.engine.worker")


@dataclass(frozen=True)
class Settings:
    """What workers are started with, as JSON can say it; all of it is handed on to them."""

    ledger: str
    profile: dict[str, Any] = field(repr=False)
    site: str
    out: str
    today: str | None = None
    """The site's date, where it is not this machine's."""
    headed: bool = False
    among: Sequence[int] | None = field(default=None, repr=False)
    """The items to be worked on; none: whatever waits at the site."""
    decisions: Sequence[Sequence[str]] = field(default=(), repr=False)
    """What was decided about what differs, as `Decision.as_told` says it."""
    program: Sequence[str] = PROGRAM

    def line(self, login: Login | None) -> str:
        """The first line a worker reads. It holds the password: pipes are read by their owner alone."""
        told = {
            "profile": self.profile,
            "site": self.site,
            "ledger": self.ledger,
            "out": self.out,
            "today": self.today,
            "headed": self.headed,
            "among": None if self.among is None else list(self.among),
            "decisions": list(self.decisions),
            "login": login and [login.username, login.password],
        }
        return json.dumps(told)


Events = Queue[tuple["Hand", dict[str, Any] | None]]


@dataclass(eq=False)
class Hand:
    """One worker process."""

    number: int
    login: Login | None
    process: subprocess.Popen[str]
    listener: Thread = field(init=False)
    heard: float = field(default_factory=monotonic)
    owner: str | None = None
    free: bool = False
    again_at: float | None = None
    why: str | None = None
    """Why it said that it ends."""
    is_sick: bool = False
    """Whether it ended because the program failed for one participant after the other."""
    stopping: bool = False
    retiring: bool = False

    @classmethod
    def start(cls, number: int, login: Login | None, settings: Settings, events: Events) -> Hand:
        """Starts a process; what it says comes into `events`, and None when it has nothing more to say.

        Ctrl-C at a terminal does not reach it, passwords of the environment neither.
        """
        with environment_without(*password_variables()):
            process = subprocess.Popen(
                settings.program,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, encoding="utf-8", start_new_session=True,
            )  # fmt: skip
        hand = cls(number, login, process)
        hand.order(settings.line(login))
        hand.listener = Thread(target=hand._listen, args=(events,), daemon=True)
        hand.listener.start()
        return hand

    def order(self, line: str) -> None:
        """Sends a line; one that has ended hears nothing."""
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(f"{line}\n")
            self.process.stdin.flush()

    def kill(self) -> None:
        """Ends the process and everything below it at once."""
        with suppress(psutil.NoSuchProcess):
            below = psutil.Process(self.process.pid).children(recursive=True)
            self.process.kill()
            for child in below:
                with suppress(psutil.NoSuchProcess):
                    child.kill()

    def memory(self) -> int:
        """Bytes of the process and all below it, what they share counted for each."""
        total = 0
        with suppress(psutil.NoSuchProcess):
            whole = psutil.Process(self.process.pid)
            for one in (whole, *whole.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    total += one.memory_info().rss
        return total

    def _listen(self, events: Events) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with suppress(json.JSONDecodeError):
                events.put((self, json.loads(line)))
        events.put((self, None))
