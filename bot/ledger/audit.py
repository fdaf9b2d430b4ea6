"""The audit log: every change of an item's state, each line bound to the one before by a keyed hash.

A line that was altered, taken out or put in breaks the chain; so does a tail that was cut off, for the head is kept
beside it under the same key.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.ledger.database import Database
from bot.ledger.schema import audit, meta
from bot.ledger.seal import Seal

_HEAD = "audit head"
_FIRST = "0:"


class Audit:
    """The log of one ledger."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def add(self, connection: Connection, event: str, item: int | None = None, **detail: Any) -> None:
        """Adds a line to the transaction of what it tells of, as its last act. `detail` holds names and numbers."""
        text = json.dumps(detail, sort_keys=True, default=str)
        self._database.at_end(connection, lambda: self._write(connection, event, item, text))

    def begin(self, connection: Connection) -> None:
        """Begins an empty log."""
        connection.execute(insert(meta).values(key=_HEAD, value=_FIRST))

    def _write(self, connection: Connection, event: str, item: int | None, text: str) -> None:
        """The head is locked last of all, by everyone: so no two wait for each other."""
        number, _, last = self._head(connection, lock=True).partition(":")
        at = self._database.now(connection)
        mark = self._mark(last, at, item, event, text)
        connection.execute(insert(audit).values(at=at, item=item, event=event, detail=text, hash=mark))
        connection.execute(update(meta).where(meta.c.key == _HEAD).values(value=f"{int(number) + 1}:{mark}"))

    def verify(self) -> int:
        """The number of lines, when each is as it was written. Raises ValueError that names the first that is not."""

        def look(connection: Connection) -> int:
            # The head first: a server's other workers may write lines while these are read.
            number, _, head = self._head(connection).partition(":")
            count, last, at_head = 0, "", ""
            for line in connection.execute(select(audit).order_by(audit.c.id)):
                count += 1
                if line.hash != self._mark(last, line.at, line.item, line.event, line.detail):
                    raise ValueError(f"the audit log was changed at its line {count}")
                last = line.hash
                at_head = last if count == int(number) else at_head
            if count < int(number) or at_head != head or (self._database.is_file and count > int(number)):
                raise ValueError(f"the audit log was cut short after its line {count}")
            return count

        return self._database.read(look)

    def _head(self, connection: Connection, *, lock: bool = False) -> str:
        query = select(meta.c.value).where(meta.c.key == _HEAD)
        return str(connection.execute(query.with_for_update() if lock else query).scalar_one())

    def _mark(self, last: str, at: float, item: int | None, event: str, detail: str) -> str:
        return self._seal.mark(last, repr(at), str(item), event, detail)
