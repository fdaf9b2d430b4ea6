"""What happens when a site is named: its profile, records and baseline are loaded, fixtures and report registered."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from bot.browser import find_browser, has_screen, launch_arguments
from bot.config import Profile, load_profile
from bot.controls import DateBox, Unreadable
from bot.errors import ConfigError
from bot.session.credentials import PASSWORD, find_login
from bot.testing import fixtures
from bot.testing.baseline import Baseline
from bot.testing.keys import COLLECTOR, STOPPER, UNDER_TEST
from bot.testing.report.collect import Collector
from bot.testing.report.html import write_report
from bot.testing.stopping import Stopper
from bot.testing.under_test import SiteUnderTest, reference_records

MARKS = (
    "caljobs_record(user_id): the reference record, by User ID, that this test's `record` is",
    "rules(*names): of the suite's own: the rules a test is about, for the screens that have them",
)


def activate(config: pytest.Config) -> None:
    """Registers the fixtures and the report for the site that the options name. Raises UsageError in words."""
    for mark in MARKS:
        config.addinivalue_line("markers", mark)
    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("one sign-in works on one participant at a time: run these tests without -n")
    try:
        check_browser(config)
        config.stash[UNDER_TEST] = site = _site(config)
    except ConfigError as error:
        raise pytest.UsageError(str(error)) from None
    password = os.environ.pop(PASSWORD, None)  # the browser and its driver have no business with it
    if password is not None:
        config.add_cleanup(lambda: os.environ.__setitem__(PASSWORD, password))
    config.stash[COLLECTOR] = collector = Collector(site, write_report)
    config.pluginmanager.register(collector, "caljobs-report")
    config.stash[STOPPER] = stopper = Stopper(collector)
    config.pluginmanager.register(stopper, "caljobs-stopping")
    config.pluginmanager.register(fixtures, "caljobs-fixtures")


def check_browser(config: pytest.Config) -> None:
    """Raises ConfigError for a browser that can't serve: told once, and not by every test."""
    if set(config.getoption("--browser")) - {"chromium"}:
        raise ConfigError("the program works with browsers of the Chromium family: leave --browser out")
    headed = config.getoption("--headed")
    if headed and not has_screen():
        raise ConfigError("--headed needs a screen, and there is none here (DISPLAY is not set)")
    channel, filmed = config.getoption("--browser-channel"), config.getoption("--video") != "off"
    if not channel:
        find_browser(headed=headed)
    if channel or filmed:
        _try_out(channel, headed=headed, filmed=filmed)


def _try_out(channel: str | None, *, headed: bool, filmed: bool) -> None:
    """Starts the browser for a moment. Raises ConfigError where there is none of this channel, or none that films."""
    path = None
    if not channel:
        found = find_browser(headed=headed)
        path, channel = found.path, found.channel
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        try:
            browser = playwright.chromium.launch(
                channel=channel,
                executable_path=path,
                headless=not headed,
                args=launch_arguments(),
                handle_sigint=False,
            )
        except PlaywrightError as error:
            raise ConfigError(f"--browser-channel {channel}: {_first_line(error)}") from None
        try:
            if filmed:
                browser.new_context(record_video_dir=folder).new_page()
        except PlaywrightError as error:
            words = "videos are made by a program of Playwright's: `playwright install ffmpeg` brings it"
            raise ConfigError(f"--video: {words} ({_first_line(error)})") from None
        finally:
            browser.close()


def _first_line(error: PlaywrightError) -> str:
    return error.message.splitlines()[0].partition(": ")[2] or error.message.splitlines()[0]


def _site(config: pytest.Config) -> SiteUnderTest:
    option = config.getoption
    profile = load_profile(option("--caljobs-site"), base_url=option("--base-url", default=None))
    today = _day(option("--caljobs-today"), profile)
    records, baseline = option("--caljobs-records"), option("--caljobs-baseline")
    return SiteUnderTest(
        profile,
        find_login(profile),
        reference_records(Path(records) if records else None, profile, today),
        Baseline(Path(baseline) if baseline else None, update=option("--caljobs-update")),
        today=today,
        headed=option("--headed"),
        watched=option("--tracing") != "off" or option("--video") != "off",
    )


def _day(text: str | None, profile: Profile) -> date:
    if text is None:
        return profile.today or date.today()
    try:
        return DateBox("today").parse(text)
    except Unreadable as error:
        raise ConfigError(f"--caljobs-today {error.words}") from None
