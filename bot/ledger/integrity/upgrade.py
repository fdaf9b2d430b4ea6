"""Making a ledger of version 3 out of an older one: every row is sealed anew, bound to where it belongs, and covered by
its code. It happens at the first opening, some hundred rows a transaction; a program that is killed meanwhile leaves
the rest to the next opening."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from bot.errors import LedgerTrouble
from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.integrity.lines import numbered
from bot.ledger.integrity.rows import BATCH, Rows, reason_of, record_of, user_id_of
from bot.ledger.model import NO_DAY
from bot.ledger.schema import items, meta, steps
from bot.ledger.seal import Seal

_MARK = "upgrade"
_LINES = 1000
"""Lines of the journal in one transaction."""


class Upgrade:
    """The upgrade of one ledger, if it needs one."""

    def __init__(self, database: Database, seal: Seal, audit: Audit, rows: Rows) -> None:
        self._database = database
        self._seal = seal
        self._audit = audit
        self._rows = rows

    def run(self) -> None:
        """Does what is left of it. A row that can't be opened is set aside."""
        if not self._database.read(self._is_needed):
            return
        while self._database.write("upgrade", self._some):
            pass
        last = 0
        while last := self._database.write("upgrade", partial(self._some_lines, last)):
            pass
        self._database.write("upgraded", self._end)

    def _is_needed(self, connection: Connection) -> bool:
        return connection.execute(select(meta.c.value).where(meta.c.key == _MARK)).scalar() is not None

    def _some(self, connection: Connection) -> int:
        """One part of the rows; how many there were."""
        left = (items.c.key == 0) & items.c.altered.is_(None)
        query = select(items).where(left).order_by(items.c.id).limit(BATCH)
        lines = connection.execute(query.with_for_update()).all()
        changes = []
        for line in lines:
            try:
                changes.append((line, self._anew(line)))
            except LedgerTrouble:
                values = {"due": NO_DAY, "person": self._seal.mark_of_former(line.person)}
                connection.execute(update(items).where(items.c.id == line.id).values(values))
                self._rows.aside(connection, line)
        self._rows.put_all(connection, changes)
        return len(lines)

    def _some_lines(self, last: int, connection: Connection) -> int:
        """One part of the journal's lines; the number of the last of them."""
        query = select(steps).where((steps.c.mac == "") & (steps.c.id > last)).order_by(steps.c.id).limit(_LINES)
        lines = connection.execute(query).all()
        self._rows.lines.change(connection, numbered(lines))
        return lines[-1].id if lines else 0

    def _anew(self, line: Row[Any]) -> dict[str, Any]:
        """A row's new columns. Raises LedgerTrouble when it can't be opened."""
        former, close = self._seal.open_former, self._seal.close
        person = self._seal.mark_of_former(line.person)
        place = line.site, person
        record, reason = record_of(*place, line.revision), reason_of(*place, line.revision)
        return {
            "person": person,
            "content": self._seal.mark_of_former(line.content),
            "user_id": close(former(line.user_id), *user_id_of(*place)),
            "sealed": line.sealed and close(former(line.sealed), *record),
            "reason": line.reason and close(former(line.reason), *reason),
            "due": NO_DAY if line.due is None else self._seal.order_of_former(line.due),
            "key": self._seal.ring.number,
        }

    def _end(self, connection: Connection) -> None:
        self._database.alone(connection)
        if connection.execute(delete(meta).where(meta.c.key == _MARK)).rowcount:
            self._audit.add(connection, "upgraded", version=3)
