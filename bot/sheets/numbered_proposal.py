"""Finds columns that are numbered among an office's headings, and proposes of which sheet they are the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.records.draft import noun
from bot.sheets.columns import EXTRA, Column, Sheet, SheetSet
from bot.sheets.likeness import likeness, pairs
from bot.sheets.numbered import OWN, number_in, outer_of, places_of_words, words_of

_SHORT = {"obj": "objective", "est": "estimated", "cert": "certificate", "emp": "employer", "ref": "referral",
          "comp": "completion", "desc": "description"}  # fmt: skip
_ALSO = {"Employment": ("employer",), "Referrals": ("agency",)}
_SURE = 90


@dataclass
class Numbered:
    """Headings that differ in nothing but their numbers: `pattern` as a mapping file has it."""

    pattern: str
    headings: list[str]
    column: Column
    sure: float
    numbers: list[int] = field(default_factory=list)
    doubt: str = ""


Groups = dict[str, list[Numbered]]
"""By the name of our sheet."""


def find_groups(headings: Sequence[str], plain: Iterable[Column], ours: SheetSet) -> Groups:
    """The numbered columns among headings; `plain` are columns that a heading may mean as it stands."""
    own = list(plain)
    alike: dict[tuple[str, ...], list[str]] = {}
    for heading in headings:
        shape = _shape(heading)
        if 0 < shape.count("#") < 3:
            alike.setdefault(shape, []).append(heading)
    sure = [shape for shape, theirs in alike.items() if len(theirs) > 1]
    groups = _assigned(sure, alike, ours)
    single = [shape for shape in alike if shape not in sure and _best_plain(alike[shape][0], own) < _SURE]
    for name, found in _assigned(single, alike, ours, taken=groups).items():
        groups.setdefault(name, []).extend(found)
    for found in groups.values():
        for each in found:
            _give_pattern(each, groups, ours)
    return groups


def _shape(heading: str) -> tuple[str, ...]:
    """The words of a heading, numbers as marks."""
    words = words_of(heading)
    shape: list[str] = []
    for place, word in enumerate(words):
        is_letter = place > 0 and len(word) == 1 and word in "abcdefghi" and words[place - 1].isdigit()
        shape.append("#" if number_in(word) or is_letter else word)
    return tuple(shape)


def _assigned(
    shapes: Sequence[tuple[str, ...]],
    alike: Mapping[tuple[str, ...], list[str]],
    sheets: SheetSet,
    taken: Groups | None = None,
) -> Groups:
    used = {id(each.column) for found in (taken or {}).values() for each in found}
    ours = [
        (sheet, column) for sheet in sheets if not (sheet.is_people or sheet is EXTRA)
        for column in sheet.columns if column.path and id(column) not in used
    ]  # fmt: skip
    scores = [[_score(shape, sheet, column) for sheet, column in ours] for shape in shapes]
    groups: Groups = {}
    for a, b, score in pairs(range(len(shapes)), range(len(ours)), scores):
        sheet, column = ours[b]
        headings = alike[shapes[a]]
        groups.setdefault(sheet.name, []).append(Numbered("", headings, column, score))
    return groups


def _score(shape: tuple[str, ...], sheet: Sheet, column: Column) -> float:
    """How much a heading without its numbers is like a column with the name of its rows."""
    if shape.count("#") > 1 and not sheet.within:
        return 0.0
    text = " ".join(_SHORT.get(word, word) for word in shape if word != "#")
    label = column.control.label
    kinds = _kinds(sheet)
    names = [f"{kind} {told}" for kind in kinds for told in (label, column.key)]
    if any(kind in label.casefold() for kind in kinds):
        names.append(label)
    if sheet.holder:
        names += [f"{kind} {name}" for kind in _kinds(sheet.holder) for name in list(names)]
    return likeness(text, names)


def _kinds(sheet: Sheet) -> set[str]:
    """What one row of a sheet may be called."""
    assert sheet.form is not None
    return {noun(sheet.form), sheet.name.casefold().removesuffix("s"), *_ALSO.get(sheet.name, ())}


def _best_plain(heading: str, columns: Sequence[Column]) -> float:
    return max((likeness(heading, (column.heading, column.control.label)) for column in columns), default=0.0)


def _give_pattern(each: Numbered, groups: Groups, ours: SheetSet) -> None:
    """Puts marks in place of the numbers of the first heading."""
    heading = each.headings[0]
    shape = _shape(heading)
    places = [place for place, word in enumerate(shape) if word == "#"]
    sheet = next(sheet for sheet in ours if each.column in sheet.columns)
    marks = _marks(shape, places, sheet, each, groups)
    spans = places_of_words(heading)
    pattern, at = "", 0
    for place, mark in zip(places, marks, strict=True):
        start, end = spans[place]
        pattern += heading[at:start] + mark
        at = end
    each.pattern = pattern + heading[at:]
    last = [words_of(other)[places[-1]] for other in each.headings]
    each.numbers = sorted({number_in(word) or ord(word) - 96 for word in last})


def _marks(
    shape: tuple[str, ...], places: list[int], sheet: Sheet, each: Numbered, groups: Groups
) -> list[str]:
    outer = outer_of(sheet)
    if outer is None:
        return [OWN]
    name = outer.strip("{}")
    behind = [place > 0 and shape[place - 1] == name for place in places]
    if len(places) == 2:
        return [OWN, outer] if behind[1] and not behind[0] else [outer, OWN]
    if behind[0] or name in shape[places[0] + 1 : places[0] + 2]:
        return [outer]
    several = any(len(found.headings) > 1 for found in groups.get(sheet.within or "", []))
    if several:
        each.doubt = f"taken to belong to the {name} of the same number: look"
    return [outer] if several else [OWN]

