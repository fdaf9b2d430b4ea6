"""The ledger of unattended work: the truth about who was loaded, is in work, and what became of whom.

    with Ledger.open() as ledger:
        ledger.loading.load(site, entries)
        claim = ledger.claims.take(site, owner)
        journal = ledger.journal(claim)         # an intent before, a receipt after every press that saves
        ledger.claims.finish(claim, Outcome("done"))

It knows no records and no screens: it keeps sealed bytes, keyed hashes, states and names. `site` is a profile's `site`.
One Ledger may be used by several threads; processes open their own.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from platform import node

import psutil
from sqlalchemy import Connection, insert, select

from bot.keys import credential, state_folder
from bot.ledger import schema
from bot.ledger.audit import Audit
from bot.ledger.claims import BEAT_S, LEASE_S, MOST_TRIES, Claims
from bot.ledger.database import Database
from bot.ledger.integrity.check import Check, Checked
from bot.ledger.integrity.rotation import Rotation
from bot.ledger.integrity.rows import Rows
from bot.ledger.integrity.unlock import NEXT_KEY, keys_of, unlocked
from bot.ledger.integrity.upgrade import Upgrade
from bot.ledger.journal import Journal, Line
from bot.ledger.loading import Loading
from bot.ledger.model import STATES, Claim, Entry, Hold, Item, Loaded, Outcome, Reason, State, Status, Step
from bot.ledger.schema import meta
from bot.ledger.seal import Seal
from bot.ledger.sign_ins import SignIns
from bot.ledger.sites import Gate, Sites
from bot.ledger.views import Views

__all__ = [
    "BEAT_S", "LEASE_S", "MOST_TRIES", "PLACE", "REPLACE_LEDGER", "STATES", "Checked", "Claim", "Entry", "Gate", "Hold",
    "Item", "Journal", "Ledger", "Loaded", "Outcome", "Reason", "State", "Status", "Step", "default_place", "is_dead",
    "new_owner",
]  # fmt: skip

PLACE = "CALJOBS_LEDGER"
"""The environment's variable for the ledger's file or address."""
REPLACE_LEDGER = (
    "somebody changed the ledger from outside; find out who, put back a copy of it that is whole, or move it away and"
    " load the records again: the site is looked at first, and what stands there is not entered again"
)
"""What to do about a log that does not verify."""
_SAME_START_S = 3600
"""Tolerance for a process's start time: the clock may have been set since; a larger difference is another process."""
HOST = "CALJOBS_HOST_ID"
"""The environment's variable for this machine's name, where the system's own is not unique."""


class Ledger:
    """One ledger, open. Its parts are its attributes."""

    def __init__(self, place: str, seal: Seal | None = None) -> None:
        """`seal` without a key of its own is found by what the ledger tells of its key. Raises as `open` does."""
        self.place = place
        self._database = Database(place)
        try:
            self._seal = unlocked(self._database, seal)
            self.audit = Audit(self._database, self._seal)
            self._rows = Rows(self._database, self._seal, self.audit)
            Upgrade(self._database, self._seal, self.audit, self._rows).run()
        except BaseException:
            self.close()
            raise
        parts = self._database, self._seal, self.audit, self._rows
        self.loading = Loading(*parts)
        self.claims = Claims(*parts)
        self.sign_ins = SignIns(self._database, self._seal)
        self.sites = Sites(self._database, self.audit)
        self.views = Views(self._database, self._seal, self._rows)
        self._seen_at: dict[Line, float] = {}

    @classmethod
    @contextmanager
    def open(cls, place: str | Path | None = None, *, key: bytes | None = None) -> Iterator[Ledger]:
        """Opens a ledger by file or URL, made at first use; the default is CALJOBS_LEDGER, or this user's own.

        Raises ConfigError for a place or key that does not serve, LedgerTrouble when the database does not answer.
        """
        ledger = cls(str(place or default_place()), None if key is None else Seal(key))
        try:
            yield ledger
        finally:
            ledger.close()

    def journal(self, claim: Claim, *, outcome_s: float = 0.0) -> Journal:
        """The journal of a claimed item; `outcome_s` is for how long a save without an answer may yet come out."""
        return Journal(self._database, self.audit, self._rows, self.claims, claim, outcome_s, self._seen_at)

    def check(self) -> Checked:
        """Looks whether the log and every row are as this program wrote them; rows that are not are set aside."""
        return Check(self._database, self.audit, self._rows).run()

    @property
    def changing_to(self) -> str | None:
        """What tells which key it is being changed to, if that was begun and broken off."""
        return self._database.read(keys_of).get(NEXT_KEY)

    def rotate(self, key: bytes) -> int:
        """Seals everything anew, and has the ledger opened with this key only; how many rows that were.

        What was broken off is gone on with when it is said again. Raises ConfigError while somebody works, or when a
        change to another key was begun.
        """
        return Rotation(self._database, self._seal, self.audit, self._rows, LEASE_S).run(Seal(key))

    @property
    def key_mark(self) -> str:
        """What tells which key it is opened with."""
        return self._seal.identity

    def beat(self, owner: str, claim: Claim | None) -> None:
        """The heartbeat of a worker: for its sign-in and the item in its hands. Raises LostClaim."""
        self.sign_ins.beat(owner)
        if claim is not None:
            self.claims.beat(claim)

    def owners(self) -> set[str]:
        """Everyone who has an item or a sign-in in hand."""

        def look(connection: Connection) -> set[str]:
            working = select(schema.items.c.owner).where(schema.items.c.state == "working")
            signed_in = select(schema.sign_ins.c.owner).where(schema.sign_ins.c.owner.is_not(None))
            return {str(owner) for query in (working, signed_in) for owner in connection.execute(query).scalars()}

        return self._database.read(look)

    def bury(self, owner: str) -> int:
        """Takes back what an owner known to be dead had in hand; gives how many participants are queued again."""
        self.sign_ins.release(owner)
        return self.claims.release(owner)

    @property
    def is_file(self) -> bool:
        """Whether it is a file of this machine, and not a server."""
        return self._database.is_file

    @cached_property
    def identity(self) -> str:
        """What all who have this ledger open call it, and no other one: a copy of a file is another ledger."""
        query = select(meta.c.value).where(meta.c.key == "identity")

        def look(connection: Connection) -> str | None:
            return connection.execute(query).scalar()

        def choose(connection: Connection) -> str:
            self._database.alone(connection)
            if (standing := look(connection)) is not None:
                return standing
            made = secrets.token_hex(16)
            connection.execute(insert(meta).values(key="identity", value=made))
            return made

        chosen = self._database.read(look) or self._database.write("identity", choose)
        if not self.is_file:
            return chosen
        told = Path(self.place).expanduser().stat()
        return f"{chosen} {_host()} {told.st_dev}:{told.st_ino}"

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()


def default_place() -> str:
    """CALJOBS_LEDGER of the environment or of a service's credentials, or the file where this user's programs keep what
    they remember."""
    return os.environ.get(PLACE) or credential(PLACE) or str(state_folder() / "ledger.db")


def new_owner(worker: str = "1") -> str:
    """A name for one worker of this process that nobody has had before: machine/process-its start/worker-chance."""
    return f"{_host()}/{os.getpid()}-{int(psutil.Process().create_time())}/{worker}-{secrets.token_hex(4)}"


def is_dead(owner: str) -> bool:
    """Whether an owner was a process of this machine that is no more; of other machines only heartbeats tell."""
    host, _, rest = owner.partition("/")
    pid, _, start = rest.partition("/")[0].partition("-")
    if host != _host() or not (pid.isdigit() and start.isdigit()):
        return False
    try:
        return abs(psutil.Process(int(pid)).create_time() - int(start)) > _SAME_START_S
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def _host() -> str:
    return (os.environ.get(HOST) or node() or "host").replace("/", "-")
