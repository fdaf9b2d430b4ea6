"""What the guide's form map makes, for tests: forms, screens, tabs and sheets of a site without a map of its own."""

from __future__ import annotations

from bot.forms.site_forms import guide_forms
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
KNOWN, WIZARDS = known_of(FORMS).screens, known_of(FORMS).wizards
