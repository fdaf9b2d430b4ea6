"""The sheets of a workbook put together into one tree for each participant."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from bot.records.load import Told, Written
from bot.records.model import tabs_of
from bot.records.nodes import Entry, Items, Keys, Node
from bot.records.places import Row
from bot.records.problems import Problem
from bot.sheets.columns import EXTRA, PEOPLE, Path, Sheet, SheetSet
from bot.sheets.parts import (
    Part,
    Rows,
    indexed,
    key_of,
    node_of,
    number_of,
    numbered,
    part_of,
    problem_at,
    says_none,
)
from bot.sheets.table import Table, Text
from bot.sheets.values import Trouble, unprotected


class Join:
    """The participants of one workbook or folder, from the tables of its sheets."""

    def __init__(
        self, tables: Mapping[str, Table], told: Told, strangers: Mapping[str, list[str]], ours: SheetSet
    ) -> None:
        """`strangers`: sheets that can't be used, with the User IDs that stand in them."""
        self._ours = ours
        self._by_path = {sheet.path: sheet for sheet in ours if sheet.path}
        self._people = tables[PEOPLE]
        self._told = told
        each_once = dict.fromkeys(column.path for column in ours.people.columns)
        self._parts = {path: part_of(self._people, path) for path in each_once}
        self._rows = {
            name: indexed(table) for name, table in tables.items() if name != PEOPLE
        }
        self._incomplete: set[str] = set()
        """Lists of the participant at hand of which a part may be missing."""
        self._nameless = {row for row in range(len(self._people.rows)) if not _is_key(self._people.rows[row][0])}
        """Participants whose own key can't be read."""
        self._met = {key for row in range(len(self._people.rows)) if (key := key_of(self._people, row))}
        self._strays_of = self._match_strays()
        self._strangers: dict[str, list[str]] = {}
        for name, people in strangers.items():
            for person in people:
                self._strangers.setdefault(person, []).append(name)

    def participants(self) -> Iterator[Written]:
        """Every participant in the order of their sheet, then what belongs to nobody is told."""
        for row in range(len(self._people.rows)):
            yield self._written(row, key_of(self._people, row))
        left = [problem for rows in self._rows.values() for problem in self._left_over(rows)]
        self._told.problems += {(str(problem.place), problem.message): problem for problem in left}.values()

    def _written(self, row: int, person: str) -> Written:
        place = self._parts["participant",].place(row)
        if not person and all(self._people.rows[row][at] is None for at, _ in self._parts["participant",].columns):
            words = "the row has no User ID: whose is it?"
            return Written(None, place, (Problem(self._people.file, words, self._people.cell(row, 0)),))
        problems = [*self._people.strays.get(row, ())]
        for rows in self._rows.values():
            for each in rows.by_person.get(person, ()):
                problems += rows.table.strays.get(each, ())
        for name in self._strangers.get(person, ()):
            words = f"this participant stands in the sheet '{name}' too, which can't be used: see there"
            problems.append(Problem(self._people.file, words, self._people.cell(row, 0)))
        incomplete = {"activities", "goals", "objectives"} if self._strangers.get(person) else set()
        for name, rows in self._rows.items():
            for key in self._strays_of.get((name, row), ()):
                incomplete |= {*rows.table.sheet.path[-1:]}
                problems += [] if row in self._nameless else self._nobodys(rows, key, row)
        self._incomplete = incomplete
        record = self._record(row, person, problems)
        return Written(record, place, tuple(problems), frozenset(incomplete))

    def _record(self, row: int, person: str, problems: list[Problem]) -> Keys:
        here = self._parts["participant",].place(row)
        record: dict[str, Entry] = {}
        own = self._parts["participant",].keys(row) or Keys({}, here)
        record["participant"] = Entry(own, own.place)
        activities = [*self._activities(row), *self._list(("activities",), person, problems)]
        if activities:
            record["activities"] = Entry(Items(tuple(activities), activities[0].place), here)
        assessment = self._assessment(row, person, problems)
        if assessment:
            record["assessment"] = Entry(Keys(assessment, here), here)
        plan = self._with_lists(self._parts["plan",], row, person, problems)
        if plan:
            record["plan"] = Entry(plan, plan.place)
        printing = self._parts["print",].keys(row)
        if printing:
            record["print"] = Entry(printing, printing.place)
        extra = self._extra(person, problems)
        if extra:
            record["extra"] = Entry(Keys(extra, here), here)
        return Keys(record, here)

    def _activities(self, row: int) -> Iterator[Keys]:
        """The activities on the sheet Participants: one for each code, all else the same."""
        told = self._parts["activities",].keys(row)
        if told is None:
            return
        codes = told.entries.get("code")
        if codes is None or not isinstance(codes.node, Items):
            yield told
            return
        for code in codes.node.items:
            yield Keys({**told.entries, "code": Entry(code, codes.place)}, told.place)

    def _assessment(self, row: int, person: str, problems: list[Problem]) -> dict[str, Entry]:
        tabs: dict[str, Entry] = {}
        for name, tab in tabs_of(self._ours.forms).items():
            path = ("assessment", name)
            if tab.is_rows:
                rows = self._list_or_none(path, person, problems)
                if rows is not None:
                    place = rows[0].place if rows else self._parts["participant",].place(row)
                    tabs[name] = Entry(Items(rows, place), place)
            else:
                told = self._with_lists(self._parts[path], row, person, problems)
                if told:
                    tabs[name] = Entry(told, told.place)
        return tabs

    def _with_lists(self, part: Part, row: int, person: str, problems: list[Problem]) -> Keys | None:
        """A part of the record, with the rows that other sheets have for it."""
        told = part.keys(row)
        entries = dict(told.entries) if told else {}
        for sheet in self._ours:
            if sheet.form and sheet.within is None and sheet.path[:-1] == part.path and sheet.path:
                rows = self._list_or_none(sheet.path, person, problems)
                if rows is not None:
                    place = rows[0].place if rows else part.place(row)
                    entries[sheet.path[-1]] = Entry(Items(rows, place), place)
        return Keys(entries, part.place(row)) if entries else None

    def _list(self, path: Path, person: str, problems: list[Problem]) -> tuple[Keys, ...]:
        return self._list_or_none(path, person, problems) or ()

    def _list_or_none(self, path: Path, person: str, problems: list[Problem]) -> tuple[Keys, ...] | None:
        """The rows of a sheet that are a participant's; None where the sheet says nothing of them."""
        sheet = self._by_path[path]
        rows = self._rows.get(sheet.name)
        own = rows.by_person.get(person, []) if rows else []
        if rows is None or not own:
            return None
        if len(own) == 1 and says_none(rows.table.rows[own[0]], sheet):
            return ()
        inner = next((other for other in self._ours if other.within == sheet.name), None)
        if inner is None:
            return tuple(rows.part.keys(row) or Keys({}, rows.part.place(row)) for row in own)
        return self._nested(rows, own, inner, person, problems)

    def _nested(
        self, rows: Rows, own: list[int], inner: Sheet, person: str, problems: list[Problem]
    ) -> tuple[Keys, ...]:
        """Rows that hold rows of another sheet, by their number."""
        before = len(problems)
        counted = numbered(rows, own, problems)
        inner_rows = self._rows.get(inner.name)
        held: dict[int, list[Keys]] = {number: [] for number in counted}
        for row in inner_rows.by_person.get(person, []) if inner_rows else []:
            assert inner_rows is not None
            number = number_of(inner_rows, row, problems, only=next(iter(counted)) if len(counted) == 1 else None)
            if number in held:
                held[number].append(inner_rows.part.keys(row) or Keys({}, inner_rows.part.place(row)))
            elif number is not None and all(other > 0 for other in counted):  # else it may be what can't be read there
                words = f"this participant has no {rows.table.sheet.columns[1].heading.lower()} like that"
                words = f"{words} in the sheet {rows.table.name}"
                problems.append(problem_at(inner_rows.table, row, 1, words))
        if len(problems) > before:
            self._incomplete.add(inner.path[-1])
        whole = []
        for number in sorted(counted):
            keys = rows.part.keys(counted[number]) or Keys({}, rows.part.place(counted[number]))
            if held[number]:
                items = Items(tuple(held[number]), held[number][0].place)
                keys = Keys({**keys.entries, inner.path[-1]: Entry(items, items.place)}, keys.place)
            whole.append(keys)
        return tuple(whole)

    def _extra(self, person: str, problems: list[Problem]) -> dict[str, Entry]:
        rows = self._rows.get(EXTRA.name)
        screens: dict[str, Entry] = {}
        for row in rows.by_person.get(person, []) if rows else []:
            assert rows is not None
            place = rows.part.place(row)
            screen, question, answer, many = rows.table.rows[row][1:5]
            if not isinstance(screen, str) or not isinstance(question, str) or answer is None:
                words = "an answer needs its screen, question and answer"
                problems.append(Problem(rows.table.file, words, place))
                continue
            told = screens.setdefault(screen.strip(), Entry(Keys({}, place), place)).node
            assert isinstance(told, Keys)
            node = node_of(answer, EXTRA.columns[3], place.cell("answer"))
            is_list = isinstance(many, str) and many.strip().casefold() in ("yes", "y", "true")
            _add_answer(told, unprotected(question), node, rows.table, row, problems, is_list=is_list)
        return screens

    def _left_over(self, rows: Rows) -> Iterator[Problem]:
        """Rows that are no participant's: nobody would enter them."""
        told = {key for (name, _), keys in self._strays_of.items() if name == rows.table.sheet.name for key in keys}
        if rows.table.name == self._people.name:
            told.add("")  # by the participant of the same row
        for person in rows.by_person:
            if person not in self._met and person not in told:
                yield from self._nobodys(rows, person, None)

    def _nobodys(self, rows: Rows, person: str, meant: int | None) -> Iterator[Problem]:
        """The rows of a key that is no participant's; `meant`: the row of the participant that it may mean."""
        aside = f"did you mean '{key_of(self._people, meant)}'?" if meant is not None else None
        for row in rows.by_person[person]:
            who = rows.table.rows[row][0]
            quoted: str | None = None
            if isinstance(who, Trouble):
                words, quoted = who.words, who.quoted
            elif person:
                words = f"no row of the sheet {self._people.name} has this User ID"
            else:
                words = "the row has no User ID: whose is it?"
            place = rows.table.cell(row, 0)
            yield Problem(rows.table.file, words, place, quoted=quoted, user_id=person or None, aside=aside)

    def _match_strays(self) -> dict[tuple[str, int], list[str]]:
        """Keys of a sheet that are no participant's, by the participant whose rows they may be.

        That is one without rows in the sheet, whose own key is unreadable or much like theirs. One key is one
        participant's, so that nobody else's missing rows are excused by it.
        """
        found: dict[tuple[str, int], list[str]] = {}
        for name, rows in self._rows.items():
            is_own = rows.table.name == self._people.name
            lost = [person for person in rows.by_person if person not in self._met and not (is_own and not person)]
            everybody = range(len(self._people.rows)) if lost else ()
            without = [row for row in everybody if not rows.by_person.get(key_of(self._people, row))]
            for person in lost[:_MOST_MATCHED] if without else ():
                row = self._nearest(person, without, is_last=len(lost) == 1)
                if row is not None:
                    found.setdefault((name, row), []).append(person)
                    without.remove(row)
        return found

    def _nearest(self, person: str, without: list[int], *, is_last: bool) -> int | None:
        by_key = {key_of(self._people, row): row for row in without[:_MOST_MATCHED]}
        zeros = [key for key in by_key if key.lstrip("0") == person.lstrip("0") and person]
        near = zeros or difflib.get_close_matches(person, by_key, n=1, cutoff=0.7) if person else []
        if near:
            return by_key[near[0]]
        nameless = [row for row in without if row in self._nameless]
        if len(nameless) == 1 and (is_last or not person):
            return nameless[0]
        return without[0] if len(without) == 1 and not person else None


def _is_key(cell: Text) -> bool:
    return isinstance(cell, str) and cell.strip().isdigit()


def _add_answer(
    told: Keys, question: str, node: Node, table: Table, row: int, problems: list[Problem], *, is_list: bool
) -> None:
    before = told.entries.get(question)
    place = Row(table.name, table.numbers[row], {})
    if before is None:
        answer: Node = Items((node,), place) if is_list else node
        told.entries[question] = Entry(answer, place)
    elif is_list and isinstance(before.node, Items):
        told.entries[question] = Entry(Items((*before.node.items, node), before.place), before.place)
    else:
        words = "the question is answered twice: several answers of a check list have Yes under Check List, all of them"
        problems.append(Problem(table.file, words, place, aside=f"the other answer is in {before.place}"))


_MOST_MATCHED = 200
"""Keys of nobody that are compared with those of participants; more are no slips of the hand."""
