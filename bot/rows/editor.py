"""The rows of one grid: each of a record's stands there once, found by what it says, never by its place.

A row of the record that is not there is added only where no row of the site can be the same reworded (decision 31).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from bot.agent.looks import Grid, Reading, Row
from bot.compare.decisions import LAPSED
from bot.compare.items import Choice
from bot.controls import BLANK, Raw, collapse, fold, said, shown_day
from bot.converge import (
    Converger,
    as_text,
    differences,
    how_it_differs,
    specs,
    with_late_boxes,
    with_late_lists,
)
from bot.errors import (
    AnotherPage,
    ControlMissing,
    Duplicate,
    Mismatch,
    RecordError,
    Refused,
    SiteError,
    Transient,
)
from bot.forms import Form
from bot.questions import answer_questions, differing_answers
from bot.row_memory import KnownRow, how_to_add, numbered_rows, saved_and_not_shown, says_another
from bot.rows.alike import are_alike
from bot.rows.judging import Policy, Spot, give_up, judged, note_new
from bot.rows.listing import Listing
from bot.screen import Screen

R = TypeVar("R", bound=Form)
_NUMBER = re.compile(r"\d+")
Adding = Literal["free", "told", "needs_activity"]
"""What adding a row is: part of what is being entered; a change of what stood there before, to be told; or a change of
a plan without the new activity that it needs (R9), allowed only where the plan may have been left half-entered."""

R9 = (
    "R9: this would be added to a plan that stood there before, and every edit of a plan needs a new 205 (Youth: 413),"
    " which the record does not have"
)


_SAYS: tuple[Choice, ...] = ("keep", "overwrite", "add")


@dataclass(frozen=True)
class _Stands:
    """The site's row that stands for a row of the record."""

    row: Row | None
    """None where that can't be told, and it is only compared."""
    known: KnownRow | None = None
    """What is remembered of it, where it was corrected."""
    says: Choice | None = None
    """What was decided of what names it, where it is named otherwise: that is kept, or overwritten."""


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
        self._specs: list[dict[str, Any]] = specs(form) + self._claims
        self._listing = Listing(self._site.journal, listing, add.removeprefix("Add a New "))
        self._wanted: Sequence[R] = ()
        self._adding: Adding = "free"
        self._lacks_activity = False
        """Whether a row that is added would be an edit of a plan without the activity that needs (R9)."""
        self._handled: set[_Place] = set()
        """The rows of the site that stand for rows of the record."""
        self.stands: dict[int, Row] = {}
        """The site's row of each of the record's, by its number, where there is one."""
        self._opened: dict[_Place, Reading] = {}
        """The forms of rows that were opened to see what names them, as long as nothing is saved."""

    def ensure(self, wanted: Sequence[R], reading: Reading, policy: Policy, adding: Adding = "free") -> list[RowChange]:
        """Makes every wanted row stand on the site once, with the record's values. Other rows are left alone; of those
        that came from the record and are no longer in it, it is told."""
        self._wanted, self._adding, self._handled, self.stands = wanted, adding, set(), {}
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
        spot = self._spot(wanted, number)
        try:
            stands = self._standing(spot, wanted, number, reading, policy)
            if stands is None and policy == "verify":
                raise Mismatch("the row does not stand on the site")
            if stands is None:
                return self._new(spot, wanted, number, reading)
            if stands.row is not None:
                return self._existing(spot, wanted, number, stands.row, stands, policy)
        except (SiteError, RecordError) as error:
            give_up(spot, error)
        return RowChange("unchanged"), reading  # it is only compared, and what it is can't be told

    def _standing(
        self, spot: Spot, wanted: R, number: int, reading: Reading, policy: Policy
    ) -> _Stands | None:
        """The site's row of a row of the record; None where there is none."""
        found = self.find(wanted, reading)
        if len(found) > 1:
            raise Duplicate(f"the site shows this row {len(found)} times: a person decides which one goes")
        return _Stands(found[0]) if found else self._former(spot, wanted, number, reading, policy)

    def _spot(self, wanted: R, number: int) -> Spot:
        return Spot(self._site, self._form, f"{self._within}{number}", tuple(self._names(wanted)))

    def _new(self, spot: Spot, wanted: R, number: int, reading: Reading) -> tuple[RowChange, Reading]:
        if self._site.comparison is not None:
            beside = "added to what stood there before" if self._adding != "free" else ""
            why = R9 if self._lacks_activity else beside
            note_new(spot, self._prepare(wanted, reading), why=why, stops=self._lacks_activity)
            return RowChange("unchanged"), reading
        if self._lacks_activity:
            raise Mismatch(R9)
        self._site.press(self._add)
        reading = self._open_form()
        labels = self._fill(self._prepare(wanted, reading), reading)
        reading = self._save()
        change = RowChange("added", labels, to_standing=self._adding != "free")
        if self._site.may_write:
            if self._site.saves_at == "next":  # else it is gone again when the wizard is left before Finish
                self._listing.note_saved(number, self._names(wanted))
            row, reading = self._saved(wanted, reading)
            self._note(wanted, number, row)
        return change, reading

    def _saved_before(self, wanted: R, number: int, beside: int) -> Mismatch | None:
        """The error for a row that the list does not show, though a save of it was answered in an earlier run: it is
        never saved again by itself."""
        reworded = self._listing.unseen(number, map(self._names, self._wanted)) is not None
        was_saved = reworded or self._listing.was_saved(self._names(wanted))
        if not was_saved or says_another(self._site.extra.get(self._form.key, {}), beside):
            return None
        here = self._site.record_at(self._form.key, f"{self._within}{number}")
        what = f"{here}: this row{', worded otherwise,' * reworded}"
        return Mismatch(saved_and_not_shown(what, how_to_add(self._form.key, beside)))

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
        self, spot: Spot, wanted: R, number: int, row: Row, stands: _Stands, policy: Policy
    ) -> tuple[RowChange, Reading]:
        names = self._form.identity
        self.stands[number] = row
        self._site.press_in_row(row, "Edit", alike=True)
        reading = self._open_form()
        prepared = self._prepare(wanted, reading)
        if stands.says == "keep":
            prepared = prepared.model_copy(update=dict.fromkeys(names))
            self._site.kept.update(map(spot.place, names))
        reading = with_late_lists(self._site, prepared, reading, self._specs)
        wrong = differences(prepared, reading)
        if wrong and policy != "verify":  # else nothing is saved, and the area's questions stay as they are
            wrong += differing_answers(self._site, self._form, reading)
        since = "the record's row was changed since it was entered: " * (stands.known is not None)
        granted = names if stands.says == "overwrite" else ()
        policy = "stop" if policy == "new" else policy  # its rows are somebody's, whatever the record around them is
        may = judged(spot, prepared, wrong, policy, since=since, granted=granted)
        if self._site.comparison is not None or not differences(may.form, reading):
            self._note(wanted, number, row)
            self._forget(stands)
            return RowChange("unchanged"), self._cancel()
        labels = self._fill(may.form, reading, may.kept)
        reading = self._save()
        if self._site.may_write:
            keeps = any(getattr(may.form, key) is None for key in names)
            is_named_otherwise = None in self._shown(row) or stands.known is not None or stands.says == "overwrite"
            if keeps or not is_named_otherwise:
                row = self._again(row, reading)
            else:
                row, reading = self._saved(wanted, reading)
            self._note(wanted, number, row)
            self.stands[number] = row
        self._forget(stands)
        return RowChange("updated", labels), reading

    def _again(self, row: Row, reading: Reading) -> Row:
        """A row that was saved and is named as before, as the list shows it now."""
        shown = self._shown(row)
        same = [each for each in self._rows(reading) if self._shown(each) == shown]
        return same[0] if len(same) == 1 else row

    def _forget(self, stands: _Stands) -> None:
        """A row that was corrected stands for what it is corrected to."""
        if stands.known is not None:
            self._listing.forget(stands.known)

    def _note(self, wanted: R, number: int, row: Row) -> None:
        """A row of the site stands for a row of the record now."""
        self._handled.add(_place_of(row))
        self._listing.note(number, self._names(wanted), row, self._shown(row))

    def _former(
        self, spot: Spot, wanted: R, number: int, reading: Reading, policy: Policy
    ) -> _Stands | None:
        """The site's row that a row of the record became before it was corrected, or that a person says it is; None
        where it is a new one.

        Raises Mismatch where a person has to say which: likeness alone changes no row, and adds none beside one.
        """
        free = self._free(wanted, reading)
        self._lacks_activity = self._adding == "needs_activity" and bool(free or self._listing.is_known)
        if (kept := self._kept(wanted, free)) is not None:
            return _Stands(kept, says=self._said(spot, [kept], self._choices([kept])))
        like = [row for row in free if self._is_like(wanted, row)]
        own = self._own(free)
        if policy != "verify" and (saved := self._saved_before(wanted, number, len(free))) is not None:
            return self._saved_in_other_words(spot, number, like, saved, reading)
        former = [(known, row) for known, row in own if row in like]
        former = [(known, row) for known, row in former if known.place == number] or former
        if len(former) == 1 and policy != "verify":
            return _Stands(former[0][1], former[0][0])
        doubtful = like or [row for known, row in own if known.place == number]
        if not doubtful or says_another(self._site.extra.get(self._form.key, {}), len(free)):
            return None
        choices = self._choices(doubtful)
        said = self._said(spot, doubtful, choices)
        if said == "add" or (policy == "verify" and said != "keep"):
            return None
        if said is not None:
            return _Stands(doubtful[0], says=said)
        error = self._maybe_reworded(number, doubtful, [row for _, row in own], len(free), reading)
        return self._doubt(spot, doubtful, choices, error)

    def _saved_in_other_words(
        self, spot: Spot, number: int, rows: Sequence[Row], error: Mismatch, reading: Reading
    ) -> _Stands | None:
        """The row of the site that a person says was saved for a row of the record, which the list does not show so. No
        decision has it added again: it may have been made before it was saved."""
        if not rows:
            raise error
        choices = tuple(choice for choice in self._choices(rows) if choice != "add")
        said = self._said(spot, rows, choices)
        if said is not None:
            return _Stands(rows[0], self._listing.unseen(number, map(self._names, self._wanted)), said)
        error.message += f"; {numbered_rows(self._places(rows, reading))} of that list may be it"
        return self._doubt(spot, rows, choices, error)

    def _kept(self, wanted: R, rows: Sequence[Row]) -> Row | None:
        """The row that was left in the site's words for this very row of the record, if it still says them."""
        place = self._listing.kept(self._names(wanted), rows, [self._shown(row) for row in rows])
        return None if place is None else rows[place]

    def _said(self, spot: Spot, rows: Sequence[Row], choices: tuple[Choice, ...]) -> Choice | None:
        """What a person has decided of rows that may be a row of the record."""
        return self._site.decisions.of(spot.place(), self._mark(spot, rows), choices)

    def _choices(self, rows: Sequence[Row]) -> tuple[Choice, ...]:
        """What may be decided: which of several it is can't be said here."""
        if self._adding == "needs_activity":
            return ("keep",) if len(rows) == 1 else ()
        return _SAYS if len(rows) == 1 else ("add",)

    def _mark(self, spot: Spot, rows: Sequence[Row]) -> str:
        return self._site.mark_of(spot.place(), *spot.names, *map(self._words, rows))

    def _words(self, row: Row) -> str:
        """What names a row in the site's list, in one line; all of it where the list has no such columns."""
        return " / ".join(text for text in self._shown(row) if text) or " / ".join(row.cells)

    def _doubt(
        self, spot: Spot, rows: Sequence[Row], choices: tuple[Choice, ...], error: Mismatch
    ) -> _Stands | None:
        """Stops for rows that may be the record's; where it only compares, notes them, and gives the
        one that it may be, to see what else differs."""
        mark = self._mark(spot, rows)
        if self._site.decisions.lapsed(spot.place(), mark):
            error.message += f" ({LAPSED})"
        if self._site.comparison is None:
            error.stood_there = True
            raise error
        words = {"site": "; ".join(map(self._words, rows)), "ours": " / ".join(spot.names), "why": error.message}
        item = spot.item("", "this row", "undecided", stops=True, choices=choices, mark=mark, **words)
        self._site.comparison.note(item)
        return _Stands(rows[0] if len(rows) == 1 else None, says="keep")

    def _maybe_reworded(
        self, number: int, rows: Sequence[Row], own: Sequence[Row], beside: int, reading: Reading
    ) -> Mismatch:
        """The error for a new row of the record that may be one of these rows of the site."""
        places = self._places(rows, reading)
        is_ours = rows[0] in own
        came = "which came from this record and is not in it any more" if is_ours else "which is not in the record"
        here = self._site.record_at(self._form.key, f"{self._within}{number}")
        return Mismatch(
            f"{here}: this row is not in the site's list, and {numbered_rows(places)} of that list, {came}, may be the"
            " same, worded otherwise: nothing was added. If it is the same, put it right on the site, or in the record;"
            f" if it is another one, {how_to_add(self._form.key, beside)}"
        )

    def _places(self, rows: Sequence[Row], reading: Reading) -> list[int]:
        return [place for place, row in enumerate(self._rows(reading), 1) if row in rows]

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

    def _fill(self, wanted: R, reading: Reading, kept: Collection[str] = ()) -> tuple[str, ...]:
        reading, labels = Converger(self._site, wanted, claims=self._claims).fill(reading)
        return labels + answer_questions(self._site, self._form, reading, self._specs, kept=kept)

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

    def _columns(self, key: str) -> tuple[str, ...]:
        """What a field's column may be headed: the label it has on this site, or the one that the code declares."""
        bases = (base for base in self._form.__mro__[1:] if issubclass(base, Form) and key in base.controls)
        return tuple(dict.fromkeys((self._form.label(key), *(base.label(key) for base in bases))))

    def _cell(self, row: Row, key: str) -> str | None:
        return next((text for name in self._columns(key) if (text := row.cell(name)) is not None), None)

    def _in_site_words(self, key: str, text: Raw) -> Raw:
        """A value as the grid shows it: with the site's word for an option."""
        return self._form.controls[key].in_site_words(text)

    def _is_inside(self, wanted: R, row: Row) -> bool:
        return not self._wrong_inside(wanted, row)

    def _wrong_inside(self, wanted: R, row: Row) -> set[str]:
        """Which of the fields that name a wanted row say something else in this one, which is opened to see."""
        if _place_of(row) not in self._opened:
            self._site.press_in_row(row, "Edit", alike=True)
            self._opened[_place_of(row)] = self._open_form()
            self._cancel()
        opened = self._opened[_place_of(row)]
        wrong = {difference.key for difference in differences(wanted, opened)}
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
