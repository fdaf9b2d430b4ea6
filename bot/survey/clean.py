"""What of a page may go into a survey: nothing that is, or may be, a participant's or a staff member's."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.agent.looks import Guard

_PEOPLE = re.compile(
    r"\b(staff|worker|manager|counsel\w*|advis\w*|planner|specialist|supervisor|coach|navigator|assigned|application"
    r"|individual|person|members?|dependents?|contacts?|(entered|created|updated) by)\b",
    re.I,
)
"""Lists under such labels hold people, or what belongs to one."""
_OWN_ENTRY = re.compile(r"^#?\d{1,2}\s*[-–:.)]\s*\D")
"""`1 - employment`: an entry of this plan, numbered; codes of activities and offices have three digits and more."""
_DATED_OR_NUMBERED = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}|\d{6,}|@")
_PART = r"[A-Z][\w'’-]+"
_BEFORE = r"(?:(?:de|del|la|los|da|dos|van|von|der) )*"
_NAME = re.compile(rf"^{_BEFORE}{_PART}(?: {_PART})?, {_PART}(?: (?:[A-Z]\.?|{_PART}))?$")
"""`Rivera, Ana`, `de la Cruz Lopez, Ana M.`: the way people stand in lists."""
_NUMBERS = re.compile(r"#?\d+")
_LONG_NUMBERS = re.compile(r"#?(\d{1,2}/\d{1,2}/\d{2,4}|\d{6,})")
_VALUES = re.compile(
    r"""(?<!\w)['"‘“][^'"’”]*['"’”](?!\w)|\S+@\S+|[^\W\d_][\w'’-]*, [A-Z][\w'’-]+|[$]?\d+(?:[/.,:-]\d+)*"""
)
"""What may be a value in the words of a dialog: in quotes, an address, a name, a number or date."""
_LONGEST = 300
_WORD = re.compile(r"[^\W\d_]{3,}")
_ANY_WORD = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> set[str]:
    """The words of a text, to be compared."""
    return {word.casefold() for word in _ANY_WORD.findall(text)}


class Cleaner:
    """Keeps texts of the site's own, and no others; `guard` is the participant whose pages are looked at.

    `known` are the words of the program's own labels and lists: `Closed, Attained` only looks like somebody's name.
    `made_up`: the participant is made up, and what stands in boxes was entered by the program itself.
    """

    def __init__(
        self, guard: Guard | None, known: Collection[str] = frozenset(), *, made_up: bool = False
    ) -> None:
        self._made_up = made_up
        self._user_id = guard.user_id if guard else ""
        self._name = words_of(guard.name) if guard else set()
        self._words = {word.casefold() for word in _WORD.findall(guard.name)} if guard else set()
        self._known = frozenset(known)

    def is_personal(self, text: str) -> bool:
        """Whether a text names the participant, by number or by the whole name in whatever order."""
        return bool(self._user_id and self._user_id in text) or bool(self._name and self._name <= words_of(text))

    def knows(self, text: str) -> bool:
        """Whether all words of a text are words of the program's own."""
        return bool(text) and words_of(text) <= self._known

    def trusts(self, text: str) -> bool:
        """Whether a text beside a box, that nothing in the page says to be its label, may be taken for it."""
        return self._made_up or self.knows(text)

    def is_name(self, text: str) -> bool:
        """Whether a text is, by its look, somebody's name."""
        return bool(_NAME.match(text)) and not words_of(text) <= self._known

    def texts(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The texts that name nobody, each once; dates and long numbers in them masked."""
        own = (text for text in texts if text and not (self.is_personal(text) or self.is_name(text) or "@" in text))
        return tuple(dict.fromkeys(_LONG_NUMBERS.sub("#", text) for text in own))

    def text(self, text: str) -> str:
        """A heading or label; nothing where it names the participant."""
        return "" if self.is_personal(text) else text

    def label(self, text: str) -> str:
        """What a box is called; nothing where it names somebody, or is itself a date, a long number or an address."""
        return "" if self.is_name(text) or _DATED_OR_NUMBERED.search(text) else self.text(text)

    def sentence(self, text: str) -> str:
        """The words of a dialog without anything that may be a value."""
        if self._user_id:
            text = text.replace(self._user_id, "…")
        masked = _VALUES.sub("…", text)
        return _WORD.sub(lambda word: "…" if word[0].casefold() in self._words else word[0], masked)[:_LONGEST]

    def heading(self, text: str) -> str:
        """The heading of one of many grids of a kind: `Objectives to Goal #1` is the same as #2."""
        return _NUMBERS.sub("#", self.text(text))

    def options(self, label: str, options: tuple[str, ...] | None) -> tuple[str, ...] | None:
        """A list of options without anybody's name; None where it may hold people, or entries of this participant's
        own."""
        if not options or _PEOPLE.search(label) or any(self._is_own(option) for option in options):
            return None
        others = tuple(option for option in options if not self.is_name(option))
        return None if 2 * len(others) < len(options) else others

    def _is_own(self, option: str) -> bool:
        return bool(self.is_personal(option) or _OWN_ENTRY.match(option) or _DATED_OR_NUMBERED.search(option))
