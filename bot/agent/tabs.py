"""The pages of one browser context, which share its cookies."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Download, Page
from playwright.sync_api import Error as PlaywrightError

from bot.agent import PAPER, PageAgent
from bot.agent.kept_views import kept_views
from bot.agent.printing import Outcome
from bot.agent.protocol import Agent
from bot.browser import start
from bot.config import Profile
from bot.errors import OutputTrouble, SiteError, TimedOut
from bot.inputs import in_words
from bot.output import write_output

_ROOM = 1024**2
"""Bytes: with fewer left a disk is full."""
MAX_DOWNLOAD = 32 * 1024**2
"""Bytes of the largest file that is taken from the site."""


class Tabs:
    """A browser's `Browsing`."""

    def __init__(self, context: BrowserContext, profile: Profile) -> None:
        self._context = context
        self._profile = profile
        self._views = kept_views() if profile.synthetic else None

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
        agent = PageAgent(self._context.new_page(), profile.limits, profile.known_dialogs, profile.content)
        agent.views = self._views
        return agent

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
        self._keep(download, path)
        user.stay()
        self.close_windows(user)

    def printed(
        self, path: Path, user: Agent, press: Callable[[], None], is_left: Callable[[], bool], sign: str
    ) -> Agent | None:
        assert isinstance(user, PageAgent)
        seconds = self._profile.limits.answer_seconds
        came = Outcome(self._context, user.page, sign).of(press, is_left, seconds)
        if came is None:
            raise TimedOut(f"after 'Print' neither a file nor a page came within {seconds:g} seconds")
        if isinstance(came, Page):
            return user if came is user.page else user.for_window(came)
        self._keep(came, path)
        user.stay()
        self.close_windows(user)
        return None

    def print_copy(self, text: str) -> bytes:
        browser = self._context.browser
        assert browser is not None
        other = start(browser.browser_type, arguments=["--host-resolver-rules=MAP * ~NOTFOUND"])
        try:
            page = other.new_page(offline=True, java_script_enabled=False, service_workers="block")
            page.set_content(text)
            return page.pdf(**PAPER)
        except PlaywrightError:
            raise SiteError("the page could not be printed as a PDF: run without --headed") from None
        finally:
            failure_of(other.close)

    def close_windows(self, user: Agent) -> None:
        assert isinstance(user, PageAgent)
        for page in self._context.pages:
            if page is not user.page:
                page.close()

    def _keep(self, download: Download, path: Path) -> None:
        """Writes a file that the site sent. Raises TimedOut where it did not come whole, SiteError for a huge one."""
        try:
            kept = download.path()
        except PlaywrightError:
            if shutil.disk_usage(tempfile.gettempdir()).free < _ROOM:
                raise OutputTrouble(
                    f"the site has made the printed plan, and there is no room for it on the disk of temporary files"
                    f" ({tempfile.gettempdir()}): make room, or set TMPDIR to another folder, then run it again"
                ) from None
            raise TimedOut("the site began to send the PDF, and it did not arrive whole") from None
        if kept.stat().st_size > MAX_DOWNLOAD:
            raise SiteError(f"the site sent a file of more than {in_words(MAX_DOWNLOAD)} in place of a plan")
        write_output(path, kept)
        download.delete()


def failure_of(call: Callable[[], object]) -> Exception | None:
    """The exception that a call to the browser raised, or None."""
    try:
        call()
    except Exception as error:  # noqa: BLE001 - a dead driver raises errors of any kind; the caller judges them
        return error
    return None
