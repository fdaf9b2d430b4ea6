"""Objective Assessment Summary, tab 4 of 12: a grid of degrees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.controls import CheckBox, DateBox, DropDown, NumberBox, Opt, TextBox
from bot.forms import Form
from bot.pages.options import OAS_HEADING, STATES
from bot.screen import FormScreen, NoForm, Rows


class Degree(Form):
    """One degree. The tab's name is seed, all of its inside is inferred."""

    key = "assessment.degree"
    screen_title = "Degree"
    identity = ("level", "course", "institution")

    level: Annotated[
        str,
        DropDown(
            "Degree Level",
            required=True,
            options=(
                "Associate's Degree",
                "Bachelor's Degree",
                "Master's Degree",
                "Doctorate Degree",
                "Other",
            ),
        ),
    ]
    course: Annotated[str, TextBox("Course of Study", required=True)]
    institution: Annotated[str, TextBox("Institution", required=True)]
    city: Annotated[Opt[str], TextBox("City")] = None
    state: Annotated[Opt[str], DropDown("State", options=STATES)] = None
    completed_on: Annotated[date, DateBox("Completion Date", required=True)]
    expected: Annotated[Opt[bool], CheckBox("Completion Is Expected")] = None
    gpa: Annotated[Opt[Decimal], NumberBox("GPA")] = None


class DegreeTab(FormScreen[NoForm]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Degree", NoForm
    rows = Rows(Degree, "Add a New Degree")
