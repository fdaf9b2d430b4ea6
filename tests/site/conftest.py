"""Fixtures of the site tests: pages of a test's own beside the mock's, and runs that need no browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.http_agent.office import QuickOffice
from tests.kit import Office
from tests.mock_site.client import MockSite
from tests.page.fixtures import desk, hand_page, page_server

__all__ = ["desk", "hand_page", "page_server"]


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
    return Office(mock, request.getfixturevalue("chromium"), tmp_path)
