"""One parent a ledger: a lock file that says who holds it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import ConfigError
from bot.ledger import new_owner


@contextmanager
def only_parent(path: Path) -> Iterator[None]:
    """Holds the lock for the body of the `with`. The system lets go of it when the process dies, however it dies.

    Raises ConfigError that names the holder.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        if not _lock(file):
            raise ConfigError(f"another run works on this ledger: {file.read().strip() or 'unknown'} ({path})")
        file.truncate(0)
        file.write(f"{new_owner('parent')}\n")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate(0)


def _lock(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)  # a place of its own: who is kept out can still read the name
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
