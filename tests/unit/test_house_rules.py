"""The rules of the house that no linter knows. Each is shown to see what it forbids."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath

import pytest

from tests.unit.source import ROOT, imports, trees

Files = Mapping[str, ast.Module]

TOUCHES_PAGES = ("bot/agent/", "bot/pages/", "bot/controls/", "bot/session/")
SELECTING = {
    "locator", "frame_locator", "query_selector", "query_selector_all", "wait_for_selector", "press_element",
    "get_by_text", "get_by_role", "get_by_label", "get_by_title", "get_by_alt_text", "get_by_placeholder",
    "get_by_test_id",
}  # fmt: skip


def waits_for_time(files: Files) -> Iterator[str]:
    """time.sleep, asyncio.sleep, page.wait_for_timeout, and networkidle, which never comes on this site."""
    for path, tree in files.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and (
                ast.unparse(node) in ("time.sleep", "asyncio.sleep") or node.attr == "wait_for_timeout"
            ):
                yield f"{path}:{node.lineno} {node.attr}"
            if isinstance(node, ast.ImportFrom) and node.module in ("time", "asyncio") and "sleep" in ast.unparse(node):
                yield f"{path}:{node.lineno} sleep"
            if isinstance(node, ast.Constant) and node.value == "networkidle":
                yield f"{path}:{node.lineno} networkidle"


def swallows(files: Files) -> Iterator[str]:
    """A handler for everything that neither raises nor uses what it caught, and a suppress() for everything."""
    for path, tree in files.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node.type):
                inside = [n for statement in node.body for n in ast.walk(statement)]
                uses = any(isinstance(n, ast.Name) and n.id == node.name for n in inside)
                if not uses and not any(isinstance(n, ast.Raise) for n in inside):
                    yield f"{path}:{node.lineno}"
            if isinstance(node, ast.Call) and "suppress" in ast.unparse(node.func) and any(map(_is_broad, node.args)):
                yield f"{path}:{node.lineno}"


def _is_broad(kind: ast.expr | None) -> bool:
    kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(k is None or ast.unparse(k).split(".")[-1] in ("Exception", "BaseException") for k in kinds)


def selects_elsewhere(files: Files) -> Iterator[str]:
    """A selector given to the page outside the places that know mark-up."""
    for path, tree in files.items():
        if path.startswith(TOUCHES_PAGES):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SELECTING:
                yield f"{path}:{node.lineno} {node.func.attr}"


def too_deep(files: Files) -> Iterator[str]:
    """Classes more than two below the root of their family.

    The root is our first class of a line: the one whose bases are all others' (BaseModel, Protocol, Exception, Enum,
    object). Its own bases are not counted, nor type parameters: BotError - SiteError - Mismatch is two below.
    """
    bases = {
        node.name: [ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases]
        for tree in files.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }

    def below(name: str) -> int:
        return max((below(base) + 1 for base in bases[name] if base in bases), default=0)

    yield from (name for name in bases if below(name) > 2)


def knows_the_bot(files: Files) -> Iterator[str]:
    """The mock is an independent witness: it must not share the bot's ideas of the site."""
    for path, tree in files.items():
        yield from (f"{path}: {module}" for module in imports(tree) if module.split(".")[0] == "bot")


RULES: dict[str, tuple[Callable[[Files], Iterator[str]], str]] = {
    "no waits for time": (waits_for_time, "bot"),
    "nothing is swallowed": (swallows, "bot"),
    "selectors in few places": (selects_elsewhere, "bot"),
    "an independent mock": (knows_the_bot, "tests/mock_site"),
}


@pytest.mark.parametrize(("rule", "folder"), RULES.values(), ids=RULES.keys())
def test_the_rule_is_kept(rule: Callable[[Files], Iterator[str]], folder: str) -> None:
    assert list(rule(trees(folder))) == []


MOST_MODULES = 12
MORE_MODULES = {
    "bot": 15,
    "cli": 14,
    "engine": 13,
    "records": 13,
    "sheets": 33,
    "survey": 25,
    "testing": 19,
}
"""Packages that are still too big, and how big: they may shrink and not grow."""


def test_a_package_has_at_most_a_dozen_modules() -> None:
    """But for the page objects, one a screen."""
    folders = Counter(PurePosixPath(path).parent for path in trees("bot") if not path.endswith("/__init__.py"))
    big = {folder.name: count for folder, count in folders.items() if count > MOST_MODULES and folder.name != "pages"}
    assert big == MORE_MODULES, "split it by ideas, or take out of MORE_MODULES what has become small"


def test_families_are_two_levels_deep_at_most() -> None:
    assert list(too_deep(trees("bot"))) == []


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (waits_for_time, "import time\ntime.sleep(1)"),
        (waits_for_time, "from time import sleep"),
        (waits_for_time, "page.wait_for_timeout(100)"),
        (waits_for_time, "page.goto(address, wait_until='networkidle')"),
        (swallows, "try:\n    f()\nexcept:\n    pass"),
        (swallows, "try:\n    f()\nexcept Exception as error:\n    log('went wrong')"),
        (swallows, "try:\n    f()\nexcept (ValueError, BaseException):\n    return_ = None"),
        (swallows, "with contextlib.suppress(Exception):\n    f()"),
        (selects_elsewhere, "page.locator('#btnNext').click()"),
        (selects_elsewhere, "agent.press_element('#btnNext')"),
        (knows_the_bot, "from bot.pages import plan_goals"),
        (knows_the_bot, "import bot"),
        (too_deep, "class A: ...\nclass B(A): ...\nclass C(B[int]): ...\nclass D(other.C): ..."),
    ],
)
def test_what_breaks_a_rule_is_seen(rule: Callable[[Files], Iterator[str]], line: str) -> None:
    assert len(list(rule({"bot/flows/made_up.py": ast.parse(line)}))) == 1


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (swallows, "try:\n    f()\nexcept ValueError:\n    pass"),
        (swallows, "try:\n    f()\nexcept Exception:\n    tidy()\n    raise"),
        (swallows, "try:\n    f()\nexcept Exception as error:\n    result = unexpected(error)"),
        (too_deep, "class A(Exception): ...\nclass B(A): ...\nclass C(B): ..."),
    ],
)
def test_what_keeps_a_rule_passes(rule: Callable[[Files], Iterator[str]], line: str) -> None:
    assert list(rule({"bot/flows/made_up.py": ast.parse(line)})) == []


A_PERSONS_FOLDER = re.compile(
    r"(?<![\w.~:{}/])/(?:work|root|home/\w+|tmp/\w+)(?:/|\b)|\b[A-Z]:\\Users\\\w|/Users/\w+/",
)


def machine_paths(text: str) -> list[str]:
    """Paths that exist on somebody's machine only."""
    return A_PERSONS_FOLDER.findall(text)


def test_no_tracked_file_names_a_path_of_somebodys_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a working copy")
    found = {}
    for name in filter(None, listed.stdout.decode().split("\0")):
        file = ROOT / name
        if file.is_file() and b"\0" not in (content := file.read_bytes()):
            found[name] = machine_paths(content.decode("utf-8", "replace"))
    assert {name: paths for name, paths in found.items() if paths} == {}


SOMEBODYS = [f"see /{folder}/x" for folder in ("work", "root", "home/ann", "tmp/venv", "Users/ann")]


@pytest.mark.parametrize("text", [*SOMEBODYS, "C:\\Users\\ann"])
def test_such_a_path_is_seen(text: str) -> None:
    assert machine_paths(text)


@pytest.mark.parametrize(
    "text", ["a/work/b", "/usr/lib/chromium", "~/.cache", "home/.cache", "https://x/home/page", "/tmp"]
)
def test_other_paths_pass(text: str) -> None:
    assert not machine_paths(text)
