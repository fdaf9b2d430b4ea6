"""One browser, signed in as one staff member: opening it, finding the way, windows and downloads.

Knows no screen by name: flows bring screens and session together with `session.go(PlanTab)`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from bot.agent import SCRIPT
from bot.agent.looks import Guard
from bot.agent.printing import NO_PRINT
from bot.agent.protocol import Agent, Browsing
from bot.agent.tabs import MAX_DOWNLOAD, Tabs, failure_of
from bot.browser import WITHOUT_PICTURES, launch
from bot.config import Profile
from bot.errors import AnotherPage, ConfigError, SiteDown, SiteError
from bot.inputs import in_words
from bot.output import write_output
from bot.private import private_temporary, temporary_is
from bot.screen import Screen
from bot.session.credentials import private_variables
from bot.session.reach import way_to, why_not_reached
from bot.site import Site

S = TypeVar("S", bound=Screen)

CONTEXT: dict[str, Any] = {
    "accept_downloads": True,
    "service_workers": "block",
    "locale": "en-US",
    "extra_http_headers": {"Connection": "close"},
}
"""How a session's browser context is made.

Every request asks for its connection to be closed after the answer. Chromium sends a POST again by itself, unseen by
any driver, when a connection that served an earlier request closes without an answer: a save would be carried out
twice. On a connection of its own no request is repeated (HTTP/2, whose connections are always shared, is off: see
`launch_arguments`). Nothing is intercepted, which would cost each page far more.
"""
_LOOK_AGAIN = 3
"""Seconds after which a person's progress is looked at though nothing was heard of it."""


class Session:
    """A browser with one page in use. Participants follow one another; each gets a fresh page and a fresh guard."""

    def __init__(self, profile: Profile, browsing: Browsing, *, headed: bool) -> None:
        self.profile = profile
        self.headed = headed
        self.signed_in = False
        self.was_reached = False
        """Whether the home page, as it is known, was seen in this session."""
        self.unanswered_sign_ins = 0
        """Times in a row that user name and password were given and the sign-in page came back without a word."""
        self.turn: Callable[[], None] = lambda: None
        """Waits for a turn to ask the site for a page; handed on to every page that is opened."""
        self._browsing = browsing
        self._addresses: dict[type[Screen], str] = {}
        """Where the way to a screen has led."""
        self._arrived: tuple[Site, int] | None = None
        """The page on which `go` came to a screen, and how often anything had been pressed there by then."""
        self.site = self._new_page()

    @classmethod
    @contextmanager
    def start(cls, profile: Profile, *, headed: bool = False) -> Iterator[Session]:
        """Opens a browser that reaches the profile's host and no other, and closes it at the end.

        Raises ConfigError when no browser is found or it does not start.
        """
        with ExitStack() as stack:
            folder = stack.enter_context(_temporary())
            way = stack.enter_context(way_to(profile))
            with environment_without(*private_variables()), temporary_is(folder):
                playwright = stack.enter_context(sync_playwright())
                browser = launch(playwright, headed=headed, arguments=[*browser_arguments(profile), *way])
            try:
                with cls.within(browser, profile, headed=headed) as session:
                    yield session
            finally:
                failure_of(browser.close)  # one that is gone has nothing left to close

    @classmethod
    @contextmanager
    def within(cls, browser: Browser, profile: Profile, *, headed: bool = False) -> Iterator[Session]:
        """A session of its own (cookies, cache) in a browser that runs already."""
        context = browser.new_context(**CONTEXT)
        try:
            yield cls.on(context, profile, headed=headed)
        finally:
            failure_of(context.close)

    @classmethod
    def on(cls, context: BrowserContext, profile: Profile, *, headed: bool = False) -> Session:
        """A session in a context that somebody else has made with CONTEXT's options, and closes."""
        context.add_init_script(SCRIPT + NO_PRINT)
        return cls(profile, Tabs(context, profile), headed=headed)

    @property
    def is_open(self) -> bool:
        """Whether the browser and Playwright's driver still run."""
        return self._browsing.is_open

    def for_participant(self, guard: Guard) -> None:
        """Begins a participant on a fresh page; whatever stood half-done on the old one is dropped unsaved."""
        old = self.site.agent
        self.site = self._new_page()
        self.site.guard = guard
        old.close()

    def fresh(self) -> None:
        """Begins anew on an empty page, before signing in (again)."""
        old = self.site.agent
        self._browsing.forget()
        self.site = self._new_page()
        old.close()

    def home(self) -> None:
        """Opens the profile's home page. Raises SiteDown when it does not answer, Unreachable for what only a person
        can mend."""
        self.turn()
        try:
            self.site.agent.visit(self.profile.base_url)
        except SiteDown as error:
            raise why_not_reached(error, self.profile, was_reached=self.was_reached) from None

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
        self._addresses[kind] = screen.read("leave").look.url
        self._arrived = (self.site, self.site.presses)
        return screen

    def go_anew(self, kind: type[S]) -> S:
        """As `go`, for a list that says whether something is to be made: what it shows was asked for just now, and the
        next press waits for no turn.

        That costs nothing where `go` has just come here, and mostly one page where the screen stood open already.
        """
        screen = kind(self.site)
        if not screen.is_here(self.site.read(act="leave").look):
            self.go(kind)
        has_pace = self.profile.pace.pages_a_minute is not None
        if self._arrived != (self.site, self.site.presses) or has_pace:
            self._ask_again(screen, has_pace=has_pace)
            screen.read("leave")
        return screen

    def _ask_again(self, screen: Screen, *, has_pace: bool) -> None:
        """By its address where it is known to lead here, as it need not where a post has led; else from a tab beside.

        All turns are taken before, that of the next press too.
        """
        site = self.site
        by_address = site.read(act="leave").look.url == self._addresses.get(type(screen))
        pages = 1 if by_address or screen.beside is None else 2
        for _ in range(pages + has_pace):
            self.turn()
        if pages == 1:
            site.agent.visit_again()
            site.turns_ahead = int(has_pace)
        else:
            site.turns_ahead = pages + has_pace
            site.press(str(screen.beside))
            site.read(act="leave")
            screen.reach()

    def wait_for_person(self, seconds: float, done: Callable[[], bool]) -> bool:
        """Waits until a person at the visible browser has brought the page to where `done` is true.

        It is looked at after every navigation, and again every few seconds: one may slip by between look and waiting.
        """
        end = monotonic() + seconds
        while not done():
            left = end - monotonic()
            if left <= 0:
                return False
            self.site.agent.moved_on(min(left, _LOOK_AGAIN))
        return True

    def look_at_newest_page(self) -> None:
        """Makes the page that was opened last the one in use: a person may have gone on in another tab."""
        newest = self._browsing.newest(self.site.agent)
        if newest is not self.site.agent:
            self.site = Site(newest, self.profile)

    @contextmanager
    def download(self, path: Path) -> Iterator[None]:
        """Saves the file that the body of the `with` makes the site send, to `path`, readable by its owner only.

        Raises TimedOut when no whole file comes, SiteError for one that is far larger than a plan, OutputTrouble when
        it can't be written to `path`.
        """
        with self._browsing.download(path, self.site.agent):
            yield

    def print_to(self, path: Path, press: Callable[[], None], stands: Callable[[], bool], sign: str) -> bool:
        """Presses what prints, and writes what comes of it to `path`, readable by its owner only: the file that the
        site sends, or the page that it puts up for printing, as a PDF. Gives whether the page pressed in still stands.

        `stands` says whether the screen with the button is the one that is open, `sign` is a word that the plan has on
        it, and a page on the way to it has not. Raises TimedOut when nothing comes,
        SiteError where it can't be made a PDF, OutputTrouble when that can't be written to `path`, and what
        `Site.read` raises for a page that is none to print.
        """
        came = self._browsing.printed(path, self.site.agent, press, lambda: not stands(), sign)
        if came is None:
            return True
        data = came.viewed()
        if data is None:
            Site(came, self.profile, turn=self.turn, mask=self.site.mask).read()
            data = came.pdf() or self._printed_elsewhere(came)
        if len(data) > MAX_DOWNLOAD:
            raise SiteError(f"the site sent more than {in_words(MAX_DOWNLOAD)} in place of a plan")
        write_output(path, data)
        self._browsing.close_windows(self.site.agent)
        return came is not self.site.agent or stands()

    def _printed_elsewhere(self, page: Agent) -> bytes:
        with _temporary() as folder, environment_without(*private_variables()), temporary_is(folder):
            return self._browsing.print_copy(page.copy())

    def cookies(self) -> list[Any]:
        """What the browser needs to stay signed in, for keeping it encrypted. Its shape is Playwright's own."""
        return self._browsing.cookies()

    def restore(self, cookies: list[Any]) -> None:
        """Puts kept cookies back."""
        self._browsing.restore(cookies)

    def _new_page(self) -> Site:
        return Site(self._browsing.new_agent(), self.profile, turn=self.turn)


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
