"""A ledger as versions 1 and 2 of its tables had it, made without the program: for the tests of the upgrade."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Connection, Engine, text

from bot.ledger.seal import Seal

_TABLES = """
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE items (id {id}, site TEXT NOT NULL, person TEXT NOT NULL, user_id TEXT NOT NULL, content TEXT NOT NULL,
 sealed TEXT, revision INTEGER NOT NULL, state TEXT NOT NULL, kind TEXT, step TEXT, screen TEXT, field TEXT,
 reason TEXT, due {due}, loaded_at FLOAT NOT NULL, changed_at FLOAT NOT NULL, not_before FLOAT, tries INTEGER NOT NULL,
 epoch INTEGER NOT NULL, owner TEXT, beat_at FLOAT, plan_id TEXT, seconds FLOAT, UNIQUE (site, person));
CREATE INDEX items_by_turn ON items (site, state, due);
CREATE TABLE steps (id {id}, item {number} NOT NULL REFERENCES items (id) ON DELETE CASCADE, revision INTEGER NOT NULL,
 epoch INTEGER NOT NULL, step TEXT NOT NULL, screen TEXT, button TEXT, intent_at FLOAT NOT NULL, receipt_at FLOAT,
 outcome TEXT, labels TEXT, number TEXT);
CREATE INDEX ix_steps_item ON steps (item);
CREATE TABLE sign_ins (site TEXT NOT NULL, staff TEXT NOT NULL, epoch INTEGER NOT NULL, owner TEXT, beat_at FLOAT,
 lost TEXT NOT NULL, PRIMARY KEY (site, staff));
CREATE TABLE sites (site TEXT NOT NULL PRIMARY KEY, paused BOOLEAN NOT NULL, halted TEXT, failures INTEGER NOT NULL,
 open_until FLOAT, prober TEXT, strange TEXT, strange_times INTEGER NOT NULL, next_page FLOAT);
CREATE TABLE audit (id {id}, at FLOAT NOT NULL, item {number}, event TEXT NOT NULL, detail TEXT NOT NULL,
 hash TEXT NOT NULL)
"""
_ITEM = text(
    "INSERT INTO items (site, person, user_id, content, sealed, revision, state, kind, reason, due, loaded_at,"
    " changed_at, tries, epoch)"
    " VALUES (:site, :person, :user_id, :content, :sealed, 1, :state, :kind, :reason, :due, 1.5, 2.5, 0, 0)"
)
_STEP = (
    "INSERT INTO steps (item, revision, epoch, step, screen, button, intent_at)"
    " SELECT id, 1, 1, 'plan', 'Goals', 'Save', 1.5 FROM items"
)


class OldLedger:
    """Fills a database with old tables."""

    def __init__(self, engine: Engine, key: bytes, version: int = 2) -> None:
        self._key, self._version = key, version
        self._hashing = hmac.digest(key, b"caljobs-bot: hashes", "sha256")
        self._fernet, self._seal = Fernet(key), Seal(key)  # which numbers days by the key itself until it has a ring
        self._engine = engine
        is_file = engine.dialect.name == "sqlite"
        words = {
            "id": "INTEGER NOT NULL PRIMARY KEY" if is_file else "BIGSERIAL PRIMARY KEY",
            "number": "INTEGER" if is_file else "BIGINT",
            "due": "INTEGER" if version == 2 else "TEXT",
        }
        with engine.begin() as connection:
            for statement in _TABLES.format(**words).split(";\n"):
                connection.execute(text(statement))

    def fill(self, site: str, entries: Iterable[tuple[str, Any, date | None]], state: str = "queued") -> None:
        """Puts in participants by User ID, record and due day, and a line of the log for each."""
        reason = None if state == "queued" else self._close("the site said no")
        lines = [
            {
                "site": site,
                "person": self._mark("person", site, user_id),
                "user_id": self._close(user_id),
                "content": self._content(record),
                "sealed": self._close(record),
                "state": state,
                "kind": None if state == "queued" else "refused",
                "reason": reason,
                "due": None if due is None else self._seal.order_of(due) if self._version == 2 else due.isoformat(),
            }
            for user_id, record, due in entries
        ]
        with self._engine.begin() as connection:
            connection.execute(_ITEM, lines)
            self._log(connection, len(lines), state)
            connection.execute(text(_STEP))

    def _log(self, connection: Connection, count: int, state: str) -> None:
        last, told = "", json.dumps({"kind": None, "state": state}, sort_keys=True)
        lines = []
        for number in range(1, count + 1):
            last = self._mark(last, repr(1.5), str(number), "loaded", told)
            lines.append({"item": number, "detail": told, "hash": last})
        line = "INSERT INTO audit (at, item, event, detail, hash) VALUES (1.5, :item, 'loaded', :detail, :hash)"
        connection.execute(text(line), lines)
        own = {"version": str(self._version), "key": self._mark("ledger"), "audit head": f"{count}:{last}"}
        values = [{"key": key, "value": value} for key, value in own.items()]
        connection.execute(text("INSERT INTO meta (key, value) VALUES (:key, :value)"), values)

    def _close(self, content: Any) -> str:
        return self._fernet.encrypt(json.dumps(content, ensure_ascii=False).encode()).decode()

    def _content(self, record: dict[str, Any]) -> str:
        kept = {key: value for key, value in record.items() if key != "source"}
        return self._mark("content", json.dumps([kept, None], sort_keys=True, ensure_ascii=False))

    def _mark(self, *parts: str) -> str:
        return hmac.digest(self._hashing, json.dumps(parts, ensure_ascii=False).encode(), "sha256").hex()
