"""Keys of what this program keeps encrypted, and the folder where it keeps it.

A key comes from the environment, the operating system's keyring, or a file readable by its owner only; it is made at
first use. It is never shown, logged, or put among a program's arguments.

What makes keys imports the keyring and the cryptography itself: every command needs this file, few need a key.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from bot.errors import ConfigError

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""The environment's variable by which a service manager says where a service's credentials are."""
KEYRING_S = 10.0
"""Seconds that the keyring may take: one that is locked waits for ever for a window that nobody sees."""
_SERVICE = "caljobs-bot"
_LENGTH = 44
"""Letters of a Fernet key."""


T = TypeVar("T")
_silent = threading.Event()
"""Set once the keyring has not answered in time: it is not waited for again."""


class KeyringSilent(ConfigError):
    """The keyring does not answer: it is locked, or nobody can be asked to unlock it."""


def ask_keyring(call: Callable[[ModuleType], T]) -> T | None:
    """What a call of the keyring gives; None where this machine has none that works. Raises KeyringSilent."""
    found: list[T] = []
    failed: list[Exception] = []
    is_over = threading.Event()

    def ask() -> None:
        import keyring

        try:
            found.append(call(keyring))
        except Exception as error:  # noqa: BLE001 - of any kind: backends raise those of D-Bus, of COM, of the system
            failed.append(error)
        is_over.set()

    if not _silent.is_set():
        threading.Thread(target=ask, daemon=True, name="keyring").start()
        if is_over.wait(KEYRING_S):
            return None if failed else found[0]
        _silent.set()
    raise KeyringSilent(
        f"the keyring of this user does not answer within {KEYRING_S:g} seconds, as one that is locked does not: unlock"
        " it (sign in to the desktop), or give what is kept there otherwise: CALJOBS_LEDGER_KEY for the ledger's key,"
        " CALJOBS_USERNAME and CALJOBS_PASSWORD for the sign-in"
    )


def state_folder() -> Path:
    """Where this user's programs keep what they remember, by the custom of each system."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "caljobs-bot"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "caljobs-bot"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "caljobs-bot"


def key_of(user: str, file: Path, variable: str | None = None, *, precious: bool = False) -> bytes:
    """The Fernet key (44 letters of base64) for one use, called `user` in the keyring.

    The environment's `variable` goes first, then the service's credential of that name, then `file` where it is
    there, then the keyring; without one a file is made. Nothing is asked beyond what has it. A file that holds no key
    is made anew, unless the key is `precious`, so that losing it loses data. Raises ConfigError for a variable, a
    credential, or a precious file, that holds no key, and for a keyring that does not answer; OSError when the file
    can be neither read nor made.
    """
    if variable is not None and (given := given_key(variable)):
        return given
    key = (None if file.exists() else _of_keyring(user)) or _of_file(file, remade=not precious)
    return _checked(key.strip(), str(file)) if precious else key


def given_key(variable: str) -> bytes | None:
    """The key that the environment, or the service's credentials, have under a name. Raises ConfigError for none."""
    given = os.environ.get(variable) or credential(variable)
    return _checked(given.strip().encode(), variable) if given else None


def kept_key(user: str, file: Path) -> bytes | None:
    """The key that `keep_key` kept, or None. Raises ConfigError when its file holds none, and for a keyring that does
    not answer."""
    if file.exists():
        return _checked(file.read_bytes().strip(), str(file))
    key = ask_keyring(lambda keyring: keyring.get_password(_SERVICE, user))
    return key.encode() if key else None


def keep_key(user: str, file: Path, key: bytes) -> str:
    """Keeps a key in the keyring, or in a file readable by its owner only; where it is now, in words."""

    def keep(keyring: ModuleType) -> bool:
        keyring.set_password(_SERVICE, user, key.decode())
        return bool(keyring.get_password(_SERVICE, user) == key.decode())

    with suppress(KeyringSilent):
        if not file.exists() and ask_keyring(keep):
            return f"this user's keyring, as '{user}' of {_SERVICE}"
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(file, key)
    return str(file)


def forget_key(user: str, file: Path) -> None:
    """Deletes a key that `keep_key` kept, if there is one."""

    def forget(keyring: ModuleType) -> None:
        if keyring.get_password(_SERVICE, user) is not None:
            keyring.delete_password(_SERVICE, user)

    file.unlink(missing_ok=True)
    with suppress(KeyringSilent):
        ask_keyring(forget)


def credential(name: str) -> str | None:
    """What the machine's service manager hands to this service alone under a name (systemd: LoadCredential=,
    LoadCredentialEncrypted=), without the newline at its end. Raises ConfigError when it can't be read."""
    folder = os.environ.get(CREDENTIALS)
    if not folder or Path(name).name != name or not (file := Path(folder) / name).is_file():
        return None
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise ConfigError(f"the service's credential {name} can't be read") from None


def leave_no_core() -> None:
    """Has the system write no core file of this process, or of any it starts: it would hold records and keys."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def write_private(path: Path, data: bytes) -> None:
    """Puts a file in place whole, readable by its owner only from its first byte on."""
    new = _written(path, data)
    new.replace(path)


def _written(path: Path, data: bytes) -> Path:
    new = path.with_suffix(f".new{os.getpid()}")
    new.unlink(missing_ok=True)  # of a killed process that had this number, or somebody's link
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
    return new


def _checked(key: bytes, place: str) -> bytes:
    from cryptography.fernet import Fernet

    try:
        Fernet(key)
    except ValueError:
        raise ConfigError(f"{place} holds no key: it takes 44 letters of URL-safe base64") from None
    return key


def _of_keyring(user: str) -> bytes | None:
    """The key, made at first use; None when this machine has no keyring that keeps anything."""
    from cryptography.fernet import Fernet

    def ask(keyring: ModuleType) -> str | None:
        if keyring.get_password(_SERVICE, user) is None:
            keyring.set_password(_SERVICE, user, Fernet.generate_key().decode())
        key: str | None = keyring.get_password(_SERVICE, user)
        return key

    found = ask_keyring(ask)
    return found.encode() if found else None


def _of_file(path: Path, *, remade: bool) -> bytes:
    """The key in a file readable by its owner only. Of two programs that make it at once, one's is kept by both."""
    from cryptography.fernet import Fernet

    if remade and path.exists() and path.stat().st_size != _LENGTH:
        path.unlink()  # cut short by a full disk: nothing can have been encrypted with it
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = _written(path, Fernet.generate_key())
        with suppress(FileExistsError):
            os.link(new, path)
        new.unlink()
    return path.read_bytes()
