"""Imports go down only. The layers are stated here; a part that is not is an error too."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import PurePosixPath

import pytest

from tests.unit.source import imports, trees

LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "controls"),
    ("config", "forms", "browser", "keys"),
    ("schedule",),
    ("agent",),
    ("site",),
    ("converge", "questions"),
    ("screen",),
    ("rows",),
    ("pages", "session", "ledger"),
    ("records",),
    ("sheets",),
    ("flows",),
    ("survey",),
    ("engine", "report"),
    ("cluster", "testing"),
    ("cli",),
    ("__main__",),
)
"""From the bottom up. Parts of one layer do not know each other: flows alone bring screens and session together."""

SAME_PART = {"browser_install": "browser"}
_OF_THE_SITE = {"session", "agent", "site"}
NEVER = {
    "records": {*_OF_THE_SITE, "ledger"},
    "ledger": {"agent", "site", "controls", "forms", "converge", "screen", "rows"},
    "sheets": {*_OF_THE_SITE, "ledger"},
    "flows": {"ledger"},
    "report": _OF_THE_SITE,
}
"""Lower down, but no business of theirs."""
USES_PLAYWRIGHT = {"agent", "browser", "session", "testing"}
"""Who may import Playwright: all others say what they want in the words of a screen."""

HEIGHT = {part: height for height, layer in enumerate(LAYERS) for part in layer}


def part_of(module: str) -> str:
    """`bot.agent.looks` belongs to `agent`."""
    name = module.removeprefix("bot.").split(".")[0]
    return SAME_PART.get(name, name)


def wrong_imports(files: Mapping[str, ast.Module]) -> list[str]:
    """Each import that goes up or sideways, as `file: module`."""
    wrong = []
    for path, tree in files.items():
        names = PurePosixPath(path).with_suffix("").parts[1:]
        if names == ("__init__",):
            continue
        part = part_of(names[0])
        for module in imports(tree):
            if module.split(".")[0] == "playwright" and part not in USES_PLAYWRIGHT:
                wrong.append(f"{path}: {module}")
            if module == "bot" or module.split(".")[0] != "bot" or part_of(module) == part:
                continue
            if HEIGHT[part_of(module)] >= HEIGHT[part] or part_of(module) in NEVER.get(part, ()):
                wrong.append(f"{path}: {module}")
    return wrong


def test_imports_go_down_only() -> None:
    assert wrong_imports(trees("bot")) == []


def test_every_part_has_its_layer_and_no_layer_is_empty() -> None:
    parts = {part_of(PurePosixPath(path).with_suffix("").parts[1]) for path in trees("bot")} - {"__init__"}
    assert parts == set(HEIGHT)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("bot/forms.py", "from bot.site import Site"),
        ("bot/errors.py", "import bot.config"),
        ("bot/pages/plan_goals.py", "from bot.session import Session"),
        ("bot/session/state.py", "from bot.pages.plan_tab import PlanTab"),
        ("bot/config.py", "from bot.forms import Form"),
        ("bot/controls/base.py", "def late():\n    from bot import errors"),
        ("bot/records/rules.py", "from bot.agent.looks import Look"),
        ("bot/pages/plan_goals.py", "from playwright.sync_api import Page"),
        ("bot/flows/plan.py", "import playwright"),
        ("bot/agent/looks.py", "from bot.cli import main"),
    ],
)
def test_a_wrong_import_is_seen(path: str, line: str) -> None:
    assert len(wrong_imports({path: ast.parse(line)})) == 1
