"""The words the program looks for on each screen beside its boxes: headings, tabs, buttons, links, columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.pages.case_profile import CaseProfile
from bot.pages.options import IEP_HEADING, OAS_HEADING
from bot.pages.plan_tab import CREATE_ASSESSMENT, CREATE_PLAN, PlanTab
from bot.pages.print_plan import PrintPlan
from bot.pages.programs import ACTIVITY, CREATE, SECTIONS, Programs
from bot.survey.known import PLAN_TAB, PRINT, PROGRAMS, KnownScreens
from bot.survey.model import ScreenSurvey, Survey

_DATES = ("Projected Begin Date", "Actual Begin Date", "Projected End Date", "Actual End Date")
Texts = Callable[[ScreenSurvey], Sequence[str]]


@dataclass(frozen=True)
class Group:
    """Words of one sort on one screen, and the texts among which the site's wording of them stands."""

    screen: str
    words: tuple[str, ...]
    texts: tuple[str, ...]
    in_order: bool = False
    """Whether the texts stand in the order of the words, so that a text's place among them tells too."""


def word_groups(survey: Survey, known: KnownScreens) -> Iterator[Group]:
    """All words of the screens that a survey has reached."""
    for key, screen in survey.screens.items():
        if key == "staff_profiles":
            yield Group(key, (CaseProfile.heading,), (*screen.tabs, *screen.links))
        elif key in (PROGRAMS, PLAN_TAB):
            yield from _folder(key, screen)
        elif key == PRINT:
            yield Group(key, (PrintPlan.heading,), (screen.heading,))
            yield Group(key, ("Return", "Print"), screen.buttons, in_order=True)
        elif key in known.screens:
            yield from _step(key, screen, known)
    for name, wizard in survey.wizards.items():
        own = known.wizards[name]
        titles = tuple(step.title for step in own if step.key in wizard.steps)
        shown = tuple(survey.screens[step.key].title for step in own if step.key in survey.screens)
        if len(titles) == len(shown):
            yield Group(f"{own[0].key}", titles, shown, in_order=True)


def _folder(key: str, screen: ScreenSurvey) -> Iterator[Group]:
    yield Group(key, (CaseProfile.heading,), (screen.heading,))
    yield Group(key, (Programs.name(), PlanTab.name()), screen.tabs)
    pressed = (*screen.buttons, *screen.links)
    columns = tuple(column for grid in screen.grids for column in grid.columns)
    actions = tuple(action for grid in screen.grids for action in grid.actions)
    if key == PROGRAMS:
        yield Group(key, (CREATE,), pressed)
        yield Group(key, SECTIONS, screen.sections)
        if columns:
            yield Group(key, ("Status", ACTIVITY, *_DATES), columns, in_order=True)
        return
    yield Group(key, (OAS_HEADING, IEP_HEADING), screen.sections, in_order=True)
    yield Group(key, (CREATE_ASSESSMENT, CREATE_PLAN), pressed)
    if len(screen.grids) > 1:
        yield Group(key, ("Program", "Date", "Status"), columns)
        yield Group(key, ("Edit", "Display/Print"), actions)


def _step(key: str, screen: ScreenSurvey, every: KnownScreens) -> Iterator[Group]:
    known = every.screens[key]
    steps = next((steps for name, steps in every.wizards.items() if key.startswith(f"{name}.")), None)
    if steps is None:
        return
    words = ("Cancel", *(() if key == steps[0].key else ("<< Back",)))
    words = (*words, "Finish" if key == steps[-1].key else "Next >>")
    yield Group(key, words, screen.buttons, in_order=len(words) == len(screen.buttons))
    if screen.rows is not None and known.add:
        yield Group(key, (known.add,), (screen.rows.add,), in_order=True)
        yield Group(key, ("Save",), screen.rows.buttons[:1], in_order=len(screen.rows.buttons) == 2)
        if screen.rows.actions:
            yield Group(key, ("Edit",), screen.rows.actions)
