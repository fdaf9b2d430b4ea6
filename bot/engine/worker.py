"""One worker process of the local engine: a browser, a staff sign-in, and participants one by one from the ledger.

It is told what to do by lines of JSON on standard input and tells by lines of JSON on standard output, so that no
password is among its arguments or in its environment. It asks before each participant; when its parent is gone its
input ends, and it ends at once, its browser with it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import suppress
from datetime import date
from pathlib import Path
from queue import Queue
from typing import Any

import psutil
from tenacity import wait_random_exponential

from bot.config import Profile
from bot.engine.alone import signed_up
from bot.engine.desk import Desk, Ending
from bot.errors import BotError
from bot.flows.participant import Job
from bot.ledger import Ledger
from bot.session import Session
from bot.session.credentials import Login
from bot.survey.batch import BatchCheck

LOOK_AGAIN_S = 5.0
"""Seconds after which a worker that waits for the site or its turn says that it still lives."""


class Worker:
    """The process's one worker."""

    def __init__(self, settings: dict[str, Any], orders: Queue[str]) -> None:
        self._profile = Profile.model_validate(settings["profile"])
        self._settings = settings
        self._orders = orders
        self._stopped = threading.Event()
        login = settings["login"]
        self._login = None if login is None else Login(*login)

    def run(self) -> None:
        """Works until it is told to stop, or nothing is left, or the site keeps it out."""
        username = self._login.username if self._login else ""
        profile = self._profile
        with (
            Ledger.open(self._settings["ledger"]) as ledger,
            signed_up(ledger, profile, username) as (owner, heart),
            Session.start(profile, headed=self._settings["headed"]) as session,
        ):
            tell(event="owner", owner=owner)
            job = Job(
                session=session,
                login=self._login,
                folder=Path(self._settings["out"]),
                watch=self,
                save=True,
                today=date.fromisoformat(self._settings["today"]),
                stop=self._stopped.is_set,
                wait=wait_random_exponential(multiplier=1, max=30),
                sleep=self._pause,
                before=BatchCheck(profile),
            )
            stopped, pause = self._stopped.is_set, self._pause
            desk = Desk(ledger, profile.site, owner, heart, job, profile.pace, username, stopped, pause)
            ending: Ending = "on"
            while ending in ("on", "empty"):
                tell(event="free", why=ending)
                if self._orders.get() != "go":
                    break
                ending = self._next(desk, ledger, owner)
            tell(event="ended", why=ending)

    def screen(self, user_id: str, step: str, screen: str) -> None:
        """Told by the job where it is."""
        tell(event="screen", user_id=user_id, step=step, screen=screen)

    def stop(self) -> None:
        """Asks for an end at the next safe point."""
        self._stopped.set()
        self._orders.put("stop")

    def _next(self, desk: Desk, ledger: Ledger, owner: str) -> Ending:
        gate = ledger.sites.gate(self._profile.site, owner)
        while gate.says == "wait" and not self._stopped.is_set():
            tell(event="waiting", seconds=round(gate.wait))
            self._stopped.wait(min(gate.wait, LOOK_AGAIN_S))
            gate = ledger.sites.gate(self._profile.site, owner)
        if gate.says in ("halted", "paused"):
            return "halted" if gate.says == "halted" else "paused"
        claim = None if self._stopped.is_set() else ledger.claims.take(self._profile.site, owner)
        if claim is None:
            return "empty"
        tell(event="begun", user_id=claim.user_id)
        result = desk.work_on(claim)
        ending = desk.weigh(result)
        tell(event="result", result={**result.as_json(), "changed": result.changed})
        return ending

    def _pause(self, seconds: float) -> None:
        left = seconds
        while left > 0 and not self._stopped.wait(min(left, LOOK_AGAIN_S)):
            left -= LOOK_AGAIN_S
            tell(event="waiting", seconds=round(max(left, 0)))


def tell(**event: Any) -> None:
    """One line to the parent."""
    with suppress(BrokenPipeError):
        print(json.dumps(event), flush=True)


def listen(worker: Worker, orders: Queue[str]) -> None:
    """Hands the parent's lines on; when there are no more, the parent is gone."""
    for line in sys.stdin:
        if line.strip() == "stop":
            worker.stop()
        else:
            orders.put(line.strip())
    end_at_once()


def end_at_once() -> None:
    """Ends this process and all below it: no browser may stay behind."""
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()
    os._exit(1)


def die_with_parent() -> None:
    """Has the system end this process when its parent ends, even while it is stopped. Linux only: elsewhere the end of
    its input has to do."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def main() -> None:
    """The process."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to act on
    settings = json.loads(sys.stdin.readline())
    orders: Queue[str] = Queue()
    worker = Worker(settings, orders)
    threading.Thread(target=listen, args=(worker, orders), daemon=True).start()
    try:
        worker.run()
    except BotError as error:
        tell(event="ended", why="failed", message=error.message, kind=error.kind)


if __name__ == "__main__":
    main()
