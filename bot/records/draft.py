"""Makes typed values of what a file says by walking a form's declarations; notes all that is wrong.

Nothing here knows any particular screen. A draft holds the values that could be read and the places they
stand at; the rules look at drafts, so that one wrong field hides no other, and only a record without
problems becomes forms.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeVar

from bot.controls import (
    BLANK,
    Condition,
    Control,
    DropDown,
    MoneyBox,
    Raw,
    ReadOnly,
    TextBox,
    Unreadable,
    doubt,
    fold,
    is_blank,
    unit_of,
    unseen_in,
)
from bot.forms import Form
from bot.records.nodes import Entry, Items, Keys, Node, Refused, Text
from bot.records.places import Place, place_of, words_of
from bot.records.problems import Findings
from bot.records.reader import Reader

F = TypeVar("F", bound=Form)

@dataclass(repr=False)
class Draft(Generic[F]):
    """A form on its way: the values that could be read, BLANK among them, and where they stand."""

    form: type[F]
    place: Place
    findings: Findings
    row: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    rows: dict[str, tuple[Draft[Any], ...]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    suspected: set[str] = field(default_factory=set)
    """Keys that are not there, but for one that is not known and much like it."""

    def get(self, key: str) -> Any:
        """The value of a field, or its default; None when it is not mentioned, empty or unreadable."""
        if key in self.unread:
            return None
        value = self.values[key] if key in self.values else _plan_of(self.form).defaults.get(key)
        return None if value is BLANK else value

    def report(
        self,
        message: str,
        key: str | None = None,
        *,
        quoted: str | None = None,
        aside: str | None = None,
        place: Place | None = None,
        warning: bool = False,
    ) -> None:
        """Notes a problem with a field, or with the whole."""
        where = place or self.place_of(key)
        label = self.form.label(key) if key in self.form.controls else None
        self.findings.report(
            message,
            place=where,
            form=self.form,
            row=self.row,
            label=label,
            quoted=quoted,
            aside=aside,
            warning=warning,
        )

    def place_of(self, key: str | None) -> Place:
        """Where a field stands, or the whole."""
        return place_of(self.places.get(key, self.place), key) if key else self.place

    def said(self, key: str) -> str:
        """The value of a field and its place, for the author."""
        shown = self.form.controls[key].show(self.get(key))
        text = shown if isinstance(shown, str) else "; ".join(shown)
        return f"{text} in {words_of(self.place_of(key))}"

    def content(self) -> Hashable:
        """What the form would say, for comparing; only for a draft without problems."""
        told = [_as_one(self.values.get(key, default)) for key, default in _plan_of(self.form).defaults.items()]
        rows = [(key, tuple(draft.content() for draft in drafts)) for key, drafts in sorted(self.rows.items())]
        return (*told, *rows)

    def make(self) -> F:
        """The form; only for a draft without problems."""
        rows = {key: tuple(draft.make() for draft in drafts) for key, drafts in self.rows.items()}
        return self.form(**self.values, **rows)


def read_form(
    reader: Reader,
    form: type[F],
    node: Node,
    *,
    place: Place,
    row: str | None = None,
    missing: Mapping[str, str] | None = None,
) -> Draft[F] | None:
    """The draft of one form, or None where nothing can be walked. `missing`: own words for missing fields."""
    if not isinstance(node, Keys):
        known = ", ".join(keys_of(form))
        reader.findings.report(f"must hold keys such as: {known}", place=place, form=form, row=row)
        return None
    draft = Draft(form, place, reader.findings, row)
    for key, entry in node.entries.items():
        if key in form.rows:
            draft.rows[key] = read_rows(reader, form.rows[key], entry, parent=row)
        elif key in form.controls:
            draft.places[key] = entry.place
            _read_field(reader, draft, key, entry.node)
        else:
            draft.report(unknown_key(key, form), quoted=key, place=entry.place)
            draft.suspected |= near_key(key, keys_of(form), _by_label(form))
    _check_units(draft, node)
    hidden = _check_shown(draft)
    _check_required(draft, hidden, missing or {})
    return draft


def read_rows(
    reader: Reader, form: type[F], entry: Entry, *, parent: str | None = None
) -> tuple[Draft[F], ...]:
    """The drafts of a list of rows; an empty key is an empty list."""
    if isinstance(entry.node, Text) and not entry.node.text.strip():
        return ()
    if not isinstance(entry.node, Items):
        reader.findings.report(
            "must be a list: start each one with '- '", place=entry.place, form=form, row=parent
        )
        return ()
    drafts: list[Draft[F]] = []
    known: dict[Hashable, Draft[F]] = {}
    for number, item in enumerate(entry.node.items, start=1):
        row = ", ".join(part for part in (parent, f"{noun(form)} {number}") if part)
        draft = read_form(reader, form, item, place=item.place, row=row)
        if draft is not None:
            _check_twins(draft, known)
            drafts.append(draft)
    return tuple(drafts)


def noun(form: type[Form]) -> str:
    """What one row of a form is called: AssessmentTest -> assessment test, ActivityEntry -> activity."""
    return form.noun or re.sub(r"(?<!^)(?=[A-Z])", " ", form.__name__).lower()


def _as_one(value: Any) -> Any:
    """18.5 and 18.50 are one amount, and look alike."""
    return value.normalize() if isinstance(value, Decimal) else value


def as_raw(node: Node) -> Raw | None:
    """A text or a list of texts, or None for anything deeper."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        texts = [item.text for item in node.items if isinstance(item, Text)]
        return texts if len(texts) == len(node.items) else None
    return None


def unknown_key(key: str, form: type[Form]) -> str:
    """Why a key is refused, with the nearest one that is known."""
    return not_known(key, keys_of(form), _by_label(form))


def _by_label(form: type[Form]) -> dict[str, str]:
    return {fold(form.label(name)): name for name in form.controls}


def keys_of(form: type[Form]) -> list[str]:
    """What a record may write of a form, in the form's order."""
    return [
        name
        for name in form.model_fields
        if name in form.rows or not (form.controls[name].absent or isinstance(form.controls[name], ReadOnly))
    ]


def not_known(
    key: str, known: Iterable[str], by_label: Mapping[str, str] | None = None, *, where: str = "here"
) -> str:
    """The words for a key that is none of the known ones; `by_label` understands a label written as key."""
    names = list(known)
    near = near_key(key, names, by_label)
    hint = f"did you mean '{next(iter(near))}'?" if near else f"known keys are: {', '.join(names)}"
    return f"is not a known key {where}; {hint}"


def near_key(key: str, known: Iterable[str], by_label: Mapping[str, str] | None = None) -> set[str]:
    """The known key that is likest to one that is not, if any is."""
    told = (by_label or {}).get(fold(key))
    return {told} if told else {*difflib.get_close_matches(key.strip().lower().replace(" ", "_"), [*known], n=1)}


def _read_field(reader: Reader, draft: Draft[Any], key: str, node: Node) -> None:
    raw = node.text if isinstance(node, Text) else as_raw(node)
    if raw is not None:
        raw = _seen(reader, draft, key, raw)
    if raw is not None and is_blank(raw):
        draft.values[key] = BLANK
        return
    draft.unread.add(key)
    control = draft.form.controls[key]
    if isinstance(control, ReadOnly):
        draft.report("is filled in by the site itself: leave it out", key)
    elif control.absent:
        draft.report("this site has no such box (its form map says so): leave it out", key)
    elif isinstance(node, Refused):
        draft.report(node.words, key, quoted=node.quoted)
    elif raw is None:
        draft.report(f"must be {control.example}, there stand keys or lists of lists", key)
    else:
        try:
            draft.values[key] = reader.parse(draft.form, key, raw)
            draft.unread.discard(key)
            if isinstance(control, TextBox) and isinstance(node, Text) and reader.leftovers:
                _tell_doubts(draft, key, node)
        except Unreadable as error:
            draft.report(error.words, key, quoted=error.quoted, aside=error.aside)


def _tell_doubts(draft: Draft[Any], key: str, node: Text) -> None:
    """Notes what may not be meant of a text that is taken."""
    if told := doubt(node.text):
        draft.report(told[0], key, quoted=told[1], warning=True)
    if node.comment:
        words = "behind the text stands a comment ('#'), which is not entered: put all in quotes if it belongs to it"
        draft.report(words, key, warning=True)


def _seen(reader: Reader, draft: Draft[Any], key: str, raw: Raw) -> Raw:
    """The text as one sees it; what was left out is told."""
    text = raw if isinstance(raw, str) else "\n".join(raw)
    if not reader.leftovers or (text.isascii() and text[:1] != "="):
        return raw
    if unseen := unseen_in(text):
        draft.report(f"holds marks that can't be seen ({unseen}): they are left out", key, warning=True)
    return reader.seen(raw)


def _check_units(draft: Draft[Any], node: Keys) -> None:
    """A unit behind an amount (`$18.50/hr`) must be the one of the box for units that stands beside it."""
    beside, amounts = _plan_of(draft.form).units
    for key in amounts:
        entry = node.entries.get(key) if key in draft.values else None
        unit = unit_of(entry.node.text) if entry and isinstance(entry.node, Text) else None
        if unit is None:
            continue
        told, label = draft.get(beside), draft.form.label(beside)
        if told is None and beside not in draft.unread:
            draft.report(f"is an amount per {unit}: write {unit.capitalize()} under {label}", key)
        elif told is not None and fold(told) != unit:
            where = words_of(draft.place_of(beside))
            aside = f"it says {unit} here, and {told} there"
            draft.report(f"is an amount per another unit than {label} in {where} says", key, aside=aside)


def _is_of_units(control: Control) -> bool:
    return isinstance(control, DropDown) and {"hour", "year"} <= {fold(option) for option in control.options}


def _check_shown(draft: Draft[Any]) -> set[str]:
    """Refuses values for boxes the site does not show; gives back the fields not, or not surely, shown."""
    hidden = set()
    for key, condition in _plan_of(draft.form).conditions:
        ruler = draft.form.controls[condition.key]
        told = draft.get(condition.key)
        if told is not None and ruler.show(told) == condition.value:
            continue
        hidden.add(key)
        if draft.values.get(key) is BLANK:
            del draft.values[key]
        elif (key in draft.values or key in draft.unread) and condition.key not in draft.unread:
            aside = f"it is {draft.said(condition.key)}" if told is not None else None
            draft.report(f"can only be filled when '{ruler.label}' is {condition.value}", key, aside=aside)
    return hidden


def _check_required(draft: Draft[Any], hidden: set[str], missing: Mapping[str, str]) -> None:
    for key in _plan_of(draft.form).required:
        passed_over = key in hidden or key in draft.unread or key in draft.suspected
        if not passed_over and draft.get(key) is None:
            draft.report(missing.get(key, f"{draft.form.label(key)} is required by the site"), key)


@dataclass(frozen=True)
class _Plan:
    """What is asked of every draft of a form, looked up once."""

    defaults: dict[str, Any]
    conditions: tuple[tuple[str, Condition], ...]
    required: tuple[str, ...]
    units: tuple[str, tuple[str, ...]]
    """The box for the units of amounts, and the boxes of amounts; none where it has no such."""


def _plan_of(form: type[Form]) -> _Plan:
    return _PLANS.get(form) or _PLANS.setdefault(form, _new_plan(form))


_PLANS: dict[type[Form], _Plan] = {}


def _new_plan(form: type[Form]) -> _Plan:
    controls = form.controls.items()
    beside = next((key for key, control in controls if _is_of_units(control)), "")
    amounts = tuple(key for key, control in controls if beside and isinstance(control, MoneyBox))
    return _Plan(
        {key: None if info.is_required() else info.default for key, info in form.model_fields.items()},
        tuple((key, control.shown_if) for key, control in controls if control.shown_if),
        tuple(key for key, control in controls if control.required),
        (beside, amounts),
    )


def _check_twins(draft: Draft[F], others: dict[Hashable, Draft[F]]) -> None:
    """Rows are found again by their identity: two of the same can't be told apart by a second run."""
    mark = _identity(draft)
    if mark is None:
        return
    other = others.setdefault(mark, draft)
    if other is not draft:
        labels = " and ".join(draft.form.label(key) for key in draft.form.identity)
        values = " and ".join(other.said(key) for key in draft.form.identity)
        draft.report(f"can't be told apart from {other.row}: the same {labels}", aside=f"there it is {values}")


def _identity(draft: Draft[Any]) -> tuple[Any, ...] | None:
    values = [draft.get(key) for key in draft.form.identity]
    if not values or None in values:
        return None
    return tuple(fold(value) if isinstance(value, str) else value for value in values)

