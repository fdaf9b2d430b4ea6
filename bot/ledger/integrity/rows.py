"""The ledger's rows of participants: written with a keyed code over all that decides, and checked whenever one is read
to be acted upon.

A row that was changed from outside, or taken from another place, is set aside: nobody works on it, the others go on,
and `audit` and `status` name it. Loading the participant's record again takes its place.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Float, Row, Text, bindparam, func, insert, select, update

from bot.errors import AlteredItem, LedgerTrouble
from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.integrity.known import Known, row_mark
from bot.ledger.integrity.lines import Lines
from bot.ledger.model import Reason
from bot.ledger.schema import items, meta, steps
from bot.ledger.seal import Seal
from bot.row_memory import KnownRow

T = TypeVar("T")

BATCH = 200
"""Rows that are written in one transaction at most, so that nobody waits for long."""
GENERATION = "generation"
"""The line of `meta` with the number of the key in use."""
_COVERED = [column for column in items.c if column.name not in ("beat_at", "altered", "mac")]
"""Heartbeats tell nothing but that a worker lives; who takes over from one is told apart by the epoch."""


class Rows:
    """Reads and writes rows of `items`."""

    def __init__(self, database: Database, seal: Seal, audit: Audit) -> None:
        self._database = database
        self._seal = seal
        self._audit = audit
        self.lines = Lines(seal)
        self.known = Known(seal)

    def write(self, name: str, work: Callable[[Connection], T], *, sync: bool = True) -> T:
        """A transaction of `Database.write`; an item that is found to be altered there is set aside after it.

        Raises AlteredItem then.
        """
        with self._setting_aside():
            return self._database.write(name, work, sync=sync)

    def read(self, work: Callable[[Connection], T]) -> T:
        """`Database.read` in the same way."""
        with self._setting_aside():
            return self._database.read(work)

    def is_whole(self, line: Row[Any]) -> bool:
        """Whether a row is as this program wrote it."""
        values = line._mapping
        number = values["key"]
        if not isinstance(number, int) or not self._seal.knows(number):
            return False
        return bool(self._seal.mac(number, _text_of(values)) == values["mac"])

    def check(self, connection: Connection, line: Row[Any]) -> None:
        """Raises AlteredItem for a row that is not whole or set aside; LedgerTrouble as `check_key` does."""
        if line.altered is None and self.is_whole(line):
            return
        self.check_key(connection)
        raise altered(line.id)

    def lines_of(
        self, connection: Connection, item: int, chosen: ColumnElement[bool] | None = None
    ) -> Sequence[Row[Any]]:
        """An item's lines of the journal, or some. Raises AlteredItem when one is not as this program wrote it."""
        mine = steps.c.item == item
        found = self.lines.of(connection, mine if chosen is None else mine & chosen)
        if not all(map(self.lines.is_whole, found)):
            raise altered(item)
        return found

    def row_mark(self, site: str, *texts: str) -> str:
        """The keyed hash of texts of a site's rows."""
        return row_mark(self._seal, site, *texts)

    def known_of(self, connection: Connection, item: int, listing: str) -> list[KnownRow]:
        """What is known of an item's list on the site. Raises AlteredItem when it is not as this program wrote it."""
        found = self.known.of(connection, item, listing)
        if not all(map(self.known.is_whole, found)):
            raise altered(item)
        return [KnownRow(row.place, row.record, row.number, row.site) for row in found]

    def parts_are_whole(self, connection: Connection, item: int) -> bool:
        """Whether all lines of an item's journal, and all that is known of its rows, are as this program wrote them."""
        return self.lines.are_whole(connection, item) and self.known.are_whole(connection, item)

    def check_key(self, connection: Connection) -> None:
        """Raises LedgerTrouble when the key was changed since this program opened the ledger."""
        standing = connection.execute(select(meta.c.value).where(meta.c.key == GENERATION)).scalar()
        if standing is not None and standing != str(self._seal.ring.number):
            raise LedgerTrouble("the key of this ledger was changed while the program ran: start it again")

    def user_id(self, line: Row[Any]) -> str:
        """Whose row it is. Raises AlteredItem when that was sealed for another one."""
        return str(self._open(line, line.user_id, *user_id_of(line.site, line.person)))

    def record(self, line: Row[Any]) -> Any:
        """What is to be entered. Raises AlteredItem when it was sealed for another row."""
        return self._open(line, line.sealed, *record_of(line.site, line.person, line.revision))

    def reason(self, line: Row[Any]) -> str:
        """The sentence of the reason. Raises AlteredItem when it was sealed for another row."""
        bound = reason_of(line.site, line.person, line.revision)
        return str(self._open(line, line.reason, *bound)) if line.reason else ""

    def name_of(self, line: Row[Any]) -> str:
        """Whose row it is, as far as it can be told: the User ID, or the item's number."""
        try:
            return self.user_id(line)
        except AlteredItem:
            return name_of_item(line.id)

    def reason_columns(self, line: Row[Any], reason: Reason | None) -> dict[str, str | None]:
        """A reason as a row's columns: names in clear, the sentence sealed for this row."""
        return self.reason_for(line.site, line.person, line.revision, reason)

    def reason_for(self, site: str, person: str, revision: int, reason: Reason | None) -> dict[str, str | None]:
        """The same for a row that is yet to be written."""
        if reason is None:
            return dict(NO_REASON)
        return {
            "kind": reason.kind,
            "step": reason.step,
            "screen": reason.screen,
            "field": reason.field,
            "reason": self._seal.close(reason.message, *reason_of(site, person, revision)),
        }

    def put(self, connection: Connection, line: Row[Any], **values: Any) -> None:
        """Changes a row that the transaction holds and that was checked."""
        connection.execute(update(items).where(items.c.id == line.id).values(self._changed(line, values)))

    def put_all(self, connection: Connection, changes: Sequence[tuple[Row[Any], Mapping[str, Any]]]) -> None:
        """Changes many rows."""
        by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for line, values in changes:
            changed = {f"new_{name}": value for name, value in self._changed(line, values).items()}
            by_columns.setdefault(tuple(changed), []).append({"of": line.id, **changed})
        for columns, parameters in by_columns.items():
            values = {name.removeprefix("new_"): bindparam(name) for name in columns}
            connection.execute(update(items).where(items.c.id == bindparam("of")).values(values), parameters)

    def add_all(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Adds rows; their numbers."""
        if not rows:
            return []
        empty = dict.fromkeys(column.name for column in items.c)
        numbers = self._numbers(connection, len(rows))
        whole = [self._signed({**empty, **row, "id": number}) for row, number in zip(rows, numbers, strict=True)]
        connection.execute(insert(items), whole)
        return numbers

    def aside(self, connection: Connection, line: Row[Any]) -> None:
        """Sets a row aside. Its other columns stay as they are, for who looks into it."""
        if line.altered is None:
            now = self._database.now(connection)
            connection.execute(update(items).where(items.c.id == line.id).values(altered=now))
            self._audit.add(connection, "set aside", line.id)

    @contextmanager
    def _setting_aside(self) -> Iterator[None]:
        try:
            yield
        except AlteredItem as error:
            self._database.write("aside", partial(self._aside_again, error.item), sync=False)
            raise

    def _aside_again(self, item: int | None, connection: Connection) -> None:
        """Sets aside what another transaction found, unless it was put right since."""
        line = connection.execute(select(items).where(items.c.id == item).with_for_update()).one_or_none()
        if line is not None and not (self.is_whole(line) and self.parts_are_whole(connection, line.id)):
            self.aside(connection, line)

    def _open(self, line: Row[Any], sealed: str, *associated: object) -> Any:
        try:
            return self._seal.open(sealed, *associated)
        except LedgerTrouble:
            raise altered(line.id) from None

    def _changed(self, line: Row[Any], values: Mapping[str, Any]) -> dict[str, Any]:
        whole = self._signed({**line._mapping, "key": values.get("key", line.key), **values})
        return {name: whole[name] for name in (*values, "mac")}

    def _signed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A whole row as it will be read, with its code."""
        whole = {column.name: _as_read(column.type, values[column.name]) for column in items.c}
        whole["key"] = whole["key"] or self._seal.ring.number
        return {**whole, "mac": self._seal.mac(whole["key"], _text_of(whole))}

    def _numbers(self, connection: Connection, count: int) -> list[int]:
        """Numbers for new rows; the caller keeps other writers of new rows out."""
        if self._database.is_file:
            last = connection.execute(select(func.max(items.c.id))).scalar() or 0
            return list(range(last + 1, last + 1 + count))
        sequence = func.pg_get_serial_sequence("items", "id")
        query = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return sorted(connection.execute(query).scalars())


NO_REASON: dict[str, str | None] = {"kind": None, "step": None, "screen": None, "field": None, "reason": None}


def name_of_item(item: int) -> str:
    """What an item is called whose participant can't be told."""
    return f"item {item}"


def parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    """A sequence, some hundred at a time."""
    for begin in range(0, len(whole), BATCH):
        yield whole[begin : begin + BATCH]


def altered(item: int) -> AlteredItem:
    """The error for an item that is not as this program wrote it."""
    error = AlteredItem(
        f"the ledger's entry of this participant (item {item}) was changed from outside: it is set aside, and nothing"
        " more was pressed. Say audit, look at the participant on the site, and load the record again"
    )
    error.item = item
    return error


def user_id_of(site: str, person: str) -> tuple[object, ...]:
    """What a sealed User ID is bound to."""
    return "user id", site, person


def record_of(site: str, person: str, revision: int) -> tuple[object, ...]:
    """What a sealed record is bound to."""
    return "record", site, person, revision


def reason_of(site: str, person: str, revision: int) -> tuple[object, ...]:
    """What the sealed sentence of a reason is bound to."""
    return "reason", site, person, revision


def _text_of(values: Mapping[Any, Any]) -> str:
    return json.dumps([values[column.name] for column in _COVERED], default=repr)


def _as_read(kind: Any, value: Any) -> Any:
    """A value as the database gives it back."""
    if value is None:
        return None
    if isinstance(kind, Float):
        return float(value)
    return str(value) if isinstance(kind, Text) else int(value)
