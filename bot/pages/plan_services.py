"""Individual Employment Plan/Service Strategy, step 4 of 4: the activities that belong to the plan."""

from __future__ import annotations

from collections.abc import Sequence

from bot.controls import collapse
from bot.errors import Mismatch
from bot.forms import Form
from bot.pages.options import IEP_HEADING
from bot.screen import FormScreen, NoForm


class ServicesQuestions(NoForm):
    """What a local area may ask beside the rows."""

    key = "plan.services"
    screen_title = "Services"


class ServicesStep(FormScreen[NoForm]):
    """A check box a row; columns are seed, that rows come ticked from the plan's start on is inferred.

    Rows the record does not name are left as the site ticked them.
    """

    heading, tab, form = IEP_HEADING, "Services", NoForm

    @property
    def questions(self) -> type[Form]:
        return ServicesQuestions

    def missing(self, wanted: Sequence[tuple[str, str]]) -> list[str]:
        """The codes among `wanted` (code, begin date MM/DD/YYYY or empty) whose rows are not ticked."""
        return [code for code, on, _ in self._find(wanted) if not on]

    def tick(self, wanted: Sequence[tuple[str, str]]) -> None:
        """Ticks the rows of the wanted services that are not ticked yet, and looks again."""
        for code, on, cells in self._find(wanted):
            if not on and not self.site.agent.tick(cells, True):
                raise Mismatch(f"the row of activity {code} can't be ticked", screen=self.name())
        if still := self.missing(wanted):
            raise Mismatch(f"activities stay unticked: {', '.join(still)}", screen=self.name())

    def _find(self, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, bool, tuple[str, ...]]]:
        rows = self.site.agent.ticks()
        found = []
        for code, begin in wanted:
            hits = [(on, cells) for cells, on in rows if _is_service(cells, code, begin)]
            if not hits:
                raise Mismatch(f"the list of services has no activity {code}", screen=self.name())
            found += [(code, on, cells) for on, cells in hits]
        return found


def _is_service(cells: Sequence[str], code: str, begin: str) -> bool:
    """Whether a row is of this activity code and, where one is given, of this begin date."""
    texts = [collapse(cell) for cell in cells]
    names_it = any(text.partition("-")[0].strip() == code for text in texts)
    return names_it and (not begin or begin in texts)
