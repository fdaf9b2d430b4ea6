"""Whether the ledger is as this program wrote it: the log line by line, each row by its code and by what the log says
of it last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.ledger.audit import Audit, Log
from bot.ledger.database import Database
from bot.ledger.integrity.rows import BATCH, Rows, name_of_item, parts
from bot.ledger.model import FINISHED
from bot.ledger.schema import items, known_rows, steps

_WHOSE = "whose it was can't be told any more: load all records again, whoever is lacking then is new"


@dataclass(frozen=True)
class Checked:
    """What was found. `log`: what is wrong with the log, if anything; `altered`: the items whose rows were changed from
    outside, each with its User ID as far as it can be told; `missing`: the numbers of those whose rows are gone."""

    lines: int
    rows: int
    log: str | None
    altered: Sequence[tuple[int, str]]
    missing: Sequence[int]

    @property
    def problems(self) -> list[str]:
        """A sentence for each item that is not as it was written."""
        changed = [_words(item, name) for item, name in self.altered]
        gone = [f"item {item} was taken out from outside; {_WHOSE}" for item in self.missing]
        return changed + gone


class Check:
    """One look at the whole ledger. It holds no lock while it reads."""

    def __init__(self, database: Database, audit: Audit, rows: Rows) -> None:
        self._database = database
        self._audit = audit
        self._rows = rows

    def run(self) -> Checked:
        """Checks, and sets aside what is not as it was written; what was set aside and is as it was written goes on.

        Raises LedgerTrouble.
        """
        log, count, bad, missing = self._database.read(self._look, whole=True)
        told = []
        for part in parts(bad):
            told += self._database.write("aside", partial(self._judge, log, part))
        return Checked(log.lines, count, log.broken, told, missing)

    def _look(self, connection: Connection) -> tuple[Log, int, list[tuple[int, str]], list[int]]:
        """The log, how many rows there are, those to be judged by number and code, and the numbers of those gone."""
        log = self._audit.read(connection)
        have: set[int] = set()
        bad = []
        of_parts = self._with_altered_lines(connection) | self._with_altered_known_rows(connection)
        rows = connection.execute(select(items).order_by(items.c.id).execution_options(yield_per=BATCH))
        for row in rows:
            have.add(row.id)
            if row.altered is not None or row.id in of_parts or not self._is_whole(log, row):
                bad.append((row.id, row.mac))
        return log, len(have), bad, [] if log.broken else log.missing(have)

    def _with_altered_lines(self, connection: Connection) -> set[int]:
        """The items, of those that are not over, of which a line of the journal is not as it was written."""
        over = select(items.c.id).where(items.c.state.in_(FINISHED))
        query = select(steps).where(steps.c.item.not_in(over)).execution_options(yield_per=BATCH)
        return {line.item for line in connection.execute(query) if not self._rows.lines.is_whole(line)}

    def _with_altered_known_rows(self, connection: Connection) -> set[int]:
        """The items of which something that is known of their rows is not as it was written. Of those that are over,
        too: a correction of their records goes by it."""
        query = select(known_rows).execution_options(yield_per=BATCH)
        return {row.item for row in connection.execute(query) if not self._rows.known.is_whole(row)}

    def _judge(self, log: Log, found: Sequence[tuple[int, str]], connection: Connection) -> list[tuple[int, str]]:
        """Sets aside those of the rows that are as they were found; another one was written since, by this program."""
        self._rows.check_key(connection)
        macs = dict(found)
        query = select(items).where(items.c.id.in_(list(macs))).order_by(items.c.id).with_for_update()
        told = []
        for line in connection.execute(query).all():
            is_same = line.mac == macs[line.id]
            is_whole = self._is_whole(log, line) if is_same else self._rows.is_whole(line)
            if is_whole and self._rows.parts_are_whole(connection, line.id):
                if line.altered is not None and is_same:
                    connection.execute(update(items).where(items.c.id == line.id).values(altered=None))
                    self._audit.add(connection, "set aside", line.id, found="whole")
                continue
            self._rows.aside(connection, line)
            told.append((line.id, self._rows.name_of(line)))
        return told

    def _is_whole(self, log: Log, line: Row[Any]) -> bool:
        if not self._rows.is_whole(line):
            return False
        told = {"state": line.state, "epoch": line.epoch, "revision": line.revision}
        return log.broken is not None or log.agrees(line.id, **told)


def _words(item: int, name: str) -> str:
    if name == name_of_item(item):
        return f"{name} was changed from outside and is set aside; {_WHOSE}"
    return (
        f"{name} (item {item}) was changed from outside and is set aside: look at the participant on the site, and load"
        " the record again"
    )
