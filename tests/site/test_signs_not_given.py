"""Which signs of whose page it is a site does not give: said once for a run, and without a value."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.agent.looks import PersonSigns
from bot.flows import participant as participant_module
from bot.flows.results import Result, result_of
from bot.flows.sign_in import open_participant
from bot.records.load import Loaded
from bot.report.bulk import PlainView
from bot.report.course import Course
from bot.report.progress import PlainReporter
from bot.report.results_file import results_as_text
from tests.kit import Office, brief
from tests.site.hazard_kit import NEIGHBOUR

NOTE = (
    "this site's pages do not say whose they are by the hidden field or the cookie: only the other signs are compared"
)


def test_the_kinds_that_are_missing() -> None:
    assert PersonSigns("1", "1", "1", "Lee, Ann").missing == ()
    assert PersonSigns(None, "", "1", None).missing == ("the hidden field", "the cookie", "the name shown")


@pytest.mark.plain_http
def test_a_run_notes_what_its_site_does_not_give(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = brief(tmp_path, {"plan": None, "print": None})
    assert office.enter(record).notes == []

    def without_two(*arguments: Any) -> PersonSigns:
        return replace(open_participant(*arguments), hidden=None, cookie=None)

    monkeypatch.setattr(participant_module, "open_participant", without_two)
    result = office.enter(record)
    assert result.notes == [NOTE]
    assert result_of({**result.as_json(), "notes": result.notes}).notes == [NOTE]


def test_the_browsers_page_gives_all_signs_of_the_mock(office: Office, tmp_path: Path) -> None:
    assert office.enter(brief(tmp_path, {"plan": None, "print": None})).notes == []


@pytest.mark.parametrize("told_by", ["run", "workers", "file"])
def test_it_is_said_once_for_all_participants(told_by: str) -> None:
    results = [Result(user_id, "done", notes=[NOTE]) for user_id in ("36213", NEIGHBOUR)]
    console = Console(width=500, record=True, quiet=False, file=None)
    if told_by == "run":
        reporter = PlainReporter(console, 2)
        for result in results:
            reporter.done(result)
        text = console.export_text()
    elif told_by == "workers":
        view = PlainView(Course(2), console)
        for number, result in enumerate(results):
            view.event(number, {"event": "result", "result": {**result.as_json(), "notes": [NOTE]}, "pages": 1})
        text = console.export_text()
    else:
        text = results_as_text(Loaded((), (), (), 0), results)
        assert [row["Notes"] for row in csv.DictReader(text.lstrip("\ufeff").splitlines())] == [NOTE, ""]
    assert text.count(NOTE) == 1
