"""The staff sign-ins of one machine: which may be used now, which rest, and which the site has refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from time import monotonic

from bot.ledger import Ledger
from bot.session.credentials import Login

REST_S = 5.0
"""Seconds for which a sign-in rests whose worker came to no result: twice as long each time, up to `LONGEST_S`."""
LONGEST_S = 600.0
_AS_ASKED = ("on", "empty")
"""Why a worker says that it ends when it was asked to."""


class Staff:
    """Sign-ins, in the order in which they are used."""

    def __init__(self, ledger: Ledger, site: str, logins: Sequence[Login], at_once: int) -> None:
        """`at_once`: how many may be in use at the site, over all machines."""
        self._ledger = ledger
        self._site = site
        self._logins = {login.username: login for login in logins}
        self._at_once = at_once
        self._failures: dict[str, int] = {}
        self._until: dict[str, float] = {}
        self._refused: set[str] = set()

    def free(self, using: Iterable[str]) -> list[Login]:
        """Those that neither this machine (`using`) nor another one uses, and that may be used now.

        Raises LedgerTrouble.
        """
        resting = {name for name, until in self._until.items() if until > monotonic()}
        names = [name for name in self._logins if name not in resting | self._refused | set(using)]
        if not names:
            return []
        free = self._ledger.sign_ins.free(self._site, names, at_once=self._at_once)
        return [self._logins[name] for name in free]

    def judge(self, name: str, why: str | None, results: int) -> float:
        """Takes in why a worker ended and how many participants it came to a result with; the seconds of rest for its
        sign-in. One that the site did not take is never tried again: a few more times, and the site would lock it."""
        if why == "signed out":
            self._refused.add(name)
        if results or why in _AS_ASKED:
            self._failures.pop(name, None)
        if why in _AS_ASKED:
            return 0.0
        times = self._failures[name] = self._failures.get(name, 0) + 1
        rest: float = min(REST_S * 2.0 ** (times - 1), LONGEST_S)
        self._until[name] = monotonic() + rest
        return rest

    @property
    def is_refused(self) -> bool:
        """Whether the site has refused every one of them."""
        return self._refused >= set(self._logins)
