"""What others give us to read is bounded before work is done on it, and what is wrong with one file stops no other."""

from __future__ import annotations

import csv
import os
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import inputs
from bot.config import load_profile
from bot.errors import ConfigError
from bot.inputs import MAX_DEPTH, TooMuch, bounded_events, load_yaml, read_bounded
from bot.records import load as loading
from bot.records import strict_yaml
from bot.records.load import load
from bot.records.strict_yaml import MAX_FAULTS, parse_yaml
from bot.sheets import csv_folder, package, sheet_xml
from bot.sheets.csv_folder import CsvSheet
from bot.sheets.opening import Sheets
from bot.sheets.package import Unopenable
from bot.survey.model import load_survey
from tests.unit.records_kit import TODAY, load_record, small


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the events that were asked of PyYAML."""
    seen: list[str] = []
    real = yaml.parse

    def counted(text: str, **options: Any) -> Iterator[Any]:
        for event in real(text, **options):
            seen.append(type(event).__name__)
            yield event

    monkeypatch.setattr(yaml, "parse", counted)
    return seen


@pytest.mark.parametrize(
    "text",
    ["[" * 200_000, "{" * 200_000, "[\n" * 100_000, "- " * 100_000, "? " * 100_000, "a: [" + "[" * 100_000 + "]" * 5],
    ids=["lists", "keys", "lines", "items", "questions", "in a key"],
)
def test_depth_is_looked_at_before_the_rest_is_read(text: str, events: list[str]) -> None:
    node, faults = parse_yaml(text)
    assert node is None
    assert len(faults) == 1
    assert f"more than {MAX_DEPTH} deep" in faults[0].words
    assert len(events) < 3 * MAX_DEPTH, "nothing is read behind the one that is too deep"


def test_each_limit_of_yaml_has_its_own_words(monkeypatch: pytest.MonkeyPatch, events: list[str]) -> None:
    monkeypatch.setattr(inputs, "MAX_NODES", 50)
    monkeypatch.setattr(inputs, "MAX_TEXT", 100)
    monkeypatch.setattr(inputs, "MAX_KEYS", 20)
    cases = {
        "more than 50 keys and values": "a:\n" + "- x\n" * 1000,
        "more than 20 keys stand in one place": "".join(f"k{n}: 1\n" for n in range(1000)),
        "more than 100 characters": "a: b\nb: " + "x" * 5000 + "\n" + "c: d\n" * 1000,
        "too many lines start with '%'": "%TAG !a! b\n" * 1000 + "---\na: b\n",
    }
    for words, text in cases.items():
        events.clear()
        node, faults = parse_yaml(text)
        assert node is None
        assert words in faults[-1].words
        assert len(events) < 120, words


def test_faults_are_told_up_to_a_number(events: list[str]) -> None:
    _, faults = parse_yaml("a: &b c\nl:\n" + "- *b\n" * 50_000)
    assert len(faults) == MAX_FAULTS + 1
    assert "correct those first" in faults[-1].words
    assert len(events) < MAX_FAULTS + 50


def test_a_fault_far_down_is_not_looked_for_again_by_the_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, "CSafeLoader"):
        pytest.skip("PyYAML without libyaml")
    monkeypatch.setattr(strict_yaml, "_MOST_READ_TWICE", 1000)
    monkeypatch.setattr(yaml, "SafeLoader", None)
    _, faults = parse_yaml("".join(f"k{n}: 1\n" for n in range(1000)) + "a: 'x")
    assert [fault.line for fault in faults] == [1001]
    assert "split it" in faults[0].words


def _with_others(folder: Path) -> None:
    load_record(folder, small())
    assert len(load([folder], today=TODAY).records) == 1


def _told(folder: Path) -> dict[str, str]:
    loaded = load([folder], today=TODAY, opener=Sheets())
    assert len(loaded.records) == 1, "the others go on"
    return {Path(problem.file).name: problem.message for problem in loaded.problems}


def test_a_bad_file_in_a_folder_stops_no_other(tmp_path: Path) -> None:
    _with_others(tmp_path)
    (tmp_path / "deep.yaml").write_text("[" * 200_000)
    (tmp_path / "large.yaml").write_bytes(b"#" * (inputs.MAX_YAML + 1))
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "nothing.yaml").symlink_to("not there")
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "device.yaml").symlink_to("/dev/zero")
    told = _told(tmp_path)
    assert "deep in each other" in told["deep.yaml"]
    assert "larger than 8 MB" in told["large.yaml"]
    assert told["pipe.yaml"] == told["pipe.xlsx"] == "is not a file"
    assert told["device.yaml"] == told["loop.yaml"] == told["nothing.yaml"] == loading.LEADS_OUT


def test_links_are_followed_within_their_folder_only(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "plans", tmp_path / "other"
    folder.mkdir()
    elsewhere.mkdir()
    load_record(elsewhere, small())
    _with_others(folder)
    (folder / "same.yaml").symlink_to("plans.yaml")
    (folder / "out.yaml").symlink_to(elsewhere / "plans.yaml")
    (folder / "up.yml").symlink_to("../other/plans.yaml")
    (folder / "sheet.csv").symlink_to(elsewhere / "plans.yaml")
    (folder / "book.xlsx").symlink_to(elsewhere / "plans.yaml")
    told = _told(folder)
    assert {name for name, words in told.items() if words == loading.LEADS_OUT} == {
        "out.yaml", "up.yml", "sheet.csv", "book.xlsx",
    }  # fmt: skip
    assert load([folder / "out.yaml"], today=TODAY).records, "what is named itself is read"


def test_a_folder_of_very_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MAX_FILES", 3)
    for number in range(4):
        (tmp_path / f"{number}.txt").touch()
    (problem,) = load([tmp_path], today=TODAY).problems
    assert "holds more than 3 files" in problem.message


def test_a_file_that_grows_is_not_read_beyond_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "plans.yaml"
    file.write_bytes(b"x" * 10)
    real = os.fstat

    def small_then_large(handle: int) -> os.stat_result:
        told = real(handle)
        with file.open("ab") as more:
            more.write(b"x" * 100)
        return told

    monkeypatch.setattr(os, "fstat", small_then_large)
    with pytest.raises(TooMuch, match="is larger than"):
        read_bounded(file, 50)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    ended = threading.Event()

    def read() -> None:
        load([tmp_path / "pipe.yaml"], today=TODAY)
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    assert ended.wait(20)


BOMB = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "words"),
    [(BOMB, "aliases"), ("[" * 100_000, "deep in each other"), ("a: " + "x" * 300_000, "more than 200,000 characters")],
    ids=["aliases", "depth", "text"],
)
def test_profiles_and_surveys_pass_the_same_gate(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=words):
        load_profile(str(file))
    with pytest.raises(ConfigError, match=words):
        load_survey(file)


@pytest.mark.parametrize("text", ["a: 2019-99-99", "a: " + "1" * 5000, "a: [", "a: \x07", "&a"])
def test_what_yaml_cannot_make_a_value_of_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError):
        load_profile(str(file))
    with pytest.raises(ConfigError):
        load_survey(file)


def test_large_files_of_our_own_are_no_values_yet(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(b"#" * (inputs.MAX_YAML + 1))
    with pytest.raises(TooMuch, match="8 MB"):
        load_yaml(file)
    assert next(iter(bounded_events("a", yaml.SafeLoader))) is not None


# --- sheets


def _csv(folder: Path, content: str) -> CsvSheet:
    path = folder / "Goals.csv"
    path.write_text(content, encoding="utf-8")
    return CsvSheet(path)


def test_a_row_of_very_many_columns_is_refused_before_it_is_a_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = csv.reader

    def watched(lines: Any, **options: Any) -> Any:
        def each() -> Iterator[str]:
            for line in lines:
                asked.append(len(line))
                yield line

        return real(each(), **options)

    monkeypatch.setattr(csv, "reader", watched)
    with pytest.raises(Unopenable, match="more than 16,384 columns"):
        list(_csv(tmp_path, "a,b\n" + "," * 2_000_000 + "\n").rows())
    assert asked == [4], "the long row never reached the parser"
    with pytest.raises(Unopenable, match="more than 16,384 columns"):
        list(_csv(tmp_path, '"' + ",\n" * 20_000).rows())


def test_cells_and_rows_of_csv_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unopenable, match="more than 1,048,576 characters"):
        list(_csv(tmp_path, "x" * (csv_folder.MAX_CELL + 1)).rows())
    monkeypatch.setattr(sheet_xml, "MAX_ROWS", 10)
    rows = _csv(tmp_path, "x\n" * 1000).rows()
    with pytest.raises(Unopenable, match=r"Goals.csv has a sheet of more than 10 rows"):
        list(rows)
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", 30)
    with pytest.raises(Unopenable, match="more than 30 cells"):
        list(_csv(tmp_path, "x,,,,,\n" * 8).rows())


def _sheet(xml: str) -> sheet_xml.SheetXml:
    from io import BytesIO

    return sheet_xml.SheetXml(BytesIO(f"<worksheet>{xml}</worksheet>".encode()), [], [], is_1904=False)


def test_sheets_are_counted_as_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    last = '<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>'
    empty = f'<dimension ref="A1:XFD1048576"/><sheetData>{last}</sheetData>'
    assert list(_sheet(empty).rows()) == [(1048576, {16383: "x"})], "what a sheet says of its size costs nothing"
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", 100)
    with pytest.raises(Unopenable, match="more than 100 cells"):
        list(_sheet("<row>" + "<c/>" * 60 + "</row><row>" + "<c/>" * 60 + "</row>").rows())
    hidden = _sheet('<col min="1" max="16384" hidden="1"/>' * 50)
    list(hidden.rows())
    assert len(hidden.hidden_columns) == 16384
    monkeypatch.setattr(sheet_xml, "MAX_MERGED", 5)
    with pytest.raises(Unopenable, match="more than 5 merged ranges"):
        list(_sheet('<mergeCell ref="A1:B2"/>' * 6).rows())


def test_shared_texts_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    from io import BytesIO

    content = b"<sst>" + b"<si><t>abcdefghij</t></si>" * 20 + b"</sst>"
    assert len(sheet_xml.read_strings(BytesIO(content))) == 20
    monkeypatch.setattr(sheet_xml, "MAX_STRINGS", 10)
    with pytest.raises(Unopenable, match="holds more text"):
        sheet_xml.read_strings(BytesIO(content))
    monkeypatch.setattr(sheet_xml, "MAX_STRINGS", 100)
    monkeypatch.setattr(sheet_xml, "MAX_CHARACTERS", 150)
    with pytest.raises(Unopenable, match="holds more text"):
        sheet_xml.read_strings(BytesIO(content))


def test_small_parts_are_looked_at_before_they_are_a_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TAGS", 100)
    monkeypatch.setattr(package, "fromstring", None)
    path = tmp_path / "plans.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("_rels/.rels", "<x>" + "<a/>" * 200 + "</x>")
    (problem,) = load([path], today=TODAY, opener=Sheets()).problems
    assert "is small in every workbook is very large" in problem.message
