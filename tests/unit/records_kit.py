"""Small records for tests, and a way to load them."""

from __future__ import annotations

import copy
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.records.load import Loaded, load

TODAY = date(2019, 6, 5)
RECORDS = Path(__file__).parent.parent / "records"
DEMO = Path(__file__).resolve().parents[2] / "configs" / "demo"

_PLACE = {"region": "City of Los Angeles", "office": "00308 Wilshire Metro Worksource Center"}
_SMALL: dict[str, Any] = {
    "participant": {"user_id": "36213", "name": "Mike, Mike", "program": "adult", "app_id": "2242702"},
    "activities": [{"code": "205", "date": "06/04/2019", "grant": "Adult", **_PLACE}],
    "plan": {
        "start_date": "06/04/2019",
        **_PLACE,
        "goals": [
            {
                "affiliations": ["WIOA"],
                "type": "Employment",
                "term": "Short Term",
                "established_on": "06/04/2019",
                "estimated_completion": "08/20/2019",
                "status": "Open",
                "description": "employment",
                "objectives": [
                    {
                        "objective": "employment",
                        "established_on": "06/04/2019",
                        "review_on": "07/19/2019",
                        "program": "WIOA",
                        "status": "Open",
                    }
                ],
            }
        ],
    },
}


def small() -> dict[str, Any]:
    """A small record without anything wrong, to be changed by a test."""
    return copy.deepcopy(_SMALL)


def change(record: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Sets what stands at a path such as `plan.goals.0.status`; None takes it out."""
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = record
    for part in way:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return record


def load_text(folder: Path, text: str, name: str = "plans.yaml", **options: Any) -> Loaded:
    """Loads one file with that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load([path], **{"today": TODAY, **options})


def load_record(folder: Path, *records: dict[str, Any], **options: Any) -> Loaded:
    """Loads records as one file."""
    apart = json.loads(json.dumps(records))  # what stands in two places would be written as an alias
    body: Any = apart[0] if len(apart) == 1 else {"participants": apart}
    return load_text(folder, yaml.safe_dump(body, sort_keys=False, allow_unicode=True), **options)


def messages(loaded: Loaded, folder: Path) -> list[str]:
    """What the author is told, without the folder."""
    return [problem.for_author().replace(f"{folder}{os.sep}", "") for problem in loaded.problems]
