"""What goes into the ledger and comes out of it, as data. Nothing here shows a value in its repr."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

State = Literal[
    "queued", "working", "done", "unchanged", "needs_fix", "needs_person", "parked", "failed", "cancelled", "unknown"
]
"""`unknown` is a save whose outcome could not be found out: a person looks."""
STATES: tuple[State, ...] = (
    "queued", "working", "done", "unchanged", "needs_fix", "needs_person", "parked", "failed", "cancelled", "unknown",
)  # fmt: skip
WAITING: tuple[State, ...] = ("queued", "parked")
"""What a worker takes up by itself."""
FINISHED: tuple[State, ...] = ("done", "unchanged")


@dataclass(frozen=True)
class Reason:
    """Why an item is in its state: `kind` as of an error, the place by the names of step, screen and label.

    `message` is for people; the ledger keeps it sealed, though it should hold no value anyway.
    """

    kind: str
    message: str = ""
    step: str | None = None
    screen: str | None = None
    field: str | None = None


@dataclass(frozen=True)
class Entry:
    """One participant to be loaded. `record` is what JSON can say of it, or None with the reason why it is wrong.

    `due` is the day by which it must be entered; the nearest goes first, none last.
    """

    user_id: str
    record: Any = field(repr=False)
    due: date | None = None
    wrong: Reason | None = None


Loaded = Literal["new", "same", "again", "over", "revised", "conflict", "busy"]
"""What loading an entry did: a new item; the same waits already; the same was over and is queued again, or stays over;
another content takes the place of the former; another content while the former waits (a person decides); a worker has
it just now."""


@dataclass(frozen=True)
class Claim:
    """An item in the hands of one worker. `epoch` is its fencing token: who comes later has a greater one."""

    item: int
    epoch: int
    owner: str
    site: str
    revision: int
    user_id: str
    record: Any = field(repr=False)
    before: str | None = None
    """The state it was taken from."""


@dataclass(frozen=True)
class Outcome:
    """What became of a claimed item. `not_before`: seconds from now before it may be taken up again.

    `counts` says whether this try is one of the few a parked item has; a site that is down is nobody's fault.
    """

    state: State
    reason: Reason | None = None
    plan_id: str | None = None
    seconds: float | None = None
    not_before: float | None = None
    counts: bool = True


NO_DAY = 2**31 - 1
"""The order of an item that is due on no day: above every day's number."""


@dataclass(frozen=True)
class Turn:
    """An item that a worker may take up now: the smaller `order` is, the sooner its turn."""

    item: int
    order: int


@dataclass(frozen=True)
class AtWork:
    """A worker that uses a sign-in: how many seconds ago its heart beat last, and the item it works on."""

    owner: str
    silent_s: float
    item: int | None

    @property
    def host(self) -> str:
        """Its machine's name."""
        return self.owner.partition("/")[0]


@dataclass(frozen=True)
class Item:
    """An item as a person is shown it."""

    id: int
    site: str
    user_id: str
    state: State
    reason: Reason | None
    due: date | None
    loaded_at: float
    changed_at: float
    tries: int
    owner: str | None
    plan_id: str | None
    not_before: float | None
    revision: int


@dataclass(frozen=True)
class Step:
    """One line of an item's history: a press that saves (`button`), or a whole step."""

    step: str
    screen: str | None
    button: str | None
    intent_at: float
    receipt_at: float | None
    outcome: str | None
    labels: tuple[str, ...]
    number: str | None


@dataclass(frozen=True)
class Hold:
    """What holds the work at a site: a person's pause, a halt (its kind of error), a breaker open for so many seconds.

    A breaker whose time is over and that waits for somebody to look is open for 0 seconds.
    """

    site: str
    paused: bool
    halted: str | None
    open_s: float | None


@dataclass(frozen=True)
class Status:
    """A site's, or everyone's, totals. `states` has every state, and sums up to `loaded`."""

    states: Mapping[State, int]
    kinds: Mapping[str, int]
    overdue: int
    soonest: date | None
    working: tuple[str, ...]

    @property
    def loaded(self) -> int:
        return sum(self.states.values())
