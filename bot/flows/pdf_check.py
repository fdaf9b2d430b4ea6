"""Reading the printed plan back: the paper must say what the record says."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from bot.controls import BLANK
from bot.errors import ActivityNotPrinted, Mismatch, SiteError
from bot.forms import Form
from bot.inputs import TooMuch, in_words, open_regular
from bot.records.model import Record

APPLICANT, STAFF = "Applicant Signature", "Staff Signature"
_ACTIVITY = "activity"
_OBJECTIVES, _GOAL_NUMBER = "Objectives to Goal #", "Goal #"
_AFTER_GOAL = ("Goal # /Goal ID", "Goal Description:", "Services Provided Against Plan:", APPLICANT)
"""What ends the objectives of a goal (seed)."""
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


Options = Mapping[str, Mapping[str, str]]
"""The site's words for options, by the key of the field and our word."""


def check_pdf(
    path: Path, record: Record, plan_number: str, *, unread: Sequence[str] = (), options: Options | None = None
) -> None:
    """Raises Mismatch naming every line the printed plan lacks: person, plan number, each goal and objective, the
    205 (Youth: 413) line and the other services, the signature lines (R10, seed).

    Where the steps `unread` of the wizard were compared with nothing else, every value of every goal and objective
    has to stand in its part of the print. It is ActivityNotPrinted where only services are lacking.
    """
    text = text_of(path)
    missing = [name for name, there in _lines(record, plan_number, text) if not there]
    if not missing and unread:
        missing = list(_values_lacking(record, printable(text), options or {}))
    if missing:
        kind: type[SiteError] = ActivityNotPrinted if all(name.startswith(_ACTIVITY) for name in missing) else Mismatch
        told = f"the printed plan lacks: {'; '.join(missing)}"
        if unread and kind is Mismatch:
            told += f"; the steps {', '.join(unread)} can't be opened without saving: compare them, and change by hand"
        raise kind(told, screen="Printed plan", field=missing[0])


def _values_lacking(record: Record, text: str, options: Options) -> Iterator[str]:
    """Which values of goals and objectives do not stand in their goal's part of the print (its columns are seed)."""
    assert record.plan is not None
    for number, goal in enumerate(record.plan.goals or (), 1):
        named = text.find(printable(f"Goal Description: {goal.description}"))
        begin = max(0, text.rfind(printable(_GOAL_NUMBER), 0, named))
        middle = _first_of(text, [_OBJECTIVES], named)
        end = _first_of(text, _AFTER_GOAL, middle)
        yield from (f"goal {number}: {label}" for label in _lacking([goal], text[begin:middle], options))
        objectives = goal.objectives or ()
        yield from (
            f"objectives of goal {number}: {label}" for label in _lacking(objectives, text[middle:end], options)
        )


def _first_of(text: str, words: Sequence[str], start: int) -> int:
    """Where the first of some words stands behind a place, or the end."""
    return min((place for each in words if (place := text.find(printable(each), start)) >= 0), default=len(text))


def _lacking(forms: Sequence[Form], part: str, options: Options) -> Iterator[str]:
    """The labels of values that do not stand in a part of the print as often as the forms have them."""
    wanted: dict[str, list[str]] = {}
    for form in forms:
        for key, value in form.mentioned().items():
            control = form.controls[key]
            shown = [] if value is BLANK else control.show(value)
            own = options.get(f"{form.key}.{key}", {})
            for words in [shown] if isinstance(shown, str) else shown:
                if text := printable(own.get(words, words)):
                    wanted.setdefault(text, []).append(control.label)
    for text, labels in wanted.items():
        yield from dict.fromkeys(labels[part.count(text) :])


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
    return text[: _first_of(text, ends, 0)]


def printable(text: str) -> str:
    """Letters, digits and punctuation in composed form, without any white space."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c for c in composed if not c.isspace() and unicodedata.category(c)[0] in "LNP")
