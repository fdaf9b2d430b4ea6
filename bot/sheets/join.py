"""The sheets of a workbook put together into one tree for each participant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.records.load import Told, Written
from bot.records.model import tabs_of
from bot.records.nodes import Entry, Items, Keys, Node
from bot.records.places import Row
from bot.records.problems import Problem
from bot.sheets.columns import EXTRA, PEOPLE, Path, Sheet, SheetSet
from bot.sheets.parts import Part, Rows, indexed, node_of, number_of, numbered, part_of, problem_at, says_none
from bot.sheets.table import Table
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
        self._strangers: dict[str, list[str]] = {}
        for name, people in strangers.items():
            for person in people:
                self._strangers.setdefault(person, []).append(name)

    def participants(self) -> Iterator[Written]:
        """Every participant in the order of their sheet, then what belongs to nobody is told."""
        met: set[str] = set()
        for row in range(len(self._people.rows)):
            who = self._people.rows[row][0]
            person = who.strip() if isinstance(who, str) else ""
            if person:
                met.add(person)
            yield self._written(row, person)
        left = [problem for rows in self._rows.values() for problem in self._left_over(rows, met)]
        self._told.problems += {(str(problem.place), problem.message): problem for problem in left}.values()

    def _written(self, row: int, person: str) -> Written:
        problems = [*self._people.strays.get(row, ())]
        for rows in self._rows.values():
            for each in rows.by_person.get(person, ()):
                problems += rows.table.strays.get(each, ())
        for name in self._strangers.get(person, ()):
            words = f"this participant stands in the sheet '{name}' too, which can't be used: see there"
            problems.append(Problem(self._people.file, words, self._people.cell(row, 0)))
        return Written(self._record(row, person, problems), self._parts["participant",].place(row), tuple(problems))

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
        counted = numbered(rows, own, problems)
        inner_rows = self._rows.get(inner.name)
        held: dict[int, list[Keys]] = {number: [] for number in counted}
        for row in inner_rows.by_person.get(person, []) if inner_rows else []:
            assert inner_rows is not None
            number = number_of(inner_rows, row, problems, only=next(iter(counted)) if len(counted) == 1 else None)
            if number in held:
                held[number].append(inner_rows.part.keys(row) or Keys({}, inner_rows.part.place(row)))
            elif number is not None:
                words = f"this participant has no {rows.table.sheet.columns[1].heading.lower()} like that"
                problems.append(problem_at(inner_rows.table, row, 1, f"{words} in the sheet {rows.table.name}"))
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

    def _left_over(self, rows: Rows, met: set[str]) -> Iterator[Problem]:
        """Rows that are no participant's: nobody would enter them."""
        for person, own in rows.by_person.items():
            is_told = not person and rows.table.name == self._people.name  # by the participant of the same row
            if person not in met and not is_told:
                for row in own:
                    who = rows.table.rows[row][0]
                    if isinstance(who, Trouble):
                        words, quoted = who.words, who.quoted
                    elif person:
                        words, quoted = f"no row of the sheet {self._people.name} has this User ID", None
                    else:
                        words, quoted = "the row has no User ID: whose is it?", None
                    place = rows.table.cell(row, 0)
                    yield Problem(rows.table.file, words, place, quoted=quoted, user_id=person or None)


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
        problems.append(Problem(table.file, words, place))
