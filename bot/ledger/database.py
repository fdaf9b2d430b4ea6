"""The ledger's database: an SQLite file in WAL mode, or PostgreSQL by its URL."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random_exponential

from bot.errors import ConfigError, LedgerTrouble
from bot.ledger.points import reach
from bot.ledger.schema import UPGRADES, VERSION, items, meta, tables

T = TypeVar("T")

_LOCK = 7411
"""Number of PostgreSQL's advisory lock for what must be done by one alone: making tables and new lines."""
_AT_END, _KEPT = "at end", "kept"
_LEVEL = "synchronous"
_AT_REST_S = 45
"""Seconds without a heartbeat after which nobody is at work."""
_BUSY_S = 30
"""Seconds to wait for another program's turn at the file."""
_AWAY_S = 60
"""Seconds a PostgreSQL server may be away (restarted) before that is an error."""


class Database:
    """Transactions of one ledger. Every error of the database is a LedgerTrouble that quotes nothing of it."""

    def __init__(self, place: str) -> None:
        """`place` is a file or a URL such as postgresql://user@host/name. Raises ConfigError, LedgerTrouble."""
        self.engine = _engine(place)
        self.is_file = self.engine.dialect.name == "sqlite"
        self._in_turns(self._prepare, "tables")

    def write(self, name: str, work: Callable[[Connection], T], *, sync: bool = True) -> T:
        """Runs `work` in one transaction, on disk when this returns; `name` is for the tests that kill there.

        Without `sync` a file may lose it in a power cut (not when the program is killed), but never keeps a later one
        without it: for what a look at the site, or doing it again, makes good. A server decides for itself.

        `work` is run again when a server that was away comes back, so it must be safe to run twice.
        """
        return self._in_turns(work, name, sync=sync)

    def read(self, work: Callable[[Connection], T], *, whole: bool = False) -> T:
        """Runs `work`, which only reads: in a file on one state of it, and on a server too where the `whole` is asked
        for."""
        return self._in_turns(work, None, whole=whole)

    def at_end(self, connection: Connection, act: Callable[[], None]) -> None:
        """Has `act` done as the last thing of the transaction that is open on the connection."""
        connection.info.setdefault(_AT_END, []).append(act)

    def kept(self, connection: Connection, name: str) -> list[Any]:
        """A list that is kept with the transaction that is open on the connection."""
        kept: list[Any] = connection.info[_KEPT].setdefault(name, [])
        return kept

    def alone(self, connection: Connection) -> None:
        """Keeps all others who ask for it out until the transaction is over; in a file every writer is alone."""
        if not self.is_file:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))

    def now(self, connection: Connection) -> float:
        """The time in seconds since 1970: a server's own, so that all machines go by one clock."""
        if self.is_file:
            return time()
        return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())

    def tidy(self) -> None:
        """Takes what was deleted out of the file's pages too, where it is a file."""
        if self.is_file:
            raw = self.engine.raw_connection()
            try:
                raw.cursor().execute("VACUUM")
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def close(self) -> None:
        """Lets go of all connections."""
        self.engine.dispose()

    def _in_turns(
        self, work: Callable[[Connection], T], name: str | None, *, sync: bool = True, whole: bool = False
    ) -> T:
        retrying = Retrying(
            retry=retry_if_exception(_is_away),
            stop=stop_after_delay(_AWAY_S),
            wait=wait_random_exponential(multiplier=0.1, max=3),
            reraise=True,
        )
        try:
            done: T = retrying(self._once, work, name, sync, whole)
        except SQLAlchemyError as error:
            raise LedgerTrouble(f"the ledger can't be {'written' if name else 'read'}: {_reason(error)}") from None
        return done

    def _once(self, work: Callable[[Connection], T], name: str | None, sync: bool, whole: bool) -> T:
        """One transaction: a write with a name, or one that reads."""
        options: dict[str, Any] = {"reads": name is None, "sync": sync}
        if whole and not self.is_file:
            options["isolation_level"] = "REPEATABLE READ"
        with self.engine.connect().execution_options(**options) as connection, connection.begin():
            connection.info[_AT_END], connection.info[_KEPT] = [], {}
            done = work(connection)
            for act in connection.info[_AT_END]:
                act()
            if name is not None:
                reach(f"before {name}")
        if name is not None:
            reach(f"after {name}")
        return done

    def _prepare(self, connection: Connection) -> None:
        self.alone(connection)
        tables.create_all(connection)
        standing = connection.execute(select(meta.c.value).where(meta.c.key == "version")).scalar()
        if standing is None:
            connection.execute(insert(meta).values(key="version", value=str(VERSION)))
            return
        if int(standing) > VERSION:
            raise ConfigError("this ledger was made by a newer version of the program: update the program")
        if int(standing) < VERSION:
            self._check_at_rest(connection)
        for version in range(int(standing) + 1, VERSION + 1):
            for statement in UPGRADES[version]:
                connection.execute(text(statement))
        connection.execute(update(meta).where(meta.c.key == "version").values(value=str(VERSION)))

    def _check_at_rest(self, connection: Connection) -> None:
        """The older version of the program knows nothing of the tables' new shape."""
        latest = connection.execute(select(func.max(items.c.beat_at)).where(items.c.state == "working")).scalar()
        if latest is not None and abs(self.now(connection) - latest) < _AT_REST_S:
            raise ConfigError(
                "this ledger is at work with an older version of the program: end that first; after a power cut wait"
                " for a minute"
            )


def _engine(place: str) -> Engine:
    if "://" in place:
        return _server(place)
    path = Path(place).expanduser().absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its other files the mode of this one
    except OSError as error:
        raise ConfigError(f"the ledger {path} can't be opened: {error.strerror}") from None
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_S})
    event.listen(engine, "connect", _set_up_file)
    event.listen(engine, "begin", _begin)
    return engine


def _server(url: str) -> Engine:
    """An engine for PostgreSQL. The URL may hold a password: no message quotes it."""
    try:
        parts = make_url(url)
        if parts.drivername in ("postgres", "postgresql"):
            parts = parts.set(drivername="postgresql+psycopg")
        if parts.get_backend_name() != "postgresql":
            raise ConfigError("a ledger is a file or a postgresql:// address")
        return create_engine(parts, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        raise ConfigError(
            "the ledger's address can't be used: is it postgresql://..., and is caljobs-bot[cluster] installed?"
        ) from None


def _set_up_file(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says, not where the driver guesses
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("reads", False):
        connection.exec_driver_sql("BEGIN")
        return
    level = "FULL" if options.get("sync", True) else "NORMAL"
    if connection.info.get(_LEVEL) != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.info[_LEVEL] = level
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _is_away(error: BaseException) -> bool:
    """Whether a server may be back in a moment. A file is there or not."""
    if not isinstance(error, DBAPIError) or type(error.orig).__module__ == "sqlite3":
        return False
    return error.connection_invalidated or isinstance(error, OperationalError)


def _reason(error: SQLAlchemyError) -> str:
    """The driver's own short word for it; never a statement or its parameters."""
    cause = getattr(error, "orig", None)
    words = str(cause).splitlines()[0] if cause is not None else type(error).__name__
    return words if cause is not None and type(cause).__module__ == "sqlite3" else type(cause or error).__name__
