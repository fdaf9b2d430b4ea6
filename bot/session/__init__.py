"""One browser, signed in as one staff member: opening it, finding the way, windows and downloads.

Knows no screen by name: flows bring screens and session together with `session.go(PlanTab)`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Download, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.agent import SCRIPT, PageAgent
from bot.agent.looks import Guard
from bot.browser import WITHOUT_PICTURES, launch
from bot.config import Profile
from bot.errors import AnotherPage, ConfigError, SiteDown, SiteError, TimedOut
from bot.inputs import in_words
from bot.private import private_temporary, temporary_is
from bot.screen import Screen
from bot.session.credentials import private_variables
from bot.session.output import write_output
from bot.site import Site

S = TypeVar("S", bound=Screen)

CONTEXT: dict[str, Any] = {"accept_downloads": True, "service_workers": "block", "locale": "en-US"}
"""How a session's browser context is made."""
MAX_DOWNLOAD = 32 * 1024**2
"""Bytes of the largest file that is taken from the site."""
_LOOK_AGAIN = 3
"""Seconds after which a person's progress is looked at though nothing was heard of it."""


class Session:
    """A browser with one page in use. Participants follow one another; each gets a fresh page and a fresh guard."""

    def __init__(self, profile: Profile, context: BrowserContext, *, headed: bool) -> None:
        self.profile = profile
        self.headed = headed
        self.signed_in = False
        self.turn: Callable[[], None] = lambda: None
        """Waits for a turn to ask the site for a page; handed on to every page that is opened."""
        self._context = context
        self.site = self._new_page()

    @classmethod
    @contextmanager
    def start(cls, profile: Profile, *, headed: bool = False) -> Iterator[Session]:
        """Opens a browser that reaches the profile's host and no other, and closes it at the end.

        Raises ConfigError when no browser is found or it does not start.
        """
        with ExitStack() as stack:
            folder = stack.enter_context(_temporary())
            with environment_without(*private_variables()), temporary_is(folder):
                playwright = stack.enter_context(sync_playwright())
                browser = launch(playwright, headed=headed, arguments=browser_arguments(profile))
            try:
                with cls.within(browser, profile, headed=headed) as session:
                    yield session
            finally:
                _failure(browser.close)  # one that is gone has nothing left to close

    @classmethod
    @contextmanager
    def within(cls, browser: Browser, profile: Profile, *, headed: bool = False) -> Iterator[Session]:
        """A session of its own (cookies, cache) in a browser that runs already."""
        context = browser.new_context(**CONTEXT)
        try:
            yield cls.on(context, profile, headed=headed)
        finally:
            _failure(context.close)

    @classmethod
    def on(cls, context: BrowserContext, profile: Profile, *, headed: bool = False) -> Session:
        """A session in a context that somebody else has made with CONTEXT's options, and closes."""
        context.add_init_script(SCRIPT)
        return cls(profile, context, headed=headed)

    @property
    def is_open(self) -> bool:
        """Whether the browser and Playwright's driver still run: both are asked, in one round trip.

        The flag of the connection alone will not do: it stays as it was when the driver is killed.
        """
        browser = self._context.browser
        if browser is not None and not browser.is_connected():
            return False
        return _failure(lambda: self._context.cookies(self.profile.base_url)) is None

    def for_participant(self, guard: Guard) -> None:
        """Begins a participant on a fresh page; whatever stood half-done on the old one is dropped unsaved."""
        old = self.site.agent.page
        self.site = self._new_page()
        self.site.guard = guard
        old.close()

    def fresh(self) -> None:
        """Begins anew on an empty page, before signing in (again)."""
        old = self.site.agent.page
        self._context.clear_cookies()
        self.site = self._new_page()
        old.close()

    def home(self) -> None:
        """Opens the profile's home page. Raises SiteDown when it does not answer."""
        limit = self.profile.limits.answer_seconds * 1000
        self.turn()
        try:
            self.site.agent.page.goto(self.profile.base_url, wait_until="commit", timeout=limit)
        except PlaywrightError:
            raise SiteDown("the site's home page does not answer") from None

    def go(self, kind: type[S]) -> S:
        """Makes a screen stand open: nothing to do when it does, else by way of its parents.

        Raises AnotherPage when the way begins at a screen that is not there.
        """
        screen = kind(self.site)
        look = self.site.read(act="leave").look
        if screen.is_here(look):
            return screen
        if kind.parent is None:
            raise AnotherPage(
                f"the screen '{kind.name()}' was expected and another page stands there", screen=kind.name()
            )
        self.go(kind.parent)
        screen.reach()
        screen.read("leave")
        return screen

    def wait_for_person(self, seconds: float, done: Callable[[], bool]) -> bool:
        """Waits until a person at the visible browser has brought the page to where `done` is true.

        It is looked at after every navigation, and again every few seconds: one may slip by between look and waiting.
        """
        end = monotonic() + seconds
        while not done():
            left = end - monotonic()
            if left <= 0:
                return False
            with suppress(PlaywrightTimeout):
                self.site.agent.page.wait_for_event("framenavigated", timeout=min(left, _LOOK_AGAIN) * 1000)
        return True

    def look_at_newest_page(self) -> None:
        """Makes the page that was opened last the one in use: a person may have gone on in another tab."""
        page = self._context.pages[-1]
        if page is not self.site.agent.page:
            self.site = Site(self.site.agent.for_window(page), self.profile)

    @contextmanager
    def download(self, path: Path) -> Iterator[None]:
        """Saves the file that the body of the `with` makes the site send, to `path`, readable by its owner only.

        Raises TimedOut when no whole file comes, SiteError for one that is far larger than a plan, OutputTrouble when
        it can't be written to `path`.
        """
        limit = self.profile.limits.answer_seconds * 1000
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
        self.site.agent.stay()
        for page in self._context.pages:
            if page is not self.site.agent.page:
                page.close()

    def cookies(self) -> list[Any]:
        """What the browser needs to stay signed in, for keeping it encrypted. Its shape is Playwright's own."""
        return list(self._context.cookies())

    def restore(self, cookies: list[Any]) -> None:
        """Puts kept cookies back."""
        self._context.add_cookies(cookies)

    def _new_page(self) -> Site:
        profile = self.profile
        agent = PageAgent(self._context.new_page(), profile.limits, profile.known_dialogs, profile.content)
        return Site(agent, profile, turn=self.turn)


def _failure(call: Callable[[], object]) -> Exception | None:
    """What a call to the browser raised, if it did. A driver that is gone raises errors of any kind, not only
    Playwright's own."""
    try:
        call()
    except Exception as error:  # noqa: BLE001
        return error
    return None


@contextmanager
def _temporary() -> Iterator[Path]:
    """Where the browser keeps its profile and what it downloads, for this run alone. Raises ConfigError."""
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(private_temporary())
        except OSError as error:
            words = error.strerror or "unknown reason"
            raise ConfigError(f"no temporary folder can be made ({words}): set TMPDIR to one that is yours") from None
        yield folder


@contextmanager
def environment_without(*names: str) -> Iterator[None]:
    """Takes variables out of the environment while child processes are started."""
    taken = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(taken)


def browser_arguments(profile: Profile) -> list[str]:
    """The flags a profile asks for: no host but its own is reached, pictures and fonts stay out.

    Neither costs anything at work: a route would switch the HTTP cache off, and blocking by CDP needs its network
    domain, whose events (some thirty for a page) took half of this process's time (measured).
    """
    arguments = [f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {profile.host}"]
    return arguments + (WITHOUT_PICTURES if profile.leave_out_pictures else [])
