"""Finding the participant: the left menu, Assist an Individual, the list of those found."""

from __future__ import annotations

from typing import Annotated

from bot.agent.looks import Reading
from bot.controls import TextBox, differs_by_accents, fold
from bot.errors import AnotherPage, ControlMissing, NotFound
from bot.forms import Form
from bot.screen import FormScreen, Screen

MENU = ("Services for Workforce Staff", "Manage Individuals", "Assist an Individual")
"""The menu's entries, outermost first (documented)."""
HAMBURGER = ".fa-bars"
NOBODY = "No Records Found."


class Search(Form):
    """General Criteria; that the User ID is among them is inferred. An exact search: never by name."""

    key = "assist.search"
    screen_title = "Assist an Individual"

    user_id: Annotated[str, TextBox("User ID", name="UserID")]


class AssistIndividual(FormScreen[Search]):
    """The search page. Any page of a signed-in staff member leads here by the left menu."""

    heading, declared = "Assist an Individual", Search

    def reach(self) -> None:
        """Opens the menu as far as needed, innermost entry first, so that an open menu is not closed again."""
        *outer, inner = MENU
        if self.site.try_press(inner):
            return
        for entry in outer:
            if not self.site.try_press(entry) and self.site.agent.press_element(HAMBURGER):
                self.site.press(entry, anywhere=True)
            if self.site.try_press(inner):
                return
        try:
            self.site.press(inner, anywhere=True)
        except ControlMissing as error:
            # Whoever is not signed in any more sees the public home page, which has no such menu.
            raise AnotherPage(error.message, screen=self.name()) from None


class IndividualList(Screen):
    """The people found (documented columns). More than one match is never picked from."""

    heading = "Individual List"

    def open(self, reading: Reading, user_id: str, name: str) -> None:
        """Presses the name of the one person with this User ID; NotFound when there is none, or another name,
        ControlMissing when the list has no such column."""
        word = self.site.profile.word
        lists = [grid for grid in reading.grids if grid.rows]
        rows = [row for grid in lists for row in grid.rows if row.cell(word("User ID")) == user_id]
        if lists and not any(row.cell(word("User ID")) is not None for grid in lists for row in grid.rows):
            raise ControlMissing("the list of participants found has no such column", field=word("User ID"))
        if not rows:
            raise NotFound("no participant with this User ID was found")
        if len(rows) > 1:
            raise NotFound("more than one participant was found for this User ID: a person must look")
        shown = rows[0].cell(word("Name")) or ""
        if differs_by_accents(shown, name):
            words = "the name differs from the record's by accents only: write it as the site does"
            raise NotFound(words, field="Name")
        if fold(shown) != fold(name):
            raise NotFound("the participant with this User ID has another name than the record", field="Name")
        self.site.press_in_row(rows[0], shown, act="open")
