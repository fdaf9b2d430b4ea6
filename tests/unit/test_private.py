"""Private files and folders: for their owner alone from the first byte, never through a link, never left behind."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import private
from bot.cli.app import make_folder
from bot.errors import ConfigError
from bot.private import (
    copy_private,
    others_may_write,
    private_file,
    private_temporary,
    remove_left_behind,
    remove_parts,
    temporary_is,
    write_private,
)
from bot.session.credentials import private_variables

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of Windows are other ones")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_files_are_private_from_their_first_byte(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with private_file(tmp_path / "plan.pdf") as file:
            file.write(b"x")
            file.flush()
            (unfinished,) = tmp_path.iterdir()
            assert (_mode(unfinished), unfinished.name.startswith(".plan.pdf")) == (0o600, True)
    finally:
        os.umask(before)
    assert [(each.name, _mode(each)) for each in tmp_path.iterdir()] == [("plan.pdf", 0o600)]


@pytest.mark.parametrize("way", ["write", "copy"])
def test_a_link_is_replaced_and_never_written_through(tmp_path: Path, way: str) -> None:
    theirs, target = tmp_path / "theirs", tmp_path / "plan.pdf"
    theirs.write_bytes(b"kept")
    target.symlink_to(theirs)
    if way == "write":
        write_private(target, b"plan")
    else:
        source = tmp_path / "source"
        source.write_bytes(b"plan")
        copy_private(source, target)
    assert (theirs.read_bytes(), target.read_bytes(), target.is_symlink()) == (b"kept", b"plan", False)


def test_a_file_that_could_not_be_finished_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"before")
    with pytest.raises(IsADirectoryError):
        copy_private(tmp_path, tmp_path / "plan.pdf")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError("full")

    def write() -> None:
        with private_file(tmp_path / "plan.pdf") as file:
            file.writelines(pieces())

    with pytest.raises(OSError, match="full"):
        write()
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"before"]


@pytest.mark.parametrize(("mode", "refused"), [(0o700, False), (0o755, False), (0o775, True), (0o777, True)])
def test_the_output_folder_is_refused_where_others_may_write(tmp_path: Path, mode: int, refused: bool) -> None:
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(mode)
    assert others_may_write(out) == refused
    if refused:
        with pytest.raises(ConfigError, match=r"others may write to the folder .* chmod go-w"):
            make_folder(out)
    else:
        make_folder(out)


def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 4711)
    if tmp_path.stat().st_uid:
        assert others_may_write(tmp_path)
    else:
        assert not others_may_write(tmp_path), "root may write everywhere anyway"


def test_half_written_files_of_killed_runs_are_removed(tmp_path: Path) -> None:
    old, new, other = tmp_path / ".plan.pdf.1234.part", tmp_path / ".plan.pdf.5678.part", tmp_path / "their.part"
    for file in (old, new, other):
        file.touch()
    os.utime(old, (0, 0))
    os.utime(other, (0, 0))
    assert remove_parts(tmp_path) == 1
    assert sorted(tmp_path.iterdir()) == sorted([new, other])


def test_what_a_killed_run_left_is_removed_and_what_is_in_use_is_not(temporary: Path) -> None:
    left = temporary / "caljobs-bot-left"
    left.mkdir()
    (left / "in-use").touch()
    (left / "plan.pdf").write_bytes(b"private")
    (temporary / "caljobs-bot-theirs").mkdir()
    (temporary / "caljobs-bot-link").symlink_to(temporary)
    with private_temporary() as mine:
        assert not left.exists()
        assert (_mode(mine), mine.parent) == (0o700, temporary)
        assert remove_left_behind() == 0
        with private_temporary() as other:
            assert other != mine
            assert mine.exists()
    assert sorted(each.name for each in temporary.iterdir()) == ["caljobs-bot-link", "caljobs-bot-theirs"]


def test_a_folder_taken_for_one_left_behind_is_made_anew(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, answers = private.lock, iter([False, True])
    monkeypatch.setattr(private, "lock", lambda file: next(answers) and real(file))
    with private_temporary() as folder:
        assert folder.is_dir()


def test_programs_that_are_started_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", "before")
    monkeypatch.delenv("TEMP", raising=False)
    with temporary_is(tmp_path):
        assert os.environ["TMPDIR"] == os.environ["TEMP"] == str(tmp_path)
    assert (os.environ["TMPDIR"], os.environ.get("TEMP")) == ("before", None)


def test_no_variable_of_ours_reaches_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = ("CALJOBS_PASSWORD_ANN", "CALJOBS_USERNAME", "CALJOBS_LEDGER", "CALJOBS_LEDGER_KEY", "CALJOBS_WEBHOOK",
              "CREDENTIALS_DIRECTORY", "PGPASSWORD", "PGSERVICE")  # fmt: skip
    for name in (*hidden, "CALJOBS_BROWSER"):
        monkeypatch.setenv(name, "x")
    assert {*hidden} <= {*private_variables()}
    assert "CALJOBS_BROWSER" not in private_variables()
