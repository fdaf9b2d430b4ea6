"""Boxes for texts of a special kind: rich text, and phone numbers."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.mock_site.webforms import Out


def _plain(html_id: str, label: str) -> str:
    return (
        f'<div id="cke_{html_id}" class="cke"><iframe class="cke_wysiwyg_frame" data-for="{html_id}"'
        f' title="Rich Text Editor, {html_id}_txtWYSIWYGEditor" src="about:blank"></iframe></div>'
    )


def _late(html_id: str, label: str) -> str:
    """The page's script puts the frame in some time after load."""
    return (
        f'<div id="cke_{html_id}" class="cke" data-late-for="{html_id}"'
        f' data-title="Rich Text Editor, {html_id}_txtWYSIWYGEditor"></div>'
    )


def _div(html_id: str, label: str) -> str:
    """No frame: a part of the page that can be edited, under a row of buttons."""
    buttons = "".join(f'<button type="button" title="{name}">{name[0]}</button>' for name in ("Bold", "Italic"))
    name = f' aria-label="{escape(label)}"' if label else ""
    return (
        f'<div id="cke_{html_id}" class="cke"><div class="cke_toolbar" role="toolbar">{buttons}</div>'
        f'<div class="cke_editable" contenteditable="true" role="textbox" aria-multiline="true"{name}'
        f' data-for="{html_id}"></div></div>'
    )


EDITORS: dict[str, Callable[[str, str], str]] = {"plain": _plain, "late": _late, "div": _div}

# How many boxes a phone number has, and what stands before, between and behind them.
PHONES: dict[str, tuple[str, ...]] = {
    "plain": ("", " - ", " - ", ""),
    "brackets": ("(", ") ", " - ", ""),
    "one": ("", ""),
}


def editor(out: Out, html_id: str, label: str) -> str:
    """What one writes rich text into, by the way of `editor`; the box that posts it is hidden beside it."""
    return EDITORS[out.dialect["editor"]](html_id, label)


def phone_parts(out: Out, text: str) -> list[str]:
    """What stands in each box of a phone number."""
    count = len(PHONES[out.dialect["phone"]]) - 1
    return [text] if count == 1 else [*text.split("-"), "", "", ""][:count]


def phone(out: Out, boxes: list[str]) -> str:
    """The boxes of a phone number, by the way of `phone`."""
    first, *rest = PHONES[out.dialect["phone"]]
    return first + "".join(box + behind for box, behind in zip(boxes, rest, strict=True))
