"""The benchmark of faults measures what it says: records come to their end, and what the site holds is looked at."""

from __future__ import annotations

from benchmarks.faults import records_of, run_all
from tests.http_agent.office import QuickOffice


def test_participants_through_faults(quick_office: QuickOffice) -> None:
    records = records_of(quick_office.folder / "in", "brief", 2)
    outcome = run_all(quick_office, records, {"drop": 0.05, "http500": 0.05, "session": 0.02, "seed": 3})
    assert (outcome.unfinished, outcome.wrong) == ([], [])
    assert sum(outcome.rounds.values()) == 2
    assert sum(outcome.met.values()) > outcome.met["posts"] > 40
    assert "come to an end: 0" in str(outcome)


def test_what_is_wrong_is_seen(quick_office: QuickOffice) -> None:
    records = records_of(quick_office.folder / "in", "brief", 1)
    outcome = run_all(quick_office, records, {"http500": 1.0})
    assert len(outcome.unfinished) == 1
    assert outcome.wrong
