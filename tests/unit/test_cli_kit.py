"""What runs the command line in this process gives what a process gives, and leaves this one as it was."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from bot.cli import running
from tests.kit import DEMO, ROOT
from tests.system.cli_kit import bot_here


def state() -> list[object]:
    streams = [sys.stdin, sys.stdout, sys.stderr]
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    return [dict(os.environ), Path.cwd(), list(sys.argv), *map(id, streams), *handlers]


def test_this_process_is_as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also when the command changes everything, and ends by an error of the program."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONLY_OURS", "1")
    seen = []

    def meddles(*given: object, **options: object) -> None:
        seen.append((Path.cwd(), os.environ.get("ONLY_OURS"), sys.stdin.read(), sys.argv[1:]))
        os.environ["LEFT_BEHIND"] = "1"
        os.chdir("/")
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise ValueError("what a participant said")

    monkeypatch.setattr(running, "load_records", meddles)
    before = state()
    ran = bot_here("check", DEMO, ONLY_OURS=None)
    assert state() == before
    assert seen == [(ROOT, None, "", ["check", str(DEMO)])]
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("an error of the program itself (ValueError, test_cli_kit.py line ")
