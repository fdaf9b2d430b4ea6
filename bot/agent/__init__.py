"""The program's eyes and hands in a page: one script, loaded before the page's own, and the calls to it.

Every call settles first (see 1_pending.js for the questions it asks) and gives back all it saw, so that one round
trip reads a screen and another fills it. Playwright's error texts quote what was typed; they end here.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from time import monotonic, perf_counter, time
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Dialog as NativeDialog
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Frame, Page, Request
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.agent.asking_back import ASKED_BACK, asks_back, only_tells, profile_line
from bot.agent.driver_log import driver_log
from bot.agent.inventory import inventory, late_lists
from bot.agent.kept_views import KeptViews
from bot.agent.looks import Dialog, Guard, Inventory, Reading, Row
from bot.agent.paging import all_rows, turn_to
from bot.agent.printing import COPY, VIEWED
from bot.agent.seeing import RowMenu, Seen
from bot.agent.slow import CHANGED, MARK, type_slowly
from bot.config import KnownDialog, Limits
from bot.controls import fold
from bot.errors import SiteDown, SiteError, UnknownDialog
from bot.web import SCRIPT as VIEW
from bot.web.actions import called, fold_of, words_of
from bot.web.fields import Target
from bot.web.view import Action

SCRIPT = "\n".join([VIEW, *(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.js")))])

_CALL = """async call => {
  const cj = window.__caljobs, {name, argument, content} = cj.parse(call);
  if ('toJSON' in {}) throw new Error('Object.prototype has a toJSON: results could be forged');
  cj.state.content = content;
  return cj.stringify(await cj.calls[name](argument));
}"""
"""What is asked and answered travels as one text: Playwright looks at every value of an object on both sides."""
PAPER: dict[str, Any] = {"format": "Letter", "print_background": True}
_REPLACED = (
    "Execution context was destroyed",
    "Cannot find context",
    "Unable to adopt",
    "context was destroyed",
)
_NO = ("cancel", "no", "stay")
"""How a profile may call the browser's own button that is not OK."""
_GONE = ("has been closed", "connection closed", "crashed")
_SCRIPTS_FAILED = "the page could not be worked with (its scripts failed)"
_CODE = re.compile(r"net::(ERR_\w+)")
_LATER = (429, 502, 503, 504)
"""HTTP statuses of a site that is to be left alone for a while."""
_MOST_STALE = 5
"""How often what is to be pressed may be replaced between looking and pressing."""
_SHORTEST_VALUE = 4
"""Characters of the shortest value that is taken out of other texts."""
_LETTER = r"[^\W\d_]"
_ACTS = count(1)
"""Numbers for acts: a window that another one opened begins with a copy of what that one kept."""
_MOST_REPLACEMENTS = 40
"""More documents than any chain of redirects and postbacks has; past it the page reloads itself for ever."""


class DocumentReplaced(Exception):
    """The document went away under a call. Never leaves this package's callers: they look again."""


class PageAgent:
    """Calls into the script of one page."""

    def __init__(
        self, page: Page, limits: Limits, dialogs: tuple[KnownDialog, ...], content: str | None = None
    ) -> None:
        self.page = page
        self._limits = limits
        self._limit = limits.answer_seconds * 1000
        self._late_list = limits.late_list_seconds * 1000
        self._dialogs = dialogs
        self._content = content
        self.act = "any"
        """What we are about: tells which native dialogs may come now."""
        self.touched = False
        """Whether anything was set on the page since somebody set this back: what a press then saves was lacking."""
        self.pressed = ""
        """The text of what was pressed last; empty after choices."""
        self.witness: Callable[[Dialog, str], None] | None = None
        """Told of every dialog that comes up, and after which press; for surveys."""
        self.mask: Callable[[str], str] = lambda text: "…"
        """Takes participants' values out of the words of the browser's dialogs."""
        self.just_pressed = False
        """Whether the page is still the document in which we pressed to leave or to finish, and nothing else was done
        or asked since: what it asks now is about that press."""
        self._unfolded: list[str] = []
        """The titles of what was unfolded since something else was pressed."""
        self.documents = 0
        """How many documents have taken the place of another one in this page."""
        self._at = ""
        self._unannounced: str | None = None
        self._not_after: float | None = None
        self._log = driver_log()
        self.views: KeptViews | None = None
        """Where each view is kept; only ever set on sites whose participants are made up."""
        self._never_came: set[str] = set()
        """The names of lists of this document that were waited for in vain."""
        self._seen: Seen | None = None
        """The last view of the page, while nothing was done since that changes it."""
        page.on("dialog", self._native_dialog)
        page.on("framenavigated", self._document_replaced)

    def for_window(self, page: Page) -> PageAgent:
        """An agent like this one for a window the page has opened."""
        agent = PageAgent(page, self._limits, self._dialogs, self._content)
        agent.views = self.views
        return agent

    @property
    def is_closed(self) -> bool:
        """Whether the page's window is gone."""
        return self.page.is_closed()

    def close(self) -> None:
        """Closes the page's window, if it is still there."""
        if not self.page.is_closed():
            self.page.close()

    def visit(self, address: str) -> None:
        """Opens an address. Raises SiteDown when it does not open, with the browser's code for why, or when the site
        says that it is down."""
        self._go(address)

    def visit_again(self) -> None:
        """Asks for the page at hand anew by its address; what was posted to it is not sent again.

        Raises as `visit` does.
        """
        self._go(self.page.url.partition("#")[0])

    def _go(self, address: str) -> None:
        asked: list[str] = []

        def note(request: Request) -> None:
            if request.is_navigation_request() and request.frame == self.page.main_frame:
                asked.append(request.url)

        self.page.on("request", note)  # only now: each event of the network costs time
        try:
            answer = self.page.goto(address, wait_until="commit", timeout=self._limit)
        except PlaywrightError as error:
            code = _CODE.search(error.message)
            down = SiteDown(f"the page does not open ({code[1] if code else 'no answer'})")
            down.code, down.host = code[1] if code else "", urlsplit(asked[-1] if asked else address).hostname or ""
            raise down from None
        finally:
            self.page.remove_listener("request", note)
        if answer is not None and answer.status in _LATER:
            wait = answer.headers.get("retry-after", "")
            down = SiteDown(f"the site says that it is down, or that it has too much to do (HTTP {answer.status})")
            down.retry_after = float(wait) if wait.isdigit() else None
            raise down

    def opened_by(self, press: Callable[[], None]) -> PageAgent | None:
        """The window that `press` makes the page open; None when none comes up."""
        try:
            with self.page.expect_popup(timeout=self._limit) as waiting:
                press()
            return self.for_window(waiting.value)
        except PlaywrightError:
            return None

    def moved_on(self, seconds: float) -> None:
        """Waits until the page goes to another address, at most so long."""
        with suppress(PlaywrightTimeout):
            self.page.wait_for_event("framenavigated", timeout=seconds * 1000)

    def type_slowly(self, spec: dict[str, Any], text: str) -> None:
        """Types with real keystrokes, for boxes that ignore being set."""
        type_slowly(self, spec, text)

    def read(
        self,
        specs: list[dict[str, Any]] | None = None,
        *,
        strangers: bool = False,
        grids: bool = False,
        awaited: Sequence[str] = (),
    ) -> Reading:
        """Settles and reads the page; a document replaced meanwhile is read anew.

        `awaited` are the keys of lists that are empty but have something to come (H5): they get time to arrive.
        """
        seen = self._see(specs or [])
        if awaited:
            late = [target for spec in specs or [] if spec["key"] in awaited for target in [seen.fields.find(spec)]]
            lists = [target.boxes[0].number for target in late if isinstance(target, Target) and target.boxes]
            self._patiently("filled", {"lists": lists, "lateList": self._late_list})
            seen = self._see(specs or [])
        reading = seen.reading(specs or [])
        if grids and not reading.look.dialogs:  # nothing is pressed beneath a question
            reading = replace(reading, grids=all_rows(self, seen, reading.grids))
        return self._note_reading(reading, specs or [])

    def see(self) -> Seen:
        """The last view, or a settled one where something was done since."""
        return self._seen or self._see()

    def turn_page(self, find: Callable[[Seen], list[Action]]) -> dict[str, Any]:
        """Presses the one thing that `find` gives, which only turns the page of a list. Where that brings another
        document, what had to be unfolded to see the list is unfolded again."""
        documents, result = self.documents, self._press(find, None, in_row=True)
        self._see()
        if result["problem"] is None and self.documents != documents:
            for title in dict.fromkeys(self._unfolded):
                self.unfold(title)
        return result

    def _see(self, specs: Sequence[dict[str, Any]] = ()) -> Seen:
        """A settled view of the page. What is pressed or set next is looked for on it, as long as it is the last."""
        own = [spec["locator"] for spec in specs if spec.get("locator")]
        locators = [*([self._content] if self._content else []), *dict.fromkeys(own)]
        data = self._patiently("view", {"limit": self._limit, "locators": locators})
        self._seen = Seen(data, self._content, locators)
        if self.views is not None:
            self.views.keep(self._seen)
        return self._seen

    def seen(self) -> Seen:
        """Settles and gives the view of the page, with the judgement on it."""
        return self._see()

    def until(self, look: Callable[[], Reading], is_there: Callable[[Reading], bool]) -> Reading:
        """Looks, and again whenever the page has changed, until what is wanted is there; at most for as long as late
        lists are waited for. Gives what was seen last."""
        end = monotonic() + self._late_list / 1000
        while True:
            mark = self._in_page(MARK, None)
            seen = look()
            left = end - monotonic()
            if is_there(seen) or left <= 0:
                return seen
            self._in_page(CHANGED, [mark, left * 1000])

    def survey(self) -> Inventory:
        """Settles and tells what stands on the page, without any value. Lists that do not come are waited for once."""
        seen = self._see()
        late = [box for box in late_lists(seen) if box.name not in self._never_came]
        if late:
            lists = [box.number for box in late]
            self._patiently("filled", {"lists": lists, "lateList": self._late_list})
            seen = self._see()
            self._never_came.update(box.name for box in late_lists(seen))
        return inventory(seen)

    def apply(self, ops: list[dict[str, Any]], specs: list[dict[str, Any]]) -> Reading:
        """Sets the controls of `ops` in order, settling wherever one started something, and reads `specs`.

        Setting is no saving: where the document is replaced in the middle, what stands then is read and the caller
        goes round again.
        """
        self.pressed = ""
        self.just_pressed = False
        self.touched = self.touched or bool(ops)
        problems: dict[str, str] = {}
        rest = list(ops)
        try:
            for _ in range(_MOST_REPLACEMENTS):
                if not rest:
                    break
                done, open_question = self._set(rest, [*specs, *ops], problems)
                rest = rest[done:]
                if open_question is not None:
                    break
        except DocumentReplaced:
            problems = {}
        told = {key: why for key, why in problems.items() if why}
        return self._note_reading(self._see(specs).reading(specs, told), specs)

    def _set(
        self, ops: list[dict[str, Any]], specs: Sequence[dict[str, Any]], problems: dict[str, str]
    ) -> tuple[int, str | None]:
        """Sets what the page as it stands has a control for, in order; how many were tried, and what stayed open."""
        seen = self._see(specs)
        calls: list[dict[str, Any]] = []
        for op in ops:
            target = seen.fields.find(op)
            if isinstance(target, str):
                problems[op["key"]] = target
                if not calls:
                    return 1, None
                break
            if not target.boxes:
                problems[op["key"]] = "read-only"
                if not calls:
                    return 1, None
                break
            call = seen.setting(target, op)
            if isinstance(call, str):
                problems[op["key"]] = call
                if not calls:
                    return 1, None
                break
            calls.append({**op, **call, "lateList": self._late_list})
        self._seen = None
        result = self._call("setAll", {"limit": self._limit, "ops": calls})
        problems |= result["problems"]
        return result["done"], result["open"]

    def press(
        self,
        text: str,
        guard: Guard | None = None,
        *,
        in_dialog: bool = False,
        beside: str | None = None,
        anywhere: bool = False,
    ) -> dict[str, Any]:
        """Presses the one button of this text once; with a guard, only if the page shows the guarded person.

        `beside` looks only near the button of another text, `anywhere` in the whole document. Gives
        {"problem": None} when pressed, else why not: missing, several, disabled, forbidden, busy, person, late.
        """
        self._unfolded.clear()
        self._not_after = None if guard is None else guard.not_after
        self.pressed = self.pressed if in_dialog else text

        def find(seen: Seen) -> list[Action]:
            return seen.to_press(text, in_dialog=in_dialog, near=beside, anywhere=anywhere)

        return self._press(find, guard, in_dialog=in_dialog)

    def _press(
        self,
        find: Callable[[Seen], list[Action]],
        guard: Guard | None,
        *,
        in_dialog: bool = False,
        in_row: bool = False,
    ) -> dict[str, Any]:
        """Presses the one action that `find` gives: on the last view, or on a new one where it is not there."""
        for fresh in (False, *([True] * _MOST_STALE)):
            seen = self._see() if fresh or self._seen is None else self._seen
            if seen.open is not None and not in_dialog:
                return {"open": seen.open, "problem": "busy"}
            found = find(seen)
            if len(found) != 1:
                if fresh:
                    return {"problem": "several" if found else "missing"}
                continue
            self.just_pressed = self.act in ASKED_BACK and not in_dialog and not in_row
            where = {"number": found[0].number, "text": found[0].own}
            result = self._once("pressNumber", {**where, "guard": guard and guard.payload()}, where, busy=in_dialog)
            if result["problem"] != "stale":
                self._seen = None
                return result
        return {"problem": "missing"}

    def press_in_row(self, row: Row, text: str, guard: Guard | None = None, *, alike: bool = False) -> dict[str, Any]:
        """Presses a link within one row of a grid, the row being known by all its texts.

        Of several that look the same none is pressed, but with `alike` the very one: only to open it and see.
        """
        self.pressed = text
        if row.page is not None:
            turn_to(self, row)

        def find(seen: Seen) -> list[Action]:
            return [action for each in seen.rows(row, alike=alike) for action in seen.in_row(each, text)]

        result = self._press(find, guard, in_row=True)
        if result["problem"] != "missing":
            return result
        menu = self._unfold_menu(row, alike=alike)
        if menu is None:
            return result

        def find_in_menu(seen: Seen) -> list[Action]:
            return called(seen.view, text, frozenset(action.node for action in menu.shown(seen)))

        result = self._press(find_in_menu, guard, in_row=True)
        if result["problem"] == "missing":
            self._press(menu.opener, None, in_row=True)
        return result

    def links_in_row(self, row: Row) -> list[str]:
        """The texts of the links and buttons within one row of a grid; none when it is not exactly one row."""
        if row.page is not None:
            turn_to(self, row)
        seen = self._see()
        links = [words for each in seen.rows(row, alike=False) for words in seen.links_in(each)]
        menu = self._unfold_menu(row, alike=False)
        if menu is not None:
            links += map(words_of, menu.shown(self.see()))
            self._press(menu.opener, None, in_row=True)
        return links

    def _unfold_menu(self, row: Row, *, alike: bool) -> RowMenu | None:
        """Opens the menu of a row; None where nothing surely is one."""
        seen = self._see()
        openers = [menu for each in seen.rows(row, alike=alike) if (menu := seen.menu_of(each)) is not None]
        if len(openers) != 1:
            return None
        unfolded = RowMenu(seen, openers[0])
        pressed = self._press(unfolded.opener, None, in_row=True)
        return unfolded if pressed["problem"] is None else None

    def press_element(self, selector: str) -> bool:
        """Presses an element known by a documented id; False when it is not there."""
        self.just_pressed = False
        return bool(self._once("pressElement", {"selector": selector}, busy=True)["problem"] is None)

    def unfold(self, title: str) -> bool:
        """Opens the folded section of a title; True when it stood open already.

        Where nothing says whether it is open, pressing tells: what shows less then stood open, and is opened again.
        """
        self._unfolded.append(title)
        seen = self._see()
        found = fold_of(seen.region, title)
        if found is None or found.state == "open":
            return found is not None
        before = len(seen.view.actions)
        for _ in range(2):
            self._press(lambda now: [each.action] if (each := fold_of(now.region, title)) else [], None, in_row=True)
            if len(self._see().view.actions) >= before:
                return False
        return True

    def offered(self, spec: dict[str, Any]) -> tuple[str, ...]:
        """What the list of a field offers; one that the page makes by itself is opened to see, and closed."""
        seen = self._see([spec])
        target = seen.fields.find(spec)
        if isinstance(target, str) or not target.boxes:
            return ()
        options = seen.fields.options(target)
        if options is None and target.kind == "choose":
            self._seen = None
            argument = {"number": target.boxes[0].number, "lateList": self._late_list}
            options = list(self._patiently("offered", argument))
        return tuple(options or ())

    def offers(self, text: str) -> bool:
        """Whether a button or link of this text is to be seen in the content area."""
        return bool(self._see().to_press(text, in_dialog=False, near=None, anywhere=False))

    def guard(self, guard: Guard) -> list[str]:
        """Which signs of the page contradict the guarded person: an empty list means none."""
        return list(self._patiently("guard", {"guard": guard.payload()}))

    def mark(self, spec: dict[str, Any], mark: str) -> bool:
        """Marks the control of a spec in the page, so that Playwright's own typing can find it."""
        target = self._see([spec]).fields.find(spec)
        if isinstance(target, str) or not target.boxes:
            return False
        return bool(self._patiently("markNumber", {"number": target.boxes[0].number, "mark": mark}))

    def ticks(self) -> list[tuple[tuple[str, ...], bool]]:
        """The rows that have one check box: their texts, and whether it is ticked."""
        return [(row.cells, on) for row, _, on in self._see().ticked()]

    def tick(self, cells: tuple[str, ...], on: bool) -> bool:
        """Ticks or unticks the row with these texts; False when it is not exactly one."""
        self.just_pressed = False
        numbers = [number for row, number, _ in self._see().ticked() if row.cells == cells]
        if len(numbers) != 1:
            return False
        self._seen = None
        self.touched = True
        argument = {"number": numbers[0], "on": on}
        return self._once("tickNumber", argument, busy=True)["problem"] is None

    def notice(self, dialog: Dialog) -> None:
        """Tells the witness, if there is one, of a dialog that lies over the page: without the page's values."""
        if self.witness is not None:
            title, text = self.unvalued([dialog.title, dialog.text])
            self.witness(replace(dialog, title=title, text=text), self.pressed)

    def unvalued(self, texts: Sequence[str]) -> list[str]:
        """The texts with every value taken out that the page's boxes and grids hold."""
        seen = self._seen or self._see()
        values = sorted((text for text in seen.values if len(text) >= _SHORTEST_VALUE), key=len, reverse=True)
        if not values:
            return list(texts)
        pattern = re.compile(rf"(?<!{_LETTER})({'|'.join(map(re.escape, values))})(?!{_LETTER})", re.IGNORECASE)
        return [pattern.sub("…", " ".join(text.split())) for text in texts]

    def stay(self) -> None:
        """Tells the script that the document stays, after a navigation that turned into a download."""
        self._patiently("stay", {})

    def trouble(self) -> str | None:
        """Which request of the page failed, in words, as it stands; None when none did. Settles nothing."""
        found = self._patiently("trouble", {})
        return None if found is None else str(found)

    def viewed(self) -> bytes | None:
        """The file that the browser's viewer of PDFs shows; None for a page."""
        viewed = self._in_page(VIEWED, None)
        return None if viewed is None else b64decode(viewed)

    def pdf(self) -> bytes | None:
        """The page as the browser prints it; None where it can't: a visible browser prints by its own dialog only."""
        try:
            return self.page.pdf(**PAPER)
        except PlaywrightError:
            return None

    def copy(self) -> str:
        """The page as one text that needs nothing from anywhere, to be printed by another browser."""
        return str(self._in_page(COPY, None))

    def picture(self) -> tuple[bytes, list[tuple[int, int, int, int]]]:
        """The whole page as a PNG, and where dates, times and long numbers stand on it (left, top, right, bottom).

        Only for sites whose participants are made up. Raises SiteError where the page can't be painted.
        """
        areas = self._patiently("changingAreas", {"limit": self._limit})
        try:
            data = self.page.screenshot(full_page=True, animations="disabled", caret="hide", scale="css")
        except PlaywrightError:
            raise SiteError("no picture of the page could be taken") from None
        return data, [(area[0], area[1], area[2], area[3]) for area in areas]

    def snapshot(self) -> bytes | None:
        """The whole page as a PNG, as it stands; None where it can't be painted."""
        try:
            return self.page.screenshot(full_page=True)
        except PlaywrightError:
            return None

    def _patiently(self, name: str, argument: dict[str, Any]) -> Any:
        """A call that only reads: repeated on every new document until one holds still."""
        for _ in range(_MOST_REPLACEMENTS):
            try:
                return self._call(name, argument)
            except DocumentReplaced:
                continue
        raise SiteError("the page replaces itself again and again")

    def _once(
        self,
        name: str,
        argument: dict[str, Any],
        ready: dict[str, Any] | None = None,
        *,
        busy: bool = False,
    ) -> dict[str, Any]:
        """Settles, as often as the document is replaced meanwhile, and then acts once.

        `ready` tells what must be enabled by then; with `busy` it acts even where the page does not come to rest.
        A document that goes away under the act itself went because of it, unless the next one says otherwise.
        """
        for _ in range(_MOST_REPLACEMENTS):
            still_open = self._patiently("ready", {"limit": self._limit, **(ready or {})})["open"]
            if still_open is not None and not busy:
                return {"open": still_open, "problem": "busy"}
            act = str(next(_ACTS))
            try:
                result: dict[str, Any] = self._call(name, {**argument, "act": act, "anyway": still_open is not None})
            except DocumentReplaced:
                if self._patiently("acted", {"act": act}) is False:
                    continue
                return {"problem": None}
            if result["problem"] != "unsettled":
                return result
        return {"open": "the page replaced itself again and again", "problem": "busy"}

    def _call(self, name: str, argument: dict[str, Any]) -> Any:
        begun = perf_counter()
        result = self._evaluate(json.dumps({"name": name, "argument": argument, "content": self._content}))
        self._note(name, begun, result)
        if self._unannounced is not None:
            words, self._unannounced = self._unannounced, None
            raise UnknownDialog(words)
        return result

    def _in_page(self, script: str, argument: Any) -> Any:
        """What a script of ours says that only watches the page; None where the document went away under it."""
        try:
            return self._run(script, argument)
        except DocumentReplaced:
            return None

    def _note(self, name: str, begun: float, result: Any) -> None:
        """Adds a line to the driver's log, if there is one."""
        if self._log is None:
            return
        told: dict[str, Any] = {"ms": round((perf_counter() - begun) * 1000)}
        if isinstance(result, dict):
            told |= {key: result[key] for key in ("open", "problem", "problems", "wrong") if result.get(key)}
        if "press" in name.casefold():
            told["button"] = self.mask(self.pressed)
        self._log.note(name, told)

    def _note_reading(self, reading: Reading, specs: Sequence[dict[str, Any]]) -> Reading:
        """Adds what a reading found, and what it did not find, to the driver's log."""
        if self._log is not None:
            look, labels = reading.look, {spec["key"]: spec["label"] for spec in specs}
            unmet = {labels[key]: field.problem for key, field in reading.fields.items() if field.problem}
            told: dict[str, Any] = {
                "address": look.url.rsplit("/", 1)[-1],
                "headings": [self.mask(text) for text in look.headings],
                "tabs": [self.mask(text) for text in look.tabs],
                "fields": len(reading.fields) - len(unmet),
                "unmet": unmet,
            }
            if unmet:
                told["labels seen"] = [self.mask(text) for text in look.labels or ()]
            told["strangers"] = [self.mask(each.question) for each in reading.strangers if each.required]
            self._log.note("reading", {key: what for key, what in told.items() if what})
        return reading

    def _evaluate(self, call: str) -> Any:
        answer = self._run(_CALL, call)
        if not isinstance(answer, str):
            raise SiteError(_SCRIPTS_FAILED)  # the page has replaced what Playwright itself needs
        return json.loads(answer)

    def _run(self, script: str, argument: Any) -> Any:
        try:
            return self.page.evaluate(script, argument)
        except PlaywrightError as error:
            text = error.message
        if any(part in text for part in _REPLACED):
            raise DocumentReplaced
        if self.page.is_closed() or any(part in text for part in _GONE):
            raise SiteDown("the browser window went away")
        if self.page.url.startswith("chrome-error:"):
            raise SiteDown("the site did not answer")
        raise SiteError(_SCRIPTS_FAILED)

    def _native_dialog(self, dialog: NativeDialog) -> None:
        """Answers a confirm() that is known for what we are doing, or asks back for it; No to all others, and
        remembers their words.

        No too when it comes to be answered after the press that brought it up has lapsed: this process was asleep.
        """
        if self._not_after is not None and time() > self._not_after:
            dialog.dismiss()
            return
        asks_back_now, self.just_pressed = self.just_pressed, False
        for known in self._dialogs:
            if known.on in (self.act, "any") and known.words.casefold() in dialog.message.casefold():
                self._witnessed(dialog, known.words)
                if fold(known.press) in _NO:
                    dialog.dismiss()
                else:
                    dialog.accept()
                return
        self._witnessed(dialog, dialog.message)
        if dialog.type == "beforeunload":  # Chromium keeps the page's words back: it asks whether to leave the document
            is_ours = self.act == "leave" or (asks_back_now and self.act == "finish")
        else:
            is_ours = dialog.type == "confirm" and asks_back_now and asks_back(dialog.message, self.act)
        if is_ours or (dialog.type == "alert" and only_tells(dialog.message)):
            dialog.accept()
            return
        self._unannounced = self._what_to_do(dialog)
        dialog.dismiss()

    def _what_to_do(self, dialog: NativeDialog) -> str:
        """The words of a dialog that nobody announced, without values, and how it can be answered next time."""
        words = self.mask(dialog.message)
        after = f" after '{self.mask(self.pressed)}'" if self.pressed else ""
        answered = "it has nothing but OK" if dialog.type == "alert" else "it was answered No"
        told = f'a browser dialog came up{after} that nobody announced: "{words}"; {answered}'
        return f"{told}; {profile_line(words, ('OK',), self.act)}"

    def _document_replaced(self, frame: Frame) -> None:
        """Another document asks about itself, not about what was pressed in the one before it."""
        if frame.parent_frame is not None:
            return
        before, self._at = self._at, frame.url
        same_document = "#" in frame.url and frame.url != before and frame.url.split("#")[0] == before.split("#")[0]
        self.just_pressed = self.just_pressed and same_document
        if not same_document:
            self.documents += 1
            self._never_came.clear()

    def _witnessed(self, dialog: NativeDialog, words: str) -> None:
        if self.witness is not None:
            buttons = {"alert": ("OK",), "beforeunload": ("Leave", "Cancel")}.get(dialog.type, ("OK", "Cancel"))
            self.witness(Dialog("", words, buttons, native=True), self.pressed)
