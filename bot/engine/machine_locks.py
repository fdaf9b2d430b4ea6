"""Locks of this machine, outside any ledger: runs that do not know each other never use the same staff sign-in, or work
on the same participant, at once.

Runs of one ledger share a lock, for their ledger says which of them may go on, and fences the one that slept. A lock is
an empty-looking file named by a hash; the system lets go of it when its process dies. See docs/decisions/0008.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from platform import node
from typing import Literal
from urllib.parse import urlsplit

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed

from bot.config import Profile
from bot.errors import ConfigError, InUse, LedgerTrouble
from bot.flows.participant import Hold
from bot.private import SHARES, lock

Kind = Literal["sign-in", "participant"]

TEST_FOLDER = "CALJOBS_TEST_LOCKS"
"""The environment's variable by which tests have locks of their own."""
_PREFIX = "caljobs-bot-"
_ROUNDS = 100_000
_STEPS = 50
"""How often a file that is removed at that moment is looked for again: a few times would do."""
_MODE_S = 1.0
"""Seconds within which who has just made a file has opened it to others."""
_LONGEST = 200
"""Bytes of a holder's line that are read."""


class MachineLocks:
    """The locks of one site."""

    def __init__(self, profile: Profile, ledger: str = "") -> None:
        """`ledger` is the identity of the ledger by which the run works; without one it shares no lock."""
        self._site = _site(profile.base_url)
        self._office = profile.office
        self._ledger = hashlib.sha256(ledger.encode()).hexdigest()[:32] if ledger else ""

    @contextmanager
    def sign_in(self, username: str) -> Iterator[None]:
        """Holds a staff sign-in for the body of the `with`. Where a person signs in by hand nobody knows which it is:
        then it is one for each account of the machine.

        Raises ConfigError when another run uses it, or the locks can't be used.
        """
        who = username.casefold() if username else f"by hand\n{_account()}"
        try:
            with self._held("sign-in", who) as hold:
                if isinstance(hold, str):
                    raise ConfigError(
                        f"another run uses this staff sign-in {self._where} ({hold}): wait until that run has ended,"
                        " or take another sign-in; the site knows one participant for each"
                    )
                hold.is_settled = True
                yield
        except LockTrouble as trouble:
            raise ConfigError(trouble.words) from None

    @contextmanager
    def participant(self, user_id: str) -> Iterator[Hold]:
        """Holds a participant for the body of the `with`, which says by the hold whether all its saves were answered:
        if not, or if this process dies, the file stays, for the next run with another ledger to be warned.

        Raises InUse when another run works on them, LedgerTrouble when the locks can't be used: then nobody is begun.
        """
        try:
            with self._held("participant", user_id) as hold:
                if isinstance(hold, str):
                    raise InUse(
                        f"another run is working on this participant {self._where} ({hold}): nothing was begun; run"
                        " it again when that one has ended"
                    )
                yield hold
        except LockTrouble as trouble:
            raise LedgerTrouble(trouble.words) from None

    @property
    def _where(self) -> str:
        return "on this machine" if self._office is None else "in this office"

    @cached_property
    def _folder(self) -> Path:
        folder = _machine_folder() if self._office is None else Path(self._office).expanduser()
        if self._office is not None and not folder.is_absolute():
            raise LockTrouble(f"office: '{self._office}' in the site profile must be the whole path of a folder")
        if not folder.is_dir():
            raise LockTrouble(f"there is no folder {folder} for locks{self._remedy}")
        return folder

    @property
    def _remedy(self) -> str:
        if self._office is None:
            return ": name a folder that all users of this machine may write to, by office: in the site profile"
        return ": it is the office's, named by office: in the site profile; see that it is there and can be written to"

    @contextmanager
    def _held(self, kind: Kind, who: str) -> Iterator[Hold | str]:
        """The hold while the lock is this run's, or who has it."""
        path = self._folder / f"{_PREFIX}{_hash(self._site, kind, who)}.lock"
        try:
            taken = _take(path, self._ledger)
        except OSError as error:
            raise LockTrouble(f"{_why(path, error)}{self._remedy}") from None
        if isinstance(taken, str):
            yield taken
            return
        file, before = taken
        hold = Hold(was_left_open=bool(before) and not (self._ledger and before.startswith(f"{self._ledger}|")))
        try:
            yield hold
        finally:
            _release(path, file, remove=hold.is_settled)


class LockTrouble(Exception):
    """The locks can't be used; without them two runs might work on the same participant."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = f"{words}. Nothing more is begun"


def _take(path: Path, ledger: str) -> tuple[int, str] | str:
    """The open file of a lock that is ours now, with the line of a holder who did not remove it; or who holds it.

    Raises OSError.
    """
    for _ in range(_STEPS):
        file = _open(path)
        try:
            before = _lock(file, ledger)
            if before is None:
                return _words(_line(file))
            if _is_at(path, file):  # else who held it has removed it: the next one is another file
                kept, file = file, -1
                return kept, before
        finally:
            if file >= 0:
                os.close(file)
    raise OSError(errno.EBUSY, "it is made and removed again and again")


def _lock(file: int, ledger: str) -> str | None:
    """Locks the file, alone or with the other runs of the same ledger; gives the line that stood there ("" where it is
    new or shared), or None where it is somebody else's."""
    if lock(file):
        before = _line(file)
        _say_who(file, ledger)
        return before if not SHARES or lock(file, shared=True) else None  # in between another may have come
    if not ledger or (SHARES and not lock(file, shared=True)):
        return None
    return "" if _line(file).startswith(f"{ledger}|") else None


def _release(path: Path, file: int, *, remove: bool) -> None:
    """Lets go. The last one removes the file, so that nothing is left to be read of who was worked on, unless it is to
    stay as a warning."""
    with suppress(OSError):  # a file of another user, who alone may remove it: it stays, and is empty
        if remove and SHARES and lock(file) and _is_at(path, file):
            os.ftruncate(file, 0)
            path.unlink()
    os.close(file)
    if remove and not SHARES:
        with suppress(OSError):  # one that is open can't be removed on Windows
            path.unlink()


def _open(path: Path) -> int:
    """Opens a lock's file, made where there is none. Never follows a link, never waits. Raises OSError."""
    retrying = Retrying(
        retry=retry_if_exception_type(PermissionError),
        stop=stop_after_delay(_MODE_S),
        wait=wait_fixed(_MODE_S / 20),
        reraise=True,
    )
    file: int = retrying(_open_once, path)
    told = os.fstat(file)
    if not stat.S_ISREG(told.st_mode) or told.st_nlink > 1:
        os.close(file)
        raise OSError(errno.ELOOP, "it is no file of its own")
    return file


def _open_once(path: Path) -> int:
    flags = os.O_RDWR
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY", "O_NOINHERIT"):
        flags |= getattr(os, name, 0)
    while True:
        # Making and opening are two calls: in folders such as /tmp Linux refuses O_CREAT for what another user made.
        with suppress(FileNotFoundError):
            return os.open(path, flags)
        with suppress(FileExistsError):
            file = os.open(path, flags | os.O_CREAT | os.O_EXCL, 0o666)
            if sys.platform != "win32":
                os.fchmod(file, 0o666)  # for the other users of the machine; it says nothing of anybody
            return file


def _is_at(path: Path, file: int) -> bool:
    try:
        standing = path.lstat()
    except FileNotFoundError:
        return False
    return os.path.samestat(standing, os.fstat(file))


def _say_who(file: int, ledger: str) -> None:
    """Writes the holder's line, for those who are kept out: no person, no sign-in."""
    line = f"{ledger}|process {os.getpid()} on {node()}, since {datetime.now():%Y-%m-%d %H:%M}\n"
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)
    os.write(file, line.encode())


def _line(file: int) -> str:
    """The holder's line; empty where it can't be read."""
    try:
        os.lseek(file, 0, os.SEEK_SET)
        return os.read(file, _LONGEST).decode("utf-8", "replace").rstrip("\n")
    except OSError:  # some network folders keep what is locked from being read
        return ""


def _words(line: str) -> str:
    """Who holds it, as far as it says; it may have been written by anybody."""
    kept = "".join(letter for letter in line.partition("|")[2] if letter.isascii() and letter.isprintable())
    return kept or "it does not say who it is"


def _why(path: Path, error: OSError) -> str:
    """What is wrong with a lock's file, and what to do about it."""
    match error.errno:
        case errno.ELOOP | errno.EMLINK | errno.ENXIO | errno.EISDIR:
            return f"{path} is a link, or no plain file, and was not opened: find out who made it, and remove it"
        case errno.EACCES | errno.EPERM if path.exists():
            return f"{path} is another user's and can't be opened: have that user, or an administrator, remove it"
        case errno.ENOLCK | errno.ENOSYS | errno.EOPNOTSUPP | errno.EINVAL:
            return f"the folder {path.parent} keeps no locks ({error.strerror}; is it a network folder without them?)"
    return f"no lock can be made in the folder {path.parent} ({error.strerror})"


def _hash(site: str, kind: Kind, who: str) -> str:
    """What a lock is named by: the same for all users of the machine, slow to try for many, other at each site."""
    return hashlib.pbkdf2_hmac("sha256", f"{kind}\n{who}".encode(), site.encode(), _ROUNDS, dklen=20).hex()


def _site(base_url: str) -> str:
    """The site, by however many spellings of its address."""
    parts = urlsplit(base_url)
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    return f"{(parts.hostname or '').rstrip('.')}:{port}"


def _account() -> str:
    return str(os.getuid()) if sys.platform != "win32" else os.environ.get("USERNAME", "").casefold()


def _machine_folder() -> Path:
    """The folder that every user of this machine can write to and nobody can remove others' files from.

    It must be the same for all: not what TMPDIR says, nor one that a service has for itself alone (PrivateTmp).
    """
    if given := os.environ.get(TEST_FOLDER):
        return Path(given)
    if sys.platform == "win32":
        folder = Path(os.environ.get("PUBLIC") or "C:/Users/Public") / "caljobs-bot"
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
        return folder
    shared = Path("/dev/shm")  # gone with the next start of the machine, as every lock is
    return shared if sys.platform == "linux" and shared.is_dir() else Path("/tmp").resolve()
