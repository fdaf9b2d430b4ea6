"""The course of a batch that several workers are at: what came of whom, how fast it goes, where each worker is.

It is told by the workers' events (see `bot/engine/worker.py`) and holds no value of a record.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from bot.flows.results import Result, result_of

LATELY_S = 900.0
"""Seconds that count for the rate: a night's early hours say little of its late ones."""
_LAST_PAGES = 40
"""Participants whose pages count for the site's speed."""


@dataclass
class At:
    """Where a worker is."""

    user_id: str | None = None
    words: str = "starts"


class Course:
    """What is known of a batch just now."""

    def __init__(self, total: int, clock: Callable[[], float] = monotonic) -> None:
        """`total`: how many participants wait at the beginning."""
        self.total = total
        self.workers: dict[int, At] = {}
        self.results: dict[str, Result] = {}
        """The last result of each participant who was taken up."""
        self.unheard: dict[str, int] = {}
        """The worker of each who was taken up and of whom it has told no result."""
        self._clock = clock
        self._began: float | None = None
        self._finished_at: deque[float] = deque()
        self._paging: deque[tuple[float, int]] = deque(maxlen=_LAST_PAGES)

    def take(self, number: int, event: Mapping[str, Any]) -> Result | None:
        """Takes a worker's event in; the result that it tells, if it does."""
        at = self.workers.setdefault(number, At())
        match event["event"]:
            case "begun":
                self._began = self._clock() if self._began is None else self._began
                at.user_id, at.words = event["user_id"], "opens the participant"
                self.unheard[event["user_id"]] = number
            case "screen":
                at.user_id, at.words = event["user_id"], f"{event['step']}: {event['screen']}"
            case "waiting":
                seconds = event["seconds"]
                at.words = f"waits{f' {seconds} s' if seconds else ''}: {event['why']}"
            case "free":
                at.user_id, at.words = None, "waits"
            case "replaced" | "left out":
                at.user_id, at.words = None, f"{event['event']}: {event['why']}"
            case "ended":
                at.user_id, at.words = None, "is done"
            case "result":
                at.user_id, at.words = None, "waits"
                return self._finish(result_of(event["result"]), event["pages"])
        return None

    @property
    def finished(self) -> int:
        """Participants who are over, for good or bad; parked ones come again."""
        return sum(result.state != "parked" for result in self.results.values())

    @property
    def states(self) -> Counter[str]:
        """How many of those taken up are in which state."""
        return Counter(result.state for result in self.results.values())

    @property
    def kinds(self) -> Counter[str]:
        """How many were stopped by each kind of error."""
        return Counter(result.error.kind for result in self.results.values() if result.error is not None)

    @property
    def rate(self) -> float | None:
        """Participants a minute, lately."""
        if self._began is None or not self._finished_at:
            return None
        now = self._clock()
        while self._finished_at and self._finished_at[0] < now - LATELY_S:
            self._finished_at.popleft()
        return 60 * len(self._finished_at) / max(1e-3, min(now - self._began, LATELY_S))

    @property
    def seconds_left(self) -> float | None:
        """Seconds until all are over, if it goes on like this."""
        left = self.total - self.finished
        return 60 * left / self.rate if self.rate and left >= 0 else None

    @property
    def seconds_a_page(self) -> float | None:
        """How long a page of the site takes, the work on it included."""
        pages = sum(pages for _, pages in self._paging)
        return sum(seconds for seconds, _ in self._paging) / pages if pages else None

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` tells of it."""
        rate, left, page = self.rate, self.seconds_left, self.seconds_a_page
        return {
            "event": "progress",
            "finished": self.finished,
            "total": max(self.total, self.finished),
            "states": dict(self.states),
            "errors": dict(self.kinds),
            "a_minute": None if rate is None else round(rate, 2),
            "seconds_left": None if left is None else round(left),
            "seconds_a_page": None if page is None else round(page, 3),
            "workers": {number: {"user_id": at.user_id, "at": at.words} for number, at in self.workers.items()},
        }

    def _finish(self, result: Result, pages: int) -> Result:
        self.results[result.user_id] = result
        self.unheard.pop(result.user_id, None)
        if result.state != "parked":
            self._finished_at.append(self._clock())
        if pages:
            self._paging.append((result.seconds, pages))
        return result
