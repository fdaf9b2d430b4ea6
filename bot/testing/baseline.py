"""The goldens of a site: a folder that a run with --update writes and later runs are compared with.

    survey.yaml            the screens as accepted
    timings.json           seconds, by what was done
    made-with.json         the browser and system its pictures were painted by
    printed/USERID.json    the printed plan: its texts and where they stand, dates and numbers masked
    pictures/NAME.png      the screens, dates and numbers painted over

Everything in it comes from made-up participants.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.errors import ConfigError
from bot.keys import write_private


class Baseline:
    """The folder, or none (`folder` None): then nothing is found in it, and nothing written."""

    def __init__(self, folder: Path | None, *, update: bool) -> None:
        if update and folder is None:
            raise ConfigError("--update writes into the baseline: say which folder that is with --baseline")
        if folder is not None and not folder.is_dir() and not update:
            raise ConfigError(f"--baseline: there is no folder {folder}; run once with --update to make it")
        self.folder = folder
        self.update = update

    @property
    def words(self) -> str:
        """What stands in for a golden that is not there."""
        if self.folder is None:
            return "there is no baseline to compare with: run once with --baseline DIR --update"
        return "the baseline does not have this: run once with --update to put it there"

    def read(self, name: str) -> bytes | None:
        """A golden, or None where there is none."""
        path = self.folder / name if self.folder is not None else None
        if path is None or not path.is_file():
            return None
        try:
            return path.read_bytes()
        except OSError as error:
            raise ConfigError(f"the baseline's {name} can't be read: {error.strerror}") from None

    def read_json(self, name: str) -> Any:
        """A golden in JSON, or None. Raises ConfigError for one that is none."""
        data = self.read(name)
        try:
            return None if data is None else json.loads(data)
        except ValueError:
            raise ConfigError(f"the baseline's {name} is no JSON: write it anew with --update") from None

    def write(self, name: str, data: bytes) -> None:
        """Puts a golden there. Nothing is written unless the run was asked to."""
        if self.folder is None or not self.update:
            return
        path = self.folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_private(path, data)
        except OSError as error:
            raise ConfigError(f"the baseline's {name} can't be written: {error.strerror}") from None

    def write_json(self, name: str, content: Any) -> None:
        """Puts a golden there in JSON, readable in a comparison of versions."""
        self.write(name, (json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode())
