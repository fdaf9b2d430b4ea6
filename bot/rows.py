"""Screens with a grid of rows: degrees, jobs, goals, objectives. A row is found by what it says, never by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from bot.agent.looks import Grid, Reading, Row
from bot.controls import BLANK, Raw, collapse, fold, said
from bot.converge import (
    Converger,
    Difference,
    as_text,
    differences,
    how_it_differs,
    specs,
    with_late_boxes,
    with_late_lists,
)
from bot.errors import AnotherPage, ControlMissing, Duplicate, Mismatch, Refused, Transient
from bot.forms import Form
from bot.questions import answer_questions
from bot.screen import Screen

R = TypeVar("R", bound=Form)
_NUMBER = re.compile(r"\d+")
Policy = Literal["stop", "new", "update", "verify"]
"""What to do with what stands there and differs: stop, update it, or (verifying) say so and touch nothing. With `new`
the boxes of a record that was never saved are updated, for they hold nobody's data; rows of its lists still stop."""


@dataclass(frozen=True)
class RowChange:
    """What was done about one row: `added`, `updated` or `unchanged`, with the labels that were set."""

    done: Literal["added", "updated", "unchanged"]
    labels: tuple[str, ...] = ()


class RowEditor(Generic[R]):
    """The rows of one grid on a screen.

    `add` is the text of the button that opens an empty row form. `under` is the heading above the grid where a screen
    has several (objectives). `prepare` completes a form with what only the open page can tell. `place` is what tells
    the rows of several grids of one screen apart in the journal (`goal 2, `).
    """

    def __init__(
        self,
        screen: Screen,
        form: type[R],
        add: str,
        *,
        under: str | None = None,
        prepare: Callable[[R, Reading], R] = lambda form, reading: form,
        place: str = "",
    ) -> None:
        self._part = self._place = place
        self._screen = screen
        self._site = screen.site
        self._form = form
        self._add = add
        self._under = under
        self._prepare = prepare
        # The screen's own boxes stand around the row form: claimed, they are not taken for questions of the area.
        self._claims = [{**spec, "key": f"screen:{spec['key']}"} for spec in screen.specs()]
        self._specs: list[dict[str, Any]] = specs(form, self._site.profile) + self._claims

    def ensure(self, wanted: Sequence[R], reading: Reading, policy: Policy) -> list[RowChange]:
        """Makes every wanted row stand on the site once, with the record's values. Other rows are left alone."""
        changes = []
        for number, row in enumerate(wanted, 1):
            self._part = f"{self._place}row {number}"
            try:
                change, reading = self._ensure(row, reading, policy)
            except (Mismatch, Duplicate, Refused) as error:
                raise error.at(screen=f"{self._screen.name()}, row {number}") from None
            changes.append(change)
        return changes

    def find(self, wanted: R, reading: Reading) -> list[Row]:
        """The grid's rows that say what names the wanted row; rows the grid shows cut short are opened to see."""
        verdicts = [(row, self._verdict(wanted, row)) for row in self._rows(reading)]
        sure = [row for row, verdict in verdicts if verdict == "same"]
        return sure + [row for row, verdict in verdicts if verdict == "unsure" and self._is_inside(wanted, row)]

    def _ensure(self, wanted: R, reading: Reading, policy: Policy) -> tuple[RowChange, Reading]:
        found = self.find(wanted, reading)
        if len(found) > 1:
            raise Duplicate(f"the site shows this row {len(found)} times: a person decides which one goes")
        if not found:
            if policy == "verify":
                raise Mismatch("the row does not stand on the site")
            return self._new(wanted)
        return self._existing(wanted, found[0], policy)

    def _new(self, wanted: R) -> tuple[RowChange, Reading]:
        self._site.press(self._add)
        labels = self._fill(wanted, self._open_form())
        reading = self._save()
        if not self._site.may_write:
            return RowChange("added", labels), reading
        # A browser that had to send the save again may have made two of it: that must not pass unnoticed (H7).
        found = self.find(wanted, reading)
        if not found:
            raise self._not_kept(wanted, reading)
        if len(found) > 1:
            raise Duplicate(f"after saving, the site shows this row {len(found)} times")
        return RowChange("added", labels), reading

    def _not_kept(self, wanted: R, reading: Reading) -> Mismatch:
        """The error for a saved row that is not found again: cut short where a row begins as the wanted one does."""
        names = {key: value for key, value in wanted.mentioned().items() if key in self._form.identity}
        for row in self._rows(reading):
            for key, value in names.items():
                control = self._form.controls[key]
                text, shown = as_text(control, value), self._cell(row, key) or ""
                if isinstance(text, str) and shown and len(shown) < len(text) and text.startswith(shown):
                    return Mismatch(f"after saving, {how_it_differs(text, shown)}", field=control.label)
        return Mismatch("after saving, the row does not stand in the list")

    def _existing(self, wanted: R, row: Row, policy: Policy) -> tuple[RowChange, Reading]:
        self._site.press_in_row(row, "Edit", alike=True)
        reading = self._open_form()
        wanted = self._prepare(wanted, reading)
        reading = with_late_lists(self._site, wanted, reading, self._specs)
        wrong = differences(wanted, reading, self._site.profile)
        if not wrong:
            return RowChange("unchanged"), self._cancel()
        refuse_to_change(wrong, policy)
        labels = self._fill(wanted, reading)
        return RowChange("updated", labels), self._save()

    def _fill(self, wanted: R, reading: Reading) -> tuple[str, ...]:
        reading, labels = Converger(self._site, self._prepare(wanted, reading), claims=self._claims).fill(reading)
        return labels + answer_questions(self._site, self._form, reading, self._specs)

    def _open_form(self) -> Reading:
        reading = self._site.read(self._specs, strangers=True)
        if not self._stands_open(reading) and any(not field.problem for field in reading.fields.values()):
            reading = with_late_boxes(self._site, self._form.identity, self._specs)
        if not self._stands_open(reading):
            for key in self._form.identity:
                if reading.fields[key].problem == "missing" and any(not f.problem for f in reading.fields.values()):
                    raise ControlMissing("the box was not found on the page", field=self._form.label(key))
            raise AnotherPage(f"the form for '{self._add}' did not open", screen=self._screen.name())
        return reading

    def _stands_open(self, reading: Reading) -> bool:
        return all(reading.fields[key].problem != "missing" for key in self._form.identity)

    def _save(self) -> Reading:
        """Saves the open row; a rehearsal leaves it unsaved."""
        if not self._site.may_write:
            return self._cancel()
        self._site.press("Save", writes=True, part=self._part)
        reading = self._site.read(self._specs, grids=True)
        if self._stands_open(reading):
            complaints = self._site.complaints(reading.look)
            refused = Refused(f"the site does not accept the row: {complaints or 'it gives no reason'}")
            if not complaints and isinstance(lost := self._site.behind(refused), Transient):
                raise lost  # no word of the site's: what became of it is found out by looking
            self._site.journal.refused()
            raise refused
        self._site.check_person()
        reading = self._still_here(reading)
        self._site.answered()
        return reading

    def _cancel(self) -> Reading:
        self._site.press("Cancel", beside="Save", act="leave")
        return self._still_here(self._site.read(grids=True, act="leave"))

    def _still_here(self, reading: Reading) -> Reading:
        if not self._screen.is_here(reading.look):
            raise AnotherPage("another page came up after a row form", screen=self._screen.name())
        return reading

    def _rows(self, reading: Reading) -> list[Row]:
        """The rows of the grids with a column that names rows; of a site that words these otherwise, all that can be
        edited: whoever asks then looks into them."""
        labels = {fold(name) for key in self._form.identity for name in self._columns(key)}
        grids = [grid for grid in reading.grids if self._under is None or _stands_under(grid, self._under)]
        ours = [row for grid in grids if labels & {fold(header) for header in grid.headers} for row in grid.rows]
        return ours or [row for grid in grids for row in grid.rows if self._can_be_edited(row)]

    def _can_be_edited(self, row: Row) -> bool:
        edit = fold(self._site.profile.word("Edit"))
        if row.alike[1] > 1:  # the links of one among rows that look the same are not asked for
            return any(edit in fold(text) for text in row.cells)
        return any(fold(text) == edit for text in self._site.agent.links_in_row(row))

    def _verdict(self, wanted: R, row: Row) -> Literal["same", "other", "unsure"]:
        sure = True
        for key in self._form.identity:
            value = getattr(wanted, key)
            control = self._form.controls[key]
            shown = self._cell(row, key)
            text = "" if value in (None, BLANK) else self._in_site_words(key, control.show(value))
            text = collapse(text if isinstance(text, str) else ", ".join(text))
            if shown is None or is_cut(shown, text):
                sure = False
            elif fold(shown) != fold(text):
                if said(shown, text) is None:
                    return "other"
                sure = False  # it stands among other texts: only the open row tells
        return "same" if sure else "unsure"

    def _columns(self, key: str) -> tuple[str, str]:
        """What a field's column may be headed: the label it has on this site, or the one we know."""
        own = self._form.label(key)
        return self._site.profile.labels.get(f"{self._form.key}.{key}", own), own

    def _cell(self, row: Row, key: str) -> str | None:
        return next((text for name in self._columns(key) if (text := row.cell(name)) is not None), None)

    def _in_site_words(self, key: str, text: Raw) -> Raw:
        """A value as the grid shows it: with the site's word for an option."""
        aliases = self._site.profile.options.get(f"{self._form.key}.{key}", {})
        return aliases.get(text, text) if isinstance(text, str) else [aliases.get(word, word) for word in text]

    def _is_inside(self, wanted: R, row: Row) -> bool:
        self._site.press_in_row(row, "Edit", alike=True)
        reading = self._open_form()
        wrong = {difference.key for difference in differences(wanted, reading, self._site.profile)}
        self._cancel()
        return not wrong & set(self._form.identity)


def _stands_under(grid: Grid, heading: str) -> bool:
    """Whether the nearest text before a list that says this, whatever the number in it, says this number."""
    wanted, sort = fold(heading), _NUMBER.sub("#", fold(heading))
    texts = map(fold, (grid.heading, *grid.before))
    return next((text for text in texts if _NUMBER.sub("#", text) == sort), "") == wanted


def is_cut(shown: str, text: str) -> bool:
    """Whether a grid's cell is the beginning of a longer text (`employment in the health ca...`)."""
    for dots in ("...", "…"):
        if shown.endswith(dots):
            return fold(text).startswith(fold(shown.removesuffix(dots)))
    return False


def refuse_to_change(wrong: Sequence[Difference], policy: Policy) -> None:
    """Raises Mismatch where what stands on the site may not be overwritten; an empty box may always be filled."""
    standing = wrong if policy == "verify" else [d for d in wrong if d.kind == "differs"]
    if standing and policy != "update":
        if policy == "verify":
            words = f"the site does not hold what the record says: {'; '.join(map(str, standing))}"
        else:
            words = f"the site holds something else: {'; '.join(difference.label for difference in standing)}"
        raise Mismatch(words, field=standing[0].label)
