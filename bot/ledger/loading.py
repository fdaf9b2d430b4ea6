"""Putting participants into the ledger, and what a person does with them there: retry, cancel, purge."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, or_, select, update

from bot.errors import AlteredItem
from bot.ledger.audit import Audit
from bot.ledger.claims import LEASE_S
from bot.ledger.database import Database
from bot.ledger.integrity.rows import BATCH, NO_REASON, Rows, parts, record_of, user_id_of
from bot.ledger.model import FINISHED, NO_DAY, Entry, Loaded, Reason, State
from bot.ledger.schema import items, steps
from bot.ledger.seal import Seal

CONFLICT = Reason(
    "conflict",
    "another input says something else of this participant, who is waiting already: load the one that counts again"
    " with --replace, or keep the first with retry",
)
_FREE: dict[str, Any] = {"owner": None, "beat_at": None, "not_before": None}


@dataclass(frozen=True)
class _Asked:
    """An entry, and what can be worked out of it before anybody has to wait."""

    entry: Entry
    person: str
    content: str
    due: int
    fresh: dict[str, Any] = field(repr=False)
    """The row of one who was never loaded."""


@dataclass
class _Batch:
    """What one transaction of loading writes."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changes: list[tuple[Row[Any], dict[str, Any]]] = field(default_factory=list)
    told: list[tuple[str, int | None, dict[str, Any]]] = field(default_factory=list)
    """Lines for the log: the event, the item or None for the next new one, what is said of it."""


class Loading:
    """Loads entries and takes persons' decisions, some hundred rows a transaction: nobody waits for all of them."""

    def __init__(self, database: Database, seal: Seal, audit: Audit, rows: Rows) -> None:
        self._database = database
        self._seal = seal
        self._audit = audit
        self._rows = rows

    def load(self, site: str, entries: Sequence[Entry], *, replace: bool = False, again: bool = True) -> list[Loaded]:
        """Loads participants, each once: what each became, in order. Of a load that ended in its middle the first ones
        are there; loading all of them once more does the rest.

        The same content twice is one item; another content for one who waits needs a person, unless `replace` says
        that this one counts. One who is in work is left alone (`busy`), and without `again` so is one whose same
        content is over: done, or waiting for a person. One whose row was changed from outside is begun anew.
        """
        done: list[Loaded] = []
        for part in _parts(entries):
            asked = [self._asked(site, entry) for entry in part]
            done += self._database.write("load", partial(self._load_part, site, asked, replace, again))
        return done

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

        until = self._database.read(self._database.now) - older_than_days * 86400
        old = items.c.state.not_in(("queued", "parked", "working")) & (items.c.changed_at < until)
        chosen = or_(old, items.c.altered < until)
        purged = last = 0
        while lines := self._database.read(partial(_some, chosen, last)):
            last = lines[-1].id
            purged += self._database.write("purge", partial(self._purge, chosen, [line.id for line in lines]))
        self._database.tidy()
        return purged

    def person(self, site: str, user_id: str) -> str:
        """The keyed hash under which a participant is known."""
        return self._seal.mark("person", site, user_id)

    def _asked(self, site: str, entry: Entry) -> _Asked:
        person, content = self.person(site, entry.user_id), self._seal.mark("content", _canonical(entry))
        due = NO_DAY if entry.due is None else self._seal.order_of(entry.due)
        fresh = {
            "site": site,
            "person": person,
            "user_id": self._seal.close(entry.user_id, *user_id_of(site, person)),
            "tries": 0,
            "epoch": 0,
            **self._content(entry, site, person, content, due, 1),
        }
        return _Asked(entry, person, content, due, fresh)

    def _load_part(
        self, site: str, asked: Sequence[_Asked], replace: bool, again: bool, connection: Connection
    ) -> list[Loaded]:
        self._database.alone(connection)
        self._rows.check_key(connection)
        people = [one.person for one in asked]
        query = select(items).where((items.c.site == site) & items.c.person.in_(people)).order_by(items.c.id)
        standing = {line.person: line for line in connection.execute(query.with_for_update())}
        batch, now = _Batch(), self._database.now(connection)
        done = [self._load(connection, batch, one, standing.get(one.person), replace, again, now) for one in asked]
        numbers = iter(self._rows.add_all(connection, batch.new))
        self._rows.put_all(connection, batch.changes)
        for event, item, told in batch.told:
            self._audit.add(connection, event, next(numbers) if item is None else item, **told)
        return done

    def _load(
        self,
        connection: Connection,
        batch: _Batch,
        asked: _Asked,
        standing: Row[Any] | None,
        replace: bool,
        again: bool,
        now: float,
    ) -> Loaded:
        if standing is None:
            return self._insert(batch, asked, now)
        if standing.altered is not None or not self._rows.is_whole(standing):
            return self._renew(connection, batch, asked, standing, again, now)
        if standing.state == "working":
            return "busy"
        same = standing.content == asked.content
        if same and standing.state in ("queued", "parked"):
            batch.changes.append((standing, {"due": asked.due, "not_before": None, "tries": 0}))
            return "same"
        if same and not again:
            return "over"
        if not same and not replace and standing.state in ("queued", "parked", "unknown"):
            values = {"state": "needs_person", "changed_at": now, **_FREE}
            batch.changes.append((standing, values | self._rows.reason_columns(standing, CONFLICT)))
            batch.told.append(("conflict", standing.id, _told(standing, "needs_person")))
            return "conflict"
        return self._again(batch, standing, asked, same, now)

    def _insert(self, batch: _Batch, asked: _Asked, now: float) -> Loaded:
        batch.new.append({**asked.fresh, "loaded_at": now, "changed_at": now})
        told = {"state": asked.fresh["state"], "kind": asked.fresh["kind"], "epoch": 0, "revision": 1}
        batch.told.append(("loaded", None, told))
        return "new"

    def _again(self, batch: _Batch, standing: Row[Any], asked: _Asked, same: bool, now: float) -> Loaded:
        # What was saved for a former one says nothing of another one, or of the same after it was done.
        revision = standing.revision + (not same or standing.state in FINISHED)
        content = self._content(asked.entry, standing.site, asked.person, asked.content, asked.due, revision)
        values = {**content, **_FREE, "revision": revision, "changed_at": now, "tries": 0}
        batch.changes.append((standing, values))
        told = {"state": values["state"], "epoch": standing.epoch, "revision": revision}
        batch.told.append(("queued again" if same else "revised", standing.id, told))
        return "again" if same else "revised"

    def _renew(
        self, connection: Connection, batch: _Batch, asked: _Asked, standing: Row[Any], again: bool, now: float
    ) -> Loaded:
        """Begins anew one whose row was changed from outside. A row that is somebody else's stays for `audit` to name,
        out of the way."""
        self._rows.aside(connection, standing)
        if not self._is_theirs(standing, asked):
            away = {"person": f"altered {standing.id}"}
            connection.execute(update(items).where(items.c.id == standing.id).values(away))
            return self._insert(batch, asked, now)
        if not again:
            return "over"
        if standing.state == "working" and abs(now - (standing.beat_at or 0)) < LEASE_S:
            return "busy"
        self._rows.lines.drop_altered(connection, standing.id)
        self._rows.known.drop_altered(connection, standing.id)
        epochs = select(steps.c.epoch).where(steps.c.item == standing.id).order_by(steps.c.epoch.desc()).limit(1)
        epoch = max(_number(standing.epoch), connection.execute(epochs).scalar() or 0) + 1
        revision = _number(standing.revision) + 1
        site = asked.fresh["site"]
        content = self._content(asked.entry, site, asked.person, asked.content, asked.due, revision)
        own = {"loaded_at": now, "changed_at": now, "epoch": epoch, "revision": revision}
        # The code is over the whole row: nothing of what stands there may stay.
        gone = {"plan_id": None, "seconds": None, "altered": None, "key": self._seal.ring.number}
        batch.changes.append((standing, {**asked.fresh, **content, **_FREE, **gone, **own}))
        batch.told.append(("revised", standing.id, {"state": content["state"], "epoch": epoch, "revision": revision}))
        return "revised"

    def _is_theirs(self, standing: Row[Any], asked: _Asked) -> bool:
        try:
            return self._rows.user_id(standing) == asked.entry.user_id
        except AlteredItem:
            return False

    def _content(self, entry: Entry, site: str, person: str, content: str, due: int, revision: int) -> dict[str, Any]:
        """The columns that say what is to be entered."""
        state: State = "needs_fix" if entry.wrong else "queued"
        bound = record_of(site, person, revision)
        return {
            "content": content,
            "sealed": None if entry.record is None else self._seal.close(entry.record, *bound),
            "revision": revision,
            "state": state,
            "due": due,
            **self._rows.reason_for(site, person, revision, entry.wrong),
        }

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
        chosen = (items.c.site == site) & items.c.state.in_(origin) & items.c.altered.is_(None)
        if with_record:
            chosen &= items.c.sealed.is_not(None)
        choices: list[ColumnElement[bool]] = [chosen]
        if user_ids is not None:
            people = [self.person(site, user_id) for user_id in user_ids]
            choices = [chosen & items.c.person.in_(part) for part in parts(people)]
        moved: list[str] = []
        for part in choices:
            last = 0
            while lines := self._database.read(partial(_some, part, last)):
                last = lines[-1].id
                changed = self._database.write(event, partial(self._move_part, event, to, part, lines))
                moved += [self._rows.name_of(line) for line in changed]
        return moved

    def _move_part(
        self, event: str, to: State, chosen: ColumnElement[bool], seen: Sequence[Row[Any]], connection: Connection
    ) -> list[Row[Any]]:
        """Moves the rows that are yet as they were seen a moment ago; looks anew at the others."""
        lines = list(self._as_seen(connection, chosen, seen))
        values = {"state": to, "tries": 0, "changed_at": self._database.now(connection), **_FREE, **NO_REASON}
        whole = self._whole(connection, lines)
        self._rows.put_all(connection, [(line, values) for line in whole])
        for line in whole:
            self._audit.add(connection, event, line.id, was=line.state, **_told(line, to))
        return whole

    def _as_seen(
        self, connection: Connection, chosen: ColumnElement[bool], seen: Sequence[Row[Any]]
    ) -> Iterator[Row[Any]]:
        ids = [line.id for line in seen]
        query = select(items.c.id, items.c.mac).where(items.c.id.in_(ids) & chosen).order_by(items.c.id)
        macs = {line.id: line.mac for line in connection.execute(query.with_for_update())}
        for line in seen:
            if line.mac == macs.get(line.id):
                yield line
            elif line.id in macs:
                yield connection.execute(select(items).where(items.c.id == line.id)).one()

    def _whole(self, connection: Connection, lines: Sequence[Row[Any]]) -> list[Row[Any]]:
        """Those of the rows that are as this program wrote them; the others are set aside."""
        whole = []
        for line in lines:
            if self._rows.is_whole(line):
                whole.append(line)
            else:
                self._rows.check_key(connection)
                self._rows.aside(connection, line)
        return whole

    def _purge(self, chosen: ColumnElement[bool], ids: Sequence[int], connection: Connection) -> int:
        lines = connection.execute(select(items).where(items.c.id.in_(ids) & chosen).with_for_update()).all()
        kept = {line.id for line in lines if line.altered is not None and self._rows.is_whole(line)}
        over = [line for line in lines if line.altered is not None and line.id not in kept]
        over += self._whole(connection, [line for line in lines if line.altered is None])
        places = [line.id for line in over]
        connection.execute(delete(steps).where(steps.c.item.in_(places)))
        connection.execute(delete(items).where(items.c.id.in_(places)))
        for place in places:
            self._audit.add(connection, "purged", place)
        return len(places)


def _parts(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The entries in order, some hundred at a time, nobody twice in one part."""
    part: list[Entry] = []
    have: set[str] = set()
    for entry in entries:
        if len(part) == BATCH or entry.user_id in have:
            yield part
            part, have = [], set()
        part.append(entry)
        have.add(entry.user_id)
    if part:
        yield part


def _some(chosen: ColumnElement[bool], last: int, connection: Connection) -> Sequence[Row[Any]]:
    """The next rows, by their numbers."""
    return connection.execute(select(items).where(chosen & (items.c.id > last)).order_by(items.c.id).limit(BATCH)).all()


def _told(line: Row[Any], state: State) -> dict[str, Any]:
    """What a line of the log says of an item."""
    return {"state": state, "epoch": line.epoch, "revision": line.revision}


def _number(value: Any) -> int:
    """A number out of a row that somebody changed."""
    return value if isinstance(value, int) else 0


def _canonical(entry: Entry) -> str:
    """What makes two entries the same: all that is to be entered, not where it was written, nor what a later day finds
    wrong with it."""
    record = entry.record
    if isinstance(record, dict):
        record = {key: value for key, value in record.items() if key != "source"}
    wrong = entry.wrong.message if entry.wrong and record is None else None
    return json.dumps([record, wrong], sort_keys=True, ensure_ascii=False)
