"""`schedule` and `due`: nightly runs by the machine's own scheduler."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from bot.cli.app import app
from bot.errors import ConfigError
from bot.keys import state_folder
from bot.schedule import ZONE, ZONE_VARIABLE, Nightly, moment_of, time_of, zone_of
from bot.schedule.stamp import Stamp
from bot.schedule.texts import KINDS, Task

SCHEDULED = ("backfill", "drift", "purge", "regress", "run", "work")
"""Commands that make sense with nobody there."""

Command = Annotated[
    list[str], typer.Argument(help="The command to run, after --, such as: run plans/ --site training")
]
At = Annotated[str, typer.Option(help="The time of day at which it is due, such as 22:00.")]
Zone = Annotated[str, typer.Option(help="The time zone of the times of day.")]
NotAfter = Annotated[
    str | None, typer.Option("--not-after", help="The time of day after which a missed run is not caught up any more.")
]
Name = Annotated[str, typer.Option(help="A name of your own, where there are several.")]


@app.command()
def schedule(
    command: Command,
    at: At,
    kind: Annotated[Literal["systemd", "cron", "windows"], typer.Option("--print", help="Whose text to print.")],
    zone: Zone = ZONE,
    not_after: NotAfter = None,
    name: Name = "nightly",
    environment: Annotated[
        Path | None, typer.Option(help="A file of NAME=value lines with the sign-in; without it, the keyring has it.")
    ] = None,
    to: Annotated[Path | None, typer.Option(help="Write the text's files into this folder, instead.")] = None,
) -> None:
    """Prints what the machine's scheduler needs to run a command every day; missed runs are caught up once."""
    if command[0] not in SCHEDULED:
        raise ConfigError(f"'{command[0]}' is not a command to schedule; these are: {', '.join(SCHEDULED)}")
    if environment is not None and kind == "windows":
        raise ConfigError("--environment: Windows tasks read no such file; the Credential Manager has the sign-in")
    task = Task(
        name=name,
        nightly=_nightly(at, zone, not_after, datetime.now(UTC)),
        program=_program(),
        command=command,
        folder=Path.cwd(),
        environment=environment and environment.absolute(),
    )
    Stamp(state_folder() / "schedule", name)  # a name that will not do is said now, and not at night
    texts = KINDS[kind](task)
    for file, text in texts.items():
        if to is None:
            print(*([f"# ---- {file}"] if len(texts) > 1 else []), text, sep="\n", end="")
        else:
            _write(to / file, text, "utf-16" if kind == "windows" else "utf-8")


@app.command()
def due(
    command: Command,
    at: At,
    since: Annotated[str, typer.Option(help="Due times before this moment never count.")],
    zone: Zone = ZONE,
    not_after: NotAfter = None,
    name: Name = "nightly",
) -> None:
    """Runs a command if it is due and was not run yet; for schedulers, see `schedule`."""
    nightly = _nightly(at, zone, not_after, moment_of(since, "--since"))
    with Stamp(state_folder() / "schedule", name).turn(nightly) as answer:
        if answer == "run":
            os.environ[ZONE_VARIABLE] = zone  # --until is a time of day of the same clock
            app(command, prog_name="caljobs-bot")  # leaves by SystemExit


def _nightly(at: str, zone: str, not_after: str | None, since: datetime) -> Nightly:
    latest = None if not_after is None else time_of(not_after, "--not-after")
    return Nightly(time_of(at, "--at"), zone_of(zone), since, latest)


def _program() -> list[str]:
    """How this program is called from anywhere."""
    script = Path(sys.argv[0]).absolute()
    if script.stem == "caljobs-bot" and script.is_file():
        return [str(script)]
    return [sys.executable, "-m", "bot"]


def _write(path: Path, text: str, encoding: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=encoding)
    except OSError as error:
        raise ConfigError(f"--to: {path} can't be written: {error.strerror}") from None
    print(path)
