"""The Programs folder: the application and its activities."""

from __future__ import annotations

from dataclasses import dataclass

from bot.agent.looks import Row
from bot.controls import fold
from bot.errors import ControlMissing
from bot.pages.case_profile import CaseProfile
from bot.screen import Screen

SECTIONS = ("Title I - Workforce Development (WIOA)", "Activities/Enrollments/Services")
"""Both sections are folded away behind a + on every load (documented)."""
CREATE = "Create Activity/Enrollment/Service"
ACTIVITY = "Activity / Provider"


@dataclass(frozen=True)
class ActivityRow:
    """One activity of the grid (columns: seed)."""

    status: str
    name: str
    """The activity with its code, and its provider (seed)."""
    projected_begin: str
    actual_begin: str
    projected_end: str
    actual_end: str
    completion: str
    row: Row

    @property
    def code(self) -> str:
        return code_of(self.name)

    @property
    def dates(self) -> tuple[str, str, str, str]:
        return (self.projected_begin, self.actual_begin, self.projected_end, self.actual_end)


def code_of(text: str) -> str:
    """The code in front of an activity's name: `205 - Development of IEP/ISS/EDP` (seed)."""
    return text.split(" ")[0].split("-")[0]


class Programs(Screen):
    """The Programs tab."""

    heading, tab = "Case Management Profile", "Programs"
    parent = CaseProfile
    beside = "Plan"

    def activities(self) -> list[ActivityRow]:
        """Opens both sections where they are folded, and reads the activities.

        Raises ControlMissing when the section is not to be found or its list is none we know: not seeing an activity
        must never be taken for its not being there.
        """
        for section in SECTIONS:
            self.site.agent.unfold(self.site.profile.word(section))
        reading = self.read()
        if not self.site.agent.offers(self.site.profile.word(CREATE)):
            raise ControlMissing(f"the section with '{CREATE}' did not open", screen=self.name())
        word = fold(self.site.profile.word(ACTIVITY))
        grids = [grid for grid in reading.grids if word in map(fold, grid.headers)]
        section = fold(self.site.profile.word(SECTIONS[-1]))
        others = [grid for grid in reading.grids if grid.rows and any(section in fold(text) for text in grid.before)]
        if not grids and others:  # a list that stands in the section, and is none we know
            raise ControlMissing(f"no list has the column '{ACTIVITY}'", screen=self.name())
        return [self._activity(row) for grid in grids for row in grid.rows]

    def create(self) -> None:
        """Starts the wizard for a new activity."""
        self.site.press(CREATE)

    def open(self, activity: ActivityRow) -> bool:
        """Opens an activity by the link its name is (inferred); False where the row has no such link."""
        links = [text for text in self.site.agent.links_in_row(activity.row) if code_of(text) == activity.code]
        if len(links) != 1:
            return False
        self.site.press_in_row(activity.row, links[0])
        return True

    def _activity(self, row: Row) -> ActivityRow:
        end, _, completion = self.cell(row, "Actual End Date").partition(" ")
        return ActivityRow(
            status=self.cell(row, "Status"),
            name=self.cell(row, ACTIVITY),
            projected_begin=self.cell(row, "Projected Begin Date"),
            actual_begin=self.cell(row, "Actual Begin Date"),
            projected_end=self.cell(row, "Projected End Date"),
            actual_end=end,
            completion=completion,
            row=row,
        )
