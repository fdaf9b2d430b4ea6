"""Taking a participant's values out of words that the site wrote."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.controls import BLANK, collapse
from bot.records.model import Record

_QUOTED = re.compile(r"(?<!\w)(['\"‘“]).*?['\"’”](?!\w)")
_NUMBER = re.compile(r"\d+(?:[./,-]\d+)*")
_SHORTEST = 3
"""Shorter values (Yes, 5) are words of any message, and are covered by the rules for quotes and numbers."""


def masker(record: Record) -> Callable[[str], str]:
    """A function that replaces every value of the record, everything in quotes, and every number by an ellipsis."""
    values = sorted(_texts(record), key=len, reverse=True)
    own = re.compile("|".join(re.escape(value) for value in values), re.IGNORECASE) if values else None

    def mask(text: str) -> str:
        text = collapse(text)
        if own is not None:
            text = own.sub("…", text)
        return _NUMBER.sub("…", _QUOTED.sub("…", text))

    return mask


def _texts(record: Record) -> set[str]:
    texts: set[str] = set()
    for form in record.forms():
        for key, value in form.mentioned().items():
            if value is BLANK:
                continue
            shown = form.controls[key].show(value)
            texts.update(map(collapse, [shown] if isinstance(shown, str) else shown))
    for answers in record.extra.values():
        for answer in answers.values():
            texts.update(map(collapse, [answer] if isinstance(answer, str) else answer))
    labels = {control.label.casefold() for form in record.forms() for control in form.controls.values()}
    return {text for text in texts if len(text) >= _SHORTEST and text.casefold() not in labels}
