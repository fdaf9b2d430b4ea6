"""The texts for the three schedulers. Each asks `caljobs-bot due` more often than it must; that decides.

A text holds no secret: a command with a password in it is refused. Where the sign-in comes from is said in
docs/scheduling.md.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from subprocess import list2cmdline
from xml.sax.saxutils import escape

from bot.errors import ConfigError
from bot.schedule import Nightly

QUARTER = 15
"""Minutes between two checks where a scheduler has to be asked often. The offset of every zone is a multiple of it."""
_SECRET = re.compile(r"://[^/\s:@]*:[^/\s@]+@")


@dataclass(frozen=True)
class Task:
    """What is to be scheduled: the program as the scheduler calls it, and what the program is to do then."""

    name: str
    nightly: Nightly
    program: Sequence[str]
    command: Sequence[str]
    folder: PurePath
    """Where it runs: relative paths and site profiles are found from there."""
    environment: PurePath | None = None
    """A file of NAME=value lines, readable by its owner only, where the sign-in comes from; else the keyring."""

    def __post_init__(self) -> None:
        """Raises ConfigError for what must not, or can't, stand in a scheduler's text."""
        if any(_SECRET.search(word) for word in self.command):
            raise ConfigError("the command holds an address with a password: put it into the --environment file")
        if any(letter < " " for word in self.words for letter in word):
            raise ConfigError("the command holds a line break or another control character")

    @property
    def words(self) -> list[str]:
        """The whole command line."""
        nightly = self.nightly
        latest = [] if nightly.latest is None else ["--not-after", f"{nightly.latest:%H:%M}"]
        when = ["--at", f"{nightly.at:%H:%M}", "--zone", nightly.zone.key, *latest]
        since = ["--since", f"{nightly.since:%Y-%m-%dT%H:%MZ}"]
        return [*self.program, "due", "--name", self.name, *when, *since, "--", *self.command]


def systemd(task: Task) -> dict[str, str]:
    """The user units, by file name: a service, and a timer that catches a missed run up at once."""
    nightly = task.nightly
    moments = [nightly.at]
    if nightly.is_skipped_in_spring():  # systemd leaves a skipped time out: it is due an hour later on that day
        moments.append((datetime.combine(nightly.since.date(), nightly.at) + timedelta(hours=1)).time())
    calendar = "\n".join(f"OnCalendar=*-*-* {moment:%H:%M}:00 {nightly.zone.key}" for moment in moments)
    environment = f"EnvironmentFile={_systemd_path(task.environment)}\n" if task.environment else ""
    service = f"""\
[Unit]
Description=caljobs-bot: {task.name}

[Service]
Type=oneshot
WorkingDirectory={_systemd_path(task.folder)}
{environment}ExecStart={" ".join(map(_systemd_word, task.words))}
KillMode=mixed
TimeoutStartSec=infinity
TimeoutStopSec=300
UMask=0077
LimitCORE=0
"""
    timer = f"""\
[Unit]
Description=caljobs-bot: {task.name}, every day at {nightly.at:%H:%M} ({nightly.zone.key})

[Timer]
{calendar}
Persistent=true
AccuracySec=1s

[Install]
WantedBy=timers.target
"""
    return {f"caljobs-bot-{task.name}.service": service, f"caljobs-bot-{task.name}.timer": timer}


def cron(task: Task) -> dict[str, str]:
    """The lines for a crontab. cron catches nothing up and knows no zones: so it asks each quarter of an hour."""
    load = f"set -a && . {shlex.quote(str(task.environment))} && set +a && " if task.environment else ""
    line = f"cd {shlex.quote(str(task.folder))} && umask 077 && {load}exec {shlex.join(task.words)}"
    first = task.nightly.at.minute % QUARTER
    minutes = ",".join(str(minute) for minute in range(first, 60, QUARTER))
    escaped = line.replace("%", r"\%")
    text = f"""\
# caljobs-bot: {task.name}, every day at {task.nightly.at:%H:%M} ({task.nightly.zone.key}).
# It asks each quarter of an hour whether a run is due: this catches a missed one up, and clock changes are right.
{minutes} * * * * {escaped}
@reboot {escaped}
"""
    return {f"caljobs-bot-{task.name}.crontab": text}


def windows(task: Task) -> dict[str, str]:
    """The task's XML for `schtasks /Create /XML`; asked each quarter of an hour, for the same reasons as cron."""
    program, *arguments = task.words
    begin = task.nightly.since.astimezone(task.nightly.zone).replace(
        hour=0, minute=task.nightly.at.minute % QUARTER, second=0, tzinfo=None
    )
    text = f"""\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>{escape(f"caljobs-bot: {task.name}, daily at {task.nightly.at:%H:%M} ({task.nightly.zone.key})")}\
</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <Repetition>
        <Interval>PT{QUARTER}M</Interval>
        <Duration>P1D</Duration>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>{begin:%Y-%m-%dT%H:%M:%S}</StartBoundary>
      <Enabled>true</Enabled>
      <ScheduleByDay>
        <DaysInterval>1</DaysInterval>
      </ScheduleByDay>
    </CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <LogonType>Password</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>true</RunOnlyIfNetworkAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{escape(program)}</Command>
      <Arguments>{escape(list2cmdline(arguments))}</Arguments>
      <WorkingDirectory>{escape(str(task.folder))}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
    return {f"caljobs-bot-{task.name}.xml": text}


KINDS = {"systemd": systemd, "cron": cron, "windows": windows}


def _systemd_word(word: str) -> str:
    """A word of a command line as systemd reads it: no variable, no specifier, no escape of its own."""
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return plain if re.fullmatch(r"[\w@%+=:,./-]+", plain, re.ASCII) else f'"{plain}"'


def _systemd_path(path: PurePath) -> str:
    """A path in a setting, where only specifiers are special."""
    return str(path).replace("%", "%%")
