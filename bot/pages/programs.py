"""The Programs folder: the application and its activities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.agent.looks import Row
from bot.controls import day_in_front, fold, shown_day
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
        """Its four dates, as the list writes them."""
        return (self.projected_begin, self.actual_begin, self.projected_end, self.actual_end)

    @property
    def days(self) -> tuple[date | None, date | None, date | None, date | None]:
        """Its four dates, however the list writes them; None for what is none that is sure."""
        begin, actual = shown_day(self.projected_begin), shown_day(self.actual_begin)
        return begin, actual, shown_day(self.projected_end), shown_day(self.actual_end)


_CODE = re.compile(r"\b[A-Z]?\d{2,3}\b")


def code_of(text: str) -> str:
    """The code in front of an activity's name: `205 - Development of IEP/ISS/EDP` (seed); else the only one in it.

    Empty where none is sure."""
    front = re.split(r"[\s(:–—-]", text.strip(), maxsplit=1)[0]
    found = [front] if any(map(str.isdigit, front)) else list(dict.fromkeys(_CODE.findall(text)))
    return found[0] if len(found) == 1 else ""


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
        texts = self.site.agent.links_in_row(activity.row)
        links = [text for text in texts if fold(text) and fold(text) in fold(activity.name)]
        links = [text for text in texts if activity.code and code_of(text) == activity.code] or links
        if len(links) != 1:
            return False
        self.site.press_in_row(activity.row, links[0])
        return True

    def _activity(self, row: Row) -> ActivityRow:
        shown = self.cell(row, "Actual End Date")
        day, completion = day_in_front(shown)
        if day is None:  # whatever it is, it ends with its last number
            front = re.match(r".*\d\S*|", shown)
            completion = shown.removeprefix(front[0] if front else "").strip()
        end = shown.removesuffix(completion).strip()
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
