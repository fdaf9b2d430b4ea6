"""Files of decisions, for people to fill in: YAML, or CSV for a spreadsheet. They hold no values."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import get_args

import yaml

from bot.compare.decisions import Decision, Decisions, by_participant
from bot.compare.items import Choice, Comparison, Item, Place
from bot.errors import ConfigError
from bot.inputs import MAX_YAML, TooMuch, load_yaml, read_bounded

NEEDED = ("participant", "screen", "row", "field", "decision", "fingerprint")
FOR_PEOPLE = ("about", "may_be")
"""What a person reads, and the program does not."""
COLUMNS = ("participant", "about", "may_be", "decision", "screen", "row", "field", "fingerprint")
_ROW = "row "
"""What stands before a row's number in a spreadsheet."""
_HEAD = """\
# What caljobs-bot is to do about what differs. Write one of `may_be` behind `decision:` (keep: the site's word stays;
# overwrite: the record's takes its place; add: it is another row), and give the file to run or work with --decisions.
# What is left empty stays undecided. A decision counts as long as site and record say what they said when this file was
# made. Look at both words with caljobs-bot compare: they do not stand here.
"""


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of a file. Raises ConfigError that names the place of what is wrong."""
    return made_of(_csv_entries(path) if path.suffix.lower() == ".csv" else _yaml_entries(path))


def made_of(entries: Iterable[tuple[str, Mapping[str, str]]]) -> list[Decision]:
    """The decisions of entries, each with the words for its place. Raises ConfigError."""
    found: dict[tuple[str, Place], Decision] = {}
    for where, entry in entries:
        decision = _decision(where, entry)
        if decision is None:
            continue
        key = decision.user_id, decision.place
        if key in found:
            raise ConfigError(f"{where}: the same is decided twice: leave one of them")
        found[key] = decision
    return list(found.values())


def decisions_text(comparisons: Sequence[Comparison], made: Sequence[Decision] = (), *, as_csv: bool) -> str:
    """A file of all that can be decided, for a person to fill in; what was `made` already stands in it."""
    entries = entries_of(comparisons, made)
    if not as_csv:
        listed = [{key: entry[key] for key in COLUMNS} for entry in entries]
        return _HEAD + yaml.safe_dump({"decisions": listed}, allow_unicode=True, sort_keys=False, width=1000)
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(as_cells(entry) for entry in entries)
    return text.getvalue()


def entries_of(comparisons: Sequence[Comparison], made: Sequence[Decision] = ()) -> list[dict[str, str]]:
    """All that can be decided, and what was `made` already, one mapping each, by COLUMNS."""
    by_user = by_participant(made)
    entries = [_entry(each.user_id, item, by_user) for each in comparisons for item in each.items if item.choices]
    there = {(entry["participant"], _place(entry)) for entry in entries}
    return entries + [_made(decision) for decision in made if (decision.user_id, decision.place) not in there]


def as_cells(entry: Mapping[str, str]) -> list[str]:
    """An entry for a spreadsheet, which would make 1.1 of 1.10."""
    row = f"{_ROW}{entry['row']}" if entry["row"] else ""
    return [{**entry, "row": row}[key] for key in COLUMNS]


def from_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """The entry of a spreadsheet's row."""
    return {**cells, "row": cells.get("row", "").removeprefix(_ROW)}


def _entry(user_id: str, item: Item, made: Mapping[str, Decisions]) -> dict[str, str]:
    chosen = made.get(user_id, Decisions()).of(item.place, item.mark, item.choices)
    return {
        "participant": user_id,
        "about": item.where,
        "may_be": ", ".join(item.choices),
        "decision": chosen or "",
        "screen": item.place.screen,
        "row": item.place.row,
        "field": item.place.field,
        "fingerprint": item.mark,
    }


def _made(decision: Decision) -> dict[str, str]:
    place = {"screen": decision.place.screen, "row": decision.place.row, "field": decision.place.field}
    told = {"about": "decided before", "may_be": "", "decision": decision.choice, "fingerprint": decision.mark}
    return {"participant": decision.user_id, **place, **told}


def _place(entry: Mapping[str, str]) -> Place:
    return Place(entry["screen"], entry["row"], entry["field"])


def _yaml_entries(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        content = load_yaml(path)
    except TooMuch as error:
        at = "" if error.line is None else f" line {error.line}"
        raise ConfigError(f"--decisions: {path}{at}: {error.words}") from None
    except OSError as error:
        raise ConfigError(f"--decisions: {path} can't be read: {error.strerror}") from None
    except ValueError:
        raise ConfigError(f"--decisions: {path} can't be read as YAML") from None
    listed = content.get("decisions") if isinstance(content, dict) and set(content) == {"decisions"} else None
    if not isinstance(listed, list):
        raise ConfigError(f"--decisions: {path} must be a list under `decisions:`, as compare writes it")
    for number, entry in enumerate(listed, 1):
        where = f"--decisions: {path}, decision {number}"
        if not isinstance(entry, dict) or not all(isinstance(value, str | None) for value in entry.values()):
            raise ConfigError(f"{where}: must be keys and texts")
        yield where, {str(key): value or "" for key, value in entry.items()}


def _csv_entries(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        text = read_bounded(path, MAX_YAML).decode("utf-8-sig")
    except TooMuch as error:
        raise ConfigError(f"--decisions: {path}: {error.words}") from None
    except OSError as error:
        raise ConfigError(f"--decisions: {path} can't be read: {error.strerror}") from None
    except ValueError:
        raise ConfigError(f"--decisions: {path} is no text in UTF-8") from None
    for number, row in enumerate(csv.DictReader(StringIO(text, newline="")), 2):
        where = f"--decisions: {path} row {number}"
        if None in row or any(not isinstance(value, str) for value in row.values()):
            raise ConfigError(f"{where}: has more or fewer cells than the head")
        if any(row.values()):
            yield where, from_cells(row)


def _decision(where: str, entry: Mapping[str, str]) -> Decision | None:
    entry = {key: value.strip() for key, value in entry.items()}
    if unknown := [key for key in entry if key not in (*NEEDED, *FOR_PEOPLE)]:
        raise ConfigError(f"{where}: '{unknown[0]}' is no key of a decision")
    if lacking := [key for key in NEEDED if key not in entry]:
        raise ConfigError(f"{where}: '{lacking[0]}' is missing")
    choice = entry["decision"].casefold()
    if not choice:
        return None
    choices: dict[str, Choice] = {word: word for word in get_args(Choice)}
    if choice not in choices:
        raise ConfigError(f"{where}: a decision is {', '.join(choices)}, or empty")
    if not (entry["participant"] and entry["screen"] and entry["fingerprint"]):
        raise ConfigError(f"{where}: participant, screen and fingerprint must be as compare wrote them")
    return Decision(entry["participant"], _place(entry), choices[choice], entry["fingerprint"])
