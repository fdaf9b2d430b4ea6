"""What the driver saw and did, call by call, for whoever looks into a stop on a site nobody has seen before.

One JSON line a call: which call, how long it took, what was still under way, what the page shows of headings and tabs,
which fields were not found and the labels that were seen instead, which button was pressed. Never a value: all texts go
through the mask that takes the participant's values out, and what boxes hold is not looked at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.errors import ConfigError

VARIABLE = "CALJOBS_LOG"
"""The environment's variable that names the file; worker processes inherit it."""


class DriverLog:
    """A file that lines are added to, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        """Raises ConfigError where the file can't be opened, is a link, or belongs to somebody else."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        try:
            self._file = os.open(path, flags, 0o600)
            path.chmod(0o600)
        except OSError as error:
            raise ConfigError(f"--log: {path} can't be written: {error.strerror}") from None

    def note(self, call: str, told: Mapping[str, Any]) -> None:
        """Adds the line of a call."""
        line = {"at": datetime.now(UTC).isoformat(timespec="milliseconds"), "process": os.getpid(), "call": call}
        os.write(self._file, (json.dumps({**line, **told}, ensure_ascii=False) + "\n").encode())


@cache
def opened(place: str) -> DriverLog:
    """The log of a place; the same for all pages of this process."""
    return DriverLog(Path(place))


def driver_log() -> DriverLog | None:
    """The log that this run was asked for; None where it was not."""
    place = os.environ.get(VARIABLE)
    return opened(place) if place else None
