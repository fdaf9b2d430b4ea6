"""Objective Assessment Summary, tab 1 of 12."""

from __future__ import annotations

import datetime
from typing import Annotated

from bot.controls import DateBox, DropDown, Opt, ReadOnly, TextArea
from bot.forms import Form
from bot.pages.options import OAS_HEADING, OFFICES, PROGRAMS, REGIONS
from bot.screen import FormScreen


class AssessmentGeneral(Form):
    """What the list on the Plan tab shows of an assessment.

    LWIA/Region, Office Location, Program, Date and Staff: seed, as the columns of that list. Reason for Seeking
    Services and Comments: inferred. Choosing a region resets Office Location.
    """

    key = "assessment.general"
    screen_title = "General"
    needed = ("program", "date")

    region: Annotated[str, DropDown("LWIA/Region", required=True, postback=True, options=REGIONS, is_open=True)]
    office: Annotated[str, DropDown("Office Location", required=True, options=OFFICES, is_open=True)]
    program: Annotated[str, DropDown("Program", required=True, options=PROGRAMS, is_open=True)]
    date: Annotated[datetime.date, DateBox("Date", required=True)]
    staff: Annotated[Opt[str], ReadOnly("Staff")] = None
    reason: Annotated[Opt[str], TextArea("Reason for Seeking Services", maxlength=2000)] = None
    comments: Annotated[Opt[str], TextArea("Comments", maxlength=2000)] = None


class GeneralTab(FormScreen[AssessmentGeneral]):
    """The tab of the assessment's wizard."""

    heading, tab, declared = OAS_HEADING, "General", AssessmentGeneral
