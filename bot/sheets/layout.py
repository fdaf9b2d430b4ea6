"""How an office's own workbook is laid out: which of its sheets and headings mean which of ours.

Without a mapping file the names themselves say it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.controls import fold
from bot.forms.site_forms import guide_forms
from bot.sheets.columns import Column, Sheet, SheetSet, is_for_people, letters, sheets_of
from bot.sheets.numbered import Group


@dataclass(frozen=True)
class SheetLayout:
    """One sheet: its meaning, the row of its headings (None: to be looked for), and what its headings mean.

    `band_row` is a row above the headings with the numbers of groups: `Goal 1` over `Type` and `Status`.
    `columns` and `ignored` are keyed by the letters of their headings; `columns` is None where the headings are
    our own. `groups` are columns that are numbered, and become rows of other sheets. `constants` fill columns that
    are empty or not there, `words` are the office's words for options, both by our headings.
    """

    sheet: Sheet
    heading_row: int | None = None
    columns: Mapping[str, str] | None = None
    ignored: frozenset[str] = frozenset()
    constants: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    groups: Sequence[GroupLayout] = ()
    band_row: int | None = None

    def column(self, heading: str) -> Column | None:
        """The column that a heading means, or None."""
        if self.columns is None:
            return self.sheet.column(heading)
        return self.sheet.column(self.columns.get(letters(heading), ""))

    def all_sheets(self) -> list[str]:
        """Those of our sheets that its rows go to."""
        own = [self.sheet.name] if self.sheet.name else []
        return own + [group.group.sheet.name for group in self.groups]

    def ignores(self, heading: str) -> bool:
        return letters(heading) in self.ignored

    def word(self, column: Column, text: str) -> str:
        """Our word for an office's own."""
        return self.words[column.heading].get(fold(text), text) if column.heading in self.words else text


@dataclass(frozen=True)
class GroupLayout:
    """Numbered columns, and the constants and words of the rows they become."""

    group: Group
    constants: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    def of(self, columns: Mapping[str, str]) -> SheetLayout:
        """The layout of the columns that share their numbers."""
        return SheetLayout(self.group.sheet, columns=columns, constants=self.constants, words=self.words)


@dataclass(frozen=True)
class Layout:
    """All sheets of a workbook, by name; an empty one takes them by their own names, as `ours` has them."""

    sheets: Mapping[str, SheetLayout] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()
    ours: SheetSet = field(default_factory=lambda: sheets_of(guide_forms()))

    def sheet(self, name: str) -> SheetLayout | None:
        """What a sheet means, or None where it has no meaning for us."""
        if self.sheets:
            return self.sheets.get(letters(name))
        sheet = self.ours.named(name)
        return SheetLayout(sheet) if sheet else None

    def ignores(self, name: str) -> bool:
        return letters(name) in self.ignored or is_for_people(name)
