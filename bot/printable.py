"""Text of others as it may be shown: what a terminal or a page would obey, or not show at all, is written as an escape.

Records, file names and the site's labels are words of others. Escape sequences, changes of direction and characters
without any width let them do something to a terminal, or look like something else.
"""

from __future__ import annotations

import re
import unicodedata

_DANGEROUS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Controls; formats (directions, zero widths, tags); halves of characters; separators of lines and paragraphs."""
_UNSEEN = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, *range(0xE0100, 0xE01F0)}
"""Letters and marks that look like nothing."""
_PLAIN = re.compile(r"[ -~\n]*")


def is_shown(character: str) -> bool:
    """Whether a character may be shown as it is."""
    code = ord(character)
    is_none = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return not (is_none or code in _UNSEEN or unicodedata.category(character) in _DANGEROUS)


def printable(text: str, *, lines: bool = False) -> str:
    r"""The text with all else written as `\x1b`, `\u202e` or `\U000e0041`; with `lines`, line feeds stay.

    The escapes are those of JSON's and YAML's double quotes, too: within such quotes they mean the same character.
    """
    if _PLAIN.fullmatch(text) and (lines or "\n" not in text):
        return text
    return "".join(each if is_shown(each) or (lines and each == "\n") else _escape(each) for each in text)


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
