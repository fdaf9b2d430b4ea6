"""The summary of a batch for who is not there to read it: to a command's standard input, or to a web hook.

It is counts, times and names of things: no value of a record and no User ID. That it could not be delivered is said,
and changes nothing of the batch or its exit code.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException, HTTPMessage
from importlib.metadata import version
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from bot.errors import ConfigError

LONGEST_S = 30.0
"""Seconds that a command or a server may take for a summary."""
HERE = ("127.0.0.1", "::1", "localhost")
SECRETS = ("CALJOBS_PASSWORD", "CALJOBS_LEDGER", "CALJOBS_WEBHOOK")
"""Beginnings of the environment's variables that a command of the user's is not given."""


@dataclass(frozen=True)
class Summary:
    """What came of a batch: how many participants are in which state, and how many each kind of error stopped."""

    command: str
    site: str
    began: datetime
    ended: datetime
    exit_code: int
    states: Mapping[str, int]
    kinds: Mapping[str, int]

    @property
    def text(self) -> str:
        """One line for people."""
        counts = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in self.states.items() if count)
        minutes = round((self.ended - self.began).total_seconds() / 60)
        took = f" ({minutes} min)" if minutes else ""
        return f"caljobs-bot {self.command}, {self.site}: {counts or 'nothing to do'}{took}"

    def as_json(self) -> dict[str, Any]:
        """The object that is sent. `text` is what chat programs show of it."""
        return {
            "text": self.text,
            "program": "caljobs-bot",
            "version": version("caljobs-bot"),
            "command": self.command,
            "site": self.site,
            "began": self.began.astimezone(UTC).isoformat(timespec="seconds"),
            "ended": self.ended.astimezone(UTC).isoformat(timespec="seconds"),
            "exit_code": self.exit_code,
            "total": sum(self.states.values()),
            "states": {state: count for state, count in self.states.items() if count},
            "errors": dict(self.kinds),
        }


def count(results: Iterable[tuple[str, str | None]]) -> tuple[dict[str, int], dict[str, int]]:
    """The `states` and `kinds` of a summary, from each participant's state and kind of error."""
    pairs = list(results)
    return dict(Counter(state for state, _ in pairs)), dict(Counter(kind for _, kind in pairs if kind))


class Notify:
    """Where summaries go. Nowhere, when neither is given."""

    def __init__(self, command: str | None = None, webhook: str | None = None) -> None:
        """`command` is a program with its arguments, run without a shell; `webhook` an https:// address (http:// on
        this machine). Raises ConfigError for what can't work, before a batch is begun. Neither is ever quoted: an
        address may be a secret."""
        self._command = _split(command) if command else None
        self._webhook = _checked(webhook) if webhook else None

    def __call__(self, summary: Summary) -> list[str]:
        """Delivers a summary; gives sentences that say what could not be delivered, and why."""
        data = json.dumps(summary.as_json()).encode()
        ways: list[tuple[str, Callable[[], str | None]]] = []
        if self._command is not None:
            command = self._command
            ways.append(("--notify", lambda: _run(command, data)))
        if self._webhook is not None:
            address = self._webhook
            ways.append(("--webhook", lambda: _post(address, data)))
        problems = ((way, deliver()) for way, deliver in ways)
        return [f"the summary was not delivered by {way}: {problem}" for way, problem in problems if problem]


def _split(command: str) -> list[str]:
    try:
        words = shlex.split(command, posix=os.name != "nt")
    except ValueError:
        raise ConfigError("--notify: a quotation mark is never closed") from None
    if not words or shutil.which(words[0]) is None:
        raise ConfigError("--notify: there is no such program; give its path, or a name that is found in PATH")
    return words


def _checked(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        host = None
    if not host or parts.username or parts.scheme not in ("https", "http"):
        raise ConfigError("--webhook: that is not an https:// address")
    if parts.scheme == "http" and host not in HERE:
        raise ConfigError("--webhook: the address must begin with https://")
    return address


def _run(command: list[str], data: bytes) -> str | None:
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(SECRETS)}
    try:
        ended = subprocess.run(
            command, input=data, stdout=subprocess.DEVNULL, env=environment, timeout=LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"the command took longer than {LONGEST_S:.0f} seconds"
    except OSError as error:
        return f"the command can't be run: {error.strerror}"
    return f"the command ended with exit code {ended.returncode}" if ended.returncode else None


def _post(address: str, data: bytes) -> str | None:
    headers = {"Content-Type": "application/json", "User-Agent": f"caljobs-bot/{version('caljobs-bot')}"}
    try:
        with build_opener(_Straight).open(Request(address, data, headers), timeout=LONGEST_S):
            return None
    except HTTPError as error:
        with error:
            return f"the server answered {error.code}"
    except URLError as error:
        return f"the server can't be reached ({type(error.reason).__name__})"
    except (OSError, HTTPException) as error:
        return f"the server did not answer ({type(error).__name__})"


class _Straight(HTTPRedirectHandler):
    """Follows no redirects: a summary goes where the user said, or nowhere."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None
