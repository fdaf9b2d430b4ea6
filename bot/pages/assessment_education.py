"""Objective Assessment Summary, tab 3 of 12."""

from __future__ import annotations

from typing import Annotated

from bot.controls import DropDown, Opt, RichText, TextBox, YesNo
from bot.forms import Form
from bot.pages.options import OAS_HEADING
from bot.screen import FormScreen

EDUCATION_LEVELS = (
    "No Educational Level Completed",
    "Grade 8 or Below",
    "Grade 9",
    "Grade 10",
    "Grade 11",
    "Grade 12 No Diploma",
    "High School Diploma",
    "High School Equivalency (GED)",
    "Some College",
    "Vocational Certificate",
    "Associate's Degree",
    "Bachelor's Degree",
    "Master's Degree",
    "Doctorate Degree",
)
SCHOOL_STATUSES = (
    "In-School, H.S. or less",
    "In-School, Alternative School",
    "In-School, Post-H.S.",
    "Not Attending School, H.S. Dropout",
    "Not Attending School, H.S. Graduate",
)


class AssessmentEducation(Form):
    """Schooling so far. The tab's name is seed, all of its inside is inferred."""

    key = "assessment.education"
    screen_title = "Education"

    highest_level: Annotated[str, DropDown("Highest Level of Education", required=True, options=EDUCATION_LEVELS)]
    school_status: Annotated[str, DropDown("School Status", required=True, options=SCHOOL_STATUSES)]
    last_school: Annotated[Opt[str], TextBox("Last School Attended")] = None
    plans_school: Annotated[Opt[bool], YesNo("Plans to Attend School in the Next 12 Months")] = None
    skills_deficient: Annotated[Opt[bool], YesNo("Basic Skills Deficient")] = None
    english_learner: Annotated[Opt[bool], YesNo("English Language Learner")] = None
    comments: Annotated[Opt[str], RichText("Education Comments")] = None


class EducationTab(FormScreen[AssessmentEducation]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Education", AssessmentEducation
