"""The printable Individual Employment Plan, as a page and as a PDF.

Titles, labels and columns are the guide's (seed); the arrangement on the paper is inferred. Both forms are
made from the same lists of labels and cells, so they cannot come to say different things. Nothing here ever
fills in a signature or its date: those lines are for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from tests.mock_site import pdf_fonts

TITLE = "Individual Employment Plan/Service Strategy"
GOAL_COLUMNS = (
    "Goal # /Goal ID",
    "Program Affiliation (s)",
    "Type of Goal",
    "Term of Goal",
    "Date Established",
    "Estimated Date of Completion",
    "Actual Completion Date",
    "Status",
)
OBJECTIVE_COLUMNS = ("Objective", "Date Established", "Review Date", "Program", "Staff", "Status")
SERVICE_COLUMNS = ("Service/Activity", "App# - Program", "Begin Date", "End Date", "Provider", "Staff")

_GOAL_WIDTHS = (12, 14, 13, 12, 12, 13, 12, 12)
_OBJECTIVE_WIDTHS = (40, 13, 13, 9, 15, 10)
_SERVICE_WIDTHS = (32, 15, 11, 11, 17, 14)


@dataclass
class PrintableObjective:
    """One objective of a goal; dates are MM/DD/YYYY or empty, as all texts are as the page shows them."""

    objective: str
    established_on: str
    review_on: str
    program: str
    staff: str
    status: str
    comments: str = ""

    def cells(self) -> tuple[str, ...]:
        """The values under OBJECTIVE_COLUMNS."""
        return (self.objective, self.established_on, self.review_on, self.program, self.staff, self.status)


@dataclass
class PrintableGoal:
    """One goal with its objectives; `number` counts within the plan, `goal_id` within the site."""

    number: int
    goal_id: str
    affiliations: str
    type: str
    term: str
    established_on: str
    estimated_completion: str
    completed_on: str
    status: str
    description: str
    comments: str = ""
    objectives: list[PrintableObjective] = field(default_factory=list)

    def cells(self) -> tuple[str, ...]:
        """The values under GOAL_COLUMNS."""
        return (
            f"{self.number}/{self.goal_id}",
            self.affiliations,
            self.type,
            self.term,
            self.established_on,
            self.estimated_completion,
            self.completed_on,
            self.status,
        )


@dataclass
class PrintableService:
    """One activity: `service` as "205-Development of IEP/ISS/EDP", `application` as "2242702-WIOA"."""

    service: str
    application: str
    begin: str
    end: str
    provider: str
    staff: str

    def cells(self) -> tuple[str, ...]:
        """The values under SERVICE_COLUMNS."""
        return (self.service, self.application, self.begin, self.end, self.provider, self.staff)


@dataclass
class PrintablePlan:
    """All that the printed plan says; `name` is "Last, First"."""

    plan_id: str
    user_id: str
    name: str
    started_on: str
    office: str
    closed_on: str = ""
    goals: list[PrintableGoal] = field(default_factory=list)
    services: list[PrintableService] = field(default_factory=list)
    left_out: Sequence[str] = ()
    """Labels of lines of the general part that are not printed."""

    def general(self) -> tuple[tuple[str, str], ...]:
        """Label and value of each line under "General Information"."""
        lines = (
            ("Plan ID:", self.plan_id),
            ("User ID:", self.user_id),
            ("Name:", self.name),
            ("Plan was started on:", self.started_on),
            ("Plan was started in office location:", self.office),
            ("Plan closed on:", self.closed_on),
        )
        return tuple(line for line in lines if line[0] not in self.left_out)


def _signature_lines(staff: bool, applicant: bool) -> list[list[str]]:
    """The signature lines, each as the labels that stand on it from left to right."""
    lines = []
    if applicant:
        lines.append(["Applicant Signature", "Date", "Parent/Guardian Signature", "Date"])
    if staff:
        lines.append(["Staff Signature", "Date"])
    return lines


# --- as a page

_STYLE = """
body { font: 10pt Verdana, Arial, sans-serif; margin: 1.5em; color: #000; }
h1 { font-size: 14pt; } h2 { font-size: 11pt; border-bottom: 1px solid #000; } h3 { font-size: 10pt; }
table { border-collapse: collapse; width: 100%; margin: .3em 0 .8em; }
th, td {
  border: 1px solid #555; padding: .25em .4em;
  text-align: left; vertical-align: top; overflow-wrap: anywhere;
}
th { background: #e8e8e8; }
td.text { white-space: pre-wrap; }
table.general { width: auto; } table.general th, table.general td { border: 0; background: none; }
.signature { margin: 2.2em 0; } .signature .line { display: inline-block; border-bottom: 1px solid #000; }
.signature .name { width: 14em; } .signature .date { width: 6em; }
@media print { body { margin: 0; } tr, .signature { break-inside: avoid; } }
"""


def printable_html(
    plan: PrintablePlan, *, services: bool, staff_signature: bool, applicant_signature: bool = True
) -> str:
    """The whole printable page; it calls `window.print()` when loaded, as the site's own does (inferred)."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title><style>{_STYLE}</style></head>',
        '<body onload="window.print()">',
        f"<h1>{TITLE}</h1>",
        "<h2>General Information:</h2>",
        '<table class="general">',
        *(_general_html(label, value) for label, value in plan.general()),
        "</table>",
        "<h2>Goals and Objectives Established:</h2>",
        *(_goal_html(goal) for goal in plan.goals),
    ]
    if services:
        parts.append("<h2>Services Provided Against Plan:</h2>")
        parts.append(_table_html(SERVICE_COLUMNS, [service.cells() for service in plan.services]))
    parts.append("<h2>Signatures</h2>")
    parts.extend(_signature_html(line) for line in _signature_lines(staff_signature, applicant_signature))
    parts.append("</body></html>")
    return "\n".join(parts)


def _general_html(label: str, value: str) -> str:
    return f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'


def _goal_html(goal: PrintableGoal) -> str:
    parts = [
        _table_html(
            GOAL_COLUMNS,
            [goal.cells()],
            [f"Goal Description: {goal.description}", f"Comments: {goal.comments}"],
        ),
        f"<h3>Objectives to Goal #{goal.number}</h3>",
    ]
    parts.extend(
        _table_html(OBJECTIVE_COLUMNS, [objective.cells()], [f"Comments: {objective.comments}"])
        for objective in goal.objectives
    )
    return "\n".join(parts)


def _table_html(columns: Sequence[str], rows: Iterable[Sequence[str]], texts: Iterable[str] = ()) -> str:
    """A table with a heading row, `rows`, and below them `texts`, each over the whole width."""
    heading = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    span = f'<td class="text" colspan="{len(columns)}">'
    wide = "".join(f"<tr>{span}{escape(text)}</td></tr>" for text in texts)
    return f"<table><thead><tr>{heading}</tr></thead><tbody>{body}{wide}</tbody></table>"


def _signature_html(labels: Sequence[str]) -> str:
    widths = ["date" if label == "Date" else "name" for label in labels]
    lines = [
        f'{label} <span class="line {width}">&nbsp;</span>'
        for label, width in zip(labels, widths, strict=True)
    ]
    return f'<div class="signature">{" ".join(lines)}</div>'


# --- as a PDF


def printable_pdf(plan: PrintablePlan, *, services: bool, staff_signature: bool) -> bytes:
    """The same content as a PDF on letter paper; its text reads out in the order of the page.

    Long texts wrap within their cell, so a text extractor gives them back with line breaks between words (and
    within a word longer than its cell). Scripts written from right to left stand in it from left to right.
    """
    pdf = FPDF(format="letter")
    pdf.set_title(TITLE)
    pdf.set_auto_page_break(True, margin=15)
    pdf_fonts.set_up(pdf, _all_text(plan))
    pdf.add_page()
    _heading(pdf, TITLE, 13)
    _heading(pdf, "General Information:", 10)
    for label, value in plan.general():
        _line(pdf, f"{label} {value}")
    _heading(pdf, "Goals and Objectives Established:", 10)
    for goal in plan.goals:
        _goal_pdf(pdf, goal)
    if services:
        _heading(pdf, "Services Provided Against Plan:", 10)
        _table_pdf(pdf, SERVICE_COLUMNS, [service.cells() for service in plan.services], _SERVICE_WIDTHS)
    _signatures_pdf(pdf, _signature_lines(staff_signature, applicant=True))
    return bytes(pdf.output())


def _goal_pdf(pdf: FPDF, goal: PrintableGoal) -> None:
    _table_pdf(pdf, GOAL_COLUMNS, [goal.cells()], _GOAL_WIDTHS)
    _line(pdf, f"Goal Description: {goal.description}", framed=True)
    _line(pdf, f"Comments: {goal.comments}", framed=True)
    _heading(pdf, f"Objectives to Goal #{goal.number}", 9)
    for objective in goal.objectives:
        _table_pdf(pdf, OBJECTIVE_COLUMNS, [objective.cells()], _OBJECTIVE_WIDTHS)
        _line(pdf, f"Comments: {objective.comments}", framed=True)
        pdf.ln(2)


def _heading(pdf: FPDF, text: str, size: int) -> None:
    if pdf.will_page_break(25):  # a heading does not stand alone at the foot of a page
        pdf.add_page()
    pdf.ln(2)
    pdf.set_font(pdf_fonts.FAMILY, "B", size)
    pdf.cell(0, 6, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    pdf.set_font(pdf_fonts.FAMILY, "", 8)


def _line(pdf: FPDF, text: str, *, framed: bool = False) -> None:
    """A text over the whole width; other than a table's row it may run on over the end of a page."""
    pdf.multi_cell(0, 4.5, text, border=1 if framed else 0, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _table_pdf(
    pdf: FPDF, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    shaded = FontFace(emphasis="BOLD", fill_color=(232, 232, 232))
    with pdf.table(
        col_widths=tuple(widths), headings_style=shaded, line_height=4.5, text_align="LEFT", padding=0.6
    ) as table:
        for row in (columns, *rows):
            table.row(row)


def _signatures_pdf(pdf: FPDF, lines: Sequence[Sequence[str]]) -> None:
    if pdf.will_page_break(15 + 14 * len(lines)):
        pdf.add_page()
    _heading(pdf, "Signatures", 10)
    for labels in lines:
        pdf.ln(9)
        texts = [f"{label} {'_' * (12 if label == 'Date' else 26)}" for label in labels]
        pdf.cell(0, 5, " ".join(texts), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _all_text(plan: PrintablePlan) -> str:
    """Everything of `plan` that is printed, to find out which characters the fonts must have."""
    texts = [value for _, value in plan.general()]
    for goal in plan.goals:
        texts += [*goal.cells(), goal.description, goal.comments]
        for objective in goal.objectives:
            texts += [*objective.cells(), objective.comments]
    for service in plan.services:
        texts += service.cells()
    return "".join(texts)
