"""A correction changes what stands, and never adds beside it: each kind of row, corrected in each of its fields, with
and without a memory of where the site's rows came from, twice; from a file and attended, from a workbook and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.flows.results import Result
from bot.records.model import Record
from tests.kit import ROOT, Office, record
from tests.site.compare import unlike
from tests.site.ledger_kit import Remembering, in_a_workbook, remembering
from tests.site.standing import standing

pytestmark = pytest.mark.plain_http

WHO = "40101"
EVERY_FIELD = ROOT / "tests" / "records" / "every_field.yaml"
GOAL, JOB = "plan.goals.0", "assessment.employment.history.0"
ROWS: dict[str, dict[str, Any]] = {
    GOAL: {
        "description": "Complete the medical assisting programme",
        "type": "Employment",
        "affiliations": ["WIOA"],
        "term": "Short Term",
        "established_on": "06/06/2019",
        "estimated_completion": "12/21/2019",
        "completed_on": "12/19/2019",
        "status": "Closed, Not Attained",
        "comments": "Other comments",
    },
    f"{GOAL}.objectives.0": {
        "objective": "Pass the entrance tests",
        "established_on": "06/07/2019",
        "review_on": "07/23/2019",
        "program": "WIOA",
        "status": "Open",
        "comments": "Other comments",
    },
    "assessment.degree.0": {
        "level": "Bachelor's Degree",
        "course": "Health Informatics",
        "institution": "Mount San Antonio College",
        "city": "Pomona",
        "state": "Nevada",
        "completed_on": "12/16/2019",
        "expected": "No",
        "gpa": "3.5",
    },
    "assessment.certificate.0": {
        "title": "Phlebotomy Technician I",
        "issuer": "State Laboratory Service",
        "kind": "Certification",
        "state": "Nevada",
        "issued_on": "03/02/2018",
        "expires_on": "03/01/2020",
        "number": "CPT-00418",
    },
    JOB: {
        "title": "Reception clerk",
        "employer": "Foothills Dental Group",
        "started_on": "01/10/2017",
        "phone": "909-555-0132",
        "ended_on": "05/30/2019",
        "hours": "38",
        "wage": "645.00",
        "wage_unit": "Month",
        "leaving_reason": "Laid Off",
        "duties": "Front desk",
    },
    "assessment.tests.0": {
        "test": "CASAS",
        "area": "Reading",
        "taken_on": "05/31/2019",
        "score": "83",
        "grade": "9.2",
        "comments": "Other comments",
    },
    "assessment.referrals.referrals.0": {
        "agency": "Pomona Legal Aid Society",
        "service": "Housing",
        "date": "06/05/2019",
        "contact": "Mr. Alvarez",
        "phone": "909-555-0179",
        "outcome": "Enrolled",
        "comments": "Other comments",
    },
}
"""Each kind of row, and a correction of each of its fields."""
NEW_205 = {"activities.1.date": "06/05/2019", "plan.start_date": "06/04/2019"}
"""A plan's 205 that is of a later day than its start: every edit has one (R9)."""
RUN, WORK = "file and run", "workbook and work"
PLACES = pytest.mark.parametrize(
    ("place", "way"), [(GOAL, RUN), *((place, (WORK, RUN)[n % 2]) for n, place in enumerate(ROWS))]
)
Corrected = Callable[[dict[str, Any]], Record]


def steps_for(place: str) -> dict[str, bool]:
    """Only what the row is part of is entered."""
    is_plan = place.startswith("plan")
    return {"activities": False, "assessment": not is_plan, "plan": is_plan, "print": False}


@contextmanager
def at_work(
    office: Office, tmp_path: Path, place: str, way: str, **profile: Any
) -> Iterator[tuple[Remembering, Corrected]]:
    """The record stands on the site; runs with a ledger, and the record with corrections of its row at `place`."""
    is_work = way == WORK

    def corrected(changes: dict[str, Any]) -> Record:
        made = record(tmp_path, EVERY_FIELD, {**NEW_205, **{f"{place}.{key}": value for key, value in changes.items()}})
        return in_a_workbook(made, tmp_path) if is_work else made

    office.mock.seed(WHO, **standing(corrected({})))
    with remembering(office, unattended=is_work, steps=steps_for(place), **profile) as runs:
        yield runs, corrected


def is_stopped(result: Result, *words: str) -> bool:
    error = result.error
    assert error is not None, result.steps
    assert (result.state, error.kind) == ("needs_person", "mismatch"), error
    assert any(word in error.message for word in words), error.message
    return True


@PLACES
def test_a_correction_stops_where_differences_do(office: Office, tmp_path: Path, place: str, way: str) -> None:
    """With the memory that a first run leaves. Whatever is corrected, and however often it is run."""
    names = _names_of(place)
    with at_work(office, tmp_path, place, way) as (runs, corrected):
        assert runs.run(corrected({})).state == "unchanged"
        before = office.mock.state(WHO)
        for key in names:
            for _ in range(2):
                result = runs.run(corrected({key: ROWS[place][key]}))
                assert is_stopped(result, "was changed since it was entered: the site holds something else"), key
        others = {key: value for key, value in ROWS[place].items() if key not in names}
        result = runs.run(corrected(others))
        assert is_stopped(result, "the site holds something else: ")
        assert result.error is not None
        assert len(result.error.message.split("; ")) == len(others), result.error.message
        assert (office.mock.state(WHO), office.written(WHO)) == (before, [])


@PLACES
def test_a_correction_changes_its_row_where_the_profile_says_so(
    office: Office, tmp_path: Path, place: str, way: str
) -> None:
    """A field that names it, then all others too: the second correction finds the row as the first one left it."""
    with at_work(office, tmp_path, place, way, differences="update") as (runs, corrected):
        assert runs.run(corrected({})).state == "unchanged"
        for many in (1, len(ROWS[place])):
            wanted = corrected(dict([*ROWS[place].items()][:many]))
            assert runs.run(wanted).state == "done", many
            assert unlike(wanted, office.mock.state(WHO)) == [], many
        again = runs.run(wanted)
        assert (again.state, again.told) == ("unchanged", [])


@PLACES
def test_without_a_memory_it_stops(office: Office, tmp_path: Path, place: str, way: str) -> None:
    """A row that differs in what names it may be another one: no policy decides that."""
    with at_work(office, tmp_path, place, way, differences="update") as (runs, corrected):
        before = office.mock.state(WHO)
        for key in _names_of(place):
            for _ in range(2):
                result = runs.run(corrected({key: ROWS[place][key]}))
                assert is_stopped(result, "may be the same, worded otherwise"), key
        assert (office.mock.state(WHO), office.written(WHO)) == (before, [])


def _names_of(place: str) -> Sequence[str]:
    """The fields that name a row."""
    names: dict[str, tuple[str, ...]] = {
        "goals": ("type", "description"),
        "objectives": ("objective", "established_on"),
        "degree": ("level", "course", "institution"),
        "certificate": ("title", "issuer"),
        "history": ("employer", "title", "started_on"),
        "tests": ("test", "area", "taken_on"),
        "referrals": ("agency", "service", "date"),
    }
    return names[place.split(".")[-2]]
