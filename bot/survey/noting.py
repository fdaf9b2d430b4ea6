"""The survey as it grows: each screen is noted as it stands open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from bot.agent.looks import Dialog, Inventory, Strip
from bot.session import Session
from bot.site import Site
from bot.survey.boxes import beyond, keyed, new_texts, spec_of_need
from bot.survey.clean import Cleaner
from bot.survey.finding import find
from bot.survey.known import Need, needs, vocabulary
from bot.survey.model import Box, Grid, Rows, ScreenSurvey, SeenDialog, Survey, Unreached, WizardSurvey
from bot.survey.trying import try_choices, untried
from bot.web.strips import strip_words


class Notes:
    """Surveys the screen that stands open, and keeps what was found.

    `tries`: choices may be tried. `made_up`: made-up values are entered for somebody made up. `arrived` is told
    the key of each screen while it stands open, before it is noted.
    """

    def __init__(
        self,
        session: Session,
        *,
        tries: bool,
        made_up: bool = False,
        arrived: Callable[[str, Site], None] = lambda key, site: None,
    ) -> None:
        self._session = session
        self._made_up = made_up
        self._arrived = arrived
        self.tries = tries
        self._needs = needs(session.profile)
        self._vocabulary = vocabulary(session.profile)
        self.path: list[str] = []
        """What was pressed to come to where we are."""
        self.at = ""
        """The key of the screen noted last."""
        self.screens: dict[str, ScreenSurvey] = {}
        self.wizards: dict[str, WizardSurvey] = {}
        self.unreached: dict[str, Unreached] = {}
        self._heard: list[tuple[str, Dialog, str]] = []
        """Dialogs that came up since the last look: on which screen, and after which press."""
        self._early: list[SeenDialog] = []
        """Those that came up before any screen was noted."""

    @property
    def site(self) -> Site:
        site = self._session.site
        site.agent.witness = lambda dialog, pressed: self._heard.append((self.at, dialog, pressed))
        return site

    @property
    def clean(self) -> Cleaner:
        return Cleaner(self.site.guard, self._vocabulary, made_up=self._made_up)

    def look(self) -> Inventory:
        """What stands on the page now."""
        inventory = self.site.agent.survey()
        self.site.judge(self.site.agent.read())
        self.keep_dialogs()
        return inventory

    def _look_patiently(self, own: Sequence[Need]) -> Inventory:
        """As `look`, but editors that the program needs here, and that the page puts in by itself, get time to come."""
        editors = [need for need in own if need.kind == "richtext" and need.control.shown_if is None]
        seen = self.look()
        if all(len(find(need, keyed(seen.boxes, self.clean))) for need in editors):
            return seen
        specs = [spec_of_need(need) for need in editors]
        agent = self.site.agent
        agent.until(lambda: agent.read(specs), lambda reading: not any(f.problem for f in reading.fields.values()))
        return self.look()

    def keep_dialogs(self) -> None:
        """Puts the dialogs that have come up to the screens they came up on."""
        heard, self._heard = self._heard, []
        for at, dialog, pressed in heard:
            # The browser's own could not be looked at for values while it stood there: the page is the same after it.
            seen = self._cleaned(dialog, pressed, unvalued=not dialog.native)
            if at in self.screens:
                there = self.screens[at]
                together = tuple(dict.fromkeys((*there.dialogs, seen)))
                self.screens[at] = there.model_copy(update={"dialogs": together})
            else:
                self._early.append(seen)

    def screen(self, key: str, *, strip: Strip | None = None, tries: bool = False) -> Inventory:
        """Notes the open screen under a key; gives what was seen of it before any choice was tried."""
        self._arrived(key, self.site)
        own = [need for need in self._needs if need.screen == key and not need.row]
        seen, clean = self._look_patiently(own), self.clean
        heading = next(iter(clean.texts(seen.look.headings)), "")
        tried = tries and self.tries
        if tried:
            fields = try_choices(self.site, lambda: keyed(self.look().boxes, clean, own))
        else:
            fields = untried(keyed(seen.boxes, clean, own), own)
        title = strip.tabs[strip.selected] if strip and strip.selected >= 0 else heading
        over = [self._cleaned(dialog, "", unvalued=False) for dialog in seen.look.dialogs]
        before = self.screens[key].dialogs if key in self.screens else ()
        self.screens[key] = ScreenSurvey(
            title=clean.text(title) or key,
            heading=heading,
            sections=tuple(dict.fromkeys(clean.heading(text) for text in seen.sections if clean.text(text))),
            reached=tuple(self.path),
            tried=tried,
            fields=fields,
            buttons=clean.texts(seen.buttons),
            links=clean.texts(seen.links),
            tabs=clean.texts(strip.tabs) if strip else (),
            grids=_grids(seen, clean),
            dialogs=tuple(dict.fromkeys((*before, *self._early, *over))),
        )
        self._early.clear()
        self.unreached.pop(key, None)
        self.at = key
        return seen

    def row_form(self, key: str, part: str, add: str, before: Inventory) -> None:
        """Notes the form of a row that was just opened by the button `add` on the screen of a key."""
        clean = self.clean
        own = [need for need in self._needs if need.screen == key and need.row]
        seen = self._look_patiently(own)

        def look() -> dict[str, Box]:
            return keyed(beyond(self.look(), before), clean, own)

        fields = try_choices(self.site, look) if self.tries else untried(look(), own)
        title = next(iter(new_texts(seen.sections, before.sections)), "")
        grid = next(iter(before.grids), None)
        screen = self.screens[key]
        rows = Rows(
            key=part,
            add=add,
            title=clean.text(title),
            columns=clean.texts(grid.columns) if grid else (),
            actions=clean.texts(grid.actions) if grid else (),
            fields=fields,
            buttons=clean.texts(new_texts(seen.buttons, before.buttons)),
        )
        others = tuple(text for text in screen.buttons if text != add)
        links = tuple(text for text in screen.links if text != add)
        grids = () if grid else screen.grids
        self.screens[key] = screen.model_copy(
            update={"rows": rows, "buttons": others, "links": links, "grids": grids, "tried": self.tries}
        )

    def _cleaned(self, dialog: Dialog, pressed: str, *, unvalued: bool) -> SeenDialog:
        """A dialog for the survey. `unvalued`: the page's values were taken out of its words already."""
        words = [dialog.title, dialog.text]
        title, text = words if unvalued else self.site.agent.unvalued(words)
        clean = self.clean
        return SeenDialog(
            title=clean.sentence(title),
            text=clean.sentence(text),
            buttons=clean.texts(dialog.buttons),
            native=dialog.native,
            on=clean.text(pressed),
        )

    def missed(self, key: str, why: str, wanted: str = "", *, after_save: bool = False) -> None:
        """Notes a screen that was not reached."""
        if key not in self.screens:
            gap = Unreached(screen=key, why=why, wanted=wanted, at=self.at, after_save=after_save)
            self.unreached.setdefault(key, gap)

    def survey(self, taken: date) -> Survey:
        """All that was noted."""
        self.keep_dialogs()
        return Survey(
            site=self._session.profile.name,
            taken=taken,
            wizards=self.wizards,
            screens=self.screens,
            unreached=tuple(self.unreached.values()),
        )


def _grids(seen: Inventory, clean: Cleaner) -> tuple[Grid, ...]:
    """The grids of a page; several with the same columns under numbered headings (one for each goal) are one."""
    grids = [
        Grid(
            heading=clean.heading(grid.heading),
            columns=tuple(map(clean.text, grid.columns)),
            actions=clean.texts(grid.actions),
        )
        for grid in seen.grids
    ]
    return tuple(dict.fromkeys(grids))


def strip_of(inventory: Inventory, titles: Sequence[str]) -> Strip | None:
    """The strip of tabs that has most of these titles, else the longest; None where the page has none.

    Of what only looks like a strip, and may as well be a row of a list, one is taken only for two titles of ours.
    """
    wanted = {strip_words(title) for title in titles}

    def known(strip: Strip) -> tuple[int, int]:
        return sum(strip_words(tab) in wanted for tab in strip.tabs), len(strip.tabs)

    seen = [strip for strip in inventory.look.strips if known(strip)[0] >= 2]
    return max(seen or inventory.strips, key=known, default=None)
