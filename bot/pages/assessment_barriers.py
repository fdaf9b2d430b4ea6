"""Objective Assessment Summary, tab 9 of 12."""

from __future__ import annotations

from typing import Annotated

from bot.controls import CheckList, Opt, TextArea, TextBox
from bot.forms import Form
from bot.pages.options import OAS_HEADING
from bot.screen import FormScreen

BARRIERS = (
    "None Identified",
    "Basic Skills Deficient",
    "English Language Learner",
    "Limited Work History",
    "Outdated Skills",
    "No Diploma or Equivalency",
    "Transportation",
    "Child or Dependent Care",
    "Housing or Homelessness",
    "Health or Medical",
    "Disability",
    "Substance Use",
    "Domestic Violence",
    "Justice-Involved",
    "Foster Youth",
    "Pregnant or Parenting",
    "Single Parent",
    "Financial or Credit",
    "Displaced Homemaker",
    "Long-Term Unemployed",
    "Migrant or Seasonal Farmworker",
    "Cultural",
    "Clothing or Tools",
    "Other",
)


class AssessmentBarriers(Form):
    """What stands between the participant and a job. The tab's name is seed, all of its inside is inferred."""

    key = "assessment.barriers"
    screen_title = "Barriers"

    barriers: Annotated[tuple[str, ...], CheckList("Barriers to Employment", required=True, options=BARRIERS)]
    other: Annotated[Opt[str], TextBox("Other Barrier")] = None
    plan: Annotated[str, TextArea("Plan to Overcome Barriers", required=True)]


class BarriersTab(FormScreen[AssessmentBarriers]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Barriers", AssessmentBarriers
