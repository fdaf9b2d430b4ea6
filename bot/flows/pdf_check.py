"""Reading the printed plan back: the paper must say what the record says."""

from __future__ import annotations

import logging
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from bot.compare.items import Place
from bot.controls import BLANK
from bot.errors import ActivityNotPrinted, Mismatch, SiteError
from bot.forms import Form
from bot.inputs import TooMuch, in_words, open_regular
from bot.pages.plan_goals import Goal
from bot.pages.plan_objectives import Objective
from bot.records.model import Record

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its messages quote a file's first bytes
APPLICANT, STAFF = "Applicant Signature", "Staff Signature"
_ACTIVITY = "activity"
_GOAL_HEAD = (
    "Goal # /Goal ID Program Affiliation (s) Type of Goal Term of Goal Date Established Estimated Date of Completion"
    " Actual Completion Date Status"
)
_OBJECTIVE_HEAD = "Objective Date Established Review Date Program Staff Status"
"""The headings of the printed plan (seed, from the guide), and the fields below them."""
_GOAL_COLUMNS = (
    "affiliations", "type", "term", "established_on", "estimated_completion", "completed_on", "status",
)  # fmt: skip
_OBJECTIVE_COLUMNS = ("objective", "established_on", "review_on", "program", "staff", "status")
_AFTER_GOALS = ("Services Provided Against Plan:", "Signatures", APPLICANT)
_COMMENTS = "Comments:"
_ANYTHING = ".*?"
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




def check_pdf(
    path: Path,
    record: Record,
    plan_number: str,
    *,
    unread: Sequence[str] = (),
    kept: Collection[Place] = (),
) -> None:
    """Raises Mismatch naming every line the printed plan lacks: person, plan number, each goal and objective, the
    205 (Youth: 413) line and the other services, the signature lines (R10, seed).

    Where the steps `unread` of the wizard were compared with nothing else, every value of every goal and objective
    has to stand in its part of the print. What is `kept` in the site's words is not looked for. It is
    ActivityNotPrinted where only services are lacking.
    """
    pages = pages_of(path)
    text = without_running_lines(pages)
    # What a page's foot stands in the middle of, or what only repeats like one: it is there either way.
    read = [_lines(record, plan_number, each, kept) for each in dict.fromkeys((text, "\n".join(pages)))]
    missing = [one[0][0] for one in zip(*read, strict=True) if not any(there for _, there in one)]
    if not missing and unread:
        missing = list(_values_lacking(record, printable(text)))
    if missing:
        kind: type[SiteError] = ActivityNotPrinted if all(name.startswith(_ACTIVITY) for name in missing) else Mismatch
        told = f"the printed plan lacks: {'; '.join(missing)}"
        if unread and kind is Mismatch:
            told += f"; the steps {', '.join(unread)} can't be opened without saving: compare them, and change by hand"
        raise kind(told, screen="Printed plan", field=missing[0])


def _values_lacking(record: Record, text: str) -> Iterator[str]:
    """Which values of goals and objectives do not stand in their goal's part of the print, as the guide shows it."""
    assert record.plan is not None
    for number, goal in enumerate(record.plan.goals or (), 1):
        parts = [part for part in _goal_parts(text) if part.description == printable(goal.description)]
        if not parts:
            yield f"goal {number}: {goal.label('description')}"
            continue
        found = (list(_goal_lacks(goal, number, part)) for part in parts)
        yield from min(found, key=len)


@dataclass(frozen=True)
class _GoalPart:
    """What is printed of one goal: the cells of its row, its two texts, and its objectives as cells and comments."""

    whole: str
    row: str
    description: str
    comments: str
    objectives: tuple[tuple[str, str], ...]


def _goal_parts(text: str) -> Iterator[_GoalPart]:
    """The goals of a printed plan. A site that prints them otherwise than the guide shows gives none."""
    for part in text.split(printable(_GOAL_HEAD))[1:]:
        row, _, rest = part.partition(printable("Goal Description:"))
        goal, _, below = rest.partition(printable("Objectives to Goal #"))
        description, _, comments = goal.partition(_COMMENTS)
        below = _before_any(below, [printable(end) for end in _AFTER_GOALS])
        objectives = (each.partition(_COMMENTS) for each in below.split(printable(_OBJECTIVE_HEAD))[1:])
        yield _GoalPart(part, row, description, comments, tuple((cells, said) for cells, _, said in objectives))


def _goal_lacks(goal: Goal, number: int, part: _GoalPart) -> Iterator[str]:
    yield from (f"goal {number}: {label}" for label in _differs(goal, _GOAL_COLUMNS, part.row, r"\d+/\d+"))
    learned = (key for key in goal.mentioned() if key not in Goal.controls)
    yield from (f"goal {number}: {goal.label(key)}" for key in learned if not re.search(_cell(goal, key), part.whole))
    if not _says(goal, part.comments):
        yield f"goal {number}: {goal.label('comments')}"
    rest = list(part.objectives)
    for objective in goal.objectives or ():
        lacks, best = min(
            ((_objective_lacks(objective, each), each) for each in rest),
            key=lambda found: len(found[0]),
            default=([objective.label("objective")], ("", "")),
        )
        yield from (f"objectives of goal {number}: {label}" for label in lacks)
        if not lacks:
            rest.remove(best)


def _objective_lacks(objective: Objective, printed: tuple[str, str]) -> list[str]:
    cells, said = printed
    lacks = list(_differs(objective, _OBJECTIVE_COLUMNS, cells, ""))
    return lacks if _says(objective, said) else [*lacks, objective.label("comments")]


def _says(form: Goal | Objective, printed: str) -> bool:
    """Whether the comments are printed as the record has them, whole."""
    wanted = form.comments
    return wanted is None or printed == ("" if wanted is BLANK else printable(str(wanted)))


def _differs(form: Form, columns: Sequence[str], row: str, before: str) -> Iterator[str]:
    """The labels of the columns whose cells are printed otherwise than the record has them; none of a row that agrees.

    The cells stand one behind the other: only all of them together tell where each ends.
    """
    cells = [_cell(form, key) for key in columns]
    if re.fullmatch(before + "".join(cells), row):
        return
    for place, key in enumerate(columns):
        if re.fullmatch(before + "".join([*cells[:place], _ANYTHING, *cells[place + 1 :]]), row):
            yield form.label(key)
            return
    yield from (form.label(key) for key, cell in zip(columns, cells, strict=True) if not re.search(cell, row))


def _cell(form: Form, key: str) -> str:
    """How a cell is printed, as a pattern; anything where the record does not mention it."""
    value = getattr(form, key)
    if value is None:
        return _ANYTHING
    control = form.controls[key]
    shown = control.in_site_words("" if value is BLANK else control.show(value))
    words = [shown] if isinstance(shown, str) else shown
    offered = [printable(each) for each in control.in_site_words(list(getattr(control, "options", ())))]
    return "[,;]?".join(_whole(printable(each), offered) for each in words)


def _whole(text: str, offered: Sequence[str]) -> str:
    """A pattern for a text, and not for the part of another option (`Completed` in `Not Completed`)."""
    pattern = re.escape(text)
    for other in offered if text else ():
        before, found, after = other.partition(text)
        if found and before:
            pattern = f"(?<!{re.escape(before)}){pattern}"
        elif found and after:
            pattern = f"{pattern}(?!{re.escape(after)})"
    return pattern


def text_of(path: Path) -> str:
    """The text of a printed plan, as its pages have it. Raises as `pages_of` does."""
    return "\n".join(pages_of(path))


def pages_of(path: Path) -> list[str]:
    """The texts of a printed plan's pages. Raises Mismatch for what is no PDF, or far more than a plan."""
    texts: list[str] = []
    try:
        with open_regular(path, MAX_PDF, too_large="no plan is") as file:
            _check_front(file.read(1024).lstrip())
            file.seek(0)
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
    return texts


def _check_front(front: bytes) -> None:
    """Raises Mismatch for what is no PDF from its first bytes on."""
    if b"%PDF" in front:
        return
    what = "an empty file" if not front else "a page of its own" if front.startswith(b"<") else "something else"
    raise Mismatch(
        f"the printed plan can't be read as a PDF: the site sent {what} under its name; print it by hand to see why, or"
        " run it again later",
        screen="Printed plan",
    )


def without_running_lines(pages: Sequence[str]) -> str:
    """The text of all pages, without the heads and feet that stand in the middle of what goes on over a page's end.

    A line is one where another page has it at the same place, but for its numbers (`Page 1 of 2`). The first page keeps
    its head, and the last one its foot: they may say what no other line does.
    """
    lines = [[line for line in page.splitlines() if line.strip()] for page in pages]
    kept = []
    for number, own in enumerate(lines):
        others = lines[:number] + lines[number + 1 :]
        head = _running(own, others) if number else 0
        foot = _running(own[head:][::-1], [other[::-1] for other in others]) if number < len(lines) - 1 else 0
        kept += own[head : len(own) - foot]
    return "\n".join(kept)


def _running(own: Sequence[str], others: Sequence[Sequence[str]]) -> int:
    """How many lines at the beginning another page has too."""
    found = 0
    while found < min(_MOST_RUNNING, len(own)) and any(
        len(other) > found and _DIGITS.sub("#", own[found]) == _DIGITS.sub("#", other[found]) for other in others
    ):
        found += 1
    return found


_MOST_RUNNING = 6
_DIGITS = re.compile(r"\d+")


def _pages(reader: PdfReader) -> Iterator[PageObject]:
    if len(reader.pages) > MAX_PAGES:
        raise TooMuch(f"has more than {MAX_PAGES} pages: no plan has")
    yield from reader.pages


def _lines(record: Record, plan_number: str, text: str, kept: Collection[Place]) -> list[tuple[str, bool]]:
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
        if Place(Goal.key, str(number), "description") not in kept:
            lines.append((f"goal {number}", page.follows("Goal Description:", goal.description)))
        lines += [
            (f"objective {place} of goal {number}", page.has_objective(objective.objective))
            for place, objective in enumerate(goal.objectives or (), 1)
            if Place(Objective.key, f"{number}.{place}", "objective") not in kept
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

    def has(self, label: str) -> bool:
        """Whether a label of the page stands there, in whatever case its style draws it."""
        return printable(label).casefold() in self._text.casefold()

    def follows(self, label: str, wanted: str) -> bool:
        """Whether `wanted` stands right behind a label, and ends there."""
        pattern = f"(?i:{re.escape(printable(label))}){re.escape(printable(wanted))}(?![0-9])"
        return re.search(pattern, self._text) is not None

    def has_objective(self, wanted: str) -> bool:
        """Whether `wanted` stands below `Objectives to Goal #1`: a goal is often worded like its objective."""
        _, *parts = _split(printable("Objectives to Goal #"), self._text)
        ends = "|".join(map(re.escape, map(printable, ("Goal Description:", *_AFTER_GOALS[::2]))))
        return any(printable(wanted) in _split(ends, part, is_pattern=True)[0] for part in parts)

    def service(self, code: str) -> bool:
        """Whether a line of the services begins with the activity code (`205-Development of IEP/ISS/EDP`)."""
        return any(re.match(rf"(?i:ActivityCode:)?{re.escape(code)}-\D", printable(line)) for line in self._lines)


def _split(at: str, text: str, *, is_pattern: bool = False) -> list[str]:
    """The parts of a text between words, in whatever case these stand there."""
    return re.split(at if is_pattern else re.escape(at), text, flags=re.IGNORECASE)


def _before_any(text: str, ends: list[str]) -> str:
    return text[: min((place for end in ends if (place := text.find(end)) >= 0), default=len(text))]


def printable(text: str) -> str:
    """Letters, digits and punctuation in composed form, without any white space."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(c for c in composed if not c.isspace() and unicodedata.category(c)[0] in "LNP")
