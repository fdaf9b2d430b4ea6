"""The slow ways: waiting for a page to change by itself, and typing as by hand into boxes that ignore being set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from bot.agent import PageAgent

_MARK = "slow"
_WITH_LINES = ("textarea", "richtext")
_CONTROL = re.compile(r"([\x00-\x1f\x7f-\x9f\u2028\u2029])")

MARK = """() => {
  const own = '__caljobsChanges';
  if (!window[own]) {
    const counted = {count: 0, told: new Set()};
    const changed = () => { counted.count += 1; for (const tell of counted.told) tell(); };
    const isElement = node => node.nodeType === Node.ELEMENT_NODE, says = text => text !== null && text.trim() !== '';
    const matters = one => {
      if (one.type === 'attributes') return true;
      if (one.type === 'characterData') return !says(one.oldValue) && says(one.target.data);
      if ([...one.addedNodes, ...one.removedNodes].some(isElement)) return true;
      return one.removedNodes.length === 0 && [...one.addedNodes].some(node => says(node.nodeValue));
    };
    new MutationObserver(all => { if (all.some(matters)) changed(); }).observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true, characterDataOldValue: true,
      attributeFilter: ['style', 'class', 'hidden', 'src', 'type', 'for'],
    });
    document.addEventListener('load', event => { if (event.target.tagName === 'IFRAME') changed(); }, true);
    Object.defineProperty(window, own, {value: counted});
  }
  return window[own].count;
}"""
"""How often the document has changed since this was called first in it: elements that came, went or were shown, texts
that came where none stood, frames that loaded. A text that takes another's place (a clock) does not count."""

CHANGED = """([mark, limit]) => new Promise(done => {
  const counted = window.__caljobsChanges;
  if (!counted || counted.count !== mark) return done();
  const end = () => { counted.told.delete(end); clearTimeout(late); done(); };
  const late = setTimeout(end, limit);
  counted.told.add(end);
})"""
"""Comes back when the count is no longer the one of `MARK`, or another document stands there; at the limit at last."""


def type_slowly(agent: PageAgent, spec: dict[str, Any], text: str) -> None:
    """Types a text into the box of a spec with real keystrokes, replacing what stands there, and leaves the box.

    No control character is ever typed: Enter sends a form, and Tab goes on to the next box. Line ends and tabs are put
    into boxes of several lines; a text with one is not typed into any other. Does not judge: whether it worked is seen
    by reading. A box that can't be typed into is left as it is.
    """
    has_lines = spec["kind"] in _WITH_LINES
    if _CONTROL.search(text) and not has_lines:
        return
    if not agent.mark(spec, _MARK):
        return
    box = agent.page.locator(f"[data-caljobs-mark='{_MARK}']")
    try:
        is_frame = spec["kind"] == "richtext" and box.evaluate("e => e.tagName") == "IFRAME"
        target = box.content_frame.locator("body") if is_frame else box
        target.focus()
        target.press("ControlOrMeta+a")
        target.press("Delete")
        for part in _CONTROL.split(text):
            if _CONTROL.fullmatch(part):
                agent.page.keyboard.insert_text(part)
            else:
                target.press_sequentially(part)
        target.blur()
    except PlaywrightError:
        # Playwright's words would quote the text. That the box did not take it is seen by the caller's next reading.
        return
