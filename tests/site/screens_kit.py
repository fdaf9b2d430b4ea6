"""Every screen of the mock, one after the other, as it is drawn in a dialect: opened without the program's own way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from bot.agent import PageAgent
from bot.session import Session
from tests.kit import STAFF, Office
from tests.mock_site import exchange
from tests.mock_site.bare import Bare
from tests.mock_site.screens import Screen, catalogue
from tests.site.survey_kit import planted

_LINK_OF_STEP = '#aspnetForm a[href*="lnkTab{}"]'
Stop = tuple[str, PageAgent]
"""The key of a screen, ` (row)` behind it where the form of a row is open, and the page that shows it."""


@contextmanager
def every_screen(office: Office, dialect: Mapping[str, str]) -> Iterator[Iterator[Stop]]:
    """Opens the screens of the work, for a participant with a record that has every field."""
    record = planted(office)
    office.mock.set(dialect={}, invisible_cover=False)
    with Bare(office.mock.home) as bare, office.session() as session:
        exchange.sign_in(bare, STAFF.username, STAFF.password)
        places = dict(_places(bare, record.user_id, record.participant.name))
        cookie = {"name": "ASP.NET_SessionId", "value": bare.http.cookies["ASP.NET_SessionId"], "url": office.mock.url}
        session.restore([cookie])
        office.mock.set(dialect=dict(dialect))
        yield _stops(session, office.mock.url, places)


def _places(bare: Bare, user_id: str, name: str) -> Iterator[tuple[str, str]]:
    """The addresses of the folders, and of the first step of each wizard."""
    bare.follow("Assist an Individual")
    yield "assist.search", bare.address
    bare.set("txtUserID", user_id)
    bare.press("Search")
    yield "individual_list", bare.address
    bare.follow(name)
    yield "staff_profiles", bare.address
    bare.follow("Case Management Profile")
    for folder, key, links in (
        ("Programs", "programs", {"activity": "205 - Development of IEP/ISS/EDP"}),
        ("Plan", "plan_tab", {"assessment": "Edit", "plan": "Edit", "print": "Display/Print"}),
    ):
        exchange.open_folder(bare, folder)
        yield key, bare.address
        for wizard, text in links.items():
            stands = bare.address
            _follow_last(bare, text) if wizard == "plan" else bare.follow(text)
            yield wizard, bare.address
            bare.get(stands)


def _follow_last(bare: Bare, text: str) -> None:
    """Follows the last of the links of a text: that of the plan, which stands below the assessment's."""
    bare._links = [link for link in bare._links if link[0] == text][-1:]
    bare.follow(text)


def _stops(session: Session, origin: str, places: Mapping[str, str]) -> Iterator[Stop]:
    agent = session.site.agent
    assert isinstance(agent, PageAgent)
    for key, address in places.items():
        agent.visit(origin + address)
        agent.read()
        if key not in catalogue().wizards:
            yield key, agent
            continue
        for number, step in enumerate(catalogue().wizards[key].steps):
            if number:
                agent.page.evaluate("link => document.querySelector(link).click()", _LINK_OF_STEP.format(number))
                agent.read()
            yield from _step(agent, catalogue().screens[step])


def _step(agent: PageAgent, screen: Screen) -> Iterator[Stop]:
    yield screen.key, agent
    if screen.rows is not None:
        assert agent.press(f"Add a New {screen.rows.noun}")["problem"] is None
        agent.read()
        yield f"{screen.key} (row)", agent
