"""Changing the ledger's key: a new key, and everything sealed anew, some hundred rows a transaction.

While it runs the ring holds both keys that seal, and either of the user's keys opens it; a program that is killed
leaves a ledger that either key opens, and the next `rotate-key` goes on. At the end the ring goes under the new key
alone. Hashes stay as they are: see decision 30.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from bot.errors import ConfigError, LedgerTrouble
from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.integrity.rows import BATCH, GENERATION, Rows, reason_of, record_of, user_id_of
from bot.ledger.integrity.unlock import KEY, NEXT_KEY, NEXT_RING, RING, keys_of, open_ring
from bot.ledger.schema import items, meta, sign_ins
from bot.ledger.seal import Seal


class Rotation:
    """One change of a ledger's key."""

    def __init__(self, database: Database, seal: Seal, audit: Audit, rows: Rows, lease_s: float) -> None:
        """`lease_s`: seconds without a heartbeat after which nobody is at work."""
        self._database = database
        self._seal = seal
        self._audit = audit
        self._rows = rows
        self._lease_s = lease_s

    def run(self, new: Seal) -> int:
        """Changes to the key of `new`; how many rows were sealed anew, those that were before it was broken off left
        out. Raises ConfigError."""
        told = self._database.read(keys_of)
        if NEXT_KEY not in told and new.identity == told[KEY]:
            raise ConfigError("the ledger has this key already: give another one")
        self._database.write("rotate begin", partial(self._begin, new))
        open_ring(self._database.read(keys_of), self._seal)
        done = last = 0
        while part := self._database.write("rotate", partial(self._some, last)):
            done += part[0]
            last = part[1]
        self._database.write("rotate end", partial(self._end, new))
        self._seal.become(new)
        self._database.tidy()
        return done

    def _begin(self, new: Seal, connection: Connection) -> None:
        """Puts a new ring beside the one so far, unless that was done before it was broken off."""
        self._alone(connection)
        self._check_at_rest(connection)
        told = keys_of(connection)
        if NEXT_KEY in told:
            if new.identity != told[NEXT_KEY]:
                raise ConfigError("a change of this ledger to another key was begun: give that key, and it goes on")
            return
        ring = self._seal.ring.with_another()
        self._put(connection, {RING: self._seal.close_ring(ring), GENERATION: str(ring.number)})
        _add(connection, {NEXT_KEY: new.identity, NEXT_RING: new.close_ring(ring)})
        self._audit.add(connection, "key change begun")

    def _some(self, last: int, connection: Connection) -> tuple[int, int] | None:
        """One part of the rows: how many were sealed anew, and the number of the last."""
        left = (items.c.key != self._seal.ring.number) & (items.c.id > last)
        query = select(items).where(left).order_by(items.c.id).limit(BATCH)
        lines = connection.execute(query.with_for_update()).all()
        whole = [line for line in lines if self._rows.is_whole(line)]
        changes = []
        for line in whole:
            try:
                changes.append((line, self._anew(line)))
            except LedgerTrouble:
                self._rows.aside(connection, line)
        self._rows.put_all(connection, changes)
        for line in lines:
            if line not in whole:
                self._spoilt(connection, line)
        return (len(changes), lines[-1].id) if lines else None

    def _anew(self, line: Row[Any]) -> dict[str, Any]:
        place = line.site, line.person
        return {
            "key": self._seal.ring.number,
            "user_id": self._again(line.user_id, user_id_of(*place)),
            "sealed": line.sealed and self._again(line.sealed, record_of(*place, line.revision)),
            "reason": line.reason and self._again(line.reason, reason_of(*place, line.revision)),
        }

    def _spoilt(self, connection: Connection, line: Row[Any]) -> None:
        """Sets aside a row that was changed from outside. Whose it is stays known where it is; its code never fits."""
        self._rows.aside(connection, line)
        values: dict[str, Any] = {"key": self._seal.ring.number, "mac": ""}
        name = self._rows.name_of(line)
        if name != f"item {line.id}":
            values["user_id"] = self._seal.close(name, *user_id_of(line.site, line.person))
        connection.execute(update(items).where(items.c.id == line.id).values(values))

    def _again(self, sealed: str, bound: tuple[object, ...]) -> str:
        return self._seal.close(self._seal.open(sealed, *bound), *bound)

    def _end(self, new: Seal, connection: Connection) -> None:
        """The old key opens nothing any more."""
        self._alone(connection)
        ring = self._seal.ring
        left = select(func.count()).where(items.c.key != ring.number)
        if connection.execute(left).scalar_one():
            raise LedgerTrouble("somebody wrote with the old key meanwhile: say rotate-key again")
        new.use(ring.with_one())
        self._put(connection, {KEY: new.identity, RING: new.close_ring(new.ring)})
        connection.execute(delete(meta).where(meta.c.key.in_((NEXT_KEY, NEXT_RING))))
        self._audit.add(connection, "key changed")

    def _alone(self, connection: Connection) -> None:
        """Waits for all who write rows, and keeps them out until the transaction is over."""
        self._database.alone(connection)
        if not self._database.is_file:
            connection.execute(text("LOCK TABLE items IN EXCLUSIVE MODE"))

    def _check_at_rest(self, connection: Connection) -> None:
        now = self._database.now(connection)
        owners: set[str] = set()
        for table in (items, sign_ins):
            beats = table.c.beat_at.between(now - self._lease_s, now + self._lease_s)
            query = select(table.c.owner).where(table.c.owner.is_not(None) & beats)
            owners |= {str(owner) for owner in connection.execute(query).scalars()}
        if owners:
            hosts = ", ".join(sorted({owner.partition("/")[0] for owner in owners}))
            raise ConfigError(
                f"workers use this ledger just now (on {hosts}): end them first; who was killed counts for"
                f" {self._lease_s:.0f} seconds more"
            )

    def _put(self, connection: Connection, values: Mapping[str, str]) -> None:
        for name, value in values.items():
            connection.execute(update(meta).where(meta.c.key == name).values(value=value))


def _add(connection: Connection, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        connection.execute(insert(meta).values(key=name, value=value))
