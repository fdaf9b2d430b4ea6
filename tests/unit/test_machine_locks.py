"""The locks of a machine: between runs that do not know each other, whatever becomes of their files."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.config import Profile
from bot.engine import machine_locks
from bot.engine.lock import only_parent
from bot.engine.machine_locks import MachineLocks
from bot.errors import ConfigError, InUse, LedgerTrouble
from bot.ledger import Ledger
from bot.private import private_temporary
from bot.schedule.stamp import Stamp
from tests.kit import ROOT
from tests.unit.ledger_kit import KEY

HOLDER = """
import sys
from bot.config import Profile
from bot.engine.machine_locks import MachineLocks
from bot.errors import BotError
office, ledger, user_id = sys.argv[1:]
profile = Profile(name="x", base_url="https://site.example/vosnet/Default.aspx", office=office or None)
try:
    with MachineLocks(profile, ledger).participant(user_id):
        print("held", flush=True)
        sys.stdin.readline()
except BotError as error:
    print(error.kind, flush=True)
"""


def profile(base_url: str = "https://site.example/vosnet/Default.aspx", office: Path | str | None = None) -> Profile:
    return Profile(name="x", base_url=base_url, office=None if office is None else str(office))


@contextmanager
def other_process(user_id: str, *, office: Path | None = None, ledger: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another program that holds a participant of the same site, if it can; it says so first."""
    command = [sys.executable, "-c", HOLDER, str(office or ""), ledger, user_id]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine's folder for locks."""
    folder = tmp_path / "locks"
    folder.mkdir()
    monkeypatch.setenv("CALJOBS_TEST_LOCKS", str(folder))
    return folder


class TestWhoIsKeptOut:
    def test_another_process_and_only_from_the_same(self, folder: Path) -> None:
        with other_process("36213") as holder:
            assert said(holder) == "held"
            with pytest.raises(InUse, match=f"on this machine .process {holder.pid} on "):
                MachineLocks(profile(), "mine").participant("36213").__enter__()
            with MachineLocks(profile()).participant("36214"), MachineLocks(profile()).sign_in("36213"):
                pass
            with MachineLocks(profile("https://other.example/")).participant("36213"):
                pass

    @pytest.mark.parametrize(
        "address", ["https://SITE.example:443/", "https://site.example./other", "https://site.example?x=1"]
    )
    def test_however_the_address_of_the_site_is_written(self, address: str, folder: Path) -> None:
        with MachineLocks(profile(), "a").participant("1"), pytest.raises(InUse):
            MachineLocks(profile(address), "b").participant("1").__enter__()

    def test_the_lock_of_a_killed_process_is_free_at_once(self, folder: Path) -> None:
        with other_process("36213") as holder:
            assert said(holder) == "held"
            holder.kill()
            holder.wait()
            with MachineLocks(profile()).participant("36213") as hold:
                assert len(list(folder.iterdir())) == 1
                hold.is_settled = True
        assert not list(folder.iterdir())

    def test_two_at_once_and_one_gets_it(self, folder: Path) -> None:
        for _ in range(3):
            with other_process("1") as one, other_process("1") as two:
                assert sorted((said(one), said(two))) == ["held", "in_use"]

    def test_a_sign_in(self, folder: Path) -> None:
        with MachineLocks(profile(), "a").sign_in("Ann.Lee"):
            with pytest.raises(ConfigError, match="another run uses this staff sign-in on this machine"):
                MachineLocks(profile(), "b").sign_in("ann.lee").__enter__()
            with MachineLocks(profile(), "b").sign_in("bea.lee"), MachineLocks(profile(), "b").sign_in(""):
                pass

    def test_a_person_who_signs_in_by_hand(self, folder: Path) -> None:
        """Nobody knows whose sign-in it is: one for each account of the machine."""
        with MachineLocks(profile()).sign_in(""), pytest.raises(ConfigError, match="another run uses"):
            MachineLocks(profile()).sign_in("").__enter__()


class TestRunsOfOneLedger:
    """The ledger says which of them goes on: one that sleeps must not keep out who took over from it."""

    def test_share_a_lock_and_keep_all_others_out(self, folder: Path) -> None:
        with other_process("1", ledger="ours") as sleeper:
            assert said(sleeper) == "held"
            with MachineLocks(profile(), "ours").participant("1"):
                sleeper.kill()
                sleeper.wait()
                for ledger in ("theirs", ""):
                    with pytest.raises(InUse):
                        MachineLocks(profile(), ledger).participant("1").__enter__()
        with MachineLocks(profile(), "theirs").participant("1"):
            pass

    def test_who_has_none_shares_with_nobody(self, folder: Path) -> None:
        with MachineLocks(profile()).participant("1"), pytest.raises(InUse):
            MachineLocks(profile()).participant("1").__enter__()

    def test_a_ledger_is_known_again_and_a_copy_is_another(self, tmp_path: Path) -> None:
        place, copy = tmp_path / "ledger.db", tmp_path / "copy.db"
        with Ledger.open(place, key=KEY) as ledger, Ledger.open(place, key=KEY) as again:
            identity = ledger.identity
            assert again.identity == identity
        copy.write_bytes(place.read_bytes())
        with Ledger.open(place, key=KEY) as ledger, Ledger.open(copy, key=KEY) as copied:
            assert ledger.identity == identity != copied.identity


class TestWhatIsLeft:
    """A run of another ledger is told that the one before it ended in the middle, and one of the same is not."""

    @pytest.mark.parametrize("ends", ["killed", "with a save without an answer"])
    def test_a_run_that_ended_in_the_middle_is_told_to_those_of_other_ledgers(self, ends: str, folder: Path) -> None:
        if ends == "killed":
            with other_process("1", ledger="theirs") as holder:
                assert said(holder) == "held"
        else:
            with MachineLocks(profile(), "theirs").participant("1"):
                pass
        for ledger, was_left in (("theirs", False), ("ours", True), ("ours", False)):
            with MachineLocks(profile(), ledger).participant("1") as hold:
                assert hold.was_left_open == was_left

    def test_one_that_got_all_its_answers_leaves_nothing(self, folder: Path) -> None:
        with MachineLocks(profile(), "theirs").participant("1") as hold:
            hold.is_settled = True
        assert not list(folder.iterdir())
        with MachineLocks(profile(), "ours").participant("1") as hold:
            assert not hold.was_left_open


class TestTheOfficesFolder:
    def test_takes_the_place_of_the_machines(self, tmp_path: Path, folder: Path) -> None:
        office = tmp_path / "office"
        office.mkdir()
        with other_process("1", office=office) as holder:
            assert said(holder) == "held"
            assert (len(list(office.iterdir())), list(folder.iterdir())) == (1, [])
            with pytest.raises(InUse, match="in this office"):
                MachineLocks(profile(office=office), "mine").participant("1").__enter__()

    @pytest.mark.parametrize("office", ["missing", "relative"])
    def test_that_is_not_there_stops_the_run(self, office: str, tmp_path: Path) -> None:
        place = "offices/here" if office == "relative" else str(tmp_path / office)
        with pytest.raises(ConfigError, match="office: "):
            MachineLocks(profile(office=place)).sign_in("ann").__enter__()
        with pytest.raises(LedgerTrouble, match="Nothing more is begun"):
            MachineLocks(profile(office=place)).participant("1").__enter__()

    def test_that_goes_while_a_run_works_stops_it_too(self, tmp_path: Path) -> None:
        office = tmp_path / "office"
        office.mkdir()
        locks = MachineLocks(profile(office=office))
        with locks.sign_in("ann"):
            office.rename(tmp_path / "gone")
            with pytest.raises(LedgerTrouble, match=r"no lock can be made in the folder .*office: in the site"):
                locks.participant("1").__enter__()

    def test_that_keeps_no_locks_stops_the_run(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """It must not be taken for a lock that somebody else has."""

        def refuse(file: object, how: int) -> None:
            raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

        monkeypatch.setattr(fcntl, "flock", refuse)
        with pytest.raises(ConfigError, match=r"keeps no locks .*network folder"):
            MachineLocks(profile(office=tmp_path)).sign_in("ann").__enter__()
        with Ledger.open(tmp_path / "ledger.db", key=KEY) as ledger, pytest.raises(ConfigError, match="be locked"):
            only_parent(ledger).__enter__()
        with pytest.raises(ConfigError, match="can't be locked"), Stamp(tmp_path, "night")._held():
            pass
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        with pytest.raises(OSError, match=os.strerror(errno.ENOLCK)), private_temporary():
            pass


class TestFilesOfOthers:
    def path(self, folder: Path) -> Path:
        """Where the lock of participant 1 is."""
        with MachineLocks(profile()).participant("1") as hold:
            (path,) = folder.iterdir()
            hold.is_settled = True
        return path

    def test_a_link_is_not_followed(self, folder: Path, tmp_path: Path) -> None:
        path, victim = self.path(folder), tmp_path / "victim"
        victim.write_text("precious")
        for make in (path.symlink_to, path.hardlink_to):
            make(victim)
            with pytest.raises(LedgerTrouble, match=f"{path} is a link, or no plain file"):
                MachineLocks(profile()).participant("1").__enter__()
            path.unlink()
        path.symlink_to(tmp_path / "nothing")
        with pytest.raises(LedgerTrouble, match="is a link"):
            MachineLocks(profile()).participant("1").__enter__()
        assert victim.read_text() == "precious"
        assert not (tmp_path / "nothing").exists()

    def test_what_is_no_plain_file_keeps_nobody_waiting(self, folder: Path) -> None:
        path = self.path(folder)
        os.mkfifo(path)
        with pytest.raises(LedgerTrouble, match="no plain file"):
            MachineLocks(profile()).participant("1").__enter__()
        path.unlink()
        path.mkdir()
        with pytest.raises(LedgerTrouble, match="no plain file"):
            MachineLocks(profile()).participant("1").__enter__()

    def test_every_user_can_lock_it_and_nobody_reads_anything_from_it(self, folder: Path) -> None:
        before = os.umask(0o077)
        try:
            with MachineLocks(profile(), "ledger").participant("36213"), MachineLocks(profile()).sign_in("Ann"):
                files = list(folder.iterdir())
                texts = "".join(f"{file.name} {file.read_text()}" for file in files).casefold()
                assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o666, 0o666]
        finally:
            os.umask(before)
        assert not any(word in texts for word in ("36213", "ann", "site.example", "ledger|"))

    def test_one_with_a_wrong_mode_is_told(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path, real = self.path(folder), os.open
        path.touch()
        monkeypatch.setattr(machine_locks, "_MODE_S", 0.1)

        def refuse(place: object, *rest: int) -> int:
            if place == path:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return real(str(place), *rest)

        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(LedgerTrouble, match=f"{path} is another user's .* remove it"):
            MachineLocks(profile()).participant("1").__enter__()

    def test_one_that_is_opened_to_others_a_moment_later_is_waited_for(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Another user has just made it."""
        path, real, refused = self.path(folder), os.open, [True, True]

        def refuse(place: object, *rest: int) -> int:
            if place == path and refused:
                refused.pop()
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return real(str(place), *rest)

        monkeypatch.setattr(os, "open", refuse)
        with MachineLocks(profile()).participant("1"):
            assert not refused

    @pytest.mark.skipif(os.geteuid() != 0, reason="takes a second user")
    def test_another_users_in_a_folder_for_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """A process of another user holds it, is killed, and its file is taken over."""
        with TemporaryDirectory(dir="/tmp") as made:
            folder = Path(made)
            folder.chmod(0o1777)
            monkeypatch.setenv("CALJOBS_TEST_LOCKS", made)
            first = "import os\nwith MachineLocks(profile).sign_in('a'): os.umask(0o077)\nos.setuid(65534)\n"
            program = HOLDER.replace("try:", f"{first}try:")
            command = [sys.executable, "-c", program, "", "", "1"]
            pipe = subprocess.PIPE
            with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as holder:
                assert said(holder) == "held"
                assert [file.stat().st_uid for file in folder.iterdir()] == [65534]
                with pytest.raises(InUse):
                    MachineLocks(profile()).participant("1").__enter__()
                holder.kill()
                holder.wait()
                with MachineLocks(profile()).participant("1"):
                    pass

    def test_a_folder_that_can_not_be_written_to_is_told(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        real = os.open

        def refuse(place: object, flags: int, *rest: int) -> int:
            if Path(str(place)).parent == folder and flags & os.O_CREAT:
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
            return real(str(place), flags, *rest)

        monkeypatch.setattr(machine_locks, "_MODE_S", 0.1)
        monkeypatch.setattr(os, "open", refuse)
        with pytest.raises(ConfigError, match=f"no lock can be made in the folder {folder}.*office: "):
            MachineLocks(profile()).sign_in("ann").__enter__()


def test_the_folder_is_the_same_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever TMPDIR says, and though a service has a /tmp of its own."""
    monkeypatch.delenv("CALJOBS_TEST_LOCKS")
    monkeypatch.setenv("TMPDIR", "/nowhere")
    folder = machine_locks._machine_folder()
    assert folder in (Path("/dev/shm"), Path("/tmp"), Path("/private/tmp"))
    assert folder.stat().st_mode & stat.S_ISVTX
