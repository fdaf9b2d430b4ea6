"""Sealing what the ledger must keep and must not show: records and User IDs encrypted, persons as keyed hashes, days as
numbers that tell which of two comes first and no more.

What is sealed is bound to where it belongs (site, person, revision, purpose): taken anywhere else it can't be opened.
The user's key opens one thing only, the ledger's ring: random keys, of which those that seal can be changed and the one
that hashes stays (decision 30).
"""

from __future__ import annotations

import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.errors import LedgerTrouble
from bot.keys import given_key, kept_key, key_of, state_folder

VARIABLE = "CALJOBS_LEDGER_KEY"
"""The environment's variable for the key: how several machines come to have the same."""
NEW_KEY = "CALJOBS_LEDGER_NEW_KEY"
"""The environment's variable for the key that `rotate-key` is to change to."""
_FIRST_DAY = date(2000, 1, 1).toordinal()
_DAYS, _NUMBERS = 2**16, 2**31 - 1
_NONCE = 12


@dataclass(frozen=True)
class Ring:
    """The keys of one ledger. `seals` are those that seal, by number: the greatest is in use, another one is there only
    while the key is changed. `inner` hashed in ledgers from before version 3, `lines` is how long their log was."""

    hashing: bytes = field(repr=False)
    seals: Mapping[int, bytes] = field(repr=False)
    inner: bytes | None = field(default=None, repr=False)
    lines: int = 0

    @classmethod
    def new(cls, inner: bytes | None = None, lines: int = 0) -> Ring:
        """A ring of new random keys."""
        return cls(os.urandom(32), {1: os.urandom(32)}, inner, lines)

    @property
    def number(self) -> int:
        """The number of the key in use."""
        return max(self.seals)

    def with_another(self) -> Ring:
        """The same with a new key in use beside the one so far."""
        return replace(self, seals={self.number: self.seals[self.number], self.number + 1: os.urandom(32)})

    def with_one(self) -> Ring:
        """The same with nothing but the key in use."""
        return replace(self, seals={self.number: self.seals[self.number]})


class Seal:
    """One user's key, and the ring that it opened. `key` is a Fernet key; without one it is found where this user keeps
    it. Until a ledger's ring is put in use, the key itself has to do."""

    def __init__(self, key: bytes | None = None) -> None:
        self._key = key or find_key()
        self.former_hashing = hmac.digest(self._key, b"caljobs-bot: hashes", "sha256")
        """What ledgers from before version 3 hashed with."""
        self._lock = AESGCM(hmac.digest(self._key, b"caljobs-bot: ring", "sha256"))
        self.use(Ring(self.former_hashing, {1: hmac.digest(self._key, b"caljobs-bot: seals", "sha256")}))
        self.identity = self.mark("ledger")
        """What tells which key a ledger was made with."""

    def use(self, ring: Ring) -> None:
        """Seals and hashes with a ring's keys from now on."""
        self.ring = ring
        self._seals = {
            number: AESGCM(hmac.digest(key, b"seals", "sha256"))
            for number, key in sorted(ring.seals.items(), reverse=True)
        }
        self._lines = hmac.digest(ring.hashing, b"lines", "sha256")
        self._rows = {number: hmac.digest(key, b"rows", "sha256") for number, key in ring.seals.items()}

    def become(self, other: Seal) -> None:
        """Goes by another seal's key and ring from now on."""
        self._key, self._lock, self.former_hashing = other._key, other._lock, other.former_hashing
        self.identity = other.identity
        self.use(other.ring)

    def close(self, content: Any, *associated: object) -> str:
        """Anything that JSON can say, encrypted, and bound to what it is associated with."""
        return _closed(self._seals[self.ring.number], content, associated)

    def open(self, sealed: str, *associated: object) -> Any:
        """What was sealed. Raises LedgerTrouble when it was altered, or sealed for another place or by another key."""
        for seal in self._seals.values():
            try:
                return _opened(seal, sealed, associated)
            except (InvalidTag, ValueError):
                continue
        raise LedgerTrouble("an entry of the ledger can't be opened: altered, moved, or of another key")

    def open_former(self, sealed: str) -> Any:
        """What a ledger from before version 3 sealed. Raises LedgerTrouble."""
        try:
            return json.loads(Fernet(self._key).decrypt(sealed.encode()))
        except InvalidToken:
            raise LedgerTrouble("an entry of the ledger can't be opened: altered, or of another key") from None

    def close_ring(self, ring: Ring) -> str:
        """A ring, sealed with the user's key."""
        seals = [[number, _text(key)] for number, key in ring.seals.items()]
        inner = ring.inner and _text(ring.inner)
        content = {"hashing": _text(ring.hashing), "seals": seals, "inner": inner, "lines": ring.lines}
        return _closed(self._lock, content, ("ring", self.identity))

    def open_ring(self, sealed: str) -> Ring:
        """A ring that `close_ring` sealed. Raises LedgerTrouble when it was altered."""
        try:
            told = _opened(self._lock, sealed, ("ring", self.identity))
        except (InvalidTag, ValueError):
            raise LedgerTrouble(
                "the ledger's own keys can't be opened: they were altered; put back a copy of the ledger that is whole"
            ) from None
        seals = {number: urlsafe_b64decode(key) for number, key in told["seals"]}
        inner = told["inner"] and urlsafe_b64decode(told["inner"])
        return Ring(urlsafe_b64decode(told["hashing"]), seals, inner, told["lines"])

    def order_of(self, day: date) -> int:
        """A number for a day: the later the day, the greater; from 0 and below 2**31.

        The numbers of days lie apart as the key has it: who lacks it learns which of two days is the later one, and
        whether two are the same, but neither a day nor how many lie between. Days before 2000 count as its first.
        """
        place = min(max(day.toordinal() - _FIRST_DAY, 0), _DAYS - 1)
        return _halve(self.ring.hashing, lambda middle, cut: place < middle)[1]

    def day_of(self, order: int) -> date:
        """The day of a number that `order_of` gave."""
        return date.fromordinal(_FIRST_DAY + _halve(self.ring.hashing, lambda middle, cut: order < cut)[0])

    def order_of_former(self, order: int) -> int:
        """The number of a day by the number that a ledger from before version 3 had for it."""
        place = _halve(self.former_hashing, lambda middle, cut: order < cut)[0]
        return self.order_of(date.fromordinal(_FIRST_DAY + place))

    def mark(self, *parts: str) -> str:
        """A keyed hash: the same for the same parts, and telling nothing of them to who lacks the key."""
        if self.ring.inner is not None:
            return self.mark_of_former(_mark(self.ring.inner, parts))
        return _mark(self.ring.hashing, parts)

    def mark_of_former(self, mark: str) -> str:
        """The keyed hash of something by the one that a ledger from before version 3 had for it."""
        return hmac.digest(self.ring.hashing, mark.encode(), "sha256").hex()

    def former_mark(self, *parts: str) -> str:
        """The keyed hash that a ledger from before version 3 had for something."""
        return _mark(self.ring.inner or self.former_hashing, parts)

    def knows(self, number: int) -> bool:
        """Whether the ring has the key of this number."""
        return number in self._rows

    def mac(self, number: int, text: str) -> str:
        """What tells that a row is as this program wrote it, by the key of this number."""
        return hmac.digest(self._rows[number], text.encode(), "sha256").hex()

    def line_mac(self, text: str) -> str:
        """What tells that a line of the journal is as this program wrote it; it stays when the key is changed."""
        return hmac.digest(self._lines, text.encode(), "sha256").hex()


_USER = "key of the ledger"


def find_key(identity: str | None = None) -> bytes:
    """The key of this user's ledgers, or the one kept for the ledger that tells this identity. Raises ConfigError.

    The keyring is asked last: it may be locked."""
    file = state_folder() / "ledger.key"
    if identity is not None and not given_key(VARIABLE) and file.exists():
        key = key_of(_USER, file, precious=True)
        if Seal(key).identity == identity:
            return key
    if identity is not None and not given_key(VARIABLE) and (kept := kept_key(*place_of(identity))):
        return kept
    return key_of(_USER, file, VARIABLE, precious=True)


def place_of(identity: str) -> tuple[str, Path]:
    """Where the key of one ledger alone is kept: its name in the keyring, and its file."""
    short = identity[:16]
    return f"key of the ledger {short}", state_folder() / f"ledger-{short}.key"


def _closed(seal: AESGCM, content: Any, associated: tuple[object, ...]) -> str:
    nonce = os.urandom(_NONCE)
    text = json.dumps(content, ensure_ascii=False).encode()
    return _text(nonce + seal.encrypt(nonce, text, _bound(associated)))


def _opened(seal: AESGCM, sealed: str, associated: tuple[object, ...]) -> Any:
    raw = urlsafe_b64decode(sealed)
    return json.loads(seal.decrypt(raw[:_NONCE], raw[_NONCE:], _bound(associated)))


def _bound(associated: tuple[object, ...]) -> bytes:
    return json.dumps(associated).encode()


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode()


def _mark(key: bytes, parts: tuple[str, ...]) -> str:
    return hmac.digest(key, json.dumps(parts, ensure_ascii=False).encode(), "sha256").hex()


def _halve(key: bytes, before: Callable[[int, int], bool]) -> tuple[int, int]:
    """Goes down to one day, and its number, halving the days; where the numbers are cut is the key's chance."""
    low, high, first, last = 0, _DAYS, 0, _NUMBERS
    while high - low > 1:
        middle = (low + high) // 2
        spare = (last - first) - (high - low)
        chance = int.from_bytes(hmac.digest(key, f"days {low}-{high}".encode(), "sha256")[:8], "big")
        cut = first + (middle - low) + spare // 4 + chance % (spare // 2 + 1)
        if before(middle, cut):
            high, last = middle, cut
        else:
            low, first = middle, cut
    return low, first
