"""What is remembered of nightly runs: the last due time that was run for, and whether that run came to its end."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from bot.errors import ConfigError
from bot.keys import write_private
from bot.private import lock
from bot.schedule import Nightly

Answer = Literal["run", "not due", "too late", "running"]


class Stamp:
    """The stamp of one nightly job, by its name. The file is locked while its run lives, by the system: a run that was
    killed lets go of it, and has not said that it came to its end."""

    def __init__(self, folder: Path, name: str) -> None:
        """Raises ConfigError for a name that makes no file's name."""
        if not name or not all(letter.isalnum() or letter in "-_" for letter in name):
            raise ConfigError(f"--name: '{name}' may hold letters, digits, - and _ only")
        self._folder = folder
        self._file = folder / f"{name}.json"
        self._lock = folder / f"{name}.lock"

    @contextmanager
    def turn(self, nightly: Nightly, clock: Callable[[], datetime] | None = None) -> Iterator[Answer]:
        """Whether a run is due; with "run", the run is what happens inside, and is over when this is left.

        However it is left, by an error or a person's stop, the run counts as made. Only one that was killed, or whose
        machine died, is due again. Raises ConfigError when the stamp's folder can't be written.
        """
        now = clock or (lambda: datetime.now(UTC))
        with self._held() as held:
            due = nightly.last_due(now()) if held else None
            if not held:
                yield "running"
            elif due is None or self._was_made(nightly, due, now()):
                yield "not due"
            elif nightly.is_too_late(due, now()):
                yield "too late"
            else:
                self._write(due, ended=False)
                try:
                    yield "run"
                finally:
                    self._write(due, ended=True)

    def _was_made(self, nightly: Nightly, due: datetime, now: datetime) -> bool:
        """Whether the run for a due time was made. A stamp from ahead was written by a clock that went wrong."""
        try:
            stands = json.loads(self._file.read_text(encoding="ascii"))
            made, ended = datetime.fromisoformat(stands["due"]), bool(stands["ended"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return False
        if made > nightly.next_due(now):
            return False
        return made > due or (made == due and ended)

    def _write(self, due: datetime, *, ended: bool) -> None:
        write_private(self._file, json.dumps({"due": due.isoformat(), "ended": ended}).encode("ascii"))

    @contextmanager
    def _held(self) -> Iterator[bool]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ConfigError(f"the stamps' folder {self._folder} can't be written: {error.strerror}") from None
        try:
            try:
                is_ours = lock(handle)
            except OSError as error:
                raise ConfigError(
                    f"{self._lock} can't be locked ({error.strerror}): keep the stamps on a disk of this machine"
                ) from None
            yield is_ours
        finally:
            os.close(handle)
