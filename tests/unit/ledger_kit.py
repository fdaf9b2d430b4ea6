"""What the tests of the ledger share."""

from __future__ import annotations

from datetime import date

import pytest
from cryptography.fernet import Fernet

from bot.ledger import Claim, Entry, Ledger

SITE = "site.example:1"
KEY = Fernet.generate_key()
CANARY = "ZqxCanary"


def entry(user_id: str = "36213", content: str = CANARY, due: date | None = None) -> Entry:
    return Entry(user_id, {"plan": content, "source": "x"}, due)


def taken(ledger: Ledger, owner: str = "a") -> Claim:
    claim = ledger.claims.take(SITE, owner)
    assert claim is not None
    return claim


def states(ledger: Ledger) -> dict[str, int]:
    status = ledger.views.status(SITE)
    return {state: count for state, count in status.states.items() if count}


def shift_clock(ledger: Ledger, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = ledger._database.now
    monkeypatch.setattr(ledger._database, "now", lambda connection: now(connection) + seconds)
