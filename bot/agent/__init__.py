"""The program's eyes and hands in a page: one script, loaded before the page's own, and the calls to it.

Every call settles first (see 1_pending.js for the questions it asks) and gives back all it saw, so that one round
trip reads a screen and another fills it. Playwright's error texts quote what was typed; they end here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import time
from typing import Any

from playwright.sync_api import Dialog as NativeDialog
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bot.agent.looks import Dialog, Guard, Inventory, Reading, Row, inventory, reading
from bot.agent.typing import type_slowly
from bot.config import KnownDialog, Limits
from bot.errors import SiteDown, SiteError, UnknownDialog

SCRIPT = "\n".join(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.js")))

_CALL = """async call => {
  const cj = window.__caljobs, {name, argument, content} = JSON.parse(call);
  cj.contentSelector = content;
  return JSON.stringify(await cj.calls[name](argument));
}"""
"""What is asked and answered travels as one text: Playwright looks at every value of an object on both sides."""
_REPLACED = (
    "Execution context was destroyed",
    "Cannot find context",
    "Unable to adopt",
    "context was destroyed",
)
_GONE = ("has been closed", "connection closed", "crashed")
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
        self._unannounced = False
        self._not_after: float | None = None
        page.on("dialog", self._native_dialog)

    def for_window(self, page: Page) -> PageAgent:
        """An agent like this one for a window the page has opened."""
        return PageAgent(page, self._limits, self._dialogs, self._content)

    @property
    def is_closed(self) -> bool:
        """Whether the page's window is gone."""
        return self.page.is_closed()

    def close(self) -> None:
        """Closes the page's window, if it is still there."""
        if not self.page.is_closed():
            self.page.close()

    def visit(self, address: str) -> None:
        """Opens an address. Raises SiteDown when it does not answer."""
        try:
            self.page.goto(address, wait_until="commit", timeout=self._limit)
        except PlaywrightError:
            raise SiteDown("the site's home page does not answer") from None

    def visit_again(self) -> None:
        """Asks for the page at hand anew by its address; what was posted to it is not sent again.

        Raises SiteDown when it does not answer.
        """
        try:
            self.page.goto(self.page.url.partition("#")[0], wait_until="commit", timeout=self._limit)
        except PlaywrightError:
            raise SiteDown("the page does not answer when it is asked for again") from None

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
        argument = {"limit": self._limit, "specs": specs or [], "strangers": strangers, "grids": grids}
        if awaited:
            argument |= {"awaited": list(awaited), "lateList": self._late_list}
        return reading(self._patiently("read", argument))

    def survey(self) -> Inventory:
        """Settles and tells what stands on the page, without any value."""
        return inventory(self._patiently("survey", {"limit": self._limit, "lateList": self._late_list}))

    def apply(self, ops: list[dict[str, Any]], specs: list[dict[str, Any]]) -> Reading:
        """Sets the controls of `ops` in order, settling wherever one started something, and reads `specs`.

        Setting is no saving: where the document is replaced in the middle, what stands then is read and the caller
        goes round again.
        """
        self.pressed = ""
        self.touched = self.touched or bool(ops)
        with_limits = [{**op, "lateList": self._late_list} for op in ops]
        try:
            return reading(self._call("apply", {"limit": self._limit, "ops": with_limits, "specs": specs}))
        except DocumentReplaced:
            return self.read(specs, strangers=True)

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
        self._not_after = None if guard is None else guard.not_after
        self.pressed = self.pressed if in_dialog else text
        argument = {"limit": self._limit, "text": text, "guard": guard and guard.payload()}
        return self._once("press", {**argument, "inDialog": in_dialog, "beside": beside, "anywhere": anywhere})

    def press_in_row(
        self, row: Row, text: str, guard: Guard | None = None, *, alike: bool = False
    ) -> dict[str, Any]:
        """Presses a link within one row of a grid, the row being known by all its texts.

        Of several that look the same none is pressed, but with `alike` the very one: only to open it and see.
        """
        self.pressed = text
        argument = {
            "limit": self._limit,
            "row": row.payload(alike=alike),
            "text": text,
            "guard": guard and guard.payload(),
        }
        return self._once("pressInRow", argument)

    def links_in_row(self, row: Row) -> list[str]:
        """The texts of the links and buttons within one row of a grid; none when it is not exactly one row."""
        return list(self._patiently("linksInRow", {"row": row.payload()}))

    def press_element(self, selector: str) -> bool:
        """Presses an element known by a documented id; False when it is not there."""
        argument = {"limit": self._limit, "selector": selector}
        return bool(self._once("pressElement", argument)["problem"] is None)

    def unfold(self, title: str) -> bool:
        """Opens the folded section of a title; True when it stood open already."""
        return bool(self._once("unfold", {"limit": self._limit, "title": title})["problem"] == "open")

    def offers(self, text: str) -> bool:
        """Whether a button or link of this text is to be seen in the content area."""
        return bool(self._patiently("offers", {"text": text}))

    def guard(self, guard: Guard) -> list[str]:
        """Which signs of the page contradict the guarded person: an empty list means none."""
        return list(self._patiently("guard", {"guard": guard.payload()}))

    def mark(self, spec: dict[str, Any], mark: str) -> bool:
        """Marks the control of a spec in the page, so that Playwright's own typing can find it."""
        return bool(self._patiently("mark", {"spec": spec, "mark": mark}))

    def ticks(self) -> list[tuple[tuple[str, ...], bool]]:
        """The rows that have one check box: their texts, and whether it is ticked."""
        return [(tuple(row["cells"]), row["on"]) for row in self._patiently("ticks", {"limit": self._limit})["rows"]]

    def tick(self, cells: tuple[str, ...], on: bool) -> bool:
        """Ticks or unticks the row with these texts; False when it is not exactly one."""
        self.touched = True
        return self._once("tick", {"row": {"heading": None, "cells": list(cells)}, "on": on})["problem"] is None

    def notice(self, dialog: Dialog) -> None:
        """Tells the witness, if there is one, of a dialog that lies over the page: without the page's values."""
        if self.witness is not None:
            title, text = self.unvalued([dialog.title, dialog.text])
            self.witness(replace(dialog, title=title, text=text), self.pressed)

    def unvalued(self, texts: Sequence[str]) -> list[str]:
        """The texts with every value taken out that the page's boxes and grids hold."""
        return list(self._patiently("unvalued", {"texts": list(texts)}))

    def stay(self) -> None:
        """Tells the script that the document stays, after a navigation that turned into a download."""
        self._patiently("stay", {})

    def pdf(self) -> bytes:
        """The page as the browser prints it. Raises SiteError where it can't: a visible browser does not."""
        try:
            return self.page.pdf(format="Letter", print_background=True)
        except PlaywrightError:
            raise SiteError("the browser can't print to PDF when it is visible: run without --headed") from None

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

    def _once(self, name: str, argument: dict[str, Any]) -> dict[str, Any]:
        """A call that acts. A document that goes away under it went because of the act: it is never repeated."""
        try:
            result: dict[str, Any] = self._call(name, argument)
        except DocumentReplaced:
            return {"problem": None}
        return result

    def _call(self, name: str, argument: dict[str, Any]) -> Any:
        result = self._evaluate(json.dumps({"name": name, "argument": argument, "content": self._content}))
        if self._unannounced:
            self._unannounced = False
            raise UnknownDialog("a browser dialog came up that nobody announced; it was answered No")
        return result

    def _evaluate(self, call: str) -> Any:
        try:
            return json.loads(self.page.evaluate(_CALL, call))
        except PlaywrightError as error:
            text = error.message
        if any(part in text for part in _REPLACED):
            raise DocumentReplaced
        if self.page.is_closed() or any(part in text for part in _GONE):
            raise SiteDown("the browser window went away")
        if self.page.url.startswith("chrome-error:"):
            raise SiteDown("the site did not answer")
        raise SiteError("the page could not be worked with (its scripts failed)")

    def _native_dialog(self, dialog: NativeDialog) -> None:
        """Answers a confirm() that is known for what we are doing; No to all others, and remembers it.

        No too when it comes to be answered after the press that brought it up has lapsed: this process was asleep.
        """
        if self._not_after is not None and time() > self._not_after:
            dialog.dismiss()
            return
        for known in self._dialogs:
            if known.on in (self.act, "any") and known.words.casefold() in dialog.message.casefold():
                self._witnessed(dialog, known.words)
                dialog.accept()
                return
        self._witnessed(dialog, dialog.message)
        if dialog.type == "beforeunload" and self.act == "leave":
            dialog.accept()
            return
        self._unannounced = True
        dialog.dismiss()

    def _witnessed(self, dialog: NativeDialog, words: str) -> None:
        if self.witness is not None:
            buttons = {"alert": ("OK",), "beforeunload": ("Leave", "Cancel")}.get(dialog.type, ("OK", "Cancel"))
            self.witness(Dialog("", words, buttons, native=True), self.pressed)
