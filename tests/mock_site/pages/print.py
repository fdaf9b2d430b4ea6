"""Display/Print of a plan, the printable documents, and the summary print of an assessment."""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.responses import HTMLResponse, Response

from tests.mock_site.dialects import folds, lines, prints, selects, ticks
from tests.mock_site.page import Answer, Page, Redirect, href
from tests.mock_site.pages.plan import service_cells
from tests.mock_site.printing import (
    PrintableGoal,
    PrintableObjective,
    PrintablePlan,
    PrintableService,
    printable_html,
    printable_pdf,
)
from tests.mock_site.records import plain_text
from tests.mock_site.screens import catalogue
from tests.mock_site.site import Gone, Visit
from tests.mock_site.store import Record
from tests.mock_site.webforms import Event, Form, Out, first

_QUESTION = "When printing plan do you want to print services?"
_ANSWERS = {"0": "", "1": "Yes", "2": "No"}
_ANSWERS_BY_TEXT = {"": "", "Select": "", "Yes": "Yes", "No": "No"}
_SHOWN_ANSWERS = {"1": "Yes", "2": "No"}


class DisplayPrint(Page):
    """What is to be printed. State: `services` ("", "Yes", "No"), `signature`, `pdf`."""

    path = "casemgmt/displayprint.aspx"
    heading = "Display/Print Individual Employment Plan/Service Strategy"

    @property
    def screen(self) -> str:
        return "print"

    def open(self) -> Answer:
        self.state |= {"id": self.visit.args["id"], "services": "", "signature": False, "pdf": False}
        own_plan(self.visit, self.state["id"])
        return None

    def load(self, form: Form) -> None:
        out = self.new_out()
        answers = _ANSWERS_BY_TEXT if selects.by_text(out) else _ANSWERS
        self.state |= {
            "services": answers.get(first(form, out.name("ucPrint", "ddlServices")), ""),
            "signature": out.name("ucPrint", "chkStaffSignature") in form,
            "pdf": out.name("ucPrint", "cbxCreatePdf") in form,
        }

    def handle(self, event: Event, form: Form) -> Answer:
        if event[0] == "return":
            return Redirect(self.visit.address("casemgmt/plan.aspx"))
        if event[0] == "sign":  # a person's business: whoever opens it leaves a line in the log of writes
            self.visit.write("signature", "create", self.state["id"])
        if event[0] == "print":
            self.startup.append(self.print_script())
        return None

    def body(self, out: Out) -> str:
        plan = own_plan(self.visit, self.state["id"])
        values = plan["screens"].get("plan.plan", {})
        word = catalogue().word
        shown = [
            lines.Line(
                word(label), f'<span id="{out.id(out.name("ucPrint", control))}">{escape(values.get(key, ""))}</span>',
                kind="shown",
            )
            for key, label, control in (
                ("start_date", "Plan Start Date", "lblStartDate"),
                ("region", "LWDB/Region", "lblRegion"),
                ("office", "Plan started in office location", "lblOffice"),
                ("closed_on", "Plan closed on", "lblClosedOn"),
            )
        ]
        fields = lines.form(out, [*shown, self._question(out)])
        content = f"{folds.heading(out, 'Plan Information')}{fields}{self._services(out, plan)}"
        content += f"{folds.heading(out, 'Individual Signature')}{self._ticks(out)}"
        return self.title_bar(out, catalogue().word(self.heading)) + out.panel("upPrint", content + self._buttons(out))

    def _question(self, out: Out) -> lines.Line:
        name = out.name("ucPrint", "ddlServices")
        text = catalogue().word(_QUESTION)
        out.target(name, "changed")
        out.box(name, _ANSWERS_BY_TEXT if selects.by_text(out) else _ANSWERS)
        change = escape(f"javascript:setTimeout('__doPostBack(\\'{name}\\',\\'\\')', 0)")
        chosen = next((code for code, answer in _ANSWERS.items() if answer == self.state["services"]), "0")
        box = selects.select(out, selects.Select(
            out.id(name), name, list(_SHOWN_ANSWERS.items()), chosen,
            more=f'{lines.on_the_box(out, text, False)} onchange="{change}"', nothing=("0", "Select"),
        ))
        return lines.Line(text, box, selects.aim(out, out.id(name)))

    def _services(self, out: Out, plan: Record) -> str:
        if self.state["services"] != "Yes":
            return ""
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in service.cells()) + "</tr>"
            for service in printable(self.visit, plan).services
        )
        title = folds.heading(out, "Services Provided Against Plan")
        return f'{title}<table class="grid"><tbody>{rows}</tbody></table>'

    def _ticks(self, out: Out) -> str:
        parts = []
        for control, label, key in (
            ("chkStaffSignature", "Include Staff Signature", "signature"), ("cbxCreatePdf", "Create PDF", "pdf")
        ):
            name = out.name("ucPrint", control)
            out.box(name, ["on"])
            tick = ticks.Tick(out.id(name), name, "", catalogue().word(label), False, self.state[key])
            parts.append(lines.Line("", ticks.lone(out, tick), kind="tick"))
        applicant = out.link(out.name("ucPrint", "lnkApplicantSignature"), "Applicant Signature", "sign")
        return f"{lines.form(out, parts)}<p>{applicant}</p>"

    def _buttons(self, out: Out) -> str:
        leave = out.submit(out.name("ucPrint", "btnReturn"), "Return", "return", sync=True)
        printing = out.submit(out.name("ucPrint", "btnPrint"), "Print", "print")
        return f'<div class="printButtons">{leave} {printing}</div>'

    def print_script(self) -> str:
        """The line of script by which the printable document comes."""
        def address(**form: Any) -> str:
            return self.visit.address(
                PrintPlan.path, id=self.state["id"], services=self.state["services"] == "Yes",
                signature=self.state["signature"], **form,
            )

        return prints.script(self.new_out(), address, self.state["pdf"])


class PrintPlan(Page):
    """The printable plan: a page that prints itself, or a PDF as a download or to be looked at."""

    path = "casemgmt/printplan.aspx"

    def open(self) -> Answer:
        args = self.visit.args
        plan = printable(self.visit, own_plan(self.visit, args["id"]))
        chosen = {"services": args["services"], "staff_signature": args["signature"]}
        if args["form"] == "page":
            page = printable_html(plan, **chosen)
            if args.get("back"):
                back = href(self.visit.address("casemgmt/plan.aspx"), "Return")
                page = page.replace("</body>", f"<p>{back}</p></body>")
            return HTMLResponse(page)
        if args["form"] == "wait":
            return HTMLResponse(prints.waiting_page(self.visit.address(self.path, **(args | {"form": "pdf"}))))
        disposition = "inline" if args["form"] == "inline" else "attachment"
        name = f'{disposition}; filename="IEP_{args["id"]}.pdf"'
        return Response(
            printable_pdf(plan, **chosen), media_type="application/pdf", headers={"Content-Disposition": name}
        )


class PrintAssessment(Page):
    """A plain print of an assessment."""

    path = "casemgmt/printoas.aspx"

    def open(self) -> Answer:
        record = self.site.store.record("assessment", self.visit.args["id"])
        if record is None or record["user_id"] != self.visit.session.assisted:
            raise Gone("assessment")
        parts = []
        for key in catalogue().wizards["assessment"].steps:
            screen = catalogue().screens[key]
            values = record["screens"].get(key, {})
            rows = "".join(
                f"<tr><th>{escape(box.label)}</th><td>{escape(_shown(values[box.key]))}</td></tr>"
                for box in screen.fields if box.key in values
            )
            parts.append(f"<h3>{escape(screen.title)}</h3><table>{rows}</table>")
        name = escape(self.visit.person["name"])
        return HTMLResponse(
            f'<!DOCTYPE html><html lang="en"><head><title>Objective Assessment Summary</title></head>'
            f'<body class="printout" onload="window.print()"><h2>Objective Assessment Summary</h2><p>{name}</p>'
            f"{''.join(parts)}</body></html>"
        )


def _shown(value: str | list[str]) -> str:
    return ", ".join(value) if isinstance(value, list) else plain_text(value)


def own_plan(visit: Visit, number: int) -> Record:
    """A plan of the session's person. Raises Gone."""
    plan = visit.site.store.record("plan", number)
    if plan is None or plan["user_id"] != visit.session.assisted:
        raise Gone(f"plan {number}")
    return plan


def printable(visit: Visit, plan: Record) -> PrintablePlan:
    """The plan as it is printed."""
    values = plan["screens"].get("plan.plan", {})
    activities = visit.site.store.records("activity", plan["user_id"])
    return PrintablePlan(
        plan_id=str(plan["id"]),
        user_id=plan["user_id"],
        name=visit.person["name"],
        started_on=values.get("start_date", ""),
        office=values.get("office", ""),
        closed_on=values.get("closed_on", ""),
        goals=[_goal(plan, number, goal) for number, goal in enumerate(plan["rows"].get("plan.goals", []), 1)],
        services=[
            PrintableService(*service_cells(record, visit.person))
            for record in activities if record["id"] in plan["services"]
        ],
        left_out=visit.site.switches["print_without"],
    )


def _goal(plan: Record, number: int, goal: Record) -> PrintableGoal:
    objectives = [
        PrintableObjective(
            objective=row["objective"], established_on=row["established_on"], review_on=row["review_on"],
            program=row["program"], staff=row["staff"], status=row["status"], comments=row.get("comments", ""),
        )
        for row in plan["rows"].get("plan.objectives", []) if row["goal"] == str(goal["id"])
    ]
    return PrintableGoal(
        number=number, goal_id=str(goal["id"]), affiliations=", ".join(goal["affiliations"]), type=goal["type"],
        term=goal["term"], established_on=goal["established_on"],
        estimated_completion=goal["estimated_completion"], completed_on=goal["completed_on"],
        status=goal["status"], description=goal["description"], comments=goal.get("comments", ""),
        objectives=objectives,
    )
