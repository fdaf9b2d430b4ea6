"""Files for the user: for their owner alone, and whole or not at all."""

from __future__ import annotations

from pathlib import Path

from bot.errors import OutputTrouble
from bot.private import copy_private, write_private


def write_output(path: Path, content: bytes | Path) -> None:
    """Writes a file (0600) with this content, or that of another file, in the place of an earlier one.

    Raises OutputTrouble when it can't be read or written; an earlier file is then still there.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if isinstance(content, bytes):
            write_private(path, content)
        else:
            copy_private(content, path)
    except OSError as error:
        raise OutputTrouble(
            f"the site has made the printed plan, and it can't be written to the output folder {path.parent}"
            f" ({error.strerror or 'unknown reason'}): make room or name another folder (--out), then run it again"
        ) from None
