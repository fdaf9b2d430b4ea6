"""Looks at an office's own workbook and proposes what its sheets, columns and words mean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.controls import DropDown, Unreadable
from bot.errors import ConfigError
from bot.sheets.columns import PARTICIPANTS, SHEETS, Column, Sheet, is_for_people
from bot.sheets.csv_folder import CsvSheet
from bot.sheets.likeness import LIKELY, likeness, match_columns, pairs
from bot.sheets.package import Unopenable, opened
from bot.sheets.table import RawRow
from bot.sheets.tables import HEADINGS_WITHIN
from bot.sheets.values import text_of
from bot.sheets.workbook import read_workbook

MOST_WORDS = 60
"""So many different words of a column are looked at; a column with more is no list of options."""


@dataclass(frozen=True)
class Proposal:
    """The mapping file's text, and what to tell at once."""

    text: str
    told: list[str]


@dataclass(repr=False)
class _Theirs:
    """One of their sheets: where its headings seem to stand, and what they seem to mean."""

    name: str
    rows: list[RawRow]
    sheet: Sheet | None = None
    sure: float = 0.0
    heading_row: int = 1
    headings: dict[int, str] = field(default_factory=dict)
    columns: dict[str, tuple[Column, float]] = field(default_factory=dict)


def propose_mapping(path: Path) -> Proposal:
    """A mapping file for a workbook or a folder of CSV files. Raises ConfigError."""
    try:
        theirs = [each for each in _sheets(path) if each.rows and not is_for_people(each.name)]
    except Unopenable as error:
        raise ConfigError(f"{path} {error.words}") from None
    if not theirs:
        raise ConfigError(f"{path}: there is nothing in it")
    _match_sheets(theirs)
    return Proposal("\n".join(_file(path, theirs)) + "\n", list(_told(theirs)))


def _sheets(path: Path) -> Iterator[_Theirs]:
    if path.is_dir():
        for file in sorted(path.glob("*.csv")):
            yield _Theirs(file.stem, list(CsvSheet(file).rows()))
        return
    if not path.is_file():
        raise ConfigError(f"there is no workbook at {path}")
    with opened(path) as package:
        book = read_workbook(package)
        for info in book.sheets:
            yield _Theirs(info.name, list(book.sheet(info).rows()))


def _match_sheets(theirs: list[_Theirs]) -> None:
    """Gives each of their sheets the one of ours that it is most like, by its headings first and its name."""
    ours = list(SHEETS.values())
    scores = [[_score(each, sheet) for sheet in ours] for each in theirs]
    for a, b, score in pairs(list(range(len(theirs))), list(range(len(ours))), scores):
        each, sheet = theirs[a], ours[b]
        each.sheet, each.sure = sheet, score
        each.heading_row, each.headings = _best_row(each, sheet)
        each.columns = match_columns(list(each.headings.values()), sheet)


def _score(each: _Theirs, sheet: Sheet) -> float:
    """Half the name, half the share of its headings that are ours; a sheet of everything is Participants."""
    _, headings = _best_row(each, sheet)
    if not headings:
        return 0.0
    found = match_columns(list(headings.values()), sheet)
    share = sum(score for _, score in found.values()) / len(headings)
    keyed = any(column is sheet.columns[0] for column, _ in found.values())
    name = likeness(each.name, (sheet.name, f"{sheet.name}s", "clients") if sheet is PARTICIPANTS else (sheet.name,))
    return min(max(share, (share + name) / 2 + 10), 100.0) if keyed or name > LIKELY else share / 2


def _best_row(each: _Theirs, sheet: Sheet) -> tuple[int, dict[int, str]]:
    """Among the first rows the one that has most of a sheet's headings."""
    best: tuple[float, int, dict[int, str]] = (-1.0, 1, {})
    for number, cells in each.rows[:HEADINGS_WITHIN]:
        texts = {place: value.strip() for place, value in cells.items() if isinstance(value, str) and value.strip()}
        texts = {place: text for place, text in texts.items() if list(texts.values()).count(text) == 1}
        score = sum(score for _, score in match_columns(list(texts.values()), sheet).values())
        if score > best[0]:
            best = (score, number, texts)
    return best[1], best[2]


def _told(theirs: list[_Theirs]) -> Iterator[str]:
    for each in theirs:
        if each.sheet is None:
            yield f"sheet '{each.name}': is like none of ours"
            continue
        yield f"sheet '{each.name}' seems to be {each.sheet.name} ({each.sure:.0f} % sure)"
        for heading, (column, sure) in each.columns.items():
            yield f"  '{heading}' seems to be '{column.heading}' ({sure:.0f} % sure)"
        for heading in _unmatched(each):
            yield f"  '{heading}' is like none of ours"
        for column, words in _strange_words(each):
            yield f"  '{column.heading}': {len(words)} words that are no options"


def _unmatched(each: _Theirs) -> list[str]:
    return [heading for heading in each.headings.values() if heading not in each.columns]


def _strange_words(each: _Theirs) -> Iterator[tuple[Column, dict[str, tuple[str, float]]]]:
    """The words under a closed list that are none of its options, with the option each is most like."""
    for place, heading in each.headings.items():
        column, _ = each.columns.get(heading, (None, 0.0))
        if column is None or not isinstance(column.control, DropDown) or column.control.is_open:
            continue
        words: dict[str, tuple[str, float]] = {}
        for number, cells in each.rows:
            text = text_of(cells.get(place), column.control) if number > each.heading_row else None
            if isinstance(text, str) and len(words) < MOST_WORDS and not _is_option(text, column.control):
                words[text.strip()] = _nearest(text, column.control.options)
        if words:
            yield column, words


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


def _file(path: Path, theirs: list[_Theirs]) -> Iterator[str]:
    yield f"# What the sheets and columns of {path.name} mean, as caljobs-bot map proposes it. Look through it:"
    yield "# the number is how sure it is. Left is the office's own heading, right is one of caljobs-bot template."
    yield "# What stands under unmatched is an error where it holds something: give it a heading under columns, or"
    yield "# move it to ignored."
    yield "sheets:"
    for each in theirs:
        if each.sheet is not None:
            yield from _section(each, each.sheet)
    strange = [each.name for each in theirs if each.sheet is None]
    yield f"unmatched_sheets: {_list(strange)}  # give it a part under sheets, or move it to the next line"
    yield "ignored_sheets: []"


def _section(each: _Theirs, sheet: Sheet) -> Iterator[str]:
    yield f"  {_text(each.name)}:"
    yield f"    is: {sheet.name}  # {each.sure:.0f} %"
    yield f"    heading_row: {each.heading_row}"
    yield "    columns:"
    for heading, (column, sure) in each.columns.items():
        yield f"      {_text(heading)}: {_text(column.heading)}  # {sure:.0f} %{'' if sure >= 90 else ': look'}"
    yield f"    unmatched: {_list(_unmatched(each))}"
    yield "    ignored: []"
    yield "    constants: {}  # what is the same for all rows: {" + _text(sheet.columns[-1].heading) + ": ...}"
    words = dict(_strange_words(each))
    yield "    words:" if words else "    words: {}"
    for column, found in words.items():
        yield f"      {_text(column.heading)}:  # one of: {'; '.join(getattr(column.control, 'options', ()))}"
        for theirs, (ours, sure) in found.items():
            yield f"        {_text(theirs)}: {_text(ours)}{f'  # {sure:.0f} %' if ours else '  # which?'}"


def _list(texts: list[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """In quotes, as YAML reads them too."""
    return json.dumps(text, ensure_ascii=False)
