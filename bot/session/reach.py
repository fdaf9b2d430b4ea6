"""How the site is reached: what keeps it from being reached, in words, and an office's proxy.

No host but the profile's is reached. The browser's own rule for that does not hold behind a proxy, which looks up names
itself: there a forwarder of this process stands between, which lets the one host through.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from bot.config import Profile
from bot.errors import BotError, ConfigError, SiteDown, Unreachable

NO_PROXY = "none"
"""The profile's word for a site that is reached without the proxy that this machine has set."""
_TO_MEND = {
    "ERR_CERT_DATE_INVALID": "its certificate is out of date, or this machine's clock is wrong: see to the clock first,"
    " else tell the site's support",
    "ERR_CERT_COMMON_NAME_INVALID": "its certificate is for another name: see that base_url in the site profile has"
    " the name that a browser shows",
    "ERR_CERT": "its certificate is not trusted on this machine: where the office looks into encrypted traffic,"
    " have its root certificate installed for the browser; never go on without",
    "ERR_SSL": "no encrypted connection comes about: see that base_url in the site profile has the right scheme"
    " and port, and ask who looks after this network",
    "ERR_TOO_MANY_REDIRECTS": "it leads round in a circle: open it in a browser, and put the address that it ends at"
    " into base_url of the site profile",
    "ERR_BLOCKED_BY": "this browser's policies block it: ask who administers this machine",
    "ERR_INVALID_AUTH": "the office's proxy wants a sign-in, which this program can't give: ask for a way without",
    "ERR_PROXY_AUTH": "the office's proxy wants a sign-in, which this program can't give: ask for a way without",
    "ERR_PROXY_CERTIFICATE": "the office's proxy has a certificate that is not trusted here: ask who looks after it",
    "ERR_UNSAFE_PORT": "browsers open no such port: correct base_url in the site profile",
    "ERR_INVALID_URL": "that is no address: correct base_url in the site profile",
}
"""What only a person can mend, by the beginning of the browser's code."""
_MAY_PASS = {
    "ERR_CONNECTION_REFUSED": "it refuses connections: it is down, or something between keeps them out",
    "ERR_CONNECTION": "the connection broke before an answer came",
    "ERR_EMPTY_RESPONSE": "it closed the connection without an answer",
    "ERR_INTERNET_DISCONNECTED": "this machine has no network",
    "ERR_NETWORK": "this machine's network changed or went away",
    "ERR_ADDRESS_UNREACHABLE": "there is no way to it from this machine's network",
    "ERR_PROXY_CONNECTION_FAILED": "the office's proxy does not answer",
    "ERR_TUNNEL_CONNECTION_FAILED": "the office's proxy does not let through to it, or does not reach it",
    "ERR_TIMED_OUT": "it does not answer",
    "": "it does not answer",
}
_NO_NAME = "ERR_NAME_NOT_RESOLVED"


def why_not_reached(error: SiteDown, profile: Profile, *, was_reached: bool) -> BotError:
    """The error in words: what it is, and what to do. `was_reached`: this run has reached the site before, so that
    nothing it is set to can be wrong."""
    if error.code is None:
        return error  # it opened, and says itself what it is
    where = f"the site's home page ({profile.host}) does not open"
    if error.host and error.host != profile.host:
        return Unreachable(
            f"{where}: the site leads to another host, {error.host}, and no host but the profile's is reached: open it"
            " in a browser, and put the address of the home page that it ends at into base_url of the site profile"
        )
    if error.code == _NO_NAME:
        words = f"{where}: the name is not found ({error.code})"
        if was_reached:
            return SiteDown(f"{words}: this machine's network or its name service is away")
        return Unreachable(
            f"{words}: correct base_url in the site profile where it is misspelt; else see that this machine is in the"
            " network, and where the office has a proxy, that it is set (HTTPS_PROXY, or proxy in the site profile)"
        )
    for begin, words in _TO_MEND.items():
        if error.code.startswith(begin):
            return Unreachable(f"{where}: {words} ({error.code})")
    begin = next((begin for begin in _MAY_PASS if begin and error.code.startswith(begin)), "")
    return SiteDown(f"{where}: {_MAY_PASS[begin]}" + (f" ({error.code})" if error.code else ""))


def proxy_of(profile: Profile) -> tuple[str, int] | None:
    """Host and port of the proxy by which the site is reached: the profile's, else the environment's or the system's.
    None where it is reached directly. Raises ConfigError for one that can't be used."""
    scheme, host = urlsplit(profile.base_url).scheme, profile.host
    if profile.proxy == NO_PROXY or _is_loopback(host):
        return None
    if profile.proxy is None:
        known = getproxies()
        found = known.get(scheme) or known.get("all")
        if not found or proxy_bypass(host):
            return None
    else:
        found = profile.proxy
    parts = urlsplit(found if "://" in found else f"http://{found}")
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "") or not parts.hostname or not port:
        raise ConfigError(
            f"the proxy {parts.scheme}://{parts.hostname or '?'} can't be used: it must be http://HOST:PORT, or 'none'"
            " in the site profile"
        )
    return parts.hostname, port


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return host == "localhost"


@contextmanager
def way_to(profile: Profile) -> Iterator[list[str]]:
    """The browser's flags by which it reaches the profile's host and no other, as long as the `with` lasts."""
    proxy = proxy_of(profile)
    if proxy is None:
        yield ["--no-proxy-server"] if profile.proxy == NO_PROXY else []
        return
    forwarder = Forwarder(profile.host, proxy)
    try:
        yield [
            f"--proxy-server=http://127.0.0.1:{forwarder.port}",
            "--proxy-bypass-list=<-loopback>",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # in place of the rule for the site's own name
        ]
    finally:
        forwarder.close()


class Forwarder:
    """Passes on to a proxy what is asked of one host, and refuses all else. One request a connection."""

    _LONGEST_HEAD = 64 * 1024
    _CONNECT_S = 30.0

    def __init__(self, host: str, proxy: tuple[str, int]) -> None:
        self._host = host
        self._proxy = proxy
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self.refused = 0
        """How many requests were for other hosts."""
        threading.Thread(target=self._accept, daemon=True, name="forwarder").start()

    def close(self) -> None:
        """Takes no more connections."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._serve, args=(client,), daemon=True, name="forwarded").start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = self._head(client)
            method, _, rest = head.partition(b" ")
            target = rest.partition(b" ")[0].decode("latin-1")
            asked = urlsplit(f"//{target}" if method == b"CONNECT" else target).hostname
            if asked != self._host:
                self.refused += bool(asked)
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            try:
                upstream = socket.create_connection(self._proxy, timeout=self._CONNECT_S)
            except OSError:
                client.sendall(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            with upstream:
                upstream.settimeout(None)
                upstream.sendall(head if method == b"CONNECT" else _closing(head))
                back = threading.Thread(target=_pump, args=(upstream, client), daemon=True)
                back.start()
                _pump(client, upstream)
                back.join()

    def _head(self, client: socket.socket) -> bytes:
        """What a client sends up to the end of its headers, and perhaps what follows on them."""
        head = b""
        while b"\r\n\r\n" not in head and len(head) < self._LONGEST_HEAD:
            more = client.recv(65536)
            if not more:
                break
            head += more
        return head


def _closing(head: bytes) -> bytes:
    """A request after which the connection ends: the next one on it could be for another host."""
    lines, end, body = head.partition(b"\r\n\r\n")
    own = (b"connection:", b"proxy-connection:")
    kept = [line for line in lines.split(b"\r\n") if not line.lower().startswith(own)]
    return b"\r\n".join([*kept, b"Connection: close"]) + end + body


def _pump(source: socket.socket, to: socket.socket) -> None:
    """Passes on what comes until no more does."""
    with suppress(OSError):
        while data := source.recv(65536):
            to.sendall(data)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)
