"""Who works on which participant. A claim lives as long as its worker's heart beats; a later one fences the former."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, or_, select, union_all, update

from bot.errors import AlteredItem, LostClaim
from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.integrity.lines import numbered
from bot.ledger.integrity.rows import Rows
from bot.ledger.model import FINISHED, WAITING, Claim, Outcome, Reason, State
from bot.ledger.schema import NOT_KNOWN, items
from bot.ledger.seal import Seal

LEASE_S = float(os.environ.get("CALJOBS_TEST_LEASE_S") or 45)
"""Seconds without a heartbeat after which a claim may be taken over; hearts beat every `BEAT_S`. Tests in which workers
die have it shorter."""
BEAT_S = LEASE_S / 4.5
FURTHEST_S = 3600.0
"""Seconds for which an item is put off at most."""
MOST_TRIES = 5
"""How often an item that the site's bad moments parked is taken up by itself; then a person says `retry`."""
_DEADLY = Reason("error", "each time that it was begun the program ended in the middle: please report it, then retry")

_ASIDE_AT_ONCE = 100
"""Altered items that one transaction sets aside on its way to the next that can be taken."""

_STANDS = select(items).where(items.c.id == bindparam("item")).with_for_update()
_BEAT = update(items).where(items.c.id == bindparam("item")).values(beat_at=bindparam("now"))


@dataclass(frozen=True)
class _Look:
    """What one look for the next item came to: a claim, and whether to look again; the error, where it was one item."""

    claim: Claim | None = None
    again: bool = False
    error: AlteredItem | None = None


class Claims:
    """Takes items up and gives them back."""

    def __init__(self, database: Database, seal: Seal, audit: Audit, rows: Rows) -> None:
        self._database = database
        self._seal = seal
        self._audit = audit
        self._rows = rows

    def take(
        self, site: str, owner: str, *, user_id: str | None = None, among: Collection[int] | None = None
    ) -> Claim | None:
        """The next item in turn (the nearest due day first; `among`: of these items), or the one of a participant;
        None when there is none.

        `owner` names one worker of one process of one machine. An owner who has one already is given it again. Items
        that were changed from outside are set aside on the way; AlteredItem when it is the participant's.
        """
        person = None if user_id is None else self._seal.mark("person", site, user_id)

        def work(connection: Connection) -> _Look:
            now = self._database.now(connection)
            for _ in range(_ASIDE_AT_ONCE):
                line = self._next(connection, site, owner, now, person, among)
                if line is None:
                    return _Look()
                try:
                    self._rows.check(connection, line)
                    return _Look(self._claim(connection, line, owner, now))
                except AlteredItem as error:
                    self._rows.aside(connection, line)
                    if person is not None:
                        return _Look(error=error)
            return _Look(again=True)

        look = self._database.write("claim", work, sync=False)
        while look.again:
            look = self._database.write("claim", work, sync=False)
        if look.error is not None:
            raise look.error
        return look.claim

    def beat(self, claim: Claim) -> None:
        """Says that the worker lives. Raises LostClaim when it is no longer the owner."""

        def work(connection: Connection) -> None:
            self.check(connection, claim)
            connection.execute(_BEAT, {"item": claim.item, "now": self._database.now(connection)})

        self._rows.write("beat", work, sync=False)

    def finish(self, claim: Claim, outcome: Outcome) -> State:
        """Gives an item back with what became of it; the state it is in then. Raises LostClaim.

        What earlier tries of the same content saved makes `unchanged` `done`; presses that nobody saw answered make
        what a person must see to `unknown`.
        """
        said: list[State] = []

        def work(connection: Connection) -> State:
            if said and self._ended(connection, claim, said[-1]):
                return said[-1]  # it was committed, and only the server's word for it was lost
            line = self.check(connection, claim)
            now = self._database.now(connection)
            pressed = self._pressed(connection, claim)
            state = _judged(outcome.state, pressed)
            values: dict[str, Any] = {
                "state": state,
                "changed_at": now,
                "owner": None,
                "beat_at": None,
                "not_before": None if outcome.not_before is None else now + min(outcome.not_before, FURTHEST_S),
                "seconds": outcome.seconds,
                **self._rows.reason_columns(line, outcome.reason),
            }
            if outcome.plan_id is not None:
                values["plan_id"] = outcome.plan_id
            if not outcome.counts:
                values["tries"] = line.tries - 1
            if state in FINISHED:
                values["sealed"] = None  # it is on the site now: nothing of it is kept for longer than it is needed
            self._rows.put(connection, line, **values)
            if state == "unknown":
                untold = [each for each in pressed if each.outcome == NOT_KNOWN and each.receipt_at is None]
                self._rows.lines.change(connection, numbered(untold), receipt_at=now)
            kind = outcome.reason.kind if outcome.reason else None
            told = {"state": state, "kind": kind, "epoch": claim.epoch, "revision": claim.revision}
            self._audit.add(connection, "ended", claim.item, **told)
            said.append(state)
            return state

        return self._rows.write("end", work, sync=False)

    def release(self, owner: str) -> int:
        """Queues again what an owner known to be dead had in hand; gives how many.

        One under whom worker after worker died has `failed`: it would be begun again for ever.
        """

        def work(connection: Connection) -> int:
            held = (items.c.owner == owner) & (items.c.state == "working") & items.c.altered.is_(None)
            lines = connection.execute(select(items).where(held).order_by(items.c.id).with_for_update()).all()
            return sum(self._release(connection, line) for line in lines)

        return self._database.write("release", work, sync=False)

    def check(self, connection: Connection, claim: Claim) -> Row[Any]:
        """Raises LostClaim unless the claim still stands, AlteredItem where its row was changed from outside; holds the
        row, which it gives, for the rest of the transaction."""
        line = connection.execute(_STANDS, {"item": claim.item}).one_or_none()
        if line is not None:
            self._rows.check(connection, line)
        if line is None or (line.epoch, line.owner, line.state) != (claim.epoch, claim.owner, "working"):
            raise LostClaim("another worker has taken this participant over: nothing more was pressed here")
        return line

    def keep(self, connection: Connection, line: Row[Any], now: float) -> None:
        """Beats too where the last beat is long ago, in the transaction of something else."""
        if not now - LEASE_S / 4 < line.beat_at <= now:
            connection.execute(_BEAT, {"item": line.id, "now": now})

    def _next(
        self,
        connection: Connection,
        site: str,
        owner: str,
        now: float,
        person: str | None,
        among: Collection[int] | None,
    ) -> Row[Any] | None:
        """The row of the next item that this owner may have, held for the rest of the transaction."""
        chosen = items.c.site == site
        if among is not None:
            chosen &= items.c.id.in_(among)
        if person is not None:
            chosen &= items.c.person == person
        mine = chosen & (items.c.owner == owner) & (items.c.state == "working")
        mine &= items.c.altered.is_(None) if person is None else items.c.id.is_not(None)
        line = connection.execute(select(items).where(mine).limit(1).with_for_update(skip_locked=True)).one_or_none()
        if line is not None:
            return line
        if person is not None:  # one that was set aside is told, and not passed over
            free = is_free(now, named=True) | items.c.altered.is_not(None)
            return connection.execute(_first(chosen & free)).one_or_none()
        for state in self._states_in_turn(connection, chosen, now):
            line = connection.execute(_first(chosen & free_in(state, now))).one_or_none()
            if line is not None:
                return line
        return None

    def _states_in_turn(self, connection: Connection, chosen: ColumnElement[bool], now: float) -> list[State]:
        """The states in which there is a free item, the one of the first in turn first: of each state the index gives
        the first at once, of all together it would not."""
        firsts = []
        for state in OPEN:
            query = select(items.c.state, items.c.due, items.c.id).where(chosen & free_in(state, now))
            firsts.append(select(query.order_by(*IN_TURN).limit(1).subquery()))
        lines = connection.execute(union_all(*firsts)).all()
        return [line.state for line in sorted(lines, key=lambda line: (line.due, line.id))]

    def _release(self, connection: Connection, line: Row[Any]) -> int:
        if not self._rows.is_whole(line):
            self._rows.check_key(connection)
            self._rows.aside(connection, line)
            return 0
        state: State = "queued" if line.tries < MOST_TRIES else "failed"
        values: dict[str, Any] = {"state": state, "owner": None, "beat_at": None}
        values |= self._rows.reason_columns(line, None if state == "queued" else _DEADLY)
        values["changed_at"] = self._database.now(connection)
        self._rows.put(connection, line, **values)
        self._audit.add(connection, "released", line.id, state=state, epoch=line.epoch, revision=line.revision)
        return 1

    def _claim(self, connection: Connection, line: Row[Any], owner: str, now: float) -> Claim:
        """Takes an item up. Raises AlteredItem when what is sealed in it was sealed for another one."""
        again = line.owner == owner and line.state == "working"
        claim = Claim(
            item=line.id,
            epoch=line.epoch + (not again),
            owner=owner,
            site=line.site,
            revision=line.revision,
            user_id=self._rows.user_id(line),
            record=self._rows.record(line),
            before=line.state,
        )
        if again:
            return claim
        values = {"state": "working", "owner": owner, "beat_at": now, "changed_at": now, "not_before": None}
        values |= {"epoch": claim.epoch, "tries": line.tries + 1, **self._rows.reason_columns(line, None)}
        self._rows.put(connection, line, **values)
        event = "taken over" if line.state == "working" else "taken up"
        told = {"state": "working", "epoch": claim.epoch, "revision": line.revision}
        self._audit.add(connection, event, line.id, **told)
        return claim

    def _ended(self, connection: Connection, claim: Claim, state: State) -> bool:
        line = connection.execute(_STANDS, {"item": claim.item}).one_or_none()
        return line is not None and (line.epoch, line.owner, line.state) == (claim.epoch, None, state)

    def _pressed(self, connection: Connection, claim: Claim) -> list[Row[Any]]:
        """The presses that save of all tries of what is claimed. Raises AlteredItem for one changed from outside."""
        found = self._rows.lines_of(connection, claim.item)
        return [each for each in found if each.revision == claim.revision and each.button is not None]


def _judged(state: State, pressed: list[Row[Any]]) -> State:
    """The state by what was pressed."""
    unseen = [each for each in pressed if each.receipt_at is None]
    if state in FINISHED and any(each.outcome == NOT_KNOWN for each in unseen):
        return "unknown"
    if state == "unchanged" and any(each.outcome != "not pressed" for each in pressed):
        return "done"
    return "unknown" if state in ("needs_person", "failed") and unseen else state


OPEN: tuple[State, ...] = (*WAITING, "working")
"""The states in which an item may be taken."""
IN_TURN = (items.c.due, items.c.id)
"""The order of the turns: the nearest due day first."""


def is_free(now: float, *, named: bool = False) -> ColumnElement[bool]:
    """The condition for an item that may be taken: it waits and its time has come, or its worker is dead.

    One that is asked for by name is taken although its time has not come. Times too far ahead were written before a
    clock was set back.
    """
    return or_(*(free_in(state, now, named=named) for state in OPEN))


def free_in(state: State, now: float, *, named: bool = False) -> ColumnElement[bool]:
    """The same for items in one state."""
    kept = (items.c.state == state) & items.c.altered.is_(None)
    if state == "working":
        beat = items.c.beat_at
        kept &= or_(beat < now - LEASE_S, beat > now + LEASE_S)
    elif not named:
        later = items.c.not_before
        kept &= or_(later.is_(None), later <= now, later > now + FURTHEST_S) & (items.c.tries < MOST_TRIES)
    return and_(kept, items.c.sealed.is_not(None))


def _first(chosen: ColumnElement[bool]) -> Any:
    return select(items).where(chosen).order_by(*IN_TURN).limit(1).with_for_update(skip_locked=True)
