"""Where the password comes from, and how a kept sign-in lies on the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from cryptography.fernet import Fernet
from keyring.backend import KeyringBackend
from keyring.backends import fail

from bot.config import load_profile
from bot.errors import ConfigError
from bot.session import environment_without
from bot.session import state as state_module
from bot.session.credentials import Login, find_login, find_logins, password_variables, service
from bot.session.state import SignedInState
from tests.kit import STAFF

HOME = "https://site.example/vosnet/Default.aspx"
COOKIES = [{"name": "ASP.NET_SessionId", "value": "CanaryCookie"}]


class Memory(KeyringBackend):
    """A keyring that works, for as long as the test."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password


@pytest.fixture
def memory() -> Iterator[Memory]:
    before, mine = keyring.get_keyring(), Memory()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    yield
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CALJOBS_USERNAME", raising=False)
    monkeypatch.delenv("CALJOBS_PASSWORD", raising=False)


def test_the_environment_goes_before_the_keyring(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = load_profile("mock")
    memory.kept[service(profile), "Staff11"] = "from the keyring"
    assert find_login(profile) is None  # whose, nobody has said
    monkeypatch.setenv("CALJOBS_USERNAME", "Staff11")
    assert find_login(profile) == Login("Staff11", "from the keyring")
    monkeypatch.setenv("CALJOBS_PASSWORD", "from the environment")
    assert find_login(profile) == Login("Staff11", "from the environment")


def test_several_sign_ins(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each password from the environment, else the keyring, else a person; none of them goes to other programs."""
    profile = load_profile("mock")
    memory.kept[service(profile), "bo.cruz"] = "from the keyring"
    monkeypatch.setenv("CALJOBS_PASSWORD_ANN_LEE", "her own")
    monkeypatch.setenv("CALJOBS_USERNAME", "Cy")
    monkeypatch.setenv("CALJOBS_PASSWORD", "of the one")
    asked: list[str] = []

    def ask(username: str) -> str:
        asked.append(username)
        return "typed"

    assert find_logins(profile, ["ann.lee", "bo.cruz", "cy", "Di"], ask) == [
        Login("ann.lee", "her own"),
        Login("bo.cruz", "from the keyring"),
        Login("cy", "of the one"),
        Login("Di", "typed"),
    ]
    assert asked == ["Di"]
    with pytest.raises(ConfigError, match=r"no password for Di, Ed: .* CALJOBS_PASSWORD_DI, CALJOBS_PASSWORD_ED"):
        find_logins(profile, ["ann.lee", "Di", "Ed"], None)
    with environment_without(*password_variables()):
        assert [name for name in os.environ if "PASSWORD" in name] == []


@pytest.mark.usefixtures("no_keyring")
def test_a_machine_without_a_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALJOBS_USERNAME", "Staff11")
    assert find_login(load_profile("mock")) is None


def test_a_login_shows_neither_name_nor_password() -> None:
    assert repr(STAFF) == str(STAFF) == "Login()"
    assert STAFF.taken_out_of("staff11: Mock-pass-11! is wrong") == "…: … is wrong"


def test_child_processes_do_not_inherit_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CALJOBS_PASSWORD", "secret")
    with environment_without("CALJOBS_PASSWORD", "NOT_THERE"):
        assert "CALJOBS_PASSWORD" not in os.environ
    assert os.environ["CALJOBS_PASSWORD"] == "secret"


class TestKept:
    """A kept sign-in."""

    @pytest.mark.parametrize("keys", ["memory", "no_keyring"])
    def test_is_there_once_and_encrypted(self, request: pytest.FixtureRequest, tmp_path: Path, keys: str) -> None:
        """Its key is in the keyring, or where there is none in a file; all is its owner's alone."""
        request.getfixturevalue(keys)
        state = SignedInState(HOME, "Staff11", tmp_path / "state")
        state.keep(COOKIES)
        files = list((tmp_path / "state").iterdir())
        assert {file.suffix for file in files} == ({".state"} if keys == "memory" else {".state", ""})
        assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
        assert all(b"Canary" not in file.read_bytes() and "Staff" not in file.name for file in files)
        assert state.take() == COOKIES
        assert state.take() == []

    @pytest.mark.usefixtures("no_keyring")
    def test_is_of_one_staff_member_at_one_site(self, tmp_path: Path) -> None:
        SignedInState(HOME, "Staff11", tmp_path).keep(COOKIES)
        assert SignedInState(HOME, "Staff12", tmp_path).take() == []
        assert SignedInState(HOME.replace("site", "other"), "Staff11", tmp_path).take() == []
        assert SignedInState(HOME, "staff11", tmp_path).take() == COOKIES

    @pytest.mark.usefixtures("no_keyring")
    @pytest.mark.parametrize("harm", ["cut", "other key", "too old", "broken key"])
    def test_that_does_not_serve_is_thrown_away(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: str
    ) -> None:
        state = SignedInState(HOME, "Staff11", tmp_path)
        state.keep(COOKIES)
        (path,) = tmp_path.glob("*.state")
        if harm == "cut":
            path.write_bytes(path.read_bytes()[:40])
        elif harm == "other key":
            (tmp_path / "key").write_bytes(Fernet.generate_key())
        elif harm == "broken key":
            (tmp_path / "key").write_bytes(b"?")
        else:
            monkeypatch.setattr(state_module, "LONGEST", -1)
        assert state.take() == []
        assert [file.name for file in tmp_path.iterdir()] == ["key"]
        monkeypatch.undo()
        state.keep(COOKIES)
        assert state.take() == COOKIES
