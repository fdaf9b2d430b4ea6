"""Objective Assessment Summary, tab 6 of 12: boxes, and a grid of jobs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.controls import (
    Condition,
    DateBox,
    DropDown,
    MoneyBox,
    NumberBox,
    Opt,
    PhoneBoxes,
    RichText,
    TextArea,
    TextBox,
    YesNo,
)
from bot.forms import Form
from bot.pages.options import OAS_HEADING, WAGE_UNITS
from bot.screen import FormScreen, Rows

_LEFT = Condition(key="current", value="No")


class Job(Form):
    """One job of the employment history. Its boxes are documented for the same product, their options inferred.

    Choosing Currently Employed Here resets End Date and Reason for Leaving.
    """

    key = "assessment.employment.history"
    screen_title = "Employment"
    identity = ("employer", "title", "started_on")

    employer: Annotated[str, TextBox("Employer Name", required=True)]
    phone: Annotated[Opt[str], PhoneBoxes("Employer Phone")] = None
    title: Annotated[str, TextBox("Job Title", required=True)]
    started_on: Annotated[date, DateBox("Start Date", required=True)]
    current: Annotated[bool, YesNo("Currently Employed Here", required=True, postback=True)]
    ended_on: Annotated[Opt[date], DateBox("End Date", required=True, shown_if=_LEFT)] = None
    hours: Annotated[Opt[Decimal], NumberBox("Hours per Week")] = None
    wage: Annotated[Opt[Decimal], MoneyBox("Wage")] = None
    wage_unit: Annotated[Opt[str], DropDown("Wage Unit", options=WAGE_UNITS)] = None
    leaving_reason: Annotated[
        Opt[str],
        DropDown(
            "Reason for Leaving",
            options=("Laid Off", "Quit", "Discharged", "Seasonal Work Ended", "Other"),
            shown_if=_LEFT,
        ),
    ] = None
    duties: Annotated[Opt[str], RichText("Job Duties")] = None


class Employment(Form):
    """Work so far. The tab's name is seed; its own boxes are inferred."""

    key = "assessment.employment"
    screen_title = "Employment"

    status: Annotated[
        str,
        DropDown(
            "Employment Status",
            required=True,
            options=("Employed", "Employed, Received Notice of Termination", "Not Employed"),
        ),
    ]
    skills: Annotated[Opt[str], TextArea("Transferable Skills")] = None
    gaps: Annotated[Opt[str], TextArea("Work History Comments")] = None
    history: tuple[Job, ...] | None = None


class EmploymentTab(FormScreen[Employment]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Employment", Employment
    rows = Rows(Job, "Add a New Employment History", key="history")
