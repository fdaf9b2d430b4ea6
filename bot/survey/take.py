"""Taking a survey: the way of the work, screen by screen, pressing nothing that saves.

What is pressed are the words that the program and the profile know; where one is missing, the page is noted as it
stands and the survey says what was looked for there: `adapt` proposes the word, and the next survey gets further.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Literal, get_args

from bot.agent.looks import Guard, Reading, Row
from bot.controls import fold
from bot.errors import AnotherPage, ControlMissing, NotFound, OptionNotOffered, Refused, SiteError, UnknownDialog
from bot.flows.sign_in import past_the_dashboard
from bot.pages.case_profile import CaseProfile, StaffProfiles
from bot.pages.find_person import AssistIndividual, IndividualList, Search
from bot.session import Session
from bot.site import Site
from bot.survey.known import ASSIST, known_of
from bot.survey.model import Survey
from bot.survey.noting import Notes
from bot.survey.steps import Steps
from bot.survey.words import Stuck, expect, press, stuck

Watcher = Callable[[str], None]
"""Told the name of each part of the site as it is begun."""
Part = Literal["activity", "assessment", "plan", "print"]
PARTS: tuple[Part, ...] = get_args(Part)
LIST, PROFILES = "individual_list", "staff_profiles"


def take_survey(
    session: Session,
    user_id: str,
    *,
    enter: bool = False,
    parts: Sequence[Part] = PARTS,
    tries: bool | None = None,
    watch: Watcher = lambda part: None,
    enough: Callable[[Collection[str]], bool] = lambda unreached: False,
    arrived: Callable[[str, Site], None] = lambda key, site: None,
    today: date | None = None,
) -> Survey:
    """Walks every screen of Steps 1-5 that this participant's pages lead to; the session is signed in.

    Nothing is saved, but with `enter`, for sites marked synthetic: then screens that come only after a save are reached
    by entering made-up values. On synthetic sites choices are tried (not saved), to see which boxes come and go;
    `tries` False leaves that out. `parts` cuts the walk to some parts of the way, and `enough` ends it after a part: it
    is asked with the screens that were not reached. `arrived` is told the key of each screen while it stands open.

    Raises NotFound where nobody has this User ID, SiteError for `enter` on a site that is not synthetic, and what keeps
    everyone out. A screen that can't be reached is told in the survey, with the reason.
    """
    profile = session.profile
    if enter and not profile.synthetic:
        raise SiteError("made-up values are entered only on a site whose profile says `synthetic: true`")
    day = today or profile.today or date.today()
    notes = Notes(session, tries=profile.synthetic and tries is not False, made_up=enter, arrived=arrived)
    steps = Steps(session, notes, day, lambda: _open(session, notes, user_id), enter=enter)
    with _noted(notes, "open"):
        watch("Assist an Individual")
        _open(session, notes, user_id)
        walks = {"activity": steps.activity, "assessment": steps.assessment, "plan": steps.plan, "print": steps.print}
        for name in parts:
            watch(name)
            with _noted(notes, name):
                walks[name]()
            if enough(notes.unreached):
                break
    for key in known_of(profile.forms).screens:
        if key.split(".")[0] in notes.wizards:
            continue  # its wizard was seen: a step that is not among its tabs is not there
        notes.missed(key, "the way to it was not found: see what else was not reached")
    return notes.survey(day)


def take_page(session: Session, today: date | None = None) -> Survey:
    """Surveys the one page that a person has opened. It presses nothing, and tries nothing."""
    notes = Notes(session, tries=False)
    look = session.site.agent.read().look
    person = look.person
    if person.user_id or person.shown_name:
        session.site.guard = Guard(person.user_id or "", person.shown_name or "")
    seen = session.site.agent.survey()
    strip = next(iter(seen.strips), None)
    tab = strip.tabs[strip.selected] if strip and strip.selected >= 0 else ""
    clean = notes.clean
    notes.screen(page_key(clean.texts(look.headings), clean.text(tab)), strip=strip)
    return notes.survey(today or session.profile.today or date.today())


def page_key(headings: Sequence[str], tab: str) -> str:
    """A key for a page that is none of the program's: the words of its heading and tab."""
    words = [fold(text) for text in (*headings[:1], tab) if text]
    return "page." + (
        "_".join("".join(c if c.isalnum() else " " for c in " ".join(words)).split()) or "without_heading"
    )


@contextmanager
def _noted(notes: Notes, part: str) -> Iterator[None]:
    """What stops a part of the way is noted, and the rest goes on; what keeps everyone out goes up."""
    try:
        yield
    except Stuck as stuck:
        notes.missed(part, stuck.message, stuck.wanted)
    except (ControlMissing, AnotherPage, Refused, OptionNotOffered, UnknownDialog) as error:
        notes.missed(part, str(error))


def _found(reading: Reading, notes: Notes, user_id: str) -> Row:
    """The one row of the list of people found that has this User ID; the list is noted. Raises Stuck where it has
    another heading or other columns than the program knows, and NotFound."""
    site, lists = notes.site, [grid for grid in reading.grids if grid.rows]
    word = site.profile.word
    rows = [row for grid in lists for row in grid.rows if row.cell(word("User ID")) == user_id]
    site.guard = Guard(user_id, (rows[0].cell(word("Name")) or "") if rows else "")
    notes.screen(LIST)
    expect(IndividualList(site), notes)
    for column in ("User ID", "Name"):
        if lists and not any(fold(word(column)) in map(fold, grid.headers) for grid in lists):
            raise stuck(notes, column, "column")
    if len(rows) != 1:
        raise NotFound("the search found no participant with this User ID" if not rows else "more than one was found")
    return rows[0]


def _open(session: Session, notes: Notes, user_id: str) -> None:
    """Searches the participant and opens the Case Management Profile, noting the screens on the way."""
    session.for_participant(Guard(user_id, ""))
    session.home()
    site = session.site
    past_the_dashboard(site)
    search = AssistIndividual(site)
    search.reach()
    expect(search, notes)
    notes.path.append(search.name())
    notes.screen(ASSIST)
    search.fill(Search(user_id=user_id), search.read("leave"))
    press(site, notes, "Search")
    reading = site.read(grids=True)
    people = IndividualList(site)
    if search.is_here(reading.look) and not people.is_here(reading.look):
        raise NotFound("the search found no participant with this User ID")
    notes.path.append("Search")
    row = _found(reading, notes, user_id)
    name = people.cell(row, "Name")
    people.open(reading, user_id, name)
    site.read(act="open")
    notes.path.append("the participant's name")
    expect(StaffProfiles(site), notes, CaseProfile.heading)
    notes.screen(PROFILES)
    press(site, notes, CaseProfile.heading)
    expect(CaseProfile(site), notes)
    notes.path.append(CaseProfile.heading)
    site.check_person()
