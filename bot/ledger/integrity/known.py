"""The rows of the site that are known to stand there for rows of a record: written with a keyed code each, and checked
whenever they are read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select

from bot.ledger.schema import known_rows
from bot.ledger.seal import Seal
from bot.row_memory import KnownRow

_COVERED = [column.name for column in known_rows.c if column.name not in ("id", "mac")]


def row_mark(seal: Seal, site: str, *texts: str) -> str:
    """The keyed hash of texts of a site's rows; it stays when the key is changed."""
    return seal.mark("row", site, *texts)


class Known:
    """Reads and writes `known_rows`. One that was taken out is not missed: then the site's list is looked at as though
    nothing had been remembered, and a person decides."""

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def of(self, connection: Connection, item: int, listing: str | None = None) -> Sequence[Row[Any]]:
        """An item's rows, or those of one list."""
        chosen: ColumnElement[bool] = known_rows.c.item == item
        if listing is not None:
            chosen &= known_rows.c.listing == listing
        return connection.execute(select(known_rows).where(chosen).order_by(known_rows.c.id)).all()

    def put(self, connection: Connection, item: int, listing: str, rows: Sequence[KnownRow]) -> None:
        """Takes the place of what was known of one list."""
        mine = (known_rows.c.item == item) & (known_rows.c.listing == listing)
        connection.execute(delete(known_rows).where(mine))
        whole = [
            {
                "item": item,
                "listing": listing,
                "place": row.place,
                "record": row.record,
                "number": row.number,
                "site": row.site,
            }
            for row in rows
        ]
        if whole:
            connection.execute(insert(known_rows), [{**values, "mac": self._mac(values)} for values in whole])

    def is_whole(self, row: Row[Any]) -> bool:
        """Whether a row is as this program wrote it."""
        return bool(self._mac(row._mapping) == row.mac)

    def are_whole(self, connection: Connection, item: int) -> bool:
        """Whether all rows of an item are."""
        return all(map(self.is_whole, self.of(connection, item)))

    def drop_altered(self, connection: Connection, item: int) -> None:
        """Deletes the rows of an item that are not as this program wrote them."""
        bad = [row.id for row in self.of(connection, item) if not self.is_whole(row)]
        connection.execute(delete(known_rows).where(known_rows.c.id.in_(bad)))

    def _mac(self, values: Mapping[Any, Any]) -> str:
        return self._seal.line_mac(json.dumps(["known row", *(values[name] for name in _COVERED)], default=repr))
