"""Records as rows of sheets: the way back, so that reading the rows gives equal records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.records.dump import dump_record
from bot.records.model import ActivityEntry, Record
from bot.sheets.columns import EXTRA, PEOPLE, Path, Sheet, SheetSet
from bot.sheets.table import columns_of
from bot.sheets.values import EMPTY, join_list, protected

Cells = list[str | None]
"""One row, a text for each column of its sheet."""

_CODES = ("activities",)


def rows_of(records: Iterable[Record], ours: SheetSet) -> dict[str, list[Cells]]:
    """The rows of every sheet, by its name."""
    rows: dict[str, list[Cells]] = {name: [] for name in ours.by_name}
    for record in records:
        for name, cells in _of_one(record, ours):
            rows[name].append(cells)
    return rows


def _of_one(record: Record, ours: SheetSet) -> Iterator[tuple[str, Cells]]:
    plain = dump_record(record)
    activities = plain.get("activities", [])
    assert isinstance(activities, list)
    together = _together(activities, ours)
    yield PEOPLE, _participant(plain, together, ours)
    for sheet in ours:
        if sheet.form is None or sheet.is_people or sheet.within or (sheet.path == _CODES and together):
            continue
        rows = _at(plain, sheet.path)
        if rows is not None:
            yield from _listed(sheet, rows, record.user_id, ours)
    yield from _extra(record)


def _participant(plain: Mapping[str, Any], activity: Mapping[str, Any] | None, ours: SheetSet) -> Cells:
    cells: Cells = []
    for column in ours.people.columns:
        part = activity if column.path == _CODES else _at(plain, column.path)
        cells.append(_cell(part.get(column.key)) if part else None)
    return cells


def _together(activities: list[Any], ours: SheetSet) -> dict[str, Any] | None:
    """All activities as one, their codes a list; None where they differ in more than that, or say more."""
    shared = {column.key for _, column in columns_of(ours.people, _CODES)} - {"code"}
    known = {"code": None, "completion_code": ActivityEntry.model_fields["completion_code"].default}
    first = activities[0] if activities else {}
    for activity in activities:
        rest = {key: value for key, value in activity.items() if key not in shared and known.get(key, value) != value}
        if set(rest) - {"code"} or set(activity) - shared - set(known):
            return None
        if any(activity[key] != first[key] for key in shared):
            return None
    if not activities:
        return None
    return {**{key: first[key] for key in shared}, "code": [activity["code"] for activity in activities]}


def _listed(sheet: Sheet, rows: list[Any], user_id: str, ours: SheetSet) -> Iterator[tuple[str, Cells]]:
    """The rows of one sheet and, below each, those of the sheet it holds."""
    inner = next((other for other in ours if other.within == sheet.name), None)
    if not rows:
        yield sheet.name, _none(sheet, user_id)
    for number, row in enumerate(rows, start=1):
        yield sheet.name, _row(sheet, row, user_id, number)
        for held in row.get(inner.path[-1], []) if inner else []:
            assert inner is not None
            yield inner.name, _row(inner, held, user_id, number)


def _row(sheet: Sheet, row: Mapping[str, Any], user_id: str, number: int) -> Cells:
    keys = {"user_id": user_id, "number": str(number)}
    return [
        _cell(row.get(column.key)) if column.path == sheet.path else keys[column.key] for column in sheet.columns
    ]


def _none(sheet: Sheet, user_id: str) -> Cells:
    """The row that says of a participant that the list is empty."""
    first = columns_of(sheet, sheet.path)[0][0]
    return [user_id if place == 0 else EMPTY if place == first else None for place in range(len(sheet.columns))]


def _extra(record: Record) -> Iterator[tuple[str, Cells]]:
    for screen, answers in record.extra.items():
        for question, answer in answers.items():
            is_list = isinstance(answer, list)
            for text in answer if isinstance(answer, list) else [answer]:
                marked = "Yes" if is_list else None
                yield EXTRA.name, [record.user_id, screen, protected(question), _cell(text), marked]


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    text = join_list(value) if isinstance(value, list) else value
    return protected(text) if text.strip() else EMPTY


def _at(plain: Mapping[str, Any], path: Path) -> Any:
    place: Any = plain
    for key in path:
        place = place.get(key) if isinstance(place, Mapping) else None
        if place is None:
            return None
    return place
