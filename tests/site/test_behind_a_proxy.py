"""An office whose proxy alone knows the site's name: the site is reached through it, and no other host."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Playwright

from bot.browser import launch
from bot.config import load_profile
from bot.session import browser_arguments
from bot.session.reach import way_to
from tests.mock_site.client import MockSite

NAME = "training.example.invalid"


@contextmanager
def office_proxy(to: tuple[str, int], asked: list[str]) -> Iterator[int]:
    """A proxy that takes every host for the mock, one request a connection."""
    server = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, sink: socket.socket) -> None:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)

    def serve(client: socket.socket) -> None:
        with client, socket.create_connection(to) as upstream:
            head = client.recv(65536)
            address = head.split(b" ")[1]
            asked.append(urlsplit(address.decode()).hostname or "")
            path = b"/" + address.split(b"/", 3)[3]
            upstream.sendall(head.replace(address, path, 1))
            back = threading.Thread(target=pump, args=(upstream, client), daemon=True)
            back.start()
            back.join()

    def accept() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        server.close()


def test_the_site_is_reached_through_the_proxy_and_nothing_else(
    mock_process: MockSite, playwright: Playwright, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: the forwarder. Without it the proxy fetches whatever the page asks for."""
    asked: list[str] = []
    mock = urlsplit(mock_process.home)
    with office_proxy((mock.hostname or "", mock.port or 0), asked) as port:
        monkeypatch.setenv("http_proxy", f"http://localhost:{port}")
        monkeypatch.delenv("no_proxy", raising=False)
        profile = load_profile("mock", base_url=f"http://{NAME}/vosnet/Default.aspx")
        with way_to(profile) as way:
            browser = launch(playwright, arguments=[*browser_arguments(profile), *way])
            page = browser.new_page()
            page.goto(profile.base_url)
            assert page.locator("#btnguestlogina").count() == 1
            fetched = "url => fetch(url, {mode: 'no-cors'}).then(answer => answer.status, () => 'refused')"
            for other in (f"http://other.{NAME}/", mock_process.home):
                assert page.evaluate(fetched, other) in ("refused", 403, 0)
            with pytest.raises(PlaywrightError, match="ERR_TUNNEL"):
                page.goto(f"https://other.{NAME}/")
            browser.close()
    assert set(asked) == {NAME}
