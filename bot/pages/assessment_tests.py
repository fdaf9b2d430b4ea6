"""Objective Assessment Summary, tab 11 of 12: a grid of tests taken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.controls import DateBox, DropDown, NumberBox, Opt, TextArea
from bot.forms import Form
from bot.pages.options import OAS_HEADING
from bot.screen import FormScreen, NoForm, Rows


class AssessmentTest(Form):
    """One test taken. The tab's name is seed, all of its inside is inferred."""

    key = "assessment.tests"
    screen_title = "Tests"
    identity = ("test", "area", "taken_on")

    test: Annotated[
        str,
        DropDown(
            "Test",
            required=True,
            options=("CASAS", "TABE", "WorkKeys", "O*NET Interest Profiler", "Other"),
        ),
    ]
    area: Annotated[
        str,
        DropDown(
            "Functional Area",
            required=True,
            options=("Reading", "Mathematics", "Language", "Listening", "Interest"),
        ),
    ]
    taken_on: Annotated[date, DateBox("Test Date", required=True)]
    score: Annotated[Decimal, NumberBox("Score", required=True)]
    grade: Annotated[Opt[Decimal], NumberBox("Grade Equivalent")] = None
    comments: Annotated[Opt[str], TextArea("Test Comments")] = None


class TestsTab(FormScreen[NoForm]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Tests", NoForm
    rows = Rows(AssessmentTest, "Add a New Test")
