"""Individual Employment Plan/Service Strategy, step 3 of 4: a grid of objectives for each goal."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.controls import DateBox, DropDown, Opt, ReadOnly, TextArea, TextBox
from bot.forms import Form
from bot.pages.options import AFFILIATIONS


class Objective(Form):
    """One objective of a goal. All labels are seed, from the guide's printed plan; Open is seed, other options inferred.

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
