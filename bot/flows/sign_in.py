"""Signing in, and opening the participant of a record."""

from __future__ import annotations

from bot.agent.looks import Guard, PersonSigns, Reading
from bot.errors import AnotherPage, BotError, NotFound, SignInFailed, SiteDown, Transient, UnknownSite
from bot.pages.case_profile import CaseProfile
from bot.pages.find_person import AssistIndividual, IndividualList, Search
from bot.pages.sign_in import Credentials, Dashboard, Home, SecondFactor, SignIn, StaffNotice
from bot.records.model import Participant
from bot.session import Session
from bot.session.credentials import Login
from bot.session.state import SignedInState
from bot.site import Site

_MOST_PAGES = 8
_MOST_UNANSWERED = 2
"""How often the password is given in one session without a word from the site: some lock an account at the third."""
_A_PERSON_TAKES = 300
"""Seconds a person has to sign in, or to enter a code, at a visible browser."""


def sign_in(session: Session, login: Login | None) -> None:
    """Signs in with one try, or lets a person do it at a visible browser. A kept sign-in that still holds is used.

    Raises UnknownSite when the home page is not the one we know; SignInFailed when the site refuses the login, or
    wants a person and no browser is visible; SiteDown when the sign-in page comes back without a word of the site's.
    """
    if kept := _kept(session, login):
        session.restore(kept.take())
    session.home()
    _leave_home(session)
    tried = False
    for _ in range(_MOST_PAGES):
        site = session.site
        reading = _read(site)
        if Dashboard(site).is_here(reading.look):
            Dashboard(site).close_pop_up()
            session.signed_in = True
            session.unanswered_sign_ins = 0
            return
        if SecondFactor(site).is_asked(reading):
            _let_a_person(session, "a verification code is asked for")
        elif SignIn(site).is_here(reading.look):
            _give(session, login, tried, reading)
            tried = True
        elif not StaffNotice(site).agree():
            raise _strange(session, "after signing in a page came up that only a person can answer")
    raise _strange(session, "signing in led to no dashboard")


def keep_sign_in(session: Session, login: Login | None) -> None:
    """Keeps the sign-in for the next run, encrypted, where the profile says so. Raises OSError when it can't."""
    kept = _kept(session, login)
    if kept is not None and session.signed_in:
        kept.keep(session.cookies())


def _kept(session: Session, login: Login | None) -> SignedInState | None:
    if not session.profile.keep_signed_in:
        return None
    return SignedInState(session.profile.base_url, login.username if login else "")


def _strange(session: Session, words: str) -> BotError:
    """The error for a page that is none of the way in: the site's trouble where a request of it failed."""
    met = session.site.behind(AnotherPage(words, screen="Sign In"))
    if isinstance(met, AnotherPage):
        return SignInFailed(words, screen="Sign In")
    return met


def _leave_home(session: Session) -> None:
    """Goes on from the home page. Raises UnknownSite where it is none as we know it; SiteDown where this session has
    seen it as it is known: then something else stands in its place for now."""
    site = session.site
    look = _read(site).look
    is_known = Dashboard(site).is_here(look) or SignIn(site).is_here(look)
    is_left = is_known or Home(site).open_sign_in()
    if not is_left and session.was_reached:
        raise SiteDown("another page stands in place of the site's home page, which was there before in this run")
    if not is_left:
        raise UnknownSite(
            f"the page at the site's address is no CalJOBS home page as we know it: it has no '{Home.sign_in_text}'"
        )
    session.was_reached = True


def _read(site: Site) -> Reading:
    """A judged reading, the dashboard's pop-up closed, that also tells whether a verification code is asked for."""
    specs = SecondFactor(site).specs()
    reading = site.agent.read(specs)
    if reading.look.dialogs:
        Dashboard(site).close_pop_up()
        return site.read(specs, signing_in=True)
    site.judge(reading, signing_in=True)
    return reading


def _give(session: Session, login: Login | None, tried: bool, reading: Reading) -> None:
    """Gives user name and password, once.

    It counts as given, and not answered, from the moment the form may have been sent; the dashboard, or the site's own
    no, is an answer.
    """
    if login is None:
        _let_a_person(session, "no user name and password were given (CALJOBS_USERNAME, CALJOBS_PASSWORD)")
        return
    site = session.site
    if tried:
        said = login.taken_out_of(site.complaints(reading.look))
        if not said:  # a refusal has the site's own words
            raise SiteDown("the sign-in page came back without a word: the site's answer to signing in was lost")
        raise SignInFailed(f"the site did not take the user name and password; it was tried once: {said}")
    if session.unanswered_sign_ins >= _MOST_UNANSWERED:
        raise SiteDown(
            f"the site answered none of {_MOST_UNANSWERED} sign-ins with a word, and the password is not given again:"
            " sign in by hand to see why, then run it again"
        )
    session.unanswered_sign_ins += 1
    try:
        SignIn(site).give(Credentials(username=login.username, password=login.password))
    except SignInFailed:
        raise
    except BotError as error:
        session.unanswered_sign_ins -= 1
        met = site.behind(error)
        if isinstance(met, Transient):
            raise met from None
        raise SignInFailed(f"the sign-in page could not be filled in: {error.message}", field=error.field) from None
    site.press("Sign In")


def _is_answered(reading: Reading, user_id: str) -> bool:
    """Whether a search has brought its list, or says that it is empty: rows may come some time after their page."""
    found = any(user_id in row.cells for grid in reading.grids for row in grid.rows)
    rows = [row for grid in reading.grids for row in grid.rows]
    return found or reading.look.says_none or bool(rows and all(any(row.cells) for row in rows))


def open_participant(session: Session, participant: Participant) -> PersonSigns:
    """Finds the participant by User ID and opens the Case Management Profile; gives the signs by which it says whose it
    is.

    Raises NotFound when there is nobody, more than one, or another name; WrongPerson when another one opens.
    """
    session.for_participant(Guard(participant.user_id, participant.name))
    session.home()
    site = session.site
    past_the_dashboard(site)
    search = AssistIndividual(site)
    search.reach()
    reading = search.read("leave")
    search.fill(Search(user_id=participant.user_id), reading)
    site.press("Search")
    reading = site.agent.until(lambda: site.read(grids=True), lambda seen: _is_answered(seen, participant.user_id))
    people = IndividualList(site)
    if not people.is_here(reading.look):
        if search.is_here(reading.look):
            raise NotFound("the search found no participant with this User ID")
        raise AnotherPage("the search led to another page", screen=people.name())
    people.open(reading, participant.user_id, participant.name)
    site.read(act="open")
    site.press("Case Management Profile")
    look = CaseProfile(site).read("open").look
    site.check_person()
    return look.person


def past_the_dashboard(site: Site) -> None:
    """The home page of someone signed in may be the dashboard, with its pop-up over the menu."""
    reading = site.agent.read()
    site.judge(reading)
    if reading.look.dialogs or Dashboard(site).is_here(reading.look):
        Dashboard(site).close_pop_up()
    site.read()


def _let_a_person(session: Session, why: str) -> None:
    if not session.headed:
        raise SignInFailed(f"{why}: run with --headed and sign in by hand", screen="Sign In")
    if not session.wait_for_person(_A_PERSON_TAKES, lambda: _is_through(session.site)):
        raise SignInFailed(f"{why}, and nobody signed in within {_A_PERSON_TAKES} seconds", screen="Sign In")


def _is_through(site: Site) -> bool:
    factor = SecondFactor(site)
    reading = site.agent.read(factor.specs())
    return not reading.look.sign_in and not factor.is_asked(reading)
