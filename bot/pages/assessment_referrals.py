"""Objective Assessment Summary, tab 12 of 12: the summary, and a grid of referrals."""

from __future__ import annotations

import datetime
from typing import Annotated

from bot.controls import DateBox, DropDown, Opt, PhoneBoxes, TextArea, TextBox
from bot.forms import Form
from bot.pages.options import OAS_HEADING
from bot.screen import FormScreen, Rows


class Referral(Form):
    """One referral to another agency. All of it is inferred."""

    key = "assessment.referrals.referrals"
    screen_title = "Referrals"
    identity = ("agency", "service", "date")

    agency: Annotated[str, TextBox("Agency", required=True)]
    service: Annotated[
        str,
        DropDown(
            "Service Type",
            required=True,
            options=(
                "Adult Education",
                "CalFresh or CalWORKs",
                "Child Care",
                "Department of Rehabilitation",
                "Health",
                "Housing",
                "Legal Aid",
                "Mental Health",
                "Veterans Affairs",
                "Other",
            ),
        ),
    ]
    date: Annotated[datetime.date, DateBox("Referral Date", required=True)]
    contact: Annotated[Opt[str], TextBox("Contact Name")] = None
    phone: Annotated[Opt[str], PhoneBoxes("Contact Phone")] = None
    outcome: Annotated[Opt[str], DropDown("Outcome", options=("Pending", "Enrolled", "Declined", "Not Eligible"))] = (
        None
    )
    comments: Annotated[Opt[str], TextArea("Referral Comments")] = None


class Referrals(Form):
    """The end of the assessment. The tab's name is seed, all of its inside is inferred."""

    key = "assessment.referrals"
    screen_title = "Referrals"

    summary: Annotated[str, TextArea("Assessment Summary and Recommendation", required=True)]
    referrals: tuple[Referral, ...] | None = None


class ReferralsTab(FormScreen[Referrals]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Referrals", Referrals
    rows = Rows(Referral, "Add a New Referral", key="referrals")
