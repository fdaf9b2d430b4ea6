"""A PostgreSQL server of a test's own: made in a folder, reached through a socket there, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
NEED = "CALJOBS_TESTS_NEED_POSTGRESQL"
"""The environment's variable that makes a missing PostgreSQL a failure and not a skip."""
PROGRAMS = ("initdb", "pg_ctl", "postgres")
QUICK = ("fsync=off", "full_page_writes=off")
"""Settings for tests: what is written is on disk when the machine thinks so. A server that is killed loses nothing."""


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs on this machine."""
    found = shutil.which("pg_ctl")
    folders = [*BINARIES, *([Path(found).resolve().parent] if found else [])]
    return next((folder for folder in folders if all((folder / name).exists() for name in PROGRAMS)), None)


class Postgres:
    """One server."""

    def __init__(self, programs: Path, folder: Path, settings: tuple[str, ...]) -> None:
        self._programs = programs
        self._folder = folder
        self._user = _servant()
        if self._user is not None:
            os.chown(folder, self._user, -1)
        self._run("initdb", "-D", folder / "data", "-U", "bot", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")
        own = ("listen_addresses=", f"unix_socket_directories={folder}", "max_connections=60", *settings)
        lines = [f"{name} = '{value}'" for name, _, value in (line.partition("=") for line in own)]
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write("\n".join(lines) + "\n")
        self.start()

    @property
    def url(self) -> str:
        """The address of the database that every server has."""
        return self.database("postgres")

    def database(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://bot@/{name}?host={self._folder}"

    def fresh(self, name: str) -> str:
        """The address of a new and empty database."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))
            connection.execute(SQL("create database {}").format(Identifier(name)))
        return self.database(name)

    def start(self) -> None:
        """Starts it; it answers when this returns."""
        self._run("pg_ctl", "-D", self._folder / "data", "-l", self._folder / "log", "-w", "start")

    def stop(self, *, at_once: bool = False) -> None:
        """Stops it, throwing everyone out; `at_once` as a crash would."""
        mode = "immediate" if at_once else "fast"
        self._run("pg_ctl", "-D", self._folder / "data", "-m", mode, "-w", "stop")

    def _run(self, program: str, *arguments: str | Path) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            cwd="/",
            user=self._user,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )


def _servant() -> int | None:
    """The user to run a server as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise OSError("there is no user but root to run PostgreSQL as")


@contextmanager
def postgres(*settings: str) -> Iterator[Postgres]:
    """A server for as long as this lasts. Raises FileNotFoundError when PostgreSQL is not installed."""
    programs = binaries()
    if programs is None:
        raise FileNotFoundError("PostgreSQL is not installed (Debian and Ubuntu: apt-get install postgresql)")
    folder = Path(mkdtemp(prefix="caljobs-pg-"))
    try:
        server = Postgres(programs, folder, settings)
        try:
            yield server
        finally:
            server.stop(at_once=True)
    finally:
        shutil.rmtree(folder)


def needed() -> None:
    """Skips the test where PostgreSQL is not installed, but where it must be."""
    if binaries() is None and NEED not in os.environ:
        pytest.skip("PostgreSQL is not installed (Debian and Ubuntu: apt-get install postgresql)")
