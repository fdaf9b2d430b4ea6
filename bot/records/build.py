"""Reads one participant's part of a file into drafts, and makes the record of them when nothing is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from bot.controls import Raw, Unreadable, fold, is_blank, refuse_leftover, refused_as_markup
from bot.forms import Form
from bot.forms.site_forms import SiteForms
from bot.pages.print_plan import PrintChoices
from bot.records.draft import Draft, as_raw, near_key, not_known, read_form, read_rows
from bot.records.model import (
    ActivityEntry,
    Answers,
    Assessment,
    Participant,
    Plan,
    Record,
    Source,
    screens_of,
    tabs_of,
)
from bot.records.nodes import Entry, Keys, Node, Refused, Text
from bot.records.places import Place, words_of
from bot.records.problems import Findings
from bot.records.reader import MARKUP_REFUSED, Reader
from bot.row_memory import is_about_rows, is_answer_about_rows

SECTIONS = tuple(item.name for item in dataclasses.fields(Record) if item.name != "source")
"""The keys of a record: participant, activities, assessment, plan, print, extra."""

_MISSING_IDS = {"app_id": "R5: is needed: the WIOA Title I application exists before the activity"}


@dataclass(repr=False)
class RecordDraft:
    """A record on its way. What is None was left out, or could not be walked (`findings` says so)."""

    findings: Findings
    place: Place
    forms: SiteForms
    participant: Draft[Participant] | None = None
    activities: tuple[Draft[ActivityEntry], ...] = ()
    assessment: dict[str, Draft[Any] | tuple[Draft[Any], ...]] | None = None
    plan: Draft[Plan] | None = None
    print: Draft[PrintChoices] | None = None
    extra: dict[str, Answers] = field(default_factory=dict)
    suspected: set[str] = field(default_factory=set)
    """Keys that are not there, but for one that is not known and much like it."""

    def told(self, key: str) -> str | None:
        """What the record says of the participant under `key`; None where it could not be read."""
        return self.participant.get(key) if self.participant else None

    def suspect(self, lists: frozenset[str]) -> None:
        """Notes which lists may lack rows for a reason that is told elsewhere."""
        self.suspected |= lists
        if self.plan:
            self.plan.suspected |= lists
            for goal in self.plan.rows.get("goals", ()):
                goal.suspected |= lists

    def marks(self) -> dict[str, bytes]:
        """For each part a digest that is the same for records that say the same; only for a draft without problems."""
        tabs = {name: _content(draft) for name, draft in (self.assessment or {}).items()}
        extra = [(screen, sorted((q, repr(a)) for q, a in told.items())) for screen, told in self.extra.items()]
        printing = self.print or Draft(self.forms.of(PrintChoices), 0, Findings(""))
        parts: dict[str, object] = {
            "participant": _content(self.participant),
            "activities": _content(self.activities),
            "assessment": self.assessment is not None and tuple(tabs.get(name) for name in self.forms.tabs),
            "plan": _content(self.plan),
            "print": _content(printing),
            "extra": sorted(extra),
        }
        return {name: blake2b(repr(part).encode(), digest_size=16).digest() for name, part in parts.items()}

    def make(self) -> Record:
        """The record; only for a draft without problems."""
        if self.participant is None or self.findings.problems:
            raise ValueError("a record with problems can't be made")
        tabs = {name: _made(draft) for name, draft in (self.assessment or {}).items()}
        return Record(
            participant=self.participant.make(),
            activities=tuple(draft.make() for draft in self.activities),
            assessment=_assessment(tabs) if self.assessment is not None else None,
            plan=self.plan.make() if self.plan else None,
            print=self.print.make() if self.print else self.forms.of(PrintChoices)(),
            extra=self.extra,
            source=Source(self.findings.file, self.place, dict(self._places_of_rows())),
        )

    def _places_of_rows(self) -> Iterator[tuple[str, str]]:
        yield from _places({"activities": self.activities})
        for name, draft in (self.assessment or {}).items():
            yield from _places({name: draft} if isinstance(draft, tuple) else draft.rows)
        yield from _places(self.plan.rows if self.plan else {})


def read_record(reader: Reader, node: Node, *, place: Place) -> RecordDraft:
    """The draft of one record; everything wrong with it is in the reader's findings."""
    draft = RecordDraft(reader.findings, place, reader.forms)
    if not isinstance(node, Keys):
        reader.findings.report(f"a record must hold keys such as: {', '.join(SECTIONS)}", place=place)
        return draft
    for key, entry in node.entries.items():
        if key not in SECTIONS:
            reader.findings.report(not_known(key, SECTIONS), place=entry.place, quoted=key)
            draft.suspected |= near_key(key, SECTIONS)
        elif key not in ("activities", "print", "extra") and _is_empty(entry):
            reader.findings.report(f"'{key}' is empty: fill it in or leave it out", place=entry.place)
        else:
            _read_section(reader, draft, key, entry)
    if "participant" not in node.entries and "participant" not in draft.suspected:
        words = "'participant' is missing: the record does not say whom it is about"
        reader.findings.report(words, place=place)
    return draft


def _read_section(reader: Reader, draft: RecordDraft, key: str, entry: Entry) -> None:
    if key == "participant":
        draft.participant = read_form(
            reader, Participant, entry.node, place=entry.place, missing=_MISSING_IDS
        )
    elif key == "activities":
        draft.activities = read_rows(reader, reader.forms.of(ActivityEntry), entry)
    elif key == "assessment":
        draft.assessment = _read_assessment(reader, entry)
    elif key == "plan":
        draft.plan = read_form(reader, reader.forms.of(Plan), entry.node, place=entry.place)
    elif key == "print" and not _is_empty(entry):
        draft.print = read_form(reader, reader.forms.of(PrintChoices), entry.node, place=entry.place)
    elif key == "extra" and not _is_empty(entry):
        draft.extra = dict(_read_extra(reader, entry))


def _read_assessment(reader: Reader, entry: Entry) -> dict[str, Draft[Any] | tuple[Draft[Any], ...]] | None:
    tabs = tabs_of(reader.forms)
    if not isinstance(entry.node, Keys):
        reader.findings.report(f"'assessment' must hold keys such as: {', '.join(tabs)}", place=entry.place)
        return None
    drafts: dict[str, Draft[Any] | tuple[Draft[Any], ...]] = {}
    suspected: set[str] = set()
    for name, told in entry.node.entries.items():
        if name not in tabs:
            reader.findings.report(not_known(name, tabs), place=told.place, quoted=name)
            suspected |= near_key(name, tabs)
        elif tabs[name].is_rows:
            drafts[name] = read_rows(reader, tabs[name].form, told)
        else:
            draft = read_form(reader, tabs[name].form, told.node, place=told.place)
            if draft is not None:
                drafts[name] = draft
    for name, tab in tabs.items():
        labels = () if tab.is_rows else _needs(tab.form)
        if name not in entry.node.entries and name not in suspected and labels:
            words = f"this tab is missing ('{name}'); the site requires: {'; '.join(labels)}"
            reader.findings.report(words, place=entry.place, form=tab.form)
    return drafts


def _read_extra(reader: Reader, entry: Entry) -> Iterator[tuple[str, Answers]]:
    """The answers to local questions, by screen and label."""
    screens = screens_of(reader.forms)
    if not isinstance(entry.node, Keys):
        words = f"'extra' must hold the keys of screens such as: {', '.join(screens)}"
        reader.findings.report(words, place=entry.place)
        return
    for key, told in entry.node.entries.items():
        if key not in screens:
            words = not_known(key, screens, where="under 'extra'")
            reader.findings.report(words, place=told.place, quoted=key)
        elif not isinstance(told.node, Keys):
            words = "'extra' must hold questions by their label, with the answer behind the colon"
            reader.findings.report(words, place=told.place, form=screens[key])
        elif answers := _read_answers(reader, screens[key], told.node):
            yield key, answers


def _read_answers(reader: Reader, form: type[Form], node: Keys) -> Answers:
    own = {fold(control.label): name for name, control in form.controls.items()}
    answers = Answers()
    asked: dict[str, Place] = {}
    for written, entry in node.entries.items():
        label, raw = reader.seen(written), as_raw(entry.node)
        raw = raw if raw is None else reader.seen(raw)
        if fold(label) in asked:
            words: str | None = f"is answered twice: see {words_of(asked[fold(label)])}"
        else:
            words = _why_no_answer(reader, label, entry.node, raw, own)
        if words is None and raw is not None:
            answers[label] = raw
            asked[fold(label)] = entry.place
        else:
            reader.findings.report(f"'extra': {words}", place=entry.place, form=form, label=label)
    return answers


def _why_no_answer(reader: Reader, label: str, node: Node, raw: Raw | None, own: Mapping[str, str]) -> str | None:
    """Why an answer to a local question can't be taken; `own`: the keys of the screen's own fields, by folded label."""
    if isinstance(node, Refused):
        return node.words
    if not fold(label):
        return "a question needs its label"
    if fold(label) in own:
        return f"is no local question: write it as '{own[fold(label)]}' of this screen"
    if raw is None or is_blank(raw):
        return "needs an answer: a text or a list of texts"
    if is_about_rows(label) and not is_answer_about_rows(raw):
        return "takes an answer such as 'add beside 1', as the message says that asks for it"
    if reader.markup_refused and isinstance(raw, str) and refused_as_markup(raw):
        return f"H13: {MARKUP_REFUSED}"
    try:
        for text in [raw] if isinstance(raw, str) and reader.leftovers else []:
            refuse_leftover(text)
    except Unreadable as error:
        return error.words
    return None


def _needs(form: type[Form]) -> list[str]:
    """The labels a screen can't be saved without."""
    return [control.label for control in form.controls.values() if control.required and not control.shown_if]


def _places(lists: Mapping[str, tuple[Draft[Any], ...]], within: str = "") -> Iterator[tuple[str, str]]:
    """The places of rows, and of the rows that they hold, as `Source` has them."""
    for rows in lists.values():
        for number, row in enumerate(rows, 1):
            yield f"{row.form.key} {within}{number}", words_of(row.place)
            yield from _places(row.rows, f"{within}{number}.")


def _is_empty(entry: Entry) -> bool:
    return isinstance(entry.node, Text) and not entry.node.text.strip()


def _content(draft: Draft[Any] | tuple[Draft[Any], ...] | None) -> Hashable:
    if draft is None:
        return None
    return tuple(row.content() for row in draft) if isinstance(draft, tuple) else draft.content()


def _made(draft: Draft[Any] | tuple[Draft[Any], ...]) -> Any:
    return tuple(row.make() for row in draft) if isinstance(draft, tuple) else draft.make()


def _assessment(tabs: dict[str, Any]) -> Assessment:
    return Assessment(tabs["general"], {name: part for name, part in tabs.items() if name != "general"})
