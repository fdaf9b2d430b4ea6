"""Makes the pictures of workbooks: `python -m tests.pictures_of_sheets`, with LibreOffice and poppler installed.

The program's own commands make the workbooks. For the picture alone a sheet gets a page that it fits on, with the
letters of its columns and the numbers of its rows, and some of its notes are shown, which otherwise appear under the
mouse.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image, ImageChops

from bot.sheets.marked_notes import anchor_of
from tests.kit import DAY, ROOT

FOLDER = ROOT / "docs" / "pictures"
DOTS = 120
"""An inch."""


def bot(*arguments: object) -> None:
    """Runs a command of the program; `check` may find errors."""
    subprocess.run([sys.executable, "-m", "bot", *map(str, arguments)], cwd=ROOT, check=False)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plans, errors = folder / "plans.xlsx", folder / "errors.xlsx"
        bot("template", plans, "--example", "--today", DAY)
        picture(plans, "template.png", "Participants", "A1:I6", shown={"C2"})
        spoil(plans)
        bot("check", plans, "--today", DAY, "--marked", errors)
        picture(errors, "marked.png", "Goals", "A1:I8", shown={"C3", "G2"})


def spoil(path: Path) -> None:
    """What people do to workbooks."""
    book = openpyxl.load_workbook(path)
    goals = book["Goals"]
    goals["G2"], goals["C3"], goals["I4"] = "soon", "WIOAA", None
    book.save(path)


def picture(source: Path, name: str, sheet: str, area: str, shown: set[str]) -> None:
    """Has a part of a sheet printed and takes the picture of it."""
    page = source.with_name("page.xlsx")
    on_a_page(source, page, sheet, area, shown)
    convert(page, "pdf")
    command = ["pdftoppm", "-r", str(DOTS), "-png", "-singlefile"]
    command += [str(page.with_suffix(".pdf")), str(page.with_suffix(""))]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    whole = Image.open(page.with_suffix(".png")).convert("RGB")
    box = ImageChops.difference(whole, Image.new("RGB", whole.size, "white")).getbbox()
    whole.crop(box).quantize(64).save(FOLDER / name, optimize=True)


def on_a_page(source: Path, page: Path, name: str, area: str, shown: set[str]) -> None:
    book = openpyxl.load_workbook(source)
    for sheet in book:
        sheet.sheet_state = "visible" if sheet.title == name else "hidden"
        for row in sheet.iter_rows():
            for cell in row:
                if sheet.title != name or cell.coordinate not in shown:
                    cell.comment = None
    sheet = book[name]
    book.active = book.sheetnames.index(name)
    sheet.print_area = area
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.gridLines = sheet.print_options.headings = True
    book.save(page)
    with zipfile.ZipFile(page) as archive:
        parts = {part: archive.read(part).decode() for part in archive.namelist()}
    with zipfile.ZipFile(page, "w") as archive:
        for part, text in parts.items():
            archive.writestr(part, show(text, sheet) if part.endswith(".vml") else text)


def show(text: str, sheet: Any) -> str:
    """The drawing of notes with all of them shown, each beside its cell."""

    def width(column: int) -> int:
        return int(sheet.column_dimensions[get_column_letter(column + 1)].width * 7 + 5)

    def shown(found: re.Match[str]) -> str:
        prefix, row, column = found[1], int(found[2]) + 1, int(found[3])
        words = sheet.cell(row, column + 1).comment.text
        own = f"<{prefix}Visible/><{prefix}Anchor>{anchor_of((row + 2, column), words, width)}</{prefix}Anchor>"
        return own + found[0]

    text = text.replace("visibility:hidden", "visibility:visible")
    return re.sub(r"<(\w+:)Row>(\d+)</\1Row><\1Column>(\d+)<", shown, text)


def convert(source: Path, kind: str) -> None:
    """Has LibreOffice make another file of one, beside it."""
    home = f"-env:UserInstallation={(source.parent / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", kind, "--outdir", str(source.parent), str(source)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
