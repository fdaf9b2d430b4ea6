"""The three steps of the wizard that enters an activity (Step 1 of the guide)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.controls import DateBox, DropDown, LookUp, Opt, ReadOnly, TextArea
from bot.forms import Form
from bot.pages.look_up_window import pick
from bot.pages.options import ACTIVITY_HEADING, CUSTOMER_GROUPS, OFFICES, REGIONS
from bot.screen import FormScreen


class ActivityGeneral(Form):
    """Step 1 of 3.

    Application ID, LWIA/Region, Office Location, Grant and the three dates: seed, as columns and labels of the
    guide. Select Activity Code and its window: documented. Customer Program Group and Comments: inferred.
    Choosing a group resets Grant and Activity Code, choosing a region resets Office Location.
    """

    key = "activity.general"
    screen_title = "General Information"
    needed = ("code", "actual_begin")

    app_id: Annotated[Opt[str], ReadOnly("Application ID")] = None
    customer_group: Annotated[
        str, DropDown("Customer Program Group", required=True, postback=True, options=CUSTOMER_GROUPS)
    ]
    region: Annotated[str, DropDown("LWIA/Region", required=True, postback=True, options=REGIONS, is_open=True)]
    office: Annotated[str, DropDown("Office Location", required=True, options=OFFICES, is_open=True)]
    grant: Annotated[str, DropDown("Grant", required=True, options=CUSTOMER_GROUPS, is_open=True)]
    code: Annotated[str, LookUp("Activity Code", required=True, link="Select Activity Code")]
    projected_begin: Annotated[date, DateBox("Projected Begin Date", required=True)]
    actual_begin: Annotated[date, DateBox("Actual Begin Date", required=True)]
    projected_end: Annotated[date, DateBox("Projected End Date", required=True)]
    comments: Annotated[Opt[str], TextArea("Comments", maxlength=1000)] = None


class ActivityProvider(Form):
    """Step 2 of 3, inferred. Left empty, the activities grid says "No Provider Information" (seed)."""

    key = "activity.provider"
    screen_title = "Service Provider"

    provider: Annotated[Opt[str], LookUp("Provider", link="Select Provider")] = None


class ActivityClosure(Form):
    """Step 3 of 3. Both labels, and Successful Completion, stand in the seed guide's grid."""

    key = "activity.closure"
    screen_title = "Closure Information"

    actual_end: Annotated[date, DateBox("Actual End Date", required=True)]
    completion_code: Annotated[
        str,
        DropDown("Completion Code", required=True, options=("Successful Completion", "Unsuccessful Completion")),
    ]


class GeneralStep(FormScreen[ActivityGeneral]):
    """Step 1 of 3."""

    heading, tab, declared = ACTIVITY_HEADING, "General Information", ActivityGeneral

    def look_up(self, control: LookUp, value: str) -> None:
        pick(self.site, control.link, value)


class ProviderStep(FormScreen[ActivityProvider]):
    """Step 2 of 3."""

    heading, tab, declared = ACTIVITY_HEADING, "Service Provider", ActivityProvider

    def look_up(self, control: LookUp, value: str) -> None:
        pick(self.site, control.link, value)


class ClosureStep(FormScreen[ActivityClosure]):
    """Step 3 of 3; Finish creates the activity (inferred)."""

    heading, tab, declared = ACTIVITY_HEADING, "Closure Information", ActivityClosure
