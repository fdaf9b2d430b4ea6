"""What every page of the site is: opened by a GET, then posted back to itself until it leads elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar, Literal

from starlette.responses import Response

from tests.mock_site.dialects import frame, habits, persons, strips, whole
from tests.mock_site.site import Visit
from tests.mock_site.webforms import Event, Form, Out


@dataclass(frozen=True)
class Redirect:
    """Go to another address: a 302, or a `pageRedirect` for an asynchronous post."""

    address: str


Answer = Redirect | Response | None
"""What a page answers; None is the page itself, drawn anew."""


class Page:
    """A page for one request. `state` is its view state: plain JSON, kept between its posts."""

    path: ClassVar[str]
    heading: ClassVar[str] = ""
    access: ClassVar[Literal["public", "staff", "person"]] = "person"
    token: ClassVar[bool] = True
    """Whether the address must carry `enc=`."""
    frame: ClassVar[Literal["full", "window"]] = "full"
    in_wizard: ClassVar[bool] = False

    def __init__(self, visit: Visit, state: dict[str, Any]) -> None:
        self.visit = visit
        self.site = visit.site
        self.switches = visit.site.switches
        self.state = state
        self.refreshed: list[str] = []
        """The panels an asynchronous answer carries; none named: all."""
        self.delay_ms = 0
        self.moved_on = False
        self.fresh = False
        """Whether the screen is shown anew, not merely redrawn: then its dialogs come up."""
        self.startup: list[str] = []
        """Lines of script that run when the answer is in the page."""

    @property
    def screen(self) -> str:
        """The key by which hazards and the log of writes know this page now."""
        return self.path.rpartition("/")[2].removesuffix(".aspx")

    @property
    def step_title(self) -> str:
        """What a step of this page is called, if it has steps."""
        return ""

    def open(self) -> Answer:
        """A GET: fill the state, or lead elsewhere."""
        return None

    def load(self, form: Form) -> None:
        """A post: take over the posted values, before its event is handled."""

    def handle(self, event: Event, form: Form) -> Answer:
        """A post: what was pressed."""
        return None

    def body(self, out: Out) -> str:
        """The content of the page."""
        raise NotImplementedError

    def new_out(self) -> Out:
        """A place to draw into, in today's flavour."""
        return Out(
            self.switches["flavour"], self.in_wizard, self.switches["postback_style"] == "full",
            dialect=whole(self.switches["dialect"]),
        )

    def title_bar(self, out: Out, heading: str = "") -> str:
        """The title and, while a person is assisted, the banner that names the person."""
        text = habits.heading(out, heading or self.heading, self.step_title)
        return frame.title(out, text) + self.banner(out)

    def banner(self, out: Out) -> str:
        """Who is assisted, as the server sees it."""
        if not self.visit.session.assisted or self.visit.session.staff is None:
            return ""
        person = self.visit.person
        return persons.banner(out, person["name"], person["user_id"])


def folder_tabs(out: Out, items: list[tuple[str, str]], selected: int) -> str:
    """A strip of folders; an item is its text and its address, which is empty where it leads nowhere."""
    return strips.tabs(out, strips.Strip([strips.Item(*item) for item in items], selected))


def href(address: str, text: str, html_id: str = "", more: str = "") -> str:
    """A plain link."""
    identity = f' id="{html_id}"' if html_id else ""
    return f'<a{identity} href="{escape(address)}"{more}>{escape(text)}</a>'
