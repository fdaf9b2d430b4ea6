"""The slow way: typing as by hand, for boxes that ignore being set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from bot.agent import PageAgent

_MARK = "slow"


def type_slowly(agent: PageAgent, spec: dict[str, Any], text: str) -> None:
    """Types a text into the box of a spec with real keystrokes, replacing what stands there, and leaves the box.

    Does not judge: whether it worked is seen by reading. A box that can't be typed into is left as it is.
    """
    if not agent.mark(spec, _MARK):
        return
    box = agent.page.locator(f"[data-caljobs-mark='{_MARK}']")
    try:
        is_frame = spec["kind"] == "richtext" and box.evaluate("e => e.tagName") == "IFRAME"
        target = box.content_frame.locator("body") if is_frame else box
        target.focus()
        target.press("ControlOrMeta+a")
        target.press("Delete")
        target.press_sequentially(text)
        target.blur()
    except PlaywrightError:
        # Playwright's words would quote the text. That the box did not take it is seen by the caller's next reading.
        return
