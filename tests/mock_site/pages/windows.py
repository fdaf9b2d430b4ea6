"""The small windows: activity codes, providers, the calendar; and the addresses that answer data."""

from __future__ import annotations

import calendar
import datetime
import json
from html import escape

from starlette.responses import JSONResponse

from tests.mock_site.controls import DATE
from tests.mock_site.dialects import frame, grids, lines
from tests.mock_site.options import activities_of, activity_text, office_choices
from tests.mock_site.page import Answer, Page
from tests.mock_site.screens import catalogue
from tests.mock_site.webforms import Event, Form, Out, first


class Lookup(Page):
    """A window with a search box and a grid; a row's link fills the opener's boxes and closes the window."""

    frame = "window"
    columns: tuple[str, ...]

    def open(self) -> Answer:
        self.state["search"] = ""
        return None

    def load(self, form: Form) -> None:
        self.state["search"] = first(form, "ctl00$Main_content$txtSearch").strip()

    def entries(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Of each row: the code, the text for the box, the cells (the first is the link)."""
        raise NotImplementedError

    def body(self, out: Out) -> str:
        box = "ctl00$Main_content$txtSearch"
        wanted = self.state["search"].casefold()
        rows = []
        ids = json.dumps({"code": self.visit.args["code"], "text": self.visit.args["text"]})
        for code, text, cells in self.entries():
            if wanted and not any(wanted in cell.casefold() for cell in cells):
                continue
            call = escape(f"return vos.choose({ids}, {json.dumps(code)}, {json.dumps(text)});")
            link = f'<a href="#" onclick="{call}">{escape(cells[0])}</a>'
            rows.append([link, *map(escape, cells[1:])])
        html_id = out.id("ctl00$Main_content$gvFound")
        grid = (
            grids.grid(out, grids.Grid(html_id, self.columns, rows)) if rows
            else '<p class="empty">No Records Found.</p>'
        )
        search = (
            f'<input type="text" name="{out.box(box)}" id="{out.id(box)}" value="{escape(self.state["search"])}"'
            f'{lines.on_the_box(out, "Search", False)}>'
        )
        return (
            frame.title(out, self.heading) +
            lines.form(out, [lines.Line("Search", search, out.id(box))])
            + out.submit("ctl00$Main_content$btnSearch", "Search", "search") + grid
        )


class ActivityCodes(Lookup):
    """The codes a customer group may have."""

    path = "lookup/activitycode.aspx"
    heading = "Select Activity Code"
    columns = ("Code", "Activity")

    def entries(self) -> list[tuple[str, str, tuple[str, ...]]]:
        group = self.visit.args["group"]
        if not group:
            return []
        return [(code, activity_text(code), (code, name)) for code, name in activities_of(group).items()]


class Providers(Lookup):
    """The training providers."""

    path = "lookup/provider.aspx"
    heading = "Select Provider"
    columns = ("Provider",)

    def entries(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(name, name, (name,)) for name in catalogue().providers]


class Calendar(Page):
    """A month to choose a day from."""

    path = "lookup/calendar.aspx"
    heading = "Select Date"
    frame = "window"

    def open(self) -> Answer:
        self.state |= {"year": self.site.today.year, "month": self.site.today.month}
        return None

    def handle(self, event: Event, form: Form) -> Answer:
        months = self.state["year"] * 12 + self.state["month"] - 1 + event[1]
        self.state |= {"year": months // 12, "month": months % 12 + 1}
        return None

    def body(self, out: Out) -> str:
        year, month = self.state["year"], self.state["month"]
        ids = json.dumps({"text": self.visit.args["text"]})
        weeks = [
            "<tr>" + "".join(self._day(day, month, ids) for day in week) + "</tr>"
            for week in calendar.Calendar(firstweekday=6).monthdatescalendar(year, month)
        ]
        back = out.link("ctl00$Main_content$lnkBack", "<", "month", -1)
        on = out.link("ctl00$Main_content$lnkOn", ">", "month", 1)
        return (
            frame.title(out, self.heading) + f"<p>{back} {calendar.month_name[month]} {year} {on}</p>"
            f'<table class="calendar">{"".join(weeks)}</table>'
        )

    def _day(self, day: datetime.date, month: int, ids: str) -> str:
        if day.month != month:
            return "<td></td>"
        call = escape(f'return vos.choose({ids}, "", "{day.strftime(DATE)}");')
        return f'<td><a href="#" onclick="{call}">{day.day}</a></td>'


class Offices(Page):
    """The offices of a region, for the list that comes late (H5)."""

    path = "api/offices.ashx"

    def open(self) -> Answer:
        self.delay_ms = self.switches["late_lists_ms"]
        return JSONResponse([[choice.code, choice.text] for choice in office_choices(self.visit.args["region"])])
