"""Fixtures of the end-to-end tests: one mock process and one browser for each test file, reset before every test.

Playwright's sync API runs once in a thread, so each file opens and closes its own (pytest runs a file in one worker).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.backends import fail
from playwright.sync_api import Browser, sync_playwright

from bot.browser import WITHOUT_PICTURES, launch
from tests.kit import DAY, QUICK, Office
from tests.mock_site.client import MockSite

if TYPE_CHECKING:
    from tests.postgres_kit import Postgres


@pytest.fixture(autouse=True)
def own_state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the program remembers, the ledger before all, is each test's own; programs it starts share it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    monkeypatch.delenv("CALJOBS_LEDGER_KEY", raising=False)
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def mock_process() -> Iterator[MockSite]:
    """The mock of one test file."""
    with MockSite.start(clock=str(DAY), **QUICK) as mock:
        yield mock


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of one test file."""
    with sync_playwright() as playwright:
        browser = launch(playwright, arguments=WITHOUT_PICTURES)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A PostgreSQL server; each test makes a database of its own in it. Skips where none is installed."""
    from tests import postgres_kit as kit

    kit.needed()
    with kit.postgres(*kit.QUICK) as server:
        yield server


@pytest.fixture
def mock(mock_process: MockSite) -> MockSite:
    """The mock as at its start."""
    mock_process.reset()
    mock_process.disarm()
    return mock_process


@pytest.fixture
def office(mock: MockSite, chromium: Browser, tmp_path: Path) -> Office:
    """Everything a run needs."""
    return Office(mock, chromium, tmp_path)
