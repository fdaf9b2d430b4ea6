"""Objective Assessment Summary, tab 8 of 12."""

from __future__ import annotations

from typing import Annotated

from bot.controls import Condition, DropDown, Opt, TextArea, TextBox, YesNo
from bot.forms import Form
from bot.pages.options import OAS_HEADING, SKILL_LEVELS, STATES
from bot.screen import FormScreen


class WorkReadiness(Form):
    """What a job search needs.

    The tab's name is seed. Valid Driver's License and License State: documented for the same product. All else is
    inferred. Choosing Valid Driver's License resets License State.
    """

    key = "assessment.readiness"
    screen_title = "Work Readiness"

    resume: Annotated[bool, YesNo("Has a Resume", required=True)]
    cover_letter: Annotated[Opt[bool], YesNo("Has a Cover Letter")] = None
    interview: Annotated[Opt[str], DropDown("Interview Skills", options=SKILL_LEVELS)] = None
    job_search: Annotated[Opt[str], DropDown("Job Search Skills", options=SKILL_LEVELS)] = None
    computer: Annotated[str, DropDown("Computer Skills", required=True, options=SKILL_LEVELS)]
    email: Annotated[Opt[bool], YesNo("Has an E-mail Address")] = None
    references: Annotated[Opt[bool], YesNo("Professional References")] = None
    license: Annotated[Opt[bool], YesNo("Valid Driver's License", postback=True)] = None
    license_state: Annotated[
        Opt[str],
        DropDown("License State", options=STATES, shown_if=Condition(key="license", value="Yes")),
    ] = None
    transport: Annotated[bool, YesNo("Reliable Transportation", required=True)]
    work_clothes: Annotated[Opt[bool], YesNo("Appropriate Work Clothing")] = None
    right_to_work: Annotated[Opt[bool], YesNo("Right-to-Work Documents")] = None
    languages: Annotated[Opt[str], TextBox("Languages Spoken")] = None
    comments: Annotated[str, TextArea("Work Readiness Comments", required=True)]


class ReadinessTab(FormScreen[WorkReadiness]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Work Readiness", WorkReadiness
