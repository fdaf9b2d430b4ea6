"""What the ledger can be asked: totals, one participant's history, who is there."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, select

from bot.ledger.claims import MOST_TRIES, is_free
from bot.ledger.database import Database
from bot.ledger.model import NO_DAY, STATES, WAITING, AtWork, Hold, Item, Reason, State, Status, Step, Turn
from bot.ledger.schema import items, sign_ins, sites, steps
from bot.ledger.seal import Seal
from bot.ledger.sites import LONGEST_S


class Views:
    """Questions that change nothing."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def status(
        self, site: str | None = None, *, today: date | None = None, among: Collection[int] | None = None
    ) -> Status:
        """The totals of one site, or of all, or of some items. `today` decides what is overdue."""

        def look(connection: Connection) -> Status:
            here = items.c.site == site if site else items.c.site.is_not(None)
            if among is not None:
                here &= items.c.id.in_(among)
            counts = dict.fromkeys(STATES, 0)
            by_state = select(items.c.state, func.count()).where(here).group_by(items.c.state)
            counts |= {line.state: line[1] for line in connection.execute(by_state)}
            kinds = select(items.c.kind, func.count()).where(here & items.c.kind.is_not(None)).group_by(items.c.kind)
            waiting = here & items.c.state.in_(WAITING)
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
                chosen &= items.c.state.in_(states)
            query = select(items).where(chosen).order_by(items.c.due.is_(None), items.c.due, items.c.id)
            return [self._item(line) for line in connection.execute(query)]

        return self._database.read(look)

    def turns(self, site: str, most: int) -> list[Turn]:
        """The first items that a worker may take up now, those of dead workers too, in the order of their turns."""

        def look(connection: Connection) -> list[Turn]:
            chosen = (items.c.site == site) & is_free(self._database.now(connection))
            query = select(items.c.id, items.c.due).where(chosen)
            query = query.order_by(items.c.due.is_(None), items.c.due, items.c.id).limit(most)
            return [Turn(line.id, _order(line.due)) for line in connection.execute(query)]

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
                & items.c.sealed.is_not(None)
                & (items.c.tries < MOST_TRIES)
            )
            if among is not None:
                soon = soon.where(items.c.id.in_(among))
            at = connection.execute(soon).scalar()
            return None if at is None else max(0.0, at - self._database.now(connection))

        return self._database.read(look)

    def _day(self, order: int | None) -> date | None:
        return None if order is None else self._seal.day_of(order)

    def _item(self, line: Row[Any]) -> Item:
        reason = None
        if line.kind is not None:
            message = str(self._seal.open(line.reason)) if line.reason else ""
            reason = Reason(line.kind, message, line.step, line.screen, line.field)
        return Item(
            id=line.id,
            site=line.site,
            user_id=str(self._seal.open(line.user_id)),
            state=line.state,
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


def _order(due: date | int | None) -> int:
    """The number by which a day has its turn."""
    if due is None:
        return NO_DAY
    return due if isinstance(due, int) else due.toordinal()


def _left(open_until: float | None, now: float) -> float | None:
    if open_until is None:
        return None
    left = open_until - now
    return left if 0 < left <= LONGEST_S else 0.0
