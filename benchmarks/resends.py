"""Presses that save whose answer is lost, so many on every screen: how often does the browser send one again by itself?

    python -m benchmarks.resends [--tries 200] [--screen Goals ...] [--kept-alive]

The mock carries each save out, closes the connection, and carries out again whatever is sent again (`resend="drop"`).
Each try presses once, so that every post beyond the tries is a save sent twice. `--kept-alive` leaves out the header
that keeps connections from being used again: what the program guards against. The exit code is 1 when anything was
sent twice, or not at all.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bot.agent.looks import Row
from bot.browser import launch
from bot.config import load_profile
from bot.errors import Transient
from bot.flows.sign_in import open_participant, sign_in
from bot.pages.activity import ClosureStep, GeneralStep, ProviderStep
from bot.pages.plan_tab import PlanTab
from bot.pages.programs import Programs
from bot.records.model import Record
from bot.session import CONTEXT, Session, browser_arguments
from bot.site import Site
from tests.kit import DAY, QUICK, STAFF, Office
from tests.mock_site.client import MockSite
from tests.site.hazard_kit import short

OAS_TABS = (
    ("General", "assessment.general"), ("Expectation", "assessment.expectation"),
    ("Education", "assessment.education"), ("Employment", "assessment.employment"),
    ("Household & Income", "assessment.household"), ("Work Readiness", "assessment.readiness"),
    ("Barriers", "assessment.barriers"), ("Criminal Background", "assessment.background"),
)  # fmt: skip


@dataclass(frozen=True)
class Save:
    """One press that saves, and the way to it."""

    name: str
    screen: str
    """The mock's name of the screen."""
    prepare: Callable[[Site], None]
    button: str


@dataclass(frozen=True)
class Counted:
    """What came of the tries of one save."""

    tries: int
    posts: int
    seconds: float

    @property
    def is_right(self) -> bool:
        return self.tries == self.posts


class Places:
    """The wizards of one participant whose record stands on the site."""

    def __init__(self, session: Session, record: Record) -> None:
        self._record = record
        home = session.go(PlanTab)
        self._assessment = self._address(session, home.assessments(home.read())[0])
        home = session.go(PlanTab)
        self._plan = self._address(session, home.plans(home.read())[0])
        self._programs = session.go(Programs).site.agent
        self._home = self._programs.page.url  # type: ignore[attr-defined]

    def _address(self, session: Session, row: Row) -> str:
        """The address of a wizard; back to the list it was opened from."""
        session.site.press_in_row(row, "Edit")
        session.site.read()
        address = str(session.site.agent.page.url)  # type: ignore[attr-defined]
        session.site.press("Cancel", act="leave")
        session.site.read(act="leave")
        return address

    def saves(self) -> Iterator[Save]:
        """Every press that saves: of each wizard's steps, and of the forms of rows."""
        yield Save("Closure Information, Finish", "activity.closure", self._activity, "Finish")
        for tab, screen in OAS_TABS:
            yield Save(f"{tab}, Next", screen, self._at(self._assessment, tab), "Next >>")
        yield Save("Referrals, Finish", "assessment.referrals", self._at(self._assessment, "Referrals"), "Finish")
        for tab, screen in (("Certificate", "assessment.certificate"), ("Employment", "assessment.employment")):
            yield Save(f"{tab}, row", screen, self._in_row(self._assessment, tab), "Save")
        yield Save("Plan, Next", "plan.plan", self._at(self._plan, "Plan"), "Next >>")
        for tab, screen in (("Goals", "plan.goals"), ("Objectives", "plan.objectives")):
            yield Save(f"{tab}, row", screen, self._in_row(self._plan, tab), "Save")
        yield Save("Services, Finish", "plan.services", self._at(self._plan, "Services"), "Finish")

    def _at(self, address: str, tab: str) -> Callable[[Site], None]:
        def go(site: Site) -> None:
            site.agent.visit(address)
            if tab not in site.read().look.tabs:
                site.press(tab, act="leave")
                site.read(act="leave")

        return go

    def _in_row(self, address: str, tab: str) -> Callable[[Site], None]:
        at = self._at(address, tab)

        def go(site: Site) -> None:
            at(site)
            rows = [row for grid in site.read(grids=True).grids for row in grid.rows]
            site.press_in_row(rows[0], "Edit", alike=True)
            site.read()

        return go

    def _activity(self, site: Site) -> None:
        entry = self._record.activities[0]
        site.agent.visit(self._home)
        programs = Programs(site)
        programs.activities()
        programs.create()
        general, provider, closure = GeneralStep(site), ProviderStep(site), ClosureStep(site)
        general.fill(entry.general_form(self._record), general.read())
        provider.fill(entry.provider_form(), general.go_on("Next >>", provider))
        closure.fill(entry.closure_form(), provider.go_on("Next >>", closure))


def count_of(save: Save, site: Site, mock: MockSite, tries: int) -> Counted:
    """Presses so many times, each time without an answer, and counts what came in."""
    began = perf_counter()
    before = mock.saving_posts().get(save.screen, 0)
    mock.arm("lost_answer", screen=save.screen, resend="drop", times=None, always=True)
    for _ in range(tries):
        save.prepare(site)
        site.press(save.button, act="finish", writes=True)
        with suppress(Transient):
            site.read(act="finish")
            raise RuntimeError(f"{save.name}: the answer was not lost")
    mock.disarm()
    return Counted(tries, mock.saving_posts()[save.screen] - before, perf_counter() - began)


@contextmanager
def at_work(office: Office, record: Record, context: Mapping[str, Any], browser: Browser) -> Iterator[Session]:
    """A session with the record's participant open, everything of it standing on the site."""
    office.enter(record, steps={"print": False})
    with closing(browser.new_context(**context)) as opened:
        session = Session.on(opened, office.profile())
        sign_in(session, STAFF)
        open_participant(session, record.participant)
        yield session


def measured(
    office: Office,
    folder: Path,
    browser: Browser,
    *,
    tries: int,
    kept_alive: bool = False,
    told: Callable[[str, Counted], object] = lambda name, counted: None,
    only: Sequence[str] = (),
) -> dict[str, Counted]:
    """Tries of every save (or of those whose name begins with one of `only`), by their names."""
    record = short(folder)
    office.mock.set(poll=False, finish_confirm=False)
    context = {name: value for name, value in CONTEXT.items() if not (kept_alive and name == "extra_http_headers")}
    found = {}
    with at_work(office, record, context, browser) as session, session.site.writing(True):
        for save in Places(session, record).saves():
            if not only or save.name.startswith(tuple(only)):
                found[save.name] = count_of(save, session.site, office.mock, tries)
                told(save.name, found[save.name])
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures every save."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.resends", description=__doc__)
    parser.add_argument("--tries", type=int, default=200, help="presses of each save")
    parser.add_argument("--screen", action="append", default=[], help="only saves whose name begins so")
    parser.add_argument("--kept-alive", action="store_true", help="without the guard, to see what it is for")
    options = parser.parse_args(arguments)

    def told(name: str, counted: Counted) -> None:
        print(f"{name:30} {counted.tries} presses, {counted.posts} posts, {counted.seconds:.0f} s", flush=True)

    with MockSite.start(clock=str(DAY), **QUICK) as mock, sync_playwright() as playwright, TemporaryDirectory() as home:
        browser = launch(playwright, arguments=browser_arguments(load_profile("mock", base_url=mock.home)))
        folder = Path(home)
        found = measured(
            Office(mock, browser, folder), folder, browser, tries=options.tries, kept_alive=options.kept_alive,
            told=told, only=options.screen,
        )  # fmt: skip
        browser.close()
    wrong = [name for name, counted in found.items() if not counted.is_right]
    presses = sum(counted.tries for counted in found.values())
    print(f"{len(found)} saves, {presses} presses; sent twice or not at all: {wrong or 0}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
