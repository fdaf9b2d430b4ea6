"""Fixtures of all tiers: one mock process, a browser and one database server for each process of the test run.

They start with the first test that asks for them, and every test finds them as at their start. Playwright's sync API
runs once in a thread: a test that needs a second browser launches it from `playwright`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import keyring
import pytest
from keyring.backends import fail
from playwright.sync_api import Browser, Playwright, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from bot.browser import WITHOUT_PICTURES, launch
from tests.kit import DAY, QUICK, Office, in_own_thread
from tests.mock_site.client import MockSite

if TYPE_CHECKING:
    from tests.system.postgres_kit import Postgres

TOGETHER = {
    "tests/site/test_survey_adapt.py",
    "tests/site/test_survey_drift.py",
    "tests/system/test_canary_ledger.py",
    "tests/system/test_crashes.py",
    "tests/system/test_regress.py",
    "tests/system/test_sheets_libreoffice.py",
    "tests/system/test_survey_cli.py",
}
"""Files whose tests share something costly that one of them made: they run in one process, in their order."""

UNSEEN = "--disable-threaded-compositing"
"""Without the thread that composes pictures a plan takes 0.82 of the CPU time (measured). No picture can be taken then,
and Playwright's own clicks, which the program does not use, can wait for ever: tests with those have the other one."""


class Scheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out the files of TOGETHER first, then all other tests one by one, to whichever process is free.

    xdist's own groups go by a suffix of the node ID, which pytest 9.2 no longer lets it add.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    """Takes the place of xdist's scheduler for --dist loadgroup."""
    return Scheduling(config, log) if config.getoption("dist") == "loadgroup" else None


SHORTEST_LAST = ("system", "site", "page", "unit")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks each test with its tier, the folder that it stands in; several processes begin with the longest tests.

    What is begun last should be short, or the others wait for it. Longest are those with a time limit of their own.
    """
    for item in items:
        item.add_marker(getattr(pytest.mark, _tier(item)))
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: (item.get_closest_marker("timeout") is None, SHORTEST_LAST.index(_tier(item))))


def _tier(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs a test marked own_thread in one, because it starts an event loop or a Playwright of its own."""
    if pyfuncitem.get_closest_marker("own_thread") is None:
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}
    in_own_thread(lambda: pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(autouse=True)
def own_state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the program remembers, the ledger before all, is each test's own; programs it starts share it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.setenv("CALJOBS_TEST_LOCKS", str(tmp_path_factory.mktemp("locks")))
    monkeypatch.delenv("CALJOBS_LEDGER_KEY", raising=False)
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]


@pytest.fixture(scope="session")
def mock_process() -> Iterator[MockSite]:
    """The mock of this process."""
    with MockSite.start(clock=str(DAY), **QUICK) as mock:
        yield mock


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's driver of this process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def painting_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser with the flags of the program's own. Tests work in contexts of their own, and leave it running."""
    browser = launch(playwright, arguments=WITHOUT_PICTURES)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def unseen_browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser that does not paint its pages, for less CPU time."""
    browser = launch(playwright, arguments=[*WITHOUT_PICTURES, UNSEEN])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def chromium(painting_browser: Browser) -> Browser:
    """The browser of this process. That of the site tests does not paint."""
    return painting_browser


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL server; each test makes a database of its own in it. Skips where none is installed."""
    from tests.system import postgres_kit as kit

    kit.needed()
    with kit.postgres(*kit.QUICK) as server:
        yield server


@pytest.fixture
def mock(mock_process: MockSite) -> MockSite:
    """The mock as at its start."""
    mock_process.reset()
    return mock_process


@pytest.fixture
def office(mock: MockSite, chromium: Browser, tmp_path: Path) -> Office:
    """Everything a run needs."""
    return Office(mock, chromium, tmp_path)
