"""The fixtures: a site under test, a signed-in session, a participant standing open, a reference record.

They stand on pytest-playwright's own (`browser`, `context`), so that its options work: --headed, --browser-channel,
--slowmo, --tracing, --video, --screenshot. Registered when the options are known, and after pytest-playwright, whose
own it overrides.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from bot.browser import find_browser, launch_arguments
from bot.errors import BotError, Stopped
from bot.flows.results import keeps_everyone_out, stops_everything
from bot.records.model import Record
from bot.session import CONTEXT, Session, browser_arguments
from bot.testing.bench import Bench, Done
from bot.testing.keys import COLLECTOR, KEPT_OUT, STOPPER, UNDER_TEST
from bot.testing.participant import OpenParticipant
from bot.testing.report.collect import Collector
from bot.testing.under_test import SiteUnderTest, in_words


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], site: SiteUnderTest) -> dict[str, Any]:
    """How the browser is started: the one this machine has, reaching the site's host and no other."""
    ours: dict[str, Any] = {
        "args": [*launch_arguments(), *browser_arguments(site.profile)],
        "handle_sigint": False,  # Ctrl-C is the run's to act on, and not the browser's
    }
    if "channel" not in browser_type_launch_args:
        found = find_browser(headed=browser_type_launch_args.get("headless") is False)
        ours |= {"executable_path": found.path, "channel": found.channel}
    return {**ours, **browser_type_launch_args}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """How a test's browser context is made."""
    return {**CONTEXT, **browser_context_args}


@pytest.fixture(scope="session")
def site(pytestconfig: pytest.Config) -> SiteUnderTest:
    """The site under test: its profile, the reference records, the day."""
    return pytestconfig.stash[UNDER_TEST]


@pytest.fixture
def record(request: pytest.FixtureRequest, site: SiteUnderTest) -> Record:
    """The reference record: the first, or the one of `@pytest.mark.caljobs_record("36213")`."""
    mark = request.node.get_closest_marker("caljobs_record")
    if mark is None:
        return next(iter(site.records.values()))
    user_id = str(mark.args[0])
    if user_id not in site.records:
        raise pytest.UsageError(f"no reference record has the User ID {user_id}; there are: {', '.join(site.records)}")
    return site.records[user_id]


@pytest.fixture
def session(
    context: BrowserContext, browser: Browser, site: SiteUnderTest, collector: Collector
) -> Session:
    """A session of this test's own, signed in, on no page yet."""
    collector.browser = f"Chromium {browser.version} on {platform.system()} {platform.machine()}"
    return site.session(context, browser)


@pytest.fixture
def participant(record: Record, session: Session, bench: Bench) -> OpenParticipant:
    """The record's participant, standing open."""
    bench.open(record.user_id)
    return OpenParticipant(record, session, bench)


@pytest.fixture(scope="session")
def caljobs_done() -> Done:
    """What the run has done and seen so far."""
    return Done()


@pytest.fixture(scope="session")
def caljobs_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where printed plans go."""
    return tmp_path_factory.mktemp("caljobs")


@pytest.fixture
def bench(
    request: pytest.FixtureRequest, site: SiteUnderTest, caljobs_done: Done, caljobs_folder: Path
) -> Bench:
    """What the suite's own tests work with."""

    def made(name: str) -> Callable[[], Any]:
        return lambda: request.getfixturevalue(name)

    slower = request.config.getoption("--caljobs-slower")
    stopper = request.config.stash[STOPPER]
    return Bench(
        site, caljobs_done, caljobs_folder, made("session"), made("browser"),
        slower=slower, stop=lambda: stopper.asked, chosen=_chosen(request.session),
    )  # fmt: skip


def _chosen(session: pytest.Session) -> set[str]:
    """The screens whose rules the tests of this run are about."""
    params = [item.callspec.params for item in session.items if hasattr(item, "callspec")]
    return {own["rule_screen"] for own in params if "rule_screen" in own}


@pytest.fixture
def collector(pytestconfig: pytest.Config) -> Collector:
    """What goes into the report."""
    return pytestconfig.stash[COLLECTOR]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest) -> Iterator[None]:
    """An error of the program in a fixture is told in its words, without a traceback."""
    yield from _in_words(request.node)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Iterator[None]:
    """An error of the program in a test is told in its words, without a traceback."""
    yield from _in_words(pyfuncitem)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A site that keeps everyone out has an exit code of its own."""
    if session.config.stash[COLLECTOR].kept_out:
        session.exitstatus = KEPT_OUT


def _in_words(node: pytest.Item | pytest.Session) -> Iterator[Any]:
    try:
        return (yield)
    except BotError as caught:
        error = caught
    if isinstance(error, Stopped):
        pytest.skip(error.message)
    session = node if isinstance(node, pytest.Session) else node.session
    words = _told(session, error)
    params = node.callspec.params if hasattr(node, "callspec") else {}
    user_id = str(params.get("user_id", params.get("printed_user_id", "")))
    first = session.config.stash[COLLECTOR].told.setdefault((str(error), user_id), node.name)
    if first != node.name:
        pytest.skip(f"not looked at: what failed {first} is in the way: {words}")
    pytest.fail(words, pytrace=False)


def _told(session: pytest.Session, error: BotError) -> str:
    """The error in words; one that keeps everyone out ends the run, and so does a site where nobody can sign in."""
    words = in_words(error)
    if keeps_everyone_out(error):
        session.config.stash[COLLECTOR].kept_out = words
    if stops_everything(error):
        session.shouldstop = f"no test can be run: {words}"
    return words
