"""What became of each participant, as a workbook (or CSV file) that an office can file."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from bot.errors import ConfigError
from bot.flows.results import STEPS, Result, new_notes
from bot.inputs import TooMuch, open_regular
from bot.printable import printable
from bot.records.load import Loaded
from bot.records.places import words_of
from bot.report.results_table import STATES, where
from bot.sheets.csv_folder import guarded
from bot.sheets.files import refuse_existing, write_private
from bot.sheets.look import FONT
from bot.sheets.package import MAX_FILE, Unopenable, opened
from bot.sheets.writing import text_cell

CATEGORY = "caljobs-bot results"
"""The property of the file that tells our results from anybody's workbook."""
HEADINGS = (
    "User ID", "Record", "State", "Plan Number", "Entered", *(step.capitalize() for step in STEPS), "Printed Plan",
    "Error", "Began", "Ended", "Seconds", "Notes",
)  # fmt: skip
_WIDTHS = {
    "Record": 34, "State": 16, "Entered": 60, "Printed Plan": 34, "Error": 80, "Began": 20, "Ended": 20, "Notes": 60,
}  # fmt: skip
_COLORS = {"green": "C6E0B4", "cyan": "BDD7EE", "yellow": "FFE699", "magenta": "E4C1F9", "red": "FF9999"}
_CSV_HEAD = "User ID,Record,State"


def check_results_path(path: Path, inputs: Sequence[Path]) -> None:
    """Raises ConfigError, before anything is entered, where the results could not be written at the end."""
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise ConfigError(f"--results: {path} must end in .xlsx or .csv")
    if any(path.resolve() == given.resolve() or path.resolve().parent == _folder(given) for given in inputs):
        raise ConfigError(f"--results: {path} is one of the inputs, or lies among them: name another place")
    if path.exists() and not _is_ours(path):
        raise ConfigError(f"--results: {path} is there already and holds something else: name another")
    if not path.exists():
        refuse_existing(path)
    if not os.access(path.parent, os.W_OK):
        raise ConfigError(f"--results: nothing can be written to the folder {path.parent}")


def write_results(path: Path, loaded: Loaded, results: Sequence[Result]) -> None:
    """Writes the file (0600): a row for each result, with the place of its record. Raises ConfigError."""
    rows = _rows(loaded, results)
    content = _as_csv(rows) if path.suffix.lower() == ".csv" else _as_workbook(rows, results, path.parent)
    write_private(path, content, replace=True)


def write_results_beside(path: Path, loaded: Loaded, results: Sequence[Result]) -> Path | None:
    """Writes the file under another name beside a place where it can't be, as one that is open in Excel: `name (2)`.
    Gives where it is; None where no such name can be written either."""
    for number in range(2, _MOST_NAMES):
        other = path.with_name(f"{path.stem} ({number}){path.suffix}")
        if other.exists() or other.is_symlink():
            continue
        try:
            write_results(other, loaded, results)
        except (ConfigError, OSError):
            return None  # it is the folder, not the name
        return other
    return None


_MOST_NAMES = 100


def results_as_text(loaded: Loaded, results: Sequence[Result]) -> str:
    """What the .csv file would hold."""
    return _as_csv(_rows(loaded, results)).decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")


def _rows(loaded: Loaded, results: Sequence[Result]) -> list[list[str]]:
    places = {record.user_id: str(record.source) for record in loaded.records}
    for problem in loaded.problems:
        if problem.user_id is not None:
            where_it_is = problem.file if problem.place is None else f"{problem.file} {words_of(problem.place)}"
            places.setdefault(problem.user_id, where_it_is)
    said: set[str] = set()
    return [
        _row(result, places.get(result.user_id, ""), [*result.told, *new_notes(result, said)]) for result in results
    ]


def _folder(given: Path) -> Path | None:
    """The folder whose files are all inputs."""
    return given.resolve() if given.is_dir() else None


def _is_ours(path: Path) -> bool:
    try:
        if path.suffix.lower() == ".csv":
            with open_regular(path, MAX_FILE) as file:
                return file.read(200).decode("utf-8-sig", "replace").startswith(_CSV_HEAD)
        with opened(path) as package:
            if not package.has("docProps/core.xml") or CATEGORY.encode() not in package.read("docProps/core.xml"):
                return False
        book = load_workbook(path, read_only=True)
    except (OSError, ValueError, KeyError, TypeError, TooMuch, Unopenable):
        return False
    ours = bool(book.properties.category == CATEGORY)
    book.close()
    return ours


def _row(result: Result, place: str, notes: Sequence[str]) -> list[str]:
    words, _ = STATES[result.state]
    steps = ["" if result.steps[step] == "not_reached" else result.steps[step] for step in STEPS]
    error = f"{where(result.error)}{result.error.message}" if result.error else ""
    began = result.started_at
    times = ["", ""] if began is None else [_time(began), _time(began + timedelta(seconds=result.seconds))]
    entered = "; ".join(dict.fromkeys(result.changed))
    row = [
        result.user_id, place, words, result.plan_id or "", entered, *steps, result.pdf or "", error, *times,
        f"{result.seconds:.1f}" if began else "", "; ".join(notes),
    ]  # fmt: skip
    return [printable(text) for text in row]


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _as_workbook(rows: Sequence[Sequence[str]], results: Sequence[Result], folder: Path) -> bytes:
    book = Workbook(write_only=True)
    book.properties.category = CATEGORY
    sheet: Any = book.create_sheet("Results")
    sheet.freeze_panes = "B2"
    for place, heading in enumerate(HEADINGS):
        sheet.column_dimensions[chr(65 + place)].width = _WIDTHS.get(heading, 14)
    sheet.append([_heading(sheet, heading) for heading in HEADINGS])
    for row, result in zip(rows, results, strict=True):
        sheet.append([_cell(sheet, heading, text, result, folder) for heading, text in zip(HEADINGS, row, strict=True)])
    sheet.auto_filter.ref = f"A1:{chr(64 + len(HEADINGS))}{len(rows) + 1}"
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _heading(sheet: Any, heading: str) -> Any:
    cell = WriteOnlyCell(sheet, value=heading)
    cell.font = Font(name=FONT, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor="1F3864")
    return cell


def _cell(sheet: Any, heading: str, text: str, result: Result, folder: Path) -> Any:
    if heading == "Seconds" and text:
        return float(text)
    cell = text_cell(sheet, text)
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=heading in ("Entered", "Error", "Notes"), vertical="top")
    if heading == "State":
        cell.fill = PatternFill("solid", fgColor=_COLORS[STATES[result.state][1]])
    if heading == "Printed Plan" and result.pdf:
        cell.hyperlink = _link(Path(result.pdf), folder)
        cell.font = Font(name=FONT, color="0563C1", underline="single")
    return cell


def _link(pdf: Path, folder: Path) -> str:
    """The way to a file from the folder of the results, so that both can be moved together."""
    try:
        relative = os.path.relpath(pdf.resolve(), folder.resolve())
    except ValueError:  # on another drive
        return pdf.resolve().as_uri()
    return Path(relative).as_posix().replace("%", "%25").replace(" ", "%20").replace("#", "%23")
