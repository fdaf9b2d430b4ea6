"""Fixtures of the site tests: pages of a test's own beside the mock's, and runs that need no browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.http_agent.office import QuickOffice
from tests.kit import Office
from tests.mock_site.client import MockSite
from tests.page.fixtures import desk, hand_page, page_server

__all__ = ["desk", "hand_page", "page_server"]


@pytest.fixture(scope="session")
def chromium(unseen_browser: Browser) -> Browser:
    """The browser of the site tests."""
    return unseen_browser


@pytest.fixture
def quick_office(mock: MockSite, tmp_path: Path) -> QuickOffice:
    """The office, working by plain HTTP: a whole plan in a fraction of a second."""
    return QuickOffice(mock, tmp_path)


@pytest.fixture
def office(request: pytest.FixtureRequest, mock: MockSite, tmp_path: Path) -> Office:
    """Everything a run needs: a browser, or plain HTTP for a test, or a parameter of one, that is marked so.

    Marked are tests of what Python decides. What the page's script does is tested in the browser only, and so is at
    least one test of each hazard.
    """
    if request.node.get_closest_marker("plain_http"):
        return QuickOffice(mock, tmp_path)
    browser = "painting_browser" if request.node.get_closest_marker("painted") else "chromium"
    return Office(mock, request.getfixturevalue(browser), tmp_path)
