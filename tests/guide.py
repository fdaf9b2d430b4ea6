"""What the guide's form map makes, for tests: forms, screens, tabs and sheets of a site without a map of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.forms.corrections import changes as older
from bot.forms.site_forms import SiteForms, guide_forms
from bot.pages.assessment import tabs_of as pages_of
from bot.records.model import screens_of, tabs_of
from bot.sheets.columns import sheets_of
from bot.survey.known import known_of

FORMS = guide_forms()
SCREENS, TABS = screens_of(FORMS), tabs_of(FORMS)
PAGES = pages_of(FORMS)
"""The page objects of the assessment's tabs."""
BOOK = sheets_of(FORMS)
SHEETS = BOOK.by_name


def forms_with(changes: Mapping[str, Any] | None = None, **corrections: Any) -> SiteForms:
    """The guide's forms with changes laid over its map, and corrections of an older profile's keys (`labels`)."""
    form_map = FORMS.map.over(changes or {}, "changed")
    return SiteForms(form_map.over(older(form_map, corrections), "changed"))


KNOWN, WIZARDS = known_of(FORMS).screens, known_of(FORMS).wizards
