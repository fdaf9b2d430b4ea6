"""How long checking a large workbook takes, and how much memory, against merely reading its cells.

    python -m benchmarks.workbook [--participants 10000] [--rounds 3] [--json]

A workbook as Excel saves it (shared texts, dates as numbers) with some 80 filled columns a participant, 3 goals each
and 3 objectives for each goal. Contestants: openpyxl (read-only) and python-calamine read all its cells and do nothing
with them; the bot checks it, loads it as `run` does (the records are kept), and checks another with an error in every
twentieth participant and writes a marked copy of that. Each runs in a process of its own, in turn, so that its peak of
memory is its own; times leave out starting Python and importing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from xml.sax.saxutils import escape

import openpyxl
import python_calamine

from bot.controls import DateBox, TextBox
from bot.records.load import load
from bot.records.model import NumberText
from bot.sheets.columns import Sheet
from bot.sheets.marked import mark_copy
from bot.sheets.opening import Sheets
from bot.sheets.rows import Cells, rows_of
from bot.sheets.sheet_xml import column_letters
from tests.guide import BOOK, SHEETS

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2019, 6, 5)
GOALS, OBJECTIVES = 3, 3
OPENPYXL, CALAMINE, BOT = "openpyxl, reading", "calamine, reading", "bot, checking"
LOADING, MARKING = "bot, loading for run", "bot, checking, marking"
EVERY = 20
"""In the workbook with errors, so many participants share one."""
DATE_STYLE = 1
STATUS = [column.heading for column in SHEETS["Goals"].columns].index("Status")


def make_workbook(path: Path, participants: int, *, wrong: bool = False) -> int:
    """Writes the workbook, right or `wrong`, and gives the number of its filled cells."""
    texts: dict[str, int] = {}
    cells = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, sheet in enumerate(SHEETS.values(), start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                part.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                for place, row in enumerate(_rows(sheet, participants, wrong), start=1):
                    line = _row(sheet, place, row, texts)
                    cells += line.count("<c ")
                    part.write(line.encode())
                part.write(b"</sheetData></worksheet>")
        for name, text in _other_parts(texts):
            archive.writestr(name, text)
    return cells


def _rows(sheet: Sheet, participants: int, wrong: bool) -> Iterator[Cells]:
    yield [column.heading for column in sheet.columns]
    sample = rows_of(load([ROOT / "tests" / "records" / "every_field.yaml"], today=TODAY).records, BOOK)
    if sheet.is_people:
        yield from (_varied(sheet, sample[sheet.name][0], number) for number in range(participants))
    elif sheet.name == "Activities":
        yield from (_varied(sheet, row, number) for number in range(participants) for row in sample[sheet.name])
    elif sheet.name in ("Goals", "Objectives"):
        for number in range(participants):
            for goal in range(1, GOALS + 1):
                for again in range(OBJECTIVES if sheet.within else 1):
                    row = _varied(sheet, sample[sheet.name][0], number, f"{goal}.{again}")
                    row[1] = str(goal)
                    if wrong and sheet.name == "Goals" and goal == 1 and number % EVERY == 0:
                        row[STATUS] = "Opened"
                    yield row


def _varied(sheet: Sheet, row: Cells, number: int, more: str = "") -> Cells:
    """The sample's row with another participant's ids, and texts that no other row has."""
    own: Cells = []
    for column, text in zip(sheet.columns, row, strict=True):
        control = column.control
        if text is not None and isinstance(control, NumberText):
            text = f"{2_000_000 + number}"
        elif text is not None and isinstance(control, TextBox) and column.key != "name":
            text = f"{text}, participant {number} {more}".rstrip()
        own.append(text)
    return own


def _row(sheet: Sheet, place: int, row: Cells, texts: dict[str, int]) -> str:
    cells = []
    for number, text in enumerate(row):
        if text is None:
            continue
        where = f"{column_letters(number)}{place}"
        control = sheet.columns[number].control
        if place > 1 and isinstance(control, DateBox):
            serial = (control.parse(text) - date(1899, 12, 30)).days
            cells.append(f'<c r="{where}" s="{DATE_STYLE}"><v>{serial}</v></c>')
        else:
            cells.append(f'<c r="{where}" t="s"><v>{texts.setdefault(text, len(texts))}</v></c>')
    return f'<row r="{place}">{"".join(cells)}</row>'


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _other_parts(texts: dict[str, int]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(SHEETS) + 1)
    strings = "".join(f"<si><t>{escape(text)}</t></si>" for text in texts)
    yield "xl/sharedStrings.xml", f'{_XML}<sst xmlns="{_MAIN}" count="{len(texts)}">{strings}</sst>'
    styles = '<numFmts count="1"><numFmt numFmtId="164" formatCode="mm/dd/yyyy"/></numFmts>'
    fonts = "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills><borders><border/></borders>"
    fonts += "<cellStyleXfs><xf/></cellStyleXfs>"
    formats = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    named = '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    yield "xl/styles.xml", f'{_XML}<styleSheet xmlns="{_MAIN}">{styles}{fonts}{formats}{named}</styleSheet>'
    listed = zip(numbers, SHEETS, strict=True)
    sheets = "".join(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in listed)
    yield "xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    kinds = [(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    kinds += [("rId98", "styles", "styles.xml"), ("rId99", "sharedStrings", "sharedStrings.xml")]
    rels = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{to}"/>' for i, kind, to in kinds)
    yield "xl/_rels/workbook.xml.rels", f'{_XML}<Relationships xmlns="{_RELS}">{rels}</Relationships>'
    top = f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    yield "_rels/.rels", f'{_XML}<Relationships xmlns="{_RELS}">{top}</Relationships>'
    parts = [("workbook.xml", "sheet.main"), ("styles.xml", "styles"), ("sharedStrings.xml", "sharedStrings")]
    parts += [(f"worksheets/sheet{number}.xml", "worksheet") for number in numbers]
    own = "".join(f'<Override PartName="/xl/{part}" ContentType="{_KIND}.{kind}+xml"/>' for part, kind in parts)
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    yield "[Content_Types].xml", f'{_XML}<Types xmlns="{_TYPES}">{default}{own}</Types>'


def with_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(value is not None for sheet in book for row in sheet.iter_rows(values_only=True) for value in row)


def with_calamine(path: Path) -> int:
    book = python_calamine.load_workbook(path)
    sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
    return sum(value != "" for sheet in sheets for row in sheet.iter_rows() for value in row)


def with_bot(path: Path, *, keep: bool = False) -> int:
    loaded = load([path], today=TODAY, keep=keep, opener=Sheets())
    if loaded.problems:
        raise SystemExit(f"the workbook of the benchmark is wrong: {loaded.problems[0].for_author()}")
    return loaded.count


def loading(path: Path) -> int:
    return with_bot(path, keep=True)


def marking(path: Path) -> int:
    """Checks the workbook with errors that stands beside it, and gives the number of cells marked in the copy."""
    path = wrong_of(path)
    loaded = load([path], today=TODAY, keep=False, opener=Sheets())
    target = path.with_name("marked.xlsx")
    target.unlink(missing_ok=True)
    return mark_copy(path, target, loaded.problems, loaded.warnings) or 0


def wrong_of(path: Path) -> Path:
    return path.with_name("wrong.xlsx")


CONTESTANTS: dict[str, Callable[[Path], int]] = {
    OPENPYXL: with_openpyxl, CALAMINE: with_calamine, BOT: with_bot, LOADING: loading, MARKING: marking,
}  # fmt: skip


def measure(name: str, path: Path) -> dict[str, float]:
    """One contestant in a process of its own: seconds, peak of memory in MB, and what it counted."""
    command = [sys.executable, "-m", "benchmarks.workbook", "--one", name, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def peak_mb() -> float:
    """The most memory this process had at once. Not ru_maxrss: that remembers the process it was forked from."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def one(name: str, path: Path) -> None:
    began, cpu_began = perf_counter(), process_time()
    counted = CONTESTANTS[name](path)
    seconds, cpu = perf_counter() - began, process_time() - cpu_began
    peak = peak_mb()
    print(json.dumps({"seconds": seconds, "cpu": cpu, "mb": peak, "counted": counted}))


def compare(path: Path, rounds: int) -> dict[str, dict[str, float]]:
    """The medians of some rounds in turn, and their ratios to openpyxl's."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in CONTESTANTS}
    for _ in range(rounds):
        for name, own in runs.items():
            own.append(measure(name, path))
    table = {name: {key: median(run[key] for run in own) for key in own[0]} for name, own in runs.items()}
    for row in table.values():
        row["cpu_ratio"] = row["cpu"] / table[OPENPYXL]["cpu"]
        row["time_ratio"] = row["seconds"] / table[OPENPYXL]["seconds"]
        row["memory_ratio"] = row["mb"] / table[OPENPYXL]["mb"]
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--participants", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], Path(asked.one[1]))
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plans.xlsx"
        cells = make_workbook(path, asked.participants)
        make_workbook(wrong_of(path), asked.participants, wrong=True)
        table = compare(path, asked.rounds)
    if asked.json:
        print(json.dumps({"cells": cells, **table}))
        return
    print(f"{asked.participants} participants, {cells} cells, medians of {asked.rounds} rounds; ratios to openpyxl")
    for name, row in table.items():
        ratios = f"{row['time_ratio']:.2f} x the time ({row['cpu_ratio']:.2f} x the CPU)"
        memory = f"{row['memory_ratio']:.2f} x the memory"
        print(f"{name:22} {row['seconds']:7.2f} s {row['mb']:7.0f} MB   {ratios}, {memory}")


if __name__ == "__main__":
    main()
