"""The audit log: every change of an item's state, each line bound to the one before by a keyed hash.

A line that was altered, taken out or put in breaks the chain; so does a tail that was cut off, for the head is kept
beside it under the same key. The last line of an item tells what its row must say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.ledger.database import Database
from bot.ledger.schema import audit, meta
from bot.ledger.seal import Seal

_HEAD = "audit head"
_LINES = "audit lines"
_STATES = {"taken up": "working", "taken over": "working", "retried": "queued", "cancelled": "cancelled"}
"""The state after an event of which lines of older ledgers do not say it."""
_GONE, _ASIDE = "purged", "set aside"
_AT_ONCE = 2000
"""Lines that are read at once."""


@dataclass
class Log:
    """What the log says: how many lines are as they were written, why the next one is not, and the last line of each
    item, by its number."""

    lines: int = 0
    broken: str | None = None
    last: dict[int, tuple[str, str]] = field(default_factory=dict)

    def missing(self, items: set[int]) -> list[int]:
        """The items that were loaded, not purged, and are not among these."""
        return sorted(item for item, (event, _) in self.last.items() if event != _GONE and item not in items)

    def agrees(self, item: int, **row: Any) -> bool:
        """Whether a row says what the last line about it says."""
        event, detail = self.last.get(item, (_GONE, "{}"))
        if event == _GONE:
            return False
        told = json.loads(detail)
        told.setdefault("state", _STATES.get(event, row["state"]))
        return all(told.get(name, value) == value for name, value in row.items())


class Audit:
    """The log of one ledger."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def add(self, connection: Connection, event: str, item: int | None = None, **detail: Any) -> None:
        """Adds a line to the transaction of what it tells of, as its last act. `detail` holds names and numbers."""
        line = event, item, json.dumps(detail, sort_keys=True, default=str)
        waiting = self._database.kept(connection, _LINES)
        if not waiting:
            self._database.at_end(connection, lambda: self._write(connection, waiting))
        waiting.append(line)

    def begin(self, connection: Connection) -> None:
        """Begins an empty log."""
        connection.execute(insert(meta).values(key=_HEAD, value=self._sealed_head(0, "")))

    def seal_head(self, connection: Connection) -> None:
        """Seals the head of a log that a ledger from before version 3 had."""
        number, _, last = self._head(connection, lock=True).partition(":")
        self._set_head(connection, int(number), last)

    def _write(self, connection: Connection, waiting: list[tuple[str, int | None, str]]) -> None:
        """The head is locked last of all, by everyone: so no two wait for each other."""
        number, last, _ = self._head(connection, lock=True).split(":")
        at = self._database.now(connection)
        lines = []
        for event, item, text in waiting:
            last = self._mark(last, at, item, event, text)
            lines.append({"at": at, "item": item, "event": event, "detail": text, "hash": last})
        connection.execute(insert(audit), lines)
        self._set_head(connection, int(number) + len(lines), last)

    def verify(self) -> int:
        """The number of lines, when each is as it was written. Raises ValueError that names the first that is not."""
        log = self._database.read(self.read, whole=True)
        if log.broken is not None:
            raise ValueError(log.broken)
        return log.lines

    def read(self, connection: Connection) -> Log:
        """Reads all lines, up to the first that is not as it was written; of one state of the database."""
        log, last = Log(), ""
        query = select(audit.c.at, audit.c.item, audit.c.event, audit.c.detail, audit.c.hash).order_by(audit.c.id)
        for at, item, event, detail, mark in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
            if mark != self._mark_of(log.lines + 1, last, at, item, event, detail):
                log.broken = f"the audit log was changed at its line {log.lines + 1}"
                break
            last = mark
            log.lines += 1
            if item is not None and event != _ASIDE:
                log.last[item] = event, detail
        if log.broken is None and self._head(connection) != self._sealed_head(log.lines, last):
            log.broken = f"the audit log was cut short after its line {log.lines}"
        return log

    def _head(self, connection: Connection, *, lock: bool = False) -> str:
        query = select(meta.c.value).where(meta.c.key == _HEAD)
        return str(connection.execute(query.with_for_update() if lock else query).scalar_one())

    def _set_head(self, connection: Connection, number: int, last: str) -> None:
        head = self._sealed_head(number, last)
        connection.execute(update(meta).where(meta.c.key == _HEAD).values(value=head))

    def _sealed_head(self, number: int, last: str) -> str:
        """Who cuts lines off could else put the head of what is left: it is in the last line."""
        return f"{number}:{last}:{self._seal.mark('head', str(number), last)}"

    def _mark_of(self, number: int, last: str, at: float, item: int | None, event: str, detail: str) -> str:
        """The mark that a line must have: the lines of older ledgers were marked with what they hashed with."""
        if number <= self._seal.ring.lines:
            return self._seal.former_mark(last, repr(at), str(item), event, detail)
        return self._mark(last, at, item, event, detail)

    def _mark(self, last: str, at: float, item: int | None, event: str, detail: str) -> str:
        return self._seal.mark(last, repr(at), str(item), event, detail)
