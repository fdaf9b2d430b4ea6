"""Writing accepted corrections into a site's form map: everything else in the file, comments too, stays as it is.

A site's own map lies beside its profile and is called like it. Where there is none yet, it is begun, based on the map
that the profile used so far.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from bot.config import MOVED, Profile, load_profile
from bot.errors import ConfigError
from bot.forms.corrections import changes, path_of
from bot.forms.form_map import SUFFIX, FormMap, Path_
from bot.forms.site_forms import FOLDERS, forms_of, guide_forms
from bot.inputs import MAX_YAML, TooMuch, read_bounded
from bot.keys import write_private
from bot.printable import is_shown, printable
from bot.records.model import check_forms
from bot.survey.proposals import Proposal

_HELD_BACK = re.compile("\ue000([0-9a-f]{1,6})\ue001")
_HEAD = "# What the screens of this site ask. How a map is written: docs/form-map.md.\nform_map: 1\n"


def own_map(profile: Path) -> Path:
    """The file of a site's own map, by that of its profile."""
    return profile.with_name(f"{profile.stem}{SUFFIX}")


def write_corrections(profile: Profile, accepted: Sequence[Proposal]) -> Path:
    """Puts the accepted corrections into the site's own map, whole or not at all; gives the map's file.

    Raises ConfigError when a file can't be written, or would be no valid map any more: then all is left alone.
    """
    form_map = profile.forms.map
    put = [each for proposal in accepted for each in _of_proposal(form_map, proposal)]
    return write_changes(Path(profile.file), form_map, put)


def with_corrections(text: str, form_map: FormMap, accepted: Sequence[Proposal]) -> str:
    """A map's text with the accepted corrections. Raises ConfigError where the text is no YAML mapping."""
    put = [each for proposal in accepted for each in _of_proposal(form_map, proposal)]
    return edited(text, lambda data: _put_all(data, put))


def write_changes(profile: Path, form_map: FormMap, put: Iterable[tuple[Path_, Any]]) -> Path:
    """Puts values under their keys into the site's own map, whole or not at all; gives the map's file."""
    path = own_map(profile)
    with _trouble(path):
        is_new = not path.is_file()
        text = _begun(profile, form_map) if is_new else read_bounded(path, MAX_YAML).decode("utf-8")
        text = edited(text, lambda data: _put_all(data, put))
        trial = path.with_name(f"{profile.stem}.trial{SUFFIX}")
        try:
            write_private(trial, text.encode())
            check_forms(forms_of(trial, (profile.parent, *FOLDERS)))
        finally:
            trial.unlink(missing_ok=True)
        _replace(path, text)
        if is_new:
            _name_own_map(profile, path)
    return path


def update_profile(profile: Path) -> Path | None:
    """Moves what older profiles said of screens into the site's own map; None where there is nothing to move.

    Raises ConfigError when a file can't be written, or would be no valid map.
    """
    with _trouble(profile):
        text = read_bounded(profile, MAX_YAML).decode("utf-8")
        data = _loaded(text)
        sections = {key: data[key] for key in MOVED if key in data}
        if not sections:
            return None
        form_map = guide_forms().map
        path = write_changes(profile, form_map, _leaves((), changes(form_map, sections)))
        _replace(profile, edited(text, lambda kept: [kept.pop(key) for key in sections]))
    load_profile(str(profile))
    return path


def edited(text: str, edit: Callable[[CommentedMap], object]) -> str:
    """A YAML file's text after an edit of its keys. Raises ConfigError where it is no mapping."""
    data = _loaded(text)
    edit(data)
    out = StringIO()
    _yaml().dump(data, out)
    return _HELD_BACK.sub(lambda found: printable(chr(int(found[1], 16))), out.getvalue())


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 120
    return yaml


def _loaded(text: str) -> CommentedMap:
    try:
        data: Any = _yaml().load(text)
    except YAMLError:
        raise ConfigError("the file can't be read as YAML") from None
    if not isinstance(data, CommentedMap):
        raise ConfigError("the file must be a list of keys and values")
    return data


@contextmanager
def _trouble(path: Path) -> Any:
    """Trouble with files as a ConfigError that names the file."""
    try:
        yield
    except TooMuch as error:
        raise ConfigError(f"{path.name} {error.words}") from None
    except OSError as error:
        raise ConfigError(f"{path.name} can't be written: {error.strerror}") from None


def _begun(profile: Path, form_map: FormMap) -> str:
    """The beginning of a site's own map: that it is based on the one in use so far."""
    return f"{_HEAD}based_on: {_quoted_line(form_map.named_from((profile.parent, *FOLDERS)))}\n"


def _quoted_line(text: str) -> str:
    return text if re.fullmatch(r"[\w.-]+", text) else f'"{text}"'


def _name_own_map(profile: Path, path: Path) -> None:
    """A profile that names another map names its own from now on."""
    text = read_bounded(profile, MAX_YAML).decode("utf-8")
    if "forms" in _loaded(text):
        _replace(profile, edited(text, lambda data: data.update({"forms": path.name})))


def _replace(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    write_private(path, text.encode())
    path.chmod(mode)


def _of_proposal(form_map: FormMap, proposal: Proposal) -> Iterator[tuple[Path_, Any]]:
    if proposal.open:
        raise ConfigError(f"nobody has answered '{proposal.question}'")
    if proposal.section == "fields":
        yield from _leaves((), proposal.content)
        return
    word = proposal.question if proposal.section == "questions" else proposal.ours
    keys = path_of(form_map, proposal.section, proposal.place, word)
    yield keys, True if proposal.section == "absent" else proposal.value


def _leaves(at: Path_, content: Any) -> Iterable[tuple[Path_, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves((*at, key), value)
    else:
        yield at, True if at[-1] == "absent" else content


def _put_all(data: CommentedMap, put: Iterable[tuple[Path_, Any]]) -> None:
    for keys, value in put:
        _put(data, keys, value)


def _put(data: CommentedMap, keys: Path_, value: Any) -> None:
    place = data
    for key in keys[:-1]:
        name = key if re.fullmatch(r"[a-z][\w.]*", key) else _quoted(key)
        below = place.get(key)
        if not isinstance(below, CommentedMap):
            below = place[name] = CommentedMap()
        place = below
    last = keys[-1] if re.fullmatch(r"[a-z][\w.]*", keys[-1]) else _quoted(keys[-1])
    place[last] = _written(value)
    if keys[-1] == "label":
        place.pop("locator", None)  # a locator goes before a label: the old one is wrong now


def _written(value: Any) -> Any:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list | tuple):
        items = CommentedSeq([_written(each) for each in value])
        items.fa.set_flow_style()
        return items
    return value


def _quoted(text: str) -> Quoted:
    """A text in double quotes, for No and Yes, unquoted, are no texts to other readers of YAML.

    What must not be shown as it is, is held back until it can be written as an escape: the writer of YAML lets marks of
    direction and the like stand as they are.
    """
    quoted: Quoted = Quoted("".join(each if is_shown(each) else f"\ue000{ord(each):x}\ue001" for each in text))
    return quoted
