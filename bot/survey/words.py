"""Pressing what the program knows by a word, and telling which word was missing where."""

from __future__ import annotations

from bot.agent.looks import Row
from bot.errors import ControlMissing, SiteError
from bot.screen import Screen
from bot.site import Act, Site
from bot.survey.noting import Notes


class Stuck(SiteError):
    """A word of the program's own (`wanted`) is not on the page: the way ends here until the profile has the site's."""

    def __init__(self, wanted: str, what: str, screen: str | None = None) -> None:
        super().__init__(f"the page has no {what} '{wanted}'", screen=screen)
        self.wanted = wanted


def press(site: Site, notes: Notes, word: str, act: Act = "leave") -> None:
    """Presses the link or button of a word, if it is there. Raises Stuck after noting the page where it is not."""
    if not site.agent.offers(site.profile.word(word)):
        raise stuck(notes, word, "link or button")
    site.press(word, act=act)


def press_in_row(site: Site, row: Row, word: str) -> None:
    """Presses a link of a word within a row. Raises Stuck where the row has none; its links are never noted."""
    try:
        site.press_in_row(row, word)
    except ControlMissing:
        raise Stuck(word, "link in its list", None) from None


def expect(screen: Screen, notes: Notes, on: str | None = None) -> None:
    """Makes sure that a screen stands open, by its signs or by the word `on` which leads on from it.

    Raises Stuck naming its heading or tab after noting what stands there.
    """
    site = screen.site
    look = site.read(act="leave").look
    if screen.is_here(look) or (on is not None and site.agent.offers(site.profile.word(on))):
        return
    if not look.shows(site.profile.word(screen.heading)):
        raise stuck(notes, screen.heading, "heading")
    raise stuck(notes, screen.tab or screen.heading, "selected tab")


def stuck(notes: Notes, wanted: str, what: str) -> Stuck:
    """The error for a missing word; the page is noted, so that its own words can be looked through."""
    seen = notes.look()
    strip = next(iter(seen.strips), None)
    standing = notes.screens.get(notes.at)
    if standing is None or standing.heading != next(iter(notes.clean.texts(seen.look.headings)), ""):
        notes.screen(f"page.{len(notes.screens) + 1}", strip=strip)
    return Stuck(wanted, what)
