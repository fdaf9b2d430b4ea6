"""`python -m tests.mock_site`: serve the mock until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import socket
from pathlib import Path
from typing import Any

import uvicorn
import yaml

from tests.mock_site.app import make_app
from tests.mock_site.dialects import documented_dialect, random_dialect
from tests.mock_site.from_survey import screens_of
from tests.mock_site.site import Site
from tests.mock_site.switches import CHOICES, UnknownSwitch, checked

DEFAULT_CLOCK = datetime.date(2019, 6, 5)
_GRACE_S = 1


def main() -> None:
    """Read the command line, print the address of the home page once it answers, serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.mock_site", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--db", default=":memory:", help="SQLite file that keeps what was entered")
    parser.add_argument("--clock", type=datetime.date.fromisoformat, default=DEFAULT_CLOCK, help="the mock's day")
    parser.add_argument("--flavour", choices=CHOICES["flavour"], default="classic", help="how ids look")
    parser.add_argument("--dialect", help="how pages are drawn: documented, or a number for a site by chance")
    parser.add_argument(
        "--screens", "--forms", type=Path, help="other screens: a form map, a file like screens.yaml, or a survey"
    )
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="turn a switch")
    options = parser.parse_args()
    switches: dict[str, Any] = {"flavour": options.flavour}
    if options.dialect is not None:
        chance = options.dialect.isdecimal()
        if not chance and options.dialect != "documented":
            parser.error("--dialect: documented, or a number")
        switches["dialect"] = random_dialect(int(options.dialect)) if chance else documented_dialect()
    for given in options.set:
        name, _, value = given.partition("=")
        try:
            switches[name] = checked(name, value)
        except UnknownSwitch as mistake:
            parser.error(str(mistake))
    screens = None
    if options.screens is not None:
        try:
            screens = screens_of(yaml.safe_load(options.screens.read_text(encoding="utf-8")))
        except (OSError, yaml.YAMLError, ValueError, KeyError, TypeError) as mistake:
            parser.error(f"--screens: {type(mistake).__name__}: {mistake}")
    site = Site(switches, options.clock, options.db, screens)
    asyncio.run(_serve(site, options.host, options.port))


async def _serve(site: Site, host: str, port: int) -> None:
    # asyncio itself opens the socket: one opened by hand would not get TCP_NODELAY, 40 ms an answer.
    config = uvicorn.Config(
        make_app(site), host=host, port=port, log_level="warning", access_log=False, lifespan="off",
        timeout_keep_alive=120, timeout_graceful_shutdown=_GRACE_S,
    )
    await _MockServer(config, site).serve()


class _MockServer(uvicorn.Server):
    """Says when it answers, and lets long polls go when it stops."""

    def __init__(self, config: uvicorn.Config, site: Site) -> None:
        super().__init__(config)
        self._site = site

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._site.stopping.set()
        await super().shutdown(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            print(f"ready http://{host}:{port}/vosnet/Default.aspx", flush=True)


if __name__ == "__main__":
    main()
