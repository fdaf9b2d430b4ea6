"""What comes of pressing Print: a file, a window with a page, a window that becomes a file, or the page itself.

Whichever comes first is taken. The waiting itself is a promise in a page, which whatever comes fulfils; nothing is
looked at again and again from outside.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from playwright.sync_api import BrowserContext, Download, Frame, Page
from playwright.sync_api import Error as PlaywrightError

NO_PRINT = """(() => {
  window.print = () => {
    window.__caljobsPrints = true;
    window.__caljobsCame?.('prints');
  };
})();"""
"""Printing is ours to do: the browser's own way would open a dialog, and noted is only that the page asked for it."""

_STANDS = """([limit]) => new Promise(done => {
  window.__caljobsCame = done;
  setTimeout(() => done('late'), limit);
})"""
"""Held in the page that was pressed in: it ends when something comes, when that page prints itself, or at the limit."""

_WINDOW = """([limit, sign]) => new Promise(done => {
  const end = performance.now() + limit;
  const says = () => (document.body ? document.body.innerText : '').includes(sign);
  const stays = () => document.readyState === 'complete' && !window.__caljobs?.pending?.();
  const look = () => {
    if (document.contentType === 'application/pdf') done('viewer');
    else if (window.__caljobsPrints || (stays() && says())) done('page');
    else if (performance.now() > end) done('late');
    else setTimeout(look, 50);
  };
  window.__caljobsCame = done;
  look();
})"""
"""Held in a window that was opened: it ends when a page stands there that prints itself, or says whose plan it is. One
that says that the document is being prepared is none: a file comes of it, or another page."""

_CAME = "() => { window.__caljobs?.stay?.(); window.__caljobsCame?.('came'); }"
"""Something came: whatever is held ends, and the document that was about to be left for a file stays."""


class Outcome:
    """Watches a browser context from before the press until something has come of it."""

    def __init__(self, context: BrowserContext, page: Page, sign: str) -> None:
        """`sign` is a word that the plan has on it, and a page on the way to it has not."""
        self._context = context
        self._sign = sign
        self._page = self._at = page
        self.files: list[Download] = []
        self._windows: list[Page] = []
        self._has_moved = False

    def of(self, press: Callable[[], None], is_left: Callable[[], bool], seconds: float) -> Download | Page | None:
        """Presses, and gives the file or the page that comes first; None when nothing does within so many seconds.

        `is_left` says, each time another document stands in the page that was pressed in, whether it is no longer the
        one with the button on it.
        """
        self._listen(True)
        try:
            press()
            end = monotonic() + seconds
            while (left := end - monotonic()) > 0:
                if (came := self._next(is_left, left)) is not None:
                    return came
            return self._window()  # whatever stands there by now: the plan's own check tells what it lacks
        finally:
            self._listen(False)

    def _next(self, is_left: Callable[[], bool], left: float) -> Download | Page | None:
        """What has come by now, or comes while this waits once."""
        if self.files:
            return self.files[0]
        window = self._window()
        if window is None and self._has_moved:
            self._has_moved = False
            return self._page if is_left() and not self.files else None
        page = window or self._page
        told = self._held(page, left)
        if self.files:
            return self.files[0]
        return page if told in ("page", "prints", "viewer") else None

    def _window(self) -> Page | None:
        """The window that was opened last and is still there."""
        return next((page for page in reversed(self._windows) if not page.is_closed()), None)

    def _held(self, page: Page, left: float) -> str | None:
        """What ended the waiting in a page; None where its document went away, or its window."""
        script = _STANDS if page is self._page else _WINDOW
        self._at = page
        try:
            told: str = page.evaluate(script, [left * 1000, self._sign])
        except PlaywrightError:
            return None
        return told

    def _listen(self, on: bool) -> None:
        turn = (self._context.on, self._page.on) if on else (self._context.remove_listener, self._page.remove_listener)
        turn[0]("download", self._file_came)
        turn[0]("page", self._window_came)
        turn[1]("framenavigated", self._moved)

    def _file_came(self, download: Download) -> None:
        self.files.append(download)
        self._tell()

    def _window_came(self, page: Page) -> None:
        self._windows.append(page)
        self._tell()

    def _moved(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self._has_moved = True
            self._tell()

    def _tell(self) -> None:
        """Ends what is held in a page. One that has gone away meanwhile holds nothing any more."""
        for page in dict.fromkeys((self._page, self._at)):
            with suppress(PlaywrightError):
                page.evaluate(_CAME)


COPY = """() => {
  const copy = document.documentElement.cloneNode(true);
  const all = root => [...root.querySelectorAll('input, textarea, select')];
  const boxes = all(document);
  const choose = (list, own) => {
    [...list.options].forEach((option, n) => option.toggleAttribute('selected', own.options[n].selected));
  };
  all(copy).forEach((box, n) => {
    const own = boxes[n];
    if (own.tagName === 'TEXTAREA') box.textContent = own.value;
    else if (own.tagName === 'SELECT') choose(box, own);
    else if (['checkbox', 'radio'].includes(own.type)) box.toggleAttribute('checked', own.checked);
    else if (own.type !== 'password') box.setAttribute('value', own.value);
  });
  const active = 'script, noscript, link, style, iframe, frame, object, embed, base, meta[http-equiv]';
  copy.querySelectorAll(active).forEach(e => e.remove());
  const fetches = name => /^on/.test(name) || ['src', 'srcset', 'background', 'poster'].includes(name);
  for (const e of copy.querySelectorAll('*')) {
    for (const {name} of [...e.attributes]) if (fetches(name)) e.removeAttribute(name);
  }
  const rules = sheet => {
    try { return [...sheet.cssRules].map(rule => rule.cssText).join('\\n'); } catch { return ''; }
  };
  const style = document.createElement('style');
  style.textContent = [...document.styleSheets].map(rules).join('\\n').replace(/url\\([^)]*\\)|@import[^;]*;/g, 'none');
  copy.querySelector('head').append(style);
  return '<!DOCTYPE html>' + copy.outerHTML;
}"""
"""The page as one text that needs nothing from anywhere: what its boxes hold stands in it, its style sheets too, and no
script."""

VIEWED = """async () => {
  if (document.contentType !== 'application/pdf') return null;
  const answer = await fetch(location.href, {cache: 'force-cache'});
  const data = new Uint8Array(await answer.arrayBuffer());
  let text = '';
  for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
  return btoa(text);
}"""
"""The file that the browser shows in its own viewer of PDFs, from its cache where that has it; None for a page."""
