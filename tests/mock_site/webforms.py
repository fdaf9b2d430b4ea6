"""The small WebForms toolkit: names and ids, what a rendering registers, view state, posted forms, deltas.

The view state stays on the server; the page carries an opaque token of it. A token stands for one snapshot,
and what was rendered with it: only those fields, option values and event targets are accepted with it, as
event validation does. Snapshots of one page that followed each other by asynchronous redraws stay valid side
by side (a browser may abandon such an answer); once the page moved on, the older ones are stale.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import parse_qs

from tests.mock_site.dialects import Dialect, buttons, whole

CONTENT = "ctl00$Main_content$"
SCRIPT_MANAGER = "ctl00$ScriptManager1"
GENERATOR = "8D0E13E6"
_KEPT_TICKETS = 6000
# ASP.NET's CrossSiteScriptingValidation: `<` before a letter, `!`, `/` or `?`, and `&#`.
_DANGEROUS = re.compile(r"<[a-zA-Z!/?]|&#")

Form = Mapping[str, list[str]]
STEP_EVENTS = ("next", "back", "tab")
Event = list[Any]
"""What a target means to its page: the action's name, then its arguments."""


class BadPost(Exception):
    """The post does not belong to what was rendered: stale or unknown view state, or refused by validation."""


class DangerousValue(Exception):
    """Request validation found what looks like mark-up."""

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f'({name}="{value[:20]}...")')


@dataclass
class Out:
    """What one rendering writes into: it makes names and ids and remembers what the answer may post."""

    flavour: str
    in_wizard: bool = False
    full_posts: bool = False
    fields: dict[str, frozenset[str] | None] = field(default_factory=dict)
    raw_fields: set[str] = field(default_factory=set)
    targets: dict[str, Event] = field(default_factory=dict)
    sync_targets: list[str] = field(default_factory=list)
    panels: dict[str, str] = field(default_factory=dict)
    dialogs: list[dict[str, Any]] = field(default_factory=list)
    startup: list[str] = field(default_factory=list)
    """Lines of script that run when the drawing is in the page."""
    dialect: Dialect = field(default_factory=lambda: whole({}))

    def name(self, *parts: str) -> str:
        """The name of a control: `ctl00$Main_content$ucX$txtY`, with `Wizard1$` where the flavour has it."""
        wizard = "Wizard1$" if self.in_wizard and self.flavour == "wizard" else ""
        return CONTENT + wizard + "$".join(parts)

    def id(self, name: str) -> str:
        """The id that belongs to a name, by flavour."""
        if self.flavour != "static":
            return name.replace("$", "_")
        kept = name.removeprefix(CONTENT).split("$")
        while len(kept) > 1 and kept[0].startswith("uc"):
            kept.pop(0)
        return "_".join(kept)

    def box(self, name: str, allowed: Iterable[str] | None = None) -> str:
        """Register a field that may be posted; `allowed` are its option values. Answers its escaped name."""
        self.fields[name] = None if allowed is None else frozenset(allowed)
        return escape(name)

    def target(self, name: str, *event: Any, sync: bool = False) -> str:
        """Register an event target and what it means. `sync`: it posts the whole page even in a panel."""
        self.targets[name] = list(event)
        if sync or (self.full_posts and event[0] not in STEP_EVENTS):
            self.sync_targets.append(name)
        return escape(name)

    def link(self, name: str, text: str, *event: Any, sync: bool = False, onclick: str = "") -> str:
        """A link that posts back."""
        more = f' onclick="{escape(onclick)}"' if onclick else ""
        address = escape(self.postback(name, *event, sync=sync))
        return f'<a id="{self.id(name)}"{more} href="{address}">{escape(text)}</a>'

    def postback(self, name: str, *event: Any, sync: bool = False) -> str:
        """The address of a link that posts back."""
        self.target(name, *event, sync=sync)
        return f"javascript:__doPostBack('{name}','')"

    def submit(
        self, name: str, text: str, *event: Any, sync: bool = False, group: str = "", onclick: str = "",
        css: str = "",
    ) -> str:
        """A submit button; with a `group` it runs the page's validators of that group first."""
        self.target(name, *event, sync=sync)
        button = buttons.Button(name, self.id(name), text, group, onclick, css)
        return buttons.draw(self.dialect["buttons"], button)

    def panel(self, control: str, content: str) -> str:
        """An UpdatePanel."""
        name = self.name(control)
        self.panels[name] = content
        return f'<div id="{self.id(name)}">{content}</div>'


@dataclass(frozen=True)
class Ticket:
    """One snapshot behind a view state token."""

    path: str
    session: str
    page: int
    generation: int
    state: str
    fields: Mapping[str, frozenset[str] | None]
    raw_fields: frozenset[str]
    targets: Mapping[str, Event]

    def check(self, form: Form, validate_request: bool) -> None:
        """Refuse what was not rendered, then what looks like mark-up. Raises BadPost or DangerousValue."""
        for name, values in form.items():
            if name.startswith("ctl00"):
                if name not in self.fields and _pressed(name) not in self.targets and name != SCRIPT_MANAGER:
                    raise BadPost(f"{name} was not rendered")
                allowed = self.fields.get(name)
                if allowed is not None and not allowed.issuperset(values):
                    raise BadPost(f"{name} was not rendered with this value")
            if validate_request and name not in self.raw_fields and not name.startswith("__"):
                for value in values:
                    if _DANGEROUS.search(value):
                        raise DangerousValue(name, value)

    def event(self, form: Form) -> Event:
        """What was pressed. Raises BadPost for a target that was not rendered."""
        target = first(form, "__EVENTTARGET")
        if target:
            if target not in self.targets:
                raise BadPost(f"{target} is no event target")
            return self.targets[target]
        for name in form:
            if _pressed(name) in self.targets and name not in self.fields:
                return self.targets[_pressed(name)]
        raise BadPost("nothing was pressed")


class Tickets:
    """The view states the server remembers."""

    def __init__(self) -> None:
        self._tickets: OrderedDict[str, Ticket] = OrderedDict()
        self._generations: dict[int, int] = {}
        self._pages = itertools.count(1)
        self._salt = secrets.token_hex(8)

    def new_page(self) -> int:
        """The number of a page that was just opened."""
        return next(self._pages)

    def issue(self, path: str, session: str, page: int, state: Mapping[str, Any], out: Out) -> str:
        """Remember a rendering; its token."""
        token = secrets.token_urlsafe(48)
        self._tickets[token] = Ticket(
            path, session, page, self._generations.get(page, 0), json.dumps(state),
            out.fields, frozenset(out.raw_fields), out.targets,
        )
        if len(self._tickets) > _KEPT_TICKETS:
            self._tickets.popitem(last=False)
        return token

    def move_on(self, page: int) -> None:
        """What was issued for this page so far is stale from now on."""
        self._generations[page] = self._generations.get(page, 0) + 1

    def validation(self, token: str) -> str:
        """The value of `__EVENTVALIDATION` that belongs to a token."""
        return hashlib.blake2b((self._salt + token).encode(), digest_size=24).hexdigest()

    def find(self, form: Form, path: str, session: str, *, stale: bool = False) -> Ticket:
        """The ticket of a posted form. Raises BadPost; `stale` lets one through that the page moved on from."""
        token = first(form, "__VIEWSTATE")
        ticket = self._tickets.get(token)
        if ticket is None or ticket.session != session or ticket.path != path:
            raise BadPost("unknown view state")
        if first(form, "__EVENTVALIDATION") != self.validation(token):
            raise BadPost("event validation does not belong to the view state")
        if not stale and ticket.generation != self._generations.get(ticket.page, 0):
            raise BadPost("stale view state")
        return ticket


def _pressed(name: str) -> str:
    """The name of a button; one that is a picture posts where it was pressed, as two numbers."""
    return name.removesuffix(".x").removesuffix(".y")


def parse_form(body: bytes) -> dict[str, list[str]]:
    """A urlencoded body; line ends as `\\n`."""
    try:
        form = parse_qs(body.decode("ascii"), keep_blank_values=True, encoding="utf-8", max_num_fields=2000)
    except ValueError:
        raise BadPost("the body is no form") from None
    return {name: [value.replace("\r\n", "\n") for value in values] for name, values in form.items()}


def first(form: Form, name: str) -> str:
    """The posted value of a field, or nothing."""
    values = form.get(name)
    return values[0] if values else ""


def delta(entries: Iterable[tuple[str, str, str]]) -> str:
    """An asynchronous answer: `length|type|id|content|` for each entry, lengths in UTF-16 units."""
    parts = ["1|#||4|"]
    for kind, name, content in entries:
        length = len(content.encode("utf-16-le", "surrogatepass")) // 2
        parts.append(f"{length}|{kind}|{name}|{content}|")
    return "".join(parts)
