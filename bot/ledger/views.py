"""What the ledger can be asked: totals, one participant's history, who is there."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, select

from bot.errors import AlteredItem
from bot.ledger.claims import IN_TURN, MOST_TRIES, OPEN, free_in
from bot.ledger.database import Database
from bot.ledger.integrity.rows import Rows, altered
from bot.ledger.model import NO_DAY, STATES, WAITING, AtWork, Hold, Item, Reason, State, Status, Step, Turn
from bot.ledger.schema import items, sign_ins, sites, steps
from bot.ledger.seal import Seal
from bot.ledger.sites import LONGEST_S
from bot.row_memory import KnownRow, NoMemory, RowMemory

_ALTERED: State = "needs_person"
"""The state that an item counts for whose row was changed from outside."""
_STATE: ColumnElement[str] = case((items.c.altered.is_not(None), _ALTERED), else_=items.c.state)


class Views:
    """Questions that change nothing. An item that was changed from outside is shown as one that needs a person."""

    def __init__(self, database: Database, seal: Seal, rows: Rows) -> None:
        self._database = database
        self._seal = seal
        self._rows = rows

    def status(
        self, site: str | None = None, *, today: date | None = None, among: Collection[int] | None = None
    ) -> Status:
        """The totals of one site, or of all, or of some items. `today` decides what is overdue."""

        def look(connection: Connection) -> Status:
            here = items.c.site == site if site else items.c.site.is_not(None)
            if among is not None:
                here &= items.c.id.in_(among)
            counts = dict.fromkeys(STATES, 0)
            by_state = select(_STATE, func.count()).where(here).group_by(_STATE)
            for state, count in connection.execute(by_state):
                counts[state if state in counts else _ALTERED] += count
            as_kind = case((items.c.altered.is_not(None), AlteredItem.kind), else_=items.c.kind)
            kinds = select(as_kind.label("kind"), func.count()).where(here & as_kind.is_not(None)).group_by(as_kind)
            waiting = here & items.c.state.in_(WAITING) & items.c.altered.is_(None)
            late = select(func.count()).where(waiting & (items.c.due < self._seal.order_of(today or date.today())))
            soonest = connection.execute(select(func.min(items.c.due)).where(waiting)).scalar()
            owners = select(items.c.owner).where(here & (items.c.state == "working"))
            return Status(
                states=counts,
                kinds={line.kind: line[1] for line in connection.execute(kinds)},
                overdue=connection.execute(late).scalar_one(),
                soonest=self._day(soonest),
                working=tuple(map(str, connection.execute(owners).scalars())),
            )

        return self._database.read(look)

    def items(self, site: str | None = None, states: Sequence[State] | None = None) -> list[Item]:
        """The participants of a site, or of all, in these states, in the order of their turns."""

        def look(connection: Connection) -> list[Item]:
            chosen = items.c.site == site if site else items.c.site.is_not(None)
            if states is not None:
                chosen &= _STATE.in_(states)
            query = select(items).where(chosen).order_by(*IN_TURN)
            return [self._item(line) for line in connection.execute(query)]

        return self._database.read(look)

    def turns(self, site: str, most: int) -> list[Turn]:
        """The first items that a worker may take up now, those of dead workers too, in the order of their turns."""

        def look(connection: Connection) -> list[Turn]:
            now, found = self._database.now(connection), []
            for state in OPEN:  # of each state the index gives the first at once
                chosen = (items.c.site == site) & free_in(state, now)
                query = select(items.c.id, items.c.due).where(chosen).order_by(*IN_TURN).limit(most)
                found += [(line.due, line.id) for line in connection.execute(query)]
            return [Turn(item, due) for due, item in sorted(found)[:most]]

        return self._database.read(look)

    def at_work(self, site: str) -> list[AtWork]:
        """Who uses a sign-in at a site, of all machines; one that has been silent for long is dead."""

        def look(connection: Connection) -> list[AtWork]:
            now = self._database.now(connection)
            working = (items.c.owner == sign_ins.c.owner) & (items.c.state == "working")
            query = (
                select(sign_ins.c.owner, sign_ins.c.beat_at, func.max(items.c.id).label("item"))
                .select_from(sign_ins.outerjoin(items, working))
                .where((sign_ins.c.site == site) & sign_ins.c.owner.is_not(None))
                .group_by(sign_ins.c.owner, sign_ins.c.beat_at)
                .order_by(sign_ins.c.owner)
            )
            return [AtWork(line.owner, max(0.0, now - line.beat_at), line.item) for line in connection.execute(query)]

        return self._database.read(look)

    def find(self, user_id: str, site: str | None = None) -> list[tuple[Item, list[Step]]]:
        """A participant at each site where it was loaded, with what was done there so far."""

        def look(connection: Connection) -> list[tuple[Item, list[Step]]]:
            known = connection.execute(select(items.c.site).distinct()).scalars().all()
            people = [self._seal.mark("person", place, user_id) for place in known if site in (None, place)]
            lines = connection.execute(select(items).where(items.c.person.in_(people)).order_by(items.c.id)).all()
            return [(self._item(line), self._steps(connection, line.id)) for line in lines]

        return self._database.read(look)

    def memory(self, site: str, user_id: str) -> RowMemory:
        """What is remembered of a participant's rows, for who only looks: nothing can be added to it."""
        return _Memory(self._rows, site, self._seal.mark("person", site, user_id))

    def sites(self, site: str | None = None) -> list[str]:
        """The sites at which anybody was loaded; or this one, if so."""

        def look(connection: Connection) -> list[str]:
            names = connection.execute(select(items.c.site).distinct().order_by(items.c.site)).scalars()
            return [name for name in names if site in (None, name)]

        return self._database.read(look)

    def holds(self, site: str | None = None) -> list[Hold]:
        """The sites whose work is held by something."""

        def look(connection: Connection) -> list[Hold]:
            now = self._database.now(connection)
            lines = connection.execute(select(sites).order_by(sites.c.site)).all()
            chosen = [line for line in lines if site in (None, line.site)]
            held = [line for line in chosen if line.paused or line.halted or line.open_until is not None]
            return [Hold(line.site, line.paused, line.halted, _left(line.open_until, now)) for line in held]

        return self._database.read(look)

    def numbers(self, site: str, user_ids: Collection[str]) -> list[int]:
        """The items of these participants."""

        def look(connection: Connection) -> list[int]:
            people = [self._seal.mark("person", site, user_id) for user_id in user_ids]
            return list(connection.execute(select(items.c.id).where(items.c.person.in_(people))).scalars())

        return self._database.read(look)

    def waiting_until(self, site: str, among: Collection[int] | None = None) -> float | None:
        """Seconds until the next parked item's time comes; None when none waits for a time."""

        def look(connection: Connection) -> float | None:
            soon = select(func.min(items.c.not_before)).where(
                (items.c.site == site)
                & items.c.state.in_(WAITING)
                & items.c.altered.is_(None)
                & items.c.sealed.is_not(None)
                & (items.c.tries < MOST_TRIES)
            )
            if among is not None:
                soon = soon.where(items.c.id.in_(among))
            at = connection.execute(soon).scalar()
            return None if at is None else max(0.0, at - self._database.now(connection))

        return self._database.read(look)

    def _day(self, order: int | None) -> date | None:
        return None if order is None or not 0 <= order < NO_DAY else self._seal.day_of(order)

    def _item(self, line: Row[Any]) -> Item:
        state, reason, user_id = line.state, None, self._rows.name_of(line)
        try:
            if line.altered is not None or not self._rows.is_whole(line):
                raise altered(line.id)
            if line.kind is not None:
                reason = Reason(line.kind, self._rows.reason(line), line.step, line.screen, line.field)
        except AlteredItem as error:
            state, reason = _ALTERED, Reason(error.kind, error.message)
        return Item(
            id=line.id,
            site=line.site,
            user_id=user_id,
            state=state,
            reason=reason,
            due=self._day(line.due),
            loaded_at=line.loaded_at,
            changed_at=line.changed_at,
            tries=line.tries,
            owner=line.owner,
            plan_id=line.plan_id,
            not_before=line.not_before,
            revision=line.revision,
        )

    def _steps(self, connection: Connection, item: int) -> list[Step]:
        lines = connection.execute(select(steps).where(steps.c.item == item).order_by(steps.c.id))
        return [
            Step(
                step=line.step,
                screen=line.screen,
                button=line.button,
                intent_at=line.intent_at,
                receipt_at=line.receipt_at,
                outcome=line.outcome,
                labels=tuple(json.loads(line.labels or "[]")),
                number=line.number,
            )
            for line in lines
        ]


class _Memory(NoMemory):
    """The memory of one participant's rows."""

    def __init__(self, rows: Rows, site: str, person: str) -> None:
        self._rows = rows
        self._site = site
        self._person = person

    def mark(self, *texts: str) -> str:
        return self._rows.row_mark(self._site, *texts)

    def known_rows(self, listing: str) -> Sequence[KnownRow]:
        def look(connection: Connection) -> list[KnownRow]:
            chosen = (items.c.site == self._site) & (items.c.person == self._person)
            item = connection.execute(select(items.c.id).where(chosen)).scalar()
            return [] if item is None else self._rows.known_of(connection, item, listing)

        return self._rows.read(look)


def _left(open_until: float | None, now: float) -> float | None:
    if open_until is None:
        return None
    left = open_until - now
    return left if 0 < left <= LONGEST_S else 0.0
