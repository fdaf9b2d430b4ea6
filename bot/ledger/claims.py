"""Who works on which participant. A claim lives as long as its worker's heart beats; a later one fences the former."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, update

from bot.errors import LostClaim
from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.loading import reason_columns
from bot.ledger.model import FINISHED, WAITING, Claim, Outcome, Reason, State
from bot.ledger.schema import NOT_KNOWN, items, steps
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

_STANDS = (
    select(items.c.epoch, items.c.owner, items.c.state, items.c.beat_at)
    .where(items.c.id == bindparam("item"))
    .with_for_update()
)
_BEAT = update(items).where(items.c.id == bindparam("item")).values(beat_at=bindparam("now"))


class Claims:
    """Takes items up and gives them back."""

    def __init__(self, database: Database, seal: Seal, audit: Audit) -> None:
        self._database = database
        self._seal = seal
        self._audit = audit

    def take(
        self, site: str, owner: str, *, user_id: str | None = None, among: Collection[int] | None = None
    ) -> Claim | None:
        """The next item in turn (the nearest due day first; `among`: of these items), or the one of a participant;
        None when there is none.

        `owner` names one worker of one process of one machine. An owner who has one already is given it again.
        """

        def work(connection: Connection) -> Claim | None:
            now = self._database.now(connection)
            mine = (items.c.owner == owner) & (items.c.state == "working")
            chosen = (items.c.site == site) & or_(mine, is_free(now, named=user_id is not None))
            if user_id is not None:
                chosen &= items.c.person == self._seal.mark("person", site, user_id)
            if among is not None:
                chosen &= items.c.id.in_(among)
            query = select(items).where(chosen).order_by(mine.desc(), items.c.due.is_(None), items.c.due, items.c.id)
            line = connection.execute(query.limit(1).with_for_update(skip_locked=True)).one_or_none()
            return None if line is None else self._claim(connection, line, owner, now)

        return self._database.write("claim", work, sync=False)

    def beat(self, claim: Claim) -> None:
        """Says that the worker lives. Raises LostClaim when it is no longer the owner."""

        def work(connection: Connection) -> None:
            self.check(connection, claim)
            connection.execute(_BEAT, {"item": claim.item, "now": self._database.now(connection)})

        self._database.write("beat", work, sync=False)

    def finish(self, claim: Claim, outcome: Outcome) -> State:
        """Gives an item back with what became of it; the state it is in then. Raises LostClaim.

        What earlier tries of the same content saved makes `unchanged` `done`; presses that nobody saw answered make
        what a person must see to `unknown`.
        """
        said: list[State] = []

        def work(connection: Connection) -> State:
            if said and self._ended(connection, claim, said[-1]):
                return said[-1]  # it was committed, and only the server's word for it was lost
            self.check(connection, claim)
            now = self._database.now(connection)
            state = self._judged(connection, claim, outcome.state)
            values: dict[str, Any] = {
                "state": state,
                "changed_at": now,
                "owner": None,
                "beat_at": None,
                "not_before": None if outcome.not_before is None else now + min(outcome.not_before, FURTHEST_S),
                "seconds": outcome.seconds,
                **reason_columns(self._seal, outcome.reason),
            }
            if outcome.plan_id is not None:
                values["plan_id"] = outcome.plan_id
            if not outcome.counts:
                values["tries"] = items.c.tries - 1
            if state in FINISHED:
                values["sealed"] = None  # it is on the site now: nothing of it is kept for longer than it is needed
            connection.execute(update(items).where(items.c.id == claim.item).values(values))
            if state == "unknown":
                told = (steps.c.item == claim.item) & (steps.c.outcome == NOT_KNOWN) & steps.c.receipt_at.is_(None)
                connection.execute(update(steps).where(told).values(receipt_at=now))
            kind = outcome.reason.kind if outcome.reason else None
            self._audit.add(connection, "ended", claim.item, state=state, kind=kind, epoch=claim.epoch)
            said.append(state)
            return state

        return self._database.write("end", work, sync=False)

    def release(self, owner: str) -> int:
        """Queues again what an owner known to be dead had in hand; gives how many.

        One under whom worker after worker died has `failed`: it would be begun again for ever.
        """

        def work(connection: Connection) -> int:
            held = (items.c.owner == owner) & (items.c.state == "working")
            lines = connection.execute(select(items.c.id, items.c.tries).where(held).with_for_update()).all()
            for place, tries in lines:
                state: State = "queued" if tries < MOST_TRIES else "failed"
                values: dict[str, Any] = {"state": state, "owner": None, "beat_at": None}
                values |= reason_columns(self._seal, None if state == "queued" else _DEADLY)
                values["changed_at"] = self._database.now(connection)
                connection.execute(update(items).where(items.c.id == place).values(values))
                self._audit.add(connection, "released", place, state=state)
            return len(lines)

        return self._database.write("release", work, sync=False)

    def check(self, connection: Connection, claim: Claim) -> float:
        """Raises LostClaim unless the claim still stands; holds the item for the rest of the transaction.

        Gives when the claim's heart beat last.
        """
        line = connection.execute(_STANDS, {"item": claim.item}).one_or_none()
        if line is None or (line.epoch, line.owner, line.state) != (claim.epoch, claim.owner, "working"):
            raise LostClaim("another worker has taken this participant over: nothing more was pressed here")
        return float(line.beat_at)

    def keep(self, connection: Connection, claim: Claim, now: float, beat_at: float) -> None:
        """Beats too where the last beat is long ago, in the transaction of something else."""
        if not now - LEASE_S / 4 < beat_at <= now:
            connection.execute(_BEAT, {"item": claim.item, "now": now})

    def _claim(self, connection: Connection, line: Row[Any], owner: str, now: float) -> Claim:
        again = line.owner == owner and line.state == "working"
        if not again:
            connection.execute(
                update(items)
                .where(items.c.id == line.id)
                .values(
                    state="working", owner=owner, beat_at=now, changed_at=now, not_before=None,
                    epoch=line.epoch + 1, tries=line.tries + 1, **reason_columns(self._seal, None),
                )
            )  # fmt: skip
            event = "taken over" if line.state == "working" else "taken up"
            self._audit.add(connection, event, line.id, epoch=line.epoch + 1)
        return Claim(
            item=line.id,
            epoch=line.epoch + (not again),
            owner=owner,
            site=line.site,
            revision=line.revision,
            user_id=str(self._seal.open(line.user_id)),
            record=self._seal.open(line.sealed),
            before=line.state,
        )

    def _ended(self, connection: Connection, claim: Claim, state: State) -> bool:
        line = connection.execute(_STANDS, {"item": claim.item}).one_or_none()
        return line is not None and (line.epoch, line.owner, line.state) == (claim.epoch, None, state)

    def _judged(self, connection: Connection, claim: Claim, state: State) -> State:
        pressed = (steps.c.item == claim.item) & (steps.c.revision == claim.revision) & steps.c.button.is_not(None)
        if state in FINISHED:
            lost = pressed & (steps.c.outcome == NOT_KNOWN) & steps.c.receipt_at.is_(None)
            if connection.execute(select(func.count()).where(lost)).scalar_one():
                return "unknown"
        if state == "unchanged":
            saved = connection.execute(
                select(func.count()).where(pressed & or_(steps.c.outcome.is_(None), steps.c.outcome != "not pressed"))
            )
            return "done" if saved.scalar_one() else "unchanged"
        if state in ("needs_person", "failed"):
            unseen = connection.execute(select(func.count()).where(pressed & steps.c.receipt_at.is_(None)))
            return "unknown" if unseen.scalar_one() else state
        return state


def is_free(now: float, *, named: bool = False) -> Any:
    """The condition for an item that may be taken: it waits and its time has come, or its worker is dead.

    One that is asked for by name is taken although its time has not come. Times too far ahead were written before a
    clock was set back.
    """
    beat = items.c.beat_at
    waits: list[Any] = [items.c.state.in_(WAITING)]
    if not named:
        later = items.c.not_before
        waits.append(or_(later.is_(None), later <= now, later > now + FURTHEST_S))
        waits.append(items.c.tries < MOST_TRIES)
    dead = and_(items.c.state == "working", or_(beat < now - LEASE_S, beat > now + LEASE_S))
    return and_(items.c.sealed.is_not(None), or_(and_(*waits), dead))
