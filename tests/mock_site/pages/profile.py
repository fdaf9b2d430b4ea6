"""Staff Profiles, the Case Management Profile and its two folders that hold nothing of ours."""

from __future__ import annotations

from html import escape
from typing import ClassVar

from tests.mock_site.dialects import folds
from tests.mock_site.page import Answer, Page, folder_tabs
from tests.mock_site.screens import catalogue
from tests.mock_site.webforms import Event, Form, Out

FOLDERS = (
    ("Case Summary", "casemgmt/casesummary.aspx"),
    ("Programs", "casemgmt/programs.aspx"),
    ("Plan", "casemgmt/plan.aspx"),
    ("Assessments", "casemgmt/assessments.aspx"),
)


class StaffProfiles(Page):
    """Three profiles as tabs; a person who was just opened may be met with dialogs (H6)."""

    path = "staff/staffprofiles.aspx"
    heading = "Staff Profiles"

    def handle(self, event: Event, form: Form) -> Answer:
        if event[0] == "wp-create":
            self.visit.write("wp_registration", "create", int(self.visit.session.assisted))
            self.site.store.put_person(self.visit.person | {"wp_registered": True})
        elif event[0] == "right-to-work":
            self.visit.write("right_to_work", "update", int(self.visit.session.assisted))
        return None

    def body(self, out: Out) -> str:
        create = out.target("ctl00$Main_content$btnCreateWPRegisteredOnly", "wp-create")
        verify = out.target("ctl00$Main_content$btnRightToWork", "right-to-work")
        if self.fresh and self.visit.args.get("opened"):
            if self._asks_registration():
                out.dialogs.append({
                    "title": "WP Registered Only Notification",
                    "text": "This individual has no Wagner-Peyser application. Do you want to create one?",
                    "buttons": [
                        {"id": "btnCreateWPRegisteredOnly", "text": "Yes - Create", "post": create},
                        {"id": "btnNoCreateWPRegisteredOnly", "text": "No - Do Not Create"},
                    ],
                })
            if self.switches["right_to_work_prompt"]:
                out.dialogs.append({
                    "title": "Right to Work Verification",
                    "text": "The right-to-work documents of this individual have not been verified.",
                    "buttons": [
                        {"id": "btn-dialog-ok", "text": "Verify Now", "post": verify},
                        {"id": "btn-dialog-cancel", "text": "Later"},
                    ],
                })
        name = catalogue().word("Case Management Profile")
        case = self.visit.address(CaseSummary.path)
        report = self.visit.address(ReportProfile.path)
        strip = folder_tabs(out, [("General Profile", ""), (name, case), ("Report Profile", report)], 0)
        person = self.visit.person
        return (
            f"{self.title_bar(out, catalogue().word(self.heading))}{strip}{folds.heading(out, 'General Information')}"
            f"<p>Username: {escape(person['username'])}<br>City: {escape(person['city'])}</p>"
        )

    def _asks_registration(self) -> bool:
        mode = self.switches["wp_modal"]
        return mode == "always" or (mode == "sometimes" and not self.visit.person["wp_registered"])


class ReportProfile(Page):
    """The third profile, empty."""

    path = "staff/reportprofile.aspx"
    heading = "Staff Profiles"

    def body(self, out: Out) -> str:
        general = self.visit.address(StaffProfiles.path)
        case = self.visit.address(CaseSummary.path)
        strip = folder_tabs(
            out, [("General Profile", general), ("Case Management Profile", case), ("Report Profile", "")], 2
        )
        return f"{self.title_bar(out)}{strip}<p>There are no reports.</p>"


class Folder(Page):
    """One of the four folders of the Case Management Profile."""

    heading = "Case Management Profile"
    folder: ClassVar[str]

    def folder_bar(self, out: Out) -> str:
        """The heading, the banner and the folder tabs."""
        names = [name for name, _ in FOLDERS]
        items = [(catalogue().word(name), self.visit.address(path)) for name, path in FOLDERS]
        title = self.title_bar(out, catalogue().word(self.heading))
        return title + folder_tabs(out, items, names.index(self.folder))


class CaseSummary(Folder):
    """The first folder."""

    path = "casemgmt/casesummary.aspx"
    folder = "Case Summary"

    def body(self, out: Out) -> str:
        person = self.visit.person
        return (
            f"{self.folder_bar(out)}<p>Use this folder to see the case of the selected Individual.</p>"
            f"<p>WIOA Application ID: {escape(person['app_id'])}<br>"
            f"Application Date: {escape(person['app_date'])}</p>"
        )


class Assessments(Folder):
    """The last folder."""

    path = "casemgmt/assessments.aspx"
    folder = "Assessments"

    def body(self, out: Out) -> str:
        return f"{self.folder_bar(out)}<p>There are no assessments.</p>"
