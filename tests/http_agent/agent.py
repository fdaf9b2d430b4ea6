"""The agent itself: the calls of `bot.agent.protocol`, answered from pages that were fetched by plain HTTP."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.agent.looks import Dialog, Guard, Inventory, Reading, Row, reading
from bot.agent.protocol import Agent
from bot.config import Profile
from bot.controls import collapse, fold
from bot.errors import SiteDown, SiteError, TimedOut, UnknownDialog
from tests.http_agent.dom import Node, visible
from tests.http_agent.find import Found, Index, as_label, bare, put
from tests.http_agent.tab import Tab

_FORBIDDEN = re.compile(r"^\W*(delete|remove)\b|signature|yes-create")
_COMPLAINTS = ("lblError", "lblMessage")
_GONE = re.compile(r"\s*(service unavailable|bad gateway|server is too busy)", re.IGNORECASE)
_TIMED_OUT = re.compile("exeeded the timeout|exceeded the timeout", re.IGNORECASE)


class HttpAgent:
    """One page of the mock. Only the browser's agent surveys, prints and takes pictures."""

    def __init__(self, http: httpx.Client, profile: Profile, tab: Tab | None = None) -> None:
        self.act = "any"
        self.pressed = ""
        self.touched = False
        self.witness: Callable[[Dialog, str], None] | None = None
        self.mask: Callable[[str], str] = lambda text: "…"
        self.just_pressed = False
        self.documents = 0
        self.tab = tab or Tab(http, self._native_dialog)
        self._http = http
        self._profile = profile
        self._unannounced = False

    # --- the window

    @property
    def is_closed(self) -> bool:
        return self.tab.closed

    def close(self) -> None:
        self.tab.closed = True

    def visit(self, address: str) -> None:
        self.tab.get(address)
        if self.tab.page is None:
            raise SiteDown("the site's home page does not answer")

    def visit_again(self) -> None:
        self.visit(self.tab.url)

    def opened_by(self, press: Callable[[], None]) -> HttpAgent | None:
        press()
        if not self.tab.opened:
            return None
        return HttpAgent(self._http, self._profile, self.tab.opened.pop())

    def moved_on(self, seconds: float) -> None:
        raise NotImplementedError("no person works at this page")

    # --- looking

    def read(
        self,
        specs: list[dict[str, Any]] | None = None,
        *,
        strangers: bool = False,
        grids: bool = False,
        awaited: Sequence[str] = (),
    ) -> Reading:
        """Lists come before the page is looked at here, so `awaited` ones are there or never will be."""
        self._must_answer()
        index = Index(self.tab)
        return reading(self._whole(index, specs or [], strangers=strangers, grids=grids))

    def _whole(
        self, index: Index, specs: list[dict[str, Any]], *, strangers: bool, grids: bool
    ) -> dict[str, Any]:
        return {
            "open": None,
            "look": self._look(index),
            "fields": {spec["key"]: _report(index, spec) for spec in specs},
            "strangers": _strangers(index, specs) if strangers else [],
            "grids": [grid for grid, _ in _grids(index)] if grids else [],
        }

    def _must_answer(self) -> None:
        if self.tab.closed:
            raise SiteDown("the browser window went away")
        if self.tab.page is None:
            raise SiteDown("the site did not answer")
        if self._unannounced:
            self._unannounced = False
            raise UnknownDialog("a browser dialog came up that nobody announced; it was answered No")

    def _look(self, index: Index) -> dict[str, Any]:
        tab = self.tab
        body = _body(tab)
        path = urlsplit(tab.url)
        return {
            "url": f"{path.scheme}://{path.netloc}{path.path}",
            "title": tab.title,
            "headings": _texts(node for node in index.everything if node.tag in ("h1", "h2")),
            "subheadings": _texts(node for node in index.everything if node.tag in ("h3", "h4")),
            "tabs": _texts(node for node in index.everything if node.tag == "li" and "selected" in node.classes),
            "dialogs": [
                {"title": top.title, "text": top.text, "buttons": [text for text, _ in top.buttons]}
                for top in tab.dialogs[-1:]
            ],
            "complaints": [text for text in _texts(filter(_is_complaint, index.everything)) if text != "*"],
            "person": self._person(index),
            "signIn": any(node.kind == "password" for node in tab.whole.walk()),
            "systemError": "you have encountered an error in the system" in body.lower(),
            "dangerous": "potentially dangerous request.form" in body.lower(),
            "denied": tab.denied or "access denied" in tab.title.lower() or body.lower().startswith("access denied"),
            "timedOut": "timeout.aspx" in path.path.lower() or bool(_TIMED_OUT.search(body)),
            "unavailable": bool(_GONE.match(body)) or bool(re.search(r"\b(503|502|504)\b", tab.title)),
            "empty": not body,
        }

    def _person(self, index: Index) -> dict[str, str | None]:
        hidden = next((node for node in self.tab.whole.walk() if node.id == "gui_assisted_userid"), None)
        return {
            "hidden": hidden.value.strip() if hidden else None,
            "cookie": self.tab.cookie,
            "shownId": _after("user id", index),
            "shownName": _after("name", index),
        }

    def offered(self, spec: dict[str, Any]) -> tuple[str, ...]:
        """Every list of the mock's plain pages is a list of the browser's, and says its options when it is read."""
        return ()

    def offers(self, text: str) -> bool:
        return bool(_buttons(text, self.tab.root))

    def guard(self, guard: Guard) -> list[str]:
        person = self._person(Index(self.tab))
        wrong = []
        if person["hidden"] is None and person["shownId"] is None:
            wrong.append("nobody")
        for sign, found in (("page", "hidden"), ("session", "cookie"), ("banner", "shownId")):
            if person[found] is not None and person[found] != guard.user_id:
                wrong.append(sign)
        if person["shownName"] is not None and fold(person["shownName"]) != fold(guard.name):
            wrong.append("name")
        return wrong

    # --- acting

    def apply(self, ops: list[dict[str, Any]], specs: list[dict[str, Any]]) -> Reading:
        self.pressed = ""
        self.touched = self.touched or bool(ops)
        self._must_answer()
        document, problems = self.tab.document, {}
        for op in ops:
            index = Index(self.tab)
            found = index.find(op)
            problems[op["key"]] = found if isinstance(found, str) else put(index, found, op)
            if self.tab.document != document:
                return self.read(specs, strangers=True)
        self._must_answer()
        whole = self._whole(Index(self.tab), specs, strangers=True, grids=False)
        return reading({**whole, "problems": problems})

    def type_slowly(self, spec: dict[str, Any], text: str) -> None:
        index = Index(self.tab)
        found = index.find(spec)
        if not isinstance(found, str):
            put(index, found, {**spec, "text": text})

    def press(
        self,
        text: str,
        guard: Guard | None = None,
        *,
        in_dialog: bool = False,
        beside: str | None = None,
        anywhere: bool = False,
    ) -> dict[str, Any]:
        self.pressed = self.pressed if in_dialog else text
        self._must_answer()
        if in_dialog:
            return self._press_in_dialog(text, guard)
        scope: Node | None = self.tab.whole if anywhere else self.tab.root
        if beside is not None:
            scope = _neighbourhood(beside, text, self.tab.root)
        return self._press(_narrow(_buttons(text, scope)) if scope else [], guard)

    def _press_in_dialog(self, text: str, guard: Guard | None) -> dict[str, Any]:
        buttons = self.tab.dialogs[-1].buttons if self.tab.dialogs else []
        found = [number for number, (shown, _) in enumerate(buttons) if fold(shown) == fold(text)]
        if len(found) != 1:
            return {"problem": "several" if found else "missing"}
        return self._guarded(text, guard) or self._done(lambda: self.tab.answer_dialog(found[0]))

    def _press(self, found: list[Node], guard: Guard | None) -> dict[str, Any]:
        if len(found) != 1:
            return {"problem": "several" if found else "missing"}
        (button,) = found
        if button.disabled:
            return {"problem": "disabled"}
        return self._guarded(_button_text(button), guard) or self._done(lambda: self.tab.click(button))

    def _guarded(self, text: str, guard: Guard | None) -> dict[str, Any] | None:
        if _FORBIDDEN.search(fold(text)):
            return {"problem": "forbidden"}
        if guard is not None and guard.not_after is not None and time() > guard.not_after:
            return {"problem": "late"}
        if guard is not None and (wrong := self.guard(guard)):
            return {"problem": "person", "wrong": wrong}
        return None

    def _done(self, act: Callable[[], None]) -> dict[str, Any]:
        act()
        return {"problem": None}

    def press_in_row(
        self, row: Row, text: str, guard: Guard | None = None, *, alike: bool = False
    ) -> dict[str, Any]:
        self.pressed = text
        self._must_answer()
        found = self._row(row.payload(alike=alike))
        return self._press(_buttons(text, found) if found else [], guard)

    def links_in_row(self, row: Row) -> list[str]:
        found = self._row(row.payload())
        return [_button_text(node) for node in found.walk() if _is_button(node) and visible(node)] if found else []

    def press_element(self, selector: str) -> bool:
        self._must_answer()
        found = [node for node in self.tab.whole.walk() if _matches(node, selector) and visible(node)]
        return bool(self._press(found[:1], None)["problem"] is None)

    def unfold(self, title: str) -> bool:
        self._must_answer()
        for head in self.tab.root.all(lambda node: "section-head" in node.classes and visible(node)):
            folder = next(node for node in head.walk() if "expand" in node.classes)
            words = next((node.words() for node in head.walk() if node.attrs.get("role") == "heading"), "")
            if fold(words) == fold(title):
                if folder.attrs["aria-expanded"] == "true":
                    return True
                self._press([folder], None)
                return False
        return False

    def ticks(self) -> list[tuple[tuple[str, ...], bool]]:
        return [
            (cells, boxes[0].on)
            for _, rows in _grids(Index(self.tab))
            for cells, row in rows
            if len(boxes := row.all(lambda node: node.kind == "checkbox")) == 1
        ]

    def tick(self, cells: tuple[str, ...], on: bool) -> bool:
        self.touched = True
        row = self._row({"heading": None, "cells": list(cells), "alike": None})
        boxes = row.all(lambda node: node.kind == "checkbox") if row else []
        if len(boxes) == 1 and boxes[0].on != on:
            self.tab.click(boxes[0])
        return len(boxes) == 1

    def _row(self, wanted: dict[str, Any]) -> Node | None:
        rows = [
            row
            for grid, rows in _grids(Index(self.tab))
            if wanted["heading"] in (None, grid["heading"])
            for cells, row in rows
            if list(cells) == wanted["cells"]
        ]
        nth, count = wanted["alike"] or (0, 1)
        return rows[nth] if len(rows) == count else None

    # --- dialogs

    def notice(self, dialog: Dialog) -> None:
        if self.witness is not None:
            self.witness(dialog, self.pressed)

    def _native_dialog(self, message: str) -> bool:
        known = (each for each in self._profile.known_dialogs if each.on in (self.act, "any"))
        if any(each.words.casefold() in message.casefold() for each in known):
            return True
        self._unannounced = True
        return False

    def until(self, look: Callable[[], Reading], is_there: Callable[[Reading], bool]) -> Reading:
        """Nothing comes late here."""
        return look()

    # --- what only a browser has

    def survey(self) -> Inventory:
        raise NotImplementedError("surveys are made by the browser's agent")

    def unvalued(self, texts: Sequence[str]) -> list[str]:
        raise NotImplementedError("surveys are made by the browser's agent")

    def trouble(self) -> str | None:
        """Nothing is asked for by a page's own scripts here."""
        return None

    def stay(self) -> None:
        """The document stays after a download by itself."""

    def viewed(self) -> bytes | None:
        raise SiteError("only a browser prints")

    def copy(self) -> str:
        raise SiteError("only a browser prints")

    def pdf(self) -> bytes | None:
        raise SiteError("only a browser prints")

    def picture(self) -> tuple[bytes, list[tuple[int, int, int, int]]]:
        raise SiteError("only a browser takes pictures")

    def snapshot(self) -> bytes | None:
        return None


class HttpBrowsing:
    """The pages of one sign-in at the mock, and their cookies."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._http = httpx.Client(follow_redirects=True, timeout=profile.limits.answer_seconds)

    @property
    def is_open(self) -> bool:
        return not self._http.is_closed

    def close(self) -> None:
        self._http.close()

    def new_agent(self) -> HttpAgent:
        return HttpAgent(self._http, self._profile)

    def newest(self, known: Agent) -> Agent:
        return known

    def forget(self) -> None:
        self._http.cookies.clear()

    def cookies(self) -> list[Any]:
        return [
            {"name": each.name, "value": each.value or "", "domain": each.domain} for each in self._http.cookies.jar
        ]

    def restore(self, cookies: list[Any]) -> None:
        for each in cookies:
            self._http.cookies.set(each["name"], each["value"], domain=each["domain"], path="/")

    def printed(
        self, path: Path, user: Agent, press: Callable[[], None], is_left: Callable[[], bool], sign: str
    ) -> Agent | None:
        with self.download(path, user):
            press()
        return None

    def print_copy(self, text: str) -> bytes:
        raise SiteError("only a browser prints")

    def close_windows(self, user: Agent) -> None:
        """No other pages are kept."""

    @contextmanager
    def download(self, path: Path, user: Agent) -> Iterator[None]:
        assert isinstance(user, HttpAgent)
        yield
        if not user.tab.files:
            raise TimedOut("the site sent no PDF")
        path.write_bytes(user.tab.files.pop())
        path.chmod(0o600)


# --- what stands on a page


def _body(tab: Tab) -> str:
    shown = next((node for node in tab.whole.walk() if node.tag == "body"), tab.whole)
    dialogs = " ".join(f"{each.title} {each.text}" for each in tab.dialogs)
    return collapse(f"{_shown_text(shown)} {dialogs}")[:4000]


def _shown_text(node: Node) -> str:
    parts = (kid if isinstance(kid, str) else _shown_text(kid) for kid in node.kids)
    return " ".join(parts) if node.tag == "html" or not _out_of_sight(node) else ""


def _out_of_sight(node: Node) -> bool:
    return node.tag in ("script", "style", "head", "option") or (bool(node.kids) and not visible(node))


def _texts(nodes: Iterator[Node] | filter[Node]) -> list[str]:
    return list(dict.fromkeys(text for node in nodes if visible(node) and (text := node.words())))


def _is_complaint(node: Node) -> bool:
    if "validator" in node.classes or node.attrs.get("role") == "alert" or any(e in node.id for e in _COMPLAINTS):
        return True
    return node.tag == "li" and any("valSummary" in outer.id for outer in node.up())


def _after(label: str, index: Index) -> str | None:
    for node in index.everything:
        if node.tag not in ("span", "td", "dt", "strong", "b", "label", "th") or as_label(node.text()) != label:
            continue
        table = node.closest(lambda each: each.tag == "table")
        following = next(node.next(), None)
        if (table and table.tagged("th")) or following is None or not visible(following):
            continue
        if following.tag not in ("input", "select") and not following.tagged("input", "select"):
            return following.words() or None
    return None


def _grids(index: Index) -> list[tuple[dict[str, Any], list[tuple[tuple[str, ...], Node]]]]:
    """Each table with column headings, as texts, and its rows."""
    grids, heading = [], ""
    for node in index.everything:
        if node.tag in ("h3", "h4", "h5", "legend") and visible(node):
            heading = node.words()
        elif node.tag == "table" and node.tagged("th") and visible(node):
            head, *rest = node.tagged("tr")
            headers = _cells(head)
            rows = [(cells, row) for row in rest if len(cells := _cells(row)) == len(headers)]
            data = {"heading": heading, "headers": headers, "rows": [cells for cells, _ in rows]}
            grids.append((data, rows))
    return grids


def _cells(row: Node) -> tuple[str, ...]:
    return tuple(cell.words() for cell in row.elements() if cell.tag in ("td", "th"))


def _report(index: Index, spec: dict[str, Any]) -> dict[str, Any]:
    found = index.find(spec)
    if isinstance(found, str):
        return {"problem": found}
    kind = spec["kind"]
    room = 0 if found.boxes else int(found.el.attrs.get("maxlength", 0))
    return {
        "raw": index.read(found, kind),
        "options": index.options(found, kind),
        "room": room or None,
        "disabled": found.el.disabled,
    }


_NOT_ASKED = frozenset({"hidden", "submit", "button", "image"})


def _strangers(index: Index, specs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    claimed: set[Node] = set()
    for spec in specs:
        found = index.find(spec)
        if not isinstance(found, str):
            claimed |= {found.el, *found.inputs, *found.boxes}
    seen: dict[Node, dict[str, Any]] = {}
    for node in index.everything:
        if node.tag not in ("input", "select", "textarea") or node.kind in _NOT_ASKED or not visible(node):
            continue
        if node in claimed or (node.tag == "input" and "readonly" in node.attrs):
            continue
        box = _box_of(node)
        inputs = box.tagged("input") if box is not node else []
        if box not in seen and not claimed & set(inputs):
            seen[box] = _stranger(index, node, box, inputs)
    return list(seen.values())


def _box_of(node: Node) -> Node:
    group = node.closest(lambda each: each.attrs.get("role") in ("radiogroup", "group"))
    return (group or node.parent or node) if node.kind == "radio" or (node.kind == "checkbox" and group) else node


def _stranger(index: Index, node: Node, box: Node, inputs: list[Node]) -> dict[str, Any]:
    kind = node.kind if node.kind in ("radio", "checkbox", "select", "textarea") else "text"
    kind = "checklist" if kind == "checkbox" and inputs else kind
    control = Found(node, inputs)
    labels = index.label_of.get(node.id, []) if not inputs else []
    before = box.before() or (box.parent.before() if box.parent else None)
    label = labels[0] if labels else before if inputs else None
    text = label.text() if label else ""
    starred = re.search(r"^\s*\*|\*\s*:?\s*$", text) is not None or bool(label and "required" in label.classes)
    return {
        "label": bare((box if inputs else node).attrs.get("aria-label") or text),
        "kind": kind,
        "name": node.name,
        "required": starred or _is_validated(index, {node.id, box.id}),
        "raw": index.read(control, kind),
        "options": index.options(control, kind),
    }


def _is_validated(index: Index, ids: set[str]) -> bool:
    spans = (node for node in index.everything if node.attrs.get("controltovalidate") in ids - {""})
    return any("required" in span.text().lower() for span in spans)


# --- buttons


def _is_button(node: Node) -> bool:
    return node.tag in ("a", "button") or node.kind in ("submit", "button") or node.attrs.get("role") == "button"


def _button_text(node: Node) -> str:
    return collapse(node.value) if node.tag == "input" else node.words()


def _buttons(text: str, scope: Node) -> list[Node]:
    wanted = fold(text)
    return [node for node in scope.walk() if _is_button(node) and fold(_button_text(node)) == wanted and visible(node)]


def _neighbourhood(beside: str, text: str, root: Node) -> Node | None:
    anchors = _buttons(beside, root)
    outer = list(anchors[0].up())[1:] if anchors else []
    return next((box for box in outer if _buttons(text, box)), None)


def _narrow(found: list[Node]) -> list[Node]:
    """The same button or tab above and below a wizard is one; others of that text are told apart by nobody."""
    strips = [node.closest(lambda each: each.attrs.get("role") == "tablist") for node in found]
    texts = {strip and fold(strip.text()) for strip in strips}
    if len(found) > 1 and len(texts) == 1 and None not in texts and len(set(map(id, strips))) == len(found):
        return found[:1]
    names = {node.name or _leads_to(node) or node.id for node in found}
    return found[:1] if len(found) > 1 and len(names) == 1 and "" not in names else found


def _leads_to(node: Node) -> str:
    address = node.attrs.get("href", "")
    return "" if re.match(r"(#|javascript:(void|;|$))", address) else address


def _matches(node: Node, selector: str) -> bool:
    """The three shapes of selectors that the pages of the bot use: #id, .class and [id$=end]."""
    if selector.startswith("#"):
        return node.id == selector[1:]
    if selector.startswith("."):
        return selector[1:] in node.classes
    return selector.startswith("[id$=") and node.id.endswith(selector[5:-1])
