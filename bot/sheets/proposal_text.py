"""What `map` proposes, in words: the mapping file, and what is told at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.controls import DropDown, Unreadable
from bot.printable import printable
from bot.sheets.columns import KEYS, Column, Sheet
from bot.sheets.likeness import LIKELY, likeness
from bot.sheets.mapping import ONLY_GROUPS
from bot.sheets.numbered_proposal import Groups, Numbered
from bot.sheets.table import RawRow
from bot.sheets.values import text_of

Words = dict[str, tuple[str, float]]
"""An office's words with ours, and how sure that is."""
MOST_WORDS = 60
"""So many different words of a column are looked at; a column with more is no list of options."""


@dataclass(frozen=True, repr=False)
class Heads:
    """Where the headings of a sheet seem to stand, and what they seem to mean; `headings` by their column."""

    row: int = 1
    band_row: int | None = None
    headings: Mapping[int, str] = field(default_factory=dict)
    columns: Mapping[str, tuple[Column, float]] = field(default_factory=dict)
    groups: Groups = field(default_factory=dict)


@dataclass(repr=False)
class Theirs:
    """One of their sheets, and which of ours it seems to be; `groups` are those that no other sheet is."""

    name: str
    rows: list[RawRow]
    sheet: Sheet | None = None
    sure: float = 0.0
    heads: Heads = field(default_factory=Heads)
    groups: Groups = field(default_factory=dict)


def plain_of(headings: Iterable[str], groups: Groups) -> list[str]:
    """The headings that are not numbered."""
    numbered = {heading for found in groups.values() for each in found for heading in each.headings}
    return [heading for heading in headings if heading not in numbered]


def lines_told(theirs: list[Theirs]) -> Iterator[str]:
    for each in theirs:
        if each.sheet is None:
            yield f"sheet '{each.name}': is like none of ours"
            continue
        yield f"sheet '{each.name}' seems to be {_kind(each.sheet)} ({each.sure:.0f} % sure)"
        for heading, (column, sure) in each.heads.columns.items():
            yield f"  '{heading}' seems to be '{column.heading}' ({sure:.0f} % sure)"
        for name, found in each.groups.items():
            for numbered in found:
                meant = f"'{numbered.column.heading}' of {name}"
                yield f"  '{numbered.pattern}' seems to be {meant} ({numbered.sure:.0f} % sure)"
        for heading in _unmatched(each):
            yield f"  '{heading}' is like none of ours"
        groups = [(own.column, own.headings) for found in each.groups.values() for own in found]
        for column, words in _strange_words(each, [*_own_columns(each), *groups]):
            yield f"  '{column.heading}': {len(words)} words that are no options"


def _unmatched(each: Theirs) -> list[str]:
    plain = plain_of(each.heads.headings.values(), each.groups)
    return [heading for heading in plain if heading not in each.heads.columns]


def _kind(sheet: Sheet) -> str:
    return ONLY_GROUPS if sheet is KEYS else sheet.name


def _strange_words(each: Theirs, meant: Iterable[tuple[Column, list[str]]]) -> Iterator[tuple[Column, Words]]:
    """The words under a closed list that are none of its options, with the option each is most like."""
    for column, headings in meant:
        if not isinstance(column.control, DropDown) or column.control.is_open:
            continue
        places = [place for place, heading in each.heads.headings.items() if heading in headings]
        words: Words = {}
        for number, cells in each.rows:
            for place in places if number > each.heads.row else ():
                text = text_of(cells.get(place), column.control)
                if isinstance(text, str) and len(words) < MOST_WORDS and not _is_option(text, column.control):
                    words[text.strip()] = _nearest(text, column.control.options)
        if words:
            yield column, words


def _own_columns(each: Theirs) -> list[tuple[Column, list[str]]]:
    return [(column, [heading]) for heading, (column, _) in each.heads.columns.items()]


def _is_option(text: str, control: DropDown) -> bool:
    try:
        control.parse(text)
    except Unreadable:
        return False
    return True


def _nearest(text: str, options: tuple[str, ...]) -> tuple[str, float]:
    scores = {option: likeness(text, (option,)) for option in options}
    best = max(scores, key=lambda option: scores[option])
    return (best, scores[best]) if scores[best] >= LIKELY else ("", 0.0)


def lines_of_file(name: str, theirs: list[Theirs]) -> Iterator[str]:
    """The mapping file of a workbook."""
    yield f"# What the sheets and columns of {printable(name)} mean, as caljobs-bot map proposes it. Look through it:"
    yield "# the number is how sure it is. Left is the office's own heading, right is one of caljobs-bot template."
    yield "# What stands under unmatched is an error where it holds something: give it a heading under columns, or"
    yield "# move it to ignored."
    if any(each.groups for each in theirs):
        yield "# Under groups are columns that are numbered: {n} is the number, and each becomes a row of its own;"
        yield "# {goal} is the number of the goal that an objective belongs to."
    yield "sheets:"
    for each in theirs:
        if each.sheet is not None:
            yield from _section(each, each.sheet)
    strange = [each.name for each in theirs if each.sheet is None]
    yield f"unmatched_sheets: {_list(strange)}  # give it a part under sheets, or move it to the next line"
    yield "ignored_sheets: []"


def _section(each: Theirs, sheet: Sheet) -> Iterator[str]:
    yield f"  {_text(each.name)}:"
    yield f"    is: {_kind(sheet)}  # {each.sure:.0f} %"
    yield f"    heading_row: {each.heads.row}"
    if each.heads.band_row:
        yield f"    band_row: {each.heads.band_row}  # has the numbers of groups: they stand in front of the headings"
    yield "    columns:"
    for heading, (column, sure) in each.heads.columns.items():
        yield f"      {_text(heading)}: {_text(column.heading)}  # {_sure(sure)}"
    if each.groups:
        yield "    groups:"
    for name, found in each.groups.items():
        yield from _group(each, name, found)
    yield f"    unmatched: {_list(_unmatched(each))}"
    yield "    ignored: []"
    yield "    constants: {}  # what is the same for all rows: {" + _text(sheet.columns[-1].heading) + ": ...}"
    yield from _word_lines(_strange_words(each, _own_columns(each)), "    ")


def _group(each: Theirs, name: str, found: list[Numbered]) -> Iterator[str]:
    yield f"      {name}:"
    yield "        columns:"
    for numbered in found:
        numbers = ", ".join(map(str, numbered.numbers))
        told = [_sure(numbered.sure), f"number {numbers}", *([numbered.doubt] if numbered.doubt else [])]
        yield f"          {_text(numbered.pattern)}: {_text(numbered.column.heading)}  # {'; '.join(told)}"
    yield "        constants: {}"
    yield from _word_lines(_strange_words(each, [(own.column, own.headings) for own in found]), "        ")


def _word_lines(words: Iterable[tuple[Column, Words]], margin: str) -> Iterator[str]:
    found = list(words)
    yield f"{margin}words:" if found else f"{margin}words: {{}}"
    for column, own in found:
        yield f"{margin}  {_text(column.heading)}:  # one of: {'; '.join(getattr(column.control, 'options', ()))}"
        for theirs, (ours, sure) in own.items():
            yield f"{margin}    {_text(theirs)}: {_text(ours)}{f'  # {sure:.0f} %' if ours else '  # which?'}"


def _sure(sure: float) -> str:
    return f"{sure:.0f} %{'' if sure >= 90 else ': look'}"


def _list(texts: list[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """In quotes, as YAML reads them too."""
    return printable(json.dumps(text, ensure_ascii=False))
