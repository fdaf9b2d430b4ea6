"""Writing accepted corrections into a site's profile: everything else in the file, comments too, stays as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from bot.config import load_profile
from bot.errors import ConfigError
from bot.inputs import MAX_YAML, TooMuch, read_bounded
from bot.keys import write_private
from bot.printable import is_shown, printable
from bot.survey.proposals import Proposal

_HELD_BACK = re.compile("\ue000([0-9a-f]{1,6})\ue001")


def with_corrections(text: str, accepted: Sequence[Proposal]) -> str:
    """A profile's text with the accepted corrections. Raises ConfigError where the text is no YAML mapping."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    try:
        data: Any = yaml.load(text)
    except YAMLError:
        raise ConfigError("the site profile can't be read as YAML") from None
    if not isinstance(data, CommentedMap):
        raise ConfigError("the site profile must be a list of keys and values")
    for proposal in accepted:
        _put(data, proposal)
    out = StringIO()
    yaml.dump(data, out)
    return _HELD_BACK.sub(lambda found: printable(chr(int(found[1], 16))), out.getvalue())


def _quoted(text: str) -> Quoted:
    """A text in double quotes. What must not be shown as it is, is held back until it can be written as an escape:
    the writer of YAML lets marks of direction and the like stand as they are."""
    quoted: Quoted = Quoted("".join(each if is_shown(each) else f"\ue000{ord(each):x}\ue001" for each in text))
    return quoted


def write_corrections(path: Path, accepted: Sequence[Proposal]) -> None:
    """Puts the accepted corrections into the profile of a file, whole or not at all.

    Raises ConfigError when the file can't be written, or would be no valid profile any more: then it is left alone.
    """
    try:
        mode = path.stat().st_mode & 0o777
        text = with_corrections(read_bounded(path, MAX_YAML).decode("utf-8"), accepted)
        trial = path.with_suffix(".trial.yaml")
        try:
            write_private(trial, text.encode())
            load_profile(str(trial))
        finally:
            trial.unlink(missing_ok=True)
        write_private(path, text.encode())
        path.chmod(mode)
    except TooMuch as error:
        raise ConfigError(f"the site profile {path.name} {error.words}") from None
    except OSError as error:
        raise ConfigError(f"the site profile {path.name} can't be written: {error.strerror}") from None


def _put(data: CommentedMap, proposal: Proposal) -> None:
    if proposal.open:
        raise ConfigError(f"nobody has answered '{proposal.question}'")
    if proposal.section == "absent":
        places = data.setdefault("absent", CommentedSeq())
        if proposal.place not in places:
            places.append(proposal.place)
        return
    section = data.setdefault(proposal.section, CommentedMap())
    value = _quoted(proposal.value)  # No and Yes, unquoted, are no texts to other readers of YAML
    if proposal.section == "options":
        section.setdefault(proposal.place, CommentedMap())[_quoted(proposal.ours)] = value
    elif proposal.section == "questions":
        section.setdefault(proposal.place, CommentedMap())[_quoted(proposal.question)] = value
    elif proposal.section == "headings":
        section[_quoted(proposal.place)] = value
    else:
        section[proposal.place] = value
    if proposal.section == "labels" and isinstance(data.get("locators"), CommentedMap):
        data["locators"].pop(proposal.place, None)  # a locator goes before a label: the old one is wrong now
