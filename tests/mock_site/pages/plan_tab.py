"""The Plan folder: both lists, and what can be done with them."""

from __future__ import annotations

from html import escape

from tests.mock_site.dialects import folds, grids
from tests.mock_site.page import Answer, Redirect, href
from tests.mock_site.pages.assessment import AssessmentWizard
from tests.mock_site.pages.plan import PlanWizard
from tests.mock_site.pages.print import DisplayPrint, PrintAssessment
from tests.mock_site.pages.profile import Folder
from tests.mock_site.records import plan_status
from tests.mock_site.row_forms import DELETE_QUESTION
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
            f"{folds.heading(out, word(_ASSESSMENT))}"
            f"{self._assessments(out, self.site.store.records('assessment', user_id))}"
            f"<p>{create_assessment}</p>"
            f"{folds.heading(out, word(_PLAN))}{self._plans(out, self.site.store.records('plan', user_id))}"
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
            html_id = out.id(out.name("gvOAS", f"ctl{number:02d}", "lnkPrint"))
            printing = grids.Action("Print", html_id, script=f"vos.openPrint('{window}');")
            links = [*self._links(out, "gvOAS", number, "assessment", record["id"]), printing]
            lines.append(_line(out, cells, links))
        return _table(out, "gvOAS", ASSESSMENT_COLUMNS, lines)

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
            name = out.name("gvIEP", f"ctl{number:02d}", "lnkPrint")
            printing = grids.Action(
                catalogue().word("Display/Print"), out.id(name), out.postback(name, "display", record["id"])
            )
            links = [*self._links(out, "gvIEP", number, "plan", record["id"]), printing]
            lines.append(_line(out, cells, links))
        return _table(out, "gvIEP", PLAN_COLUMNS, lines)

    def _links(self, out: Out, grid: str, number: int, kind: Kind, record: int) -> list[grids.Action]:
        ask = DELETE_QUESTION if self.switches["native_confirm"] else ""
        edit, delete = (out.name(grid, f"ctl{number:02d}", link) for link in ("lnkEdit", "lnkDelete"))
        return [
            grids.Action(catalogue().word("Edit"), out.id(edit), out.postback(edit, "edit", kind, record)),
            grids.Action("Delete", out.id(delete), out.postback(delete, "delete", kind, record), ask),
        ]


def _line(out: Out, cells: list[str], links: list[grids.Action]) -> list[str]:
    return [*map(escape, cells), grids.actions(out, links)]


def _table(out: Out, name: str, columns: tuple[str, ...], lines: list[list[str]]) -> str:
    return grids.grid(out, grids.Grid(out.id(out.name(name)), [catalogue().word(head) for head in columns], lines))
