"""Pictures and fonts stay out of the browser, by its flags."""

from __future__ import annotations

from playwright.sync_api import Browser

from bot.browser import WITHOUT_PICTURES
from bot.session import browser_arguments
from tests.kit import Office
from tests.mock_site.client import MockSite

PAGE = """<style>@font-face {{ font-family: F; src: url({0}/static/font.woff2) }} p {{ font-family: F }}</style>
<p>text</p><img src="{0}/static/calendar.svg"><script src="{0}/static/page.js"></script>"""


def test_neither_pictures_nor_fonts_are_asked_for(chromium: Browser, mock: MockSite) -> None:
    """Holds the flags: without them all three are."""
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.goto(mock.url + "/static/site.css")
    page.set_content(PAGE.format(mock.url), wait_until="load")
    page.evaluate("() => document.fonts.ready.then(() => 1)")
    page.close()
    assert asked == ["site.css", "page.js"]


def test_a_profile_may_have_them(office: Office) -> None:
    assert set(WITHOUT_PICTURES) < set(browser_arguments(office.profile()))
    assert not set(WITHOUT_PICTURES) & set(browser_arguments(office.profile(leave_out_pictures=False)))
