"""Named points at which the tests kill or stop the program: every write of the ledger, every press that saves.

Of a write there are `before NAME` (all is said, nothing is committed) and `after NAME` (it is); of a press, and of the
answer to a dialog that a press brought up, `before press` and `after press`.

For tests only, and nothing happens unless the environment asks for it when the program comes to its first point:

* CALJOBS_TEST_POINTS=FILE adds each point to a file as it is reached, as NAME:NTH.
* CALJOBS_TEST_KILL_AT=NAME:NTH kills the process and all below it there, as a power cut would: nothing is flushed, no
  handler runs. With CALJOBS_TEST_KILL_ONCE=FILE too, only the first process that comes there dies, and makes the file:
  the one that takes its place has to live.
* CALJOBS_TEST_STOP_AT=NAME:NTH,... stops it at each, as a machine that is suspended, until it is sent SIGCONT.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from contextlib import suppress
from functools import cache

import psutil

POINTS, STOP_AT = "CALJOBS_TEST_POINTS", "CALJOBS_TEST_STOP_AT"
KILL_AT, ONCE = "CALJOBS_TEST_KILL_AT", "CALJOBS_TEST_KILL_ONCE"


class _Hook:
    """What the environment asks for."""

    def __init__(self) -> None:
        self._file = os.environ.get(POINTS)
        self._kill_at = os.environ.get(KILL_AT)
        self._once = os.environ.get(ONCE)
        self._stop_at = os.environ.get(STOP_AT, "").split(",")
        self._reached: Counter[str] = Counter()
        self.asked = any((self._file, self._kill_at, *self._stop_at))

    def reach(self, name: str) -> None:
        self._reached[name] += 1
        point = f"{name}:{self._reached[name]}"
        if self._file:
            with open(self._file, "a", encoding="utf-8") as file:  # noqa: PTH123 - as short as can be
                file.write(f"{point}\n")
        if point == self._kill_at and self._is_first():
            _die()
        if point in self._stop_at:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _is_first(self) -> bool:
        if self._once is None:
            return True
        try:
            os.close(os.open(self._once, os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        return True


@cache
def _hook() -> _Hook:
    return _Hook()


def reach(name: str) -> None:
    """Says that the program has come to a point."""
    hook = _hook()
    if hook.asked:
        hook.reach(name)


def _die() -> None:
    """The browser goes first: what it has sent is on its way, and it sends nothing more."""
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.Process().kill()
