"""The XML of one sheet as rows of cells: read in pieces, so that its size does not matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from math import isfinite
from typing import IO, Any
from xml.parsers import expat

from bot.sheets.formats import GENERAL, Format
from bot.sheets.package import Unopenable
from bot.sheets.values import CellValue, ErrorValue, NoResult, Number

_PIECE = 1024 * 256
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384
MAX_ROWS = 400_000
"""Rows of one sheet that hold something: 10,000 participants with twenty objectives have half as many."""
MAX_CELLS = 8_000_000
"""Cells of one sheet, empty ones with a format too."""
MAX_STRINGS = 2_000_000
"""Texts that the sheets of a workbook share."""
MAX_CHARACTERS = 128 * 1024**2
"""Characters of all of them."""
MAX_MERGED = 20_000
"""Ranges of merged cells of one sheet."""


class Bounds:
    """Counts the rows and cells of one sheet, or the texts that sheets share, as they are read."""

    def __init__(self, name: str = "") -> None:
        self._name = f"{name} " if name else ""
        self._rows = 0
        self._cells = 0
        self._characters = 0

    def row(self, cells: int) -> None:
        """Notes a row. Raises Unopenable for the one that is too many."""
        self._rows += cells > 0
        self._cells += cells
        if self._rows > MAX_ROWS:
            raise Unopenable(f"{self._name}has a sheet of more than {MAX_ROWS:,} rows: split it")
        if self._cells > MAX_CELLS:
            raise Unopenable(f"{self._name}has a sheet of more than {MAX_CELLS:,} cells: split it")

    def text(self, characters: int, texts: int) -> None:
        """Notes a piece of the shared texts. Raises Unopenable for what is too much."""
        self._characters += characters
        if texts > MAX_STRINGS or self._characters > MAX_CHARACTERS:
            raise Unopenable("holds more text than plans of all participants: split it into several workbooks")


def unescape(text: str) -> str:
    """Excel writes what XML can't hold as `_x000D_`."""
    if "_x" not in text:
        return text
    whole = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # two halves of a character beyond the first 65,536
    return whole.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def column_number(letters: str) -> int:
    """A is 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is A."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def guarded_parser() -> Any:
    """A parser that refuses the declarations with which XML reaches out, or blows up."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*told: object) -> None:
        raise Unopenable("holds a declaration that no workbook needs: it is not opened")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def _feed(parser: Any, file: IO[bytes]) -> Iterator[None]:
    """Parses a file piece by piece, and stops after each."""
    try:
        with file:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield
    except expat.ExpatError:
        raise Unopenable(_DAMAGED) from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def read_strings(file: IO[bytes]) -> list[str]:
    """The shared texts of a workbook; the reading aids of Japanese texts are no part of them."""
    strings: list[str] = []
    pieces: list[str] = []
    aids = 0
    bounds = Bounds()
    inside = False

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal inside, aids
        name = _local(name)
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            aids += 1
        inside = name == "t" and not aids

    def end(name: str) -> None:
        nonlocal inside, aids
        name = _local(name)
        inside = False
        if name == "si":
            strings.append(unescape("".join(pieces)))
            bounds.text(0, len(strings))
        elif name == "rPh":
            aids -= 1

    def text(data: str) -> None:
        if inside:
            bounds.text(len(data), len(strings))
            pieces.append(data)

    parser = guarded_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    for _ in _feed(parser, file):
        pass
    return strings


class SheetXml:
    """The rows of one sheet, and what is to be known of it once they are read.

    `hidden_rows` and `hidden_columns` count from 1 and 0. `merged` are ranges such as A3:A5. `formulas` counts cells
    whose stored result was taken, `first_formula` is the first of them.
    """

    def __init__(self, file: IO[bytes], strings: list[str], formats: list[Format], *, is_1904: bool) -> None:
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[int] = []
        self.merged: list[str] = []
        self.formulas = 0
        self.first_formula: tuple[int, int] | None = None
        self.lengths: dict[int, int] = {}
        self.hides_zeros = False
        self._file = file
        self._strings = strings
        self._formats = formats
        self._is_1904 = is_1904
        self._numbers: dict[tuple[str, str], CellValue] = {}

    def rows(self) -> Iterator[tuple[int, dict[int, CellValue]]]:
        """The rows that hold something: their number from 1, and their cells by column from 0."""
        parser = guarded_parser()
        listener = _Listener(self)
        parser.StartElementHandler = listener.start
        parser.EndElementHandler = listener.end
        parser.CharacterDataHandler = listener.text
        for _ in _feed(parser, self._file):
            yield from listener.done
            listener.done.clear()

    def value(self, kind: str, style: str, value: str | None, where: tuple[int, int] | None) -> CellValue:
        """What a cell of that kind and style holds; `where` is the place of one with a formula."""
        if kind == "s" and value is not None:
            return self._shared(value)
        if where is not None:
            if value is None or (not value and kind != "str"):
                return NoResult()
            self.formulas += 1
            self.first_formula = self.first_formula or where
        if value is None:
            return None
        if kind in ("inlineStr", "str"):
            return unescape(value)
        if kind == "b":
            return _truth(value.strip().casefold())
        if kind == "e":
            return ErrorValue(value)
        if kind == "d":
            return self._day(value.strip())
        return self._number(value, style)

    def _shared(self, value: str) -> str:
        try:
            return self._strings[int(value)]
        except (ValueError, IndexError):
            raise Unopenable(_DAMAGED) from None

    def _day(self, value: str) -> CellValue:
        """A date that is written as one and not as its number: the same as the number, with its time of day."""
        try:
            moment = datetime.fromisoformat(value).replace(tzinfo=None)
        except ValueError:
            return value
        past = moment - (datetime(1904, 1, 1) if self._is_1904 else datetime(1899, 12, 30))
        return Number(past / timedelta(days=1), Format("date"), self._is_1904)

    def _number(self, value: str, style: str) -> CellValue:
        known = self._numbers.get((value, style))
        if known is None:
            known = self._numbers[value, style] = self._new_number(value, style)
        return known

    def _new_number(self, value: str, style: str) -> CellValue:
        if not value.strip():
            return None
        try:
            number = float(value)
            format = self._formats[int(style)] if int(style) < len(self._formats) else GENERAL
        except ValueError:
            return ErrorValue("of its file")
        if self.hides_zeros and not number:
            format = replace(format, hides_zero=True)
        return Number(number, format, self._is_1904) if isfinite(number) else ErrorValue("of its file")


def _truth(value: str) -> CellValue:
    """Of a logical cell: Excel writes 1 and 0, other programs words."""
    if value in ("1", "true"):
        return True
    return False if value in ("0", "false") else ErrorValue("of its file")


class _Listener:
    """Takes the parser's events. `start`, `end` and `text` run some millions of times: what is rare is elsewhere."""

    __slots__ = (
        "_aside", "_bounds", "_cells", "_column", "_columns", "_has_formula", "_kind", "_pieces", "_row",
        "_rows_hidden", "_seen",
        "_sheet", "_style", "_text", "_wanted", "done",
    )  # fmt: skip

    def __init__(self, sheet: SheetXml) -> None:
        self.done: list[tuple[int, dict[int, CellValue]]] = []
        self._sheet = sheet
        self._bounds = Bounds()
        self._seen = 0
        self._cells: dict[int, CellValue] = {}
        self._columns: dict[str, int] = {}
        self._row = 0
        self._column = -1
        self._kind = self._style = ""
        self._text: str | None = None
        self._pieces: list[str] = []
        self._has_formula = self._wanted = self._aside = self._rows_hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._seen += 1
            self._kind, self._style = attributes.get("t", ""), attributes.get("s", "0")
            self._text, self._has_formula = None, False
            place = attributes.get("r")
            if place is None:
                self._column += 1
            else:
                letters = place.rstrip("0123456789")
                self._column = self._columns[letters] if letters in self._columns else self._new_column(letters)
        elif name in ("v", "t"):
            self._wanted = not self._aside
        else:
            self._start_other(name, attributes)

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self._row = _row_number(attributes.get("r"), self._row)
            self._column = -1
            self._cells = {}
            self._seen = 0
            if self._is_hidden_row(attributes):
                self._sheet.hidden_rows.append(self._row)
        elif name == "f":
            self._has_formula = True
        elif name == "rPh":
            self._aside = True
        elif name == "mergeCell":
            if len(self._sheet.merged) >= MAX_MERGED:
                raise Unopenable(f"has a sheet of more than {MAX_MERGED:,} merged ranges: take the merges apart")
            self._sheet.merged.append(attributes.get("ref", ""))
        elif name == "col":
            self._start_columns(attributes)
        elif name in ("sheetFormatPr", "sheetView"):
            self._start_view(name, attributes)
        elif ":" in name:
            self.start(_local(name), attributes)

    def _start_view(self, name: str, attributes: dict[str, str]) -> None:
        """What the sheet shows of all rows, and of zeros."""
        if name == "sheetView":
            self._sheet.hides_zeros = attributes.get("showZeros") in ("0", "false")
        else:
            self._rows_hidden = attributes.get("zeroHeight") in ("1", "true")

    def _is_hidden_row(self, attributes: dict[str, str]) -> bool:
        if "hidden" in attributes:
            return attributes["hidden"] in ("1", "true")
        return _size(attributes["ht"]) < _UNSEEN if "ht" in attributes else self._rows_hidden

    def _start_columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true") or _size(attributes.get("width")) < _UNSEEN:
            first, last = _row_number(attributes.get("min"), 0), _row_number(attributes.get("max"), 0)
            hidden = {*self._sheet.hidden_columns, *range(first - 1, min(last, MAX_COLUMN))}
            self._sheet.hidden_columns = sorted(hidden)

    def end(self, name: str) -> None:
        if name == "c":
            if self._text is not None or self._has_formula:
                where = (self._row, self._column) if self._has_formula else None
                self._cells[self._column] = self._sheet.value(self._kind, self._style, self._text, where)
        elif name in ("v", "t"):
            self._end_text(name)
        elif name == "row":
            self._bounds.row(self._seen)
            if self._cells:
                self.done.append((self._row, self._cells))
        elif name == "rPh":
            self._aside = False
        elif ":" in name:
            self.end(_local(name))

    def _end_text(self, name: str) -> None:
        if self._wanted:
            self._wanted = False
            piece = "".join(self._pieces)
            self._pieces.clear()
            self._text = piece if self._text is None or name == "v" else self._text + piece

    def text(self, data: str) -> None:
        if self._wanted:
            self._pieces.append(data)

    def _new_column(self, letters: str) -> int:
        is_one = letters.isascii() and letters.isalpha() and letters.isupper() and len(letters) <= 3
        number = column_number(letters) if is_one else MAX_COLUMN
        if number >= MAX_COLUMN:
            raise Unopenable(_DAMAGED)
        self._columns[letters] = number
        return number


_UNSEEN = 0.5
"""Rows and columns that are less high or wide than this show nothing."""


def _size(told: str | None) -> float:
    try:
        return float(told) if told is not None else _UNSEEN
    except ValueError:
        return _UNSEEN


_DAMAGED = "has a sheet that is damaged: open it in Excel and save it again"


def _row_number(told: str | None, before: int) -> int:
    number = int(told) if told and told.isascii() and told.isdigit() and len(told) < 9 else before + 1
    if not before < number <= MAX_ROW:
        raise Unopenable(_DAMAGED)
    return number
