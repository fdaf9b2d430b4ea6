"""Display/Print of an Individual Employment Plan/Service Strategy (Step 5 of the guide)."""

from __future__ import annotations

from typing import Annotated

from bot.controls import CheckBox, DropDown, Opt, ReadOnly
from bot.forms import Form
from bot.screen import FormScreen


class PrintChoices(Form):
    """What is chosen before a plan is printed. All labels are seed.

    Rule R10 (seed) wants services and the staff signature; they are what a record gets that says nothing. That the
    choice of services posts back, and what Create PDF does, is inferred.
    """

    key = "print"
    screen_title = "Plan Information"

    start_date: Annotated[Opt[str], ReadOnly("Plan Start Date")] = None
    region: Annotated[Opt[str], ReadOnly("LWDB/Region")] = None
    office: Annotated[Opt[str], ReadOnly("Plan started in office location")] = None
    closed_on: Annotated[Opt[str], ReadOnly("Plan closed on")] = None
    services: Annotated[
        Opt[str],
        DropDown("When printing plan do you want to print services?", options=("Yes", "No"), postback=True),
    ] = "Yes"
    staff_signature: Annotated[Opt[bool], CheckBox("Include Staff Signature")] = True
    create_pdf: Annotated[Opt[bool], CheckBox("Create PDF")] = None


class PrintPlan(FormScreen[PrintChoices]):
    """The page behind Display/Print. Signing is for people: its signature link is never pressed (R10)."""

    heading, declared = "Display/Print Individual Employment Plan/Service Strategy", PrintChoices
    own = (
        ("Applicant Signature", "Print"),
        ("Plan Information", "Individual Signature", "Print"),
        ("Individual Signature", "Return", "Print"),
    )
