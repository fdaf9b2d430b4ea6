"""Files and temporary folders that their owner alone can read, from their first byte on and never through a link; and
locks of files, which the system lets go of when the process dies, however it dies."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import time
from typing import IO

_PREFIX = "caljobs-bot-"
_LOCK = "in-use"
_VARIABLES = ("TMPDIR", "TMP", "TEMP")
_PART = ".part"
_PLACE = 1 << 20
"""On Windows a lock keeps others from reading what it covers: it covers a byte behind everything a file holds."""
SHARES = sys.platform != "win32"
"""Whether a lock can be held by several who agree; on Windows it is always one process's alone."""
OLD_S = 3600.0
"""Seconds after which a half-written file is nobody's any more: none is written for so long."""


@contextmanager
def private_file(path: Path) -> Iterator[IO[bytes]]:
    """A file (0600) that is put in its place once it is whole; a link that stands there is replaced, not followed.

    Raises OSError; then nothing of it stays.
    """
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_PART}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(new, flags, 0o600), "wb") as file:
            yield file
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def write_private(path: Path, data: bytes) -> None:
    """Writes a private file. Raises OSError."""
    with private_file(path) as file:
        file.write(data)


def copy_private(source: Path, path: Path) -> None:
    """Copies a file to a private one. Raises OSError."""
    with source.open("rb") as content, private_file(path) as file:
        shutil.copyfileobj(content, file)


def others_may_write(folder: Path) -> bool:
    """Whether others than this user (and root) may put files into a folder, or replace those in it."""
    if sys.platform == "win32":
        return False  # the rights of Windows are no bits: the user's own folders are private there
    told = folder.stat()
    mine = told.st_uid in (0, os.geteuid()) or os.geteuid() == 0
    return not mine or bool(told.st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def remove_parts(folder: Path, now: float | None = None) -> int:
    """Removes the half-written private files that a killed run has left in a folder; gives their number."""
    moment, removed = time() if now is None else now, 0
    for file in folder.glob(f".*{_PART}"):
        with suppress(FileNotFoundError):
            told = file.lstat()
            if stat.S_ISREG(told.st_mode) and _is_mine(told) and moment - told.st_mtime > OLD_S:
                file.unlink()
                removed += 1
    return removed


def lock(file: int, *, shared: bool = False) -> bool:
    """Whether the lock of an open file is this process's now; it goes with the file's last descriptor.

    With `shared` others may hold it too who ask for no more, where the system knows such (`SHARES`). Never waits.
    Raises OSError where the file system keeps no locks: that must not be taken for a lock in other hands.
    """
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, _PLACE, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(file, 0, os.SEEK_SET)
        return True
    import fcntl

    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # NFS may say either
        return False
    return True


@contextmanager
def private_temporary() -> Iterator[Path]:
    """A temporary folder (0700) of this run, removed at its end; what killed runs have left is removed first.

    The folder is locked while the run lives, so that the next one can tell. Raises OSError.
    """
    remove_left_behind()
    folder, lock = _make()
    try:
        yield folder
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)  # what a browser that is just ending writes, the next run removes


@contextmanager
def temporary_is(folder: Path) -> Iterator[None]:
    """Has programs that are started in the body of the `with` put their temporary files into this folder."""
    before = {name: os.environ.get(name) for name in _VARIABLES}
    os.environ.update(dict.fromkeys(_VARIABLES, str(folder)))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def remove_left_behind() -> int:
    """Removes the temporary folders of runs that live no more; gives their number."""
    removed = 0
    for folder in _base().glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another run is quicker, or it is not ours after all: then it stays
            if not _is_left_behind(folder):
                continue
            with (folder / _LOCK).open("r+b") as file:
                if lock(file.fileno()):
                    shutil.rmtree(folder, ignore_errors=True)
                    removed += not folder.exists()
    return removed


def _base() -> Path:
    """Where temporary folders are made. On macOS its own place has so long a name that a browser's socket does not
    fit behind another folder's."""
    return Path("/tmp" if sys.platform == "darwin" else tempfile.gettempdir())


def _is_left_behind(folder: Path) -> bool:
    """Whether it is a folder of this user's runs: nobody's link, and nobody else's."""
    told = folder.lstat()
    return stat.S_ISDIR(told.st_mode) and _is_mine(told) and (folder / _LOCK).is_file()


def _is_mine(told: os.stat_result) -> bool:
    return sys.platform == "win32" or told.st_uid == os.geteuid()


def _make() -> tuple[Path, IO[bytes]]:
    """A new folder and its lock, which is held. Raises OSError."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_base()))
        file = (folder / _LOCK).open("x+b")
        try:
            if lock(file.fileno()) and folder.exists():
                return folder, file
        except OSError:  # no locks are kept here, so that a next run could not tell that this one lives
            file.close()
            shutil.rmtree(folder, ignore_errors=True)
            raise
        file.close()  # a run that cleans up took it for one left behind, in the moment before it was locked
