"""Staff sign-ins: each is used by one worker at a time, because the site knows one participant for each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from bot.ledger.claims import LEASE_S
from bot.ledger.database import Database
from bot.ledger.schema import sign_ins
from bot.ledger.seal import Seal


class SignIns:
    """Who uses which sign-in. A user name is kept as a keyed hash only."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    def take(self, site: str, username: str, owner: str, *, at_once: int | None = None) -> bool:
        """Whether the sign-in is this owner's now; not while another one's heart beats, nor when as many are in use
        at the site as may be `at_once`."""

        def work(connection: Connection) -> bool:
            now, mine = self._database.now(connection), self._place(site, username)
            if not self._is_there(connection, site, username):
                self._database.alone(connection)
            if not self._is_there(connection, site, username):
                connection.execute(insert(sign_ins).values(site=site, staff=self._mark(username), epoch=0, lost="[]"))
            used = select(func.count()).where((sign_ins.c.site == site) & ~mine & ~_is_free(now, owner))
            if at_once is not None and connection.execute(used).scalar_one() >= at_once:
                return False
            taken = connection.execute(
                update(sign_ins)
                .where(mine & _is_free(now, owner))
                .values(owner=owner, beat_at=now, epoch=sign_ins.c.epoch + 1)
            )
            return taken.rowcount == 1

        return self._database.write("sign-in", work, sync=False)

    def free(self, site: str, usernames: Sequence[str], *, at_once: int) -> list[str]:
        """Those of the sign-ins that nobody uses now, no more than may still come into use at the site."""

        def look(connection: Connection) -> list[str]:
            used = (sign_ins.c.site == site) & ~_is_free(self._database.now(connection), "")
            marks = set(connection.execute(select(sign_ins.c.staff).where(used)).scalars())
            free = [name for name in usernames if self._mark(name) not in marks]
            return free[: max(0, at_once - len(marks))]

        return self._database.read(look)

    def beat(self, owner: str) -> bool:
        """Says that the owner lives; whether it still has a sign-in."""

        def work(connection: Connection) -> bool:
            now = self._database.now(connection)
            beaten = connection.execute(update(sign_ins).where(sign_ins.c.owner == owner).values(beat_at=now))
            return beaten.rowcount > 0

        return self._database.write("beat", work, sync=False)

    def release(self, owner: str) -> None:
        """Gives back what an owner had."""
        self._database.write(
            "sign-out",
            lambda connection: connection.execute(
                update(sign_ins).where(sign_ins.c.owner == owner).values(owner=None, beat_at=None)
            ),
            sync=False,
        )

    def lost(self, site: str, username: str, *, window_s: float) -> int:
        """Notes that the site signed this sign-in out in the middle of work; how often it did so in the window."""

        def work(connection: Connection) -> int:
            now, mine = self._database.now(connection), self._place(site, username)
            lost = json.loads(connection.execute(select(sign_ins.c.lost).where(mine)).scalar() or "[]")
            recent = [at for at in lost if now - window_s < at <= now] + [now]
            connection.execute(update(sign_ins).where(mine).values(lost=json.dumps(recent)))
            return len(recent)

        return self._database.write("sign-in lost", work, sync=False)

    def _is_there(self, connection: Connection, site: str, username: str) -> bool:
        found = connection.execute(select(sign_ins.c.epoch).where(self._place(site, username)).with_for_update())
        return found.scalar() is not None

    def _place(self, site: str, username: str) -> Any:
        return (sign_ins.c.site == site) & (sign_ins.c.staff == self._mark(username))

    def _mark(self, username: str) -> str:
        return self._seal.mark("staff", username.casefold())


def _is_free(now: float, owner: str) -> Any:
    """Nobody has it, this owner has it, or its owner's heart stopped (or beats in the future: a clock was set back)."""
    beat = sign_ins.c.beat_at
    return or_(sign_ins.c.owner.is_(None), sign_ins.c.owner == owner, beat < now - LEASE_S, beat > now + LEASE_S)
