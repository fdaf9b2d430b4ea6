"""Objective Assessment Summary, tab 10 of 12."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.controls import Condition, DateBox, Opt, TextArea, YesNo
from bot.forms import Form
from bot.pages.options import OAS_HEADING
from bot.screen import FormScreen

_CONVICTED = Condition(key="convicted", value="Yes")


class CriminalBackground(Form):
    """Convictions and supervision. The tab's name is seed, all of its inside is inferred.

    Choosing Ever Convicted of a Crime resets the four boxes below it.
    """

    key = "assessment.background"
    screen_title = "Criminal Background"
    sensitive = True

    convicted: Annotated[bool, YesNo("Ever Convicted of a Crime", required=True, postback=True)]
    felony: Annotated[Opt[bool], YesNo("Felony Conviction", shown_if=_CONVICTED)] = None
    misdemeanor: Annotated[Opt[bool], YesNo("Misdemeanor Conviction", shown_if=_CONVICTED)] = None
    supervision: Annotated[Opt[bool], YesNo("On Probation or Parole", shown_if=_CONVICTED)] = None
    supervision_ends: Annotated[Opt[date], DateBox("Probation or Parole End Date", shown_if=_CONVICTED)] = None
    pending: Annotated[Opt[bool], YesNo("Pending Charges")] = None
    comments: Annotated[Opt[str], TextArea("Background Comments")] = None


class BackgroundTab(FormScreen[CriminalBackground]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Criminal Background", CriminalBackground
