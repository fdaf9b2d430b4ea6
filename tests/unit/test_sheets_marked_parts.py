"""A marked copy differs from its workbook in the marks alone: charts, pictures, formulas, notes and threads stay."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule

from bot.errors import ConfigError
from bot.records.places import Cell
from bot.records.problems import Problem
from bot.sheets.marked import mark_copy
from bot.sheets.marked_cells import CellMarks
from bot.sheets.marked_styles import RED, YELLOW
from bot.sheets.splicing import copy_spliced, spliced, tree, with_attributes
from tests.unit.sheets_kit import Plans, edit_part, load_sheets

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class Marked:
    """A workbook with one error in Goals, and its copy."""

    def __init__(self, folder: Path) -> None:
        self.plans = Plans(folder)
        self.plans.put("Goals", "Estimated Date of Completion", "soon")
        self.plans.put("Goals", "Status", None)
        self.target = folder / "errors.xlsx"

    def copy(self) -> Any:
        loaded = self.plans.load(keep=False)
        return self.again(loaded)

    def again(self, loaded: Any) -> Any:
        """The copy of the file as it stands."""
        mark_copy(self.plans.path, self.target, loaded.problems, loaded.warnings)
        return openpyxl.load_workbook(self.target)

    def add(self, content: dict[str, bytes]) -> None:
        with zipfile.ZipFile(self.plans.path, "a") as archive:
            for name, text in content.items():
                archive.writestr(name, text)


@pytest.fixture
def marked(tmp_path: Path) -> Marked:
    return Marked(tmp_path)


def test_only_marked_cells_styles_and_notes_differ(marked: Marked) -> None:
    """What openpyxl or any library would drop or rewrite is there byte by byte."""
    sheet = marked.plans.book["Participants"]
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    cast("Any", sheet).add_chart(chart, "C9")
    goals = marked.plans.book["Goals"]
    goals["M1"] = "=1+1"
    goals.conditional_formatting.add("A1:A9", cast("Any", CellIsRule)(operator="equal", formula=["1"]))
    book = marked.copy()
    before, after = parts(marked.plans.path), parts(marked.target)
    changed = {name for name in before if before[name] != after.get(name)}
    assert changed == {
        "[Content_Types].xml", "xl/styles.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    assert set(after) - set(before) == {
        "xl/commentsBot1.xml", "xl/drawings/vmlDrawingBot1.vml", "xl/worksheets/_rels/sheet2.xml.rels",
    }  # fmt: skip
    assert len(book["Participants"]._charts) == 1
    assert book["Goals"]["M1"].value == "=1+1"
    assert book["Goals"]["G2"].fill.fgColor.rgb == book["Goals"]["I2"].fill.fgColor.rgb == RED


def test_notes_that_are_there_stay_and_are_not_doubled(marked: Marked) -> None:
    goals = marked.plans.book["Goals"]
    goals["G2"].comment = Comment("ask <Pat> & Kim", "Lai")
    goals["A1"].comment = Comment("whose it is", "Lai")
    book = marked.copy()
    assert book["Goals"]["A1"].comment.text == "whose it is"
    assert book["Goals"]["G2"].comment.text == "'soon' is not a date such as 01/31/2026\nask <Pat> & Kim"
    after = parts(marked.target)
    drawing = after["xl/drawings/commentsDrawing1.vml"]
    assert drawing.count(b'ObjectType="Note"') == 3, "two of before, and one for the status"
    assert drawing.count(b"_x0000_t202\"") == 1 + 3, "its kind is declared once"
    numbers = {element.attributes.get("id") for element in tree(drawing).children if element.name == "shape"}
    assert len(numbers) == 3
    assert 'data="1,2"' in drawing.decode()


def test_a_marked_copy_can_be_checked_and_marked_again(marked: Marked, tmp_path: Path) -> None:
    marked.copy()
    marked.plans.path.unlink()
    marked.target.rename(marked.plans.path)
    loaded = load_sheets(marked.plans.path)
    assert len(loaded.problems) == 2
    book = marked.again(loaded)
    assert book["Goals"]["G2"].comment.text == "'soon' is not a date such as 01/31/2026"
    assert book["Goals"]["G2"].fill.fgColor.rgb == RED


def test_threads_give_way_to_the_note_that_holds_their_words(marked: Marked) -> None:
    """A thread hides the note on its cell; Excel writes its words into the note as well."""
    marked.plans.book["Goals"]["G2"].comment = Comment("[Threaded comment]\nComment:\nwhich day?", "tc={1}")
    loaded = marked.plans.load(keep=False)
    threads = '<ThreadedComments xmlns="x"><threadedComment ref="G2" id="{1}"><text>which day?</text></threadedComment>'
    threads += '<threadedComment ref="B2" id="{2}"><text>stays</text></threadedComment></ThreadedComments>'
    marked.add({"xl/threadedComments/one.xml": threads.encode()})
    relation = '<Relationship Id="t" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
    relation += 'Target="../threadedComments/one.xml"/>'
    edit_part(
        marked.plans.path, "xl/worksheets/_rels/sheet2.xml.rels", lambda text: text.replace("</Rel", f"{relation}</Rel")
    )
    book = marked.again(loaded)
    assert book["Goals"]["G2"].comment.text.endswith("which day?")
    left = parts(marked.target)["xl/threadedComments/one.xml"]
    assert b"stays" in left
    assert b"which day?" not in left


def test_macros_are_left_out_of_the_copy(marked: Marked) -> None:
    """It is an .xlsx, which Excel opens only without them."""
    loaded = marked.plans.load(keep=False)
    marked.add({"xl/vbaProject.bin": b"macro", "xl/_rels/vbaProject.bin.rels": b"<Relationships/>"})
    relation = '<Relationship Id="v" Type="http://x/relationships/vbaProject" Target="vbaProject.bin"/>'
    edit_part(
        marked.plans.path, "xl/_rels/workbook.xml.rels", lambda text: text.replace("</Rel", f"{relation}</Rel")
    )

    def with_macros(text: str) -> str:
        plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        kind = '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        return text.replace(plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml").replace("</Types>", kind)

    edit_part(marked.plans.path, "[Content_Types].xml", with_macros)
    marked.again(loaded)
    after = parts(marked.target)
    assert not [name for name, content in after.items() if b"vbaProject" in content or "vbaProject" in name]
    assert b"macroEnabled" not in after["[Content_Types].xml"]


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("_rels/.rels", "schemas.openxmlformats.org/officeD", "purl.oclc.org/ooxml/officeD", "is a 'Strict"),
        ("xl/worksheets/sheet2.xml", "<worksheet", '<?xml version="1.0" encoding="latin-1"?><worksheet', "unusual enc"),
        ("xl/styles.xml", "cellXfs", "cellXfz", "has no styles of its own"),
    ],
)
def test_workbooks_of_which_no_copy_can_be_made(marked: Marked, part: str, old: str, new: str, said: str) -> None:
    loaded = marked.plans.load(keep=False)
    edit_part(marked.plans.path, part, lambda text: text.replace(old, new))
    with pytest.raises(ConfigError, match=said):
        marked.again(loaded)
    assert [path.name for path in marked.plans.folder.iterdir()] == ["plans.xlsx"], "nothing half done is left"


SHEET = '<{0}worksheet xmlns{1}="' + MAIN + '">{2}</{0}worksheet>'


def restyled(inner: str, cells: dict[tuple[int, int], bool], prefix: str = "") -> tuple[str, CellMarks]:
    content = SHEET.format(prefix, f":{prefix[:-1]}" if prefix else "", inner).encode()
    marks = CellMarks(cells, lambda style, is_error: style * 10 + (1 if is_error else 2))
    marks.read(BytesIO(content))
    target = BytesIO()
    copy_spliced(BytesIO(content), target, marks.splices)
    assert target.getvalue() == spliced(content, marks.splices)
    tree(target.getvalue())
    return target.getvalue().decode().partition(">")[2].removesuffix(f"</{prefix}worksheet>"), marks


COLUMNS = '<cols><col min="2" max="3" style="7"/></cols>'


@pytest.mark.parametrize(
    ("inner", "cells", "expected"),
    [
        ('<row r="2"><c r="B2" s="3"><v/></c></row>', {(2, 1): True}, '<row r="2"><c r="B2" s="31"><v/></c></row>'),
        ("<row r='2'><c r='B2' s = '3' t='s'/></row>", {(2, 1): False}, "<row r='2'><c r='B2' s=\"32\" t='s'/></row>"),
        ('<row r="2"><c r="B2"/></row>', {(2, 1): True}, '<row r="2"><c s="1" r="B2"/></row>'),
        ("<row><c/><c><v>5</v></c></row>", {(1, 1): True}, '<row><c/><c s="1"><v>5</v></c></row>'),
        ('<row r="2"><c r="C2"/></row>', {(2, 0): True, (2, 4): True},
         '<row r="2"><c r="A2" s="1"/><c r="C2"/><c r="E2" s="1"/></row>'),
        ('<row r="2" s="4" customFormat="1"/>', {(2, 1): True},
         '<row r="2" s="4" customFormat="1"><c r="B2" s="41"/></row>'),
        ('<row r="2"></row>', {(2, 1): True}, '<row r="2"><c r="B2" s="71"/></row>'),
        ('<row r="4"/>', {(2, 0): True, (9, 2): False},
         '<row r="2"><c r="A2" s="1"/></row><row r="4"/><row r="9"><c r="C9" s="72"/></row>'),
    ],
)  # fmt: skip
def test_cells_that_are_there_or_not(inner: str, cells: dict[tuple[int, int], bool], expected: str) -> None:
    found, _ = restyled(f"{COLUMNS}<sheetData>{inner}</sheetData>", cells)
    assert found == f"{COLUMNS}<sheetData>{expected}</sheetData>"


def test_a_sheet_without_any_row() -> None:
    assert restyled("<sheetData/>", {(1, 0): True})[0] == '<sheetData><row r="1"><c r="A1" s="1"/></row></sheetData>'


def test_tags_with_a_prefix() -> None:
    inner = '<x:sheetData><x:row r="1"><x:c r="A1"/></x:row></x:sheetData>'
    found, marks = restyled(inner, {(1, 0): True, (2, 1): True}, "x:")
    assert '<x:c s="1" r="A1"/></x:row><x:row r="2"><x:c r="B2" s="1"/></x:row></x:sheetData>' in found
    assert marks.prefix == "x:"


@pytest.mark.parametrize(
    ("behind", "place"),
    [
        ("", "</worksheet>"),
        ("<pageMargins/><drawing/>", "</worksheet>"),
        ("<drawing/><tableParts/><extLst/>", "<tableParts/>"),
        ("<drawing/><picture/><tableParts/>", "<picture/>"),
    ],
)
def test_where_the_reference_to_the_notes_belongs(behind: str, place: str) -> None:
    """Excel takes the parts of a sheet in one order only."""
    content = SHEET.format("", "", f"<sheetData/>{behind}").encode()
    marks = CellMarks({}, lambda style, is_error: style)
    marks.read(BytesIO(content))
    assert content[marks.notes_place :].decode().startswith(place)
    assert marks.notes_id is None


def test_many_notes_have_numbers_of_their_own(marked: Marked) -> None:
    """Boxes are numbered in blocks of 1,024, and no two have one number."""
    marked.plans.load()
    source = str(marked.plans.path)
    problems = [Problem(source, "is wrong", Cell("Goals", row, "A")) for row in range(2, 2_502)]
    assert mark_copy(marked.plans.path, marked.target, problems, [Problem(source, "x", Cell("Goals", 2, "B"))]) == 2_501
    drawing = tree(parts(marked.target)["xl/drawings/vmlDrawingBot1.vml"])
    numbers = [int(element.attributes["id"].removeprefix("_x0000_s")) for element in drawing.children[2:]]
    assert len(set(numbers)) == 2_501
    layout = drawing.children[0].children[0].attributes["data"].split(",")
    assert {number // 1024 for number in numbers} == set(map(int, layout))
    assert openpyxl.load_workbook(marked.target)["Goals"]["B2"].fill.fgColor.rgb == YELLOW


def test_attributes_of_a_tag() -> None:
    assert with_attributes(b'<xf a="1" fillId = \'3\'/>', fillId="9") == b'<xf a="1" fillId="9"/>'
    assert with_attributes(b"<xf><y fillid='1'/></xf>", fillId="9") == b"<xf fillId=\"9\"><y fillid='1'/></xf>"
