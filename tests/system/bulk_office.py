"""An office at its command line: what the tests of `enqueue`, `work`, `status` and the others say to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.app import app
from tests.mock_site.client import MockSite
from tests.system.bulk_kit import ADULTS, LOGINS, PASSWORDS
from tests.system.cli_kit import profile_file

IDS = [person.user_id for person in ADULTS]


class Office:
    """The commands that open no browser, in this process; those that do, in their own."""

    def __init__(self, folder: Path, mock: MockSite | None, capsys: pytest.CaptureFixture[str]) -> None:
        self.inputs = folder / "in"
        self.out = folder / "out"
        self.inputs.mkdir()
        self._site = ["--site", str(profile_file(folder, mock, steps={"print": False}))]
        self._capsys = capsys

    def say(self, *words: object) -> tuple[int, str, str]:
        """Exit code, output and complaints of a command."""
        self._capsys.readouterr()
        arguments = [str(word) for word in words]
        where = [] if arguments[0] == "purge" or "--site" in arguments else self._site
        code = app([*arguments, *where], standalone_mode=False) or 0
        out, err = self._capsys.readouterr()
        return code, out, err

    def totals(self) -> dict[str, int]:
        """The states of everybody who was loaded; they add up."""
        _, out, _ = self.say("status", "--json")
        (site,) = json.loads(out)["sites"].values()
        assert sum(site["states"].values()) == site["loaded"]
        return {state: number for state, number in site["states"].items() if number}

    def command(self, name: str, *more: object, staff: int = 2) -> list[str]:
        """The words of `work` and the like."""
        signed = [word for login in LOGINS[:staff] for word in ("--staff", login.username)]
        return [name, *map(str, more), *self._site, *signed, "--out", str(self.out)]


def signed_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process gets by PASSWORDS, for commands in this one."""
    for name, value in PASSWORDS.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
