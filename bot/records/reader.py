"""How a text of a record becomes a value: the control decides, and what was decided once is not asked again."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.controls import (
    CheckList,
    Control,
    DropDown,
    Raw,
    RichText,
    TextBox,
    Unreadable,
    cleaned,
    fold,
    refuse_leftover,
    refused_as_markup,
)
from bot.forms import Form
from bot.forms.site_forms import SiteForms, guide_forms
from bot.records.problems import Findings

T = TypeVar("T", str, Raw)

MARKUP_REFUSED = (
    "the site refuses a '<' right before a letter, '/', '!' or '?', and '&#' anywhere: "
    "write 'less than', or put a space after it"
)


@dataclass(frozen=True)
class Reader:
    """How values are read. `markup_refused`: the site refuses texts like mark-up (H13, inferred). `leftovers`: what
    other programs may have left in texts is looked for.

    `forms` are those of the site that the records are for. `known` is what was read already, by field and text: of
    many participants most say the same words.
    """

    findings: Findings
    markup_refused: bool = True
    forms: SiteForms = field(default_factory=guide_forms, repr=False)
    leftovers: bool = True
    known: dict[tuple[type[Form], str], dict[Hashable, Any]] = field(default_factory=dict, repr=False)

    def parse(self, form: type[Form], key: str, raw: Raw) -> Any:
        """The value of a field's text. Raises Unreadable."""
        mark = raw if isinstance(raw, str) else tuple(raw)
        if len(mark) > _SHORT:
            return self._parse(form.controls[key], raw)
        known = self.known.setdefault((form, key), {})
        if mark in known:
            return known[mark]
        value = self._parse(form.controls[key], raw)
        if len(known) < _MOST_KNOWN:
            known[mark] = value
        return value

    def seen(self, raw: T) -> T:
        """The text, or the texts of a list, without what nobody sees."""
        if not self.leftovers:
            return raw
        return cleaned(raw) if isinstance(raw, str) else [cleaned(text) for text in raw]

    def _parse(self, control: Control, raw: Raw) -> Any:
        if self.markup_refused and looks_like_markup(control, raw):
            raise Unreadable(f"H13: {MARKUP_REFUSED}")
        if self.leftovers:
            for text in [raw] if isinstance(raw, str) else raw:
                _refuse_leftover(control, text)
        return control.parse(raw)


_SHORT, _MOST_KNOWN = 60, 500


def _refuse_leftover(control: Control, text: str) -> None:
    """Raises Unreadable for what another program left; the site's own words are none, whatever they look like."""
    try:
        refuse_leftover(text, is_rich=isinstance(control, RichText))
    except Unreadable:
        options = control.options if isinstance(control, (DropDown, CheckList)) else ()
        if all(fold(text) != fold(option) for option in options):
            raise


def looks_like_markup(control: Control, raw: Raw) -> bool:
    """Whether the site would refuse it. Rich text reaches it encoded by the editor; choices are not typed."""
    is_typed = isinstance(control, TextBox) and not isinstance(control, RichText)
    return is_typed and isinstance(raw, str) and refused_as_markup(raw)
