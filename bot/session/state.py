"""The signed-in state of one staff member, kept encrypted from one run to the next. Off unless a profile says so.

It saves signing in again, and with it the second factor. The site's server knows one assisted person for each sign-in,
so two runs must never share one: who takes the state takes the file away, and puts it back when the run is over.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from bot.keys import key_of, state_folder, write_private

LONGEST = 8 * 3600
"""Seconds after which a kept sign-in is not tried any more: a working day."""
_USER = "key of kept sign-ins"


class SignedInState:
    """The cookies of one staff member (`username`, "" when a person signs in by hand) at one site (`home`)."""

    def __init__(self, home: str, username: str, folder: Path | None = None) -> None:
        self._folder = folder or state_folder()
        mark = hashlib.sha256(f"{home}\n{username.casefold()}".encode()).hexdigest()[:24]
        self._path = self._folder / f"{mark}.state"

    @property
    def is_kept(self) -> bool:
        """Whether there is one, which may be too old."""
        return self._path.exists()

    def take(self) -> list[Any]:
        """The kept cookies, or none. The file is gone afterwards, also when it is too old or can't be read."""
        mine = self._path.with_suffix(f".{os.getpid()}")
        try:
            self._path.replace(mine)  # of two runs that try at once, one gets it
            token = mine.read_bytes()
            mine.unlink()
            cookies = json.loads(self._fernet().decrypt(token, ttl=LONGEST))
        except (OSError, InvalidToken, ValueError):
            return []
        return list(cookies)

    def keep(self, cookies: list[Any]) -> None:
        """Writes the cookies, encrypted, to a file that only its owner can read. Raises OSError when it can't."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(self._path, self._fernet().encrypt(json.dumps(cookies).encode()))

    def _fernet(self) -> Fernet:
        return Fernet(key_of(_USER, self._folder / "key"))
