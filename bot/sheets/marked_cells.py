"""The XML of one sheet with some of its cells in another style; what is not there yet is put in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import IO, Any
from xml.parsers import expat

from bot.sheets.package import Unopenable
from bot.sheets.sheet_xml import column_letters, column_number
from bot.sheets.splicing import Splice, byte_parser, is_end_tag, local, with_attributes

Place = tuple[int, int]
"""Row from 1, column from 0."""
Restyle = Callable[[int, bool], int]
"""Gives the number of a style's red (True) or yellow twin."""

_PIECE = 1024 * 256
_WIDTH = 64
"""Of a column that has no width of its own, in pixels."""
_DAMAGED = "has a sheet that is damaged: open it in Excel and save it again"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_AFTER_NOTES = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",
}  # fmt: skip
"""What stands behind the reference to a sheet's notes."""


def merged_to_first(file: IO[bytes], places: Mapping[Place, Any]) -> dict[Place, Place]:
    """Of those places that lie inside merged cells: the first cell, which alone is seen."""
    found: dict[Place, Place] = {}
    rest = b""
    with file:
        while piece := file.read(_PIECE):
            text = rest + piece
            for left, top, right, bottom in _MERGED.findall(text):
                first = (int(top), column_number(left.decode()))
                last = (int(bottom), column_number(right.decode()))
                for place in places:
                    if first[0] <= place[0] <= last[0] and first[1] <= place[1] <= last[1]:
                        found[place] = first
            rest = text[-500:]
    return found


class CellMarks:
    """Finds the bytes to change: `splices` once `read` is through.

    `notes_id` is the relation of the drawing that holds the sheet's notes, None where it has none; then `notes_place`
    is where the reference to one belongs. `prefix` is that of the sheet's tags.
    """

    def __init__(self, cells: Mapping[Place, bool], restyle: Restyle) -> None:
        """`cells`: whether what is to be marked there is an error."""
        self.splices: list[Splice] = []
        self.notes_id: str | None = None
        self.notes_place = -1
        self.prefix = ""
        self._restyle = restyle
        self._rows: dict[int, dict[int, bool]] = {}
        for (row, column), is_error in sorted(cells.items()):
            self._rows.setdefault(row, {})[column] = is_error
        self._columns: list[tuple[int, int, int, int]] = []
        self._row, self._column, self._depth = 0, -1, 0
        self._row_style: str | None = None
        self._due: dict[int, bool] = {}
        self._parser: Any = None
        self._window: tuple[int, bytes] = (0, b"")

    def read(self, file: IO[bytes]) -> None:
        """Reads the sheet to its end. Raises Unopenable."""
        at, before = 0, b""
        try:
            with file:
                while piece := file.read(_PIECE):
                    if self._parser is None:
                        self._parser = byte_parser(piece)
                        self._parser.StartElementHandler = self._start
                        self._parser.EndElementHandler = self._end
                    self._window = (at - len(before), before + piece)
                    self._parser.Parse(piece, False)
                    at, before = at + len(piece), piece
                if self._parser is not None:
                    self._parser.Parse(b"", True)
        except expat.ExpatError:
            raise Unopenable(_DAMAGED) from None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if tag in ("v", "f", "t", "is"):
            return
        name = local(tag)
        if name == "c":
            self._start_cell(attributes)
        elif name == "row":
            self._start_row(attributes)
        elif name == "col":
            self._start_columns(attributes)
        elif self._depth == 1:
            self.prefix = tag.removesuffix(name)
        elif self._depth == 2:
            self._start_part(name, attributes)

    def _start_columns(self, attributes: dict[str, str]) -> None:
        told = (attributes.get("min", "0"), attributes.get("max", "0"), attributes.get("style", "0"))
        if all(text.isdigit() for text in told):
            try:
                width = round(float(attributes["width"]) * 7) + 5
            except (KeyError, ValueError, OverflowError):
                width = _WIDTH
            self._columns.append((int(told[0]) - 1, int(told[1]) - 1, int(told[2]), min(width, 2_000)))

    def width(self, column: int) -> int:
        """How wide a column is, in pixels, once the sheet is read."""
        return next((width for first, last, _, width in self._columns if first <= column <= last), _WIDTH)

    def _start_part(self, name: str, attributes: dict[str, str]) -> None:
        if name == "legacyDrawing":
            self.notes_id = next((value for key, value in attributes.items() if local(key) == "id"), None)
        elif name in _AFTER_NOTES and self.notes_place < 0:
            self.notes_place = self._parser.CurrentByteIndex

    def _start_row(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r", "")
        self._row, self._column = int(told) if told.isdigit() else self._row + 1, -1
        self._row_style = attributes.get("s") if attributes.get("customFormat") in ("1", "true") else None
        if self._rows:
            self._put_rows(self._parser.CurrentByteIndex, before=self._row)
            self._due = self._rows.pop(self._row, {})

    def _start_cell(self, attributes: dict[str, str]) -> None:
        told = attributes.get("r")
        self._column = column_number(told.rstrip("0123456789")) if told else self._column + 1
        if not self._due:
            return
        start = self._parser.CurrentByteIndex
        missing = [column for column in self._due if column < self._column]
        if missing:
            due = {column: self._due.pop(column) for column in missing}
            self._put(start, start, self._cells(self._row, due, self._row_style))
        if self._column in self._due:
            style = attributes.get("s", "0")
            new = self._restyle(int(style) if style.isdigit() else 0, self._due.pop(self._column))
            first, content = self._window
            tag = content[start - first : content.index(b">", start - first) + 1]
            self._put(start, start + len(tag), with_attributes(tag, s=str(new)))

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag in ("c", "v", "f", "t", "is"):
            return
        name = local(tag)
        if name == "row" and self._due:
            self._put_inside(tag, self._cells(self._row, self._due, self._row_style))
            self._due = {}
        elif name == "sheetData" and self._rows:
            rows = b"".join(self._new_row(row) for row in sorted(self._rows))
            self._put_inside(tag, rows)
            self._rows = {}
        elif self._depth == 0 and self.notes_place < 0:
            self.notes_place = self._parser.CurrentByteIndex

    def _put(self, start: int, end: int, content: bytes) -> None:
        self.splices.append(Splice(start, end, content))

    def _put_inside(self, tag: str, content: bytes) -> None:
        """At the end of the element that ends here."""
        at = self._parser.CurrentByteIndex
        first, window = self._window
        if is_end_tag(window, at - first, tag):
            self._put(at, at, content)
        else:  # it had no end tag
            self._put(at - 2, at, b">" + content + f"</{tag}>".encode())

    def _put_rows(self, at: int, *, before: int) -> None:
        for row in [row for row in self._rows if row < before]:
            self._put(at, at, self._new_row(row))
            del self._rows[row]

    def _new_row(self, row: int) -> bytes:
        cells = self._cells(row, self._rows[row], None)
        return f'<{self.prefix}row r="{row}">'.encode() + cells + f"</{self.prefix}row>".encode()

    def _cells(self, row: int, columns: Mapping[int, bool], row_style: str | None) -> bytes:
        """Empty cells of a row, in the style of their row or column."""
        made = ""
        for column, is_error in sorted(columns.items()):
            style = int(row_style) if row_style and row_style.isdigit() else self._style_of(column)
            made += f'<{self.prefix}c r="{column_letters(column)}{row}" s="{self._restyle(style, is_error)}"/>'
        return made.encode()

    def _style_of(self, column: int) -> int:
        return next((style for first, last, style, _ in self._columns if first <= column <= last), 0)
