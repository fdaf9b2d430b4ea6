"""`rotate-key`: everything under a new key, whoever is killed in the middle; the old key opens nothing afterwards."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import keyring
import pytest
from cryptography.fernet import Fernet
from keyring.backends import fail
from typer.testing import CliRunner

from bot.cli.app import app
from bot.errors import ConfigError, LedgerTrouble
from bot.keys import state_folder
from bot.ledger import Ledger, Outcome, Reason
from bot.ledger import claims as claims_module
from bot.ledger.integrity.rotation import Rotation
from bot.ledger.integrity.rows import BATCH
from bot.ledger.points import KILL_AT
from bot.ledger.seal import NEW_KEY, VARIABLE, Seal
from tests.unit.ledger_kit import CANARY, KEY, SITE, entry, shift_clock, states, taken

NEW = Fernet.generate_key()
_SEALED = "select user_id, sealed, reason, mac from items order by id"


def asked(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def opened(file: Path, key: bytes) -> dict[str, int]:
    with Ledger.open(file, key=key) as ledger:
        assert ledger.check().problems == []
        return states(ledger)


@pytest.fixture
def full(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """A ledger with people in several states, and nobody at work."""
    ledger.loading.load(SITE, [entry(str(number)) for number in range(4)])
    ledger.sign_ins.take(SITE, "Staff11", "a")
    ledger.claims.finish(taken(ledger), Outcome("done"))
    ledger.claims.finish(taken(ledger), Outcome("needs_person", Reason("refused", "why")))
    ledger.sign_ins.release("a")
    return ledger


def test_everything_is_under_the_new_key_and_the_old_one_is_useless(full: Ledger, file: Path) -> None:
    before, ring = asked(file, _SEALED), asked(file, "select value from meta where key = 'ring'")
    assert full.rotate(NEW) == 4
    after = asked(file, _SEALED)
    for was, now in zip(before, after, strict=True):
        assert not {each for each in was if each} & set(now)
    old = Seal(KEY)
    with pytest.raises(LedgerTrouble):
        old.open_ring(asked(file, "select value from meta where key = 'ring'")[0][0])
    with pytest.raises(ConfigError, match="another key"), Ledger.open(file, key=KEY):
        pass
    left = b"".join(path.read_bytes() for path in file.parent.glob("ledger.db*"))
    for seal in (ring[0][0], *(each for line in before for each in line if each)):
        assert seal.encode() not in left, "what the old key opens lies in the file yet"
    assert opened(file, NEW) == {"done": 1, "needs_person": 1, "queued": 2}
    with Ledger.open(file, key=NEW) as ledger:
        assert ledger.loading.load(SITE, [entry("0"), entry("2")], again=False) == ["over", "same"]
        ((item, _),) = ledger.views.find("1")
        assert item.reason == Reason("refused", "why")
        assert taken(ledger).record["plan"] == CANARY


def test_hashes_of_persons_can_not_be_guessed_with_the_user_s_key(full: Ledger, file: Path) -> None:
    people = {line[0] for line in asked(file, "select person from items")}
    assert not people & {Seal(KEY).mark("person", SITE, str(number)) for number in range(4)}


def test_it_goes_on_with_the_ledger_open_and_can_be_said_again(full: Ledger, file: Path) -> None:
    full.rotate(NEW)
    assert full.loading.load(SITE, [entry("9")]) == ["new"]
    third = Fernet.generate_key()
    assert full.rotate(third) == 5
    assert opened(file, third)["queued"] == 3
    with pytest.raises(ConfigError, match="this key already"):
        full.rotate(third)


@pytest.mark.parametrize(
    "point", ["before rotate begin", "after rotate begin", "after rotate", "before rotate end", "after rotate end"]
)
def test_killed_anywhere_it_goes_on(ledger: Ledger, file: Path, point: str) -> None:
    """Until it is done either key opens everything, and work goes on with either; then only the new one does."""
    ledger.loading.load(SITE, [entry(str(number)) for number in range(BATCH + 3)])
    ledger.close()
    program = f"from bot.ledger import Ledger\nwith Ledger.open({str(file)!r}, key={KEY!r}) as it: it.rotate({NEW!r})"
    killed = subprocess.run([sys.executable, "-c", program], env={KILL_AT: f"{point}:1"}, check=False)
    assert killed.returncode == -9
    keys = {"before rotate begin": [KEY], "after rotate end": [NEW]}.get(point, [KEY, NEW])
    for number, key in enumerate(keys):
        with Ledger.open(file, key=key) as half:
            assert half.check().problems == []
            claim = taken(half)
            assert claim.user_id == str(number)
            half.claims.finish(claim, Outcome("needs_person", Reason("refused", "why")))
            half.loading.load(SITE, [entry(f"more {number}")])
    if point != "after rotate end":
        other = Fernet.generate_key()
        with Ledger.open(file, key=keys[-1]) as again:
            if len(keys) == 2:
                with pytest.raises(ConfigError, match="another key was begun"):
                    again.rotate(other)
            again.rotate(NEW)
    with pytest.raises(ConfigError, match="another key"), Ledger.open(file, key=KEY):
        pass
    count = {"queued": BATCH + 3, "needs_person": len(keys)}
    assert opened(file, NEW) == count
    assert asked(file, "select distinct key from items") == [(2,)]


def test_a_program_that_had_it_open_does_not_take_its_rows_for_altered(full: Ledger, file: Path) -> None:
    """It says that the key was changed, and loads nobody that only the old key opens."""
    with Ledger.open(file, key=KEY) as other:
        other.rotate(NEW)
    for act in (
        lambda: full.claims.take(SITE, "a"),
        lambda: full.loading.load(SITE, [entry("9")]),
        lambda: full.loading.cancel(SITE),
        full.check,
    ):
        with pytest.raises(LedgerTrouble, match=r"key of this ledger was changed .* start it again|can't be opened"):
            act()
    assert opened(file, NEW) == {"done": 1, "needs_person": 1, "queued": 2}


def test_not_while_somebody_works(full: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    full.claims.take(SITE, "host/1-2/w")
    with pytest.raises(ConfigError, match=r"workers use this ledger just now .on host."):
        full.rotate(NEW)
    shift_clock(full, monkeypatch, claims_module.LEASE_S + 1)
    full.rotate(NEW)


def test_an_altered_row_stays_one(full: Ledger, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("update items set state = 'done' where id = 3")
    assert full.rotate(NEW) == 3
    with Ledger.open(file, key=NEW) as ledger:
        assert ledger.check().altered == [(3, "2")]
        assert taken(ledger).user_id == "3"


class TestCommand:
    """Where keys come from, and where they are kept."""

    @pytest.fixture(autouse=True)
    def at_home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        for variable in (VARIABLE, NEW_KEY):
            monkeypatch.delenv(variable, raising=False)
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "home"))
        before = keyring.get_keyring()
        keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
        yield
        keyring.set_keyring(before)

    @staticmethod
    def say(file: Path) -> Any:
        return CliRunner().invoke(app, ["rotate-key", "--ledger", str(file)])

    def test_a_key_of_this_user_s(self, tmp_path: Path) -> None:
        """The new key is this ledger's alone: others go on with the one they had."""
        files = [tmp_path / "a.db", tmp_path / "b.db"]
        for file in files:
            with Ledger.open(file) as ledger:
                ledger.loading.load(SITE, [entry("1")])
        assert self.say(files[0]).exit_code == 0
        told = self.say(files[0])
        assert told.exit_code == 0, told.output
        assert "1 participants sealed anew; the new key is in " in told.output
        for file in files:
            with Ledger.open(file) as ledger:
                assert taken(ledger).user_id == "1"
        kept = sorted(path.name for path in state_folder().glob("*.key"))
        assert len(kept) == 2, "a key that nothing needs is left"
        assert all(path.stat().st_mode & 0o77 == 0 for path in state_folder().glob("*.key"))

    def test_killed_half_way(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The key that was made is found again."""
        file = tmp_path / "a.db"
        with Ledger.open(file) as ledger:
            ledger.loading.load(SITE, [entry("1")])
        with monkeypatch.context() as broken:
            broken.setattr(Rotation, "_end", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            assert self.say(file).exit_code != 0
        with Ledger.open(file) as ledger:
            assert ledger.changing_to is not None
        assert self.say(file).exit_code == 0
        with Ledger.open(file) as ledger:
            assert taken(ledger).user_id == "1"

    def test_a_key_of_the_environment(self, file: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        ledger.close()
        monkeypatch.setenv(VARIABLE, KEY.decode())
        told = self.say(file)
        assert isinstance(told.exception, ConfigError)
        assert NEW_KEY in told.exception.message
        monkeypatch.setenv(NEW_KEY, NEW.decode())
        told = self.say(file)
        assert (told.exit_code, "in place of CALJOBS_LEDGER_KEY" in told.output) == (0, True)
        assert NEW.decode() not in told.output
        assert not list(state_folder().glob("*.key"))
        monkeypatch.setenv(VARIABLE, NEW.decode())
        with Ledger.open(file):
            pass
