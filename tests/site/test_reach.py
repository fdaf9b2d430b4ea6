"""The browser of a run reaches the profile's host and no other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright
from playwright.sync_api import Error as PlaywrightError

from bot.browser import launch
from bot.config import load_profile
from bot.session import browser_arguments
from tests.mock_site.client import MockSite


@pytest.fixture(scope="module")
def limited(mock_process: MockSite, playwright: Playwright) -> Iterator[Browser]:
    """A browser that may reach the mock by its address; the mock's other names are not allowed."""
    browser = launch(playwright, arguments=browser_arguments(load_profile("mock", base_url=mock_process.home)))
    yield browser
    browser.close()


@pytest.fixture
def page(limited: Browser) -> Iterator[Page]:
    """A fresh page."""
    page = limited.new_page()
    yield page
    page.close()


def test_its_own_host(page: Page, mock_process: MockSite) -> None:
    answer = page.goto(mock_process.home)
    assert answer is not None
    assert answer.ok


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "[::1]"])
def test_no_other_host(page: Page, mock_process: MockSite, host: str) -> None:
    """Holds: --host-resolver-rules. A link, a script or a redirect of the site leads nowhere else."""
    page.goto(mock_process.home)
    other = mock_process.home.replace("127.0.0.1", host)
    fetched = "url => fetch(url, {mode: 'no-cors'}).then(() => 'reached', () => 'refused')"
    assert page.evaluate(fetched, other) == "refused"
    with pytest.raises(PlaywrightError, match="ERR_NAME_NOT_RESOLVED"):
        page.goto(other)
