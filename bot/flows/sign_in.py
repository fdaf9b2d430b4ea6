"""Signing in, and opening the participant of a record."""

from __future__ import annotations

from bot.agent.looks import Guard
from bot.errors import AnotherPage, NotFound, SignInFailed
from bot.pages.case_profile import CaseProfile
from bot.pages.find_person import AssistIndividual, IndividualList, Search
from bot.pages.sign_in import Credentials, Dashboard, Home, SecondFactor, SignIn, StaffNotice
from bot.records.model import Participant
from bot.session import Session
from bot.session.credentials import Login
from bot.site import Site

_MOST_PAGES = 8
_A_PERSON_TAKES = 300
"""Seconds a person has to sign in, or to enter a code, at a visible browser."""


def sign_in(session: Session, login: Login | None) -> None:
    """Signs in with one try, or lets a person do it at a visible browser.

    Raises SignInFailed when the site refuses the login, or wants a person and no browser is visible.
    """
    session.home()
    site = session.site
    home = Home(site)
    if home.is_here(site.agent.read().look):
        home.open_sign_in()
    tried = False
    for _ in range(_MOST_PAGES):
        reading = site.agent.read()
        if reading.look.dialogs:
            Dashboard(site).close_pop_up()
            reading = site.read(signing_in=True)
        site.judge(reading, signing_in=True)
        look = reading.look
        if Dashboard(site).is_here(look):
            Dashboard(site).close_pop_up()
            session.signed_in = True
            return
        if StaffNotice(site).is_here(look):
            site.press(StaffNotice.button)
        elif SecondFactor(site).is_here(look):
            _let_a_person(session, "a verification code is asked for")
        elif SignIn(site).is_here(look) and login is None:
            _let_a_person(session, "no user name and password were given (CALJOBS_USERNAME, CALJOBS_PASSWORD)")
        elif SignIn(site).is_here(look) and login is not None and not tried:
            tried = True
            SignIn(site).give(Credentials(username=login.username, password=login.password))
            site.press("Sign In")
        elif SignIn(site).is_here(look):
            raise SignInFailed("the site did not take the user name and password; it was tried once")
        else:
            raise AnotherPage("another page than the dashboard came up after signing in", screen="Sign In")
    raise SignInFailed("signing in led to no dashboard")


def open_participant(session: Session, participant: Participant) -> None:
    """Finds the participant by User ID and opens the Case Management Profile.

    Raises NotFound when there is nobody, more than one, or another name; WrongPerson when another one opens.
    """
    session.for_participant(Guard(participant.user_id, participant.name))
    session.home()
    site = session.site
    _past_the_dashboard(site)
    search = AssistIndividual(site)
    search.reach()
    reading = search.read("leave")
    search.fill(Search(user_id=participant.user_id), reading)
    site.press("Search")
    reading = site.read(grids=True)
    people = IndividualList(site)
    if not people.is_here(reading.look):
        if search.is_here(reading.look):
            raise NotFound("the search found no participant with this User ID")
        raise AnotherPage("the search led to another page", screen=people.name())
    people.open(reading, participant.user_id, participant.name)
    site.read(act="open")
    site.press("Case Management Profile")
    CaseProfile(site).read("open")
    site.check_person()


def _past_the_dashboard(site: Site) -> None:
    """The home page of someone signed in may be the dashboard, with its pop-up over the menu."""
    reading = site.agent.read()
    site.judge(reading)
    if reading.look.dialogs or Dashboard(site).is_here(reading.look):
        Dashboard(site).close_pop_up()
    site.read()


def _let_a_person(session: Session, why: str) -> None:
    if not session.headed:
        raise SignInFailed(f"{why}: run with --headed and sign in by hand")
    factor = SecondFactor(session.site)
    if not session.wait_for_person(_A_PERSON_TAKES, lambda look: not look.sign_in and not factor.is_here(look)):
        raise SignInFailed(f"{why}, and nobody signed in within {_A_PERSON_TAKES} seconds")
