"""At a terminal `run` asks for what it needs to sign in; nowhere else, and it shows and keeps no password."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.batch import Orders, ask_login, with_a_sign_in
from bot.config import Profile
from bot.session.credentials import Login
from bot.session.state import SignedInState
from tests.kit import ROOT, STAFF
from tests.mock_site.client import MockSite
from tests.system.cli_kit import LONGEST, brief_file, environ, profile_file

HOME = "https://site.example/vosnet/Default.aspx"


def at_terminal(answers: list[str], *arguments: str | Path) -> tuple[int, str]:
    """Runs a command with a terminal of its own, and answers what is asked; its exit code and all that it shows."""
    mine, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=ROOT,
        env=environ(CALJOBS_USERNAME=None, CALJOBS_PASSWORD=None, TERM="dumb"),
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
        close_fds=True,
    )
    os.close(its)
    shown, waiting = b"", list(answers)
    while chunk := _read(mine):
        shown += chunk
        if waiting and shown.rstrip().endswith(b":"):
            os.write(mine, f"{waiting.pop(0)}\n".encode())
    os.close(mine)
    return process.wait(LONGEST), shown.decode()


def _read(file: int) -> bytes:
    try:
        return os.read(file, 4096)
    except OSError:  # the other end is closed
        return b""


@pytest.mark.timeout(120)
def test_who_sits_there_is_asked_and_the_password_is_not_shown(tmp_path: Path, mock: MockSite) -> None:
    steps = {"activities": False, "plan": False, "print": False}
    site, file = profile_file(tmp_path, mock, steps=steps), brief_file(tmp_path)
    where: list[str | Path] = ["--site", site, "--ledger", tmp_path / "l.db", "--out", tmp_path / "out"]
    code, shown = at_terminal([STAFF.username, STAFF.password], "run", file, *where)
    assert code == 0, shown
    assert "User name at " in shown
    assert f"Password of {STAFF.username} (not shown, not kept): " in shown
    assert STAFF.password not in shown
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in kept if STAFF.password.encode() in path.read_bytes()]


def test_where_nobody_sits_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input is no terminal: a scheduler, a pipe."""
    profile = Profile(name="site", base_url=HOME)
    monkeypatch.setattr("builtins.print", lambda *words, **options: pytest.fail("something was asked"))
    assert ask_login(profile) is None
    assert with_a_sign_in(Orders([None], Path()), profile).logins == [None]


def test_what_is_known_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A login, a browser to sign in at, a sign-in that is kept."""
    monkeypatch.setattr("bot.cli.batch.ask_login", lambda profile: Login("asked", "x"))
    profile = Profile(name="site", base_url=HOME)
    keeping = profile.model_copy(update={"keep_signed_in": True})
    known = [STAFF]
    assert with_a_sign_in(Orders(known, Path()), profile).logins == known
    assert with_a_sign_in(Orders([None], Path(), headed=True), profile).logins == [None]
    assert with_a_sign_in(Orders([None], Path()), keeping).logins == [Login("asked", "x")]
    SignedInState(HOME, "").keep([])
    assert with_a_sign_in(Orders([None], Path()), keeping).logins == [None]
    assert with_a_sign_in(Orders([None], Path()), profile).logins == [Login("asked", "x")]


def test_only_the_password_where_the_name_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr("getpass.getpass", lambda words: "secret" if "ann" in words else pytest.fail(words))
    monkeypatch.setenv("CALJOBS_USERNAME", "ann")
    login = ask_login(Profile(name="site", base_url=HOME))
    assert login == Login("ann", "secret")
    assert "secret" not in repr(login)
