"""Records as a file says them, drawn for any forms: every required field and some of the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.forms.site_forms import SiteForms
from bot.records.model import tabs_of
from tests.kit import plain
from tests.unit.records_kit import small
from tests.unit.test_sheets_round_trip import filled


def record_of_forms(forms: SiteForms, draw: Callable[..., Any]) -> dict[str, Any]:
    """A record with every tab of a site's assessment, and its fields of a goal."""
    record = small()
    assessment: dict[str, Any] = {"general": plain()["assessment"]["general"]}
    for name, tab in tabs_of(forms).items():
        if name == "general":
            continue
        if tab.is_rows:
            assessment[name] = [filled(tab.form, draw)]
            continue
        entry = filled(tab.form, draw)
        for key, row in tab.form.rows.items():
            entry[key] = [filled(row, draw)]
        if entry:
            assessment[name] = entry
    return {**record, "assessment": assessment}
