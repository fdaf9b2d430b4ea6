"""Individual Employment Plan/Service Strategy, step 1 of 4."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.controls import DateBox, DropDown, Opt, ReadOnly
from bot.forms import Form
from bot.pages.options import IEP_HEADING, OFFICES, REGIONS
from bot.screen import FormScreen


class PlanPlan(Form):
    """Start and office of a plan. All labels are seed, from the guide's pages for reviewing and printing a plan.

    Choosing a region resets the office (inferred).
    """

    key = "plan.plan"
    screen_title = "Plan"
    needed = ("start_date",)

    start_date: Annotated[date, DateBox("Plan Start Date", required=True)]
    region: Annotated[str, DropDown("LWDB/Region", required=True, postback=True, options=REGIONS, is_open=True)]
    office: Annotated[str, DropDown("Plan started in office location", required=True, options=OFFICES, is_open=True)]
    closed_on: Annotated[Opt[date], DateBox("Plan closed on")] = None
    staff: Annotated[Opt[str], ReadOnly("Staff")] = None


class PlanStep(FormScreen[PlanPlan]):
    """Step 1 of 4."""

    heading, tab, declared = IEP_HEADING, "Plan", PlanPlan
