"""Loads records from files and folders, and tells everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.records.build import RecordDraft, read_record
from bot.records.draft import Reader
from bot.records.model import Record
from bot.records.problems import Findings, Problem
from bot.records.rules import check_applications, check_rules
from bot.records.strict_yaml import MAX_BYTES, Items, Keys, Node, Text, parse_yaml

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Loaded:
    """What a load brought: the records that are right, and what is wrong with the others.

    `problems` bar a record from being entered, `warnings` do not. A record is in `records` only when
    nothing at all is wrong with it.
    """

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def load(
    paths: Sequence[Path], *, today: date, markup_refused: bool = True, check_age: bool = True
) -> Loaded:
    """Loads files, and folders (their *.yaml and *.yml, sorted, without folders in them). Raises nothing.

    `today` is the day the activities are entered on. `markup_refused`: the site refuses texts that look like
    mark-up (H13). `check_age`: whether activities may be too old or late (R4).
    """
    problems: list[Problem] = []
    drafts: list[RecordDraft] = []
    for path in _files(paths, problems):
        node, found = _read_file(path)
        here = [
            read_record(Reader(Findings(str(path)), markup_refused), record, line=line)
            for record, line in _records(node, path, problems)
        ]
        problems += _hand_out(found, here)
        drafts += here
    for draft in drafts:
        check_rules(draft, today=today, check_age=check_age)
    check_applications(drafts)
    records = _once_each(drafts)
    for draft in drafts:
        user_id = draft.told("user_id")
        if user_id is not None:
            draft.findings.belong_to(user_id)
    problems += [problem for draft in drafts for problem in draft.findings.in_order()]
    warnings = [warning for draft in drafts for warning in draft.findings.warnings]
    return Loaded(tuple(records), tuple(problems), tuple(warnings))


def _files(paths: Sequence[Path], problems: list[Problem]) -> Iterator[Path]:
    """Every file once, in the order given."""
    seen: set[Path] = set()
    for path in paths:
        try:
            found = _files_of(path)
        except OSError as error:
            problems.append(Problem(str(path), f"can't be read: {error.strerror or 'no such file'}"))
            continue
        if not found:
            problems.append(Problem(str(path), f"a folder without records: no {' or '.join(SUFFIXES)} files"))
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def _files_of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and not file.is_dir())


def _read_file(path: Path) -> tuple[Node | None, list[Problem]]:
    """The tree of a file, or None and why there is none."""
    name = str(path)
    try:
        if not path.exists():
            return None, [Problem(name, "there is no such file")]
        if not path.is_file():
            return None, [Problem(name, "is not a file")]
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 1024**2
            return None, [Problem(name, f"is larger than {limit} MB: split it into several files")]
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return None, [Problem(name, f"can't be read: {error.strerror or 'unknown reason'}")]
    except UnicodeDecodeError:
        return None, [Problem(name, "is not text in UTF-8: save it with that encoding")]
    node, faults = parse_yaml(text)
    problems = [Problem(name, fault.words, fault.line, quoted=fault.quoted) for fault in faults]
    if not problems and (node is None or (isinstance(node, Text) and not node.text.strip())):
        return None, [Problem(name, "is empty: there is no record in it")]
    return node, problems


def _hand_out(faults: Sequence[Problem], drafts: Sequence[RecordDraft]) -> list[Problem]:
    """Gives each fault of a file's YAML to the record it stands in, to bar that one; returns the rest."""
    kept = []
    for fault in faults:
        around = [draft for draft in drafts if fault.line is not None and draft.line <= fault.line]
        if around:
            around[-1].findings.problems.append(fault)
        else:
            kept.append(fault)
    return kept


def _records(node: Node | None, path: Path, problems: list[Problem]) -> Iterator[tuple[Node, int]]:
    """The records of a file: the file itself, or the items of its one key `participants`."""
    if node is None:
        return
    if not isinstance(node, Keys):
        words = "must start with 'participant:' for one participant, or 'participants:' for a list"
        problems.append(Problem(str(path), words, node.line))
        return
    many = node.entries.get("participants")
    if many is None:
        yield node, node.line
        return
    if len(node.entries) > 1:
        words = "'participants' must be the only key of a file that has it"
        problems.append(Problem(str(path), words, many.line))
    if not isinstance(many.node, Items) or not many.node.items:
        words = "'participants' must be a list: start each one with '- '"
        problems.append(Problem(str(path), words, many.line))
        return
    for item in many.node.items:
        yield item, item.line


def _once_each(drafts: Sequence[RecordDraft]) -> list[Record]:
    """The records without problems, one a participant.

    A participant who stands twice is taken once if both say the same, and else not at all.
    """
    by_person: dict[str, list[RecordDraft]] = {}
    for draft in drafts:
        user_id = draft.told("user_id")
        if user_id is not None:
            by_person.setdefault(user_id, []).append(draft)
    for same in by_person.values():
        if len(same) > 1:
            _judge_repeats(same)
    made = (draft.make() for draft in drafts if not draft.findings.problems)
    return list({record.user_id: record for record in made}.values())


def _judge_repeats(same: Sequence[RecordDraft]) -> None:
    first = same[0]
    is_right = not any(draft.findings.problems for draft in same)
    if is_right and all(draft.make() == first.make() for draft in same[1:]):
        for draft in same[1:]:
            words = f"the same record stands in {_place(first)} already: it is entered once"
            draft.findings.report(words, line=draft.line, warning=True)
        return
    for draft in same:
        others = " and ".join(_place(other) for other in same if other is not draft)
        words = f"this participant stands in {others} too, and not all say the same: keep one"
        draft.findings.report(words, line=draft.line)


def _place(draft: RecordDraft) -> str:
    return f"{draft.findings.file} line {draft.line}"
