"""What a control is: a label, a way to write a value, and a way to read it back.

A control is a frozen declaration. It never touches a page: `bot.agent` finds, reads and sets all controls of a
screen in one go, and the control says what the texts mean. The laws every kind keeps (tests/page/test_control_laws.py):
what is read can be filled; filled, then read, gives the value back; `parse(show(v)) == v`.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias, TypeVar

Raw = str | list[str]
"""A value as the page shows it: a text, or for check lists the texts of the ticked options."""


class Blank(enum.Enum):
    """The value of a box that the record wants empty, as against one it does not mention (None)."""

    BLANK = "blank"

    def __repr__(self) -> str:
        return "BLANK"


BLANK = Blank.BLANK
T = TypeVar("T")
Opt: TypeAlias = T | Blank | None
"""The type of a field a record need not mention."""


class Unreadable(ValueError):
    """A text is not a value of its control.

    `words` says why without the text itself, so that it can go anywhere; `quoted` (the text) and `aside` (what it may
    mean) may be shown to the person who wrote the text, and to nobody else.
    """

    def __init__(self, words: str, quoted: str | None = None, aside: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.quoted = quoted
        self.aside = aside

    def for_author(self) -> str:
        """The sentence with the offending text in front of it, as `check` shows it to the record's author."""
        return sentence(self.words, self.quoted, self.aside)


def sentence(words: str, quoted: str | None, aside: str | None = None) -> str:
    """The words with what the author alone may see around them."""
    return (f"'{quoted}' {words}" if quoted else words) + (f"; {aside}" if aside else "")


def collapse(text: str) -> str:
    """One line, single spaces, no-break spaces made plain, ends stripped, composed Unicode."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """A text for comparing words that people type differently: case, spaces, dashes, quotes and marks that nobody sees
    do not count."""
    plain = collapse(text if text.isascii() else text.translate(_SAME_MARKS))
    return _AROUND_MARKS.sub(r"\1", plain).casefold() if _MARK.search(plain) else plain.casefold()


def differs_by_accents(one: str, other: str) -> bool:
    """Whether two texts are the same but for accents, or for marks that can't be seen."""
    return fold(one) != fold(other) and _bare(one) == _bare(other)


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFD", fold(text))
    return "".join(each for each in apart if unicodedata.category(each) not in ("Mn", "Cf")).translate(_STROKES)


_STROKES = str.maketrans({"\u00f8": "o", "\u0142": "l", "\u0111": "d", "\u0131": "i"})
"""Letters whose accent Unicode does not take apart."""


_MARK = re.compile("[-/&]")
_AROUND_MARKS = re.compile(r"\s*([-/&])\s*")


_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_SAME = {"‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"'}
_SAME_MARKS = str.maketrans(dict.fromkeys(_UNSEEN, "") | _SAME)


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A box that the site shows only when another one holds a certain value."""

    key: str
    value: str


@dataclass(frozen=True)
class Control:
    """One box of a screen.

    `label` is the visible label, the first thing the box is found by. `name` is the ending of its name attribute
    without the prefix (default: the field's key in CamelCase, a guess, see the site facts: no id is a contract).
    `required`: the site refuses the screen without it. `postback`: setting it posts back and may reset other boxes,
    so it goes first. `shown_if`: the box exists only under that condition. `sensitive`: even the author's own terminal
    does not repeat what is written there. `absent`: this site does not have the box. `locator` is the
    CSS selector that finds it, where its label does not. `words` are pairs of our word for an option and the site's.
    """

    label: str
    name: str | None = None
    required: bool = False
    postback: bool = False
    shown_if: Condition | None = None
    sensitive: bool = field(default=False, kw_only=True)
    absent: bool = field(default=False, kw_only=True)
    locator: str | None = field(default=None, kw_only=True)
    words: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)

    kind: ClassVar[str] = ""
    prefixes: ClassVar[tuple[str, ...]] = ()
    example: ClassVar[str] = ""

    def parse(self, raw: Raw) -> Any:
        """The value of a text, from a record or from the page; raises `Unreadable`. Never called with a blank one."""
        raise NotImplementedError(type(self).__name__)

    def show(self, value: Any) -> Raw:
        """The text to put on the page for a value."""
        raise NotImplementedError(type(self).__name__)

    def same(self, wanted: Any, found: Any) -> bool:
        """Whether the page already says what the record says."""
        return bool(wanted == found)

    def agrees(self, wanted: Any, found: Any) -> bool:
        """Whether a box that reads `found` is as the record wants it; either may be BLANK."""
        if wanted is BLANK or found is BLANK:
            return wanted is found
        return self.same(wanted, found)

    def read(self, raw: Raw) -> Any:
        """The value of what stands on the page: BLANK for an empty box, the raw text where it is no value at all."""
        if is_blank(raw):
            return BLANK
        try:
            return self.parse(raw)
        except Unreadable:
            return raw

    def in_site_words(self, raw: Raw) -> Raw:
        """A text of ours with the site's words for options."""
        theirs = dict(self.words)
        return theirs.get(raw, raw) if isinstance(raw, str) else [theirs.get(text, text) for text in raw]

    def in_our_words(self, raw: Raw) -> Raw:
        """A text of the site with our words for options."""
        ours = {fold(theirs): word for word, theirs in self.words}
        return ours.get(fold(raw), raw) if isinstance(raw, str) else [ours.get(fold(text), text) for text in raw]

    def endings(self, key: str) -> list[str]:
        """The endings of the name attribute this control may have, for the field `key`."""
        stem = self.name or camel(key)
        return [prefix + stem for prefix in self.prefixes]


def is_blank(raw: Raw) -> bool:
    """True for an empty text, white space only, or no option ticked."""
    return not raw if isinstance(raw, list) else not raw.strip()


def camel(key: str) -> str:
    """start_date -> StartDate."""
    return "".join(part[:1].upper() + part[1:] for part in key.split("_"))
