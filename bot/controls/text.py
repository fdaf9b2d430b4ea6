"""Boxes for words: one line, several lines, rich text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar

from bot.controls.base import BLANK, Control, Raw, Unreadable

_UNTYPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""All control characters but tabs and line ends."""
_MARKUP = re.compile(r"<[A-Za-z!/?]|&#")


def refused_as_markup(text: str) -> bool:
    """Whether stock ASP.NET request validation refuses the text (H13, inferred for CalJOBS).

    That is `<` before a letter, `!`, `/` or `?`, and `&#` anywhere.
    """
    return bool(_MARKUP.search(text))


def site_length(text: str) -> int:
    """The length as the browser counts it against a box's maximum: UTF-16 units, a line end as one."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class TextBox(Control):
    """A box of one line. `maxlength` is the most it takes, where known."""

    maxlength: int | None = None

    kind: ClassVar[str] = "text"
    prefixes: ClassVar[tuple[str, ...]] = ("txt", "tb")
    example: ClassVar[str] = "text"
    lines: ClassVar[bool] = False

    def parse(self, raw: Raw) -> str:
        if not isinstance(raw, str):
            raise Unreadable("must be one text, not a list")
        text = tidy(raw)
        if "\n" in text and not self.lines:
            raise Unreadable("must be one line: this box holds no line breaks")
        bad = _UNTYPED.search(text)
        if bad is not None:
            raise Unreadable(f"holds a character that can't be typed (U+{ord(bad[0]):04X})")
        if self.maxlength is not None and len(text) * 2 > self.maxlength and site_length(text) > self.maxlength:
            raise Unreadable(f"has {site_length(text)} characters, the box takes {self.maxlength}")
        return text

    def show(self, value: str) -> Raw:
        return value

    def read(self, raw: Raw) -> object:
        """What stands in the box: the lengths a record must keep are no business of reading."""
        return (tidy(raw) or BLANK) if isinstance(raw, str) else super().read(raw)


def tidy(text: str) -> str:
    """Line ends made one kind, trailing spaces of lines and blank ends gone, composed Unicode."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


@dataclass(frozen=True)
class TextArea(TextBox):
    """A box of several lines."""

    kind: ClassVar[str] = "textarea"
    example: ClassVar[str] = "text, may have lines"
    lines: ClassVar[bool] = True


@dataclass(frozen=True)
class RichText(TextBox):
    """An editor in a frame (CKEditor, documented). Plain text goes in and comes out; one paragraph a line."""

    kind: ClassVar[str] = "richtext"
    example: ClassVar[str] = "text, may have lines"
    lines: ClassVar[bool] = True

    def same(self, wanted: object, found: object) -> bool:
        """Editors add empty paragraphs and no-break spaces of their own: they do not count."""
        return isinstance(wanted, str) and isinstance(found, str) and _squeezed(wanted) == _squeezed(found)


def _squeezed(text: str) -> list[str]:
    return [line for line in (re.sub(r"\s+", " ", part).strip() for part in text.split("\n")) if line]
