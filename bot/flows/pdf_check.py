"""Reading the printed plan back: the paper must say what the record says."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from bot.errors import ActivityNotPrinted, Mismatch, SiteError
from bot.inputs import TooMuch, in_words, open_regular
from bot.records.model import Record

APPLICANT, STAFF = "Applicant Signature", "Staff Signature"
_ACTIVITY = "activity"
MAX_PDF = 32 * 1024**2
"""Bytes of a printed plan; the site's own have some hundred thousand."""
MAX_PAGES = 200
MAX_PAGE = 8 * 1024**2
"""Bytes that one page's content unpacks to."""
MAX_TEXT = 4_000_000
"""Characters of all pages."""
_UNREADABLE = (
    PyPdfError, OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError,
    OverflowError, NotImplementedError, zlib.error,
)  # fmt: skip
"""What a PDF that is none, or was made to do harm, brings pypdf to raise."""


def check_pdf(path: Path, record: Record, plan_number: str) -> None:
    """Raises Mismatch naming every line the printed plan lacks: person, plan number, each goal and objective, the
    205 (Youth: 413) line and the other services, the signature lines (R10, seed).

    It is ActivityNotPrinted where only services are lacking.
    """
    text = text_of(path)
    if missing := [name for name, there in _lines(record, plan_number, text) if not there]:
        kind: type[SiteError] = ActivityNotPrinted if all(name.startswith(_ACTIVITY) for name in missing) else Mismatch
        raise kind(f"the printed plan lacks: {'; '.join(missing)}", screen="Printed plan", field=missing[0])


def text_of(path: Path) -> str:
    """The text of a printed plan. Raises Mismatch for what is no PDF, or far more than a plan."""
    texts: list[str] = []
    try:
        with open_regular(path, MAX_PDF, too_large="no plan is") as file:
            for page in islice(_pages(PdfReader(file)), MAX_PAGES):
                if (content := page.get_contents()) is not None and len(content.get_data()) > MAX_PAGE:
                    raise TooMuch(f"has a page of more than {in_words(MAX_PAGE)}: no plan has")
                texts.append(page.extract_text())
                if sum(map(len, texts)) > MAX_TEXT:
                    raise TooMuch("has far more text than a plan")
    except TooMuch as error:
        raise Mismatch(f"the printed plan {error.words}; look at the file", screen="Printed plan") from None
    except _UNREADABLE:
        raise Mismatch("the printed plan can't be read as a PDF", screen="Printed plan") from None
    return "\n".join(texts)


def _pages(reader: PdfReader) -> Iterator[PageObject]:
    if len(reader.pages) > MAX_PAGES:
        raise TooMuch(f"has more than {MAX_PAGES} pages: no plan has")
    yield from reader.pages


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
