"""Putting participants into the ledger, and what a person does with them there: retry, cancel, purge."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.model import FINISHED, Entry, Loaded, Reason, State
from bot.ledger.schema import items, steps
from bot.ledger.seal import Seal

CONFLICT = Reason(
    "conflict",
    "another input says something else of this participant, who is waiting already: load the one that counts again"
    " with --replace, or keep the first with retry",
)
_NO_REASON = {"kind": None, "step": None, "screen": None, "field": None, "reason": None}
_FREE = {"owner": None, "beat_at": None, "not_before": None}


class Loading:
    """Loads entries and takes persons' decisions."""

    def __init__(self, database: Database, seal: Seal, audit: Audit) -> None:
        self._database = database
        self._seal = seal
        self._audit = audit

    def load(self, site: str, entries: Sequence[Entry], *, replace: bool = False, again: bool = True) -> list[Loaded]:
        """Loads participants, each once: what each became, in order. All of them or, on an error, none.

        The same content twice is one item; another content for one who waits needs a person, unless `replace` says
        that this one counts. One who is in work is left alone (`busy`), and without `again` so is one whose same
        content is over: done, or waiting for a person.
        """

        def work(connection: Connection) -> list[Loaded]:
            self._database.alone(connection)
            return [self._load(connection, site, entry, replace, again) for entry in entries]

        return self._database.write("load", work)

    def retry(self, site: str, user_ids: Sequence[str] | None = None) -> list[str]:
        """Queues again whatever is neither in work, waiting nor finished; or of these participants only.

        Gives the User IDs. One that has no record any more (it was wrong, or is done) must be loaded again instead.
        """
        stopped: tuple[State, ...] = ("needs_person", "needs_fix", "failed", "parked", "cancelled", "unknown")
        return self._move(site, user_ids, "retried", "queued", stopped, with_record=True)

    def cancel(self, site: str, user_ids: Sequence[str] | None = None) -> list[str]:
        """Takes participants out of the work: those named, or all who wait. One in work is not touched."""
        open_to: tuple[State, ...] = ("queued", "parked")
        if user_ids is not None:
            open_to = ("queued", "parked", "needs_person", "needs_fix", "failed", "unknown")
        return self._move(site, user_ids, "cancelled", "cancelled", open_to)

    def purge(self, older_than_days: float) -> int:
        """Deletes what is over (done, unchanged, cancelled, or waiting for a person) and unchanged for so long.

        Gives how many. Their lines of the audit log stay; they name nobody. What waits or is in work is kept.
        """

        def work(connection: Connection) -> int:
            self._database.alone(connection)
            until = self._database.now(connection) - older_than_days * 86400
            over = items.c.state.not_in(("queued", "parked", "working")) & (items.c.changed_at < until)
            ids = list(connection.execute(select(items.c.id).where(over)).scalars())
            for place in ids:
                connection.execute(delete(steps).where(steps.c.item == place))
                connection.execute(delete(items).where(items.c.id == place))
                self._audit.add(connection, "purged", place)
            return len(ids)

        purged = self._database.write("purge", work)
        self._database.tidy()
        return purged

    def person(self, site: str, user_id: str) -> str:
        """The keyed hash under which a participant is known."""
        return self._seal.mark("person", site, user_id)

    def _load(self, connection: Connection, site: str, entry: Entry, replace: bool, again: bool) -> Loaded:
        person = self.person(site, entry.user_id)
        query = select(items).where((items.c.site == site) & (items.c.person == person)).with_for_update()
        standing = connection.execute(query).one_or_none()
        content = self._seal.mark("content", _canonical(entry))
        if standing is None:
            return self._insert(connection, site, person, content, entry)
        if standing.state == "working":
            return "busy"
        same = standing.content == content
        if same and standing.state in ("queued", "parked"):
            fresh = {"due": self._due(entry), "not_before": None, "tries": 0}
            connection.execute(update(items).where(items.c.id == standing.id).values(fresh))
            return "same"
        if same and not again:
            return "over"
        if not same and not replace and standing.state in ("queued", "parked", "unknown"):
            self._set(connection, standing.id, "needs_person", CONFLICT, "conflict")
            return "conflict"
        return self._again(connection, standing, content, entry, same)

    def _insert(self, connection: Connection, site: str, person: str, content: str, entry: Entry) -> Loaded:
        now = self._database.now(connection)
        values: dict[str, Any] = {
            "site": site,
            "person": person,
            "user_id": self._seal.close(entry.user_id),
            "revision": 1,
            "loaded_at": now,
            "tries": 0,
            "epoch": 0,
            **self._content(entry, content, now),
        }
        place = connection.execute(insert(items).values(values).returning(items.c.id)).scalar_one()
        self._audit.add(connection, "loaded", place, state=values["state"], kind=values["kind"])
        return "new"

    def _again(self, connection: Connection, standing: Row[Any], content: str, entry: Entry, same: bool) -> Loaded:
        now = self._database.now(connection)
        values: dict[str, Any] = {**self._content(entry, content, now), **_FREE, "tries": 0}
        if not same or standing.state in FINISHED:  # what was saved for a former one says nothing of this one
            values["revision"] = standing.revision + 1
        connection.execute(update(items).where(items.c.id == standing.id).values(values))
        self._audit.add(connection, "queued again" if same else "revised", standing.id, state=values["state"])
        return "again" if same else "revised"

    def _content(self, entry: Entry, content: str, now: float) -> dict[str, Any]:
        """The columns that say what is to be entered."""
        state: State = "needs_fix" if entry.wrong else "queued"
        return {
            "content": content,
            "sealed": None if entry.record is None else self._seal.close(entry.record),
            "state": state,
            "due": self._due(entry),
            "changed_at": now,
            **reason_columns(self._seal, entry.wrong),
        }

    def _due(self, entry: Entry) -> int | None:
        return None if entry.due is None else self._seal.order_of(entry.due)

    def _move(
        self,
        site: str,
        user_ids: Sequence[str] | None,
        event: str,
        to: State,
        origin: tuple[State, ...],
        *,
        with_record: bool = False,
    ) -> list[str]:
        def work(connection: Connection) -> list[str]:
            self._database.alone(connection)
            chosen = (items.c.site == site) & items.c.state.in_(origin)
            if with_record:
                chosen &= items.c.sealed.is_not(None)
            if user_ids is not None:
                chosen &= items.c.person.in_([self.person(site, user_id) for user_id in user_ids])
            moved = []
            for line in connection.execute(select(items).where(chosen).order_by(items.c.id).with_for_update()).all():
                connection.execute(
                    update(items)
                    .where(items.c.id == line.id)
                    .values(state=to, tries=0, changed_at=self._database.now(connection), **_FREE, **_NO_REASON)
                )
                self._audit.add(connection, event, line.id, was=line.state)
                moved.append(str(self._seal.open(line.user_id)))
            return moved

        return self._database.write(event, work)

    def _set(self, connection: Connection, place: int, state: State, reason: Reason, event: str) -> None:
        values: dict[str, Any] = {"state": state, "changed_at": self._database.now(connection), **_FREE}
        values |= reason_columns(self._seal, reason)
        connection.execute(update(items).where(items.c.id == place).values(values))
        self._audit.add(connection, event, place, state=state)


def reason_columns(seal: Seal, reason: Reason | None) -> dict[str, str | None]:
    """A reason as an item's columns: names in clear, the sentence sealed."""
    if reason is None:
        return dict(_NO_REASON)
    return {
        "kind": reason.kind,
        "step": reason.step,
        "screen": reason.screen,
        "field": reason.field,
        "reason": seal.close(reason.message),
    }


def _canonical(entry: Entry) -> str:
    """What makes two entries the same: all that is to be entered, not where it was written, nor what a later day finds
    wrong with it."""
    record = entry.record
    if isinstance(record, dict):
        record = {key: value for key, value in record.items() if key != "source"}
    wrong = entry.wrong.message if entry.wrong and record is None else None
    return json.dumps([record, wrong], sort_keys=True, ensure_ascii=False)
