"""What one worker is about to do for one participant, written down before it is done; and what came of it.

Before a press that saves there is an intent on disk, and in the same transaction the claim is checked. A receipt waits
in memory for the next write, and nothing waits until it is on disk: losing one costs a look at the site, which every
step takes anyway.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import inf
from time import monotonic, time
from typing import Any

from sqlalchemy import Connection, Row, delete

from bot.errors import LostClaim, UnderWay
from bot.ledger.audit import Audit
from bot.ledger.claims import LEASE_S, Claims
from bot.ledger.database import Database
from bot.ledger.integrity.lines import numbered
from bot.ledger.integrity.rows import Rows
from bot.ledger.model import Claim
from bot.ledger.points import reach
from bot.ledger.schema import NOT_KNOWN, steps
from bot.row_memory import KnownRow

_Press = tuple[str, str | None, str]
"""A press by its step, screen and button."""
Line = tuple[int, float]
"""The line of a press: its number, which a file may give again, and when it was written."""
_Written = tuple[int, dict[str, Any]]
"""A line of the journal as it was written, with its number."""
PRESS_WITHIN_S = LEASE_S / 2
"""Seconds after an intent within which its press must happen: a worker that was asleep for longer must not press."""


class Journal:
    """The journal of one claim."""

    def __init__(
        self,
        database: Database,
        audit: Audit,
        rows: Rows,
        claims: Claims,
        claim: Claim,
        outcome_s: float = 0.0,
        seen_at: dict[Line, float] | None = None,
    ) -> None:
        """`outcome_s`: seconds for which the site may still be at a save of which no answer came.

        `seen_at`: since when this process knows of each unanswered press, by its line and a clock that nobody sets;
        journals of one process share it.
        """
        self._database = database
        self._audit = audit
        self._rows = rows
        self._claims = claims
        self._claim = claim
        self._step = ""
        self._screen: str | None = None
        self._open: _Written | None = None
        self._pressing: _Press | None = None
        self._until = 0.0
        self._outcome_s = outcome_s
        self._seen_at: dict[Line, float] = {} if seen_at is None else seen_at
        self._under_way: dict[_Press, Line] | None = None
        """The lines of presses whose answer nobody has seen, of earlier workers too once they were looked for."""
        self._receipts: list[tuple[_Written, str, float]] = []
        self._known: dict[str, Sequence[KnownRow]] = {}
        """What is known of the lists that were asked for or changed, by their names."""
        self._unwritten: set[str] = set()
        """Those of them that wait to be written, with the receipts."""

    def at(self, step: str, screen: str) -> None:
        """Where the work is: the names of the next intents. The first time it looks for presses of earlier workers."""
        self._step, self._screen = step, screen
        if self._under_way is None:
            self._under_way = self._rows.read(self._unanswered)

    def intend(self, button: str, *, part: str = "", needed: bool = False) -> float:
        """Writes down that a button that saves is about to be pressed; until when (seconds since 1970) it may be.

        `part` is the part of the screen that it saves (`row 2`). With `needed` the site lacked what it saves: an
        earlier press of the same that nobody saw answered did not save it here, and stays not known.

        Raises LostClaim when another worker has taken over, UnderWay when the same was pressed before and may yet come
        out, LedgerTrouble when it can't be written: then nothing is pressed.
        """
        screen = f"{self._screen}, {part}" if part else self._screen
        press = self._step, screen, button
        written: list[int] = []

        def work(connection: Connection) -> tuple[_Written, float, float]:
            for place in written:  # the server was away meanwhile: it may have been committed, and its word for it lost
                connection.execute(delete(steps).where(steps.c.id == place))
            held = self._claims.check(connection, self._claim)
            now = self._database.now(connection)
            self._check_under_way(connection, press)
            self._write_receipts(connection)
            self._claims.keep(connection, held, now)
            if needed:
                same = (steps.c.step == self._step) & (steps.c.screen == screen) & (steps.c.button == button)
                again = self._rows.lines_of(connection, self._claim.item, same & steps.c.receipt_at.is_(None))
                self._rows.lines.change(connection, numbered(filter(_is_unanswered, again)), outcome=NOT_KNOWN)
            opened = self._rows.lines.add(connection, self._line(self._step, screen, button, now))
            written.append(opened[0])
            return opened, now, time()

        self._open, at, here = self._rows.write("intent", work)
        self._written()
        self._pressing = press
        self._begin(press, (self._open[0], at))
        self._until = here + PRESS_WITHIN_S
        reach("before press")
        return self._until

    def confirm(self) -> float:
        """The site asks back, and the press that saves is the answer: until when (seconds since 1970) it may be made.

        The intent stands; where it is too long ago the claim is checked once more. Raises as `intend` does.
        """
        if time() > self._until - PRESS_WITHIN_S / 2:
            self._claims.beat(self._claim)
            self._until = time() + PRESS_WITHIN_S
        reach("before press")
        return self._until

    def pressed(self) -> None:
        """The press was made; what came of it is not known yet."""
        if self._pressing is not None and (line := (self._under_way or {}).get(self._pressing)) is not None:
            self._seen_at[line] = monotonic()
        reach("after press")

    def not_pressed(self) -> None:
        """The press did not happen: the person, or the button, was not as it should be."""
        self._close("not pressed")

    def settled(self) -> None:
        """The site gave a page for it, whatever that says: nothing of it is under way any more."""
        self._over(self._pressing)

    def answered(self) -> None:
        """The site took what was saved."""
        self._close("answered")

    def refused(self) -> None:
        """The site did not take it, and said so."""
        self._close("refused")

    def step_done(self, step: str, outcome: str, labels: Sequence[str] = (), number: str | None = None) -> None:
        """A whole step is done and was read back; with it every earlier press of it is known to have come out well.

        Not so one that had to be made again: it was not found, and stays not known.
        """

        def work(connection: Connection) -> None:
            held = self._claims.check(connection, self._claim)
            now = self._database.now(connection)
            self._write_receipts(connection)
            self._claims.keep(connection, held, now)
            lines = self._rows.lines_of(connection, self._claim.item)
            unseen = [line for line in lines if line.step == step and _is_unanswered(line)]
            self._rows.lines.change(connection, numbered(unseen), receipt_at=now, outcome="found")
            line = self._line(step, None, None, now)
            line |= {"receipt_at": now, "outcome": outcome, "labels": json.dumps(list(labels)), "number": number}
            self._rows.lines.add(connection, line)
            self._audit.add(connection, "step done", self._claim.item, step=step, outcome=outcome)

        self._rows.write("receipt", work, sync=False)
        self._written()
        self._open = None
        for press in [press for press in self._under_way or () if press[0] == step]:
            self._over(press)

    def flush(self) -> None:
        """Writes the receipts that wait, and what is known of the site's rows as far as the claim still stands."""

        def work(connection: Connection) -> None:
            try:
                self._claims.check(connection, self._claim)
            except LostClaim:
                self._unwritten.clear()  # who has taken over knows better
            self._write_receipts(connection)

        if self._receipts or self._unwritten:
            self._database.write("receipts", work, sync=False)
            self._written()

    def mark(self, *texts: str) -> str:
        """A keyed hash of texts."""
        return self._rows.row_mark(self._claim.site, *texts)

    def known_rows(self, listing: str) -> Sequence[KnownRow]:
        """What is known of a list of this participant. Raises AlteredItem when that was changed from outside."""

        def look(connection: Connection) -> list[KnownRow]:
            return self._rows.known_of(connection, self._claim.item, listing)

        if listing not in self._known:
            self._known[listing] = self._rows.read(look)
        return self._known[listing]

    def know_rows(self, listing: str, rows: Sequence[KnownRow]) -> None:
        """Takes the place of what is known of a list; written with the next receipts."""
        self._known[listing] = list(rows)
        self._unwritten.add(listing)

    def not_known(self) -> list[str]:
        """Where presses that save got no answer and were not found by looking: `screen: 'button'`, oldest first."""
        self.flush()

        def look(connection: Connection) -> list[str]:
            lines = self._rows.lines_of(connection, self._claim.item)
            unseen = [line for line in lines if line.button is not None and line.receipt_at is None]
            return [f"{line.screen}: '{line.button}'" for line in unseen if line.revision == self._claim.revision]

        return list(dict.fromkeys(self._rows.read(look)))

    def begun_since(self, step: str, after: str) -> list[str]:
        """The screens of `step` on which a save was begun since the step `after` was last done, oldest first.

        It tells a restarted worker that an activity is its own though it finds it on the site (R9).
        """

        def look(connection: Connection) -> list[str]:
            lines = self._rows.lines_of(connection, self._claim.item)
            last = max((line.id for line in lines if line.step == after and line.button is None), default=0)
            begun = [line for line in lines if line.id > last and line.step == step and line.button is not None]
            return [line.screen for line in begun if line.screen and line.outcome in (None, "answered", "found")]

        return list(dict.fromkeys(self._rows.read(look)))

    def _check_under_way(self, connection: Connection, press: _Press) -> None:
        """Raises UnderWay for the same press of an earlier try, once: who catches it waits, and looks again.

        A process that was killed, or an answer that was lost, says nothing of the site: it may be in the middle of it.
        The wait begins when this process first knew of the press: what the clock says, then or now, shortens nothing.
        """
        if self._under_way is None:
            self._under_way = self._unanswered(connection)
        line = self._under_way.pop(press, None)
        if line is not None and (left := self._seen_at[line] + self._outcome_s - monotonic()) > 0:
            raise UnderWay(left)

    def _unanswered(self, connection: Connection) -> dict[_Press, Line]:
        """The presses of this participant that nobody has seen answered, and that may yet be found."""
        found: dict[_Press, Line] = {}
        for line in filter(_is_unanswered, self._rows.lines_of(connection, self._claim.item)):
            self._seen_at.setdefault((line.id, line.intent_at), monotonic())
            found[line.step, line.screen, line.button] = (line.id, line.intent_at)
        return found

    def _begin(self, press: _Press, line: Line) -> None:
        """Notes that a press is under way."""
        self._seen_at[line] = monotonic()
        if self._under_way is not None:
            self._under_way[press] = line

    def _over(self, press: _Press | None) -> None:
        """Notes that nothing of a press is under way any more."""
        if press is not None and self._under_way is not None and (line := self._under_way.pop(press, None)) is not None:
            self._seen_at[line] = -inf

    def _close(self, outcome: str) -> None:
        self._over(self._pressing)
        if self._open is not None:
            self._receipts.append((self._open, outcome, time()))
            self._open = None

    def _write_receipts(self, connection: Connection) -> None:
        for written, outcome, at in self._receipts:
            self._rows.lines.change(connection, [written], receipt_at=at, outcome=outcome)
        for listing in sorted(self._unwritten):
            self._rows.known.put(connection, self._claim.item, listing, self._known[listing])

    def _written(self) -> None:
        self._receipts.clear()
        self._unwritten.clear()

    def _line(self, step: str, screen: str | None, button: str | None, now: float) -> dict[str, Any]:
        return {
            "item": self._claim.item,
            "revision": self._claim.revision,
            "epoch": self._claim.epoch,
            "step": step,
            "screen": screen,
            "button": button,
            "intent_at": now,
        }


def _is_unanswered(line: Row[Any]) -> bool:
    """Whether a line is a press that nobody has seen answered, and that may yet be found."""
    return line.button is not None and line.receipt_at is None and line.outcome is None
