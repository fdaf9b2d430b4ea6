"""A site's forms as data: the file that says which screens take data, and which boxes stand on each of them.

    form_map: 1                      # the version of this format
    based_on: guide                  # begin with another map and change it; left out: this file says everything
    words: {"Next >>": Continue}     # this site's headings, tabs, buttons, links and columns, by ours
    lists:
      states: [California, Other]    # lists of options that several fields share, by name
    screens:
      plan.goals:                    # a screen the code knows: its core fields are corrected, others are added
        fields:
          type: {options: [Employment, Training, Schooling]}
          goal_name: {label: Goal Name, kind: text, required: true, max: 100}
          comments: {absent: true}
      assessment.readiness:          # a tab of the assessment: all its fields come from here
        title: Work Readiness
        fields:
          work_attire: {label: Work Attire, kind: checklist, options: [Not at this Time, Uniforms]}

`mark` says how sure a field is (S: the user's guide, D: documented, C: seen in another vendor's successor of the
product, I: inferred). Mistakes in a map are reported with file, line and field before any work begins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import ConfigError
from bot.inputs import TooMuch, load_yaml

Kind = Literal[
    "text", "textarea", "richtext", "date", "number", "money", "phone", "select", "radio", "yesno", "checkbox",
    "checklist", "lookup", "readonly",
]  # fmt: skip
Path_ = tuple[str, ...]
Place = tuple[str, int]
"""A file's name and a line in it."""

SUFFIX = ".forms.yaml"
"""How the name of a map's file ends: `configs/NAME.forms.yaml`."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldSpec(_Part):
    """One box of a screen. What a core field leaves out stays as the code declares it."""

    label: str | None = Field(default=None, min_length=1)
    """The visible label, the first thing the box is found by."""
    kind: Kind | None = None
    locator: str | None = None
    """The CSS selector that finds it, the strongest correction; better an ending of a name than an id."""
    name: str | None = None
    """The ending of its name attribute without the prefix."""
    required: bool | None = None
    postback: bool | None = None
    """Whether setting it posts back and may reset other boxes, so that it goes first."""
    shown_if: dict[str, str] = Field(default_factory=dict, max_length=1)
    """The one field, and its value, without which the site does not show this box."""
    options: tuple[str, ...] | str | None = None
    """What it offers, in the site's words: a list, or the name of one under `lists`."""
    open: bool | None = None
    """Whether the options are examples only, and the page itself decides."""
    words: dict[str, str] = Field(default_factory=dict)
    """`our word for an option: the site's`, for the words that the program itself writes or records use."""
    exclusive: tuple[str, ...] = ()
    """Options of a check list that refuse company."""
    max: int | None = Field(default=None, gt=0)
    """The most characters it takes."""
    link: str | None = None
    """The text of the link that opens a look-up's window."""
    help: str | None = None
    """The sentence that stands behind the label."""
    sensitive: bool = False
    """Whether even the author's own terminal should not repeat what is written here."""
    answer: str | tuple[str, ...] | None = None
    """The office's standing answer, for records that say nothing."""
    absent: bool = False
    """Whether this site does not have the box."""
    mark: Literal["S", "D", "C", "I"] | None = None
    """How sure it is; see the module."""


class RowsSpec(_Part):
    """The list of rows of a tab: the form of one row, and the button that opens an empty one."""

    key: str | None = None
    """The record's key for the rows; left out where the whole tab is the list."""
    add: str
    noun: str | None = None
    """What one row is called in messages and sheets: `job`."""
    identity: tuple[str, ...] = Field(min_length=1)
    """The fields that name a row to a person, so that a second run finds it again."""
    fields: dict[str, FieldSpec] = Field(default_factory=dict)


class ScreenSpec(_Part):
    """One screen."""

    title: str | None = None
    """The screen's name as staff see it: its tab, or its step of a wizard."""
    replace: bool = False
    """In a map that is based on another: whether this is the whole screen, instead of changes to the other's."""
    sensitive: bool = False
    fields: dict[str, FieldSpec] = Field(default_factory=dict)
    rows: RowsSpec | None = None
    questions: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """`label: answer`: the area's standing answers to boxes that are no fields; a record's `extra` goes first."""


class _File(_Part):
    form_map: Literal["1"]
    """The version of the format."""
    based_on: str | None = None
    words: dict[str, str] = Field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    tabs: tuple[str, ...] = ()
    """The assessment's tabs in the site's order; left out, all that `screens` has, in its order."""
    screens: dict[str, ScreenSpec] = Field(default_factory=dict)


class MapError(ConfigError):
    """A form map says something that can't be; the message names file, line and field of each mistake."""


class FormMap:
    """A form map, read and checked for its shape. Maps that say the same in the same lines have one `digest`."""

    def __init__(
        self, name: str, content: Mapping[str, Any], places: Mapping[Path_, Place], file: Path | None = None
    ) -> None:
        """`content`: the plain data of the file, with what it is based on. Raises MapError."""
        self.name = name
        self.file = file
        self.places = places
        self.content = content
        self.digest = blake2b(repr((content, places)).encode(), digest_size=16).hexdigest()
        try:
            read = _File.model_validate(content)
        except ValidationError as error:
            raise self.mistakes([(tuple(map(str, each["loc"])), _words(each)) for each in error.errors()]) from None
        self.lists, self.screens, self.words, self.tabs = read.lists, read.screens, read.words, read.tabs

    def __repr__(self) -> str:
        return f"<form map {self.name}>"

    def over(self, changes: Mapping[str, Any], name: str) -> FormMap:
        """This map with the changes of another laid over it. Raises MapError."""
        return FormMap(name, _laid_over(self.content, changes), self.places)

    def named_from(self, folders: Sequence[Path]) -> str:
        """How a file names this map: by its name where that is enough, else by its path."""
        beside = (folder / f"{self.name}{SUFFIX}" for folder in folders)
        first = next((path for path in beside if path.is_file()), None)
        is_it = first is not None and self.file is not None and first.samefile(self.file)
        return self.name if is_it or self.file is None else str(self.file.resolve())

    def questions(self, screen: str) -> dict[str, str | list[str]]:
        """The standing answers to the questions of a screen, by label; of a row's form by those of its screen."""
        found = next((self.screens[key] for key in (screen, screen.rpartition(".")[0]) if key in self.screens), None)
        told = found.questions if found else {}
        return {label: answer if isinstance(answer, str) else list(answer) for label, answer in told.items()}

    @property
    def answered(self) -> dict[str, list[str]]:
        """The labels of the questions that have a standing answer, by screen."""
        return {key: list(screen.questions) for key, screen in self.screens.items() if screen.questions}

    def options(self, spec: FieldSpec) -> tuple[str, ...] | None:
        """What a field offers, the list looked up; None where the map says nothing of it. Raises KeyError."""
        return self.lists[spec.options] if isinstance(spec.options, str) else spec.options

    def place(self, path: Path_) -> str:
        """Where something stands, in words: `office.forms.yaml, line 12`; of the part that holds it at least."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                file, line = self.places[path[:length]]
                return f"{file}, line {line}"
        return f"the form map '{self.name}'"

    def mistakes(self, found: Sequence[tuple[Path_, str]]) -> MapError:
        """The error for what is wrong, by the path of each mistake."""
        lines = [f"{self.place(path)}: {_said(path)}{words}" for path, words in found[:_MOST_TOLD]]
        if len(found) > _MOST_TOLD:
            lines.append(f"and {len(found) - _MOST_TOLD} more")
        return MapError("\n".join(lines))


_MOST_TOLD = 20
_AROUND = ("screens", "fields", "rows")


def _said(path: Path_) -> str:
    """The path as a person names it: `assessment.readiness, work_attire: `."""
    told = ", ".join(part for part in path if part not in _AROUND)
    return f"{told}: " if told else ""


def _words(error: Any) -> str:
    """What pydantic found, without the value; a file's author reads it."""
    if error["type"] == "extra_forbidden":
        return "there is no such key"
    if error["type"] == "literal_error":
        return f"must be one of {error['ctx']['expected']}"
    return str(error["msg"]).removeprefix("Value error, ")


def read_map(path: Path, folders: Sequence[Path]) -> FormMap:
    """The form map of a file, with what it is based on (looked for beside it, then in `folders`).

    Raises MapError, with file and line, for a file that is none.
    """
    content, places = _read(path, folders, ())
    return FormMap(path.name.removesuffix(SUFFIX), content, places, path)


def find_map(name: str, folders: Sequence[Path]) -> Path:
    """The file of a map by its name or as a path. Raises MapError when there is none."""
    if name.endswith((".yaml", ".yml")):
        for path in (Path(name), *(folder / name for folder in folders)):
            if path.is_file():
                return path
        raise MapError(f"there is no form map at {name}")
    for folder in folders:
        path = folder / f"{name}{SUFFIX}"
        if path.is_file():
            return path
    found = (path.name.removesuffix(SUFFIX) for folder in folders for path in folder.glob(f"*{SUFFIX}"))
    raise MapError(f"there is no form map '{name}'; there are: {', '.join(sorted(set(found)))}")


def _read(path: Path, folders: Sequence[Path], within: tuple[Path, ...]) -> tuple[dict[str, Any], dict[Path_, Place]]:
    if path in within:
        raise MapError(f"{path.name} is based on itself")
    content, places = _content(path), dict(_lines(path))
    base = content.get("based_on")
    if base is None:
        return content, places
    found = find_map(str(base), [path.parent, *folders])
    below, places_below = _read(found, folders, (*within, path))
    return _laid_over(below, content), {**places_below, **places}


def _content(path: Path) -> dict[str, Any]:
    content = settings_in(path, path.name, MapError)
    if not isinstance(content, dict):
        raise MapError(f"{path.name}: must hold 'screens' with their fields")
    return content


def settings_in(path: Path, name: str, kind: type[ConfigError] = ConfigError) -> Any:
    """What a YAML file of settings says. Raises an error of that kind, in words that begin with `name`."""
    try:
        return load_yaml(path)
    except TooMuch as error:
        at = "" if error.line is None else f", line {error.line}"
        raise kind(f"{name}{at}: {error.words}") from None
    except (OSError, ValueError):
        raise kind(f"{name} can't be read as YAML") from None


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """A map with the changes of another: keys are laid over each other, lists and values take the other's place."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        replaces = isinstance(value, Mapping) and str(value.get("replace", "")).casefold() == "true"
        if isinstance(value, Mapping) and isinstance(under, Mapping) and not replaces:
            merged[key] = _laid_over(under, value)
        else:
            merged[key] = value
    return merged


def _lines(path: Path) -> Iterator[tuple[Path_, Place]]:
    """The line of each key of a file, by its path."""
    root = yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    stack: list[tuple[Path_, Any]] = [((), root)]
    while stack:
        at, node = stack.pop()
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                below = (*at, str(key.value))
                yield below, (path.name, key.start_mark.line + 1)
                stack.append((below, value))
