"""The parts of the way: activities, assessment, plan, print. What stands there is opened, and nothing of it saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from bot.agent.looks import Row
from bot.controls import fold
from bot.errors import UnknownDialog
from bot.pages.case_profile import CaseProfile
from bot.pages.options import ACTIVITY_HEADING, IEP_HEADING, OAS_HEADING
from bot.pages.plan_tab import CREATE_ASSESSMENT, CREATE_PLAN, PlanTab
from bot.pages.print_plan import PrintPlan
from bot.pages.programs import CREATE, SECTIONS, Programs
from bot.screen import Screen
from bot.session import Session
from bot.survey.known import PLAN_TAB, PRINT, PROGRAMS
from bot.survey.noting import Notes, strip_of
from bot.survey.wizard import Passage
from bot.survey.words import expect, press, press_in_row, stuck

F = TypeVar("F", bound=Screen)


class Steps:
    """The walks from the Case Management Profile. `enter`: made-up values may be entered and saved.

    `reopen` opens the participant again from the home page, for when there is no other way back.
    """

    def __init__(self, session: Session, notes: Notes, today: date, reopen: Callable[[], None], *, enter: bool) -> None:
        self._session = session
        self._notes = notes
        self._today = today
        self._reopen = reopen
        self._enter = enter

    def activity(self) -> None:
        """The Programs tab, and the wizard of an activity."""
        programs = self._folder(Programs)
        site = self._session.site
        for section in SECTIONS:
            site.agent.unfold(site.profile.word(section))
        self._note_folder(PROGRAMS)
        if not site.agent.offers(site.profile.word(CREATE)):
            raise stuck(self._notes, CREATE, "link or button")
        exists = any(programs.open(row) for row in programs.activities()[:1])
        if not exists:
            press(site, self._notes, CREATE)
        self._walk("activity", ACTIVITY_HEADING, "an activity of the list" if exists else CREATE, exists=exists)

    def assessment(self) -> None:
        """The Plan tab, and the wizard of an Objective Assessment Summary."""
        self._from_list("assessment", OAS_HEADING, CREATE_ASSESSMENT)

    def plan(self) -> None:
        """The wizard of an Individual Employment Plan."""
        self._from_list("plan", IEP_HEADING, CREATE_PLAN)

    def print(self) -> None:
        """The choices before a plan is printed; nothing is printed, and nothing signed."""
        rows = self._rows(IEP_HEADING)
        if not rows:
            self._notes.missed(PRINT, "the participant has no plan to print", after_save=True)
            return
        press_in_row(self._session.site, rows[0], "Display/Print")
        expect(PrintPlan(self._session.site), self._notes)
        self._notes.path.append("Display/Print")
        self._notes.screen(PRINT, tries=True)

    def _from_list(self, wizard: str, heading: str, create: str) -> None:
        rows = self._rows(heading)
        if rows:
            press_in_row(self._session.site, rows[0], "Edit")
        else:
            press(self._session.site, self._notes, create)
        self._walk(wizard, heading, "Edit" if rows else create, exists=bool(rows))

    def _walk(self, wizard: str, heading: str, way: str, *, exists: bool) -> None:
        self._notes.path.append(way)
        passage = Passage(self._session.site, self._notes, wizard, self._today, may_enter=self._enter and not exists)
        passage.run(heading)

    def _rows(self, heading: str) -> list[Row]:
        """The rows of one of the Plan tab's lists."""
        home = self._folder(PlanTab)
        self._note_folder(PLAN_TAB)
        site = self._session.site
        reading = home.read("leave")
        look = reading.look
        if fold(site.profile.word(heading)) not in map(fold, (*look.headings, *look.subheadings, *look.emphasized)):
            raise stuck(self._notes, heading, "heading")
        return home.plans(reading) if heading == IEP_HEADING else home.assessments(reading)

    def _folder(self, kind: type[F]) -> F:
        """Makes a folder tab of the Case Management Profile stand open."""
        site, notes = self._session.site, self._notes
        if not self._stands_open():
            self._reopen()
            site = self._session.site
        screen = kind(site)
        notes.path = notes.path[: notes.path.index(CaseProfile.heading) + 1]
        if not screen.is_here(site.read(act="leave").look):
            press(site, notes, screen.name())
            expect(screen, notes)
        notes.path.append(screen.name())
        return screen

    def _stands_open(self) -> bool:
        site = self._session.site
        try:
            return CaseProfile(site).is_here(site.read(act="leave").look)
        except UnknownDialog:
            return False  # noted; it lies over a page that is of no use any more

    def _note_folder(self, key: str) -> None:
        """Notes a folder, again when more of its lists have rows than before: an empty list shows no columns."""
        noted, seen = self._notes.screens.get(key), self._notes.look()
        if noted is None or len(seen.grids) > len(noted.grids):
            self._notes.screen(key, strip=strip_of(seen, (Programs.name(), PlanTab.name())))
