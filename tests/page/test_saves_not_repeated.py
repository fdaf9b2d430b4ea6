"""A POST whose connection closes without an answer reaches the server once: the browser must not send it again.

Chromium repeats it by itself where the connection served an earlier request, and no driver sees it happen.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bot.browser import launch_arguments
from bot.session import CONTEXT

TRIES = 8
PAGE = b"""<!DOCTYPE html><title>VOS</title><form method=post action=/save><input name=box value=1></form><script>
async function postback() { try { await fetch('/save', {method: 'POST', body: 'box=1'}); } catch { } }
</script>"""


class Dropping:
    """Keeps its connections alive, carries a POST out and closes its connection without a byte of answer."""

    def __init__(self) -> None:
        self.saves = 0
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(PAGE)))
                self.end_headers()
                self.wfile.write(PAGE)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                served.saves += 1
                self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Silent: a test says what it needs to say."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self.url = f"http://127.0.0.1:{self._http.server_port}/"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@pytest.fixture
def dropping() -> Iterator[Dropping]:
    with closing(Dropping()) as server:
        yield server


def by_document(page: Page, url: str) -> None:
    """A form is posted, as Next and Finish do. What is left of the page is no place to begin again."""
    with closing(page.context.new_page()) as each:
        each.goto(url)
        with each.expect_event("requestfailed"):
            each.evaluate("document.forms[0].submit()")


def by_postback(page: Page, url: str) -> None:
    """A part of the page is posted, as the Save of a row does."""
    page.goto(url)
    page.evaluate("postback()")


def saves_of(chromium: Browser, server: Dropping, press: Any, options: dict[str, Any]) -> int:
    context = chromium.new_context(**options)
    with closing(context):
        page = context.new_page()
        for _ in range(TRIES):
            press(page, server.url)
    return server.saves


@pytest.mark.parametrize("press", [by_document, by_postback])
def test_a_post_without_an_answer_is_sent_once(chromium: Browser, dropping: Dropping, press: Any) -> None:
    """Guard: each request of a session asks for its connection to be closed (CONTEXT, in bot/session)."""
    assert saves_of(chromium, dropping, press, CONTEXT) == TRIES


def test_on_a_connection_that_is_kept_chromium_sends_it_again(chromium: Browser, dropping: Dropping) -> None:
    """What the guard is for: where this no longer holds, the guard may go."""
    options = {name: value for name, value in CONTEXT.items() if name != "extra_http_headers"}
    assert saves_of(chromium, dropping, by_postback, options) > TRIES


def test_connections_are_not_shared() -> None:
    """Guard: over HTTP/2 all requests go over one connection, and `Connection` does not exist there."""
    assert "--disable-http2" in launch_arguments()
