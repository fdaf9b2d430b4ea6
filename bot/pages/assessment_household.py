"""Objective Assessment Summary, tab 7 of 12."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from bot.controls import CheckList, Condition, DropDown, MoneyBox, NumberBox, Opt, TextArea, YesNo
from bot.forms import Form
from bot.pages.options import OAS_HEADING
from bot.screen import FormScreen


class AssessmentHousehold(Form):
    """Who lives together, on what money.

    The tab's name is seed. Marital Status, Dependents and How Many Dependents: documented for the same product. All
    else is inferred. Choosing Dependents resets How Many Dependents.
    """

    key = "assessment.household"
    screen_title = "Household & Income"

    size: Annotated[Decimal, NumberBox("Household Size", required=True)]
    marital_status: Annotated[
        Opt[str],
        DropDown("Marital Status", options=("Single", "Married", "Separated", "Divorced", "Widowed")),
    ] = None
    dependents: Annotated[Opt[bool], YesNo("Dependents", postback=True)] = None
    dependent_count: Annotated[
        Opt[Decimal], NumberBox("How Many Dependents", shown_if=Condition(key="dependents", value="Yes"))
    ] = None
    housing: Annotated[
        Opt[str],
        DropDown(
            "Housing Situation",
            options=("Own", "Rent", "With Family or Friends", "Shelter", "Homeless", "Other"),
        ),
    ] = None
    income_wages: Annotated[Opt[Decimal], MoneyBox("Wages per Month")] = None
    income_spouse: Annotated[Opt[Decimal], MoneyBox("Spouse's Wages per Month")] = None
    income_ui: Annotated[Opt[Decimal], MoneyBox("Unemployment Insurance per Month")] = None
    income_benefits: Annotated[Opt[Decimal], MoneyBox("Public Benefits per Month")] = None
    income_other: Annotated[Opt[Decimal], MoneyBox("Other Income per Month")] = None
    expense_housing: Annotated[Opt[Decimal], MoneyBox("Rent or Mortgage per Month")] = None
    expense_other: Annotated[Opt[Decimal], MoneyBox("Other Expenses per Month")] = None
    assistance: Annotated[
        Opt[tuple[str, ...]],
        CheckList(
            "Public Assistance Received",
            options=("CalWORKs", "CalFresh", "SSI", "SSDI", "General Relief", "Medi-Cal", "None"),
        ),
    ] = None
    child_care: Annotated[Opt[str], TextArea("Child or Dependent Care Plan")] = None
    comments: Annotated[Opt[str], TextArea("Household Comments")] = None


class HouseholdTab(FormScreen[AssessmentHousehold]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Household & Income", AssessmentHousehold
