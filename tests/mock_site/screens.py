"""The mock's screens as data: what `screens.yaml` says, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

PREFIXES = {
    "text": "txt", "textarea": "txt", "richtext": "txt", "date": "txt", "number": "txt", "money": "txt",
    "phone": "txt", "lookup": "txt", "select": "ddl", "yesno": "rbl", "radio": "rbl", "checkbox": "chk",
    "checklist": "chk", "readonly": "lbl",
}
TEXT_KINDS = frozenset({"text", "textarea", "number", "money"})


@dataclass(frozen=True)
class Field:
    """One box of a screen; see the head of `screens.yaml` for what each attribute says."""

    key: str
    label: str
    kind: str
    index: int
    required: bool = False
    enforced: bool = True
    options: str | tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    when: tuple[str, str] | None = None
    max: int | None = None
    link: str = ""
    date: str = "plain"
    prefix: str = ""
    name: str = ""
    typed_postback: bool = False
    posts_back: bool = False
    exclusive: tuple[str, ...] = ()
    options_by: tuple[str, Mapping[str, tuple[str, ...]]] | None = None

    @property
    def control(self) -> str:
        """The last part of its name: `start_date` of kind date is `txtStartDate`."""
        return self.name or (self.prefix or PREFIXES[self.kind]) + camel(self.key)

    @property
    def bare_control(self) -> str:
        """That name without its prefix: `StartDate`."""
        return self.control.lstrip("abcdefghijklmnopqrstuvwxyz")

    @property
    def empty(self) -> str | list[str]:
        """What stands in it before anybody entered anything."""
        return [] if self.kind == "checklist" else "No" if self.kind == "checkbox" else ""


@dataclass(frozen=True)
class Rows:
    """The grid of a screen and the form of one row."""

    key: str
    noun: str
    fields: tuple[Field, ...]
    at_least: int = 0
    under: str = ""
    add: str = ""

    @property
    def add_text(self) -> str:
        """What the button says that adds a row."""
        return self.add or f"Add a New {self.noun}"


@dataclass(frozen=True)
class Screen:
    """One step of a wizard: its own fields, its rows, or both."""

    key: str
    title: str
    fields: tuple[Field, ...] = ()
    rows: Rows | None = None


@dataclass(frozen=True)
class WizardPlan:
    """The heading of a wizard and the keys of its steps in order."""

    key: str
    heading: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All that `screens.yaml` says."""

    lists: Mapping[str, tuple[str, ...]]
    offices: Mapping[str, tuple[str, ...]]
    grants: Mapping[str, tuple[str, ...]]
    activities: Mapping[str, str]
    providers: tuple[str, ...]
    wizards: Mapping[str, WizardPlan]
    screens: Mapping[str, Screen] = field(repr=False)
    words: Mapping[str, str] = field(default_factory=dict)

    def word(self, usual: str) -> str:
        """This site's wording of a heading, tab, button, link or label outside the screens."""
        return self.words.get(usual, usual)


def camel(key: str) -> str:
    """`estimated_completion` as `EstimatedCompletion`."""
    return "".join(part[:1].upper() + part[1:] for part in key.replace(".", "_").split("_"))


def local_question(number: int, index: int, question: Mapping[str, Any]) -> Field:
    """A question of the local area, as the switch `local_questions` names it; its key is its label."""
    kind = str(question.get("control", "text"))
    return _field(str(question["label"]), {
        "label": str(question["label"]),
        "kind": kind,
        "required": bool(question.get("required")),
        "options": question.get("options", ()),
        "name": f"{PREFIXES[kind]}Local{number}",
    }, index)


def _field(key: str, raw: Mapping[str, Any], index: int) -> Field:
    values = dict(raw)
    options = values.pop("options", ())
    when = values.pop("when", None)
    by = values.pop("options_by", None)
    if values["kind"] not in PREFIXES:
        raise ValueError(f"screens.yaml: {key} has the unknown kind {values['kind']}")
    return Field(
        key=key,
        index=index,
        options=options if isinstance(options, str) else tuple(map(str, options)),
        clears=tuple(values.pop("clears", ())),
        exclusive=tuple(values.pop("exclusive", ())),
        when=next(iter(when.items())) if when else None,
        options_by=_options_by(by) if by else None,
        **values,
    )


def _options_by(by: Mapping[str, Mapping[str, Any]]) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """The one other field whose value decides what is offered, and what it is by that value."""
    (key, table), *_ = by.items()
    return key, {choice: tuple(map(str, offered)) for choice, offered in table.items()}


def _fields(raw: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(_field(key, values, index) for index, (key, values) in enumerate(raw.items()))


def _screen(key: str, raw: Mapping[str, Any]) -> Screen:
    rows = None
    if "rows" in raw:
        given = raw["rows"]
        rows = Rows(
            key=given.get("key", ""),
            noun=given["noun"],
            fields=_fields(given["fields"]),
            at_least=given.get("at_least", 0),
            under=given.get("under", ""),
            add=given.get("add", ""),
        )
    return Screen(key, raw["title"], _fields(raw.get("fields", {})), rows)


@cache
def usual() -> Mapping[str, Any]:
    """What `screens.yaml` says, as plain data."""
    raw: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("screens.yaml").read_text(encoding="utf-8"))
    return raw


def make_catalogue(raw: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a file of screens; raises ValueError or KeyError where it is none."""
    return Catalogue(
        lists={name: tuple(map(str, options)) for name, options in raw["lists"].items()},
        offices={region: tuple(offices) for region, offices in raw["offices"].items()},
        grants={group: tuple(grants) for group, grants in raw["grants"].items()},
        activities={str(code): name for code, name in raw["activities"].items()},
        providers=tuple(raw["providers"]),
        wizards={
            key: WizardPlan(key, wizard["heading"], tuple(wizard["steps"]))
            for key, wizard in raw["wizards"].items()
        },
        screens={key: _screen(key, screen) for key, screen in raw["screens"].items()},
        words=dict(raw.get("words", {})),
    )


@dataclass
class _Shown:
    now: Catalogue


@cache
def _shown() -> _Shown:
    return _Shown(make_catalogue(usual()))


def catalogue() -> Catalogue:
    """The screens that this process serves now."""
    return _shown().now


def serve(raw: Mapping[str, Any] | None) -> None:
    """Serve other screens from now on; None is the usual ones."""
    _shown().now = make_catalogue(usual() if raw is None else raw)
