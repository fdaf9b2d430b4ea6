"""Looks at an office's own workbook and proposes what its sheets, columns and words mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ConfigError
from bot.inputs import leads_out
from bot.sheets.columns import KEYS, PEOPLE, Sheet, SheetSet, is_for_people
from bot.sheets.csv_folder import CsvSheet
from bot.sheets.likeness import LIKELY, likeness, match_columns, pairs
from bot.sheets.numbered import texts_of, under_bands
from bot.sheets.numbered_proposal import find_groups
from bot.sheets.package import Unopenable, opened
from bot.sheets.proposal_text import Heads, Theirs, lines_of_file, lines_told, plain_of
from bot.sheets.tables import HEADINGS_WITHIN
from bot.sheets.workbook import read_workbook


@dataclass(frozen=True)
class Proposal:
    """The mapping file's text, and what to tell at once."""

    text: str
    told: list[str]


def propose_mapping(path: Path, ours: SheetSet) -> Proposal:
    """A mapping file for a workbook or a folder of CSV files. Raises ConfigError."""
    try:
        theirs = [each for each in _sheets(path) if each.rows and not is_for_people(each.name)]
    except Unopenable as error:
        raise ConfigError(f"{path} {error.words}") from None
    if not theirs:
        raise ConfigError(f"{path}: there is nothing in it")
    _match_sheets(theirs, ours)
    return Proposal("\n".join(lines_of_file(path.name, theirs)) + "\n", list(lines_told(theirs)))


def _sheets(path: Path) -> Iterator[Theirs]:
    if path.is_dir():
        for file in sorted(file for file in path.glob("*.csv") if not leads_out(file, path)):
            yield Theirs(file.stem, list(CsvSheet(file).rows()))
        return
    if not path.exists():
        raise ConfigError(f"there is no workbook at {path}")
    with opened(path) as package:
        book = read_workbook(package)
        for info in book.sheets:
            yield Theirs(info.name, list(book.sheet(info).rows()))


def _match_sheets(theirs: list[Theirs], every: SheetSet) -> None:
    """Gives each of their sheets the one of ours that it is most like, by its headings first and its name."""
    ours = list(every)
    scores = [[_score(each, sheet, every) for sheet in ours] for each in theirs]
    for a, b, score in pairs(range(len(theirs)), range(len(ours)), scores):
        _take(theirs[a], ours[b], score, every)
    meant = {each.sheet.name for each in theirs if each.sheet}
    for each in theirs:
        if each.sheet is None and PEOPLE in meant:
            _take_groups_alone(each, every)
        each.groups = {name: found for name, found in each.groups.items() if name not in meant}
        meant |= set(each.groups)


def _take(each: Theirs, sheet: Sheet, sure: float, every: SheetSet) -> None:
    each.sheet, each.sure, each.heads = sheet, sure, _best_heads(each, sheet, every)
    each.groups = each.heads.groups


def _take_groups_alone(each: Theirs, every: SheetSet) -> None:
    """A sheet that has nothing of its own but columns that are numbered, and whose they are."""
    heads = _best_heads(each, KEYS, every)
    if heads.groups and heads.columns:
        _take(each, KEYS, min(sure for _, sure in heads.columns.values()), every)


def _score(each: Theirs, sheet: Sheet, every: SheetSet) -> float:
    """Half the name, half the share of its headings that are ours; a sheet of everything is Participants."""
    heads = _best_heads(each, sheet, every)
    plain = plain_of(heads.headings.values(), heads.groups)
    has_own = any(column.path for column, _ in heads.columns.values())
    if not plain or (heads.groups and not has_own and not sheet.is_people):
        return 0.0
    share = sum(score for _, score in heads.columns.values()) / len(plain)
    keyed = any(column is sheet.columns[0] for column, _ in heads.columns.values())
    name = likeness(each.name, (sheet.name, f"{sheet.name}s", "clients") if sheet.is_people else (sheet.name,))
    return min(max(share, (share + name) / 2 + 10), 100.0) if keyed or name > LIKELY else share / 2


def _best_heads(each: Theirs, sheet: Sheet, every: SheetSet) -> Heads:
    """Among the first rows the one that has most of a sheet's headings, with the numbers above it if there are any."""
    best, most = Heads(), -1.0
    before: tuple[int, dict[int, str]] = (0, {})
    for number, cells in each.rows[:HEADINGS_WITHIN]:
        texts = texts_of(cells)
        banded = under_bands(texts, before[1])
        band_row = before[0] if banded != texts else None
        heads = _heads(number, band_row, banded, sheet, every)
        score = sum(score for _, score in heads.columns.values())
        score += sum(numbered.sure for found in heads.groups.values() for numbered in found)
        if score > most:
            best, most = heads, score
        before = (number, texts)
    return best


def _heads(row: int, band_row: int | None, texts: dict[int, str], sheet: Sheet, every: SheetSet) -> Heads:
    count = Counter(texts.values())
    once = {place: text for place, text in texts.items() if count[text] == 1}
    groups = find_groups(list(once.values()), sheet.columns, every)
    return Heads(row, band_row, once, match_columns(plain_of(once.values(), groups), sheet), groups)
