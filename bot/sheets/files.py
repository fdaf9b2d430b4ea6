"""Writing files with participants' data: for their owner alone, whole or not at all, and never over another file."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from bot.errors import ConfigError


def refuse_existing(path: Path) -> None:
    """Raises ConfigError where something stands already: it may be somebody's only copy."""
    if path.exists() or path.is_symlink():
        raise ConfigError(f"{path} is there already: nothing is written over it; name another, or move it away")
    if not path.parent.is_dir():
        raise ConfigError(f"{path}: there is no folder {path.parent}")


def write_private(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Writes a file that its owner alone can read (0600). Raises ConfigError where it can't be written."""
    with private_file(path, replace=replace) as file:
        file.write(content)


@contextmanager
def private_file(path: Path, *, replace: bool = False) -> Iterator[IO[bytes]]:
    """A new file for its owner alone (0600), which is there once it is whole. Raises ConfigError."""
    if not replace:
        refuse_existing(path)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
        new.replace(path)
    except OSError as error:
        raise ConfigError(f"{path} can't be written: {error.strerror or 'unknown reason'}") from None
    finally:
        new.unlink(missing_ok=True)


def make_private_folder(path: Path) -> None:
    """A new folder, or an empty one, for files of participants. Raises ConfigError."""
    try:
        path.mkdir(mode=0o700, exist_ok=True)
        if any(path.iterdir()):
            raise ConfigError(f"the folder {path} is not empty: name a new one")
    except OSError as error:
        raise ConfigError(f"the folder {path} can't be made: {error.strerror or 'unknown reason'}") from None
