"""A keyring that is locked, or fails in its own way, holds nothing up; what comes from elsewhere asks none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from cryptography.fernet import Fernet
from keyring.backend import KeyringBackend

from bot import keys
from bot.config import load_profile
from bot.errors import ConfigError
from bot.ledger.seal import Seal, find_key, place_of
from bot.session.credentials import Login, find_login, find_logins
from tests.unit.test_credentials import Memory

KEY = Fernet.generate_key()


class Locked(KeyringBackend):
    """Its calls wait for a window that nobody sees."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.asked = 0
        self.unlocked = threading.Event()

    def _wait(self, *_: object) -> None:
        self.asked += 1
        self.unlocked.wait(60)

    get_password = get_credential = set_password = delete_password = _wait  # type: ignore[assignment]


class Broken(KeyringBackend):
    """Raises what is no error of the keyring's."""

    priority = 1

    def _fail(self, *_: object) -> None:
        raise RuntimeError("org.freedesktop.DBus.Error.ServiceUnknown")

    get_password = get_credential = set_password = delete_password = _fail  # type: ignore[assignment]


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Locked]:
    monkeypatch.setattr(keys, "KEYRING_S", 0.2)
    monkeypatch.setattr(keys, "_silent", threading.Event())
    for name in ("CALJOBS_USERNAME", "CALJOBS_PASSWORD", "CALJOBS_LEDGER_KEY", "CREDENTIALS_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    before, mine = keyring.get_keyring(), Locked()
    keyring.set_keyring(mine)
    yield mine
    mine.unlocked.set()
    keyring.set_keyring(before)


def test_a_locked_keyring_is_given_up_in_words_and_asked_once(locked: Locked) -> None:
    profile = load_profile("mock")
    for _ in range(3):
        with pytest.raises(ConfigError, match="does not answer within"):
            find_login(profile)
    with pytest.raises(ConfigError, match="CALJOBS_LEDGER_KEY"):
        find_key()
    assert locked.asked == 1


def test_it_is_not_asked_where_the_sign_in_comes_from_elsewhere(
    locked: Locked, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = load_profile("mock")
    monkeypatch.setenv("CALJOBS_USERNAME", "ann")
    monkeypatch.setenv("CALJOBS_PASSWORD", "one")
    assert find_login(profile) == Login("ann", "one")
    assert find_logins(profile, ["ann"], None) == [Login("ann", "one")]
    assert locked.asked == 0


def test_it_is_not_asked_for_a_key_that_a_file_or_the_environment_has(
    locked: Locked, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keys.state_folder() / "ledger.key"
    file.parent.mkdir(parents=True, exist_ok=True)
    keys.write_private(file, KEY)
    assert find_key() == KEY

    assert find_key(Seal(KEY).identity) == KEY
    file.unlink()
    own = Fernet.generate_key()
    keys.write_private(place_of(Seal(own).identity)[1], own)
    assert find_key(Seal(own).identity) == own
    monkeypatch.setenv("CALJOBS_LEDGER_KEY", KEY.decode())
    assert find_key("0" * 64) == KEY
    assert locked.asked == 0


def test_a_new_key_is_kept_in_a_file_where_the_keyring_is_silent(locked: Locked, tmp_path: Path) -> None:
    file = tmp_path / "new.key"
    assert keys.keep_key("new", file, KEY) == str(file)
    assert keys.kept_key("new", file) == KEY
    keys.forget_key("new", file)
    assert not file.exists()


def test_a_keyring_that_breaks_is_none(locked: Locked, tmp_path: Path) -> None:
    keyring.set_keyring(Broken())  # type: ignore[no-untyped-call]
    assert find_login(load_profile("mock")) is None
    assert len(keys.key_of("a use", tmp_path / "key")) == 44
    assert (tmp_path / "key").exists()


def test_what_a_file_holds_is_not_made_anew_by_a_keyring_that_came_later(tmp_path: Path) -> None:
    """A ledger whose key lies in a file stays readable when the user gets a keyring."""
    file = tmp_path / "key"
    first = keys.key_of("a use", file, precious=True)

    before, mine = keyring.get_keyring(), Memory()
    keyring.set_keyring(mine)
    try:
        assert keys.key_of("a use", file, precious=True) == first
        assert mine.kept == {}
    finally:
        keyring.set_keyring(before)
