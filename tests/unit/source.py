"""The project's own Python files as trees, for the tests that keep its rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def trees(folder: str) -> dict[str, ast.Module]:
    """Every Python file of a folder by its path from the root, such as `bot/agent/looks.py`."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def imports(tree: ast.Module) -> Iterator[str]:
    """The modules a file imports, wherever in it; `from bot import site` is `bot.site`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "bot":
            yield from (f"bot.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
