"""The Individual Employment Plan/Service Strategy: four steps, the last one picks activities."""

from __future__ import annotations

from html import escape

from tests.mock_site.controls import as_date
from tests.mock_site.dialects import grids
from tests.mock_site.options import activity_text
from tests.mock_site.records import activity_values
from tests.mock_site.screens import catalogue
from tests.mock_site.store import Record
from tests.mock_site.webforms import Form, Out
from tests.mock_site.wizard import Wizard

SERVICE_COLUMNS = ("Service/Activity", "App# - Program", "Begin Date", "End Date", "Provider", "Staff")
USUAL_PROVIDER = "Employment Services"


class PlanWizard(Wizard):
    """State beside the wizard's own: `ticked`, the numbers of the activities picked on Services."""

    path = "casemgmt/iep.aspx"
    heading = "Individual Employment Plan/Service Strategy"
    kind = "plan"
    table = True

    def enter(self, step: int) -> None:
        super().enter(step)
        if self.screen == "plan.services":
            record = self.keeper.record
            start = record["screens"].get("plan.plan", {}).get("start_date", "")
            done = record["finished"] or record["services"]
            self.state["ticked"] = record["services"] if done else self._since(start)

    def _activities(self) -> list[Record]:
        return self.site.store.records("activity", self.visit.session.assisted)

    def _since(self, start: str) -> list[int]:
        """The activities that began on the plan's start or later: they come ticked."""
        begin = as_date(start)
        ticked = []
        for record in self._activities():
            day = as_date(activity_values(record).get("actual_begin", ""))
            if begin and day and day >= begin:
                ticked.append(record["id"])
        return ticked

    def load(self, form: Form) -> None:
        super().load(form)
        if self.screen == "plan.services":
            out = self.new_out()
            self.state["ticked"] = [
                record["id"] for index, record in enumerate(self._activities()) if self._box(out, index) in form
            ]

    def save(self) -> bool:
        if not super().save():
            return False
        if self.screen == "plan.services":
            self.keeper.save_services(self.state["ticked"])
        return True

    def step_html(self, out: Out) -> str:
        content = super().step_html(out)
        return content + self._services(out) if self.screen == "plan.services" else content

    def _box(self, out: Out, index: int) -> str:
        return out.name("ucPlanServices", "gvServices", f"ctl{index + 2:02d}", "chkSelect")

    def _services(self, out: Out) -> str:
        activities = self._activities()
        if not activities:
            return '<p class="empty">No Records Found.</p>'
        heads = [catalogue().word(head) for head in ("", *SERVICE_COLUMNS)]
        rows = []
        for index, record in enumerate(activities):
            name = self._box(out, index)
            ticked = " checked" if record["id"] in self.state["ticked"] else ""
            box = f'<input type="checkbox" name="{out.box(name, ["on"])}" id="{out.id(name)}"{ticked}>'
            rows.append([box, *map(escape, service_cells(record, self.visit.person))])
        html_id = out.id(out.name("ucPlanServices", "gvServices"))
        return grids.grid(out, grids.Grid(html_id, heads, rows, posts=True))


def service_cells(record: Record, person: Record) -> tuple[str, ...]:
    """An activity as the plan names it: "205-Development of IEP/ISS/EDP", "2242702-WIOA", and so on."""
    values = activity_values(record)
    return (
        activity_text(values.get("code", "")).replace(" - ", "-", 1),
        f"{person['app_id']}-WIOA",
        values.get("actual_begin", ""),
        values.get("actual_end", ""),
        values.get("provider") or USUAL_PROVIDER,
        record["staff"],
    )
