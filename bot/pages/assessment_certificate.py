"""Objective Assessment Summary, tab 5 of 12: a grid of certificates."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.controls import DateBox, DropDown, Opt, TextBox
from bot.forms import Form
from bot.pages.options import OAS_HEADING, STATES
from bot.screen import FormScreen, NoForm, Rows


class Certificate(Form):
    """One certificate or license. The tab's name is seed, all of its inside is inferred."""

    key = "assessment.certificate"
    screen_title = "Certificate"
    identity = ("title", "issuer")

    title: Annotated[str, TextBox("Certificate Title", required=True)]
    kind: Annotated[Opt[str], DropDown("Certificate Type", options=("License", "Certification", "Certificate"))] = None
    issuer: Annotated[str, TextBox("Issuing Organization", required=True)]
    state: Annotated[Opt[str], DropDown("State", options=STATES)] = None
    issued_on: Annotated[date, DateBox("Issue Date", required=True)]
    expires_on: Annotated[Opt[date], DateBox("Expiration Date")] = None
    number: Annotated[Opt[str], TextBox("Certificate Number")] = None


class CertificateTab(FormScreen[NoForm]):
    """The tab of the assessment's wizard."""

    heading, tab, form = OAS_HEADING, "Certificate", NoForm
    rows = Rows(Certificate, "Add a New Certificate")
