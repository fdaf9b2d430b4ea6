"""The switch `faults`: posts that fail, at random by a seed or every so many-th, whatever page they come from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

KINDS = ("drop", "http500", "session")


class PostFaults:
    """Which posts meet which fault, by the switch `faults`: at random by a seed, or every so many-th."""

    def __init__(self) -> None:
        self._given: Mapping[str, Any] = {}
        self._dice = Random(0)
        self._posts = 0
        self.met: Counter[str] = Counter()
        """How many posts met each kind; `posts` is how many there were."""

    def next(self, given: Mapping[str, Any]) -> str | None:
        """The fault of the next post, if any."""
        if given != self._given:
            self._given, self._posts = dict(given), 0
            self._dice = Random(given.get("seed", 0))
            self.met.clear()
        if not given:
            return None
        self._posts += 1
        self.met["posts"] += 1
        kind = self._by_turn(given) if "every" in given else self._by_chance(given)
        if kind is not None:
            self.met[kind] += 1
        return kind

    def _by_turn(self, given: Mapping[str, Any]) -> str | None:
        turn, rest = divmod(self._posts, int(given["every"]))
        return str(given["kinds"][(turn - 1) % len(given["kinds"])]) if rest == 0 else None

    def _by_chance(self, given: Mapping[str, Any]) -> str | None:
        left = self._dice.random()
        for kind in KINDS:
            left -= float(given.get(kind, 0))
            if left < 0:
                return kind
        return None
