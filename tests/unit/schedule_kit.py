"""Times of day that come every day, and tasks of a scheduler, for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

from bot.schedule import ZONE, Nightly, time_of
from bot.schedule.texts import Task

PACIFIC = ZoneInfo(ZONE)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def nightly(at: str, latest: str | None = None, since: datetime = LONG_AGO, zone: ZoneInfo = PACIFIC) -> Nightly:
    return Nightly(time_of(at, "--at"), zone, since, time_of(latest, "--not-after") if latest else None)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text + "+00:00")


ODD = ["backfill", "/srv/plans of 50%", "--site", "it's $HOME", 'a"b\\c']


def task(command: list[str] | None = None, at: str = "02:30", **keys: Any) -> Task:
    own: dict[str, Any] = {
        "name": "nightly",
        "nightly": nightly(at, "05:30", utc("2026-06-01T19:00")),
        "program": ["/bin/echo"],
        "folder": PurePosixPath("/tmp"),
        "command": command or ODD,
    }
    return Task(**{**own, **keys})
