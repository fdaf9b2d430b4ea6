"""Summaries reach a command or a web hook, hold nothing of anyone, and never make a batch fail."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import version
from pathlib import Path
from threading import Thread

import pytest

from bot.errors import ConfigError
from bot.report import notify
from bot.report.notify import Notify, Summary, count

SUMMARY = Summary(
    command="backfill",
    site="training",
    began=datetime(2026, 6, 1, 22, 0, tzinfo=UTC),
    ended=datetime(2026, 6, 2, 3, 30, tzinfo=UTC),
    exit_code=1,
    states={"done": 40, "needs_person": 2, "parked": 0},
    kinds={"wrong_person": 2},
)
SENT = {
    "text": "caljobs-bot backfill, training: 40 done, 2 needs person (330 min)",
    "program": "caljobs-bot",
    "version": version("caljobs-bot"),
    "command": "backfill",
    "site": "training",
    "began": "2026-06-01T22:00:00+00:00",
    "ended": "2026-06-02T03:30:00+00:00",
    "exit_code": 1,
    "total": 42,
    "states": {"done": 40, "needs_person": 2},
    "errors": {"wrong_person": 2},
}


def python(text: str, *arguments: object) -> str:
    return shlex.join([sys.executable, "-c", text, *map(str, arguments)])


@contextmanager
def server(status: int) -> Iterator[tuple[str, list[bytes]]]:
    """A web hook that answers so; gives its address and what it was sent."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_GET = do_POST  # noqa: N815 - the library's name

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/hooks/secret-token", got
        http.shutdown()


def test_a_command_gets_the_summary_and_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CALJOBS_PASSWORD", "CALJOBS_PASSWORD_ANN_LEE", "CALJOBS_LEDGER_KEY"):
        monkeypatch.setenv(name, "not for it")
    text = "import os, sys; open(sys.argv[1], 'w').write(sys.stdin.read() + str('not for it' in os.environ.values()))"
    assert Notify(python(text, tmp_path / "a file"))(SUMMARY) == []
    said = (tmp_path / "a file").read_text()
    assert said.endswith("False")
    assert json.loads(said.removesuffix("False")) == SENT


def test_a_web_hook_gets_the_summary() -> None:
    with server(200) as (address, got):
        assert Notify(webhook=address)(SUMMARY) == []
    assert [json.loads(body) for body in got] == [SENT]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_web_hook_that_does_not_take_it_is_said(status: int) -> None:
    with server(status) as (address, got):
        (problem,) = Notify(webhook=address)(SUMMARY)
    assert str(status) in problem
    assert "secret-token" not in problem
    assert len(got) == 1, "it went nowhere else"


def test_what_fails_is_said_and_the_other_way_is_still_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    with server(200) as (address, got):
        problems = Notify(python("import sys; sys.stdin.read(); sys.exit(3)"), address)(SUMMARY)
    assert problems == ["the summary was not delivered by --notify: the command ended with exit code 3"]
    assert len(got) == 1
    monkeypatch.setattr(notify, "LONGEST_S", 0.2)
    (problem,) = Notify(python("import threading; threading.Event().wait(60)"))(SUMMARY)
    assert "longer than" in problem
    (problem,) = Notify(webhook="http://127.0.0.1:9/x")(SUMMARY)
    assert "can't be reached" in problem


def test_nowhere() -> None:
    assert Notify()(SUMMARY) == []


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://example.org", "https:///x", "https://a:b@c/", "[x"])
def test_other_addresses_are_refused_and_not_quoted(address: str) -> None:
    with pytest.raises(ConfigError) as error:
        Notify(webhook=address)
    assert address not in str(error.value)


@pytest.mark.parametrize("command", ["'never closed", "no-such-program-here --x", " "])
def test_commands_that_cannot_work_are_refused(command: str) -> None:
    with pytest.raises(ConfigError) as error:
        Notify(command)
    assert "--notify" in str(error.value)


def test_counting() -> None:
    pairs = [("done", None), ("parked", "site_down"), ("done", None), ("parked", "site_down")]
    assert count(pairs) == ({"done": 2, "parked": 2}, {"site_down": 2})
