"""Where a user name and password come from: the environment, the keyring, or a person at a visible browser.

The program never stores a password; the keyring is the operating system's, filled by the user.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field

import keyring
from keyring.errors import KeyringError

from bot.config import Profile
from bot.errors import ConfigError

USERNAME = "CALJOBS_USERNAME"
PASSWORD = "CALJOBS_PASSWORD"


@dataclass(frozen=True)
class Login:
    """A user name and its password; neither shows in any representation."""

    username: str = field(repr=False)
    password: str = field(repr=False)

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
    under the service `caljobs-bot HOST`. Raises ConfigError for a password without a user name.
    """
    username, password = os.environ.get(USERNAME), os.environ.get(PASSWORD)
    if password and not username:
        raise ConfigError(f"{PASSWORD} is set and {USERNAME} is not: set both, or neither")
    if username and password:
        return Login(username, password)
    try:
        kept = keyring.get_credential(service(profile), username or None)
    except KeyringError:
        return None  # no keyring on this machine is a usual thing: a person can still sign in
    return Login(kept.username, kept.password) if kept else None
