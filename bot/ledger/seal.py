"""Sealing what the ledger must keep and must not show: records and User IDs encrypted, persons as keyed hashes, days as
numbers that tell which of two comes first and no more."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import LedgerTrouble
from bot.keys import key_of, state_folder

VARIABLE = "CALJOBS_LEDGER_KEY"
"""The environment's variable for the key: how several machines come to have the same."""
_FIRST_DAY = date(2000, 1, 1).toordinal()
_DAYS, _NUMBERS = 2**16, 2**31 - 1


class Seal:
    """One key's seal. `key` is a Fernet key; without one it is found where this user keeps it."""

    def __init__(self, key: bytes | None = None) -> None:
        key = key or key_of("key of the ledger", state_folder() / "ledger.key", VARIABLE, precious=True)
        self._fernet = Fernet(key)
        self._hashing = hmac.digest(key, b"caljobs-bot: hashes", "sha256")

    def close(self, content: Any) -> str:
        """Anything that JSON can say, encrypted."""
        return self._fernet.encrypt(json.dumps(content, ensure_ascii=False).encode()).decode()

    def open(self, sealed: str) -> Any:
        """What was sealed. Raises LedgerTrouble when it was sealed with another key, or altered."""
        try:
            return json.loads(self._fernet.decrypt(sealed.encode()))
        except InvalidToken:
            raise LedgerTrouble("an entry of the ledger can't be opened: altered, or of another key") from None

    def order_of(self, day: date) -> int:
        """A number for a day: the later the day, the greater; from 0 and below 2**31.

        The numbers of days lie apart as the key has it: who lacks it learns which of two days is the later one, and
        whether two are the same, but neither a day nor how many lie between. Days before 2000 count as its first.
        """
        place = min(max(day.toordinal() - _FIRST_DAY, 0), _DAYS - 1)
        return self._halve(lambda middle, cut: place < middle)[1]

    def day_of(self, order: int) -> date:
        """The day of a number that `order_of` gave."""
        return date.fromordinal(_FIRST_DAY + self._halve(lambda middle, cut: order < cut)[0])

    def _halve(self, before: Callable[[int, int], bool]) -> tuple[int, int]:
        """Goes down to one day, and its number, halving the days; where the numbers are cut is the key's chance."""
        low, high, first, last = 0, _DAYS, 0, _NUMBERS
        while high - low > 1:
            middle = (low + high) // 2
            spare = (last - first) - (high - low)
            chance = int.from_bytes(hmac.digest(self._hashing, f"days {low}-{high}".encode(), "sha256")[:8], "big")
            cut = first + (middle - low) + spare // 4 + chance % (spare // 2 + 1)
            if before(middle, cut):
                high, last = middle, cut
            else:
                low, first = middle, cut
        return low, first

    def mark(self, *parts: str) -> str:
        """A keyed hash: the same for the same parts, and telling nothing of them to who lacks the key."""
        text = json.dumps(parts, ensure_ascii=False)
        return hmac.new(self._hashing, text.encode(), hashlib.sha256).hexdigest()
