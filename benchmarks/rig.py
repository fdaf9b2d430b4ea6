"""The whole job on a look-alike that is running somewhere, by its address, and once more to see that nothing is left.

    python -m benchmarks.rig --site URL --people-file FILE [--state URL] [--people 3] [--finish-with-proxy URL] [--json]

The site's profile holds the address and leave to save, nothing else. Everything that is the look-alike's own (sign-in,
people, their offices, what its state shows) stands in the people file:

    staff: {username: staff1, password: "..."}
    people:                                  # each is entered by a brief record of every step
    - {user_id: 36213, name: "Mike, Mike", program: adult, app_id: 2242702}
    region: City of Los Angeles              # of activities, assessment and plan; the other keys may be left out
    office: 00308 Wilshire Metro Worksource Center
    date: 06/05/2019                         # default: today
    changes: {assessment.general.reason: "..."}    # of every record, by dotted paths
    once: {assessments: 1, plans: 1}         # what the state must show of each: the lengths of these lists
    ignore: [now, log]                       # keys of the state that change without a write

`--finish-with-proxy` takes the next so many people through another address of the same site (a fault proxy's), again
and again until all are finished, and then looks whether anything stands there twice.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import mkdtemp
from time import perf_counter
from typing import Any
from urllib.request import urlopen

import yaml

ROOT = Path(__file__).resolve().parent.parent
MOST_RUNS = 6
"""Runs through the proxy until everyone has to be finished."""
FINE = ("done", "unchanged")


@dataclass(frozen=True)
class Line:
    """What one run made of one participant."""

    run: str
    user_id: str
    state: str
    seconds: float
    steps: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    step: str = ""
    screen: str = ""
    field: str = ""
    message: str = ""

    @classmethod
    def of(cls, run: str, told: dict[str, Any]) -> Line:
        """From one JSON object of `run --json`."""
        error = told["error"] or {}
        words = {key: error.get(key) or "" for key in ("kind", "step", "screen", "field", "message")}
        return cls(run, told["user_id"], told["state"], told["seconds"], told["steps"], **words)

    def __str__(self) -> str:
        head = f"{self.run:<9} {self.user_id:<8} {self.state:<13} {self.seconds:>7.1f} s"
        steps = " ".join(f"{step}={state}" for step, state in self.steps.items())
        if not self.kind:
            return f"{head}  {steps}"
        place = " > ".join(part for part in (self.step, self.screen, self.field) if part)
        return f"{head}  {self.kind}: {place}: {self.message}  ({steps})"


class LookAlike:
    """A running look-alike, its people, and a folder for the records, the profile, the ledger and the plans."""

    def __init__(self, address: str, people_file: Path, state: str | None, folder: Path) -> None:
        self.own: dict[str, Any] = yaml.safe_load(people_file.read_text(encoding="utf-8"))
        self.folder = folder
        self._address = address
        self._state = state

    def records(self, people: Sequence[dict[str, Any]], name: str) -> Path:
        """Writes the brief record of each into a folder of this name."""
        place = self.folder / name
        place.mkdir(mode=0o700)
        for person in people:
            record = changed(brief_record(person, self.own), self.own.get("changes", {}))
            text = yaml.safe_dump(record, allow_unicode=True, default_style='"', sort_keys=False)
            (place / f"{person['user_id']}.yaml").write_text(text, encoding="utf-8")
        return place

    def run(self, records: Path, name: str, *, address: str | None = None, limit: float = 3600) -> list[Line]:
        """Runs the command over the records as a process of its own; one line for each participant."""
        profile = self.folder / "look_alike.yaml"
        profile.write_text(yaml.safe_dump({"base_url": address or self._address, "save": True, "synthetic": True}))
        staff = self.own["staff"]
        environment = {
            **os.environ,
            "CALJOBS_USERNAME": staff["username"],
            "CALJOBS_PASSWORD": staff["password"],
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        options = ["--out", self.folder / "plans", "--ledger", self.folder / "ledger.sqlite", "--json"]
        command = [sys.executable, "-m", "bot", "run", records, "--site", profile, *options]
        with (self.folder / f"{name}.err").open("w") as complaints:
            ended = subprocess.run(
                list(map(str, command)), cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=complaints, timeout=limit, check=False,
            )  # fmt: skip
        lines = [Line.of(name, json.loads(line)) for line in ended.stdout.decode().splitlines()]
        if not lines:
            raise SystemExit(f"the run ended with {ended.returncode} and told nothing: see {complaints.name}")
        return lines

    def state(self) -> Any:
        """What the site holds, without what changes by itself; None where it does not tell."""
        if self._state is None:
            return None
        with urlopen(self._state, timeout=60) as answer:
            return without(json.load(answer), frozenset(self.own.get("ignore", ())))

    def not_once(self, people: Iterable[dict[str, Any]]) -> list[str]:
        """What stands with these people more or less often than it should."""
        state, wrong = self.state(), []
        if state is None:
            return []
        for person in people:
            held = state["people"][str(person["user_id"])]
            for path, wanted in self.own.get("once", {}).items():
                if (count := len(at(held, path))) != wanted:
                    wrong.append(f"{person['user_id']}: {count} {path}, not {wanted}")
        return wrong


def changed(record: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The record with values set by dotted paths."""
    for path, value in changes.items():
        *outer, last = path.split(".")
        place: Any = at(record, ".".join(outer)) if outer else record
        place[int(last) if isinstance(place, list) else last] = value
    return record


def at(tree: Any, path: str) -> Any:
    """What stands at a dotted path of lists and keys."""
    for key in path.split("."):
        tree = tree[int(key)] if isinstance(tree, list) else tree[key]
    return tree


def without(tree: Any, keys: frozenset[str]) -> Any:
    """The tree without these keys, wherever they stand."""
    if isinstance(tree, dict):
        return {key: without(value, keys) for key, value in tree.items() if key not in keys}
    return [without(value, keys) for value in tree] if isinstance(tree, list) else tree


def brief_record(person: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A record of every step, with what is required and little more."""
    day = own.get("date") or f"{date.today():%m/%d/%Y}"
    begin = date(int(day[6:]), int(day[:2]), int(day[3:5]))
    later = {days: f"{begin + timedelta(days):%m/%d/%Y}" for days in (45, 77)}
    place = {key: person.get(key) or own[key] for key in ("region", "office")}
    group = {"adult": "Adult", "dislocated_worker": "Dislocated Worker", "youth": "Youth"}[person["program"]]
    codes = ["412", "413"] if person["program"] == "youth" else ["203", "205"]
    goal = {
        "affiliations": ["WIOA"], "type": "Employment", "term": "Short Term", "established_on": day,
        "estimated_completion": later[77], "status": "Open", "description": "steady work as a clerk",
        "objectives": [
            {"objective": "five applications a week", "established_on": day, "review_on": later[45],
             "program": "WIOA", "status": "Open"},
        ],
    }  # fmt: skip
    return {
        "participant": {key: str(person[key]) for key in ("user_id", "name", "program", "app_id")},
        "activities": [{"code": code, "date": day, **place, "grant": person.get("grant", group)} for code in codes],
        "assessment": _brief_assessment(day, place),
        "plan": {"start_date": day, **place, "goals": [goal], "services": codes},
        "print": {"services": "Yes", "staff_signature": "Yes"},
    }


def _brief_assessment(day: str, place: dict[str, str]) -> dict[str, Any]:
    return {
        "general": {**place, "program": "Title I - Workforce Development (WIOA)", "date": day},
        "expectation": {
            "short_term_goal": "a job as a clerk", "long_term_goal": "lead a team", "desired_occupation": "Clerk",
            "expected_wage": "18.50", "wage_unit": "Hour", "training_interest": "No",
        },
        "education": {
            "highest_level": "High School Diploma", "school_status": "Not Attending School, H.S. Graduate",
            "comments": "Graduated on time.\nLiked bookkeeping.",
        },
        "certificate": [
            {"title": "Food Handler Card", "kind": "Certificate", "issuer": "County Public Health", "issued_on": day},
        ],
        "employment": {"status": "Not Employed"},
        "household": {"size": "3"},
        "readiness": {"resume": "Yes", "computer": "Good", "transport": "Yes", "comments": "Ready for work."},
        "barriers": {"barriers": ["Limited Work History"], "plan": "An interview workshop."},
        "background": {"convicted": "No"},
        "tests": [{"test": "CASAS", "area": "Reading", "taken_on": day, "score": "241"}],
        "referrals": {"summary": "Suitable for services."},
    }  # fmt: skip


@dataclass
class Outcome:
    """All lines, and what is wrong beside them."""

    lines: list[Line]
    seconds: float
    wrong: list[str] = field(default_factory=list)

    @property
    def is_fine(self) -> bool:
        return not self.wrong


def judged(site: LookAlike, people: Sequence[dict[str, Any]], proxy: str | None) -> Outcome:
    """Everyone entered, the second run watched, and with a proxy the next so many people through it."""
    begin = perf_counter()
    known = site.own["people"]
    records = site.records(people, "records")
    lines = site.run(records, "first")
    wrong = [f"{line.user_id} is {line.state}" for line in lines if line.state not in FINE]
    wrong += site.not_once(people) if not wrong else []
    lines += _once_more(site, records, "second", wrong)
    if proxy is not None:
        others = known[len(people) : 2 * len(people)]
        records = site.records(others, "records_by_proxy")
        for number in range(1, MOST_RUNS + 1):
            told = site.run(records, f"proxy {number}", address=proxy)
            lines += told
            if all(line.state in FINE for line in told):
                break
        else:
            wrong.append(f"through the proxy not everyone was finished in {MOST_RUNS} runs")
        wrong += site.not_once(others)
        lines += _once_more(site, records, "after", wrong)
    return Outcome(lines, perf_counter() - begin, wrong)


def _once_more(site: LookAlike, records: Path, name: str, wrong: list[str]) -> list[Line]:
    """A run after which nothing may have changed; `wrong` gets what has."""
    before = site.state()
    lines = site.run(records, name)
    wrong += [f"{line.user_id} is {line.state} in the {name} run" for line in lines if line.state != "unchanged"]
    if before != site.state():
        wrong.append(f"the {name} run has changed what the site holds")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs and prints; 0 when everyone was entered and the second run wrote nothing."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.rig", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", required=True, metavar="URL", help="its home page")
    parser.add_argument("--people-file", required=True, type=Path, help="who is there, see above")
    parser.add_argument("--state", metavar="URL", help="where it tells as JSON what it holds")
    parser.add_argument("--people", type=int, default=3, help="how many of the people are entered")
    parser.add_argument("--finish-with-proxy", metavar="URL", help="its home page behind a fault proxy")
    parser.add_argument("--folder", type=Path, help="for records, profile, ledger, plans; default: a new one")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, the last one is the judgement")
    options = parser.parse_args(arguments)
    folder = options.folder or Path(mkdtemp(prefix="look-alike-"))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    site = LookAlike(options.site, options.people_file, options.state, folder)
    outcome = judged(site, site.own["people"][: options.people], options.finish_with_proxy)
    for line in outcome.lines:
        print(json.dumps(asdict(line)) if options.json else line)
    if options.json:
        print(json.dumps({"wrong": outcome.wrong, "seconds": round(outcome.seconds, 1), "folder": str(folder)}))
    else:
        print(*(f"wrong: {words}" for words in outcome.wrong), sep="\n")
        print(f"{len(outcome.wrong)} wrong; {outcome.seconds:.0f} s; records, errors and plans are in {folder}")
    return 0 if outcome.is_fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
