"""Workbooks and folders of CSV files as inputs of `check` and `run`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.inputs import leads_out
from bot.records.draft import not_known
from bot.records.load import LEADS_OUT, Told, Written
from bot.records.problems import Problem
from bot.sheets.columns import PEOPLE, SheetSet
from bot.sheets.csv_folder import CsvSheet
from bot.sheets.join import Join
from bot.sheets.layout import Layout
from bot.sheets.package import Unopenable, opened
from bot.sheets.table import RawRow, RawSheet, Table
from bot.sheets.tables import read_tables
from bot.sheets.values import Number
from bot.sheets.workbook import SheetInfo, Workbook, read_workbook

WORKBOOKS = (".xlsx", ".xlsm")
OTHERS = (".xls", ".xlsb", ".ods", ".csv")
"""Taken to say what to do about them."""


class Sheets:
    """Opens workbooks and folders of CSV files; `layout` says how an office's own is laid out."""

    kinds = ".xlsx or .csv"
    endings: tuple[str, ...] = (*WORKBOOKS, ".csv")

    def __init__(self, layout: Layout | None = None) -> None:
        self._layout = layout or Layout()

    def find(self, folder: Path) -> list[Path]:
        """The workbooks in a folder, and the folder itself where CSV files stand in it."""
        files = [file for file in folder.iterdir() if file.suffix.lower() in WORKBOOKS and _is_one(file)]
        return [*files, *([folder] if _csv_files(folder) else [])]

    def takes(self, path: Path) -> bool:
        """Whether it is a workbook, or a folder that `find` named."""
        return path.is_dir() or path.suffix.lower() in (*WORKBOOKS, *OTHERS)

    def read(self, path: Path, told: Told) -> Iterator[Written]:
        """The participants, one by one; what is wrong with the whole goes to `told`."""
        try:
            if path.is_dir():
                yield from self._read_folder(path, told)
            elif path.suffix.lower() == ".csv":
                raise Unopenable("is one sheet of several: name the folder it stands in")
            else:
                yield from self._read_workbook(path, told)
        except Unopenable as error:
            told.problems.append(Problem(str(path), error.words))

    def _read_workbook(self, path: Path, told: Told) -> Iterator[Written]:
        with opened(path) as package:
            book = read_workbook(package)
            if book.has_macros:
                told.warnings.append(Problem(str(path), "holds macros: they are not run"))
            sheets = {info.name: _Later(book, info) for info in book.sheets}
            tables, strangers = self._tables(path, sheets, told)
            for info in book.sheets:
                if info.hidden and any(table.name == info.name and table.rows for table in tables.values()):
                    words = f"the sheet '{info.name}' can't be seen, and counts all the same"
                    told.warnings.append(Problem(str(path), words))
        yield from _joined(path, tables, strangers, told, self._layout.ours)

    def _read_folder(self, path: Path, told: Told) -> Iterator[Written]:
        there = _csv_files(path)
        outside = [file for file in there if leads_out(file, path)]
        told.problems += [Problem(str(file), LEADS_OUT) for file in outside]
        files = {file.stem: _LaterCsv(file) for file in there if file not in outside}
        tables, strangers = self._tables(path, files, told)
        yield from _joined(path, tables, strangers, told, self._layout.ours)

    def _tables(
        self, path: Path, sheets: Mapping[str, _Later | _LaterCsv], told: Told
    ) -> tuple[dict[str, Table], dict[str, list[str]]]:
        """The known sheets by our names, and the User IDs in those that nobody knows."""
        tables: dict[str, Table] = {}
        strangers: dict[str, list[str]] = {}
        for name, later in sheets.items():
            layout = self._layout.sheet(name)
            if layout is None:
                if not self._layout.ignores(name):
                    strangers[name] = _tell_stranger(path, name, later.open(), told, self._layout.ours)
                continue
            twice = [meant for meant in layout.all_sheets() if meant in tables]
            if twice:
                words = f"the sheets '{tables[twice[0]].name}' and '{name}' are both taken for {twice[0]}: keep one"
                told.problems.append(Problem(str(path), words))
                strangers[name] = list(_ids_in(later.open()))
                continue
            made = read_tables(later.open(), layout, name=later.shown, file=str(path))
            tables.update({table.sheet.name or f"({name})": table for table in made})
            if not made[0].sheet.is_people and 0 not in made[0].letters:
                strangers[name] = list(_ids_in(later.open()))
        for table in tables.values():
            told.problems += table.problems
            told.warnings += table.warnings
        return tables, strangers


class _Later:
    """A sheet of a workbook, not read yet."""

    def __init__(self, book: Workbook, info: SheetInfo) -> None:
        self.shown = info.name
        self._book = book
        self._info = info

    def open(self) -> RawSheet:
        return self._book.sheet(self._info)


class _LaterCsv:
    """A CSV file, not read yet."""

    def __init__(self, path: Path) -> None:
        self.shown = path.name
        self._path = path

    def open(self) -> RawSheet:
        return CsvSheet(self._path)


def _is_one(file: Path) -> bool:
    """Not the note that Excel leaves beside a workbook it has open."""
    return not file.is_dir() and not file.name.startswith(("~$", "."))


def _csv_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix.lower() == ".csv" and _is_one(file))


def _joined(
    path: Path, tables: dict[str, Table], strangers: dict[str, list[str]], told: Told, ours: SheetSet
) -> Iterator[Written]:
    if PEOPLE not in tables:
        words = f"has no sheet {PEOPLE}: it says whom the others are about"
        told.problems.append(Problem(str(path), words))
        return
    people = tables[PEOPLE]
    if not people.rows and not people.problems:
        told.problems.append(Problem(str(path), f"the sheet '{people.name}' has no rows: there is no record in it"))
    yield from Join(tables, told, strangers, ours).participants()


def _tell_stranger(path: Path, name: str, raw: RawSheet, told: Told, ours: SheetSet) -> list[str]:
    """Notes a sheet that has no meaning, and gives the texts in it that may be User IDs."""
    rows = raw.rows()
    first = next(rows, None)
    if first is None:
        return []
    texts = [*_ids_of(first), *(text for row in rows for text in _ids_of(row))]
    near = ours.named(name)
    words = not_known(name, ours.by_name, where="of a workbook") if near is None else "has a name that is used already"
    words = words.replace("a known key", "a known sheet").replace("known keys are", "the sheets are")
    words += "; rename it, delete it, or leave it out by a mapping file"
    told.problems.append(Problem(str(path), words, quoted=name))
    return texts


def _ids_in(raw: RawSheet) -> Iterator[str]:
    for row in raw.rows():
        yield from _ids_of(row)


def _ids_of(row: RawRow) -> Iterator[str]:
    """What may be User IDs: texts and numbers of digits alone."""
    for value in row[1].values():
        text = value.strip() if isinstance(value, str) else _digits(value)
        if text.isascii() and text.isdigit():
            yield text


def _digits(value: object) -> str:
    return f"{value.value:.0f}" if isinstance(value, Number) and value.value.is_integer() else ""
