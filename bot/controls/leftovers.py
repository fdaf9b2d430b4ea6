"""What other programs leave behind in texts: marks that nobody sees, words for nothing, letters of a wrong encoding.

What has one meaning is read so (`cleaned`); what is in doubt is refused (`refuse_leftover`), and nothing is decoded
by guess. A text that came through once is not changed by a second time.
"""

from __future__ import annotations

import re
import unicodedata
from html.entities import html5

from bot.controls.base import Unreadable

_JOINERS = "\u200c\u200d"
"""Marks without width that some scripts and pictures of several parts need within a word."""
_UNSEEN = "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
_MARKS = re.compile(f"[{_UNSEEN}{_JOINERS}]")
_LINES = re.compile("[\u2028\u2029]")
_AS_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"')
"""`="0042"`: written so that no spreadsheet takes the zeros off."""

_NOTHING = frozenset(
    {"NULL", "Null", "null", "(null)", "(NULL)", "[NULL]", "[null]", "<null>", "<NULL>", "undefined", "nil", "\\N"}
    | {"NaN", "nan", "NAN", "-nan", "NaT", "<NA>", "~"}
)
_ERRORS = re.compile(r"#[A-Z][A-Z0-9_/]*[!?]|#N/A|#N/D|#NV|#GETTING_DATA|Err:5\d\d")
_TOO_NARROW = re.compile("#{3,}")
_ROUNDED = re.compile(r"[+-]?\d\.\d+E[+-]?\d{1,3}")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_ESCAPES = re.compile(r"_x000[9AaDd]_|\\u[0-9A-Fa-f]{4}")
_REVERSED = re.compile("[\u202a-\u202e]")


def _second_bytes() -> str:
    """What the bytes 80 to BF of UTF-8 look like to a program that takes them for Windows' or the older encoding."""
    windows = (bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xC0))
    return f"[{re.escape(''.join(windows))}\u0080-\u00bf]"


_SECOND = _second_bytes()
_DOUBLED = re.compile(f"[ÂÃÄÅ]{_SECOND}|[âï]{_SECOND}{{2}}|ð{_SECOND}{{3}}|√[©±≠≥°º§¶®¨•´]|‚Ä[ôúùìî¶¢]|├[⌐▒¡│║]|ΓÇ")
_ENDS_A_WORD = frozenset("…’”“‘–—™®»ªº\u00a0")
"""What may as well stand behind a word in capitals: of `MANHÃ”` nothing was lost."""


def cleaned(text: str) -> str:
    """The text without marks that can't be seen, and without the wrapping of a cell that is kept as text."""
    if text.isascii():
        return _unwrapped(text) if text[:1] == "=" else text
    text = _LINES.sub("\n", _MARKS.sub(lambda found: _kept(found, text), text))
    return _unwrapped(text) if text[:1] == "=" else text


def unseen_in(text: str) -> str:
    """The marks that `cleaned` leaves out, as U+200B; "" where there are none."""
    left_out = {found[0] for found in _MARKS.finditer(text) if not _kept(found, text)}
    return ", ".join(f"U+{ord(mark):04X}" for mark in sorted(left_out))


def _unwrapped(text: str) -> str:
    while wrapped := _AS_FORMULA.fullmatch(text.strip()):
        text = wrapped[1].replace('""', '"')
    return text


def _kept(found: re.Match[str], text: str) -> str:
    """A joiner between parts that need one: letters of a script that joins them, or the parts of one picture."""
    if found[0] not in _JOINERS:
        return ""
    before, behind = text[: found.start()][-1:], text[found.end() :][:1]
    return found[0] if _is_joined(before) and _is_joined(behind) else ""


def _is_joined(character: str) -> bool:
    if not character or character.isascii():
        return False
    if unicodedata.category(character) in ("So", "Sk", "Mn", "Mc"):
        return True
    name = unicodedata.name(character, "")
    return character.isalpha() and not name.startswith(("LATIN", "GREEK", "CYRILLIC"))


def refuse_leftover(text: str, *, is_rich: bool = False) -> None:
    """Raises Unreadable for a text that another program has spoilt, or wrote for nothing.

    `is_rich`: it goes into an editor, and may well be about mark-up; that is left to `doubt`.
    """
    whole = text.strip()
    if whole in _NOTHING:
        words = (
            "is what other programs write for nothing: empty the cell or take the key out, or write what belongs here"
        )
        raise Unreadable(words, whole)
    if _ERRORS.fullmatch(whole):
        raise Unreadable("is the error of a formula: type what belongs here", whole)
    if _TOO_NARROW.fullmatch(whole):
        raise Unreadable("is what a column shows that is too narrow: write what belongs here", whole)
    if _ROUNDED.fullmatch(whole):
        raise Unreadable("is a number that a spreadsheet has rounded: write all of its digits, as text", whole)
    if found := _ESCAPES.search(text):
        raise Unreadable("is what another program wrote for a character: write the character itself", found[0])
    if not is_rich and (entity := _entity(text)) and not entity.startswith("&#"):
        raise Unreadable("is left over from a web page: write the character it stands for", entity)
    if not text.isascii():
        _refuse_lost(text)


def _entity(text: str) -> str:
    found = (entity[0] for entity in _ENTITY.finditer(text)) if "&" in text else iter(())
    return next((entity for entity in found if entity.startswith("&#") or entity[1:] in html5), "")


def _refuse_lost(text: str) -> None:
    if "\ufffd" in text:
        raise Unreadable("holds the mark of a letter that was lost (U+FFFD): write the letter that belongs there")
    if found := _REVERSED.search(text):
        words = f"holds a mark that changes the direction of letters (U+{ord(found[0]):04X}), and may not say what it"
        raise Unreadable(f"{words} shows: type it again")
    for doubled in _DOUBLED.finditer(text):
        if not _is_fine(doubled, text):
            words = "was one letter, before it was read in a wrong encoding: write it as it should be"
            raise Unreadable(f"{words}, or save the file where it came from as UTF-8", doubled[0])


def _is_fine(doubled: re.Match[str], text: str) -> bool:
    before, second = text[: doubled.start()][-1:], doubled[0][1]
    return len(doubled[0]) == 2 and before.isupper() and second in _ENDS_A_WORD


def doubt(text: str) -> tuple[str, str | None] | None:
    """What is to be known of a text that is taken all the same, and the part of it; None where nothing is."""
    if text.strip() == "None":
        return "is entered as this word: if it stands for nothing, empty the cell or take the key out", "None"
    if entity := _entity(text):
        return "is entered as it is written: write the character itself if that is meant", entity
    if not text.isascii() and any("\ue000" <= each <= "\uf8ff" for each in text):
        return "holds a letter of a symbol font, which the site may not show: write it with a usual one", None
    return None
