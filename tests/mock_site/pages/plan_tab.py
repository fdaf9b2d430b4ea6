"""The Plan folder: both lists, and what can be done with them."""

from __future__ import annotations

from html import escape

from tests.mock_site.page import Answer, Redirect, href
from tests.mock_site.pages.assessment import AssessmentWizard
from tests.mock_site.pages.plan import PlanWizard
from tests.mock_site.pages.print import DisplayPrint, PrintAssessment
from tests.mock_site.pages.profile import Folder
from tests.mock_site.records import plan_status
from tests.mock_site.screens import catalogue
from tests.mock_site.store import Kind, Record
from tests.mock_site.webforms import Event, Form, Out

_ASSESSMENT = "Objective Assessment Summary"
_PLAN = "Individual Employment Plan/Service Strategy"
ASSESSMENT_COLUMNS = ("#", "LWIA/Region", "Office Location", "Program", "Staff", "Date", "Action")
PLAN_COLUMNS = ("#", "LWIA/Region", "Office Location", "Status", "# of Goals", "Staff", "Date", "Action")


class PlanTab(Folder):
    """Delete stands beside Print."""

    path = "casemgmt/plan.aspx"
    folder = "Plan"

    @property
    def screen(self) -> str:
        return "plan_tab"

    def handle(self, event: Event, form: Form) -> Answer:
        what, *args = event
        if what == "create-assessment":
            return Redirect(self.visit.address(AssessmentWizard.path))
        if what == "create-plan":
            return Redirect(self.visit.address(PlanWizard.path))
        if what == "edit":
            wizard = AssessmentWizard if args[0] == "assessment" else PlanWizard
            return Redirect(self.visit.address(wizard.path, id=args[1]))
        if what == "display":
            return Redirect(self.visit.address(DisplayPrint.path, id=args[0]))
        self.site.store.drop_record(args[0], args[1])
        self.visit.write(self.screen, "delete", args[1])
        self.moved_on = True
        return None

    def body(self, out: Out) -> str:
        user_id = self.visit.session.assisted
        word = catalogue().word
        create_assessment = out.submit(
            out.name("ucPlan", "btnCreateOAS"), word(f"Create {_ASSESSMENT}"), "create-assessment"
        )
        create_plan = out.link(out.name("ucPlan", "lnkCreateIEP"), word(f"Create {_PLAN}"), "create-plan")
        back = href(self.visit.address("dashboards/default.aspx"), "Return to the Directory of Services")
        return (
            f"{self.folder_bar(out)}<p>Use this folder to manage Plan information for the selected Individual.</p>"
            f"<h3>{escape(word(_ASSESSMENT))}</h3>"
            f"{self._assessments(out, self.site.store.records('assessment', user_id))}"
            f"<p>{create_assessment}</p>"
            f"<h3>{escape(word(_PLAN))}</h3>{self._plans(out, self.site.store.records('plan', user_id))}"
            f"<p>{create_plan}</p><p>{back}</p>"
        )

    def _assessments(self, out: Out, records: list[Record]) -> str:
        if not records:
            return '<p class="empty">There are no Objective Assessment Summaries</p>'
        lines = []
        for number, record in enumerate(records, 2):
            values = record["screens"].get("assessment.general", {})
            cells = [
                str(record["id"]), values.get("region", ""), values.get("office", ""), values.get("program", ""),
                record["staff"], values.get("date", ""),
            ]
            window = self.visit.address(PrintAssessment.path, id=record["id"])
            printing = (
                f'<a id="{out.id(out.name("gvOAS", f"ctl{number:02d}", "lnkPrint"))}" href="#"'
                f' onclick="vos.openPrint(&#39;{escape(window)}&#39;); return false;">Print</a>'
            )
            lines.append(_line(cells, self._links(out, "gvOAS", number, "assessment", record["id"]) + printing))
        return _table(out.id(out.name("gvOAS")), ASSESSMENT_COLUMNS, lines)

    def _plans(self, out: Out, records: list[Record]) -> str:
        if not records:
            return '<p class="empty">There are no Individual Employment Plans/Service Strategies</p>'
        lines = []
        for number, record in enumerate(records, 2):
            values = record["screens"].get("plan.plan", {})
            cells = [
                str(record["id"]), values.get("region", ""), values.get("office", ""), plan_status(record),
                str(len(record["rows"].get("plan.goals", []))), record["staff"], values.get("start_date", ""),
            ]
            printing = out.link(
                out.name("gvIEP", f"ctl{number:02d}", "lnkPrint"), catalogue().word("Display/Print"), "display",
                record["id"],
            )
            lines.append(_line(cells, self._links(out, "gvIEP", number, "plan", record["id"]) + printing))
        return _table(out.id(out.name("gvIEP")), PLAN_COLUMNS, lines)

    def _links(self, out: Out, grid: str, number: int, kind: Kind, record: int) -> str:
        line = f"ctl{number:02d}"
        native = self.switches["native_confirm"]
        ask = "return confirm('Are you sure you want to delete this record?');" if native else ""
        edit = out.link(out.name(grid, line, "lnkEdit"), catalogue().word("Edit"), "edit", kind, record)
        return edit + out.link(out.name(grid, line, "lnkDelete"), "Delete", "delete", kind, record, onclick=ask)


def _line(cells: list[str], links: str) -> str:
    shown = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f'<tr>{shown}<td><div class="HPRActionLinks">{links}</div></td></tr>'


def _table(html_id: str, columns: tuple[str, ...], lines: list[str]) -> str:
    heads = "".join(f'<th scope="col">{escape(catalogue().word(column))}</th>' for column in columns)
    return f'<table class="grid" id="{html_id}"><tr>{heads}</tr>{"".join(lines)}</table>'
