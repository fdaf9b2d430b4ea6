"""Individual Employment Plan/Service Strategy, step 3 of 4: a grid of objectives for each goal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from bot.agent.looks import Reading
from bot.controls import DateBox, DropDown, Opt, ReadOnly, TextArea, TextBox, fold
from bot.errors import Mismatch
from bot.forms import Form
from bot.pages.options import AFFILIATIONS, IEP_HEADING
from bot.rows import RowEditor
from bot.screen import FormScreen, NoForm


class Objective(Form):
    """One objective of a goal.

    All labels are seed, from the guide's printed plan; Open is seed, other options inferred.

    Which goal it belongs to is not a field here: a record nests objectives under their goal, and the screen chooses
    that goal by itself.
    """

    key = "plan.objectives"
    screen_title = "Objectives"
    identity = ("objective", "established_on")

    objective: Annotated[str, TextBox("Objective", required=True, maxlength=500)]
    established_on: Annotated[date, DateBox("Date Established", required=True)]
    review_on: Annotated[date, DateBox("Review Date", required=True)]
    program: Annotated[str, DropDown("Program", required=True, options=AFFILIATIONS)]
    staff: Annotated[Opt[str], ReadOnly("Staff")] = None
    status: Annotated[str, DropDown("Status", required=True, options=("Open", "Completed", "Not Completed"))]
    comments: Annotated[Opt[str], TextArea("Comments", maxlength=2000)] = None


class PlacedObjective(Objective):
    """An objective with the goal it belongs to, as the site's list words it (`1 - employment`; inferred)."""

    goal: Annotated[str, DropDown("Goal", required=True, is_open=True)]


class ObjectivesStep(FormScreen[NoForm]):
    """Step 3 of 4. Each goal has a grid of its own under `Objectives to Goal #1` (seed)."""

    heading, tab, form = IEP_HEADING, "Objectives", NoForm

    @property
    def questions(self) -> type[Form]:
        return Objective

    def editor(self, goal: str, number: int) -> RowEditor[PlacedObjective]:
        """The rows of one goal, known by its description and its number in the site's list of goals."""

        def place(form: PlacedObjective, reading: Reading) -> PlacedObjective:
            offered = reading.fields["goal"].options or ()
            return form.model_copy(update={"goal": goal_option(offered, goal, number)})

        under = f"{self.site.profile.word('Objectives to Goal')} #{number}"
        return RowEditor(
            self, PlacedObjective, "Add a New Objective", under=under, prepare=place, place=f"goal {number}, "
        )


def placed(objective: Objective) -> PlacedObjective:
    """The objective, its goal still to be chosen from the page's list."""
    return PlacedObjective(goal="?", **{key: getattr(objective, key) for key in Objective.controls})


def goal_option(offered: Sequence[str], description: str, number: int) -> str:
    """The option for a goal: its number and the beginning of its description must both fit, and only one may."""
    fits = []
    for option in offered:
        head, _, shown = option.partition(" - ")
        cut = shown.removesuffix("...").removesuffix("…").rstrip()
        if head.strip().lstrip("#") == str(number) and fold(description).startswith(fold(cut)):
            fits.append(option)
    if len(fits) != 1:
        raise Mismatch(
            f"{len(fits)} entries of the list of goals fit goal #{number}", screen="Objectives", field="Goal"
        )
    return fits[0]
