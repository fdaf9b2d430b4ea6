"""The Programs folder: applications and, behind two plus signs, the grid of activities."""

from __future__ import annotations

from html import escape

from tests.mock_site.dialects import folds, grids
from tests.mock_site.options import activity_text
from tests.mock_site.page import href
from tests.mock_site.pages.activity import ActivityWizard
from tests.mock_site.pages.profile import Folder
from tests.mock_site.records import activity_values
from tests.mock_site.screens import catalogue
from tests.mock_site.store import Record
from tests.mock_site.webforms import Out

COLUMNS = (
    "Status", "Activity / Provider", "Actions", "Funding / Grant", "Projected Begin Date", "Actual Begin Date",
    "Projected End Date", "Actual End Date",
)


class Programs(Folder):
    """Both sections are collapsed whenever the page is loaded."""

    path = "casemgmt/programs.aspx"
    folder = "Programs"

    def body(self, out: Out) -> str:
        person = self.visit.person
        create = href(
            self.visit.address(ActivityWizard.path), catalogue().word("Create Activity/Enrollment/Service"),
            out.id("ctl00$Main_content$lnkCreateActivity"),
        )
        application = (
            f"<p>Application ID {escape(person['app_id'])}<br>Application Date {escape(person['app_date'])}</p>"
        )
        activities = folds.section(
            out, catalogue().word("Activities/Enrollments/Services"), f"<p>{create}</p>{self._grid(out)}", 3
        )
        title_one = catalogue().word("Title I - Workforce Development (WIOA)")
        wioa = folds.section(out, title_one, application + activities, 3)
        other = folds.section(
            out, "Wagner-Peyser (WP)",
            folds.section(out, "Activities/Enrollments/Services", '<p class="empty">No Records Found.</p>', 3), 3,
        )
        return (
            f"{self.folder_bar(out)}<p>Use this folder to manage Program information for the selected "
            f"Individual.</p>{wioa}{other}"
        )

    def _grid(self, out: Out) -> str:
        records = self.site.store.records("activity", self.visit.session.assisted)
        if not records:
            return '<p class="empty">No Records Found.</p>'
        rows = [self._row(out, number, record) for number, record in enumerate(records, 2)]
        html_id = out.id("ctl00$Main_content$gvActivities")
        return grids.grid(out, grids.Grid(html_id, [catalogue().word(head) for head in COLUMNS], rows))

    def _row(self, out: Out, number: int, record: Record) -> list[str]:
        values = activity_values(record)
        address = self.visit.address(ActivityWizard.path, id=record["id"])
        stem = f"ctl00$Main_content$gvActivities$ctl{number:02d}$"
        name = href(address, activity_text(values.get("code", "")), out.id(stem + "lnkActivity"))
        provider = values.get("provider") or "No Provider Information"
        last = "<br>".join(escape(values[key]) for key in ("actual_end", "completion_code") if values.get(key))
        wizard = grids.actions(out, [grids.Action("W", out.id(stem + "lnkWizard"), address)])
        dates = [escape(values.get(key, "")) for key in ("projected_begin", "actual_begin", "projected_end")]
        return [
            "C" if values.get("actual_end") else "S", f"{name}<br>{escape(provider)}", wizard,
            escape(values.get("grant", "")), *dates, last,
        ]

