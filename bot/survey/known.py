"""The screens the program knows, as data: what it needs of each, for matching a survey against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.config import Profile
from bot.controls import CheckList, Control, DropDown, LookUp
from bot.forms import Form
from bot.forms.site_forms import SiteForms
from bot.pages.activity import ClosureStep, GeneralStep, ProviderStep
from bot.pages.assessment import tabs_of
from bot.pages.find_person import AssistIndividual
from bot.pages.plan_goals import GoalsStep
from bot.pages.plan_objectives import ObjectivesStep, PlacedObjective
from bot.pages.plan_plan import PlanStep
from bot.pages.plan_services import ServicesStep
from bot.pages.plan_tab import PlanTab
from bot.pages.print_plan import PrintPlan
from bot.pages.programs import Programs
from bot.screen import FormScreen, NoForm, Screen
from bot.survey.clean import words_of

ASSIST, PROGRAMS, PLAN_TAB, PRINT = "assist.search", "programs", "plan_tab", "print"


@dataclass(frozen=True)
class KnownScreen:
    """A screen of the program's own: its form, and the form and button of its rows, where it has them."""

    key: str
    kind: type[Screen]
    form: type[Form] | None = None
    row: type[Form] | None = None
    add: str = ""

    @property
    def title(self) -> str:
        return self.kind.name()


@dataclass(frozen=True)
class Need:
    """One box the program works with, as the profile has it corrected."""

    screen: str
    title: str
    """The screen's name for people."""
    key: str
    """The field's key."""
    form: str
    """The key of its form, as the profile's corrections name it: `assessment.employment.history`."""
    row: bool
    """Whether it stands in the form of a row."""
    label: str
    control: Control
    names: tuple[str, ...]
    locator: str | None
    aliases: tuple[tuple[str, str], ...]
    link: str
    """The text of the link that opens its window, in the site's wording; empty where it has none."""
    fields: tuple[str, ...]
    """The keys of all fields of its form, in the order of the screen."""

    @property
    def place(self) -> str:
        """How a profile names it: `plan.goals.type`."""
        return f"{self.form}.{self.key}"

    @property
    def kind(self) -> str:
        return self.control.kind

    @property
    def options(self) -> tuple[str, ...]:
        """The words the program may ask for, in the site's wording; none where each area has its own (open lists)."""
        aliases = dict(self.aliases)
        return tuple(aliases.get(word, word) for word in own_options(self.control))


def own_options(control: Control) -> tuple[str, ...]:
    """The fixed words of a list, as records write them."""
    fixed = isinstance(control, DropDown | CheckList) and not control.is_open
    return control.options if fixed and isinstance(control, DropDown | CheckList) else ()


@dataclass(frozen=True)
class KnownScreens:
    """All screens that the program knows on a site: by key, and the steps of each wizard in their order."""

    screens: Mapping[str, KnownScreen]
    wizards: Mapping[str, tuple[KnownScreen, ...]]


@cache
def known_of(forms: SiteForms) -> KnownScreens:
    """The screens that the program knows on a site, its tabs as the form map has them."""
    wizards = {
        "activity": _wizard(
            forms, activity__general=GeneralStep, activity__provider=ProviderStep, activity__closure=ClosureStep
        ),
        "assessment": tuple(_known(forms, f"assessment.{key}", tab) for key, tab in tabs_of(forms).items()),
        "plan": _wizard(
            forms,
            plan__plan=PlanStep,
            plan__goals=GoalsStep,
            plan__objectives=ObjectivesStep,
            plan__services=ServicesStep,
        ),
    }
    beside = (
        _known(forms, ASSIST, AssistIndividual),
        KnownScreen(PROGRAMS, Programs),
        KnownScreen(PLAN_TAB, PlanTab),
        _known(forms, PRINT, PrintPlan),
    )
    every = (*beside, *(step for steps in wizards.values() for step in steps))
    return KnownScreens({screen.key: screen for screen in every}, wizards)


def _known(forms: SiteForms, key: str, kind: type[Screen]) -> KnownScreen:
    """A known screen of a page object's own declarations, as the site has it."""
    if kind is ObjectivesStep:
        return KnownScreen(key, kind, None, forms.of(PlacedObjective), "Add a New Objective")
    if not issubclass(kind, FormScreen):
        return KnownScreen(key, kind)
    form: type[Form] | None = None if kind.declared is NoForm else forms.of(kind.declared)
    rows = kind.declared_rows
    return KnownScreen(key, kind, form) if rows is None else KnownScreen(key, kind, form, forms.of(rows.form), rows.add)


def _wizard(forms: SiteForms, **steps: type[Screen]) -> tuple[KnownScreen, ...]:
    return tuple(_known(forms, key.replace("__", "."), kind) for key, kind in steps.items())


def needs(profile: Profile, screens: Sequence[str] | None = None) -> tuple[Need, ...]:
    """All boxes the program works with on a site, or those of some screens; what the profile calls absent is not."""
    every = known_of(profile.forms).screens
    chosen = every if screens is None else {key: every[key] for key in screens if key in every}
    found: list[Need] = []
    for known in chosen.values():
        for form, row in ((known.form, False), (known.row, True)):
            if form is not None:
                found += [_need(known, form, key, row, profile) for key in form.controls]
    return tuple(need for need in found if not need.control.absent)


def _need(known: KnownScreen, form: type[Form], key: str, row: bool, profile: Profile) -> Need:
    control: Any = form.controls[key]
    return Need(
        screen=known.key,
        title=known.title,
        key=key,
        form=form.key,
        row=row,
        label=control.label,
        control=control,
        names=tuple(control.endings(key)),
        locator=control.locator,
        aliases=control.words,
        link=profile.word(link_of(control)),
        fields=tuple(form.controls),
    )


def vocabulary(profile: Profile) -> frozenset[str]:
    """All words of the program's own titles, labels and lists, and of the profile's corrections of them."""
    every = needs(profile)
    texts = [screen.title for screen in known_of(profile.forms).screens.values()]
    texts += [text for need in every for text in (need.label, need.control.label, *own_options(need.control))]
    texts += [alias for need in every for alias in need.options]
    form_map = profile.forms.map
    texts += [*form_map.words.values(), *(text for screen in form_map.screens.values() for text in screen.questions)]
    return frozenset(word for text in texts for word in words_of(text))


def link_of(control: Control) -> str:
    """The text of the link that opens a look-up's window, as the program knows it."""
    return control.link if isinstance(control, LookUp) else ""
