"""Opening a ledger's ring with the user's key. A ledger opened with another key would take everyone for new."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, delete, func, insert, select

from bot.errors import ConfigError
from bot.ledger.audit import Audit
from bot.ledger.database import Database
from bot.ledger.integrity.rows import GENERATION
from bot.ledger.schema import audit, meta, sign_ins
from bot.ledger.seal import NEW_KEY, VARIABLE, Ring, Seal, find_key

KEY, RING = "key", "ring"
"""The lines of `meta` that tell which key the ledger has, and what it opens."""
NEXT_KEY, NEXT_RING = "next key", "next ring"
"""The same of the key that the ledger is being changed to."""


def unlocked(database: Database, seal: Seal | None) -> Seal:
    """The seal (by default of the key that this user keeps for it) with the ledger's ring in use; a new ledger gets
    one, and one from before version 3. Raises ConfigError for another key."""
    told = database.read(keys_of)
    seal = seal or Seal(find_key(told.get(KEY)))
    if RING not in told:
        told = database.write("begin", lambda connection: _begin(connection, database, seal))
    open_ring(told, seal)
    return seal


def keys_of(connection: Connection) -> Mapping[str, str]:
    """What the ledger says of its keys."""
    query = select(meta.c.key, meta.c.value).where(meta.c.key.in_((KEY, RING, NEXT_KEY, NEXT_RING)))
    return {line.key: line.value for line in connection.execute(query)}


def open_ring(told: Mapping[str, str], seal: Seal) -> None:
    """Puts the ring in use that the seal's key opens. Raises ConfigError where it opens none."""
    for key, ring in ((KEY, RING), (NEXT_KEY, NEXT_RING)):
        if told.get(key) == seal.identity and ring in told:
            seal.use(seal.open_ring(told[ring]))
            return
    raise _another_key()


def _begin(connection: Connection, database: Database, seal: Seal) -> Mapping[str, str]:
    """Gives a ledger its ring, unless another program just did."""
    database.alone(connection)
    told = keys_of(connection)
    if RING in told:
        return told
    is_new = KEY not in told
    if is_new:
        connection.execute(insert(meta).values(key=KEY, value=seal.identity))
    elif told[KEY] != seal.identity:
        raise _another_key()
    lines = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    ring = Ring.new() if is_new else Ring.new(seal.former_hashing, lines)
    seal.use(ring)
    connection.execute(insert(meta).values(key=RING, value=seal.close_ring(ring)))
    connection.execute(insert(meta).values(key=GENERATION, value=str(ring.number)))
    log = Audit(database, seal)
    if is_new:
        log.begin(connection)
    else:
        log.seal_head(connection)
        connection.execute(delete(sign_ins))  # nobody is at work, and their names were hashed otherwise
    return keys_of(connection)


def _another_key() -> ConfigError:
    return ConfigError(
        f"this ledger was made with another key: {VARIABLE}, the keyring, or ledger.key. Where rotate-key has changed"
        f" it, {VARIABLE} must be what {NEW_KEY} was then"
    )
