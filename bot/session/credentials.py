"""Where a user name and password come from: the environment, the keyring, or a person at a visible browser.

Nothing is ever stored by the program; the keyring is the operating system's, filled by the user.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import keyring
from keyring.errors import KeyringError

from bot.config import Profile

USERNAME = "CALJOBS_USERNAME"
PASSWORD = "CALJOBS_PASSWORD"


@dataclass(frozen=True)
class Login:
    """A user name and its password; neither shows in any representation."""

    username: str = field(repr=False)
    password: str = field(repr=False)


def find_login(profile: Profile) -> Login | None:
    """The login for a site, or None: then a person signs in at a visible browser.

    The environment goes first (CALJOBS_USERNAME, CALJOBS_PASSWORD); a user name without a password is looked up in
    the keyring under the service `caljobs-bot HOST`.
    """
    username, password = os.environ.get(USERNAME), os.environ.get(PASSWORD)
    if username and password:
        return Login(username, password)
    try:
        kept = keyring.get_credential(f"caljobs-bot {profile.host}", username)
    except KeyringError:
        return None  # no keyring on this machine is a usual thing: a person can still sign in
    return Login(kept.username, kept.password) if kept else None
