"""The pages of one browser context, which share its cookies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Download
from playwright.sync_api import Error as PlaywrightError

from bot.agent import PageAgent
from bot.agent.protocol import Agent
from bot.config import Profile
from bot.errors import TimedOut


class Tabs:
    """A browser's `Browsing`."""

    def __init__(self, context: BrowserContext, profile: Profile) -> None:
        self._context = context
        self._profile = profile

    @property
    def is_open(self) -> bool:
        browser = self._context.browser
        return browser is None or browser.is_connected()

    def new_agent(self) -> PageAgent:
        profile = self._profile
        return PageAgent(self._context.new_page(), profile.limits, profile.known_dialogs, profile.content)

    def newest(self, known: Agent) -> Agent:
        page = self._context.pages[-1]
        assert isinstance(known, PageAgent)
        return known if page is known.page else known.for_window(page)

    def forget(self) -> None:
        self._context.clear_cookies()

    def cookies(self) -> list[Any]:
        return list(self._context.cookies())

    def restore(self, cookies: list[Any]) -> None:
        self._context.add_cookies(cookies)

    @contextmanager
    def download(self, path: Path, user: Agent) -> Iterator[None]:
        assert isinstance(user, PageAgent)
        try:
            limit = self._profile.limits.answer_seconds * 1000
            with self._context.expect_event("download", timeout=limit) as waiting:
                yield
            download: Download = waiting.value
            download.save_as(path)
        except PlaywrightError:
            raise TimedOut("the site sent no PDF") from None
        path.chmod(0o600)
        user.stay()
        for page in self._context.pages:
            if page is not user.page:
                page.close()
