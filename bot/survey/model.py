"""A survey: what stands on the screens of a site, and never what is written there.

Labels, kinds, the endings of names and ids, option lists, buttons, headings of grids. No value, and nothing that tells
whose pages they were. The file has the shape of the mock's own file of screens (`tests/mock_site/screens.yaml`), so
that a mock can be built from a survey.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.config import Profile
from bot.errors import ConfigError
from bot.inputs import TooMuch, load_yaml
from bot.keys import write_private
from bot.printable import printable

Kind = Literal[
    "text", "textarea", "richtext", "date", "select", "yesno", "radio", "checkbox", "checklist", "number", "money",
    "phone", "lookup", "readonly",
]  # fmt: skip

HEAD = (
    "# A survey of the screens of a site, made by caljobs-bot: what stands there, never what is written there.\n"
    "# `caljobs-bot adapt` proposes a profile's corrections by it, `caljobs-bot drift` compares it with the site.\n"
)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Box(_Part):
    """One control of a screen, as staff see it."""

    label: str = ""
    """The visible label without its star and colon; empty where there is none."""
    kind: Kind
    name: str = ""
    """The ending of its name attribute, such as txtStartDate."""
    id: str = ""
    """The ending of its id, where that differs from the name's."""
    required: bool = False
    """Whether the page marks it as required, by a star or by a validator."""
    max: int | None = None
    """The most characters it takes."""
    options: tuple[str, ...] | None = None
    """What it offers; None where it offers nothing, or where the list may hold participants' data."""
    options_by: dict[str, dict[str, tuple[str, ...]]] = Field(default_factory=dict)
    """What it offers by the choice in another box: {key of that box: {option: what is offered then}}."""
    posts_back: bool = False
    """Whether changing it posts the page back."""
    link: str = ""
    """The text of the link that opens its window (look-ups)."""
    when: dict[str, str] = Field(default_factory=dict)
    """The choice in another box under which it is on the page: {key of that box: option}."""


class Rows(_Part):
    """The grid of a screen: the button that opens an empty row, and the form of a row."""

    key: str = ""
    """Its part of the key, where the screen has boxes of its own too."""
    add: str
    title: str = ""
    columns: tuple[str, ...] = ()
    """The headings of the grid; empty where no row stood there."""
    actions: tuple[str, ...] = ()
    fields: dict[str, Box] = Field(default_factory=dict)
    buttons: tuple[str, ...] = ()


class Grid(_Part):
    """A table with column headings."""

    heading: str = ""
    columns: tuple[str, ...]
    actions: tuple[str, ...] = ()
    """What its rows offer to do, where a column is headed Action."""


class SeenDialog(_Part):
    """A dialog that came up on a screen, or lay over it: its words without values, and what it offers to press."""

    title: str = ""
    text: str = ""
    buttons: tuple[str, ...]
    native: bool = False
    """Whether it is the browser's own (alert, confirm), and not made by the page."""
    on: str = ""
    """What was pressed; empty after a choice in a box, or where the page brought it up by itself."""

    @property
    def words(self) -> str:
        """Its title and text, for people."""
        return ": ".join(part for part in (self.title, self.text) if part)


class ScreenSurvey(_Part):
    """One screen."""

    title: str
    """The selected tab of a wizard or folder, else the heading."""
    heading: str
    """The page's main heading."""
    sections: tuple[str, ...] = ()
    """The headings below it."""
    reached: tuple[str, ...] = ()
    """What was pressed to come here, from the home page on."""
    tried: bool = False
    """Whether choices were tried, so that boxes that come and go by them are known."""
    fields: dict[str, Box] = Field(default_factory=dict)
    rows: Rows | None = None
    buttons: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    tabs: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()
    dialogs: tuple[SeenDialog, ...] = ()


class WizardSurvey(_Part):
    """A wizard: its heading, and the keys of its steps in order."""

    heading: str
    steps: tuple[str, ...]


class Unreached(_Part):
    """A screen that was not surveyed, and why."""

    screen: str
    why: str
    wanted: str = ""
    """The program's own word for the heading, tab, link or button that was looked for and not found."""
    at: str = ""
    """The key of the screen on which it was looked for."""
    after_save: bool = False
    """Whether it comes only after something is saved, which a survey does not do: nothing is wrong with the site."""


class Survey(_Part):
    """A whole survey."""

    survey: int = Field(default=1, ge=1, le=1)
    """The version of this format."""
    site: str = ""
    taken: date
    wizards: dict[str, WizardSurvey] = Field(default_factory=dict)
    screens: dict[str, ScreenSurvey] = Field(default_factory=dict)
    unreached: tuple[Unreached, ...] = ()

    def as_yaml(self) -> str:
        """The file's text."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        data = {"survey": self.survey, **data}
        text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120)
        if printable(text, lines=True) != text:  # then the whole is written in escapes, which mean the same
            text = yaml.safe_dump(data, sort_keys=False, allow_unicode=False, width=120)
        return HEAD + text

    def save(self, path: Path) -> None:
        """Writes the file, readable by its owner only."""
        try:
            write_private(path, self.as_yaml().encode())
        except OSError as error:
            raise ConfigError(f"the survey can't be written to {path}: {error.strerror}") from None


def load_survey(path: Path) -> Survey:
    """The survey of a file. Raises ConfigError in words that name the file and the key."""
    try:
        data: Any = load_yaml(path)
    except TooMuch as error:
        at = "" if error.line is None else f", line {error.line}"
        raise ConfigError(f"the survey {path}{at}: {error.words}") from None
    except OSError as error:
        raise ConfigError(f"the survey {path} can't be read: {error.strerror}") from None
    except ValueError:
        raise ConfigError(f"the survey {path} can't be read as YAML") from None
    try:
        return Survey.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"the survey {path}, {key or 'the whole'}: {first['msg']}") from None


def accepted_path(profile: Profile) -> Path:
    """The file of a site's accepted survey, whether it is there or not; `profile` was read from a file.

    It lies in a folder beside the profile, so that it is taken for no profile.
    """
    file = Path(profile.file)
    return file.parent / "surveys" / file.name


def has_accepted(profile: Profile) -> bool:
    """Whether somebody has said how the site's screens should look."""
    return bool(profile.file) and accepted_path(profile).is_file()
