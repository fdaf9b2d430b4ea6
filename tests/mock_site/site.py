"""The site as a whole, and one visit (request) to it."""

from __future__ import annotations

import asyncio
import datetime
import secrets
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.mock_site.addresses import Sealer
from tests.mock_site.hazards import Armory
from tests.mock_site.people import STAFF, Staff, make_people
from tests.mock_site.post_faults import PostFaults
from tests.mock_site.screens import serve
from tests.mock_site.store import Record, Store
from tests.mock_site.switches import Switches
from tests.mock_site.webforms import Tickets

WRONG_TRIES = 3


class Gone(Exception):
    """What the page needs is no longer there: the record, the person, the sign-in."""


@dataclass
class Session:
    """One server session: who is signed in, and the one person who is assisted."""

    id: str
    staff: Staff | None = None
    assisted: str = ""
    seen: float = field(default_factory=time.monotonic)
    waiting: Staff | None = None
    code: str = ""
    expired: bool = False

    def end(self) -> None:
        """Sign out."""
        self.staff = self.waiting = None
        self.assisted = ""


class Site:
    """Everything that outlives a request."""

    def __init__(
        self, switches: Mapping[str, Any], clock: datetime.date, db: str = ":memory:",
        screens: Mapping[str, Any] | None = None,
    ) -> None:
        self._screens = screens
        serve(screens)
        self.switches = Switches(switches)
        self.armory = Armory()
        self.faults = PostFaults()
        self.saving_posts: Counter[str] = Counter()
        """How many posts came in that save, by their screens, whether or not there was anything new in them."""
        self.store = Store(db)
        self.sealer = Sealer()
        self.tickets = Tickets()
        self.sessions: dict[str, Session] = {}
        self.wrong_tries: dict[str, int] = {}
        self.repeats: dict[bytes, Repeat] = {}
        self.stopping = asyncio.Event()
        self._start_clock = clock
        self.today = clock
        if self.store.is_new():
            self.reset()

    def reset(self) -> None:
        """People and data as at the start; switches and clock too; nothing armed; nobody assisted.

        Who is signed in stays so: signing in again before every test would only cost time.
        """
        self.today = self._start_clock
        self.switches.reset()
        self.armory.clear()
        serve(self._screens)
        self.wrong_tries.clear()
        self.repeats.clear()
        for session in self.sessions.values():
            session.assisted = ""
        self.store.reset(asdict(person) for person in make_people(self.today))

    def show(self, screens: Mapping[str, Any] | None) -> None:
        """Serve other screens, until the reset; None: those of the start."""
        serve(self._screens if screens is None else screens)

    def session(self, cookie: str) -> Session:
        """The session of a cookie, or a new one."""
        session = self.sessions.get(cookie)
        if session is None:
            session = Session(secrets.token_hex(12))
            self.sessions[session.id] = session
        return session

    def staff(self, username: str) -> Staff | None:
        """A staff account; sign-in names are the same in capitals."""
        return next((staff for staff in STAFF if staff.username.lower() == username.strip().lower()), None)

    @property
    def today_text(self) -> str:
        """Today as MM/DD/YYYY."""
        return self.today.strftime("%m/%d/%Y")


@dataclass(frozen=True)
class Repeat:
    """What happens to a post that the browser sends again after its answer was lost (H7).

    `resend` is drop (it is processed again, a second write), answer_error or dedupe (the lost `answer` is
    given again and nothing is written).
    """

    resend: str
    answer: Any


@dataclass
class Visit:
    """One request: the site, the session, and what it did."""

    site: Site
    session: Session
    path: str
    args: dict[str, Any]
    token: str = ""
    is_async: bool = False
    wrote: list[str] = field(default_factory=list)

    @property
    def staff(self) -> Staff:
        """The staff member signed in."""
        if self.session.staff is None:
            raise Gone("nobody is signed in")
        return self.session.staff

    @property
    def person(self) -> Record:
        """The person whom the session assists."""
        person = self.site.store.person(self.session.assisted)
        if person is None:
            raise Gone("nobody is assisted")
        return person

    def address(self, path: str, **args: Any) -> str:
        """The address of a page for this session."""
        return self.site.sealer.address(path, self.session.id, args)

    @property
    def own_address(self) -> str:
        """The address this page posts to: its own."""
        return f"/vosnet/{self.path}?enc={self.token}" if self.token else f"/vosnet/{self.path}"

    def write(self, screen: str, action: str, record: int, row: int | None = None) -> None:
        """Log an accepted write for the session's person."""
        self.wrote.append(screen)
        now = datetime.datetime.now().time().isoformat("milliseconds")
        line: Record = {
            "at": f"{self.site.today.isoformat()}T{now}",
            "staff": self.staff.username,
            "session": self.session.id,
            "user_id": self.session.assisted,
            "screen": screen,
            "action": action,
            "record": record,
        }
        if row is not None:
            line["row"] = row
        self.site.store.log_write(line)
