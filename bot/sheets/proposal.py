"""Looks at an office's own workbook and proposes what its sheets, columns and words mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError
from bot.sheets.columns import KEYS, PARTICIPANTS, SHEETS, Sheet, is_for_people
from bot.sheets.csv_folder import CsvSheet
from bot.sheets.likeness import LIKELY, likeness, match_columns, pairs
from bot.sheets.numbered_proposal import find_groups
from bot.sheets.package import Unopenable, opened
from bot.sheets.proposal_text import Theirs, lines_of_file, lines_told, plain_of
from bot.sheets.tables import HEADINGS_WITHIN
from bot.sheets.workbook import read_workbook


@dataclass(frozen=True)
class Proposal:
    """The mapping file's text, and what to tell at once."""

    text: str
    told: list[str]


def propose_mapping(path: Path) -> Proposal:
    """A mapping file for a workbook or a folder of CSV files. Raises ConfigError."""
    try:
        theirs = [each for each in _sheets(path) if each.rows and not is_for_people(each.name)]
    except Unopenable as error:
        raise ConfigError(f"{path} {error.words}") from None
    if not theirs:
        raise ConfigError(f"{path}: there is nothing in it")
    _match_sheets(theirs)
    return Proposal("\n".join(lines_of_file(path.name, theirs)) + "\n", list(lines_told(theirs)))


def _sheets(path: Path) -> Iterator[Theirs]:
    if path.is_dir():
        for file in sorted(path.glob("*.csv")):
            yield Theirs(file.stem, list(CsvSheet(file).rows()))
        return
    if not path.is_file():
        raise ConfigError(f"there is no workbook at {path}")
    with opened(path) as package:
        book = read_workbook(package)
        for info in book.sheets:
            yield Theirs(info.name, list(book.sheet(info).rows()))


def _match_sheets(theirs: list[Theirs]) -> None:
    """Gives each of their sheets the one of ours that it is most like, by its headings first and its name."""
    ours = list(SHEETS.values())
    scores = [[_score(each, sheet) for sheet in ours] for each in theirs]
    for a, b, score in pairs(range(len(theirs)), range(len(ours)), scores):
        _take(theirs[a], ours[b], score)
    meant = {each.sheet.name for each in theirs if each.sheet}
    for each in theirs:
        if each.sheet is None and PARTICIPANTS.name in meant:
            _take_groups_alone(each)
        each.groups = {name: found for name, found in each.groups.items() if name not in meant}
        meant |= set(each.groups)


def _take(each: Theirs, sheet: Sheet, sure: float) -> None:
    each.sheet, each.sure = sheet, sure
    each.heading_row, each.headings = _best_row(each, sheet)
    each.groups = find_groups(list(each.headings.values()), sheet.columns)
    each.columns = match_columns(plain_of(each.headings.values(), each.groups), sheet)


def _take_groups_alone(each: Theirs) -> None:
    """A sheet that has nothing of its own but columns that are numbered, and whose they are."""
    row, headings = _best_row(each, KEYS)
    groups = find_groups(list(headings.values()), KEYS.columns)
    columns = match_columns(plain_of(headings.values(), groups), KEYS)
    if groups and columns:
        each.sheet, each.sure = KEYS, min(sure for _, sure in columns.values())
        each.heading_row, each.headings, each.groups, each.columns = row, headings, groups, columns


def _score(each: Theirs, sheet: Sheet) -> float:
    """Half the name, half the share of its headings that are ours; a sheet of everything is Participants."""
    _, headings = _best_row(each, sheet)
    plain = plain_of(headings.values(), find_groups(list(headings.values()), sheet.columns))
    if not plain:
        return 0.0
    found = match_columns(plain, sheet)
    share = sum(score for _, score in found.values()) / len(plain)
    keyed = any(column is sheet.columns[0] for column, _ in found.values())
    name = likeness(each.name, (sheet.name, f"{sheet.name}s", "clients") if sheet is PARTICIPANTS else (sheet.name,))
    return min(max(share, (share + name) / 2 + 10), 100.0) if keyed or name > LIKELY else share / 2


def _best_row(each: Theirs, sheet: Sheet) -> tuple[int, dict[int, str]]:
    """Among the first rows the one that has most of a sheet's headings."""
    best: tuple[float, int, dict[int, str]] = (-1.0, 1, {})
    for number, cells in each.rows[:HEADINGS_WITHIN]:
        texts = {place: value.strip() for place, value in cells.items() if isinstance(value, str) and value.strip()}
        texts = {place: text for place, text in texts.items() if list(texts.values()).count(text) == 1}
        groups = find_groups(list(texts.values()), sheet.columns)
        score = sum(score for _, score in match_columns(plain_of(texts.values(), groups), sheet).values())
        score += sum(numbered.sure for found in groups.values() for numbered in found)
        if score > best[0]:
            best = (score, number, texts)
    return best[1], best[2]
