"""Assist an Individual: the search, its list, and opening a person."""

from __future__ import annotations

from html import escape

from tests.mock_site.dialects import folds, grids, lines
from tests.mock_site.page import Answer, Page, Redirect, href
from tests.mock_site.pages.profile import StaffProfiles
from tests.mock_site.screens import catalogue
from tests.mock_site.store import Record
from tests.mock_site.webforms import Event, Form, Out, first

CRITERIA = (
    ("username", "txtUsername", "Username"),
    ("user_id", "txtUserID", "User ID"),
    ("ssn", "txtSSN", "SSN"),
    ("state_id", "txtStateID", "State ID"),
    ("last_name", "txtLastName", "Last Name"),
    ("first_name", "txtFirstName", "First Name"),
)
MOST_SHOWN = 100


class Assist(Page):
    """Quick Assist and General Criteria."""

    path = "staff/assist.aspx"
    heading = "Assist an Individual"
    access = "staff"
    message = ""

    def handle(self, event: Event, form: Form) -> Answer:
        if event[0] == "quick":
            return Redirect(self.visit.address(IndividualList.path, **self._quick(form)))
        given = {
            key: first(form, f"ctl00$Main_content$ucGeneralCriteria${control}").strip()
            for key, control, _ in CRITERIA
        }
        given = {key: text for key, text in given.items() if text}
        if not given:
            self.message = "Enter at least one search criterion."
            return None
        return Redirect(self.visit.address(IndividualList.path, **given))

    def _quick(self, form: Form) -> dict[str, str]:
        text = first(form, "ctl00$Main_content$ucQuickAssist$txtQuick").strip()
        return {"user_id": text} if text.isdigit() else {"username": text}

    def body(self, out: Out) -> str:
        quick = "ctl00$Main_content$ucQuickAssist$txtQuick"
        error = f'<p class="error" role="alert">{self.message}</p>' if self.message else ""
        fields = []
        for _, control, label in CRITERIA:
            name = f"ctl00$Main_content$ucGeneralCriteria${control}"
            fields.append(_line(out, name, catalogue().word(label)))
        return (
            self.title_bar(out) + error + folds.heading(out, "Quick Assist")
            + lines.form(out, [_line(out, quick, "Username or User ID")])
            + out.submit("ctl00$Main_content$ucQuickAssist$btnGo", "Go", "quick")
            + f"{folds.heading(out, 'General Criteria')}{lines.form(out, fields)}"
            + out.submit("ctl00$Main_content$ucGeneralCriteria$btnSearch", catalogue().word("Search"), "search")
        )


def _line(out: Out, name: str, label: str) -> lines.Line:
    more = lines.on_the_box(out, label, False)
    box = f'<input type="text" name="{out.box(name)}" id="{out.id(name)}"{more}>'
    return lines.Line(label, box, out.id(name))


class IndividualList(Page):
    """Who was found; the name opens the person."""

    path = "staff/individuallist.aspx"
    heading = "Individual List"
    access = "staff"

    def body(self, out: Out) -> str:
        found = [person for person in self.site.store.people() if fits(person, self.visit.args)][:MOST_SHOWN]
        back = href(self.visit.address(Assist.path), "Search Again")
        word = catalogue().word
        title = self.title_bar(out, word(self.heading))
        if not found:
            return title + f'<p class="empty">No Records Found.</p><p>{back}</p>'
        rows = [self._row(out, index, person) for index, person in enumerate(found, 2)]
        heads = [word(head) for head in ("Name", "Username", "User ID", "State ID", "City", "Actions")]
        html_id = out.id("ctl00$Main_content$gvIndividuals")
        return title + grids.grid(out, grids.Grid(html_id, heads, rows)) + f"<p>{back}</p>"

    def _row(self, out: Out, index: int, person: Record) -> list[str]:
        stem = f"ctl00$Main_content$gvIndividuals$ctl{index:02d}$"
        address = self.visit.address(OpenIndividual.path, user_id=person["user_id"])
        cells = [escape(person[key]) for key in ("username", "user_id", "state_id", "city")]
        assist = grids.actions(out, [grids.Action("Assist", out.id(stem + "lnkAssist"), address)])
        return [href(address, person["name"], out.id(stem + "lnkName")), *cells, assist]


class OpenIndividual(Page):
    """Opens a person: from now on this server session assists that one."""

    path = "staff/openindividual.aspx"
    access = "staff"

    def open(self) -> Answer:
        self.visit.session.assisted = self.visit.args["user_id"]
        return Redirect(self.visit.address(StaffProfiles.path, opened=True))


def fits(person: Record, criteria: dict[str, str]) -> bool:
    """Whether a person is found: numbers and usernames exactly, names by their beginning."""
    last, _, given = person["name"].partition(", ")
    exact = {
        "username": person["username"], "user_id": person["user_id"], "state_id": person["state_id"],
        "ssn": person["ssn"].replace("-", ""),
    }
    for key, text in criteria.items():
        if key in exact:
            wanted = text.replace("-", "") if key == "ssn" else text
            if exact[key].casefold() != wanted.casefold():
                return False
        elif not (last if key == "last_name" else given).casefold().startswith(text.casefold()):
            return False
    return True
