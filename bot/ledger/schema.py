"""The ledger's tables, and their version.

Nothing in them tells a value of a record: participants and staff are keyed hashes, records and User IDs are sealed, and
what is in clear are states, times, the names of screens and labels, and the site's own numbers. The day by which an
item is due is a number that tells which one goes first. Times are seconds since 1970 (UTC), so that no change of a
clock's zone or summer time touches them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

VERSION = 4
"""The version of these tables. A change adds its statements to `UPGRADES` and counts up."""
UPGRADES: dict[int, tuple[str, ...]] = {
    # The due day in clear goes; what waits has none until it is loaded again.
    2: (
        "DROP INDEX items_by_turn",
        "ALTER TABLE items DROP COLUMN due",
        "ALTER TABLE items ADD COLUMN due INTEGER",
        "CREATE INDEX items_by_turn ON items (site, state, due)",
    ),
    # What lies in the rows is sealed anew by `upgrade.py`: key 0 says that it has not been yet.
    3: (
        "DROP INDEX items_by_turn",
        "ALTER TABLE items ADD COLUMN key INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE items ADD COLUMN mac TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE items ADD COLUMN altered FLOAT",
        "CREATE INDEX items_by_turn ON items (site, state, due, id, not_before, tries, altered)",
        "CREATE INDEX items_by_owner ON items (owner) WHERE owner IS NOT NULL",
        "CREATE INDEX items_altered ON items (altered) WHERE altered IS NOT NULL",
        "ALTER TABLE steps ADD COLUMN mac TEXT NOT NULL DEFAULT ''",
        "INSERT INTO meta (key, value) VALUES ('upgrade', '3')",
    ),
    # `known_rows` is new, and made empty as every table that is lacking: what stands on the site is learnt by looking.
    4: (),
}
"""Version: the statements that make it out of the one before."""

tables = MetaData()
_ID = BigInteger().with_variant(Integer, "sqlite")

meta = Table("meta", tables, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""The schema's version, a mark of the key, the ring that the key opens, and the head of the audit log; while the key is
changed, or a ledger of an older version sealed anew, what that needs."""

items = Table(
    "items",
    tables,
    Column("id", _ID, primary_key=True),
    Column("site", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("sealed", Text),
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("kind", Text),
    Column("step", Text),
    Column("screen", Text),
    Column("field", Text),
    Column("reason", Text),
    Column("due", Integer, nullable=False),
    Column("loaded_at", Float, nullable=False),
    Column("changed_at", Float, nullable=False),
    Column("not_before", Float),
    Column("tries", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("owner", Text),
    Column("beat_at", Float),
    Column("plan_id", Text),
    Column("seconds", Float),
    Column("key", Integer, nullable=False),
    Column("mac", Text, nullable=False),
    Column("altered", Float),
    UniqueConstraint("site", "person"),
    Index("items_by_turn", "site", "state", "due", "id", "not_before", "tries", "altered"),
)
"""One participant of one site each. `person` is a keyed hash, `content` one of the record; `user_id`, `sealed` and
`reason` are sealed; `due` is `Seal.order_of` a day, or NO_DAY; `epoch` counts the claims and is their fencing token;
`owner` and `beat_at` are the claim. `mac` covers all columns but `beat_at` and `altered`, with the ring's key of the
number `key`; a row that it does not fit was changed from outside, and `altered` is when that was found out."""

_OWNED, _ALTERED = items.c.owner.is_not(None), items.c.altered.is_not(None)
Index("items_by_owner", items.c.owner, sqlite_where=_OWNED, postgresql_where=_OWNED)
Index("items_altered", items.c.altered, sqlite_where=_ALTERED, postgresql_where=_ALTERED)

steps = Table(
    "steps",
    tables,
    Column("id", _ID, primary_key=True),
    Column("item", _ID, ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("step", Text, nullable=False),
    Column("screen", Text),
    Column("button", Text),
    Column("intent_at", Float, nullable=False),
    Column("receipt_at", Float),
    Column("outcome", Text),
    Column("labels", Text),
    Column("number", Text),
    Column("mac", Text, nullable=False),
)
"""What was about to be done, and what came of it. With a `button` it is one press that saves, without one a whole step.
An intent without a receipt is a press whose outcome nobody has seen yet; NOT_KNOWN, when it had to be made again. `mac`
covers what decides, as that of `items` does."""

known_rows = Table(
    "known_rows",
    tables,
    Column("id", _ID, primary_key=True),
    Column("item", _ID, ForeignKey("items.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("listing", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("record", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("mac", Text, nullable=False),
)
"""Which row of a list of the site stands there for which row of a record (`bot.row_memory.KnownRow`). `listing` is the
key of a screen and a keyed hash of the record on the site, `place` a number; all else are keyed hashes. `mac` covers
all of it."""

NOT_KNOWN = "not known"
"""The outcome of a press that got no answer and was not found by looking. Its receipt is that a person was told."""

sign_ins = Table(
    "sign_ins",
    tables,
    Column("site", Text, primary_key=True),
    Column("staff", Text, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("owner", Text),
    Column("beat_at", Float),
    Column("lost", Text, nullable=False),
)
"""Who uses which staff sign-in; `lost` are the times at which its session was lost."""

sites = Table(
    "sites",
    tables,
    Column("site", Text, primary_key=True),
    Column("paused", Boolean, nullable=False),
    Column("halted", Text),
    Column("failures", Integer, nullable=False),
    Column("open_until", Float),
    Column("prober", Text),
    Column("strange", Text),
    Column("strange_times", Integer, nullable=False),
    Column("next_page", Float),
)
"""What holds the work at a site: a person's pause, a halt (its kind of error), the breaker, the pace."""

audit = Table(
    "audit",
    tables,
    Column("id", _ID, primary_key=True),
    Column("at", Float, nullable=False),
    Column("item", _ID),
    Column("event", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""What happened, line by line, each bound to the one before by a keyed hash. Outlives purged items."""
