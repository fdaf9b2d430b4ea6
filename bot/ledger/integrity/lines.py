"""The lines of the journal: written with a keyed code each, and checked whenever something is decided by them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, delete, insert, select, update

from bot.ledger.schema import steps
from bot.ledger.seal import Seal

Line = dict[str, Any]
_COVERED = [column.name for column in steps.c if column.name not in ("id", "intent_at", "mac")]
_EMPTY = dict.fromkeys(column.name for column in steps.c if column.name != "id")
_ADD = insert(steps).returning(steps.c.id)


class Lines:
    """Reads and writes lines of `steps`. When a press was made is not covered: it says only for how long to wait
    for what may come of it."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def add(self, connection: Connection, line: Line) -> tuple[int, Line]:
        """Adds a line: its number, and it as it was written."""
        whole = self._signed({**_EMPTY, **line})
        return connection.execute(_ADD, whole).scalar_one(), whole

    def change(self, connection: Connection, lines: Iterable[tuple[int, Mapping[str, Any]]], **values: Any) -> None:
        """Changes lines, given with their numbers."""
        changed = []
        for number, line in lines:
            whole = self._signed({**line, **values})
            changed.append({"number_of": number, **{f"new_{name}": whole[name] for name in (*values, "mac")}})
        if changed:
            named: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*values, "mac")}
            connection.execute(update(steps).where(steps.c.id == bindparam("number_of")).values(named), changed)

    def of(self, connection: Connection, chosen: ColumnElement[bool]) -> Sequence[Row[Any]]:
        """Lines in their order."""
        return connection.execute(select(steps).where(chosen).order_by(steps.c.id)).all()

    def is_whole(self, line: Row[Any]) -> bool:
        """Whether a line is as this program wrote it."""
        return bool(self._seal.line_mac(_text_of(line._mapping)) == line.mac)

    def are_whole(self, connection: Connection, item: int) -> bool:
        """Whether all lines of an item are."""
        return all(map(self.is_whole, self.of(connection, steps.c.item == item)))

    def drop_altered(self, connection: Connection, item: int) -> None:
        """Deletes the lines of an item that are not as this program wrote them."""
        bad = [line.id for line in self.of(connection, steps.c.item == item) if not self.is_whole(line)]
        connection.execute(delete(steps).where(steps.c.id.in_(bad)))

    def _signed(self, line: Mapping[str, Any]) -> Line:
        return {**line, "mac": self._seal.line_mac(_text_of(line))}


def numbered(lines: Iterable[Row[Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Lines with their numbers, as `Lines.change` takes them."""
    return [(line.id, {name: value for name, value in line._mapping.items() if name != "id"}) for line in lines]


def _text_of(line: Mapping[Any, Any]) -> str:
    return json.dumps([line[name] for name in _COVERED], default=repr)
