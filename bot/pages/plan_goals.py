"""Individual Employment Plan/Service Strategy, step 2 of 4: a grid of goals."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.controls import CheckList, DateBox, DropDown, Opt, TextArea
from bot.forms import Form
from bot.pages.options import AFFILIATIONS, IEP_HEADING
from bot.pages.plan_objectives import Objective
from bot.screen import FormScreen, NoForm, Rows


class Goal(Form):
    """One goal of a plan, with its objectives.

    All labels are seed, from the guide's printed plan; so are the options WIOA, Employment, Short Term and Open.
    Other options are inferred.
    """

    key = "plan.goals"
    screen_title = "Goals"
    identity = ("type", "description")
    needed = ("type", "description")

    affiliations: Annotated[tuple[str, ...], CheckList("Program Affiliation(s)", required=True, options=AFFILIATIONS)]
    type: Annotated[
        str,
        DropDown(
            "Type of Goal",
            required=True,
            options=(
                "Employment",
                "Education",
                "Training",
                "Basic Skills",
                "Occupational Skills",
                "Work Readiness",
                "Supportive Services",
                "Other",
            ),
        ),
    ]
    term: Annotated[
        str,
        DropDown("Term of Goal", required=True, options=("Short Term", "Intermediate Term", "Long Term")),
    ]
    established_on: Annotated[date, DateBox("Date Established", required=True)]
    estimated_completion: Annotated[date, DateBox("Estimated Date of Completion", required=True)]
    completed_on: Annotated[Opt[date], DateBox("Actual Completion Date")] = None
    status: Annotated[
        str, DropDown("Status", required=True, options=("Open", "Closed, Attained", "Closed, Not Attained"))
    ]
    description: Annotated[str, TextArea("Goal Description", required=True, maxlength=2000)]
    comments: Annotated[Opt[str], TextArea("Comments", maxlength=2000)] = None
    objectives: tuple[Objective, ...] | None = None


class GoalsStep(FormScreen[NoForm]):
    """Step 2 of 4."""

    heading, tab, declared = IEP_HEADING, "Goals", NoForm
    declared_rows = Rows(Goal, "Add a New Goal")
