"""Of a folder nothing that may hold records is dropped without a word, and other kinds of files say what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bot.records.load import Loaded, load
from bot.sheets.opening import Sheets
from tests.unit.records_kit import TODAY, load_record, small
from tests.unit.sheets_kit import OTHER, Plans, words


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With one record."""
    load_record(tmp_path, small())
    return tmp_path


def loaded_of(*paths: Path) -> Loaded:
    return load(paths, today=TODAY, opener=Sheets())


def notes(folder: Path) -> list[str]:
    loaded = loaded_of(folder)
    assert not loaded.problems
    assert loaded.count == 1
    return [words(folder, str(note)) for note in loaded.warnings]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b.xls", "is a workbook of the old kind"),
        ("B.XLSB", "is a binary workbook"),
        ("c.ods", "is an OpenDocument sheet"),
        ("d.numbers", "is a sheet of Numbers: export it as .xlsx"),
        ("d.gsheet", "is a link to Google Sheets"),
        ("d.xltx", "is a template"),
        ("d.tsv", "is a table with tabs"),
        ("d.zip", "is an archive: unpack it"),
        ("40300.yaml.txt", "ends in .txt, and is passed over: if it is a .yaml file, take the '.txt' off its name"),
        ("plans.xlsx.download", "ends in .download, and is passed over: if it is a .xlsx file"),
        ("40300.yml.bak", "ends in .bak, and is passed over"),
        ("records.json", "is passed over: take the ending .yaml if it holds records"),
        ("notes.txt", "is passed over"),
        (".40300.yaml", "begins with a dot, and is passed over"),
    ],
)
def test_a_file_that_may_hold_records_is_named(folder: Path, name: str, said: str) -> None:
    (folder / name).write_text("x")
    (note,) = notes(folder)
    assert note.startswith(f"{name}: {said}")


@pytest.mark.parametrize(
    "name",
    ["plan.pdf", "photo.png", "README.md", "run.log", ".DS_Store", "~$plans.xlsx", "._36213.yaml", ".~lock.a.ods#"],
)
def test_a_file_that_holds_none_is_not(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\x00\x05")
    assert notes(folder) == []


def test_a_folder_with_records_in_it_is_named(folder: Path) -> None:
    (folder / "sub" / "more").mkdir(parents=True)
    (folder / "out").mkdir()
    (folder / "out" / "36213.pdf").write_text("x")
    assert notes(folder) == []
    (folder / "sub" / "more" / "x.yaml").write_text("x")
    assert notes(folder) == ["sub: is a folder within the folder, and is not looked into: name it as well"]
    (folder / "out" / "b.xls").write_text("x")
    assert [note.partition(":")[0] for note in notes(folder)] == ["out", "sub"]


def test_what_is_named_itself_is_not_told(folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "x.yaml").write_text((folder / "plans.yaml").read_text())
    loaded = loaded_of(folder, folder / "sub")
    assert ["the same record" in note.message for note in loaded.warnings] == [True]


def test_a_link_to_a_folder_is_told_and_not_followed(folder: Path) -> None:
    (folder / "link").symlink_to(folder.parent, target_is_directory=True)
    assert notes(folder) == ["link: is a link to a folder, and is not followed: name the folder itself"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plans.numbers", "is a sheet of Numbers: export it as .xlsx"),
        ("plans.gsheet", "is a link to Google Sheets, and no sheet: download it as .xlsx"),
        ("plans.xltx", "is a template: open it"),
        ("plans.tsv", "is a table with tabs: save it as .xlsx"),
        ("plan.pdf", "is a document, and no file of records"),
        ("plans.xlsx.download", "is a download that has not ended"),
    ],
)
def test_another_kind_of_file_that_is_named_says_what_to_do(tmp_path: Path, name: str, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x00\xff participant: x")
    (problem,) = loaded_of(path).problems
    assert problem.message.startswith(said)
    path.unlink()
    assert loaded_of(path).problems[0].message == "there is no such file"


def test_a_text_file_that_is_named_is_read(folder: Path) -> None:
    (folder / "plans.yaml").rename(folder / "plans.yaml.txt")
    assert loaded_of(folder / "plans.yaml.txt").count == 1


def test_a_mapping_file_among_records_says_what_it_is(folder: Path) -> None:
    (folder / "m.yaml").write_text("sheets:\n  Plans: {sheet: Participants}\nignored_sheets: []\n")
    (problem,) = loaded_of(folder).problems
    assert problem.message.startswith("is a mapping file, and holds no records")


def test_a_workbook_that_only_excel_reads_says_the_way_out(tmp_path: Path) -> None:
    plans = Plans(tmp_path, {}, OTHER)
    plans.load()
    with zipfile.ZipFile(plans.path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(plans.path, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("/", "\\")
            archive.writestr(info, content)
    (problem,) = loaded_of(plans.path).problems
    assert problem.message.endswith("open it in Excel and save it again as .xlsx")
