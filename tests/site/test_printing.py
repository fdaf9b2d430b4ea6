"""Step 5: the plan as a PDF, by download and by page; and what is noticed when the paper lacks something."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from bot.errors import ActivityNotPrinted, Mismatch
from bot.flows.pdf_check import check_pdf
from bot.records.model import Record
from tests.kit import Office, brief, record
from tests.mock_site import printing
from tests.mock_site.printing import (
    PrintableGoal,
    PrintableObjective,
    PrintablePlan,
    PrintableService,
    printable_pdf,
)
from tests.site.standing import standing

# --- in the browser


@pytest.mark.parametrize("way", ["download", "page"])
def test_the_pdf_is_named_by_number_and_readable_by_its_owner_only(office: Office, tmp_path: Path, way: str) -> None:
    """The site's own PDF, or its printable page printed by the browser: the same name, the same rights, checked."""
    office.folder = tmp_path / "out"
    office.mock.seed("36213", **standing(brief(tmp_path)))
    result = office.enter(brief(tmp_path), pdf=way)
    path = office.folder / f"36213-plan-{office.mock.state('36213')['plans'][0]['id']}.pdf"
    assert result.pdf == str(path)
    assert [file.name for file in office.folder.iterdir()] == [path.name]
    assert (path.stat().st_mode & 0o777, office.folder.stat().st_mode & 0o777) == (0o600, 0o700)
    # Some fonts print two letters as one sign, "ff" among them.
    text = unicodedata.normalize("NFKC", " ".join(page.extract_text() for page in PdfReader(path).pages))
    assert "Staff Signature" in text
    (again,) = office.run(brief(tmp_path), pdf=way)
    assert (again.state, again.pdf) == ("unchanged", str(path))


def test_a_plan_that_does_not_count_the_205_among_its_services_is_an_error(office: Office, tmp_path: Path) -> None:
    """R10, where the plan is not the program's business (the step is switched off) but printing is."""
    sample = brief(tmp_path)
    there = standing(sample)
    there["plans"][0]["services"] = []
    office.mock.seed("36213", **there)
    (result,) = office.run(sample, steps={"plan": False})
    assert result.error is not None
    assert (result.state, result.error.kind, result.error.step) == ("needs_person", "mismatch", "print")
    assert "the printed plan lacks: activity 205" in result.error.message
    assert office.written() == []


# --- on paper


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return record(tmp_path_factory.mktemp("records"))


def printable(sample: Record) -> PrintablePlan:
    """The plan of the demo's participant as the mock prints it."""
    assert sample.plan is not None
    objective = PrintableObjective("employment", "06/04/2019", "07/19/2019", "WIOA", "Staff11, Lai", "Open")
    goal = PrintableGoal(
        1, "4518", "WIOA", "Employment", "Short Term", "06/04/2019", "08/20/2019", "", "Open",
        description="employment", objectives=[objective],
    )  # fmt: skip
    place = sample.plan.office
    assert isinstance(place, str)
    return PrintablePlan("4224", "36213", "Mike, Mike", "06/04/2019", place, "", [goal], [_line("203"), _line("205")])


def _line(code: str) -> PrintableService:
    name = {"203": "Objective Assessment", "205": "Development of IEP/ISS/EDP"}[code]
    day = "06/04/2019"
    return PrintableService(f"{code}-{name}", "2242702-WIOA", day, day, "Employment Services", "Staff11, Lai")


def _write(path: Path, plan: PrintablePlan, *, services: bool = True, staff: bool = True) -> Path:
    path.write_bytes(printable_pdf(plan, services=services, staff_signature=staff))
    return path


def test_a_whole_plan_passes(sample: Record, tmp_path: Path) -> None:
    """The measure of the tests below: with nothing taken out, nothing is missed."""
    check_pdf(_write(tmp_path / "plan.pdf", printable(sample)), sample, "4224")


Change = Callable[[PrintablePlan], PrintablePlan]


def _with(**changes: Any) -> Change:
    return lambda plan: dataclasses.replace(plan, **changes)


def _goal_with(**changes: Any) -> Change:
    return lambda plan: dataclasses.replace(plan, goals=[dataclasses.replace(plan.goals[0], **changes)])


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        (_with(user_id="362131"), "User ID"),
        (_with(user_id="36214"), "User ID"),
        (_with(name="Mike, Miriam"), "Name"),
        (_with(plan_id="42241"), "Plan ID"),
        (_with(plan_id="4225"), "Plan ID"),
        (_with(goals=[]), "goal 1; objective 1 of goal 1"),
        (_goal_with(objectives=[]), "objective 1 of goal 1"),
        (_goal_with(description="training"), "goal 1"),
        (_goal_with(objectives=[], comments="employment"), "objective 1 of goal 1"),
        (_with(services=[_line("203")]), "activity 205"),
        (_with(services=[_line("205")]), "activity 203"),
    ],
)
def test_a_missing_line_is_named(sample: Record, tmp_path: Path, change: Change, lacks: str) -> None:
    """Each line of the check is held by the paper that lacks just it."""
    path = _write(tmp_path / "plan.pdf", change(printable(sample)))
    with pytest.raises((Mismatch, ActivityNotPrinted)) as raised:
        check_pdf(path, sample, "4224")
    assert raised.value.message == f"the printed plan lacks: {lacks}"
    assert isinstance(raised.value, ActivityNotPrinted) == lacks.startswith("activity")


def test_missing_services_and_signature_lines_are_named(sample: Record, tmp_path: Path) -> None:
    """R10: services and the staff member's line, both asked for on the print screen."""
    path = _write(tmp_path / "plan.pdf", printable(sample), services=False, staff=False)
    with pytest.raises(Mismatch, match=r"lacks: activity 203; activity 205; Staff Signature$"):
        check_pdf(path, sample, "4224")


def test_a_page_without_signature_lines_is_told(
    sample: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R10: people sign on the paper; the lines for it must be there."""
    monkeypatch.setattr(printing, "_signature_lines", lambda staff, applicant: [])
    path = _write(tmp_path / "plan.pdf", printable(sample))
    with pytest.raises(Mismatch, match=r"lacks: Applicant Signature; Staff Signature$"):
        check_pdf(path, sample, "4224")


def test_what_is_no_pdf_is_told(sample: Record, tmp_path: Path) -> None:
    """An error page saved under the name of a PDF."""
    path = tmp_path / "plan.pdf"
    path.write_text("<html>Service Unavailable</html>", encoding="utf-8")
    with pytest.raises(Mismatch, match="can't be read as a PDF"):
        check_pdf(path, sample, "4224")
