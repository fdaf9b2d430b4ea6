"""How the site is reached: what keeps it from being reached, in words; and an office's proxy, for one host alone."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.config import Profile
from bot.errors import ConfigError, SiteDown, Unreachable
from bot.flows.results import keeps_everyone_out, state_of
from bot.session.reach import Forwarder, proxy_of, way_to, why_not_reached

HOME = "https://site.example/vosnet/Default.aspx"


def profile(proxy: str | None = None) -> Profile:
    return Profile(name="x", base_url=HOME, proxy=proxy)


def down(code: str, host: str) -> SiteDown:
    error = SiteDown("the page does not open")
    error.code, error.host = code, host
    return error


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ERR_CERT_AUTHORITY_INVALID", "certificate is not trusted on this machine"),
        ("ERR_CERT_WEAK_KEY", "certificate is not trusted on this machine"),
        ("ERR_CERT_DATE_INVALID", "clock"),
        ("ERR_CERT_COMMON_NAME_INVALID", "another name"),
        ("ERR_SSL_PROTOCOL_ERROR", "no encrypted connection"),
        ("ERR_NAME_NOT_RESOLVED", "the name is not found"),
        ("ERR_TOO_MANY_REDIRECTS", "round in a circle"),
        ("ERR_BLOCKED_BY_ADMINISTRATOR", "policies"),
        ("ERR_INVALID_AUTH_CREDENTIALS", "proxy wants a sign-in"),
    ],
)
def test_what_a_person_must_mend_is_said_and_is_not_tried_again(code: str, says: str) -> None:
    error = why_not_reached(down(code, "site.example"), profile(), was_reached=False)
    assert isinstance(error, Unreachable)
    assert says in error.message
    assert code in error.message
    assert (keeps_everyone_out(error), state_of(error)) == (True, "needs_person")


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("ERR_CONNECTION_REFUSED", "refuses connections"),
        ("ERR_CONNECTION_RESET", "broke"),
        ("ERR_INTERNET_DISCONNECTED", "no network"),
        ("ERR_PROXY_CONNECTION_FAILED", "proxy does not answer"),
        ("ERR_TUNNEL_CONNECTION_FAILED", "proxy"),
        ("ERR_SOMETHING_NEW", "does not answer"),
        ("", "does not answer"),
    ],
)
def test_what_may_pass_is_the_site_being_down(code: str, says: str) -> None:
    error = why_not_reached(down(code, "site.example"), profile(), was_reached=False)
    assert isinstance(error, SiteDown)
    assert says in error.message


def test_a_name_that_was_found_before_is_a_network_that_went_away() -> None:
    error = why_not_reached(down("ERR_NAME_NOT_RESOLVED", "site.example"), profile(), was_reached=True)
    assert isinstance(error, SiteDown)


def test_a_redirect_to_elsewhere_is_told_with_the_host() -> None:
    error = why_not_reached(down("ERR_NAME_NOT_RESOLVED", "new.example"), profile(), was_reached=True)
    assert isinstance(error, Unreachable)
    assert "leads to another host, new.example" in error.message


@pytest.fixture(autouse=True)
def no_proxy_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_proxy_comes_from_the_profile_else_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_of(profile()) is None
    assert proxy_of(profile(proxy="http://proxy.office:8080")) == ("proxy.office", 8080)
    assert proxy_of(profile(proxy="proxy.office:3128")) == ("proxy.office", 3128)
    monkeypatch.setenv("HTTPS_PROXY", "http://env.office:8080")
    assert proxy_of(profile()) == ("env.office", 8080)
    assert proxy_of(profile(proxy="none")) is None
    monkeypatch.setenv("no_proxy", "site.example")
    assert proxy_of(profile()) is None
    assert proxy_of(Profile(name="x", base_url="http://127.0.0.1:1/", proxy="http://a:1")) is None


@pytest.mark.parametrize("wrong", ["socks5://proxy.office:1080", "http://", "http://proxy.office:99999"])
def test_a_proxy_that_can_not_be_used_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigError, match="must be http://HOST:PORT"):
        proxy_of(profile(proxy=wrong))


@contextmanager
def upstream(answers: list[bytes]) -> Iterator[tuple[str, int]]:
    """A proxy that notes what it is asked, and echoes what comes after."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                answers.append(client.recv(65536))
                client.sendall(b"HTTP/1.1 200 OK\r\n\r\nfrom upstream")

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield ("127.0.0.1", server.getsockname()[1])
    finally:
        server.close()


def ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b""
        while more := client.recv(65536):
            answer += more
        return answer


def test_the_forwarder_lets_one_host_through_and_no_other() -> None:
    asked: list[bytes] = []
    with upstream(asked) as proxy:
        forwarder = Forwarder("site.example", proxy)
        assert b"from upstream" in ask(forwarder.port, b"CONNECT site.example:443 HTTP/1.1\r\n\r\n")
        plain = b"GET http://site.example/x HTTP/1.1\r\nProxy-Connection: keep-alive\r\n\r\n"
        assert b"from upstream" in ask(forwarder.port, plain)
        for other in (b"CONNECT other.example:443", b"GET http://other.example/x", b"GET http://127.0.0.1:1/"):
            assert ask(forwarder.port, other + b" HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 403")
        assert ask(forwarder.port, b"") == b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        forwarder.close()
    assert [line.split(b" ")[1] for line in asked] == [b"site.example:443", b"http://site.example/x"]
    assert b"Connection: close" in asked[1]
    assert b"keep-alive" not in asked[1]
    assert forwarder.refused == 3


def test_the_way_is_flags_of_the_browser() -> None:
    with way_to(profile()) as flags:
        assert flags == []
    with way_to(profile(proxy="none")) as flags:
        assert flags == ["--no-proxy-server"]
    with way_to(profile(proxy="http://proxy.office:8080")) as flags:
        assert [flag.partition("=")[0] for flag in flags] == [
            "--proxy-server",
            "--proxy-bypass-list",
            "--host-resolver-rules",
        ]
