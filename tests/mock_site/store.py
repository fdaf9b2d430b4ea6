"""What the mock site keeps: people, their records and the log of writes, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, Literal

Kind = Literal["activity", "assessment", "plan", "goal", "row"]
Record = dict[str, Any]

# The guide's own numbers, so that its sample comes out with them when it is entered first.
_FIRST_IDS: dict[str, int] = {"activity": 880101, "assessment": 2689, "plan": 4224, "goal": 4518, "row": 70001}
_TABLES = """
CREATE TABLE IF NOT EXISTS people (user_id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS records (
  kind TEXT NOT NULL, id INTEGER NOT NULL, user_id TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE INDEX IF NOT EXISTS records_of_person ON records (user_id, kind, id);
CREATE TABLE IF NOT EXISTS numbers (kind TEXT PRIMARY KEY, next INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS writes (n INTEGER PRIMARY KEY AUTOINCREMENT, data TEXT NOT NULL);
"""


class Store:
    """One connection, each statement its own transaction; `path` ":memory:" keeps nothing after the end."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(_TABLES)

    def is_new(self) -> bool:
        """Whether nobody is in it yet."""
        return bool(self._db.execute("SELECT NOT EXISTS (SELECT 1 FROM people)").fetchone()[0])

    def reset(self, people: Iterable[Record]) -> None:
        """Forget everything; these people are known then."""
        self._db.execute("BEGIN")
        for table in ("people", "records", "numbers", "writes"):
            self._db.execute(f"DELETE FROM {table}")
        self._db.execute("DELETE FROM sqlite_sequence")
        self._db.executemany(
            "INSERT INTO people VALUES (?, ?)", [(one["user_id"], json.dumps(one)) for one in people]
        )
        self._db.execute("COMMIT")

    def people(self) -> list[Record]:
        """Everybody, by User ID."""
        rows = self._db.execute("SELECT data FROM people ORDER BY length(user_id), user_id")
        return [json.loads(data) for (data,) in rows]

    def person(self, user_id: str) -> Record | None:
        """One person."""
        return self._one("SELECT data FROM people WHERE user_id = ?", user_id)

    def put_person(self, person: Record) -> None:
        """Add a person, or replace the one of that User ID."""
        self._db.execute("REPLACE INTO people VALUES (?, ?)", (person["user_id"], json.dumps(person)))

    def next_id(self, kind: Kind) -> int:
        """The number of the next record of this kind."""
        row = self._db.execute("SELECT next FROM numbers WHERE kind = ?", (kind,)).fetchone()
        number: int = row[0] if row else _FIRST_IDS[kind]
        self._db.execute("REPLACE INTO numbers VALUES (?, ?)", (kind, number + 1))
        return number

    def records(self, kind: Kind, user_id: str) -> list[Record]:
        """A person's records of one kind, oldest first."""
        rows = self._db.execute(
            "SELECT data FROM records WHERE user_id = ? AND kind = ? ORDER BY id", (user_id, kind)
        )
        return [json.loads(data) for (data,) in rows]

    def record(self, kind: Kind, number: int) -> Record | None:
        """One record."""
        return self._one("SELECT data FROM records WHERE kind = ? AND id = ?", kind, number)

    def put_record(self, kind: Kind, record: Record) -> None:
        """Add a record, or replace the one of that number."""
        self._db.execute(
            "REPLACE INTO records VALUES (?, ?, ?, ?)",
            (kind, record["id"], record["user_id"], json.dumps(record)),
        )

    def drop_record(self, kind: Kind, number: int) -> None:
        """Delete a record."""
        self._db.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, number))

    def log_write(self, line: Record) -> None:
        """One line more in the log of writes."""
        self._db.execute("INSERT INTO writes (data) VALUES (?)", (json.dumps(line),))

    def writes(self) -> list[Record]:
        """Every accepted write of any data, in order, numbered from 1 in `n`."""
        rows = self._db.execute("SELECT n, data FROM writes ORDER BY n")
        return [{"n": n} | json.loads(data) for n, data in rows]

    def close(self) -> None:
        """Close the connection."""
        self._db.close()

    def _one(self, statement: str, *values: str | int) -> Record | None:
        row = self._db.execute(statement, values).fetchone()
        return None if row is None else json.loads(row[0])
