"""Files that are no workbooks, or dangerous ones: refused with words before anything in them is unpacked."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart

from bot.sheets import package
from tests.unit.sheets_kit import Plans, edit_part, load_sheets

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def told(path: Path) -> list[str]:
    loaded = load_sheets(path)
    assert loaded.records == ()
    return [problem.message for problem in loaded.problems]


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    made = Plans(tmp_path)
    assert made.told() == []
    return made.path


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (ENCRYPTED, "is encrypted with a password: open it in Excel, take the password off, and save it"),
        (OLE + b"\0" * 600, "is a workbook of the old kind (.xls)"),
        (b"", "is damaged, or no workbook"),
        (b"participant: {user_id: 1}", "is damaged, or no workbook"),
        (b"PK\x03\x04 and no more", "is damaged, or no workbook"),
    ],
)
def test_files_that_are_no_workbooks(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plans.xlsx"
    path.write_bytes(content)
    (line,) = told(path)
    assert line.startswith(words)


def add_member(name: str, content: bytes) -> Callable[[Path], None]:
    def add(path: Path) -> None:
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)

    return add


def twice(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")


def many(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(package.MAX_MEMBERS):
            archive.writestr(f"xl/more{number}.xml", b"")


def without_types(path: Path) -> None:
    """A zip of something else that holds such parts."""
    content = path.read_bytes()
    path.write_bytes(content.replace(b"[Content_Types].xml", b"[Another_Types].xml"))


def locked(path: Path) -> None:
    """The mark of an encrypted member, in the directory at the end."""
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (add_member("xl/media/bomb.bin", b"\0" * 4_000_000), "would unpack to far more than a workbook of plans"),
        (many, "has more than 2000 parts"),
        (twice, "has two parts of the same name"),
        (locked, "is encrypted: take the password off"),
        (add_member("xl/workbook.bin", b"x"), "is a binary workbook (.xlsb)"),
        (add_member("content.xml", b"<x/>"), "is an OpenDocument sheet (.ods)"),
        (without_types, "is no workbook"),
    ],
    ids=["bomb", "many", "twice", "locked", "xlsb", "ods", "no types"],
)
def test_what_the_directory_of_the_zip_gives_away(plans: Path, spoil: Callable[[Path], None], words: str) -> None:
    spoil(plans)
    (line,) = told(plans)
    assert line.startswith(words)


def test_sizes_are_bounded(plans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 1000)
    assert "would unpack to far more" in told(plans)[0]
    monkeypatch.setattr(package, "MAX_FILE", 1000)
    assert "is larger than 0 MB" in told(plans)[0]
    monkeypatch.undo()
    monkeypatch.setattr(package, "MAX_PART", 1000)
    assert "would unpack to far more" in told(plans)[0]
    monkeypatch.undo()
    monkeypatch.setattr(package, "MAX_SMALL_PART", 100)
    assert "is very large" in told(plans)[0]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("declared", [BOMB, OUTSIDE])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_declarations_of_xml_are_refused(plans: Path, part: str, declared: str) -> None:
    """Entities are the other kind of bomb, and a way to other files."""

    def declare(text: str) -> str:
        head, mark, rest = text.rpartition("?>")
        return f"{head}{mark}{declared}{rest}"

    edit_part(plans, part, declare)
    (line,) = told(plans)
    assert "it is not opened" in line or "is damaged" in line


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet2.xml", "</sheetData>", ""),
        ("xl/worksheets/sheet2.xml", '<row r="2"', '<row r="1"'),
        ("xl/worksheets/sheet2.xml", '<row r="2"', '<row r="99999999"'),
        ("xl/worksheets/sheet2.xml", '<c r="A2"', '<c r="AAAAA2"'),
        ("xl/worksheets/sheet2.xml", '<c r="A2" t="inlineStr"', '<c r="A2" t="s"><v>999</v></c><c r="A2"'),
        ("xl/worksheets/sheet2.xml", "</worksheet>", ""),
        ("xl/workbook.xml", "<sheets>", "<sheets><"),
    ],
)
def test_damaged_parts(plans: Path, part: str, old: str, new: str) -> None:
    edit_part(plans, part, lambda text: text.replace(old, new))
    assert "damaged" in told(plans)[0]


def test_macros_are_not_run_and_said(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.load()
    relation = '<Relationship Id="rId77" Type="http://x/relationships/vbaProject" Target="vbaProject.bin"/>'
    add_member("xl/vbaProject.bin", b"\xcc\x61 no program")(plans.path)
    edit_part(
        plans.path, "xl/_rels/workbook.xml.rels", lambda text: text.replace("</Rel", f"{relation}</Rel")
    )
    path = plans.path.rename(tmp_path / "plans.xlsm")
    loaded = load_sheets(path)
    assert loaded.count == 1
    assert [warning.message for warning in loaded.warnings] == ["holds macros: they are not run"]


@pytest.mark.parametrize(
    "target",
    [
        'file:///etc/hostname" TargetMode="External',
        '/xl/worksheets/sheet2.xml" TargetMode="External',
        "../../etc/hostname",
        "/xl/worksheets/none.xml",
    ],
)
def test_links_to_elsewhere_are_not_followed(plans: Path, target: str) -> None:
    """A sheet that is said to lie outside the file can't be read, and who stands in it is not entered without it."""
    edit_part(
        plans, "xl/_rels/workbook.xml.rels", lambda text: text.replace("/xl/worksheets/sheet2.xml", target)
    )
    (line,) = told(plans)
    assert line.startswith("lists a sheet that is not in it")


def test_the_page_of_a_chart_is_no_sheet(tmp_path: Path) -> None:
    plans = Plans(tmp_path)
    plans.book.create_chartsheet("Progress").add_chart(BarChart())
    assert plans.told() == []


def test_other_kinds_of_files_are_refused_with_advice(tmp_path: Path) -> None:
    for name, words in [("a.xls", "of the old kind"), ("Goals.csv", "name the folder it stands in")]:
        path = tmp_path / name
        path.write_bytes(OLE)
        assert words in told(path)[0]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 100_000), byte=st.integers(0, 255))
def test_no_changed_byte_makes_it_fall_over(plans: Path, place: int, byte: int) -> None:
    content = bytearray(plans.read_bytes())
    content[place % len(content)] = byte
    path = plans.with_name("changed.xlsx")
    path.write_bytes(content)
    loaded = load_sheets(path)
    assert loaded.count or loaded.problems
