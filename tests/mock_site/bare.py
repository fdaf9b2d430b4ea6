"""A browser without a browser: it holds one page's forms, posts them back, and takes in the answers.

It does what Chromium would send and nothing of what it would draw. The tests of the mock use it, and so does
whoever wants to know how fast the plain exchange of forms is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from types import TracebackType
from typing import Self

import httpx

_VOID = frozenset({"input", "br", "img", "meta", "link", "hr"})
_BUTTONS = frozenset({"submit", "button", "image"})


class NotThere(LookupError):
    """The page has no such field, button, link or option."""


class UnexpectedAnswer(RuntimeError):
    """The server did not answer with a page: its status, or what a delta says is wrong."""


@dataclass
class Box:
    """A form field as the page holds it; `panels` are the ids of the panels it stands in."""

    name: str
    kind: str
    value: str
    checked: bool = True
    options: dict[str, str] = field(default_factory=dict)
    late: str = ""
    disabled: bool = False
    panels: tuple[str, ...] = ()


class _Reader(HTMLParser):
    """Collects the fields, links and heading of a page or of a piece of one."""

    def __init__(self, panels: tuple[str, ...] = ()) -> None:
        super().__init__(convert_charrefs=True)
        self.boxes: list[Box] = []
        self.links: list[tuple[str, str, tuple[str, ...]]] = []
        self.heading = ""
        self.inside = False
        self._open: list[tuple[str, str]] = [("div", panel) for panel in panels]
        self._into: Box | None = None
        self._text: list[str] | None = None
        self._link = ""
        self._option = ""

    @property
    def _panels(self) -> tuple[str, ...]:
        return tuple(html_id for _, html_id in self._open if html_id)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, given.get("id", "") if tag == "div" else ""))
        if tag == "form":
            self.inside = given.get("id") == "aspnetForm"
        elif tag in ("input", "select", "textarea") and "name" in given and self.inside:
            self._box(tag, given)
        elif tag == "option" and self._into is not None:
            self._option = given.get("value", "")
            self._text = []
            if "selected" in given:
                self._into.value = self._option
        elif tag in ("a", "h2"):
            self._link = given.get("href", "")
            self._text = []
        if tag == "textarea":
            self._text = []

    def _box(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        box = Box(
            name=given["name"], kind=kind, value=given.get("value", "on" if kind == "checkbox" else ""),
            checked=kind not in ("checkbox", "radio") or "checked" in given, late=given.get("data-late", ""),
            disabled="disabled" in given, panels=self._panels,
        )
        if box.late:
            box.value = given["data-selected"]
        self.boxes.append(box)
        if tag != "input":
            self._into = box

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text or ())
        if tag == "option" and self._into is not None:
            self._into.options[text] = self._option
        elif tag == "textarea" and self._into is not None:
            self._into.value = text.removeprefix("\n")
        elif tag == "a" and self._link:
            self.links.append((text.strip(), self._link, self._panels))
        elif tag == "h2" and not self.heading:
            self.heading = text
        if tag in ("option", "textarea", "a", "h2"):
            self._text = None
        if tag in ("select", "textarea"):
            self._into = None
        while self._open and self._open.pop()[0] != tag:
            pass


class Bare:
    """One page at a time. `text` is its HTML, `heading` its `h2`, `boxes` its fields by name."""

    def __init__(self, home: str) -> None:
        self.http = httpx.Client(base_url=httpx.URL(home).copy_with(path="/"), follow_redirects=True, timeout=120)
        self.home = home
        self.address = home
        self.text = ""
        self.heading = ""
        self.boxes: dict[str, Box] = {}
        self._all: list[Box] = []
        self._links: list[tuple[str, str, tuple[str, ...]]] = []
        self.delta: list[tuple[str, str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    # --- going

    def get(self, address: str) -> None:
        """Open a page."""
        self._take(self.http.get(address))

    def follow(self, text: str) -> None:
        """Follow the link of that text: by address, or by its postback."""
        href = next((href for shown, href, _ in self._links if shown == text), None)
        if href is None:
            raise NotThere(f"no link {text!r} on {self.heading}")
        target = re.match(r"javascript:__doPostBack\('([^']*)'", href)
        if target:
            self.post(target[1])
        else:
            self.get(href)

    def has_link(self, text: str) -> bool:
        """Whether the page has a link of that text."""
        return any(shown == text for shown, _, _ in self._links)

    def press(self, text: str, *, asynchronous: bool = False) -> None:
        """Press the last submit button of that text."""
        name = self.button(text)
        self.post("", {name: text}, asynchronous=asynchronous)

    def button(self, text: str) -> str:
        """The name of the last submit button of that text."""
        found = [box.name for box in self._all if box.kind == "submit" and box.value == text]
        if not found:
            raise NotThere(f"no button {text!r} on {self.heading}")
        return found[-1]

    def post(self, target: str, more: dict[str, str] | None = None, *, asynchronous: bool = False) -> None:
        """Post the form back."""
        data = self.body(target, more)
        if not asynchronous:
            self._take(self.http.post(self.address, data=data))
            return
        data["ctl00$ScriptManager1"] = f"panel|{target or next(iter(more or {}))}"
        data["__ASYNCPOST"] = "true"
        self._take_delta(self.http.post(self.address, data=data, headers={"X-MicrosoftAjax": "Delta=true"}))

    def body(self, target: str = "", more: dict[str, str] | None = None) -> dict[str, str]:
        """What a browser would send of the form as it stands."""
        sent = {
            box.name: box.value
            for box in self._all if box.checked and not box.disabled and box.kind not in _BUTTONS
        }
        return {**sent, "__EVENTTARGET": target, **(more or {})}

    # --- fields

    def set(self, name: str, value: str) -> None:
        """Put a value into a text box, a hidden one or a select."""
        self.boxes[self.full_name(name)].value = value

    def choose(self, name: str, text: str) -> None:
        """Choose the option of that text; a late list is fetched first, as the page's script does."""
        box = self.boxes[self.full_name(name)]
        if box.late:
            box.options |= {shown: code for code, shown in self.http.get(box.late).json()}
            box.late = ""
            box.disabled = False
        if text not in box.options:
            raise NotThere(f"{name} has no option {text!r}")
        box.value = box.options[text]

    def tick(self, name: str, value: str | None = None, *, on: bool = True) -> None:
        """Tick a check box, or the radio button of that value."""
        full = self.full_name(name)
        for box in self._all:
            if box.name == full and box.kind in ("checkbox", "radio"):
                box.checked = on if value is None else box.value == value

    def has(self, name: str) -> bool:
        """Whether a field whose name ends so is on the page."""
        return any(full == name or full.endswith(f"${name}") for full in self.boxes)

    def full_name(self, name: str) -> str:
        """The whole name of the one field whose name ends so. Raises NotThere."""
        found = [full for full in self.boxes if full == name or full.endswith(f"${name}")]
        if len(found) != 1:
            raise NotThere(f"{name}: {len(found)} fields on {self.heading}")
        return found[0]

    # --- answers

    def _take(self, answer: httpx.Response) -> None:
        self.text = answer.text
        if answer.status_code != 200:
            raise UnexpectedAnswer(f"status {answer.status_code}")
        reader = _Reader()
        reader.feed(self.text)
        self.heading = reader.heading
        self._all = reader.boxes
        self._links = reader.links
        self.boxes = {box.name: box for box in self._all}
        action = re.search(r'action="([^"]*)" id="aspnetForm"', self.text)
        self.address = unescape(action[1]) if action else str(answer.url)

    def _take_delta(self, answer: httpx.Response) -> None:
        if answer.status_code != 200:
            raise UnexpectedAnswer(f"status {answer.status_code}")
        self.text = answer.text
        self.delta = parse_delta(answer.text)
        for kind, name, content in self.delta:
            if kind == "error":
                raise UnexpectedAnswer(content)
            if kind == "pageRedirect":
                self.get(content)
                return
            if kind == "updatePanel":
                self._update(name, content)
        self.boxes = {box.name: box for box in self._all}
        for kind, name, content in self.delta:
            if kind == "hiddenField":
                self.boxes[name].value = content

    def _update(self, panel: str, content: str) -> None:
        outer = next((box.panels[: box.panels.index(panel) + 1] for box in self._all if panel in box.panels), (panel,))
        reader = _Reader(outer)
        reader.inside = True
        reader.feed(content)
        self._all = [box for box in self._all if panel not in box.panels] + reader.boxes
        self._links = [link for link in self._links if panel not in link[2]] + reader.links
        self.heading = reader.heading or self.heading


def parse_delta(text: str) -> list[tuple[str, str, str]]:
    """The entries of an asynchronous answer: type, id, content. Lengths count UTF-16 units, as browsers do."""
    units = text.encode("utf-16-le", "surrogatepass")
    entries = []
    at = 0

    def until_bar() -> str:
        nonlocal at
        end = units.index(b"|\0", at)
        while end % 2:
            end = units.index(b"|\0", end + 1)
        piece = units[at:end].decode("utf-16-le")
        at = end + 2
        return piece

    while at < len(units):
        length, kind, name = int(until_bar()), until_bar(), until_bar()
        content = units[at:at + 2 * length].decode("utf-16-le", "surrogatepass")
        at += 2 * length
        if units[at:at + 2] != b"|\0":
            raise UnexpectedAnswer("the delta's lengths do not fit")
        at += 2
        entries.append((kind, name, content))
    return entries
