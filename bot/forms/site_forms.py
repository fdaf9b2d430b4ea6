"""The forms of one site: what the code declares, as the site's form map has it, and what only the map knows.

    forms = SiteForms(form_map)
    forms.of(Goal)                          # the declared form with the site's words, and its learned fields added
    forms.form("assessment.readiness")      # a form that only the map declares
    forms.rows("assessment.employment")     # the list of rows of such a screen

A form is made once: the same class is given each time, so that values of it compare equal. A declared form that the
map says nothing of is given as it is.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, TypeVar, cast

from bot.controls import (
    Blank,
    CheckBox,
    CheckList,
    Condition,
    Control,
    DateBox,
    DropDown,
    LookUp,
    MoneyBox,
    NumberBox,
    PhoneBoxes,
    RadioList,
    ReadOnly,
    RichText,
    TextArea,
    TextBox,
    Unreadable,
    YesNo,
    fold,
)
from bot.forms import Form
from bot.forms.form_map import FieldSpec, FormMap, Path_, ScreenSpec, find_map, read_map

F = TypeVar("F", bound=Form)

ASSESSMENT = "assessment."
"""How the keys of the assessment's tabs begin."""

_KINDS: dict[str, tuple[type[Control], Any]] = {
    "text": (TextBox, str),
    "textarea": (TextArea, str),
    "richtext": (RichText, str),
    "date": (DateBox, date),
    "number": (NumberBox, Decimal),
    "money": (MoneyBox, Decimal),
    "phone": (PhoneBoxes, str),
    "select": (DropDown, str),
    "radio": (RadioList, str),
    "yesno": (YesNo, bool),
    "checkbox": (CheckBox, bool),
    "checklist": (CheckList, tuple[str, ...]),
    "lookup": (LookUp, str),
    "readonly": (ReadOnly, str),
}
"""The control of each kind, and the type of its values."""
_CHOICES = (DropDown, CheckList)
_RULERS = (DropDown, YesNo, CheckList)
"""Kinds of boxes that may decide whether others are shown."""


@dataclass(frozen=True)
class RowList:
    """The list of rows of a learned screen. `key` is the record's key for it; None where the screen is the list."""

    form: type[Form]
    add: str
    key: str | None


class SiteForms:
    """All forms of a site. Raises MapError, with file and line, for a map that can't be."""

    def __init__(self, form_map: FormMap) -> None:
        self.map = form_map
        self._mistakes: list[tuple[Path_, str]] = []
        self._of: dict[type[Form], type[Form]] = {}
        self._forms: dict[str, type[Form]] = {}
        self._rows: dict[str, RowList] = {}
        said = ((usual, form_map.screens[key].title) for key, usual in DECLARED.items() if key in form_map.screens)
        self.words = {**{usual: title for usual, title in said if title and title != usual}, **form_map.words}
        """This site's headings, tabs, buttons, links and columns, by the words of the code."""
        for key, screen in form_map.screens.items():
            if key.startswith(ASSESSMENT) and key not in DECLARED:
                self._learn(key, screen)
        for key in form_map.tabs:
            if key != "general" and f"{ASSESSMENT}{key}" not in form_map.screens:
                self._wrong(("tabs",), f"there is no screen {ASSESSMENT}{key}")
        if len(set(form_map.tabs)) < len(form_map.tabs):
            self._wrong(("tabs",), "has a tab twice")
        if self._mistakes:
            raise form_map.mistakes(self._mistakes)

    def __repr__(self) -> str:
        return f"<forms of {self.map.name}>"

    @property
    def tabs(self) -> tuple[str, ...]:
        """The keys of the assessment's tabs, in the site's order: `education`."""
        keys = [key.removeprefix(ASSESSMENT) for key in self.map.screens if key.startswith(ASSESSMENT)]
        keys = list(self.map.tabs) or keys
        return tuple(dict.fromkeys((*(() if "general" in keys else ("general",)), *keys)))

    def title(self, key: str, usual: str) -> str:
        """The name of a screen on this site."""
        screen = self.map.screens.get(key)
        return screen.title if screen is not None and screen.title else usual

    def form(self, key: str) -> type[Form]:
        """The form of a screen that only the map declares; that of its rows where the screen is their list."""
        return self._forms[key]

    def rows(self, key: str) -> RowList | None:
        """The list of rows of a screen that only the map declares."""
        return self._rows.get(key)

    def of(self, declared: type[F]) -> type[F]:
        """A form of the code's own as this site has it; one that was made for this site stays as it is."""
        if declared.site_forms is self:
            return declared
        made = self._of.get(declared)
        if made is None:
            made = self._of[declared] = self._laid_over(declared)
        return cast("type[F]", made)

    # --- forms of the code, with what the map says of them

    def _laid_over(self, declared: type[Form]) -> type[Form]:
        own: dict[str, Any] = {}
        for screen in declared.screens or (declared,):
            said = self.map.screens.get(screen.key)
            if said is not None:
                own.update(self._changes(declared, screen, said.fields, ("screens", screen.key, "fields")))
        for key, row in declared.rows.items():
            if self.of(row) is not row:
                own[key] = (_rows_of(self.of(row)), None)
        title = self.title(declared.key, declared.screen_title)
        if self._mistakes:
            raise self.map.mistakes(self._mistakes)
        nested = any(self.of(screen) is not screen for screen in declared.screens)
        if not own and title == declared.screen_title and not nested:
            return declared
        return _new_form(declared.__name__, declared, own, screen_title=title, site_forms=self)

    def _changes(
        self, declared: type[Form], screen: type[Form], fields: Mapping[str, FieldSpec], at: Path_
    ) -> Iterator[tuple[str, Any]]:
        """The fields of a declared form that the map changes or adds. `screen` is the form of the site's screen."""
        for key, spec in fields.items():
            if key in declared.controls:
                yield key, self._changed(declared, key, spec, (*at, key))
            elif key not in screen.controls:
                control = self._control(spec, (*at, key), declared)
                if control is not None and self._is_key(key, (*at, key)):
                    yield key, self._definition(control, spec, (*at, key))

    def _changed(self, declared: type[Form], key: str, spec: FieldSpec, at: Path_) -> Any:
        control, info = declared.controls[key], declared.model_fields[key]
        kind = _KINDS[spec.kind or control.kind]
        if _KINDS[control.kind][1] is not kind[1]:
            self._wrong((*at, "kind"), f"this field is a {control.kind}: it can't be a {spec.kind}")
            return Annotated[info.annotation, control]
        if spec.absent and key in declared.needed:
            self._wrong((*at, "absent"), "the program can't work without this field: it can't be absent")
        told = self._said(spec, at)
        made = replace(control, **{name: value for name, value in told.items() if name in _fields_of(type(control))})
        if spec.kind not in (None, control.kind):
            own = {name: getattr(made, name) for name in _fields_of(kind[0]) if hasattr(made, name)}
            made = kind[0](**{**own, **{name: value for name, value in told.items() if name in _fields_of(kind[0])}})
        if spec.absent or spec.required is False:
            return (_optional(kind[1], made), None)
        default = self._default(made, spec, at, ... if info.is_required() else info.default)
        return (Annotated[info.annotation, made], default)

    # --- forms that only the map knows

    def _learn(self, key: str, screen: ScreenSpec) -> None:
        at: Path_ = ("screens", key)
        title = screen.title or key.removeprefix(ASSESSMENT).replace("_", " ").title()
        fields = self._fields(screen.fields, (*at, "fields"))
        rows = screen.rows
        if rows is not None:
            is_whole = rows.key is None
            if is_whole and fields:
                self._wrong((*at, "rows"), "a tab that has fields of its own needs a 'key' for its rows")
            form = self._new(
                key if is_whole else f"{key}.{rows.key}",
                title,
                self._fields(rows.fields, (*at, "rows", "fields")),
                sensitive=screen.sensitive,
                noun=rows.noun or title.casefold(),
                identity=self._identity(rows.identity, rows.fields, (*at, "rows", "identity")),
            )
            self._rows[key] = RowList(form, rows.add, rows.key)
            if is_whole:
                self._forms[key] = form
                return
            fields[str(rows.key)] = (_rows_of(form), None)
        self._forms[key] = self._new(key, title, fields, sensitive=screen.sensitive)

    def _new(self, key: str, title: str, fields: Mapping[str, Any], **own: Any) -> type[Form]:
        name = "".join(word.capitalize() for word in str(own.get("noun", key)).replace(".", " ").split())
        return _new_form(name, Form, fields, key=key, screen_title=title, site_forms=self, **own)

    def _identity(self, identity: tuple[str, ...], fields: Mapping[str, FieldSpec], at: Path_) -> tuple[str, ...]:
        known = [key for key in identity if key in fields and not fields[key].absent]
        if missing := [key for key in identity if key not in known]:
            self._wrong(at, f"there is no field {' or '.join(missing)}")
        return tuple(known)

    def _fields(self, fields: Mapping[str, FieldSpec], at: Path_) -> dict[str, Any]:
        made: dict[str, Any] = {}
        controls: dict[str, Control] = {}
        for key, spec in fields.items():
            if spec.absent:
                continue
            control = self._control(spec, (*at, key))
            if control is not None and self._is_key(key, (*at, key)):
                controls[key] = control
                made[key] = self._definition(control, spec, (*at, key))
        self._conditions(controls, at)
        return made

    def _control(self, spec: FieldSpec, at: Path_, declared: type[Form] | None = None) -> Control | None:
        if spec.label is None or spec.kind is None:
            lacks = " and ".join(name for name in ("label", "kind") if getattr(spec, name) is None)
            own = f", or is it one of: {', '.join(declared.controls)}?" if declared is not None else ""
            self._wrong(at, f"needs a {lacks}{own}")
            return None
        control = _KINDS[spec.kind][0]
        told = self._said(spec, at)
        if control is LookUp and not spec.link:
            self._wrong(at, "a look-up needs the 'link' that opens its window")
        if issubclass(control, RadioList | CheckList) and not spec.options and not spec.open:
            self._wrong(at, f"a {spec.kind} needs its options, or 'open: true'")
        if control is DropDown and spec.options is None:
            told["is_open"] = True
        known = _fields_of(control)
        for name in told.keys() - known - _EVERYWHERE:
            self._wrong(at, f"a {spec.kind} has no '{_WRITTEN.get(name, name)}'")
        return control(**{name: value for name, value in told.items() if name in known})

    def _said(self, spec: FieldSpec, at: Path_) -> dict[str, Any]:
        """What a field says, as its control takes it; what it leaves out is not in it."""
        told: dict[str, Any] = {
            "label": spec.label,
            "name": spec.name,
            "required": spec.required,
            "postback": spec.postback,
            "shown_if": self._condition(spec),
            "options": self._options(spec, at),
            "is_open": spec.open,
            "exclusive": spec.exclusive or None,
            "maxlength": spec.max,
            "link": spec.link,
            "sensitive": spec.sensitive or None,
            "absent": spec.absent or None,
            "locator": spec.locator,
            "words": tuple(spec.words.items()) or None,
        }
        if told["options"] is not None and spec.open is None:
            told["is_open"] = False
        for option in spec.exclusive:
            if fold(option) not in map(fold, told["options"] or (option,)):
                self._wrong((*at, "exclusive"), "refuses company but is none of the options")
        return {name: value for name, value in told.items() if value is not None}

    def _options(self, spec: FieldSpec, at: Path_) -> tuple[str, ...] | None:
        try:
            options = self.map.options(spec)
        except KeyError:
            self._wrong((*at, "options"), "there is no such list under 'lists'")
            return None
        folded = [fold(option) for option in options or ()]
        if len(set(folded)) < len(folded):
            self._wrong((*at, "options"), "has an option twice")
        if "" in folded:
            self._wrong((*at, "options"), "has an option without words")
        return options

    def _condition(self, spec: FieldSpec) -> Condition | None:
        return next((Condition(key=key, value=value) for key, value in spec.shown_if.items()), None)

    def _conditions(self, controls: Mapping[str, Control], at: Path_) -> None:
        """Boxes may depend on boxes of the same screen that can have the value, and not in a circle."""
        for key, control in controls.items():
            condition, place = control.shown_if, (*at, key, "shown_if")
            if condition is None:
                continue
            ruler = controls.get(condition.key)
            if ruler is None:
                self._wrong(place, f"there is no field {condition.key} on this screen")
            elif not isinstance(ruler, _RULERS) or not _can_be(ruler, condition.value):
                self._wrong(place, f"{condition.key} can't have that value")
            elif key in _above(controls, key):
                self._wrong(place, "depends on itself")

    def _definition(self, control: Control, spec: FieldSpec, at: Path_) -> Any:
        values = _KINDS[control.kind][1]
        is_needed = control.required and control.shown_if is None and control.kind != "readonly"
        default = self._default(control, spec, at, ... if is_needed else None)
        return (_optional(values, control) if default is not ... else Annotated[values, control], default)

    def _default(self, control: Control, spec: FieldSpec, at: Path_, otherwise: Any) -> Any:
        """The office's standing answer as a value; `otherwise` where there is none."""
        if spec.answer is None:
            return otherwise
        try:
            return control.parse(list(spec.answer) if isinstance(spec.answer, tuple) else spec.answer)
        except Unreadable as error:
            self._wrong((*at, "answer"), error.words)
            return otherwise

    def _is_key(self, key: str, at: Path_) -> bool:
        """Whether a field can be called so. Names of the program's own forms would be taken for something else."""
        is_name = key.isidentifier() and key == key.casefold() and not key.startswith(("_", "model_"))
        if not is_name or keyword.iskeyword(key) or hasattr(Form, key):
            self._wrong(at, "can't be a key: write small letters, digits and _, and none of the program's own names")
            return False
        return True

    def _wrong(self, at: Path_, words: str) -> None:
        self._mistakes.append((at, words))


_EVERYWHERE = frozenset({"absent", "locator", "words"})
_WRITTEN = {"maxlength": "max", "is_open": "open"}
DECLARED = {
    "activity.general": "General Information",
    "activity.provider": "Service Provider",
    "activity.closure": "Closure Information",
    "assessment.general": "General",
    "plan.plan": "Plan",
    "plan.goals": "Goals",
    "plan.objectives": "Objectives",
    "plan.services": "Services",
    "print": "Plan Information",
    "assist.search": "",
    "sign_in": "",
    "second_factor": "",
}
"""The screens whose fields the code declares, and the names of those that are steps."""


def _fields_of(control: type[Control]) -> frozenset[str]:
    return frozenset(control.__dataclass_fields__)


def _optional(values: Any, control: Control) -> Any:
    """The annotation of a field that a record need not mention."""
    return Annotated[values | Blank | None, control]


def _rows_of(form: Any) -> Any:
    """The annotation of a list of rows that a record need not mention."""
    rows: Any = GenericAlias(tuple, (form, ...))
    return rows | None


def _can_be(ruler: Control, value: str) -> bool:
    if isinstance(ruler, YesNo):
        return value in ("Yes", "No")
    options = getattr(ruler, "options", ())
    return bool(getattr(ruler, "is_open", False)) or fold(value) in map(fold, options)


def _above(controls: Mapping[str, Control], key: str) -> set[str]:
    """The fields that a field depends on, and those that they depend on."""
    found: set[str] = set()
    condition = controls[key].shown_if
    while condition is not None and condition.key in controls and condition.key not in found:
        found.add(condition.key)
        condition = controls[condition.key].shown_if
    return found


def _new_form(name: str, base: type[Form], fields: Mapping[str, Any], **own: Any) -> type[Form]:
    """A form of that name: `fields` are annotations with their defaults (`...` for none), `own` its class variables."""
    namespace: dict[str, Any] = {"__module__": base.__module__, "__doc__": base.__doc__, **own}
    namespace["__annotations__"] = {key: kind for key, (kind, _) in fields.items()}
    namespace.update({key: default for key, (_, default) in fields.items() if default is not ...})
    make: Any = type(base)
    return cast("type[Form]", make(name, (base,), namespace))


@cache
def _of_digest(digest: str, holder: _Holder) -> SiteForms:
    return SiteForms(holder.form_map)


class _Holder:
    """A map as a key of the cache: maps that say the same are the same."""

    def __init__(self, form_map: FormMap) -> None:
        self.form_map = form_map

    def __hash__(self) -> int:
        return hash(self.form_map.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.form_map.digest == self.form_map.digest


def forms_of(path: Path, folders: tuple[Path, ...]) -> SiteForms:
    """The forms of a map's file; the same object for a file that says the same. Raises MapError."""
    form_map = read_map(path, folders)
    return _of_digest(form_map.digest, _Holder(form_map))


def forms_of_content(name: str, content: Mapping[str, Any]) -> SiteForms:
    """The forms of a map's content, as one process gives it to another."""
    form_map = FormMap(name, content, {})
    return _of_digest(form_map.digest, _Holder(form_map))


_PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (Path.cwd() / "configs", _PACKAGE.parent / "configs", _PACKAGE / "configs")
"""Where form maps and site profiles are looked for."""


@cache
def guide_forms() -> SiteForms:
    """The forms of the map that is used where a site has none of its own."""
    return forms_of(find_map("guide", FOLDERS), FOLDERS)

