"""How tests are handed out to the processes of a test run."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import TOGETHER, Scheduling, pytest_collection_modifyitems

ROOT = Path(__file__).resolve().parents[2]


def test_the_tests_of_a_file_that_shares_something_costly_stay_together(pytestconfig: pytest.Config) -> None:
    pytestconfig.option.tx = ["popen"]
    scheduling = Scheduling(pytestconfig)
    file = "tests/system/test_regress.py"
    assert scheduling._split_scope(f"{file}::test_a[x::y]") == scheduling._split_scope(f"{file}::test_b") == file


def test_all_others_are_handed_out_one_by_one(pytestconfig: pytest.Config) -> None:
    pytestconfig.option.tx = ["popen"]
    test = "tests/unit/test_rules.py::test_a"
    assert Scheduling(pytestconfig)._split_scope(test) == test


class Item:
    """A test of a file, with a time limit of its own or without."""

    def __init__(self, file: str, limit: object = None) -> None:
        self.path = ROOT / "tests" / file
        self._limit = limit

    def add_marker(self, marker: object) -> None:
        """As pytest's."""

    def get_closest_marker(self, name: str) -> object:
        return self._limit if name == "timeout" else None


def test_processes_begin_with_the_longest_tests() -> None:
    items: list[Any] = [
        Item("unit/a.py"),
        Item("page/b.py"),
        Item("site/c.py"),
        Item("system/d.py"),
        Item("site/e.py", 9),
    ]
    alone, several = list(items), list(items)
    one: Any = SimpleNamespace()
    process: Any = SimpleNamespace(workerinput={})
    pytest_collection_modifyitems(one, alone)
    pytest_collection_modifyitems(process, several)
    assert alone == items
    assert [item.path.stem for item in several] == ["e", "d", "c", "b", "a"]


def test_every_file_with_fixtures_of_its_own_that_cost_much_is_there() -> None:
    """A fixture of a whole module that starts a site or a program would be made once a process otherwise."""
    costly = ("MockSite.start", "mock_process", "sweep(", ".regress(", "soffice")
    shared = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        for fixture in file.read_text(encoding="utf-8").split('@pytest.fixture(scope="module")')[1:]:
            if any(sign in fixture.partition("\n\n\n")[0] for sign in costly):
                shared.add(file.relative_to(ROOT).as_posix())
    assert shared - {"tests/site/test_reach.py"} <= TOGETHER  # a browser of its own, half a second
