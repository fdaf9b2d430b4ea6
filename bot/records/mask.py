"""Taking a participant's values out of words that the site wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.controls import BLANK, collapse
from bot.records.model import Record

_QUOTED = re.compile(r"(?<!\w)(['\"‘“]).*?['\"’”](?!\w)")
_NUMBER = re.compile(r"\d+(?:[./,-]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Shorter values (Yes, 5) are words of any message, and are covered by the rules for quotes and numbers."""
_PART = 4
"""From so many letters on, the beginning of a word of the record counts as that word: sites quote cut texts."""
_MESSAGES_OWN = frozenset(
    _WORD.findall(
        "after allowed already before between cannot characters contain date earlier empty enter entered"
        " equal error exceed exists field format found future greater have invalid later least less long"
        " longer maximum minimum more most must number only past please range record refused required save"
        " saved select selected short some text than that this valid value with"
    )
)
"""Words that messages are made of; a record that has them too gives nothing away by them."""


def masker(record: Record) -> Callable[[str], str]:
    """A function that replaces by an ellipsis: every value of the record, every word of one, whole or its beginning,
    that is no word of the site's own labels and messages; everything in quotes; and every number."""
    labels = {control.label.casefold() for form in record.forms() for control in form.controls.values()}
    texts = {text for text in _texts(record) if len(text) >= _SHORTEST and text.casefold() not in labels}
    values = sorted(texts, key=len, reverse=True)
    own = re.compile("|".join(re.escape(value) for value in values), re.IGNORECASE) if values else None
    begun = _beginnings(texts) - _MESSAGES_OWN - {word for label in labels for word in _WORD.findall(label)}

    def mask(text: str) -> str:
        text = collapse(text)
        if own is not None:
            text = own.sub("…", text)
        text = _WORD.sub(lambda word: "…" if word[0].casefold() in begun else word[0], text)
        return _NUMBER.sub("…", _QUOTED.sub("…", text))

    return mask


def _texts(record: Record) -> Iterator[str]:
    for form in record.forms():
        for key, value in form.mentioned().items():
            if value is not BLANK:
                shown = form.controls[key].show(value)
                yield from map(collapse, [shown] if isinstance(shown, str) else shown)
    for answers in record.extra.values():
        for answer in answers.values():
            yield from map(collapse, [answer] if isinstance(answer, str) else answer)


def _beginnings(texts: set[str]) -> set[str]:
    words = {word for text in texts for word in _WORD.findall(text.casefold())}
    return {word[:end] for word in words for end in range(_PART, len(word) + 1)}
