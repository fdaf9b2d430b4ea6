"""Whether a screen stands open, by independent voices: its chosen tab, its heading, its own boxes, what is only there.

None is enough alone to be sure, and one may contradict: tab, boxes and own words outweigh a heading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.web.labels import folded
from bot.web.strips import strip_words

ENOUGH = 2
"""The voices that make a screen known, taken together."""
_HALF = 0.5


@dataclass(frozen=True)
class Signs:
    """What a screen is known by, in the site's words."""

    heading: str
    tab: str | None = None
    labels: tuple[str, ...] = ()
    """Of the boxes that always stand on it."""
    own: tuple[tuple[str, ...], ...] = ()
    """Words that no other screen has together: one of these groups stands on it whole."""
    adds: str | None = None
    """The button that adds a row."""


@dataclass(frozen=True)
class Shown:
    """What a page shows of that. `labels` and `actions` are None where nobody looked."""

    headings: Sequence[str]
    subheadings: Sequence[str]
    emphasized: Sequence[str]
    """Texts that are only bold: they may head something, and may as well be values."""
    strips: Sequence[tuple[Sequence[str], int]]
    """The items of each strip, and which is chosen (-1: not to be told)."""
    labels: Sequence[str] | None = None
    actions: Sequence[str] | None = None


def voices(signs: Signs, shown: Shown) -> dict[str, int]:
    """What speaks for a screen and what against it, by kind."""
    return {
        "tab": _tab(signs, shown),
        "heading": _heading(signs, shown),
        "boxes": _boxes(signs, shown),
        "own": _own(signs, shown),
        "adds": int(signs.adds is not None and _among(signs.adds, shown.actions or ())),
    }


def stands_open(signs: Signs, shown: Shown) -> bool:
    """Whether the page is the screen of these signs."""
    return sum(voices(signs, shown).values()) >= ENOUGH


def _tab(signs: Signs, shown: Shown) -> int:
    if signs.tab is None:
        return 0
    word = strip_words(signs.tab)
    having = [
        (items, chosen)
        for items, chosen in shown.strips
        if chosen >= 0 and any(strip_words(item) == word for item in items)
    ]
    if not having:
        return 0
    return 2 if any(strip_words(items[chosen]) == word for items, chosen in having) else -3


def _heading(signs: Signs, shown: Shown) -> int:
    if _among(signs.heading, shown.headings):
        return 1 if signs.tab else 2
    named = (*shown.headings, *shown.emphasized)
    return int(signs.tab is not None and any(strip_words(text) == strip_words(signs.tab) for text in named))


def _boxes(signs: Signs, shown: Shown) -> int:
    if shown.labels is None or not signs.labels:
        return 0
    seen = {folded(label) for label in shown.labels}
    found = sum(folded(label) in seen for label in signs.labels)
    if found >= max(_HALF * len(signs.labels), min(2, len(signs.labels))):
        return 2 if len(signs.labels) > 1 else 1
    return -2 if not found and len(signs.labels) > 1 else 0


def _own(signs: Signs, shown: Shown) -> int:
    if not signs.own or shown.actions is None:
        return 0
    tabs = [item for items, _ in shown.strips for item in items]
    texts = {folded(text) for text in (*shown.headings, *shown.subheadings, *shown.emphasized, *shown.actions, *tabs)}
    if any(texts.issuperset(map(folded, group)) for group in signs.own):
        return 2
    return -1 if signs.tab else 0


def _among(word: str, texts: Iterable[str]) -> bool:
    wanted = folded(word)
    return any(folded(text) == wanted for text in texts)
