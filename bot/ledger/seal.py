"""Sealing what the ledger must keep and must not show: records and User IDs encrypted, persons as keyed hashes."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken

from bot.errors import LedgerTrouble
from bot.keys import key_of, state_folder

VARIABLE = "CALJOBS_LEDGER_KEY"
"""The environment's variable for the key: how several machines come to have the same."""


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

    def mark(self, *parts: str) -> str:
        """A keyed hash: the same for the same parts, and telling nothing of them to who lacks the key."""
        text = json.dumps(parts, ensure_ascii=False)
        return hmac.new(self._hashing, text.encode(), hashlib.sha256).hexdigest()
