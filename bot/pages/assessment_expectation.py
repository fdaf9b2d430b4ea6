"""Objective Assessment Summary, tab 2 of 12."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.controls import CheckList, Condition, DateBox, DropDown, MoneyBox, Opt, TextArea, TextBox, YesNo
from bot.forms import Form
from bot.pages.options import OAS_HEADING, WAGE_UNITS
from bot.screen import FormScreen


class AssessmentExpectation(Form):
    """What work the participant looks for. The tab's name is seed, all of its inside is inferred."""

    key = "assessment.expectation"
    screen_title = "Expectation"

    short_term_goal: Annotated[str, TextArea("Short-Term Employment Goal", required=True, maxlength=2000)]
    long_term_goal: Annotated[str, TextArea("Long-Term Employment Goal", required=True, maxlength=2000)]
    desired_occupation: Annotated[str, TextBox("Desired Occupation", required=True)]
    expected_wage: Annotated[Decimal, MoneyBox("Expected Wage", required=True)]
    wage_unit: Annotated[str, DropDown("Wage Unit", required=True, options=WAGE_UNITS)]
    minimum_wage: Annotated[Opt[Decimal], MoneyBox("Minimum Acceptable Wage")] = None
    work_type: Annotated[Opt[str], DropDown("Type of Work", options=("Full-Time", "Part-Time", "Either"))] = None
    shifts: Annotated[
        Opt[tuple[str, ...]],
        CheckList("Shift Preference", options=("Day", "Evening", "Night", "Weekend", "Rotating", "Any")),
    ] = None
    travel_miles: Annotated[Opt[str], DropDown("Miles Willing to Travel", options=("5", "10", "25", "50", "100"))] = (
        None
    )
    relocate: Annotated[Opt[bool], YesNo("Willing to Relocate")] = None
    training_interest: Annotated[bool, YesNo("Interested in Training", required=True, postback=True)]
    training_kind: Annotated[
        Opt[str], TextArea("Kind of Training", shown_if=Condition(key="training_interest", value="Yes"))
    ] = None
    strengths: Annotated[Opt[str], TextArea("Interests, Strengths and Skills")] = None
    available_on: Annotated[Opt[date], DateBox("Date Available")] = None


class ExpectationTab(FormScreen[AssessmentExpectation]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Expectation", AssessmentExpectation
