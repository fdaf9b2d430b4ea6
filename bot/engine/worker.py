"""One worker process of the local engine: a browser, a staff sign-in, and participants one by one from the ledger.

Commands arrive as lines of JSON on standard input, events leave as lines of JSON on standard output: no password is
among its arguments or in its environment. It asks before each participant. When the parent process dies, the input
ends, and the worker exits at once with its browser.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from queue import Queue
from time import monotonic
from typing import Any

import psutil
from tenacity import wait_random_exponential

from bot.compare.decisions import by_participant, decisions_of
from bot.config import Profile
from bot.engine.alone import signed_up
from bot.engine.desk import Desk, Ending
from bot.errors import BotError, unexpected
from bot.flows.participant import Job
from bot.flows.sign_in import keep_sign_in
from bot.ledger import Ledger
from bot.session import Session
from bot.session.credentials import Login
from bot.survey.batch import BatchCheck

LOOK_AGAIN_S = 5.0
"""Seconds after which a worker that waits for the site or its turn says that it still lives."""

_TOO_OFTEN = "this sign-in was signed out too often: is it used elsewhere?"


class Worker:
    """The process's one worker."""

    def __init__(self, settings: dict[str, Any], orders: Queue[str]) -> None:
        self._profile = Profile.model_validate(settings["profile"])
        self._settings = settings
        self._orders = orders
        self._stopped = threading.Event()
        self._why: str | None = None
        self._told_at = 0.0
        login = settings["login"]
        self._login = None if login is None else Login(*login)

    def run(self) -> None:
        """Works until a stop is requested, the queue is empty, or the site denies access."""
        username = self._login.username if self._login else ""
        profile = self._profile
        with (
            Ledger.open(self._settings["ledger"]) as ledger,
            signed_up(ledger, profile, username) as (owner, heart),
        ):
            tell(event="owner", owner=owner)
            with Session.start(profile, headed=self._settings["headed"]) as session:
                job = Job(
                    session=session,
                    login=self._login,
                    folder=Path(self._settings["out"]),
                    watch=self,
                    save=True,
                    today=self._today(),
                    decisions=by_participant(decisions_of(self._settings["decisions"])),
                    stop=self._stopped.is_set,
                    wait=wait_random_exponential(multiplier=1, max=30),
                    sleep=lambda seconds: self._pause(seconds, "the site does not answer"),
                    before=BatchCheck(profile),
                )
                stopped, pause, alive = self._stopped.is_set, self._pause, self._alive
                desk = Desk(ledger, profile.site, owner, heart, job, profile.pace, username, stopped, pause, alive)
                ending: Ending = "on"
                while ending in ("on", "empty"):
                    tell(event="free", why=ending)
                    order, _, number = self._orders.get().partition(" ")  # go: the next in turn; go N: item N
                    if order != "go":
                        break
                    ending = self._next(desk, ledger, owner, int(number) if number else None)
                tell(event="ended", why=ending, message=self._why)
                if ending == "broken":
                    end_at_once()  # closing what is gone would only hang
                with suppress(OSError):  # then the next run signs in once more
                    keep_sign_in(session, self._login)

    def screen(self, user_id: str, step: str, screen: str) -> None:
        """Told by the job where it is."""
        self._told_at = monotonic()
        tell(event="screen", user_id=user_id, step=step, screen=screen)

    def stop(self) -> None:
        """Asks for an end at the next safe point."""
        self._stopped.set()
        self._orders.put("stop")

    def _next(self, desk: Desk, ledger: Ledger, owner: str, item: int | None = None) -> Ending:
        among: Collection[int] | None = self._settings["among"] if item is None else [item]
        site, stopped = self._profile.site, self._stopped
        gate = ledger.sites.gate(site, owner)
        while gate.says in ("wait", "paused") and not stopped.is_set():
            why = "the site is down" if gate.says == "wait" else "the work at this site is paused"
            tell(event="waiting", why=why, seconds=round(gate.wait) or None)
            stopped.wait(min(gate.wait or LOOK_AGAIN_S, LOOK_AGAIN_S))
            gate = ledger.sites.gate(site, owner)
        if gate.says == "halted":
            self._why = gate.kind
            return "halted"
        claim = None if stopped.is_set() else ledger.claims.take(site, owner, among=among)
        if claim is None:
            return "empty"
        tell(event="begun", user_id=claim.user_id)
        pages, desk.job = desk.pages, replace(desk.job, today=self._today())
        result = desk.work_on(claim)
        ending = desk.weigh(result)
        self._why = result.error.kind if result.error else None
        told = {**result.as_json(), "state": desk.filed or result.state, "changed": result.changed}
        told["notes"], told["told"] = result.notes, result.told
        told["began"] = result.started_at.isoformat() if result.started_at else None
        tell(event="result", result=told, pages=desk.pages - pages)
        if ending == "rest":
            self._pause(self._profile.pace.window_seconds, _TOO_OFTEN)
            return "on"
        return ending

    def _today(self) -> date:
        """The date: a night has two."""
        given = self._settings["today"]
        return date.fromisoformat(given) if given else date.today()

    def _alive(self) -> None:
        if monotonic() - self._told_at > LOOK_AGAIN_S:
            self._told_at = monotonic()
            tell(event="alive")

    def _pause(self, seconds: float, why: str = "for its turn") -> None:
        left = seconds
        while left > 0 and not self._stopped.wait(min(left, LOOK_AGAIN_S)):
            left -= LOOK_AGAIN_S
            if left > 0:
                tell(event="waiting", why=why, seconds=round(left))


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
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # Ctrl-C and the like are the parent's to act on
    settings = json.loads(sys.stdin.readline())
    orders: Queue[str] = Queue()
    worker = Worker(settings, orders)
    threading.Thread(target=listen, args=(worker, orders), daemon=True).start()
    try:
        worker.run()
    except BotError as error:
        tell(event="ended", why="failed", message=error.message)
    except Exception as error:  # noqa: BLE001 - its own words may quote a value; the parent starts another worker
        tell(event="broken", message=unexpected(error).message)
        end_at_once()


if __name__ == "__main__":
    main()
