"""Questions a local area adds to a screen: answered from the record's `extra`, else from the profile, else a stop."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from bot.agent.looks import Reading, Stranger
from bot.compare.items import AMBIGUOUS, CHOSEN_OF_TWO, Difference
from bot.controls import Raw, fold, is_blank
from bot.errors import Mismatch, RecordError, UnknownField
from bot.forms import Form
from bot.row_memory import is_about_rows
from bot.site import Site

ANSWER = "extra:"
"""What stands before the label of a question where it takes the place of a field's key."""


def answers(site: Site, form: type[Form]) -> dict[str, Raw]:
    """The answers for one screen, by folded label; the record's own go before the profile's."""
    both = {**site.profile.forms.map.questions(form.key), **_told(site, form)}
    return {_asks(label): answer for label, answer in both.items()}


def _told(site: Site, form: type[Form]) -> dict[str, Raw]:
    """The record's own answers for one screen, but for what it says of its rows: the site does not ask that."""
    return {label: answer for label, answer in site.extra.get(form.key, {}).items() if not is_about_rows(label)}


def _asks(label: str) -> str:
    """A question for comparing: a star before it and a colon after it are the site's decoration."""
    return fold(label.strip("*: \n"))


def _named(stranger: Stranger, known: dict[str, Raw]) -> str:
    """What a box is answered under: its label, or the ending of its name where that is what was written."""
    label, ending = _asks(stranger.question), _asks(stranger.ending)
    return ending if label not in known and ending in known else label


def differing_answers(site: Site, form: type[Form], reading: Reading) -> list[Difference]:
    """The questions of the open screen that hold another answer than the record's, or the area's standing one."""
    known = answers(site, form)
    found = []
    for stranger in reading.strangers:
        ours = known.get(question := _named(stranger, known))
        if ours is None or _says(stranger, ours):
            continue
        is_empty = is_blank(stranger.raw)
        how = "the site keeps the box empty" if is_empty else "the site holds another answer"
        kind: Literal["missing", "differs"] = "missing" if is_empty else "differs"
        how, problem = (CHOSEN_OF_TWO, AMBIGUOUS) if _has_words(stranger, ours) else (how, "")
        found.append(Difference(f"{ANSWER}{question}", stranger.question, kind, how, stranger.raw, ours, problem))
    return found


def unanswered(site: Site, form: type[Form], reading: Reading) -> list[str]:
    """The names of required boxes that are empty, and that neither the record nor the profile answers."""
    known = answers(site, form)
    return [
        stranger.question or "a box without a label"
        for stranger in reading.strangers
        if stranger.required and is_blank(stranger.raw) and _named(stranger, known) not in known
    ]


def answer_questions(
    site: Site,
    form: type[Form],
    reading: Reading,
    specs: list[dict[str, Any]],
    *,
    asks_all: bool = True,
    kept: Collection[str] = (),
) -> tuple[str, ...]:
    """Answers what the screen asks beyond the known boxes; gives the labels that were set. A box without a label is
    known by the ending of its name. `kept` are those that stay as they are, by the keys of `differing_answers`.

    Raises UnknownField for a required question nobody answered, RecordError for an answer to a question that the
    screen does not ask (unless it is asked elsewhere: `asks_all` False), Mismatch where the site does not keep an
    answer.
    """
    site.keep_from_filling()
    known = _without(answers(site, form), kept)
    was_set: dict[str, str] = {}
    while ops := _still_to_set(form, reading, known, was_set):  # an answer may bring up another question
        reading = site.agent.apply(ops, specs)
        site.judge(reading)
    asked = {_asks(name) for stranger in reading.strangers for name in (stranger.question, stranger.ending)}
    for label in _told(site, form) if asks_all else ():
        if _asks(label) not in asked and not _is_declared(form, label):
            raise RecordError(
                "this screen does not ask that: take it out of `extra`", screen=form.screen_title, field=label
            )
    _check(form, reading, known)
    return tuple(was_set.values())


def _still_to_set(
    form: type[Form], reading: Reading, known: dict[str, Raw], was_set: dict[str, str]
) -> list[dict[str, Any]]:
    """The questions to answer now, each once; notes them in `was_set`."""
    ops = []
    for stranger in reading.strangers:
        question = _named(stranger, known)
        if question not in known or question in was_set or _says(stranger, known[question]):
            continue
        if isinstance(known[question], list) and stranger.kind != "checklist":
            raise RecordError("takes one answer, not a list", screen=form.screen_title, field=stranger.question)
        was_set[question] = stranger.question
        ops.append(_op(stranger, known[question]))
    return ops


def check_answers(site: Site, form: type[Form], reading: Reading, kept: Collection[str] = ()) -> None:
    """Raises like `answer_questions` where the open screen does not hold the answers; sets nothing."""
    _check(form, reading, _without(answers(site, form), kept))


def _without(known: dict[str, Raw], kept: Collection[str]) -> dict[str, Raw]:
    return {question: answer for question, answer in known.items() if f"{ANSWER}{question}" not in kept}


def _check(form: type[Form], reading: Reading, known: dict[str, Raw]) -> None:
    for stranger in reading.strangers:
        answer = known.get(_named(stranger, known))
        if answer is not None and not _says(stranger, answer):
            offered = f"; offered are: {'; '.join(stranger.options)}" if stranger.options else ""
            twice = ": more than one option has these words, each with a meaning of its own" * stranger.ambiguous
            raise Mismatch(
                f"the site does not take the answer{twice}{offered}", screen=form.screen_title, field=stranger.question
            )
        if answer is None and stranger.required and is_blank(stranger.raw):
            raise _unanswered(form, stranger)


def _unanswered(form: type[Form], stranger: Stranger) -> UnknownField:
    words = "the site requires this box and the record does not answer it: put it under `extra`"
    name = stranger.label
    if not name:
        name = f"a box without a label (name ending {stranger.ending or 'unknown'})"
        words += f" as '{stranger.ending}'" if stranger.ending else "; it has no name either, so it can't be answered"
    return UnknownField(
        f"{words}, or a standing answer in the form map, under the `questions` of {form.key}",
        screen=form.screen_title or None,
        field=name,
    )


def _is_declared(form: type[Form], label: str) -> bool:
    return any(fold(control.label) == _asks(label) for control in form.controls.values())


def _says(stranger: Stranger, answer: Raw) -> bool:
    return not stranger.ambiguous and _has_words(stranger, answer)


def _has_words(stranger: Stranger, answer: Raw) -> bool:
    if isinstance(stranger.raw, list):
        wanted = [answer] if isinstance(answer, str) else answer
        return {fold(text) for text in stranger.raw} == {fold(text) for text in wanted}
    text = answer if isinstance(answer, str) else ", ".join(answer)
    if stranger.kind == "checkbox" and fold(text) in ("no", ""):
        return stranger.raw == ""
    return fold(stranger.raw) == fold(text)


def _op(stranger: Stranger, answer: Raw) -> dict[str, Any]:
    wanted = ([answer] if isinstance(answer, str) else answer) if stranger.kind == "checklist" else answer
    return {
        "key": f"{ANSWER}{stranger.question}",
        "kind": stranger.kind,
        "label": stranger.label,
        "names": [stranger.ending] if stranger.ending else [],
        "locator": None,
        "text": wanted,
        "aliases": [],
        "postback": False,
    }
