"""Hazards that strike at a chosen moment: a test arms one, the site takes it when its moment comes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# How often an armed hazard strikes unless the test says otherwise; None is until the reset.
TIMES: dict[str, int | None] = {
    "lost_answer": 1,  # H7; `always` also where there was nothing new to write
    "session_loss": 1,  # H8
    "slow": 1,  # H9
    "down": None,  # H9
    "answer": None,  # a page of somebody else's: `status`, `headers`, `body`; `method` and `path` say for what
    "failing": 1,  # one request of a page: `part` is post, partial, data or script; `how` is 500 or close
    "access_denied": None,  # H10
    "switch_person": 1,  # H11
    "unknown_dialog": None,
    "validator": None,
    "option_missing": None,
}


class UnknownHazard(ValueError):
    """No hazard has that name."""


@dataclass
class Arm:
    """One armed hazard: strikes from the `nth` fitting moment on, `times` times."""

    hazard: str
    screen: str | None
    nth: int
    times: int | None
    until: float | None
    options: Mapping[str, Any] = field(default_factory=dict)

    def fits(self, hazard: str, screen: str) -> bool:
        """Whether this is its kind of moment."""
        return self.hazard == hazard and self.screen in (None, screen) and self.times != 0


class Armory:
    """The armed hazards, in the order in which they were armed."""

    def __init__(self) -> None:
        self._arms: list[Arm] = []

    def clear(self) -> None:
        """Disarm everything."""
        self._arms.clear()

    def arm(self, hazard: str, when: Mapping[str, Any]) -> None:
        """Arm a hazard. `screen` (or `before`), `nth`, `times` say when; the rest is the hazard's own.

        Raises UnknownHazard.
        """
        if hazard not in TIMES:
            raise UnknownHazard(f"no hazard is called {hazard}; there are {', '.join(TIMES)}")
        options = dict(when)
        screen = options.pop("screen", None) or options.pop("before", None)
        times = options.pop("times", options.pop("requests", TIMES[hazard]))
        if hazard == "session_loss":
            options.setdefault("when", "before_write")
            options.setdefault("on", "save")
        seconds = options.get("seconds") if hazard == "down" else None
        self._arms.append(Arm(
            hazard=hazard,
            screen=screen,
            nth=int(options.pop("nth", 1)),
            times=times,
            until=time.monotonic() + float(seconds) if seconds is not None else None,
            options=options,
        ))

    def peek(self, hazard: str, screen: str = "", **match: Any) -> Arm | None:
        """The hazard that would strike at this moment; it is not used up and the moment is not counted."""
        for arm in self._arms:
            agrees = all(arm.options.get(name, value) == value for name, value in match.items())
            over = arm.until is not None and time.monotonic() >= arm.until
            if arm.fits(hazard, screen) and agrees and not over:
                return arm
        return None

    def take(self, hazard: str, screen: str = "", **match: Any) -> Arm | None:
        """The hazard that strikes now, counted; None if none does.

        `match` are options that must agree where the test gave them (`when="before_write"`).
        """
        arm = self.peek(hazard, screen, **match)
        if arm is None:
            return None
        if arm.nth > 1:
            arm.nth -= 1
            return None
        if arm.times is not None:
            arm.times -= 1
        return arm
