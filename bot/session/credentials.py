"""Where a user name and password come from: the environment, the keyring, or a person at a visible browser.

The program never stores a password; the keyring is the operating system's, filled by the user.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.config import Profile
from bot.errors import ConfigError
from bot.keys import CREDENTIALS, ask_keyring, credential

USERNAME = "CALJOBS_USERNAME"
PASSWORD = "CALJOBS_PASSWORD"
"""The environment's variables. With several sign-ins each has a password variable of its own: `password_variable`."""


_UNTYPED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Login:
    """A user name and its password; neither shows in any representation.

    Line ends round them come of the file that they were written in, and are none of theirs. Raises ConfigError for any
    other control character: typed, it would be a key, and Enter sends the form.
    """

    username: str = field(repr=False)
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        for name, what in (("username", "user name"), ("password", "password")):
            text = getattr(self, name).strip("\r\n")
            if bad := _UNTYPED.search(text):
                raise ConfigError(
                    f"the {what} for the site holds a character that can't be typed (U+{ord(bad[0]):04X}), and nothing"
                    f" was tried with it: write the {what} anew where it is kept, on one line"
                )
            object.__setattr__(self, name, text)

    def taken_out_of(self, text: str) -> str:
        """The site's own words without either."""
        own = "|".join(re.escape(secret) for secret in (self.password, self.username) if secret)
        return re.sub(own, "…", text, flags=re.IGNORECASE) if own else text


def service(profile: Profile) -> str:
    """The keyring's name for a site's passwords."""
    return f"caljobs-bot {profile.host}"


def find_login(profile: Profile) -> Login | None:
    """The login for a site, or None: then a person signs in at a visible browser.

    The environment goes first (CALJOBS_USERNAME, CALJOBS_PASSWORD); without a password there, the keyring is asked,
    under the service `caljobs-bot HOST`. Raises ConfigError for a password without a user
    name, and for a keyring that does not answer.
    """
    username, password = os.environ.get(USERNAME), os.environ.get(PASSWORD)
    if password and not username:
        raise ConfigError(f"{PASSWORD} is set and {USERNAME} is not: set both, or neither")
    if username and password:
        return Login(username, password)
    # No keyring on this machine is a usual thing: a person can still sign in.
    kept = ask_keyring(lambda keyring: keyring.get_credential(service(profile), username or None))
    return Login(kept.username, kept.password) if kept else None


def find_logins(profile: Profile, staff: Sequence[str], ask: Callable[[str], str] | None) -> list[Login]:
    """The logins of several staff members, in this order.

    Each password comes from the environment (CALJOBS_PASSWORD_NAME; CALJOBS_PASSWORD for CALJOBS_USERNAME), else from
    the service's credential of the former name, else from the keyring, else from `ask`, which is given the user name.
    Raises ConfigError that names whose is missing, or who was named twice.
    """
    variables = [password_variable(username) for username in staff]
    if len(set(variables)) < len(variables):
        raise ConfigError("--staff: the same sign-in is named twice, or two differ only in signs: each is used once")
    logins = [_login_of(profile, username, ask) for username in staff]
    missing = [username for username, login in zip(staff, logins, strict=True) if login is None]
    if missing:
        raise ConfigError(
            f"there is no password for {', '.join(missing)}: fill the keyring (service '{service(profile)}'), or set "
            + ", ".join(map(password_variable, missing))
        )
    return [login for login in logins if login is not None]


def password_variable(username: str) -> str:
    """The environment's variable for one staff member's password: CALJOBS_PASSWORD_ANN_LEE for ann.lee."""
    return f"{PASSWORD}_{re.sub('[^A-Z0-9]', '_', username.upper())}"


def password_variables() -> list[str]:
    """The variables that hold passwords now: no program that is started gets them."""
    return [name for name in os.environ if name.upper().startswith(PASSWORD)]


def private_variables() -> list[str]:
    """The variables that no browser gets: of this program all but the browser's place, a service's credentials, and
    those by which PostgreSQL's programs find a database."""
    return [name for name in os.environ if name.upper().startswith(_PRIVATE) and name.upper() not in _FOR_BROWSERS]


_PRIVATE = ("CALJOBS_", "PG", CREDENTIALS)
_FOR_BROWSERS = ("CALJOBS_BROWSER",)


def _login_of(profile: Profile, username: str, ask: Callable[[str], str] | None) -> Login | None:
    password = os.environ.get(password_variable(username))
    if not password and username.casefold() == os.environ.get(USERNAME, "").casefold():
        password = os.environ.get(PASSWORD)
    if not password:
        password = credential(password_variable(username))
    if not password:
        password = ask_keyring(lambda keyring: keyring.get_password(service(profile), username))
    if not password and ask is not None:
        password = ask(username)
    return Login(username, password) if password else None
