"""How tests are handed out to the processes of a test run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import TOGETHER, Scheduling

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


def test_every_file_with_fixtures_of_its_own_that_cost_much_is_there() -> None:
    """A fixture of a whole module that starts a site or a program would be made once a process otherwise."""
    costly = ("MockSite.start", "mock_process", "sweep(", ".regress(", "soffice")
    shared = set()
    for file in (ROOT / "tests").rglob("test_*.py"):
        for fixture in file.read_text(encoding="utf-8").split('@pytest.fixture(scope="module")')[1:]:
            if any(sign in fixture.partition("\n\n\n")[0] for sign in costly):
                shared.add(file.relative_to(ROOT).as_posix())
    assert shared - {"tests/site/test_reach.py"} <= TOGETHER  # a browser of its own, half a second
