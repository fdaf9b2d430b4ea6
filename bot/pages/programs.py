"""The Programs folder: the application and its activities."""

from __future__ import annotations

from dataclasses import dataclass

from bot.agent.looks import Reading, Row
from bot.controls import collapse
from bot.pages.case_profile import CaseProfile
from bot.screen import Screen

SECTIONS = ("Title I - Workforce Development (WIOA)", "Activities/Enrollments/Services")
"""Both sections are folded away behind a + on every load (documented)."""
CREATE = "Create Activity/Enrollment/Service"


@dataclass(frozen=True)
class ActivityRow:
    """One activity of the grid (columns: seed)."""

    status: str
    code: str
    projected_begin: str
    actual_begin: str
    projected_end: str
    actual_end: str
    completion: str
    row: Row

    @property
    def dates(self) -> tuple[str, str, str, str]:
        return (self.projected_begin, self.actual_begin, self.projected_end, self.actual_end)


class Programs(Screen):
    """The Programs tab."""

    heading, tab = "Case Management Profile", "Programs"
    parent = CaseProfile

    def unfold(self) -> Reading:
        """Opens both sections and reads the page; a section that stands open already is left so."""
        reading = self.read()
        for section in SECTIONS:
            if not self.site.agent.unfold(self.site.profile.word(section)):
                reading = self.read()
        return self.read() if not activity_grid(reading) else reading

    def create(self) -> None:
        """Starts the wizard for a new activity."""
        self.site.press(CREATE)


def activity_grid(reading: Reading) -> list[ActivityRow]:
    """The activities on the page."""
    grids = [grid for grid in reading.grids if any("activity" in header.casefold() for header in grid.headers)]
    return [_activity(row) for grid in grids for row in grid.rows]


def _activity(row: Row) -> ActivityRow:
    end, _, completion = collapse(row.cell("Actual End Date") or "").partition(" ")
    return ActivityRow(
        status=row.cell("Status") or "",
        code=collapse(row.cell("Activity / Provider") or "").split(" ")[0].split("-")[0],
        projected_begin=row.cell("Projected Begin Date") or "",
        actual_begin=row.cell("Actual Begin Date") or "",
        projected_end=row.cell("Projected End Date") or "",
        actual_end=end,
        completion=completion,
        row=row,
    )
