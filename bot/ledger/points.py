"""Named points at which the tests kill the program: before and after every write of the ledger and every saving press.

For tests only, and nothing happens unless the environment asks for it when the program starts:
CALJOBS_TEST_POINTS=FILE writes the names of the points as they are reached, CALJOBS_TEST_KILL_AT=N kills the process
hard at the Nth, as a power cut would: nothing is flushed, no handler runs.
"""

from __future__ import annotations

import itertools
import os
import signal

_KILL_AT = int(os.environ.get("CALJOBS_TEST_KILL_AT", "0"))
_POINTS = os.environ.get("CALJOBS_TEST_POINTS")
_reached = itertools.count(1)


def reach(name: str) -> None:
    """Says that the program has come to a point."""
    if not _KILL_AT and _POINTS is None:
        return
    number = next(_reached)
    if _POINTS is not None:
        with open(_POINTS, "a", encoding="utf-8") as file:  # noqa: PTH123 - as short as can be
            file.write(f"{name}\n")
    if number == _KILL_AT:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
