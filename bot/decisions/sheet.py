"""The sheet of what differs in a copy of a workbook, with a drop-down for each decision, and reading it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from bot.compare.decisions import Decision
from bot.compare.items import Comparison
from bot.decisions.file import COLUMNS, as_cells, entries_of, from_cells, made_of
from bot.errors import ConfigError
from bot.sheets.columns import DIFFERENCES
from bot.sheets.copying import OFFICE, Copy
from bot.sheets.files import private_file, refuse_existing
from bot.sheets.opening import WORKBOOKS, Sheets
from bot.sheets.package import Unopenable, opened
from bot.sheets.sheet_xml import column_letters
from bot.sheets.splicing import Splice, inside, prefix_at, spliced, tree
from bot.sheets.workbook import Workbook, read_workbook
from bot.sheets.writing import escape

HEADINGS = {
    "participant": "User ID",
    "about": "About",
    "may_be": "May Be",
    "decision": "Decision",
    "screen": "Screen",
    "row": "Row",
    "field": "Field",
    "fingerprint": "Fingerprint",
}
_KEYS = {heading: key for key, heading in HEADINGS.items()}
_WIDTHS = (14, 60, 24, 16, 18, 10, 18, 30)
_SHOWN = 4
"""So many columns are for people; the others are hidden."""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


def check_copy_path(target: Path, inputs: Sequence[Path]) -> None:
    """Raises ConfigError, before anything is looked at, where no copy with the sheet could be written."""
    if len(inputs) != 1 or inputs[0].suffix.lower() not in WORKBOOKS or inputs[0].is_dir():
        raise ConfigError("--marked: name one workbook (.xlsx) to compare")
    if target.suffix.lower() != ".xlsx":
        raise ConfigError(f"--marked: {target} must end in .xlsx")
    refuse_existing(target)


def copy_with_differences(
    source: Path, target: Path, comparisons: Sequence[Comparison], made: Sequence[Decision] = ()
) -> int:
    """Writes a copy (0600) of a workbook with a sheet of all that can be decided, and gives how much that is.

    What is `made` already stands in it. The workbook itself is only read. Raises ConfigError.
    """
    entries = entries_of(comparisons, made)
    try:
        with opened(source) as package:
            book = read_workbook(package)
            copy = Copy(package, book.main)
            _put(book, copy, _sheet(entries))
            with private_file(target) as file:
                copy.write(file)
    except Unopenable as error:
        raise ConfigError(f"no copy with the differences can be made: {source} {error.words}") from None
    return len(entries)


def decisions_in_workbooks(inputs: Sequence[Path]) -> list[Decision]:
    """The decisions of the sheets of differences in these workbooks, and in those of these folders.

    Raises ConfigError that names the row of a mistake. Files that are not workbooks are reported by the loader.
    """
    files = [file for given in inputs for file in (Sheets().find(given) if given.is_dir() else [given])]
    books = [file for file in files if file.suffix.lower() in WORKBOOKS and file.is_file()]
    return [decision for book in books for decision in _decisions_in(book)]


def _decisions_in(path: Path) -> list[Decision]:
    try:
        with opened(path) as package:
            book = read_workbook(package)
            info = next((info for info in book.sheets if info.name == DIFFERENCES), None)
            rows = [] if info is None else [(number, cells) for number, cells in book.sheet(info).rows()]
    except Unopenable:
        return []  # loading it says why
    return made_of(_entries(path, rows))


def _entries(path: Path, rows: Sequence[tuple[int, Mapping[int, object]]]) -> Iterator[tuple[str, dict[str, str]]]:
    if not rows:
        return
    head = {place: _KEYS[text] for place, text in rows[0][1].items() if isinstance(text, str) and text in _KEYS}
    for number, cells in rows[1:]:
        where = f"{path} {DIFFERENCES} row {number}"
        texts = {key: cells.get(place, "") for place, key in head.items()}
        if not any(texts.values()):
            continue
        wrong = next((HEADINGS[key] for key, text in texts.items() if not isinstance(text, str)), None)
        if wrong is not None:
            raise ConfigError(f"{where}, {wrong}: is not the text that compare wrote")
        yield where, from_cells({key: str(text) for key, text in texts.items()})


def _put(book: Workbook, copy: Copy, content: bytes) -> None:
    """Puts the sheet into the copy, in the place of an earlier one."""
    there = next((info for info in book.sheets if info.name == DIFFERENCES), None)
    if there is not None:
        copy.put(there.part, content)
        return
    part = copy.free_name("xl/worksheets/sheetBot{}.xml")
    copy.put(part, content)
    copy.declare(part, _KIND)
    reference = copy.relate(book.main, "worksheet", part)
    main = copy.read(book.main)
    listed = tree(main).child("sheets")
    if listed is None:
        raise Unopenable("lists no sheets")
    number = 1 + max((int(item.attributes.get("sheetId", "0")) for item in listed.children), default=0)
    prefix = prefix_at(main, listed.start).decode()
    own = (
        f'<{prefix}sheet xmlns:bot="{OFFICE}" name={quoteattr(DIFFERENCES)} sheetId="{number}"'
        f' bot:id="{reference}"/>'
    )
    splices: list[Splice] = inside(listed, main, own.encode())
    copy.put(book.main, spliced(main, splices))


def _sheet(entries: Sequence[Mapping[str, str]]) -> bytes:
    rows = [[HEADINGS[key] for key in COLUMNS], *map(as_cells, entries)]
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"{_hidden(number)}/>'
        for number, width in enumerate(_WIDTHS, 1)
    )
    data = "".join(f'<row r="{number}">{_cells(number, row)}</row>' for number, row in enumerate(rows, 1))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{data}</sheetData>{_choosers(entries)}</worksheet>"
    ).encode()


def _hidden(number: int) -> str:
    return ' hidden="1"' if number > _SHOWN else ""


def _cells(number: int, row: Sequence[str]) -> str:
    return "".join(
        f'<c r="{column_letters(place)}{number}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape_xml(escape(text))}</t></is></c>"
        for place, text in enumerate(row)
        if text
    )


def _choosers(entries: Sequence[Mapping[str, str]]) -> str:
    """The drop-downs: each offers what may be decided there."""
    cells: dict[str, list[str]] = {}
    letter = column_letters(COLUMNS.index("decision"))
    for number, entry in enumerate(entries, 2):
        cells.setdefault(entry["may_be"].replace(" ", ""), []).append(f"{letter}{number}")
    lists = [(choices, own) for choices, own in cells.items() if choices]
    made = "".join(
        f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="{" ".join(own)}">'
        f"<formula1>{escape_xml(chr(34) + choices + chr(34))}</formula1></dataValidation>"
        for choices, own in lists
    )
    return f'<dataValidations count="{len(lists)}">{made}</dataValidations>' if lists else ""
