"""One parent a ledger: a lock file that says who holds it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from platform import node

from bot.errors import ConfigError
from bot.keys import state_folder
from bot.ledger import Ledger
from bot.private import lock


@contextmanager
def only_parent(ledger: Ledger) -> Iterator[None]:
    """Holds the ledger's lock on this machine for the body of the `with`; the system lets go of it when the process
    dies, however it dies. Beside a file, or with what this user's programs keep where the ledger is a server.

    Raises ConfigError that names the holder.
    """
    path = _place(ledger)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8") as file:
        try:
            is_ours = lock(file.fileno())
        except OSError as error:
            raise ConfigError(
                f"{path} can't be locked ({error.strerror}): keep the ledger on a disk of this machine, or on a server"
            ) from None
        if not is_ours:
            raise ConfigError(f"this ledger is worked on already, by {file.read().strip() or 'another run'} ({path})")
        file.truncate(0)
        file.write(f"process {os.getpid()} on {node()}, since {datetime.now():%Y-%m-%d %H:%M}\n")
        file.flush()
        try:
            yield
        finally:
            file.seek(0)
            file.truncate(0)


def _place(ledger: Ledger) -> Path:
    if ledger.is_file:
        return Path(f"{Path(ledger.place).expanduser().absolute()}.lock")
    return state_folder() / f"ledger-{hashlib.sha256(ledger.place.encode()).hexdigest()[:16]}.lock"
