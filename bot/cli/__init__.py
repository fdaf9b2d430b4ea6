"""The command line, one file a group of commands. Importing this package registers them all.

The files of commands import what their options need, and a command what it works with when it runs: importing the
browser, the ledger and the workbooks takes four times as long as all of `--help`, and schedulers call `due` every few
minutes. What commands share beyond their options stands in batch, entering and loading, which import at their top.

Exit codes: 0 all done, unchanged, rehearsed or compared; 1 some need a fix or a person; 2 usage or configuration;
3 the site refused everyone; 4 unfinished.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import Never

# `--help` shows the commands in this order.
# isort: off
from bot.cli import queue, sheets, compare, regress, running, scheduling, survey, work, cluster

# isort: on
from bot.cli.app import UNFINISHED, USAGE, app
from bot.errors import BotError, ConfigError, unexpected
from bot.keys import leave_no_core
from bot.report.progress import Lasting, complain

__all__ = ["cluster", "compare", "main", "queue", "regress", "running", "scheduling", "sheets", "survey", "work"]


def main() -> Never:
    """The entry point; tells errors of configuration in one line, and those of the program without any value."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if type(stream) is TextIOWrapper:  # the process's own: what somebody put in its place is not taken apart
            setattr(sys, name, Lasting(stream))  # a letter that a console lacks, or no reader, must not end a run
    leave_no_core()
    try:
        app()
    except ConfigError as error:
        complain(str(error), lines=True)
        sys.exit(USAGE)
    except BotError as error:
        complain(str(error))
        sys.exit(UNFINISHED)
    except ModuleNotFoundError as error:  # commands import what they work with when they run
        complain(f"the Python package {error.name} is not installed: install caljobs-bot again, with all it requires")
        sys.exit(USAGE)
    except Exception as error:  # noqa: BLE001 - its own words may quote a value, and so may Python's report of it
        complain(unexpected(error).message)
        sys.exit(UNFINISHED)
    raise AssertionError("typer ends the program")
