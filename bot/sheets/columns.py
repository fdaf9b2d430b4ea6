"""Which sheets a workbook of plans has, and their columns, told from the forms.

Participants has one row each: every field that a participant has once, tab by tab, and the activity in the
common case that all codes of a participant share one date, office and grant. What a participant has several of
stands in sheets of its own, keyed by User ID.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.controls import CheckList, Control, DropDown, NumberBox, ReadOnly, TextArea, TextBox
from bot.forms import Form
from bot.pages.print_plan import PrintChoices
from bot.records.draft import noun
from bot.records.model import TABS, ActivityEntry, Participant, Plan

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
    """One sheet: `path` is where its rows go, `within` the sheet whose rows hold them (Objectives: Goals)."""

    name: str
    path: Path
    columns: tuple[Column, ...]
    form: type[Form] | None = None
    within: str | None = None

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
    yield from ((key, control) for key, control in form.controls.items() if not isinstance(control, ReadOnly))


def _is_needed(form: type[Form], key: str) -> bool:
    control = form.controls[key]
    return control.required and control.shown_if is None and form.model_fields[key].is_required()


def _columns(form: type[Form], path: Path, band: str) -> Iterator[Column]:
    for key, control in _fields(form):
        several = isinstance(control, CheckList)
        yield Column(control.label, path, key, control, form, band, _is_needed(form, key), several)


def _activity_columns() -> Iterator[Column]:
    """What every activity needs; the codes as a list. What only some have stands in the sheet Activities."""
    for column in _columns(ActivityEntry, ("activities",), "Activity"):
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


def _participants() -> Sheet:
    columns = [*_columns(Participant, ("participant",), Participant.screen_title), *_activity_columns()]
    for name, tab in TABS.items():
        if not tab.is_rows:
            columns += _columns(tab.form, ("assessment", name), tab.form.screen_title)
    columns += _columns(Plan, ("plan",), Plan.screen_title)
    columns += _columns(PrintChoices, ("print",), PrintChoices.screen_title)
    return Sheet("Participants", (), _told_apart(columns), Participant)


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


def _row_sheets(form: type[Form], path: Path, within: type[Form] | None = None) -> Iterator[Sheet]:
    """The sheet of a form's rows, and those of the rows that they hold themselves."""
    counted = form if form.rows else within
    own = (USER_ID, *([_number(counted)] if counted else []), *_columns(form, path, form.screen_title))
    yield Sheet(_sheet_name(form), path, own, form, _sheet_name(within) if within else None)
    for key, row in form.rows.items():
        yield from _row_sheets(row, (*path, key), form)


def _sheet_name(form: type[Form]) -> str:
    """The screen's name; a screen that is called like one of its rows gets an s."""
    return f"{form.screen_title}s" if form.__name__ == form.screen_title else form.screen_title


def _all_sheets() -> Iterator[Sheet]:
    yield _participants()
    yield from _row_sheets(ActivityEntry, ("activities",))
    for key, row in Plan.rows.items():
        yield from _row_sheets(row, ("plan", key))
    for name, tab in TABS.items():
        if tab.is_rows:
            yield from _row_sheets(tab.form, ("assessment", name))
        for key, row in tab.form.rows.items():
            yield from _row_sheets(row, ("assessment", name, key))
    yield _extra()


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


SHEETS = {sheet.name: sheet for sheet in _all_sheets()}
"""All sheets, by name, in the order of a workbook."""
PARTICIPANTS, EXTRA = SHEETS["Participants"], SHEETS["Extra"]
KEYS = Sheet("", (), (USER_ID,))
"""Of a sheet of others that has nothing of its own but the User ID, and columns that are numbered."""
INSTRUCTIONS, LISTS = "Instructions", "Lists"
"""Sheets of the template that hold no data."""


def sheet_of(name: str) -> Sheet | None:
    """The sheet of a name, whatever its case and spacing, singular or plural."""
    wanted = letters(name).removesuffix("s")
    return next((sheet for sheet in SHEETS.values() if letters(sheet.name).removesuffix("s") == wanted), None)


def is_for_people(name: str) -> bool:
    """Whether it is a sheet of the template that holds no data."""
    return letters(name) in {letters(INSTRUCTIONS), letters(LISTS)}
