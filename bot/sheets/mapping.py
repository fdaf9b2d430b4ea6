"""Mapping files: how an office's own workbook is laid out, in YAML that a person corrects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Never

from bot.controls import fold
from bot.errors import ConfigError
from bot.inputs import TooMuch, read_bounded
from bot.records.nodes import Items, Keys, Node, Text
from bot.records.places import words_of
from bot.records.strict_yaml import MAX_BYTES, parse_yaml
from bot.sheets.columns import FIRST_NAME, KEYS, LAST_NAME, Sheet, SheetSet, letters
from bot.sheets.layout import GroupLayout, Layout, SheetLayout
from bot.sheets.numbered import Group, Pattern, pattern_of

TOP = ("sheets", "unmatched_sheets", "ignored_sheets")
_OF_ROWS = ("columns", "constants", "words")
_OF_SHEET = ("is", "heading_row", "band_row", *_OF_ROWS, "groups", "unmatched", "ignored")
ONLY_GROUPS = "Groups"
"""What a sheet is whose columns are all numbered, but for the User ID."""


def read_mapping(path: Path, ours: SheetSet) -> Layout:
    """The layout that a mapping file describes. Raises ConfigError in words that name the line."""
    try:
        text = read_bounded(path, MAX_BYTES, too_large="no mapping file is").decode("utf-8-sig")
    except TooMuch as error:
        raise ConfigError(f"the mapping file {path} {error.words}") from None
    except OSError as error:
        raise ConfigError(f"the mapping file {path} can't be read: {error.strerror or 'no such file'}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"the mapping file {path} is not text in UTF-8") from None
    node, faults = parse_yaml(text)
    if faults:
        raise ConfigError(f"{path} line {faults[0].line}: {faults[0].words}")
    return _File(path, ours).layout(node)


class _File:
    """Reads the tree of one mapping file."""

    def __init__(self, path: Path, ours: SheetSet) -> None:
        self._path = path
        self._sheets = ours

    def layout(self, node: Node | None) -> Layout:
        if not isinstance(node, Keys) or "sheets" not in node.entries:
            raise ConfigError(f"{self._path}: a mapping file starts with 'sheets:'")
        self._only(node, TOP)
        sheets: dict[str, SheetLayout] = {}
        meant: dict[str, str] = {}
        for name, entry in self._keys(node.entries["sheets"].node).entries.items():
            own = self._sheet(self._keys(entry.node))
            for ours in own.all_sheets():
                if ours in meant:
                    self._fail(entry.node, f"'{meant[ours]}' and '{name}' are both {ours}: keep one")
                meant[ours] = name
            sheets[letters(name)] = own
        return Layout(sheets, frozenset(self._texts(node, "ignored_sheets")), self._sheets)

    def _sheet(self, node: Keys) -> SheetLayout:
        self._only(node, _OF_SHEET)
        told = node.entries.get("is")
        name = self._text(told.node) if told else ""
        sheet = KEYS if name == ONLY_GROUPS else self._sheets.named(name)
        if sheet is None:
            known = ", ".join((*self._sheets.by_name, ONLY_GROUPS))
            self._fail(told.node if told else node, f"'is' must be one of: {known}")
        return SheetLayout(
            sheet,
            self._row(node, "heading_row"),
            self._columns(node, sheet),
            frozenset(self._texts(node, "ignored")),
            dict(self._ours(node, "constants", sheet)),
            self._words(node, sheet),
            [self._group(name, self._keys(entry)) for name, entry in self._section(node, "groups")],
            self._row(node, "band_row"),
        )

    def _row(self, node: Keys, key: str) -> int | None:
        told = node.entries.get(key)
        if told is None:
            return None
        number = self._text(told.node)
        if not (number.isascii() and number.isdigit()):
            self._fail(told.node, f"'{key}' must be the number of a row")
        return int(number)

    def _group(self, name: str, node: Keys) -> GroupLayout:
        self._only(node, _OF_ROWS)
        sheet = self._sheets.named(name)
        if sheet is None or sheet.is_people:
            self._fail(node, f"numbered columns can become rows of: {', '.join(list(self._sheets.by_name)[1:])}")
        patterns = [
            (self._pattern(text, entry, sheet), self._heading(self._text(entry), entry, sheet))
            for text, entry in self._section(node, "columns")
        ]
        self._once(node, [ours for _, ours in patterns])
        return GroupLayout(Group(sheet, patterns), dict(self._ours(node, "constants", sheet)), self._words(node, sheet))

    def _pattern(self, text: str, node: Node, sheet: Sheet) -> Pattern:
        try:
            return pattern_of(text, sheet)
        except ValueError as error:
            self._fail(node, f"a heading of numbered columns {error}")

    def _columns(self, node: Keys, sheet: Sheet) -> dict[str, str]:
        columns: dict[str, str] = {}
        for heading, entry in self._section(node, "columns"):
            columns[letters(heading)] = self._heading(self._text(entry), entry, sheet)
        self._once(node, list(columns.values()))
        return columns

    def _once(self, node: Node, meant: list[str]) -> None:
        twice = [ours for ours in meant if meant.count(ours) > 1]
        if twice:
            self._fail(node, f"two columns are taken for '{twice[0]}': keep one")

    def _ours(self, node: Keys, key: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
        for heading, entry in self._section(node, key):
            yield self._heading(heading, entry, sheet), self._text(entry)

    def _words(self, node: Keys, sheet: Sheet) -> dict[str, dict[str, str]]:
        words: dict[str, dict[str, str]] = {}
        for heading, entry in self._section(node, "words"):
            own = words.setdefault(self._heading(heading, entry, sheet), {})
            for theirs, ours in self._keys(entry).entries.items():
                text = self._text(ours.node)
                if text.strip():  # those without are still to be decided, and are errors where they stand
                    own[fold(theirs)] = text
        return words

    def _heading(self, heading: str, node: Node, sheet: Sheet) -> str:
        halves = {letters(half.heading): half for half in (LAST_NAME, FIRST_NAME)} if sheet.is_people else {}
        column = sheet.column(heading) or halves.get(letters(heading))
        if column is None:
            self._fail(node, f"there is no such heading on {sheet.name}; see caljobs-bot template")
        return column.heading

    def _section(self, node: Keys, key: str) -> Iterator[tuple[str, Node]]:
        entry = node.entries.get(key)
        if entry is not None and not (isinstance(entry.node, Text) and not entry.node.text.strip()):
            yield from ((name, own.node) for name, own in self._keys(entry.node).entries.items())

    def _texts(self, node: Keys, key: str) -> Iterator[str]:
        entry = node.entries.get(key)
        if entry is None or (isinstance(entry.node, Text) and not entry.node.text.strip()):
            return
        if not isinstance(entry.node, Items):
            self._fail(entry.node, f"'{key}' must be a list")
        yield from (letters(self._text(item)) for item in entry.node.items)

    def _keys(self, node: Node) -> Keys:
        return node if isinstance(node, Keys) else self._fail(node, "keys and values must stand here")

    def _text(self, node: Node) -> str:
        return node.text.strip() if isinstance(node, Text) else self._fail(node, "one text must stand here")

    def _only(self, node: Keys, known: tuple[str, ...]) -> None:
        for key, entry in node.entries.items():
            if key not in known:
                self._fail(entry.node, f"'{key}' is not a known key here; known keys are: {', '.join(known)}")

    def _fail(self, node: Node, words: str) -> Never:
        raise ConfigError(f"{self._path} {words_of(node.place)}: {words}")
