"""What holds the work at a whole site, for all workers of all machines: pause, halt, breaker, pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.schema import sites

PROBE_S = 300.0
"""Seconds that one worker has to find out whether a site is back, before another one tries."""
LONGEST_S = 900.0
"""The longest time for which a breaker stays open. A time further ahead was written before a clock was set back."""


@dataclass(frozen=True)
class Gate:
    """Whether work may go on at a site. `wait`: seconds until asking again is worth it; `kind`: what halted it."""

    says: Literal["go", "probe", "wait", "paused", "halted"]
    wait: float = 0.0
    kind: str | None = None


class Sites:
    """The state of each site. A site nobody has ever stopped has no line."""

    def __init__(self, database: Database, audit: Audit) -> None:
        self._database = database
        self._audit = audit

    def gate(self, site: str, owner: str, *, probes: bool = True) -> Gate:
        """Whether this owner may take up the next participant. While a breaker is open one owner is told to probe; one
        who never `probes` asks only for pause and halt."""
        line = self._database.read(lambda connection: self._line(connection, site))
        if line is None or not (line.paused or line.halted or line.open_until is not None):
            return Gate("go")  # the usual case costs no write
        if not probes and not (line.paused or line.halted):
            return Gate("go")
        return self._database.write("gate", lambda connection: self._gate(connection, site, owner), sync=False)

    def failed(self, site: str, owner: str, *, most: int, wait_s: float) -> bool:
        """Notes that the site was down for this owner; whether the breaker is open now.

        It opens after `most` such in a row over all workers, for `wait_s` seconds; each failed probe doubles that.
        """

        def work(connection: Connection) -> bool:
            line = self._made(connection, site)
            failures, now = line.failures + 1, self._database.now(connection)
            values: dict[str, Any] = {"failures": failures}
            if failures >= most or line.prober == owner:
                wait = min(wait_s * 2 ** max(0, failures - most), LONGEST_S)
                values |= {"open_until": now + wait, "prober": None}
                if line.open_until is None:
                    self._audit.add(connection, "breaker open", site=site)
            self._set(connection, site, **values)
            return "open_until" in values

        return self._database.write("site failed", work, sync=False)

    def worked(self, site: str) -> None:
        """Notes that the site worked: the breaker closes, counts begin anew."""
        line = self._database.read(lambda connection: self._line(connection, site))
        if line is None or not (line.failures or line.strange_times or line.open_until is not None):
            return

        def work(connection: Connection) -> None:
            self._close(connection, site)
            self._set(connection, site, strange=None, strange_times=0)

        self._database.write("site worked", work, sync=False)

    def answered(self, site: str) -> None:
        """Notes that the site answered, though nothing came of the participant: a breaker closes."""
        line = self._database.read(lambda connection: self._line(connection, site))
        if line is not None and (line.failures or line.open_until is not None):
            self._database.write("site answered", lambda connection: self._close(connection, site))

    def strange(self, site: str, place: str, *, most: int) -> bool:
        """Notes that a screen was not as it is known (`place`: kind, screen and label); whether it was so `most` times
        in a row. Then the site has changed, and everything halts."""

        def work(connection: Connection) -> bool:
            line = self._made(connection, site)
            times = line.strange_times + 1 if line.strange == place else 1
            self._set(connection, site, strange=place, strange_times=times)
            return bool(times >= most)

        return self._database.write("site strange", work, sync=False)

    def halt(self, site: str, kind: str) -> None:
        """Stops all work at a site until a person says `resume`; `kind` of error is why."""
        self._change(site, "halted", halted=kind)

    def pause(self, site: str) -> None:
        """Lets nobody begin another participant there until `resume`."""
        self._change(site, "paused", paused=True)

    def resume(self, site: str) -> None:
        """Takes back pause, halt and breaker."""
        self._change(
            site, "resumed", paused=False, halted=None, failures=0, open_until=None, prober=None, strange=None,
            strange_times=0,
        )  # fmt: skip

    def turn(self, site: str, pages_a_minute: float) -> float:
        """Takes a turn for one page: the seconds to wait for it."""

        def work(connection: Connection) -> float:
            line, now, apart = self._made(connection, site), self._database.now(connection), 60 / pages_a_minute
            begin = line.next_page or now
            if not now <= begin <= now + LONGEST_S:
                begin = now
            self._set(connection, site, next_page=begin + apart)
            return float(begin - now)

        return self._database.write("turn", work, sync=False)

    def _close(self, connection: Connection, site: str) -> None:
        if self._made(connection, site).open_until is not None:
            self._audit.add(connection, "breaker closed", site=site)
        self._set(connection, site, failures=0, open_until=None, prober=None)

    def _gate(self, connection: Connection, site: str, owner: str) -> Gate:
        line, now = self._made(connection, site), self._database.now(connection)
        if line.halted:
            return Gate("halted", kind=line.halted)
        if line.paused:
            return Gate("paused")
        if line.open_until is None:
            return Gate("go")
        left = line.open_until - now
        if 0 < left <= LONGEST_S and line.prober != owner:
            return Gate("wait", left)
        self._set(connection, site, open_until=now + PROBE_S, prober=owner)
        return Gate("probe")

    def _change(self, site: str, event: str, **values: Any) -> None:
        def work(connection: Connection) -> None:
            self._made(connection, site)
            self._set(connection, site, **values)
            self._audit.add(connection, event, site=site, kind=values.get("halted"))

        self._database.write(event, work)

    def _line(self, connection: Connection, site: str, *, lock: bool = False) -> Row[Any] | None:
        query = select(sites).where(sites.c.site == site)
        return connection.execute(query.with_for_update() if lock else query).one_or_none()

    def _made(self, connection: Connection, site: str) -> Row[Any]:
        line = self._line(connection, site, lock=True)
        if line is None:
            self._database.alone(connection)
            line = self._line(connection, site)
        if line is None:
            values = {"site": site, "paused": False, "failures": 0, "strange_times": 0}
            connection.execute(insert(sites).values(values))
            line = self._line(connection, site)
            assert line is not None
        return line

    def _set(self, connection: Connection, site: str, **values: Any) -> None:
        connection.execute(update(sites).where(sites.c.site == site).values(values))
