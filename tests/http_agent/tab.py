"""What a page does by itself: posts, updates of a part, dialogs, windows, the menu. (`mock_site/static` in Python.)"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import quote, unquote, urlencode, urljoin

import httpx

from tests.http_agent.dom import Node, fill
from tests.mock_site.bare import UnexpectedAnswer, parse_delta

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_POSTS_BACK = re.compile(r"__doPostBack\(\\?'([^'\\]+)")
_IN_QUOTES = r"'([^']*)'"
_CHECKS = {
    "number": re.compile(r"\d{1,7}(\.\d{1,4})?"),
    "money": re.compile(r"\d{1,7}(\.\d{1,2})?"),
    "phone": re.compile(r"\d{3}-\d{3}-\d{4}"),
    "date": re.compile(r"\d{1,2}/\d{1,2}/\d{4}"),
}
_PERSON = "assisted_userid"
_EMPTY = Node("body", {}, None)


@dataclass
class Popup:
    """A dialog over the page: what it says, and what its buttons do."""

    title: str
    text: str
    buttons: list[tuple[str, Callable[[], None]]] = field(default_factory=list)


class Tab:
    """One window. `page` is None where the site did not answer; `posts` tells every change of the document."""

    def __init__(self, http: httpx.Client, answer: Callable[[str], bool], opener: Tab | None = None) -> None:
        self.http = http
        self.page: Node | None = _EMPTY
        self.url = "about:blank"
        self.document = 0
        self.denied = False
        self.closed = False
        self.title = ""
        self.dialogs: list[Popup] = []
        self.opened: list[Tab] = []
        self.files: list[bytes] = []
        self._answer = answer
        self._opener = opener
        self._settings: dict[str, Any] = {}
        self._panels: dict[str, str] = {}
        self._sync: list[str] = []
        self._passed = False

    # --- documents

    @property
    def root(self) -> Node:
        """The content area."""
        return self.by_id("Main_content") or self.whole

    @property
    def whole(self) -> Node:
        return self.page or _EMPTY

    def by_id(self, html_id: str) -> Node | None:
        return next((node for node in self.whole.walk() if node.id == html_id), None)

    def get(self, address: str) -> None:
        self._take(self._ask("GET", address))

    def _ask(self, method: str, address: str, body: str = "", **headers: str) -> httpx.Response | None:
        """As Chromium: what a kept-alive connection drops without an answer is sent once more, posts too."""
        for _ in range(2):
            try:
                whole = urljoin(self.url, address)
                return self.http.request(method, whole, content=body or None, headers={**_FORM, **headers})
            except (httpx.RemoteProtocolError, httpx.ReadError):
                continue
            except httpx.TransportError:
                break
        return None

    def _take(self, answer: httpx.Response | None) -> None:
        if answer is not None and "attachment" in answer.headers.get("content-disposition", ""):
            self.files.append(answer.content)
            return
        self.document += 1
        self.dialogs = []
        self._settings = {}
        self.page = None
        if answer is None:
            return
        self.url = str(answer.url)
        self.page = Node("html", {}, None)
        fill(self.page, answer.text)
        self.title = next((node.words() for node in self.page.tagged("title")), "")
        scripts = "\n".join(node.text() for node in self.page.tagged("script"))
        self._settle_in(scripts)

    def _settle_in(self, scripts: str) -> None:
        if found := re.search(r"_panelIds = (\{.*\});", scripts):
            self._panels = json.loads(found[1])
        if found := re.search(r"'aspnetForm', (\[.*\]), \d+\);", scripts):
            shown, _, self._sync = json.loads(f"[{found[1]}]")
            self._panels = {name: each for name, each in self._panels.items() if f"t{name}" in shown}
        if found := re.search(r"vos\.start\((\{.*\})\);", scripts):
            self._settings = json.loads(found[1])
        self._drawn(scripts)

    def _drawn(self, scripts: str) -> None:
        """After a document or a part of one has come."""
        person = next((node.value for node in self.whole.walk() if node.id == "gui_assisted_userid"), "")
        if person:
            self.cookie = person
        for late in self.whole.all(lambda node: "data-late" in node.attrs):
            self._fetch(late)
        for line in re.findall(r"^vos\.dialog\((\{.*\})\);", scripts, re.MULTILINE):
            self._announce(json.loads(line))
        if found := re.search(r"^window\.location\.href = '(.*)';", scripts, re.MULTILINE):
            self.get(found[1])
        if found := re.search(r"^vos\.openPrint\('(.*)'\);", scripts, re.MULTILINE):
            self._open(found[1])

    def _fetch(self, late: Node) -> None:
        answer = self._ask("GET", late.attrs.pop("data-late"))
        if answer is None or answer.status_code != 200:
            return
        for code, text in answer.json():
            option = Node("option", {"value": code}, late)
            option.kids.append(text)
            option.on = code == late.attrs.get("data-selected")
            late.kids.append(option)
        late.attrs.pop("disabled", None)

    @property
    def cookie(self) -> str | None:
        """The person of the cookie that all windows of a sign-in share."""
        return next((unquote(each.value or "") for each in self.http.cookies.jar if each.name == _PERSON), None)

    @cookie.setter
    def cookie(self, person: str) -> None:
        if self.cookie != person:
            domain = next((each.domain for each in self.http.cookies.jar), "")
            self.http.cookies.set(_PERSON, quote(person), domain=domain, path="/")

    # --- dialogs and windows

    def _announce(self, spec: dict[str, Any]) -> None:
        popup = Popup(spec["title"], spec["text"])
        for button in spec["buttons"]:
            target = button.get("post")
            popup.buttons.append((button["text"], partial(self.post_back, target) if target else _nothing))
        self.dialogs.append(popup)

    def answer_dialog(self, number: int) -> None:
        """Presses a button of the topmost dialog."""
        self.dialogs.pop().buttons[number][1]()

    def _open(self, address: str) -> None:
        tab = Tab(self.http, self._answer, self)
        tab.url = self.url
        tab.get(address)
        if tab.files:
            self.files += tab.files
        else:
            self.opened.append(tab)

    def _again(self, node: Node) -> None:
        self._passed = True
        try:
            self.click(node)
        finally:
            self._passed = False

    # --- pressing

    def click(self, node: Node) -> None:
        """A click, and all that the page makes of it."""
        if not self._passed and (self._is_covered(node) or self._asks_to_leave(node)):
            return
        if node.kind in ("checkbox", "radio"):
            self._tick(node)
        elif node.id == "btnPopupclose":
            if popup := self.by_id("divPopup"):
                assert popup.parent is not None
                popup.parent.kids.remove(popup)
        elif self._scripted(node, node.attrs.get("onclick", "")):
            return
        elif node.tag == "a":
            self._follow(node)
        elif node.kind == "submit":
            self._submit(node)

    def _is_covered(self, node: Node) -> bool:
        popup = self.by_id("divPopup")
        return bool(self.dialogs) or (popup is not None and popup not in node.up())

    def _asks_to_leave(self, node: Node) -> bool:
        mode = self._settings.get("leave_confirm", "none") if self._settings.get("wizard") else "none"
        if mode == "none" or not _leaves(node):
            return False
        text = "You have unsaved changes. Do you want to leave this page?"
        if mode == "native":
            return not self._answer(text)
        leave, stay = ("Leave", lambda: self._again(node)), ("Stay", _nothing)
        self.dialogs.append(Popup("Leave this page?", text, [leave, stay]))
        return True

    def _scripted(self, node: Node, script: str) -> bool:
        """Whether a script of the element's own was all that its click does."""
        if found := re.search(rf"confirm\({_IN_QUOTES}\)", script):
            return not self._answer(found[1])
        if found := re.search(rf"vos\.open(?:Window|Print)\({_IN_QUOTES}\)", script):
            self._open(found[1])
            return True
        if found := re.search(r"vos\.choose\((\{.*?\}), (\".*\"), (\".*\")\)", script):
            self._choose(*(json.loads(part) for part in found.groups()))
            return True
        if "vos.confirmFinish" in script and not self._passed:
            sure = ("OK", lambda: self._again(node))
            text = "Are you sure you want to finish?"
            self.dialogs.append(Popup("Confirmation", text, [sure, ("Cancel", _nothing)]))
            return True
        return False

    def _choose(self, ids: dict[str, str], code: str, text: str) -> None:
        assert self._opener is not None
        for html_id, value in ((ids.get("code"), code), (ids["text"], text)):
            if html_id and (box := self._opener.by_id(html_id)):
                box.value = value
        self.closed = True

    def _follow(self, link: Node) -> None:
        address = link.attrs.get("href", "")
        if found := _POSTS_BACK.search(address):
            self.post_back(found[1])
        elif not address.startswith("#"):
            self.get(address)
        elif "fa-bars" in link.classes:
            menu = self.by_id("menu")
            assert menu is not None
            menu.toggle("collapsed")
        elif "expand" in link.classes:
            section = link.closest(lambda node: "section" in node.classes)
            assert section is not None
            folded = section.toggle("collapsed")
            link.kids[:] = ["+" if folded else "-"]
            link.attrs["aria-expanded"] = str(not folded).lower()
        elif "aria-expanded" in link.attrs and link.parent is not None:
            link.attrs["aria-expanded"] = str(link.parent.toggle("open")).lower()

    def _tick(self, node: Node) -> None:
        if node.kind == "radio":
            for other in self.whole.all(lambda each: each.kind == "radio" and each.name == node.name):
                other.on = False
        node.on = node.kind == "radio" or not node.on
        self.changed(node, "onclick")

    def changed(self, node: Node, event: str = "onchange") -> None:
        """A box has another value: it may post back."""
        if found := _POSTS_BACK.search(node.attrs.get(event, "")):
            self.post_back(found[1])

    # --- posting

    def _submit(self, button: Node) -> None:
        found = re.search(r'PostBackOptions\("[^"]*", "", true, "(\w*)"', button.attrs.get("onclick", ""))
        if found and self._settings.get("client_validation", True) and not self._is_valid(found[1]):
            return
        self._post("", button.name, [(button.name, button.value)], self._panel_of(button.name, button))

    def post_back(self, target: str) -> None:
        """What `__doPostBack` does."""
        element = self.by_id(target.replace("$", "_"))
        self._post(target, target, [], self._panel_of(target, element))

    def _panel_of(self, name: str, element: Node | None) -> str | None:
        if name in self._sync or element is None:
            return None
        names = {html_id: each for each, html_id in self._panels.items()}
        return next((names[node.id] for node in element.up() if node.id in names), None)

    def _post(self, target: str, what: str, button: list[tuple[str, str]], panel: str | None) -> None:
        form = self.by_id("aspnetForm")
        assert form is not None
        fields = [(name, value) for name, value in _sent(form) if name != "__EVENTTARGET"]
        fields.append(("__EVENTTARGET", target))
        if panel is None:
            self._take(self._ask("POST", form.attrs["action"], urlencode(fields + button)))
            return
        fields = [("ctl00$ScriptManager1", f"{panel}|{what}"), *fields, ("__ASYNCPOST", "true"), *button]
        answer = self._ask("POST", form.attrs["action"], urlencode(fields), **{"X-MicrosoftAjax": "Delta=true"})
        self._update(form, answer)

    def _update(self, form: Node, answer: httpx.Response | None) -> None:
        if answer is None or answer.status_code != 200:
            self.denied = self.denied or (answer is not None and answer.status_code == 403)
            self._show_error("no answer")
            return
        try:
            delta = parse_delta(answer.text)
        except (UnexpectedAnswer, ValueError):
            self._show_error("ParserError")
            return
        for kind, _, content in delta:
            if kind == "error":
                self._show_error(content)
                return
            if kind == "pageRedirect":
                self.get(content)
                return
        self._apply(form, delta)

    def _apply(self, form: Node, delta: list[tuple[str, str, str]]) -> None:
        scripts = ""
        for kind, name, content in delta:
            node = self.by_id(name) if name else None
            if kind == "updatePanel" and node is not None:
                fill(node, content)
            elif kind == "hiddenField" and node is not None:
                node.value = content
            elif kind == "formAction":
                form.attrs["action"] = content
            elif kind == "pageTitle":
                self.title = content
            elif kind == "postBackControlIDs":
                self._sync = content.split(",")
            elif kind == "scriptStartupBlock":
                scripts += content
        self._drawn(scripts)

    def _show_error(self, words: str) -> None:
        box = Node("div", {"class": "error", "role": "alert"}, self.root)
        box.kids.append(f"You have encountered an error in the system. {words}")
        self.root.kids.insert(0, box)

    # --- validators

    def _is_valid(self, group: str) -> bool:
        spans = self.whole.all(lambda each: "validator" in each.classes and each.attrs["validationgroup"] == group)
        failed = [span for span in spans if not self._passes(span)]
        for span in spans:
            span.attrs["style"] = f"visibility:{'visible' if span in failed else 'hidden'}"
        for summary in self.whole.all(lambda e: "valSummary" in e.id and e.attrs.get("validationgroup") == group):
            items = "".join(f"<li>{html.escape(span.text())}</li>" for span in failed)
            fill(summary, f"<ul>{items}</ul>" if failed else "")
            summary.attrs["style"] = "" if failed else "display:none"
        return not failed

    def _passes(self, span: Node) -> bool:
        check, kind = span.attrs["data-check"], span.attrs["data-kind"]
        value = self._validated(span.attrs["controltovalidate"], kind)
        if check == "server":
            return True
        if check == "required":
            return bool(re.sub("<[^>]*>|&nbsp;", "", value).strip() if kind == "richtext" else value)
        return not value or _CHECKS[check].fullmatch(value) is not None

    def _validated(self, html_id: str, kind: str) -> str:
        control = self.by_id(html_id)
        if control is None:
            return ""
        if kind == "phone":
            parts = [self.by_id(f"{html_id[:-1]}{number}") for number in (1, 2, 3)]
            texts = [part.value.strip() for part in parts if part is not None]
            return "-".join(texts) if any(texts) else ""
        if control.tag == "table":
            return "chosen" if any(node.on for node in control.walk() if node.tag == "input") else ""
        if control.kind == "checkbox":
            return "on" if control.on else ""
        if control.tag == "select":
            chosen = control.chosen()
            return "late" if control.disabled else chosen.attrs.get("value", "") if chosen else ""
        return control.value.strip()


def _sent(form: Node) -> Iterator[tuple[str, str]]:
    """What a browser sends of a form: its boxes that hold something and are not disabled."""
    for node in form.walk():
        if node.tag not in ("input", "select", "textarea") or not node.name or node.disabled:
            continue
        if node.kind in ("submit", "button", "image") or (node.kind in ("checkbox", "radio") and not node.on):
            continue
        if node.tag != "select":
            yield node.name, node.value
        elif (chosen := node.chosen()) is not None:
            yield node.name, chosen.attrs.get("value", chosen.words())


def _leaves(node: Node) -> bool:
    if node.tag == "input":
        return "leaves" in node.classes
    address = node.attrs.get("href", "#")
    return node.tag == "a" and not address.startswith(("#", "javascript:")) and "target" not in node.attrs


def _nothing() -> None:
    """A dialog's button that only closes it."""
