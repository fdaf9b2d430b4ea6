"""The Plan folder: the lists of assessments and plans (seed, from the guide's picture)."""

from __future__ import annotations

from datetime import date

from bot.agent.looks import Reading, Row
from bot.controls import fold, shown_day
from bot.errors import ControlMissing, Mismatch
from bot.pages.case_profile import CaseProfile
from bot.pages.options import IEP_HEADING, OAS_HEADING
from bot.screen import Screen

CREATE_ASSESSMENT = "Create Objective Assessment Summary"
CREATE_PLAN = "Create Individual Employment Plan/Service Strategy"


class PlanTab(Screen):
    """The Plan tab."""

    heading, tab = "Case Management Profile", "Plan"
    own = ((CREATE_ASSESSMENT,), (CREATE_PLAN,), (OAS_HEADING, IEP_HEADING))  # one heading alone is a wizard's, too
    parent = CaseProfile
    beside = "Programs"

    def assessments(self, reading: Reading) -> list[Row]:
        """The rows of the list of Objective Assessment Summaries."""
        return self._rows(reading, OAS_HEADING)

    def plans(self, reading: Reading) -> list[Row]:
        """The rows of the list of plans."""
        return self._rows(reading, IEP_HEADING)

    def day(self, row: Row) -> date | None:
        """The date of a row, however the list writes it; None where it shows none. Raises Mismatch for one that nobody
        reads: not knowing a row must never be taken for its not being there."""
        text = self.cell(row, "Date")
        day = shown_day(text)
        if day is None and any(map(str.isdigit, text)):
            raise Mismatch(
                "the list has a row with a date in a way that can't be read: nothing was entered; enter this"
                " participant by hand",
                screen=self.name(),
                field="Date",
            )
        return day

    def _rows(self, reading: Reading, heading: str) -> list[Row]:
        """The rows under a heading. A page without that heading is none we know: an absent list is not an empty one."""
        word = fold(self.site.profile.word(heading))
        known = [fold(self.site.profile.word(each)) for each in (OAS_HEADING, IEP_HEADING)]
        above = [next((t for t in map(fold, grid.before) if t in known), fold(grid.heading)) for grid in reading.grids]
        look = reading.look
        if not any(fold(shown) == word for shown in (*look.headings, *look.subheadings, *look.emphasized, *above)):
            raise ControlMissing(f"the Plan tab has no heading '{heading}'", screen=self.name())
        return [row for grid, title in zip(reading.grids, above, strict=True) if title == word for row in grid.rows]
