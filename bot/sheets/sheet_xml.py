"""The XML of one sheet as rows of cells: read in pieces, so that its size does not matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from bot.sheets.formats import GENERAL, Format
from bot.sheets.package import Unopenable
from bot.sheets.values import CellValue, ErrorValue, NoResult, Number

_PIECE = 1024 * 256
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384


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


def _parser() -> Any:
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
        raise Unopenable("has a sheet that is damaged: open it in Excel and save it again") from None


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def read_strings(file: IO[bytes]) -> list[str]:
    """The shared texts of a workbook; the reading aids of Japanese texts are no part of them."""
    strings: list[str] = []
    pieces: list[str] = []
    aids = 0
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
        elif name == "rPh":
            aids -= 1

    def text(data: str) -> None:
        if inside:
            pieces.append(data)

    parser = _parser()
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
        self._file = file
        self._strings = strings
        self._formats = formats
        self._is_1904 = is_1904
        self._numbers: dict[tuple[str, str], Number] = {}

    def rows(self) -> Iterator[tuple[int, dict[int, CellValue]]]:
        """The rows that hold something: their number from 1, and their cells by column from 0."""
        done: list[tuple[int, dict[int, CellValue]]] = []
        parser = _parser()
        self._listen(parser, done.append)
        for _ in _feed(parser, self._file):
            yield from done
            done.clear()

    def _listen(self, parser: Any, emit: Callable[[tuple[int, dict[int, CellValue]]], None]) -> None:
        """Sets the parser's handlers. One closure: this runs millions of times, and attributes are slow."""
        cells: dict[int, CellValue] = {}
        row = column = 0
        kind = style = ""
        value: str | None = None
        taken: list[str] = []
        has_formula = wanted = aside = False
        columns: dict[str, int] = {}
        convert = self._value

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal cells, row, column, kind, style, value, has_formula, wanted, aside
            if name == "c":
                kind, style = attributes.get("t", ""), attributes.get("s", "0")
                value, has_formula = None, False
                place = attributes.get("r")
                if place is None:
                    column += 1
                else:
                    letters = place.rstrip("0123456789")
                    column = columns[letters] if letters in columns else _known(columns, letters)
            elif name in ("v", "t"):
                wanted = not aside
                taken.clear()
            elif name == "row":
                row = _row_number(attributes.get("r"), row)
                column = -1
                cells = {}
                if attributes.get("hidden") in ("1", "true"):
                    self.hidden_rows.append(row)
            elif name == "f":
                has_formula = True
            elif name == "rPh":
                aside = True
            elif name == "mergeCell":
                self.merged.append(attributes.get("ref", ""))
            elif name == "col" and attributes.get("hidden") in ("1", "true"):
                first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
                self.hidden_columns += range(first - 1, min(last, MAX_COLUMN))
            elif ":" in name:
                start(_local(name), attributes)

        def end(name: str) -> None:
            nonlocal value, wanted, aside
            if name == "c":
                if value is not None or has_formula:
                    cells[column] = convert(kind, style, value, has_formula, (row, column))
            elif name in ("v", "t"):
                if wanted:
                    wanted = False
                    piece = taken[0] if len(taken) == 1 else "".join(taken)
                    value = piece if value is None or name == "v" else value + piece
            elif name == "row":
                if cells:
                    emit((row, cells))
            elif name == "rPh":
                aside = False
            elif ":" in name:
                end(_local(name))

        def text(data: str) -> None:
            if wanted:
                taken.append(data)

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text

    def _value(
        self, kind: str, style: str, value: str | None, has_formula: bool, where: tuple[int, int]
    ) -> CellValue:
        if kind == "s" and value is not None:
            return self._shared(value)
        if has_formula:
            if not value and kind != "str":
                return NoResult()
            self.formulas += 1
            self.first_formula = self.first_formula or where
        if value is None:
            return None
        if kind in ("inlineStr", "str"):
            return unescape(value)
        if kind == "b":
            return value.strip() == "1"
        if kind == "e":
            return ErrorValue(value)
        if kind == "d":
            return value.partition("T")[0]
        return self._number(value, style)

    def _shared(self, value: str) -> str:
        try:
            return self._strings[int(value)]
        except (ValueError, IndexError):
            raise Unopenable("has a sheet that is damaged: open it in Excel and save it again") from None

    def _number(self, value: str, style: str) -> CellValue:
        known = self._numbers.get((value, style))
        if known is None:
            try:
                number = float(value)
                format = self._formats[int(style)] if int(style) < len(self._formats) else GENERAL
            except ValueError:
                return None if not value.strip() else ErrorValue("of its file")
            if number != number or number in (float("inf"), float("-inf")):
                return ErrorValue("of its file")
            known = self._numbers[value, style] = Number(number, format, self._is_1904)
        return known


def _known(columns: dict[str, int], letters: str) -> int:
    number = column_number(letters) if letters.isascii() and letters.isalpha() and letters.isupper() else MAX_COLUMN
    if number >= MAX_COLUMN:
        raise Unopenable("has a sheet that is damaged: open it in Excel and save it again")
    columns[letters] = number
    return number


def _row_number(told: str | None, before: int) -> int:
    number = int(told) if told and told.isascii() and told.isdigit() else before + 1
    if not before < number <= MAX_ROW:
        raise Unopenable("has a sheet that is damaged: open it in Excel and save it again")
    return number
