"""The rows of one grid: each of a record's stands there once, found by what it says, never by its place.

A row of the record that is not there is added only where no row of the site can be the same reworded (decision 31).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from bot.agent.looks import Grid, Reading, Row
from bot.controls import BLANK, Raw, collapse, fold, said, shown_day
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
from bot.row_memory import KnownRow, how_to_add, numbered_rows, saved_and_not_shown, says_another
from bot.rows.alike import are_alike
from bot.rows.listing import Listing
from bot.screen import Screen

R = TypeVar("R", bound=Form)
_NUMBER = re.compile(r"\d+")
Policy = Literal["stop", "new", "update", "verify"]
"""What to do with what stands there and differs: stop, update it, or (verifying) say so and touch nothing. With `new`
the boxes of a record that was never saved are updated, for they hold nobody's data; rows of its lists still stop."""
Adding = Literal["free", "told", "needs_activity"]
"""What adding a row is: part of what is being entered; a change of what stood there before, to be told; or a change of
a plan without the new activity that it needs (R9), allowed only where the plan may have been left half-entered."""

R9 = (
    "R9: this would be added to a plan that stood there before, and every edit of a plan needs a new 205 (Youth: 413),"
    " which the record does not have"
)


@dataclass(frozen=True)
class RowChange:
    """What was done about one row: `added`, `updated` or `unchanged`, with the labels that were set."""

    done: Literal["added", "updated", "unchanged"]
    labels: tuple[str, ...] = ()
    to_standing: bool = False
    """Whether it was added to a record that stood there before."""

    def __str__(self) -> str:
        return f"{self.done} to what stood there before" if self.to_standing else self.done


class RowEditor(Generic[R]):
    """The rows of one grid on a screen.

    `add` is the text of the button that opens an empty row form. `under` is the heading above the grid where a screen
    has several (objectives). `prepare` completes a form with what only the open page can tell. `place` is what tells
    the rows of several grids of one screen apart in the journal (`goal 2, `); `within` is the number of the
    record's row that holds these (`2.`). `listing` is the list's name in the memory of rows; without one nothing is
    remembered.
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
        within: str = "",
        listing: str = "",
    ) -> None:
        self._part = self._place = place
        self._within = within
        self._screen = screen
        self._site = screen.site
        self._form = form
        self._add = add
        self._under = under
        self._prepare = prepare
        # The screen's own boxes stand around the row form: claimed, they are not taken for questions of the area.
        self._claims = [{**spec, "key": f"screen:{spec['key']}"} for spec in screen.specs()]
        self._specs: list[dict[str, Any]] = specs(form, self._site.profile) + self._claims
        self._listing = Listing(self._site.journal, listing, add.removeprefix("Add a New "))
        self._wanted: Sequence[R] = ()
        self._adding: Adding = "free"
        self._handled: set[_Place] = set()
        """The rows of the site that stand for rows of the record."""
        self._opened: dict[_Place, Reading] = {}
        """The forms of rows that were opened to see what names them, as long as nothing is saved."""

    def ensure(self, wanted: Sequence[R], reading: Reading, policy: Policy, adding: Adding = "free") -> list[RowChange]:
        """Makes every wanted row stand on the site once, with the record's values. Other rows are left alone; of those
        that came from the record and are no longer in it, it is told."""
        self._wanted, self._adding, self._handled = wanted, adding, set()
        self._listing.open()
        changes = []
        try:
            for number, row in enumerate(wanted, 1):
                self._part = f"{self._place}row {number}"
                try:
                    change, reading = self._ensure(row, number, reading, policy)
                except (Mismatch, Duplicate, Refused) as error:
                    raise error.at(screen=f"{self._screen.name()}, row {number}") from None
                changes.append(change)
            if policy != "verify":
                self._tell_gone(reading)
        finally:
            if self._site.may_write and policy != "verify":
                self._listing.keep()
        return changes

    def find(self, wanted: R, reading: Reading) -> list[Row]:
        """The grid's rows that say what names the wanted row; rows the grid shows cut short are opened to see."""
        verdicts = [(row, self._verdict(wanted, row)) for row in self._rows(reading)]
        sure = [row for row, verdict in verdicts if verdict == "same"]
        return sure + [row for row, verdict in verdicts if verdict == "unsure" and self._is_inside(wanted, row)]

    def _ensure(self, wanted: R, number: int, reading: Reading, policy: Policy) -> tuple[RowChange, Reading]:
        found = self.find(wanted, reading)
        if len(found) > 1:
            raise Duplicate(f"the site shows this row {len(found)} times: a person decides which one goes")
        if found:
            return self._existing(wanted, number, found[0], policy)
        if policy == "verify":
            raise Mismatch("the row does not stand on the site")
        self._check_saved(wanted, number, reading)
        former = self._former(wanted, number, reading)
        if former is None:
            return self._new(wanted, number)
        known, row = former
        change, reading = self._existing(wanted, number, row, policy, is_corrected=True)
        self._listing.forget(known)
        return change, reading

    def _new(self, wanted: R, number: int) -> tuple[RowChange, Reading]:
        self._site.press(self._add)
        labels = self._fill(wanted, self._open_form())
        reading = self._save()
        change = RowChange("added", labels, to_standing=self._adding != "free")
        if self._site.may_write:
            if self._site.saves_at == "next":  # else it is gone again when the wizard is left before Finish
                self._listing.note_saved(number, self._names(wanted))
            row, reading = self._saved(wanted, reading)
            self._note(wanted, number, row)
        return change, reading

    def _check_saved(self, wanted: R, number: int, reading: Reading) -> None:
        """Raises Mismatch for a row that the list does not show, though a save of it was answered in an earlier run: it
        is never saved again by itself."""
        reworded = self._listing.unseen(number, map(self._names, self._wanted))
        if not reworded and not self._listing.was_saved(self._names(wanted)):
            return
        beside = len(self._free(wanted, reading))
        if not says_another(self._site.extra.get(self._form.key, {}), beside):
            here = self._site.record_at(self._form.key, f"{self._within}{number}")
            what = f"{here}: this row{', worded otherwise,' * reworded}"
            raise Mismatch(saved_and_not_shown(what, how_to_add(self._form.key, beside)))

    def _saved(self, wanted: R, reading: Reading) -> tuple[Row, Reading]:
        """The row that was saved; it may come some time after its page. A browser that had to send the save again may
        have made two of it: that must not pass unnoticed (H7)."""
        found = self.find(wanted, reading)
        if not found:
            reading = self._site.agent.until(
                lambda: self._site.read(self._specs, grids=True), lambda seen: bool(self.find(wanted, seen))
            )
            found = self.find(wanted, reading)
        if not found:
            raise self._not_kept(wanted, reading)
        if len(found) > 1:
            raise Duplicate(f"after saving, the site shows this row {len(found)} times")
        return found[0], reading

    def _not_kept(self, wanted: R, reading: Reading) -> Mismatch:
        """The error for a saved row that is not found again: cut short where a row begins as the wanted one does."""
        names = {key: value for key, value in wanted.mentioned().items() if key in self._form.identity}
        for row in self._rows(reading):
            for key, value in names.items():
                control = self._form.controls[key]
                text, shown = as_text(control, value), self._cell(row, key) or ""
                if isinstance(text, str) and shown and len(shown) < len(text) and text.startswith(shown):
                    return Mismatch(f"after saving, {how_it_differs(text, shown)}", field=control.label)
        return Mismatch(
            "after saving, the row does not stand in the list: it is not saved again by itself; look whether it stands"
            " there in other words"
        )

    def _existing(
        self, wanted: R, number: int, row: Row, policy: Policy, *, is_corrected: bool = False
    ) -> tuple[RowChange, Reading]:
        self._site.press_in_row(row, "Edit", alike=True)
        reading = self._open_form()
        wanted = self._prepare(wanted, reading)
        reading = with_late_lists(self._site, wanted, reading, self._specs)
        wrong = differences(wanted, reading, self._site.profile)
        if not wrong:
            self._note(wanted, number, row)
            return RowChange("unchanged"), self._cancel()
        refuse_to_change(wrong, policy, since="the record's row was changed since it was entered: " * is_corrected)
        labels = self._fill(wanted, reading)
        reading = self._save()
        if self._site.may_write:
            is_named_otherwise = is_corrected or None in self._shown(row)  # then all of it is what names it
            if is_named_otherwise:
                row, reading = self._saved(wanted, reading)
            self._note(wanted, number, row)
        return RowChange("updated", labels), reading

    def _note(self, wanted: R, number: int, row: Row) -> None:
        """A row of the site stands for a row of the record now."""
        self._handled.add(_place_of(row))
        self._listing.note(number, self._names(wanted), row, self._shown(row))

    def _former(self, wanted: R, number: int, reading: Reading) -> tuple[KnownRow, Row] | None:
        """The site's row that a row of the record became before it was corrected, and what is remembered of it; None
        where it is a new one.

        Raises Mismatch where a person has to say which: likeness alone changes no row, and adds none beside one.
        """
        free = self._free(wanted, reading)
        like = [row for row in free if self._is_like(wanted, row)]
        own = self._own(free)
        former = [(known, row) for known, row in own if row in like]
        former = [(known, row) for known, row in former if known.place == number] or former
        if len(former) == 1:
            return former[0]
        doubtful = like or [row for known, row in own if known.place == number]
        if doubtful and not says_another(self._site.extra.get(self._form.key, {}), len(free)):
            raise self._maybe_reworded(number, doubtful, [row for _, row in own], len(free), reading)
        if self._adding == "needs_activity" and (free or self._listing.is_known):
            raise Mismatch(R9)
        return None

    def _maybe_reworded(
        self, number: int, rows: Sequence[Row], own: Sequence[Row], beside: int, reading: Reading
    ) -> Mismatch:
        """The error for a new row of the record that may be one of these rows of the site."""
        places = [place for place, row in enumerate(self._rows(reading), 1) if row in rows]
        is_ours = rows[0] in own
        came = "which came from this record and is not in it any more" if is_ours else "which is not in the record"
        here = self._site.record_at(self._form.key, f"{self._within}{number}")
        return Mismatch(
            f"{here}: this row is not in the site's list, and {numbered_rows(places)} of that list, {came}, may be the"
            " same, worded otherwise: nothing was added. If it is the same, put it right on the site, or in the record;"
            f" if it is another one, {how_to_add(self._form.key, beside)}"
        )

    def _free(self, wanted: R, reading: Reading) -> list[Row]:
        """The rows of the site that no row of the record names."""
        others = [other for other in self._wanted if other is not wanted]
        return [
            row
            for row in self._rows(reading)
            if _place_of(row) not in self._handled and not any(self._names_it(other, row) for other in others)
        ]

    def _names_it(self, wanted: R, row: Row) -> bool:
        verdict = self._verdict(wanted, row)
        return verdict == "same" or (verdict == "unsure" and self._is_inside(wanted, row))

    def _own(self, rows: Sequence[Row]) -> list[tuple[KnownRow, Row]]:
        """Those of the rows that came from rows which the record does not have any more."""
        shown = [self._shown(row) for row in rows]
        found = []
        for known in self._listing.gone(map(self._names, self._wanted)):
            place = self._listing.standing(known, rows, shown)
            if place is not None:
                found.append((known, rows[place]))
        return found

    def _is_like(self, wanted: R, row: Row) -> bool:
        """Whether a row of the site may be a row of the record, worded otherwise. One whose list does not show what
        names it is opened to see."""
        names, shown = self._names(wanted), self._shown(row)
        if None not in shown:
            return are_alike(shown, names)
        wrong = self._wrong_inside(wanted, row)
        fields = self._opened[_place_of(row)].fields
        inside = [
            ours if key not in wrong else as_line(fields[key].raw)
            for key, ours in zip(self._form.identity, names, strict=True)
        ]
        return are_alike(inside, names)

    def _tell_gone(self, reading: Reading) -> None:
        rows = self._rows(reading)
        standing = [row for row in rows if _place_of(row) not in self._handled]
        own = self._own(standing)
        for known in self._listing.gone(map(self._names, self._wanted)):
            row = next((row for other, row in own if other == known), None)
            if row is None:
                self._listing.forget(known)
            else:
                self._site.tell(
                    f"{self._screen.name()}: row {rows.index(row) + 1} of the site's list{self._in_place()} came from"
                    " this record, which does not have it any more: it was left as it is"
                )

    def _in_place(self) -> str:
        return f" of {place}" if (place := self._place.strip(", ")) else ""

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
        self._opened.clear()
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
        for key, text, shown in zip(self._form.identity, self._names(wanted), self._shown(row), strict=True):
            says = _says(shown, text, is_date=self._form.controls[key].kind == "date")
            if says == "other":
                return "other"
            sure = sure and says == "same"
        return "same" if sure else "unsure"

    def _names(self, wanted: R) -> list[str]:
        """What names a row of the record, as the site's list would show it."""
        names = []
        for key in self._form.identity:
            value = getattr(wanted, key)
            text = "" if value in (None, BLANK) else self._in_site_words(key, self._form.controls[key].show(value))
            names.append(as_line(text))
        return names

    def _shown(self, row: Row) -> list[str | None]:
        """What names a row of the site's list; None where it has no such column."""
        return [self._cell(row, key) for key in self._form.identity]

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
        return not self._wrong_inside(wanted, row)

    def _wrong_inside(self, wanted: R, row: Row) -> set[str]:
        """Which of the fields that name a wanted row say something else in this one, which is opened to see."""
        if _place_of(row) not in self._opened:
            self._site.press_in_row(row, "Edit", alike=True)
            self._opened[_place_of(row)] = self._open_form()
            self._cancel()
        opened = self._opened[_place_of(row)]
        wrong = {difference.key for difference in differences(wanted, opened, self._site.profile)}
        return wrong & set(self._form.identity)


_Place = tuple[tuple[str, ...], int]
"""A row by its texts, and which of those that look the same it is."""


def _place_of(row: Row) -> _Place:
    return row.cells, row.alike[0]


def as_line(text: Raw) -> str:
    """A text as a list shows it."""
    return collapse(text if isinstance(text, str) else ", ".join(text))


def _says(shown: str | None, text: str, *, is_date: bool) -> Literal["same", "other", "unsure"]:
    """Whether a cell says what names a row; unsure where only the open row tells: it is cut short, with or without
    dots, broken within a word, stands among other texts, or is a date that nobody reads."""
    if shown is None or is_cut(shown, text):
        return "unsure"
    if fold(shown) == fold(text):
        return "same"
    if is_date and text and shown.strip():
        day = shown_day(shown)
        return "unsure" if day is None else "same" if day == shown_day(text) else "other"
    if said(shown, text, without_dots=True) is not None:
        return "unsure"
    here, ours = _unbroken(shown), _unbroken(text)
    is_begun = ours.startswith(here) and len(here) >= _SHORTEST_CUT
    return "unsure" if is_begun else "other"


_SHORTEST_CUT = 8


def _unbroken(text: str) -> str:
    """A text without what a list may break it with."""
    return "".join(letter for letter in fold(text) if letter.isalnum())


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


def refuse_to_change(wrong: Sequence[Difference], policy: Policy, since: str = "") -> None:
    """Raises Mismatch where what stands on the site may not be overwritten; an empty box may always be filled. `since`
    stands before what is said of it."""
    standing = wrong if policy == "verify" else [d for d in wrong if d.kind == "differs"]
    if standing and policy != "update":
        if policy == "verify":
            words = f"the site does not hold what the record says: {'; '.join(map(str, standing))}"
        else:
            words = f"{since}the site holds something else: {'; '.join(difference.label for difference in standing)}"
        raise Mismatch(words, field=standing[0].label)
