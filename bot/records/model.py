"""A participant's record, complete and checked.

Where a part of a record is exactly a screen of the site, it is that screen's form. Where a record says a
thing once that the site asks for on several screens (an activity, the head of a plan), an entry form
borrows those screens' controls, and its methods give the forms to enter. No object here shows a value in
its repr.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from bot.controls import BLANK, CheckList, DateBox, DropDown, Opt, Raw, TextBox, Unreadable
from bot.forms import Form
from bot.forms.site_forms import ASSESSMENT, DECLARED, SiteForms
from bot.pages.activity import ActivityClosure, ActivityGeneral, ActivityProvider
from bot.pages.assessment_general import AssessmentGeneral
from bot.pages.plan_goals import Goal
from bot.pages.plan_objectives import PlacedObjective
from bot.pages.plan_plan import PlanPlan
from bot.pages.print_plan import PrintChoices
from bot.records.places import Place, words_of

F = TypeVar("F", bound=Form)
Program = Literal["adult", "dislocated_worker", "youth"]

CUSTOMER_GROUP: dict[str, str] = {
    "adult": "Adult",
    "dislocated_worker": "Dislocated Worker",
    "youth": "Youth",
}
"""The site's customer program group for a record's program (inferred)."""
ASSESSMENT_CODE: dict[str, str] = {"adult": "203", "dislocated_worker": "203", "youth": "412"}
"""The activity that stands for an objective assessment (R3, documented)."""
PLAN_CODE: dict[str, str] = {"adult": "205", "dislocated_worker": "205", "youth": "413"}
"""The activity that stands for a plan (R3, documented)."""


@dataclass(frozen=True)
class NumberText(TextBox):
    """A number the site gave: only digits, kept as they are written, leading zeros and all."""

    example: ClassVar[str] = "digits"

    def parse(self, raw: Raw) -> str:
        text = super().parse(raw)
        if not (text.isascii() and text.isdigit()):
            raise Unreadable("is not a number of digits only", text)
        return text


@dataclass(frozen=True)
class FullName(TextBox):
    """A name as the site shows it; a space after the comma does not matter."""

    example: ClassVar[str] = "Last, First"

    def parse(self, raw: Raw) -> str:
        last, comma, first = (part.strip() for part in super().parse(raw).partition(","))
        if not (last and comma and first):
            raise Unreadable("is not a name such as Last, First", str(raw).strip())
        return f"{last}, {first}"


@dataclass(frozen=True)
class ProgramChoice(DropDown):
    """A participant's program; `Dislocated Worker` is understood too."""

    def parse(self, raw: Raw) -> str:
        return super().parse(raw.strip().replace(" ", "_") if isinstance(raw, str) else raw)


@dataclass(frozen=True)
class CodeList(CheckList):
    """Activity codes; what stands behind ` - ` is taken for the activity's name and left out."""

    example: ClassVar[str] = "a list of codes such as 205"

    def parse(self, raw: Raw) -> tuple[str, ...]:
        texts = [raw] if isinstance(raw, str) else raw
        return super().parse([text.split(" - ")[0] for text in texts])


class Participant(Form):
    """Who the record is about. A person on the site who differs in any of it is not touched."""

    key = "participant"
    screen_title = "Participant"

    user_id: Annotated[str, NumberText("User ID", required=True, maxlength=20)]
    name: Annotated[str, FullName("Name", required=True)]
    program: Annotated[Program, ProgramChoice("Program", required=True, options=tuple(CUSTOMER_GROUP))]
    app_id: Annotated[str, NumberText("Application ID", required=True, maxlength=20)]

    @property
    def customer_group(self) -> str:
        """Adult, Dislocated Worker or Youth, as the site says it."""
        return CUSTOMER_GROUP[self.program]


class ActivityEntry(Form):
    """One activity, as a record writes it: `date` is all four of its dates (R2, seed)."""

    key = "activities"
    screen_title = "Activities"
    noun = "activity"
    identity = ("code", "date")
    screens = (ActivityGeneral, ActivityProvider, ActivityClosure)

    code: Annotated[str, ActivityGeneral.controls["code"]]
    date: Annotated[datetime.date, DateBox("Date", required=True)]
    region: Annotated[str, ActivityGeneral.controls["region"]]
    office: Annotated[str, ActivityGeneral.controls["office"]]
    grant: Annotated[str, ActivityGeneral.controls["grant"]]
    comments: Annotated[Opt[str], ActivityGeneral.controls["comments"]] = None
    provider: Annotated[Opt[str], ActivityProvider.controls["provider"]] = None
    completion_code: Annotated[str, ActivityClosure.controls["completion_code"]] = "Successful Completion"

    def general_form(self, record: Record) -> ActivityGeneral:
        """Step 1 of the wizard."""
        return self._step(
            ActivityGeneral,
            app_id=record.participant.app_id,
            customer_group=record.participant.customer_group,
            projected_begin=self.date,
            actual_begin=self.date,
            projected_end=self.date,
        )

    def provider_form(self) -> ActivityProvider | None:
        """Step 2 of the wizard; None when the record says nothing about a provider."""
        form = self._step(ActivityProvider)
        return form if form.mentioned() else None

    def closure_form(self) -> ActivityClosure:
        """Step 3 of the wizard."""
        return self._step(ActivityClosure, actual_end=self.date)

    def _step(self, declared: type[F], **known: Any) -> F:
        """A step's form as the site has it: what is `known`, and this entry's own fields of that screen."""
        form = self.on_site(declared)
        own = {key: getattr(self, key) for key in form.controls if key in self.controls}
        return form(**{key: value for key, value in {**own, **known}.items() if not form.controls[key].absent})


@dataclass(frozen=True)
class Assessment:
    """The Objective Assessment Summary. `tabs` are the forms of the tabs that the site's form map declares, by key; a
    tab that is only a grid of rows is a tuple of them, or missing when the record does not mention it."""

    general: AssessmentGeneral
    tabs: Mapping[str, Form | tuple[Form, ...]] = field(default_factory=dict)

    def tab(self, key: str) -> Any:
        """What the record has for a tab; None when it does not mention it."""
        return self.general if key == "general" else self.tabs.get(key)


@dataclass(frozen=True)
class Tab:
    """One tab of an assessment: its form, and whether it is a grid of rows."""

    form: type[Form]
    is_rows: bool


@cache
def tabs_of(forms: SiteForms) -> Mapping[str, Tab]:
    """The tabs of a site's assessment, by key, in the site's order."""
    tabs = {}
    for key in forms.tabs:
        if key == "general":
            tabs[key] = Tab(forms.of(AssessmentGeneral), is_rows=False)
        else:
            rows = forms.rows(f"{ASSESSMENT}{key}")
            tabs[key] = Tab(forms.form(f"{ASSESSMENT}{key}"), is_rows=rows is not None and rows.key is None)
    return MappingProxyType(tabs)


@cache
def screens_of(forms: SiteForms) -> Mapping[str, type[Form]]:
    """The forms of all screens of a site that take data, by key: those a record's `extra` may answer questions of."""
    queue: list[type[Form]] = [forms.of(form) for form in (ActivityGeneral, ActivityProvider, ActivityClosure)]
    queue += [tab.form for tab in tabs_of(forms).values()]
    queue += [forms.of(form) for form in (PlanPlan, Goal, PrintChoices)]
    screens: dict[str, type[Form]] = {}
    while queue:
        form = queue.pop(0)
        screens[form.key] = form
        queue[:0] = form.rows.values()
    return MappingProxyType(screens)


def check_forms(forms: SiteForms) -> SiteForms:
    """The forms, every one of them made. Raises MapError for what a map says that can't be, of any screen."""
    strays = [key for key in forms.map.screens if key not in DECLARED and not key.startswith(ASSESSMENT)]
    if strays:
        words = f"there is no such screen; there are: {', '.join(DECLARED)}"
        raise forms.map.mistakes([(("screens", key), words) for key in strays])
    screens_of(forms)
    for form in (ActivityEntry, Plan, PlacedObjective):
        forms.of(form)
    return forms


class Plan(PlanPlan):
    """The Individual Employment Plan as a record writes it: the first step's fields, goals, services."""

    screens = (PlanPlan,)

    goals: tuple[Goal, ...] | None = None
    services: Annotated[Opt[tuple[str, ...]], CodeList("Services", is_open=True)] = None

    def plan_form(self) -> PlanPlan:
        """Step 1 of the wizard."""
        form = self.on_site(PlanPlan)
        return form(**{key: getattr(self, key) for key in form.model_fields})


class Answers(dict[str, Raw]):
    """Answers to a screen's local questions, by label; its repr shows none."""

    def __repr__(self) -> str:
        return f"<{len(self)} answers>"


@dataclass(frozen=True)
class Source:
    """Where a record was written: its file and the place in it."""

    file: str
    line: Place
    rows: Mapping[str, str] = field(default_factory=dict)
    """The places of its rows in words, by the key of their form and their number: `plan.objectives 2.1`."""

    def __str__(self) -> str:
        return f"{self.file} {words_of(self.line)}"

    def row(self, form: str, number: str) -> str:
        """Where a row was written; that of the record where no more is known."""
        words = self.rows.get(f"{form} {number}")
        return str(self) if words is None else f"{self.file} {words}"


@dataclass(frozen=True, repr=False)
class Record:
    """Everything to be entered for one participant. Equal records say the same, wherever they stand."""

    participant: Participant
    activities: tuple[ActivityEntry, ...]
    assessment: Assessment | None
    plan: Plan | None
    print: PrintChoices
    extra: dict[str, Answers]
    source: Source = field(compare=False)

    def __repr__(self) -> str:
        return f"<Record of {self.user_id}>"

    @property
    def user_id(self) -> str:
        """The participant's User ID, the one identifier that may be shown."""
        return self.participant.user_id

    @property
    def plan_code(self) -> str:
        """205, or 413 for youth."""
        return PLAN_CODE[self.participant.program]

    @property
    def services(self) -> tuple[str, ...]:
        """The activity codes that stand in the plan; those of the record unless the plan says others."""
        chosen = self.plan.services if self.plan else None
        if chosen is None or chosen is BLANK:
            return tuple(dict.fromkeys(activity.code for activity in self.activities))
        return chosen

    def answers(self, screen: str) -> Answers:
        """The answers to local questions of a screen; none for most."""
        return self.extra.get(screen, Answers())

    def forms(self) -> Iterator[Form]:
        """All forms of the record as it was written, rows after the form that holds them."""
        yield self.participant
        yield from self.activities
        if self.assessment:
            yield self.assessment.general
            for part in self.assessment.tabs.values():
                yield from _walk(part)
        yield from _walk(self.plan)
        yield self.print


def _walk(part: Any) -> Iterator[Form]:
    if isinstance(part, tuple):
        for row in part:
            yield from _walk(row)
    elif isinstance(part, Form):
        yield part
        for key in part.rows:
            yield from _walk(getattr(part, key))
