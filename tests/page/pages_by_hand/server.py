"""Serves pages that a test puts up, on this machine only, and remembers what was asked of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request: its method, its path, and the boxes of the form that was posted."""

    method: str
    path: str
    form: dict[str, str]


@dataclass(frozen=True)
class Whole:
    """An answer with its status and headers."""

    status: int
    body: str | bytes = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = str | int | Whole | Callable[[Asked], str | int | Whole]
"""A document, or what makes one of a request; a number is an answer of that status, 0 closes the connection."""


class PageServer:
    """Pages by path. `?late=MS` in an address holds the answer back that long: the one clock these pages have."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self._over = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def forget(self) -> None:
        """An empty server for the next test."""
        self.pages.clear()
        self.asked.clear()

    def close(self) -> None:
        """Ends it; answers still held back are let go."""
        self._over.set()
        self._http.shutdown()
        self._http.server_close()

    def posts(self) -> list[Asked]:
        """The forms that were posted."""
        return [asked for asked in self.asked if asked.method == "POST"]

    def _answer(self, asked: Asked, late: float) -> str | int | Whole | None:
        self.asked.append(asked)
        self._over.wait(late / 1000)
        page = self.pages.get(asked.path)
        return page(asked) if callable(page) else page

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._respond({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self._respond(dict(parse_qsl(body, keep_blank_values=True)))

            def _respond(self, form: dict[str, str]) -> None:
                address = urlsplit(self.path)
                late = float(dict(parse_qsl(address.query)).get("late", 0))
                page = server._answer(Asked(self.command, address.path, form), late)
                if page == 0:
                    self.close_connection = True
                    return
                whole = page if isinstance(page, Whole) else Whole(200, page) if isinstance(page, str) else None
                whole = whole or Whole(page if isinstance(page, int) else 404)
                self.send_response(whole.status)
                usual = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
                for name, value in {**usual, **whole.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(whole.body.encode() if isinstance(whole.body, str) else whole.body)
                except ConnectionError:
                    self.close_connection = True  # the page that asked has been closed

            def log_message(self, *_: object) -> None:
                """Silent: a test says what it needs to say."""

        return Handler
