"""Loads records from files and folders, and tells everything that is wrong with them at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Protocol

from bot.forms.site_forms import SiteForms, guide_forms
from bot.inputs import OTHER_KINDS, TooMuch, leads_out, passed_over, read_bounded
from bot.records.build import read_record
from bot.records.draft import Draft
from bot.records.model import Participant, Record
from bot.records.nodes import Items, Keys, Node, Text
from bot.records.places import Place, place_of, words_of
from bot.records.problems import Findings, Problem
from bot.records.reader import Reader
from bot.records.rules import check_applications, check_rules
from bot.records.strict_yaml import MAX_BYTES, parse_yaml

SUFFIXES = (".yaml", ".yml")
MAX_FILES = 20_000
"""Files in one folder."""
LEADS_OUT = "is a link out of the folder, or to nothing: it is not followed; put the file itself there"


@dataclass(frozen=True)
class Loaded:
    """What a load brought: the records that are right, and what is wrong with the others.

    `problems` bar a record from being entered, `warnings` do not. A record is in `records` only when
    nothing at all is wrong with it; `count` is their number, also where they were not kept.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    count: int


@dataclass(frozen=True, repr=False)
class Written:
    """One participant's part of a file, and what is wrong with it already.

    `node` is None where there is no telling whom it is about. `incomplete`: lists of which a part may be missing here,
    for a reason that is among the problems: that they are too short is no problem of its own.
    """

    node: Node | None
    place: Place
    problems: tuple[Problem, ...] = ()
    incomplete: frozenset[str] = frozenset()


class Opener(Protocol):
    """Reads what is no YAML, such as workbooks."""

    kinds: str
    """For messages: `.xlsx or .csv`."""
    endings: tuple[str, ...]
    """The endings of the files that it reads."""

    def find(self, folder: Path) -> list[Path]:
        """What it would read of a folder's content; the folder itself where that is one whole."""

    def takes(self, path: Path) -> bool:
        """Whether it reads a path that was named or found."""

    def read(self, path: Path, told: Told) -> Iterator[Written]:
        """The participants of a file, one by one."""


@dataclass
class Told:
    """What is wrong with files as a whole, and what is to be known of them."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, repr=False)
class _Judged:
    """What stays of a draft when the next one is read: of 10,000 participants not everything is kept in mind."""

    findings: Findings
    place: Place
    participant: Draft[Participant] | None
    marks: dict[str, bytes]
    record: Record | None

    @property
    def user_id(self) -> str | None:
        return self.participant.get("user_id") if self.participant else None


def load(
    paths: Sequence[Path],
    *,
    today: date,
    markup_refused: bool = True,
    check_age: bool = True,
    keep: bool = True,
    opener: Opener | None = None,
    forms: SiteForms | None = None,
) -> Loaded:
    """Loads files, and folders (their *.yaml and *.yml, sorted, without folders in them). Raises nothing.

    `today` is the day the activities are entered on. `markup_refused`: the site refuses texts that look like
    mark-up (H13). `check_age`: whether activities may be too old or late (R4). `keep`: whether the records are
    wanted, or only what is wrong with them. `opener` reads other kinds of files. `forms` are those of the site
    that the records are for (default: the guide's).
    """
    told = Told()
    judged: list[_Judged] = []
    for path in _files(paths, opener, told):
        parts = opener.read(path, told) if opener and opener.takes(path) else _read_yaml(path, told.problems)
        reading = Reader(Findings(str(path)), markup_refused, forms or guide_forms())
        for part in parts:
            findings = Findings(str(path), list(part.problems))
            if part.node is None:
                judged.append(_Judged(findings, part.place, None, {}, None))
                continue
            draft = read_record(replace(reading, findings=findings), part.node, place=part.place)
            if part.incomplete:
                draft.suspect(part.incomplete)
            check_rules(draft, today=today, check_age=check_age)
            is_right = not findings.problems
            record = draft.make() if keep and is_right else None
            marks = draft.marks() if is_right else {}
            judged.append(_Judged(findings, part.place, draft.participant, marks, record))
    check_applications(each.participant for each in judged)
    _judge_all_repeats(judged)
    for each in judged:
        if each.user_id is not None:
            each.findings.belong_to(each.user_id)
    right = {each.user_id: each for each in judged if not each.findings.problems}
    return Loaded(
        tuple(each.record for each in right.values() if each.record is not None),
        (*told.problems, *(problem for each in judged for problem in each.findings.in_order())),
        (*told.warnings, *(warning for each in judged for warning in each.findings.warnings)),
        len(right),
    )


def _files(paths: Sequence[Path], opener: Opener | None, told: Told) -> Iterator[Path]:
    """Every file once, in the order given."""
    seen: set[Path] = set()
    for path in paths:
        try:
            found = _files_of(path, opener, told, {Path(os.path.realpath(other)) for other in paths})
        except TooMuch as error:
            told.problems.append(Problem(str(path), error.words))
            continue
        except OSError as error:
            told.problems.append(Problem(str(path), f"can't be read: {error.strerror or 'no such file'}"))
            continue
        if not found:
            kinds = " or ".join((*SUFFIXES, *([opener.kinds] if opener else [])))
            told.problems.append(Problem(str(path), f"a folder without records: no {kinds} files"))
        for file in found:
            real = Path(os.path.realpath(file))
            if real not in seen:
                seen.add(real)
                yield file


def _files_of(path: Path, opener: Opener | None, told: Told, named: set[Path]) -> list[Path]:
    """The files that a path stands for. Of a folder no link is followed out of it; the other files are read, and what
    may hold records and is not read is told, unless it is `named` itself.

    Raises TooMuch for a folder of more files than anybody has records, and OSError.
    """
    if not path.is_dir():
        return [path]
    there = list(islice(path.iterdir(), MAX_FILES + 1))
    if len(there) > MAX_FILES:
        raise TooMuch(f"holds more than {MAX_FILES:,} files: name a folder that holds records alone")
    files = [file for file in there if _is_yaml(file) and (file.is_symlink() or not file.is_dir())]
    found = sorted([*files, *(opener.find(path) if opener else [])])
    outside = [file for file in found if leads_out(file, path)]
    told.problems += [Problem(str(file), LEADS_OUT) for file in outside]
    kinds = (*SUFFIXES, *(opener.endings if opener else ()))
    for other in sorted({*there} - {*found}):
        words = passed_over(other, kinds) if Path(os.path.realpath(other)) not in named else None
        if words:
            told.warnings.append(Problem(str(other), words))
    return [file for file in found if file not in outside]


def _is_yaml(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES and not file.name.startswith(".")


def _read_yaml(path: Path, problems: list[Problem]) -> list[Written]:
    """The participants of a YAML file."""
    node, faults = _read_file(path)
    parts = [Written(record, place) for record, place in _records(node, path, problems)]
    return _hand_out(faults, parts, problems)


def _read_file(path: Path) -> tuple[Node | None, list[Problem]]:
    """The tree of a file, or None and why there is none."""
    name = str(path)
    try:
        content = read_bounded(path, MAX_BYTES)
        if words := OTHER_KINDS.get(path.suffix.lower()):
            return None, [Problem(name, words)]
        text = content.decode("utf-8-sig")
    except TooMuch as error:
        return None, [Problem(name, error.words)]
    except FileNotFoundError:
        return None, [Problem(name, "there is no such file")]
    except OSError as error:
        return None, [Problem(name, f"can't be read: {error.strerror or 'unknown reason'}")]
    except UnicodeDecodeError:
        return None, [Problem(name, "is not text in UTF-8: save it with that encoding")]
    node, faults = parse_yaml(text)
    problems = [Problem(name, fault.words, fault.line, quoted=fault.quoted) for fault in faults]
    if not problems and (node is None or (isinstance(node, Text) and not node.text.strip())):
        return None, [Problem(name, "is empty: there is no record in it")]
    return node, problems


def _hand_out(faults: Sequence[Problem], parts: list[Written], problems: list[Problem]) -> list[Written]:
    """Gives each fault of a file's YAML to the record it stands in, to bar that one; the rest are nobody's."""
    theirs: dict[int, list[Problem]] = {}
    for fault in faults:
        before = [number for number, part in enumerate(parts) if _stands_before(part.place, fault.place)]
        (theirs.setdefault(before[-1], []) if before else problems).append(fault)
    return [replace(part, problems=tuple(theirs.get(number, ()))) for number, part in enumerate(parts)]


def _stands_before(one: Place, other: Place | None) -> bool:
    return isinstance(one, int) and isinstance(other, int) and one <= other


def _records(node: Node | None, path: Path, problems: list[Problem]) -> Iterator[tuple[Node, Place]]:
    """The records of a file: the file itself, or the items of its one key `participants`."""
    if node is None:
        return
    if not isinstance(node, Keys):
        words = "must start with 'participant:' for one participant, or 'participants:' for a list"
        problems.append(Problem(str(path), words, node.place))
        return
    if "sheets" in node.entries and not {"participants", "participant"} & node.entries.keys():
        words = "is a mapping file, and holds no records: give it as --mapping, and keep it in another folder"
        problems.append(Problem(str(path), words))
        return
    many = node.entries.get("participants")
    if many is None:
        yield node, node.place
        return
    if len(node.entries) > 1:
        words = "'participants' must be the only key of a file that has it"
        problems.append(Problem(str(path), words, many.place))
    if not isinstance(many.node, Items) or not many.node.items:
        words = "'participants' must be a list: start each one with '- '"
        problems.append(Problem(str(path), words, many.place))
        return
    for item in many.node.items:
        yield item, item.place


def _judge_all_repeats(judged: Sequence[_Judged]) -> None:
    """A participant who stands twice is taken once if both say the same, and else not at all."""
    by_person: dict[str, list[_Judged]] = {}
    for each in judged:
        if each.user_id is not None:
            by_person.setdefault(each.user_id, []).append(each)
    for same in by_person.values():
        if len(same) > 1:
            _judge_repeats(same)


def _judge_repeats(same: Sequence[_Judged]) -> None:
    first = same[0]
    is_right = not any(each.findings.problems for each in same)
    if is_right and all(each.marks == first.marks for each in same):
        for each in same[1:]:
            words = f"the same record stands in {_where(first)} already: it is entered once"
            each.findings.report(words, place=_own_place(each), warning=True)
        return
    for each in same:
        others = " and ".join(_where(other) for other in same if other is not each)
        words = f"this participant stands in {others} too, and not all say the same: keep one"
        each.findings.report(words, place=_own_place(each), aside=_differences(same) if is_right else None)


def _differences(same: Sequence[_Judged]) -> str:
    """What several records of one participant say differently: their own fields with the values, else the parts."""
    told = []
    people = [each.participant for each in same if each.participant is not None]
    for key, control in Participant.controls.items():
        values = dict.fromkeys(person.get(key) for person in people)
        if len(values) > 1:
            told.append(f"{control.label} ({' or '.join(str(value) for value in values)})")
    parts = [name for name in same[0].marks if name != "participant"]
    told += [name for name in parts if len({each.marks.get(name) for each in same}) > 1]
    return f"they differ in: {', '.join(told)}"


def _own_place(each: _Judged) -> Place:
    """The cell of the User ID, where there is one."""
    return place_of(each.place, "user_id")


def _where(each: _Judged) -> str:
    return f"{each.findings.file} {words_of(_own_place(each))}"
