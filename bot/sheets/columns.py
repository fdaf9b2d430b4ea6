"""Which sheets a workbook of plans has, and their columns, told from the forms.

Participants has one row each: every field that a participant has once, tab by tab, and the activity in the
common case that all codes of a participant share one date, office and grant. What a participant has several of
stands in sheets of its own, keyed by User ID.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from bot.controls import CheckList, Control, DropDown, NumberBox, ReadOnly, TextArea, TextBox
from bot.forms import Form
from bot.forms.site_forms import SiteForms
from bot.pages.print_plan import PrintChoices
from bot.records.draft import noun
from bot.records.model import ActivityEntry, Participant, Plan, tabs_of

Path = tuple[str, ...]
"""Where a part stands in a record: `("plan", "goals")`."""


@dataclass(frozen=True)
class Column:
    """One column: `heading` is unique in its sheet, `path` the part of the record it fills, `band` its group.

    `several`: one cell may hold a list. `needed`: no row can do without it.
    """

    heading: str
    path: Path
    key: str
    control: Control
    form: type[Form] | None
    band: str
    needed: bool
    several: bool = False

    @property
    def dotted(self) -> str:
        """`assessment.general.comments`: understood as a heading too."""
        return ".".join((*self.path, self.key))


@dataclass(frozen=True)
class Sheet:
    """One sheet: `path` is where its rows go, `holder` the sheet whose rows hold them (Objectives: Goals)."""

    name: str
    path: Path
    columns: tuple[Column, ...]
    form: type[Form] | None = None
    holder: Sheet | None = None

    @property
    def within(self) -> str | None:
        """The name of the sheet whose rows hold its rows."""
        return self.holder.name if self.holder else None

    @property
    def is_people(self) -> bool:
        """Whether it has a row a participant."""
        return self.form is Participant

    def column(self, heading: str) -> Column | None:
        """The column of a heading, whatever its case, spacing and marks; or of its place in a record."""
        wanted = letters(heading)
        for column in self.columns:
            if wanted in (letters(column.heading), letters(column.dotted)):
                return column
        return None


def letters(text: str) -> str:
    """Only the letters and digits of a heading: case, spaces, stars, colons and dashes do not count."""
    return re.sub(r"[\W_]+", "", text.casefold())


def _fields(form: type[Form]) -> Iterator[tuple[str, Control]]:
    told = (item for item in form.controls.items() if not (item[1].absent or isinstance(item[1], ReadOnly)))
    yield from told


def _is_needed(form: type[Form], key: str) -> bool:
    control = form.controls[key]
    return control.required and control.shown_if is None and form.model_fields[key].is_required()


def _columns(form: type[Form], path: Path, band: str) -> Iterator[Column]:
    for key, control in _fields(form):
        several = isinstance(control, CheckList)
        yield Column(control.label, path, key, control, form, band, _is_needed(form, key), several)


def _activity_columns(forms: SiteForms) -> Iterator[Column]:
    """What every activity needs; the codes as a list. What only some have stands in the sheet Activities."""
    for column in _columns(forms.of(ActivityEntry), ("activities",), "Activity"):
        if column.needed:
            is_code = column.key == "code"
            heading = f"{column.heading}s" if is_code else column.heading
            yield replace(column, heading=heading, several=is_code, needed=False)


def _told_apart(columns: list[Column]) -> tuple[Column, ...]:
    """Labels that several screens share get their screen's name in front, but for the participant's own."""
    count = Counter(letters(column.heading) for column in columns)
    return tuple(
        replace(column, heading=f"{column.band}: {column.heading}")
        if count[letters(column.heading)] > 1 and column.form is not Participant
        else column
        for column in columns
    )


def _participants(forms: SiteForms) -> Sheet:
    columns = [*_columns(Participant, ("participant",), Participant.screen_title), *_activity_columns(forms)]
    for name, tab in tabs_of(forms).items():
        if not tab.is_rows:
            columns += _columns(tab.form, ("assessment", name), tab.form.screen_title)
    columns += _columns(forms.of(Plan), ("plan",), Plan.screen_title)
    columns += _columns(forms.of(PrintChoices), ("print",), PrintChoices.screen_title)
    return Sheet(PEOPLE, (), _told_apart(columns), Participant)


USER_ID = Column(
    Participant.label("user_id"), (), "user_id", Participant.controls["user_id"], None, "Participant", needed=True
)


def _half(heading: str) -> Column:
    """A part of a participant's name that an office keeps in a column of its own."""
    control = Participant.controls["name"]
    return Column(heading, ("participant",), "name", control, Participant, "Participant", needed=True)


LAST_NAME, FIRST_NAME = _half("Last Name"), _half("First Name")
"""Together they are the column Name; no sheet of ours has them."""


def _number(form: type[Form]) -> Column:
    """The number that rows of another sheet name a row by."""
    heading = f"{noun(form).capitalize()} Number"
    return Column(heading, (), "number", NumberBox(heading), None, form.screen_title, needed=False)


def _row_sheets(form: type[Form], path: Path, holder: Sheet | None = None) -> Iterator[Sheet]:
    """The sheet of a form's rows, and those of the rows that they hold themselves."""
    counted = form if form.rows else holder.form if holder else None
    own = (USER_ID, *([_number(counted)] if counted else []), *_columns(form, path, form.screen_title))
    sheet = Sheet(_sheet_name(form), path, own, form, holder)
    yield sheet
    for key, row in form.rows.items():
        yield from _row_sheets(row, (*path, key), sheet)


def _sheet_name(form: type[Form]) -> str:
    """The screen's name; a screen that is called like one of its rows gets an s."""
    return f"{form.screen_title}s" if noun(form) == form.screen_title.casefold() else form.screen_title


def _all_sheets(forms: SiteForms) -> Iterator[Sheet]:
    yield _participants(forms)
    yield from _row_sheets(forms.of(ActivityEntry), ("activities",))
    for key, row in forms.of(Plan).rows.items():
        yield from _row_sheets(row, ("plan", key))
    for name, tab in tabs_of(forms).items():
        if tab.is_rows:
            yield from _row_sheets(tab.form, ("assessment", name))
        for key, row in tab.form.rows.items():
            yield from _row_sheets(row, ("assessment", name, key))
    yield EXTRA


def _extra() -> Sheet:
    """Answers to local questions; a list has a row for each of its answers, marked as a check list."""
    told = (
        ("screen", TextBox("Screen"), True),
        ("question", TextArea("Question"), True),
        ("answer", TextArea("Answer"), True),
        ("list", DropDown("Check List", options=("Yes", "No")), False),
    )
    own = (Column(c.label, ("extra",), key, c, None, "Extra", needed) for key, c, needed in told)
    return Sheet("Extra", ("extra",), (USER_ID, *own))


EXTRA = _extra()
PEOPLE = "Participants"
KEYS = Sheet("", (), (USER_ID,))
"""Of a sheet of others that has nothing of its own but the User ID, and columns that are numbered."""
INSTRUCTIONS, LISTS = "Instructions", "Lists"
"""Sheets of the template that hold no data."""
DIFFERENCES = "Differences"
"""What differs between the site and the records, and what was decided of it (see bot/decisions)."""


@dataclass(frozen=True)
class SheetSet:
    """The sheets of a workbook for one site, by name, in their order, and the forms they are made from."""

    forms: SiteForms
    by_name: Mapping[str, Sheet]

    @property
    def people(self) -> Sheet:
        """The sheet with a row a participant."""
        return self.by_name[PEOPLE]

    def named(self, name: str) -> Sheet | None:
        """The sheet of a name, whatever its case and spacing, singular or plural."""
        wanted = letters(name).removesuffix("s")
        return next((sheet for sheet in self if letters(sheet.name).removesuffix("s") == wanted), None)

    def __iter__(self) -> Iterator[Sheet]:
        return iter(self.by_name.values())


@cache
def sheets_of(forms: SiteForms) -> SheetSet:
    """The sheets of a site's workbooks."""
    return SheetSet(forms, {sheet.name: sheet for sheet in _all_sheets(forms)})


def is_for_people(name: str) -> bool:
    """Whether it is a sheet of the template, or of a copy, that holds no data of a record."""
    return letters(name) in {letters(INSTRUCTIONS), letters(LISTS), letters(DIFFERENCES)}
