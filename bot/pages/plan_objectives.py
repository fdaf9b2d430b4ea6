"""Individual Employment Plan/Service Strategy, step 3 of 4: a grid of objectives for each goal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from bot.agent.looks import Reading
from bot.controls import DateBox, DropDown, Opt, ReadOnly, TextArea, TextBox, said
from bot.converge import specs
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
    needed = ("objective", "established_on")

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

    heading, tab, declared = IEP_HEADING, "Objectives", NoForm

    @property
    def questions(self) -> type[Form]:
        return self.site.profile.forms.of(Objective)

    @property
    def _goal_list(self) -> dict[str, Any]:
        form = self.site.profile.forms.of(PlacedObjective)
        return next(spec for spec in specs(form) if spec["key"] == "goal")

    def editor(
        self, goal: str, number: int, kind: str = "", *, within: str = "", listing: str = ""
    ) -> RowEditor[PlacedObjective]:
        """The rows of one goal, known by its description, its number in the site's list of goals, and its type.

        `within` is the goal's number in the record (`2.`), `listing` their list's name in the memory of rows.
        """

        def place(form: PlacedObjective, reading: Reading) -> PlacedObjective:
            if self.site.comparison is not None:  # the list they stand in says whose they are
                return form.model_copy(update={"goal": None})
            offered = reading.fields["goal"].options
            if offered is None:  # a list that the page makes by itself says what it offers when it is opened
                offered = self.site.agent.offered(self._goal_list)
            return form.model_copy(update={"goal": goal_option(offered, goal, number, kind)})

        under = f"{self.site.profile.word('Objectives to Goal')} #{number}"
        return RowEditor(
            self,
            self.site.profile.forms.of(PlacedObjective),
            "Add a New Objective",
            under=under,
            prepare=place,
            place=f"goal {number}, ",
            within=within,
            listing=listing,
        )


def placed(objective: Objective) -> PlacedObjective:
    """The objective, its goal still to be chosen from the page's list."""
    form = objective.on_site(PlacedObjective)
    return form(goal="?", **{key: getattr(objective, key) for key in objective.controls})


def goal_option(offered: Sequence[str], description: str, number: int, kind: str = "") -> str:
    """The option for a goal, however the site words it: it says the description, be it cut short, and no other number.

    Where several do, the number and the type decide; never the first of two. Raises Mismatch.
    """
    saying = [option for option in offered if said(option, description, without_dots=True)]
    free = [option for option in saying if not _numbered_otherwise(option, offered, number)]
    best = [option for option in free if _number(option) == number] or free
    fits = [option for option in best if kind and said(option, kind)] or best
    if len(fits) != 1:
        raise Mismatch(
            f"{len(fits)} of the {len(offered)} entries of the list of goals fit goal #{number}: look for the"
            " one with its description",
            screen="Objectives",
            field="Goal",
        )
    return fits[0]


_NUMBER = re.compile(r"(?:goal\s*)?(?:#|no\.?)?\s*(\d+)\b", re.IGNORECASE)


def _number(option: str) -> int | None:
    """The number that an option begins with."""
    found = _NUMBER.match(option.strip())
    return int(found[1]) if found else None


def _numbered_otherwise(option: str, offered: Sequence[str], number: int) -> bool:
    """Whether it begins with the number of another goal. A number beyond the list's length is the site's own."""
    shown = _number(option)
    return shown is not None and shown != number and 1 <= shown <= len(offered)
