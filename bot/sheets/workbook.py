"""Reading a workbook, sheet by sheet and row by row, with all that says whether a cell can be trusted."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS

from bot.sheets.formats import GENERAL, Format, format_of
from bot.sheets.package import Package, Unopenable
from bot.sheets.sheet_xml import SheetXml, read_strings

_MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
_DOCUMENT = "officeDocument"


@dataclass(frozen=True)
class SheetInfo:
    """One sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


@dataclass
class Workbook:
    """An open workbook; `sheets` in its order, `main` the part that lists them."""

    package: Package
    main: str
    sheets: list[SheetInfo]
    is_1904: bool
    formats: list[Format]
    styles_part: str | None
    strings_part: str | None
    has_macros: bool
    _strings: list[str] | None = field(default=None, repr=False)

    @property
    def strings(self) -> list[str]:
        """The texts that the sheets share; read when first needed."""
        if self._strings is None:
            has = self.strings_part is not None and self.package.has(self.strings_part)
            self._strings = read_strings(self.package.open(self.strings_part or "")) if has else []
        return self._strings

    def sheet(self, info: SheetInfo) -> SheetXml:
        """The content of a sheet. Raises Unopenable, also while its rows are read."""
        return SheetXml(self.package.open(info.part), self.strings, self.formats, is_1904=self.is_1904)


def read_workbook(package: Package) -> Workbook:
    """What a workbook's own parts say of its sheets. Raises Unopenable."""
    main = related(package, "", "officeDocument").get("officeDocument")
    if not main or not package.has(main[0]):
        raise Unopenable("is damaged, or no workbook: open it in Excel and save it again as .xlsx")
    root = package.xml(main[0])
    others = related(package, main[0])
    by_id = {number: (kind, target) for number, kind, target in relations(package, main[0])}
    settings = _find(root, "workbookPr")
    styles, strings = others.get("styles"), others.get("sharedStrings")
    return Workbook(
        package=package,
        main=main[0],
        sheets=list(_sheets(root, by_id, package)),
        is_1904=settings is not None and settings.get("date1904") in ("1", "true"),
        formats=_formats(package.xml(styles[0])) if styles and package.has(styles[0]) else [GENERAL],
        styles_part=styles[0] if styles and package.has(styles[0]) else None,
        strings_part=strings[0] if strings else None,
        has_macros="vbaProject" in others,
    )


def _sheets(root: Element, by_id: dict[str, tuple[str, str]], package: Package) -> Iterator[SheetInfo]:
    listed = _find(root, "sheets")
    for sheet in listed if listed is not None else ():
        number = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        kind, part = by_id.get(number, ("", ""))
        if not package.has(part):
            raise Unopenable("lists a sheet that is not in it: open it in Excel and save it again")
        if kind == "worksheet":  # the others are pages of a chart, and hold no cells
            yield SheetInfo(sheet.get("name", ""), part, sheet.get("state", "visible") != "visible")


def relations_part(part: str) -> str:
    """The part that says what another refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> Iterator[tuple[str, str, str]]:
    """Id, kind and target of what a part refers to inside the workbook; links to elsewhere are left out."""
    folder, rels = posixpath.dirname(part), relations_part(part)
    if not package.has(rels):
        return
    for item in package.xml(rels):
        if item.get("TargetMode") != "External":
            target = item.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield item.get("Id", ""), item.get("Type", "").rpartition("/")[2], whole


def related(package: Package, part: str, kind: str = "") -> dict[str, list[str]]:
    """The parts that a part refers to, by their kind; only those of one kind, where it is given."""
    found: dict[str, list[str]] = {}
    for _, own, target in relations(package, part):
        if not kind or own == kind:
            found.setdefault(own, []).append(target)
    return found


def _formats(root: Element) -> list[Format]:
    """The format of each cell style, by the number cells name it with."""
    codes = dict(BUILTIN_FORMATS)
    own = _find(root, "numFmts")
    for item in own if own is not None else ():
        codes[int(item.get("numFmtId", "0"))] = item.get("formatCode", "General")
    styles = _find(root, "cellXfs")
    numbers = [int(style.get("numFmtId", "0")) for style in styles] if styles is not None else []
    # 27-36 and 50-58 are dates in the East Asian editions
    return [_DATE if number not in codes and (27 <= number <= 58) else format_of(codes.get(number, "General"))
            for number in numbers] or [GENERAL]  # fmt: skip


_DATE = Format("date")


def _find(root: Element, name: str) -> Element | None:
    return next((child for child in root if re.sub(r"\{.*\}", "", child.tag) == name), None)
