"""Objective Assessment Summary: its tabs, but for General (`assessment_general`), each a page object of its own.

The names of the twelve are in the user's guide (S). What stands on them no source tells, and a site may have others: so
the classes are made from the site's form map.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from bot.controls import LookUp
from bot.forms.site_forms import ASSESSMENT, SiteForms
from bot.pages.assessment_general import GeneralTab
from bot.pages.look_up_window import pick
from bot.pages.options import OAS_HEADING
from bot.screen import FormScreen, NoForm, Rows


class AssessmentTab(FormScreen[Any]):
    """A tab of the assessment's wizard; its title, form and rows come from the map."""

    heading = OAS_HEADING

    def look_up(self, control: LookUp, value: str) -> None:
        pick(self.site, control.link, value)


def tabs_of(forms: SiteForms) -> dict[str, type[FormScreen[Any]]]:
    """The tabs of a site's assessment in its order, by the record's key; the map may lack some, or have others."""
    return {key: GeneralTab if key == "general" else _tab(forms, key) for key in forms.tabs}


@cache
def _tab(forms: SiteForms, key: str) -> type[AssessmentTab]:
    form, rows = forms.form(f"{ASSESSMENT}{key}"), forms.rows(f"{ASSESSMENT}{key}")
    is_grid = rows is not None and rows.key is None
    own = {
        "tab": form.screen_title,
        "declared": NoForm if is_grid else form,
        "declared_rows": None if rows is None else Rows(rows.form, rows.add, rows.key),
        "__doc__": f"The tab {form.screen_title}.",
        "__module__": __name__,
    }
    return cast("type[AssessmentTab]", type(f"{key.title().replace('_', '')}Tab", (AssessmentTab,), own))
