"""The command line imports what it works with when a command runs: help, and `due` when nothing is, stay cheap."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.kit import ROOT

HEAVY = {
    "asyncio",
    "bot.agent",
    "bot.config",
    "bot.ledger",
    "cryptography",
    "keyring",
    "openpyxl",
    "playwright",
    "pypdf",
    "sqlalchemy",
    "tenacity",
}
"""What only some commands need, and only once they run. pydantic is typer's own too."""
COMMANDS = [
    "adapt", "backfill", "cancel", "check", "cluster", "compare", "convert", "drift", "due", "enqueue", "look", "map",
    "pause", "purge", "regress", "resume", "retry", "run", "schedule", "show", "show-fields", "status", "survey",
    "template", "work",
]  # fmt: skip
PROGRAM = """
import json, sys
from bot.cli.app import app
from bot.errors import ConfigError
codes = []
for words in json.loads(sys.argv[1]):
    try:
        app(words, prog_name="caljobs-bot")
    except SystemExit as end:
        codes.append(end.code)
    except ConfigError:
        codes.append(2)
print(json.dumps([codes, sorted(sys.modules)]))
"""
DUE = ["due", "--at", "22:00", "--since", "2099-01-01T00:00Z", "--", "work", "--site", "mock"]


def loaded_by(*commands: list[str]) -> tuple[list[int], set[str]]:
    """How commands end, given one after the other to a fresh interpreter, and the modules it has afterwards."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(commands)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    codes, modules = json.loads(done.stdout.splitlines()[-1])
    return codes, set(modules)


@pytest.mark.parametrize(
    "commands",
    [
        [["--help"], *([name, "--help"] for name in COMMANDS), *(["cluster", c, "--help"] for c in ("init", "worker"))],
        [DUE],
    ],
    ids=["help", "not due"],
)
def test_nothing_heavy_is_imported(commands: list[list[str]]) -> None:
    codes, modules = loaded_by(*commands)
    assert codes == [0] * len(commands)
    assert modules & HEAVY == set()


def test_what_a_command_works_with_is_imported_then() -> None:
    """The names above are those of what the program does import."""
    codes, modules = loaded_by(["run", "no.yaml", "--site", "mock", "--today", "06/05/2019", "--only", "1"])
    assert codes == [2]
    assert modules >= HEAVY
