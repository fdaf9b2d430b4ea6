"""Files with participants' data: whole or not at all, for their owner alone, never over another; inputs stay as is."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.app import app
from bot.errors import ConfigError
from bot.sheets import csv_folder, mapping
from bot.sheets.files import make_private_folder, private_file, write_private
from bot.sheets.mapping import read_mapping
from bot.sheets.proposal_text import _nearest
from bot.sheets.rows import rows_of
from bot.sheets.writing import write_folder, write_workbook
from tests.guide import BOOK
from tests.unit.sheets_kit import load_sheets, small_records


def test_a_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    write_private(tmp_path / "a", b"x")
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("kind", ["file", "dangling link", "folder"])
def test_nothing_is_written_over(tmp_path: Path, kind: str) -> None:
    there = tmp_path / "there"
    if kind == "file":
        there.write_text("mine")
    elif kind == "folder":
        there.mkdir()
    else:
        there.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConfigError, match="is there already"):
        write_private(there, b"x")
    assert kind != "file" or there.read_text() == "mine"
    assert not (tmp_path / "elsewhere").exists()


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with private_file(tmp_path / "a") as file:
            file.write(b"half of it")
            raise OSError(28, "disk full")

    with pytest.raises(ConfigError, match="can't be written: disk full"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_new_or_empty(tmp_path: Path) -> None:
    make_private_folder(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "new" / "a").touch()
    with pytest.raises(ConfigError, match="is not empty"):
        make_private_folder(tmp_path / "new")


def test_mapping_files_that_can_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mapping.yaml"
    with pytest.raises(ConfigError, match="can't be read: No such file"):
        read_mapping(file, BOOK)
    file.write_bytes("sheets: {Zoë: {}}".encode("latin-1"))
    with pytest.raises(ConfigError, match="is not text in UTF-8"):
        read_mapping(file, BOOK)
    monkeypatch.setattr(mapping, "MAX_BYTES", 5)
    with pytest.raises(ConfigError, match="is larger than 0 MB: no mapping file is"):
        read_mapping(file, BOOK)


def test_csv_files_of_any_beginning_and_not_of_any_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_folder(tmp_path / "plans", rows_of(small_records(tmp_path, {}), BOOK), BOOK)
    participants = tmp_path / "plans" / "Participants.csv"
    text = participants.read_text(encoding="utf-8-sig")
    participants.write_text(f'"{text.replace(",", chr(34) + ",", 1)}', encoding="utf-8-sig")
    assert participants.read_bytes().startswith(b'\xef\xbb\xbf"'), "a quote behind the mark is still a quote"
    assert load_sheets(tmp_path / "plans").problems == ()
    monkeypatch.setattr(csv_folder, "MAX_FILE", 10)
    (problem, *_) = load_sheets(tmp_path / "plans").problems
    assert "is larger than 0 MB: split it" in str(problem)


def test_a_word_like_no_option_is_left_to_a_person() -> None:
    assert _nearest("Short term goal", ("Short Term", "Long Term"))[0] == "Short Term"
    assert _nearest("xyzzy", ("Short Term", "Long Term")) == ("", 0.0)


def test_no_command_changes_its_input(tmp_path: Path) -> None:
    book = tmp_path / "plans.xlsx"
    write_workbook(book, rows_of(small_records(tmp_path, {}), BOOK), BOOK)
    before = book.read_bytes(), book.stat().st_mtime_ns
    for words in (
        ["check", str(book)],
        ["convert", str(book), "--to", str(tmp_path / "records")],
        ["map", str(book), "--to", str(tmp_path / "mapping.yaml")],
    ):
        app([*words], standalone_mode=False)
        assert (book.read_bytes(), book.stat().st_mtime_ns) == before, words
