"""Nightly work by the machine's own scheduler: when a run is due, and the texts that tell a scheduler to ask.

No scheduler is trusted with what it does badly: cron catches nothing up, systemd leaves out a time that the spring day
skips, and none knows whether the last run came to its end. They call `caljobs-bot due` often enough, and `due` decides
by a stamp on disk whether a run is due (`Nightly`, `stamp.py`). Times are the zone's; what is kept is UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import ConfigError

ZONE = "America/Los_Angeles"
"""CalJOBS is California's."""
ZONE_VARIABLE = "CALJOBS_ZONE"
"""The environment's variable by which a scheduled command learns its schedule's zone."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Nightly:
    """Work that is to begin once a day at a time of day.

    On the day that skips this time (spring) it is due as long after midnight as on the day before; on the day that has
    it twice (autumn), the first time. `since`: due times before it never count. `latest`: the time of day after which a
    missed run is no longer caught up; without it, it is caught up whenever the machine is on again.
    """

    at: time
    zone: ZoneInfo
    since: datetime
    latest: time | None = None

    def last_due(self, now: datetime) -> datetime | None:
        """The last moment (UTC) at which a run was due; None when there was none yet."""
        day = now.astimezone(self.zone).date()
        moments = (self._moment(day - back * _DAY, self.at) for back in (-1, 0, 1, 2))
        last = max(moment for moment in moments if moment <= now)
        return last if last >= self.since else None

    def next_due(self, now: datetime) -> datetime:
        """The first moment (UTC) after `now` at which a run is due."""
        day = now.astimezone(self.zone).date()
        moments = (self._moment(day + ahead * _DAY, self.at) for ahead in (-1, 0, 1, 2))
        return min(moment for moment in moments if moment > now)

    def is_too_late(self, due: datetime, now: datetime) -> bool:
        """Whether a run that was due then is no longer to be begun."""
        if self.latest is None:
            return False
        begin = due.astimezone(self.zone)
        end = self._moment(begin.date() + (_DAY if self.latest <= self.at else timedelta()), self.latest)
        return now >= end

    def is_skipped_in_spring(self, years: int = 5) -> bool:
        """Whether the zone has days, in the years after `since`, on which the clock never shows this time."""
        first = self.since.astimezone(self.zone).date()
        return any(self._is_skipped(first + ahead * _DAY) for ahead in range(366 * years))

    def _is_skipped(self, day: date) -> bool:
        return self._moment(day, self.at).astimezone(self.zone).time().replace(tzinfo=None) != self.at

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of a name such as America/Los_Angeles. Raises ConfigError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ConfigError(f"--zone: there is no time zone '{name}'; one is {ZONE}") from None


def time_of(text: str, option: str) -> time:
    """A time of day such as 22:00. Raises ConfigError that names the option."""
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise ConfigError(f"{option}: '{text}' is not a time of day such as 22:00") from None


def next_time(text: str, zone: str, option: str, now: datetime) -> datetime:
    """The next moment (UTC) at which a zone's clock shows a time of day such as 05:30, right on the days on which the
    clock is changed. Raises ConfigError that names the option."""
    return Nightly(time_of(text, option), zone_of(zone), now).next_due(now)


def moment_of(text: str, option: str) -> datetime:
    """A moment such as 2026-11-24T20:00Z. Raises ConfigError that names the option."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ConfigError(f"{option}: '{text}' is not a moment with its zone such as 2026-11-24T20:00Z")
    return moment.astimezone(UTC)


def hours_of(text: str | None, zone: ZoneInfo, option: str) -> Callable[[datetime], bool]:
    """Whether a moment is within hours such as 22:00-05:30 by a zone's clock; without a text it always is.

    Raises ConfigError that names the option.
    """
    if text is None:
        return lambda moment: True
    begin, _, end = text.partition("-")
    first, last = time_of(begin.strip(), option), time_of(end.strip(), option)
    if first == last:
        raise ConfigError(f"{option}: '{text}' begins when it ends")

    def is_within(moment: datetime) -> bool:
        now = moment.astimezone(zone).time()
        return first <= now < last if first < last else now >= first or now < last

    return is_within
