"""Controls that offer a choice: lists, radio buttons, check boxes, look-up windows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from bot.controls.base import Control, Raw, Unreadable, collapse, fold

_YES = {"yes": True, "y": True, "true": True, "no": False, "n": False, "false": False}
_TICKED = ("x", "\u2713", "\u2714", "\u2611", "\u2705")
"""How people tick a cell. A cross of another kind may be a tick or its opposite."""


@dataclass(frozen=True)
class DropDown(Control):
    """A list of which one option is chosen.

    `options` are the words the site offers as far as we know. With `is_open` they are only examples (offices,
    regions: every area has its own) and the page itself decides; otherwise another word is an error at once.
    """

    options: tuple[str, ...] = ()
    is_open: bool = False

    kind: ClassVar[str] = "select"
    prefixes: ClassVar[tuple[str, ...]] = ("ddl", "cbo", "cmb", "dd")
    example: ClassVar[str] = "one of the options"

    def parse(self, raw: Raw) -> str:
        if not isinstance(raw, str):
            raise Unreadable("must be one option, not a list")
        return _pick(raw, self.options, self.is_open)

    def show(self, value: str) -> Raw:
        return value

    def same(self, wanted: object, found: object) -> bool:
        return isinstance(wanted, str) and isinstance(found, str) and fold(wanted) == fold(found)


@dataclass(frozen=True)
class RadioList(DropDown):
    """Radio buttons with a question."""

    kind: ClassVar[str] = "radio"
    prefixes: ClassVar[tuple[str, ...]] = ("rbl", "rad", "rb", "rdo")


@dataclass(frozen=True)
class YesNo(Control):
    """Two radio buttons, Yes and No (documented)."""

    kind: ClassVar[str] = "yesno"
    prefixes: ClassVar[tuple[str, ...]] = ("rbl", "rad", "rb", "rdo")
    example: ClassVar[str] = "Yes or No"

    def parse(self, raw: Raw) -> bool:
        return _yes_or_no(raw)

    def show(self, value: bool) -> Raw:
        return "Yes" if value else "No"


@dataclass(frozen=True)
class CheckBox(YesNo):
    """One box to tick; a record says Yes or No."""

    kind: ClassVar[str] = "checkbox"
    prefixes: ClassVar[tuple[str, ...]] = ("chk", "cb", "cbx")

    def agrees(self, wanted: object, found: object) -> bool:
        """A box that is not ticked says No, and is what an empty box is too."""
        return (wanted is True) == (found is True)


@dataclass(frozen=True)
class CheckList(Control):
    """Boxes of which any number are ticked. A record's list is the whole truth: other boxes are unticked.

    `exclusive` are options that refuse company, such as `Not at this Time`.
    """

    options: tuple[str, ...] = ()
    is_open: bool = False
    exclusive: tuple[str, ...] = ()

    kind: ClassVar[str] = "checklist"
    prefixes: ClassVar[tuple[str, ...]] = ("chk", "cb", "cbx", "cbl")
    example: ClassVar[str] = "a list of options"

    def parse(self, raw: Raw) -> tuple[str, ...]:
        texts = [raw] if isinstance(raw, str) else raw
        picked = [_pick(text, self.options, self.is_open) for text in texts]
        if len({fold(text) for text in picked}) < len(picked):
            raise Unreadable("names the same option twice")
        alone = {fold(option) for option in self.exclusive}
        if len(picked) > 1 and (lone := next((text for text in picked if fold(text) in alone), None)):
            raise Unreadable("stands alone: leave out either it or the others", lone)
        return tuple(sorted(picked, key=self._place))

    def show(self, value: tuple[str, ...]) -> Raw:
        return list(value)

    def same(self, wanted: object, found: object) -> bool:
        if not isinstance(wanted, tuple) or not isinstance(found, tuple):
            return False
        return {fold(text) for text in wanted} == {fold(text) for text in found}

    def _place(self, text: str) -> tuple[int, str]:
        """Options in the site's order, so that the order a record happens to write is not a difference."""
        return (self.options.index(text) if text in self.options else len(self.options), text)


@dataclass(frozen=True)
class LookUp(Control):
    """A value picked in a window of its own; `link` opens it (documented). Of `205 - Name` the code is the value."""

    link: str = ""

    kind: ClassVar[str] = "lookup"
    prefixes: ClassVar[tuple[str, ...]] = ("txt", "hdn")
    example: ClassVar[str] = "a code such as 205"

    def parse(self, raw: Raw) -> str:
        if not isinstance(raw, str):
            raise Unreadable("must be one value, not a list")
        text = collapse(raw)
        code, dash, _ = text.partition(" - ")
        return code if dash and code.isdigit() else text

    def show(self, value: str) -> Raw:
        return value

    def same(self, wanted: object, found: object) -> bool:
        return isinstance(wanted, str) and isinstance(found, str) and fold(wanted) == fold(found)


@dataclass(frozen=True)
class ReadOnly(Control):
    """A text the site fills in by itself; records can't write it."""

    kind: ClassVar[str] = "readonly"
    prefixes: ClassVar[tuple[str, ...]] = ("lbl", "txt", "ltr")

    def parse(self, raw: Raw) -> str:
        return collapse(raw if isinstance(raw, str) else ", ".join(raw))

    def show(self, value: str) -> Raw:
        return value


@cache
def _folded(options: tuple[str, ...]) -> dict[str, str]:
    return {fold(option): option for option in reversed(options)}


def _pick(raw: str, options: tuple[str, ...], is_open: bool) -> str:
    found = _folded(options).get(fold(raw)) or _yes_or_no_among(options, raw)
    if found is not None:
        return found
    if is_open or not options:
        return collapse(raw)
    raise Unreadable(f"is not offered; offered are: {'; '.join(options)}", collapse(raw), nearest(raw, options))


def nearest(text: str, options: Iterable[str]) -> str | None:
    """`did you mean 'X'?`, of what one may choose; it is named and never taken."""
    by_fold = {fold(option): option for option in options}
    wanted = fold(text)
    near = difflib.get_close_matches(wanted, by_fold, n=1, cutoff=0.7)
    if not near and len(wanted) >= _BEGINNING:
        begun = [each for each in by_fold if each.startswith(wanted) or wanted.startswith(each)]
        near = begun if len(begun) == 1 else []
    return f"did you mean '{by_fold[near[0]]}'?" if near else None


_BEGINNING = 4
"""So many letters of an option name it, if no other begins with them."""


def _yes_or_no_among(options: tuple[str, ...], raw: str) -> str | None:
    """Yes or No of a list that offers both, for a short form of it; a tick only where nothing else is offered."""
    folded = _folded(options)
    text = collapse(raw).casefold()
    if not {"yes", "no"} <= folded.keys():
        return None
    if text in _YES:
        return folded["yes" if _YES[text] else "no"]
    return folded["yes"] if text in _TICKED and len(folded) == 2 else None


def _yes_or_no(raw: Raw) -> bool:
    text = raw.strip().casefold() if isinstance(raw, str) else ""
    text = text.removesuffix("\ufe0f")
    if text in _TICKED:
        return True
    if text not in _YES:
        raise Unreadable("is not Yes or No", raw.strip() if isinstance(raw, str) else None)
    return _YES[text]
