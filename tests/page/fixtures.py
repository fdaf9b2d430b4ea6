"""Fixtures: the desk, at one page of its test file's browser (`chromium`, in conftest)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from bot.agent import SCRIPT
from tests.page.pages_by_hand.desk import Desk
from tests.page.pages_by_hand.server import PageServer


@pytest.fixture(scope="session")
def page_server() -> Iterator[PageServer]:
    """The server of this process."""
    server = PageServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def hand_page(chromium: Browser) -> Iterator[Page]:
    """One page with the program's script in every document."""
    context = chromium.new_context(locale="en-US", accept_downloads=True)
    context.add_init_script(SCRIPT)
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(hand_page: Page, page_server: PageServer) -> Iterator[Desk]:
    """The page, without cookies, and an empty server."""
    page_server.forget()
    hand_page.context.clear_cookies()
    desk = Desk(hand_page, page_server)
    yield desk
    desk.leave()
