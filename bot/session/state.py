"""The signed-in state of one staff member, kept encrypted from one run to the next. Off unless a profile says so.

It saves signing in again, and with it the second factor. The site's server knows one assisted person for each sign-in,
so two runs must never share one: who takes the state takes the file away, and puts it back when the run is over.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import keyring
from cryptography.fernet import Fernet, InvalidToken
from keyring.errors import KeyringError

LONGEST = 8 * 3600
"""Seconds after which a kept sign-in is not tried any more: a working day."""
_SERVICE, _USER = "caljobs-bot", "key of kept sign-ins"


class SignedInState:
    """The cookies of one staff member (`username`, "" when a person signs in by hand) at one site (`home`)."""

    def __init__(self, home: str, username: str, folder: Path | None = None) -> None:
        self._folder = folder or state_folder()
        mark = hashlib.sha256(f"{home}\n{username.casefold()}".encode()).hexdigest()[:24]
        self._path = self._folder / f"{mark}.state"

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
        return Fernet(_key_of_keyring() or _key_of_file(self._folder / "key"))


def state_folder() -> Path:
    """Where this user's programs keep what they remember, by the custom of each system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "caljobs-bot"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "caljobs-bot"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "caljobs-bot"


def write_private(path: Path, data: bytes) -> None:
    """Puts a file in place whole, readable by its owner only from its first byte on."""
    new = path.with_suffix(f".new{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    new.replace(path)


def _key_of_keyring() -> bytes | None:
    """The key, made at first use; None when this machine has no keyring that keeps anything."""
    try:
        if keyring.get_password(_SERVICE, _USER) is None:
            keyring.set_password(_SERVICE, _USER, Fernet.generate_key().decode())
        key = keyring.get_password(_SERVICE, _USER)
    except KeyringError:
        return None
    return key.encode() if key else None


def _key_of_file(path: Path) -> bytes:
    """The key in a file readable by its owner only, made at first use."""
    if not path.exists() or path.stat().st_size != len(Fernet.generate_key()):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(path, Fernet.generate_key())
    return path.read_bytes()
