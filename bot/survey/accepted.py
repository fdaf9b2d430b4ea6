"""Where the accepted survey of a site is kept: in a folder beside its profile, so that it is taken for no profile."""

from __future__ import annotations

from pathlib import Path

from bot.config import Profile


def accepted_path(profile: Profile) -> Path:
    """The file, whether it is there or not; `profile` was read from a file."""
    file = Path(profile.file)
    return file.parent / "surveys" / file.name


def has_accepted(profile: Profile) -> bool:
    """Whether somebody has said how the site's screens should look."""
    return bool(profile.file) and accepted_path(profile).is_file()
