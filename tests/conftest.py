"""Fixtures of all tiers: one mock process, one browser and one database server for each process of the test run.

They start with the first test that asks for them, and every test finds them as at their start. Playwright's sync API
runs once in a thread: a test that needs a second browser launches it from `playwright`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends import fail
from playwright.sync_api import Browser, Playwright, sync_playwright

from bot.browser import WITHOUT_PICTURES, launch
from tests.kit import DAY, QUICK, Office, in_own_thread
from tests.mock_site.client import MockSite

if TYPE_CHECKING:
    from tests.system.postgres_kit import Postgres

TIERS = ("unit", "page", "site", "system")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test with its tier, the folder that it stands in."""
    root = Path(__file__).parent
    for item in items:
        tier = item.path.relative_to(root).parts[0]
        item.add_marker(getattr(pytest.mark, tier))


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
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The browser of this process. Tests work in contexts of their own, and leave it running."""
    browser = launch(playwright, arguments=WITHOUT_PICTURES)
    yield browser
    browser.close()


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
