"""The pages of one browser context, which share its cookies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Download
from playwright.sync_api import Error as PlaywrightError

from bot.agent import PageAgent
from bot.agent.protocol import Agent
from bot.config import Profile
from bot.errors import SiteError, TimedOut
from bot.inputs import in_words
from bot.output import write_output

MAX_DOWNLOAD = 32 * 1024**2
"""Bytes of the largest file that is taken from the site."""


class Tabs:
    """A browser's `Browsing`."""

    def __init__(self, context: BrowserContext, profile: Profile) -> None:
        self._context = context
        self._profile = profile

    @property
    def is_open(self) -> bool:
        """Whether the browser and Playwright's driver still run: both are asked, in one round trip.

        The flag of the connection alone will not do: it stays as it was when the driver is killed.
        """
        browser = self._context.browser
        if browser is not None and not browser.is_connected():
            return False
        return failure_of(lambda: self._context.cookies(self._profile.base_url)) is None

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
        limit = self._profile.limits.answer_seconds * 1000
        try:
            with self._context.expect_event("download", timeout=limit) as waiting:
                yield
            download: Download = waiting.value
        except PlaywrightError:
            raise TimedOut("the site sent no PDF") from None
        try:
            kept = download.path()
        except PlaywrightError:
            raise TimedOut(
                "the site began to send the PDF, and it did not arrive whole: see that the disk of temporary files has"
                " room"
            ) from None
        if kept.stat().st_size > MAX_DOWNLOAD:
            raise SiteError(f"the site sent a file of more than {in_words(MAX_DOWNLOAD)} in place of a plan")
        write_output(path, kept)
        download.delete()
        user.stay()
        for page in self._context.pages:
            if page is not user.page:
                page.close()


def failure_of(call: Callable[[], object]) -> Exception | None:
    """The exception that a call to the browser raised, or None."""
    try:
        call()
    except Exception as error:  # noqa: BLE001 - a dead driver raises errors of any kind; the caller judges them
        return error
    return None
