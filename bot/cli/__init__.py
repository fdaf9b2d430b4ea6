"""The command line, one file a group of commands. Importing this package registers them all.

Exit codes: 0 all done, unchanged or rehearsed; 1 some need a fix or a person; 2 usage or configuration; 3 the site
refused everyone; 4 unfinished.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Never

from bot.cli import cluster, fields, queue, regress, running, scheduling, sheets, survey, work
from bot.cli.app import UNFINISHED, USAGE, app
from bot.errors import BotError, ConfigError
from bot.flows.participant import unexpected
from bot.keys import leave_no_core
from bot.report.progress import complain

__all__ = ["cluster", "fields", "main", "queue", "regress", "running", "scheduling", "sheets", "survey", "work"]


def main() -> Never:
    """The entry point; tells errors of configuration in one line, and those of the program without any value."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that a console lacks must not end a run
    leave_no_core()
    try:
        app()
    except ConfigError as error:
        complain(str(error), lines=True)
        sys.exit(USAGE)
    except BotError as error:
        complain(str(error))
        sys.exit(UNFINISHED)
    except Exception as error:  # noqa: BLE001 - its own words may quote a value, and so may Python's report of it
        complain(unexpected(error).message)
        sys.exit(UNFINISHED)
    raise AssertionError("typer ends the program")
