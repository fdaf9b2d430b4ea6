"""Walking through a wizard for a survey: by its tabs where it has them, else by Next with made-up values."""

from __future__ import annotations

from datetime import date

from bot.agent.looks import Inventory, Strip
from bot.errors import AnotherPage, BotError, ControlMissing
from bot.site import Site
from bot.survey.boxes import keyed
from bot.survey.filling import fill_required
from bot.survey.known import known_of
from bot.survey.match import likeness
from bot.survey.model import WizardSurvey
from bot.survey.noting import Notes, strip_of
from bot.survey.tabs import step_keys
from bot.survey.words import Stuck, stuck

_NEXT = "Next >>"
_MOST_STEPS = 40
_LIKE = 0.6
_SAVES = "the wizard goes on only by saving, and there is no earlier record of the participant's to open"


class Passage:
    """One passage through the wizard that stands open at its first step."""

    def __init__(self, site: Site, notes: Notes, wizard: str, today: date, *, may_enter: bool) -> None:
        self._site = site
        self._notes = notes
        self._wizard = wizard
        self._today = today
        self._may_enter = may_enter
        self._screens = known_of(site.profile.forms)
        self._known = self._screens.wizards[wizard]

    def run(self, heading: str) -> None:
        """Notes every step that can be reached, and leaves the wizard unsaved. Raises Stuck where another page stands
        there than the wizard's."""
        word = self._site.profile.word
        look = self._site.read(act="leave").look
        shown = word(heading)
        if not look.shows(shown):  # its first step may be known by its tab and boxes all the same
            if not self._known[0].kind(self._site).is_here(look):
                raise stuck(self._notes, heading, "heading")
            shown = next(iter(self._notes.clean.texts(look.headings)), shown)
        strip = self._strip(self._notes.look())
        titles = [word(known.title) for known in self._known]
        if strip is None:
            raise stuck(self._notes, self._known[0].title, "tab")
        tabs = [self._notes.clean.text(tab) for tab in strip.tabs]
        keys = step_keys(self._wizard, titles, [known.key for known in self._known], tabs)
        self._notes.wizards[self._wizard] = WizardSurvey(heading=shown, steps=tuple(keys))
        start = list(self._notes.path)
        for place, key in enumerate(keys[:_MOST_STEPS]):
            why = self._go_to(place, strip)
            if why is not None:
                for missed in keys[place:]:
                    self._notes.missed(missed, why, after_save=why == _SAVES)
                break
            self._notes.path = start + ([tabs[place]] if place else [])
            self._note(key, strip=self._strip(self._notes.look()))
        self._leave()

    def _strip(self, inventory: Inventory) -> Strip | None:
        return strip_of(inventory, [self._site.profile.word(known.title) for known in self._known])

    def _go_to(self, place: int, first: Strip) -> str | None:
        """Makes a step stand open; gives the reason why it can't be reached."""
        strip = self._strip(self._notes.look())
        if strip is None or strip.tabs != first.tabs:
            return "the strip of tabs changed on the way"
        if strip.selected == place:
            return None
        if strip.links[place]:
            self._press_tab(strip.tabs[place])
            why = self._is_at(place)
            if why is None or not self._may_enter or not self._still_at(strip):
                return why
        # A step that looks as if it could be pressed may lead nowhere before the record is saved.
        return self._next(place) if self._may_enter else _SAVES

    def _still_at(self, before: Strip) -> bool:
        """Whether the wizard stands where it did."""
        strip = self._strip(self._notes.look())
        return strip is not None and (strip.tabs, strip.selected) == (before.tabs, before.selected)

    def _is_at(self, place: int) -> str | None:
        self._site.read(act="leave")
        strip = self._strip(self._notes.look())
        here = strip is not None and strip.selected == place
        return None if here else "another page or tab came up"

    def _press_tab(self, text: str) -> None:
        """Presses a tab by its own text."""
        self._site.agent.act = "leave"
        if self._site.agent.press(text)["problem"] is not None:
            raise ControlMissing(f"the tab '{text}' can't be pressed")

    def _next(self, place: int) -> str | None:
        """Enters made-up values and goes on, saving: only where the profile is synthetic and the user asked for it."""
        site, clean = self._site, self._notes.clean
        try:
            fill_required(site, lambda: keyed(self._notes.look().boxes, clean), self._today)
            with site.writing(True):
                site.press(_NEXT, writes=True)
            problem = self._is_at(place)
        except BotError as error:
            return f"made-up values could not be entered: {error}"
        if problem is not None:
            complaints = site.complaints(site.read(act="leave").look)
            return f"the site did not go on with made-up values{': ' + complaints if complaints else ''}"
        return None

    def _note(self, key: str, strip: Strip | None) -> None:
        known = self._screens.screens.get(key)
        before = self._notes.screen(key, strip=strip, tries=True)
        if known is not None and known.row is not None:
            part = known.row.key.removeprefix(key).lstrip(".")
            try:
                self._row(key, part, known.add, before)
            except (Stuck, AnotherPage, ControlMissing) as error:
                wanted = error.wanted if isinstance(error, Stuck) else ""
                self._notes.missed(f"{key} (row)", str(error), wanted)

    def _row(self, key: str, part: str, add: str, before: Inventory) -> None:
        """Opens an empty row, notes its form, and drops it."""
        site, word = self._site, self._site.profile.word
        if site.agent.offers(word(add)):
            site.press(add)
        else:
            add = self._press_likely(add, before)
        site.read(act="leave")
        self._notes.row_form(key, part, word(add), before)
        rows = self._notes.screens[key].rows
        if rows is not None and rows.buttons:
            site.agent.act = "leave"
            site.agent.press(word("Cancel"), beside=rows.buttons[0])
            site.read(act="leave")

    def _press_likely(self, add: str, seen: Inventory) -> str:
        """On a synthetic site, the one button that is worded like the known one is tried, for it opens an empty row."""
        texts = dict.fromkeys((*seen.buttons, *seen.links))
        likely = [text for text in texts if likeness(text, self._site.profile.word(add)) >= _LIKE]
        if not self._notes.tries or len(likely) != 1:
            raise Stuck(add, "button")
        if self._site.agent.press(likely[0])["problem"] is not None:
            raise Stuck(add, "button")
        return likely[0]

    def _leave(self) -> None:
        """Cancels the wizard, where it has such a button; else the next part of the way begins at the home page."""
        self._site.agent.act = "leave"
        self._site.agent.press(self._site.profile.word("Cancel"))
        self._site.read(act="leave")
        self._notes.keep_dialogs()
