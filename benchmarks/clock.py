"""A clock that is set while programs run: libfaketime's, for them and all below them. Time that only passes stays true.

Debian has it as the package libfaketime.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")
_NOTICED_S = 1
"""Seconds after which a program looks at the file again."""


def library() -> Path | None:
    """Where this machine has libfaketime."""
    return next((path for pattern in LIBRARIES for path in Path("/").glob(pattern.lstrip("/"))), None)


class Clock:
    """The clock of the programs that have its environment."""

    def __init__(self, folder: Path) -> None:
        """Raises FileNotFoundError without libfaketime."""
        if (found := library()) is None:
            raise FileNotFoundError("libfaketime is not installed")
        self._file = folder / "clock"
        self.environment = {
            "LD_PRELOAD": str(found),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": str(_NOTICED_S),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_RESET": "1",
            "NO_FAKE_STAT": "1",
        }
        self._write(0)

    def set(self, seconds: int) -> None:
        """Sets it so far before (negative: behind) the true time; afterwards every program has noticed."""
        self._write(seconds)
        Event().wait(_NOTICED_S + 0.1)

    def _write(self, seconds: int) -> None:
        self._file.write_text(f"{seconds:+d}\n")
