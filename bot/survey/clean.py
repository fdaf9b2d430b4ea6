"""What of a page may go into a survey: nothing that is, or may be, a participant's or a staff member's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.agent.looks import Guard
from bot.controls import fold

_PEOPLE = re.compile(
    r"\b(staff|worker|manager|counsel\w*|advis\w*|assigned|application|individual|dependents?)\b", re.I
)
"""Lists under such labels hold people, or what belongs to one."""
_OWN_ENTRY = re.compile(r"^#?\d{1,2}\s*[-–:.)]\s*\D")
"""`1 - employment`: an entry of this plan, numbered; codes of activities and offices have three digits and more."""
_DATED_OR_NUMBERED = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4}|\d{6,}|@")
_NAME = re.compile(r"^[A-Z][\w'’-]+, [A-Z][\w'’-]+( [A-Z]\.?)?$")
_NUMBERS = re.compile(r"#?\d+")
_VALUES = re.compile(
    r"""(?<!\w)['"‘“][^'"’”]*['"’”](?!\w)|\S+@\S+|[^\W\d_][\w'’-]*, [A-Z][\w'’-]+|[$]?\d+(?:[/.,:-]\d+)*"""
)
"""What may be a value in the words of a dialog: in quotes, an address, a name, a number or date."""
_LONGEST = 300
_WORD = re.compile(r"[^\W\d_]{3,}")


class Cleaner:
    """Keeps texts of the site's own, and no others; `guard` is the participant whose pages are looked at."""

    def __init__(self, guard: Guard | None) -> None:
        self._user_id = guard.user_id if guard else ""
        self._name = fold(guard.name) if guard else ""
        self._words = {word.casefold() for word in _WORD.findall(guard.name)} if guard else set()

    def is_personal(self, text: str) -> bool:
        """Whether a text names the participant, by number or whole name."""
        return bool(self._user_id and self._user_id in text) or bool(self._name and self._name in fold(text))

    def texts(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The texts that do not name the participant, each once."""
        return tuple(dict.fromkeys(text for text in texts if text and not self.is_personal(text)))

    def text(self, text: str) -> str:
        """A heading or label; nothing where it names the participant."""
        return "" if self.is_personal(text) else text

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
        """A list of options; None where it may hold people, or entries of this participant's own."""
        if not options or _PEOPLE.search(label) or any(self._is_own(option) for option in options):
            return None
        named = sum(bool(_NAME.match(option)) for option in options)
        return None if 2 * named > len(options) else options

    def _is_own(self, option: str) -> bool:
        words = {word.casefold() for word in _WORD.findall(option)}
        named = self._words and self._words <= words
        return bool(named or self.is_personal(option) or _OWN_ENTRY.match(option) or _DATED_OR_NUMBERED.search(option))
