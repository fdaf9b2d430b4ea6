"""Reading the printed plan back: the paper must say what the record says."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from bot.errors import ActivityNotPrinted, Mismatch, SiteError
from bot.records.model import Record

APPLICANT, STAFF = "Applicant Signature", "Staff Signature"
_ACTIVITY = "activity"


def check_pdf(path: Path, record: Record, plan_number: str) -> None:
    """Raises Mismatch naming every line the printed plan lacks: person, plan number, each goal and objective, the
    205 (Youth: 413) line and the other services, the signature lines (R10, seed).

    It is ActivityNotPrinted where only services are lacking.
    """
    try:
        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    except (PyPdfError, OSError, ValueError):
        raise Mismatch("the printed plan can't be read as a PDF", screen="Printed plan") from None
    if missing := [name for name, there in _lines(record, plan_number, text) if not there]:
        kind: type[SiteError] = ActivityNotPrinted if all(name.startswith(_ACTIVITY) for name in missing) else Mismatch
        raise kind(f"the printed plan lacks: {'; '.join(missing)}", screen="Printed plan", field=missing[0])


def _lines(record: Record, plan_number: str, text: str) -> list[tuple[str, bool]]:
    plan, person = record.plan, record.participant
    assert plan is not None
    page = Page(text)
    lines = [
        ("Plan ID", page.follows("Plan ID:", plan_number)),
        ("User ID", page.follows("User ID:", person.user_id)),
        ("Name", page.follows("Name:", person.name)),
        ("Applicant Signature", page.has(APPLICANT)),
    ]
    for number, goal in enumerate(plan.goals or (), 1):
        lines.append((f"goal {number}", page.follows("Goal Description:", goal.description)))
        lines += [
            (f"objective {place} of goal {number}", page.has_objective(objective.objective))
            for place, objective in enumerate(goal.objectives or (), 1)
        ]
    if record.print.services == "Yes":
        codes = dict.fromkeys((*record.services, record.plan_code))
        lines += [(f"{_ACTIVITY} {code}", page.service(code)) for code in codes]
    if record.print.staff_signature is True:
        lines.append((STAFF, page.has(STAFF)))
    return lines


class Page:
    """The text of a printed plan, compared without regard to how it was broken into lines.

    Fonts lack some characters (emoji), and the PDF then shows a box or nothing: only what a font can be expected to
    have takes part in the comparison.
    """

    def __init__(self, text: str) -> None:
        self._text = printable(text)
        self._lines = text.splitlines()

    def has(self, wanted: str) -> bool:
        return printable(wanted) in self._text

    def follows(self, label: str, wanted: str) -> bool:
        """Whether `wanted` stands right behind a label, and ends there."""
        return re.search(re.escape(printable(label) + printable(wanted)) + r"(?![0-9])", self._text) is not None

    def has_objective(self, wanted: str) -> bool:
        """Whether `wanted` stands below `Objectives to Goal #1`: a goal is often worded like its objective."""
        _, *parts = self._text.split(printable("Objectives to Goal #"))
        ends = [printable(text) for text in ("Goal Description:", "Services Provided Against Plan:", APPLICANT)]
        return any(printable(wanted) in _before_any(part, ends) for part in parts)

    def service(self, code: str) -> bool:
        """Whether a line of the services begins with the activity code (`205-Development of IEP/ISS/EDP`)."""
        return any(re.match(rf"\s*(Activity Code:\s*)?{re.escape(code)}\s*-\s*\D", line) for line in self._lines)


def _before_any(text: str, ends: list[str]) -> str:
    return text[: min((place for end in ends if (place := text.find(end)) >= 0), default=len(text))]


def printable(text: str) -> str:
    """Letters, digits and punctuation in composed form, without any white space."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c for c in composed if not c.isspace() and unicodedata.category(c)[0] in "LNP")
