"""Step 1: the activities of a record stand in the Programs tab, each once, closed, its four dates equal (R2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Literal

from bot.compare.items import Choice
from bot.controls import fold, said
from bot.converge import as_text
from bot.errors import Duplicate, Mismatch, RecordError, SiteError
from bot.flows.tries import Progress
from bot.flows.wizard import Watcher
from bot.pages.activity import ActivityGeneral, ClosureStep, GeneralStep, ProviderStep
from bot.pages.programs import ActivityRow, Programs
from bot.records.model import ASSESSMENT_CODE, PLAN_CODE, ActivityEntry, Record
from bot.records.rules import too_old
from bot.row_memory import KnownRow, how_to_add, numbered_rows, saved_and_not_shown, says_another
from bot.rows.alike import is_correctable, is_date_slip, is_slip
from bot.rows.judging import Spot, give_up, judged, note_new
from bot.session import Session
from bot.site import Site

ACTIVITY = "activity "
"""How an activity's screens are named to who watches, before its code."""
CLOSED = ("c", "closed")
"""The status of an activity that has ended: C (seed), or the word."""


def ensure_activities(
    session: Session,
    record: Record,
    today: date,
    *,
    save: bool,
    watch: Watcher,
    entered: list[str],
    remembered: Sequence[str] = (),
    progress: Progress | None = None,
) -> None:
    """Enters each activity of the record that the site does not show, and puts its code into `entered`.

    It stands there from the moment entering begins: when an answer is lost, the next try finds the activity on the
    site and has no way to know that it is new.

    What was entered, now or by an earlier run that got no further (`remembered`), is read back: in the list, and behind
    its link in the list, where the site has one.

    `progress` is kept by whoever begins the step anew after trouble: what stands and was read back is passed by.

    Raises Mismatch for one that stands there otherwise (activities are never edited: that takes a formal request),
    that may stand there with another code or date, or that was saved and is not shown so; Duplicate for one that stands
    there twice, RecordError for a missing one that is too old to enter (R4).
    """
    progress = progress or Progress()
    known = _Known(session.site, record, progress.saved)
    for place, entry in enumerate(record.activities):
        if place in progress.through:
            continue
        watch(f"{ACTIVITY}{entry.code}")
        if session.site.comparison is not None:
            _compare(session, record, entry, place, known, today, entered)
            continue
        try:
            row = _standing(session, record, entry, place, known, today, entered, save=save)
            if row is not None and (entry.code in {*entered, *remembered} or known.has_changed(entry)):
                _read_back(session.site, record, entry, row)
                known.note(entry, place)
            elif row is not None:
                known.see(entry, place)
            progress.through.add(place)
        except (RecordError, SiteError) as error:
            raise error.at(screen=f"Activity {entry.code}") from None
    known.tell_gone(session.go(Programs).activities)


def _standing(
    session: Session,
    record: Record,
    entry: ActivityEntry,
    place: int,
    known: _Known,
    today: date,
    entered: list[str],
    *,
    save: bool,
) -> ActivityRow | None:
    """The row of an activity, which is entered where the list does not show it; None where it is only rehearsed."""
    site, rows = session.site, session.go(Programs).activities()
    row = _find(site, record, rows, entry, place)
    if row is None and save:
        rows = session.go_anew(Programs).activities()
        row = _find(site, record, rows, entry, place)  # another run, or a person, may have entered it by now
    if row is not None:
        return row
    _check_age(entry, today)
    known.check_saved(rows, entry, place)
    known.check(rows, entry, place)
    if entry.code not in entered:
        entered.append(entry.code)
    saves_at = session.profile.wizard_saves.activity
    with site.writing(save or saves_at == "finish", saves_at=saves_at):
        _enter(site, record, entry, save=save)
    if not save:
        return None
    known.note_saved(entry, place)
    row = _look_again(session, record, entry, place)
    if row is None:
        known.check_saved(session.go(Programs).activities(), entry, place)
    return row


def _compare(
    session: Session,
    record: Record,
    entry: ActivityEntry,
    place: int,
    known: _Known,
    today: date,
    entered: list[str],
) -> None:
    """Notes what would be done about an activity."""
    site = session.site
    spot = _spot(site, place)
    assert site.comparison is not None
    rows = session.go(Programs).activities()
    there: list[ActivityRow] = []
    try:
        there = _rows_of(site, record, rows, entry)
        row = _as_wanted(site, there, entry, place)
        if row is None:
            known.check_saved(rows, entry, place)
            known.check(rows, entry, place)
            _check_age(entry, today)
            entered.append(entry.code)
            note_new(spot, entry)
        elif known.has_changed(entry):
            _read_back(site, record, entry, row)
        else:
            shown = f"{row.code} {row.actual_begin}"
            site.comparison.note(spot.item("", f"activity {entry.code}", "leave", site=shown, ours=shown))
    except (RecordError, SiteError) as error:
        doubtful = [] if there else [row for _, row in known.doubtful(rows, entry)]
        choices: tuple[Choice, ...] = ()
        if isinstance(error, Mismatch) and error.stood_there:
            choices = ("keep",) if there else ("add",)
        give_up(spot, error, choices=choices, mark=_mark(spot, entry, there or doubtful))


def _spot(site: Site, place: int) -> Spot:
    return Spot(site, ActivityEntry, str(place + 1))


def _mark(spot: Spot, entry: ActivityEntry, rows: Sequence[ActivityRow]) -> str:
    """What a decision about an activity is bound to: what the record says of it, and the site's rows in question."""
    shown = [text for row in rows for text in (row.status, row.name, *row.dates, row.completion)]
    return spot.site.mark_of(spot.place(), entry.code, _shown(entry.date), entry.completion_code, *shown)


def _check_age(entry: ActivityEntry, today: date) -> None:
    if too_old(entry.date, today):
        raise RecordError(
            "R4: an activity older than 30 days can't be entered any more: ask the local MIS administrator"
        )


def verify_activity(session: Session, record: Record, entry: ActivityEntry) -> None:
    """Compares an activity of the record with the list, and with what stands behind its link; changes nothing.

    Raises Mismatch, or Duplicate where it stands there twice.
    """
    place = record.activities.index(entry)
    row = _find(session.site, record, session.go(Programs).activities(), entry, place)
    if row is None:
        raise Mismatch("the activity does not stand in the list", screen=f"Activity {entry.code}")
    _read_back(session.site, record, entry, row)


class _Known:
    """What is remembered of the record's activities on the site, and what may be one of them with another code or date.

    Nobody edits an activity: one that was put right in the record is for a person.
    """

    _LISTING = "activities"
    _SAVED = "activities saved and not seen in the list"

    def __init__(self, site: Site, record: Record, saved_now: set[int]) -> None:
        """`saved_now`: the places of what this run has saved and not seen in the list; it is added to."""
        self._site = site
        self._record = record
        self._rows = {known.record: known for known in site.journal.known_rows(self._LISTING)}
        self._saved = {known.record: known for known in site.journal.known_rows(self._SAVED)}
        self._saved_now = saved_now

    def check_saved(self, rows: Sequence[ActivityRow], entry: ActivityEntry, place: int) -> None:
        """Raises Mismatch for an activity that the list does not show, though a save of it was answered, now or in an
        earlier try or run: it is never saved again by itself."""
        beside, key = sum(map(self._is_free, rows)), ActivityGeneral.key
        was_saved = self._mark_of(entry) in self._saved and not says_another(self._record.answers(key), beside)
        if was_saved or place in self._saved_now:
            what = f"{self._record.source.row(entry.key, str(place + 1))}: this activity"
            raise Mismatch(saved_and_not_shown(what, how_to_add(key, beside)))

    def note_saved(self, entry: ActivityEntry, place: int) -> None:
        """A save of an activity was answered; what the list shows of it is not known yet."""
        self._saved_now.add(place)
        if mark := self._mark_of(entry):
            self._saved[mark] = KnownRow(place + 1, mark, "", "")
            self._site.journal.know_rows(self._SAVED, list(self._saved.values()))

    def check(self, rows: Sequence[ActivityRow], entry: ActivityEntry, place: int) -> None:
        """Raises Mismatch where an activity that is about to be entered may stand there with another code or date."""
        found = self.doubtful(rows, entry)
        doubtful, spot = [number for number, _ in found], _spot(self._site, place)
        mark = _mark(spot, entry, [row for _, row in found])
        if self._site.decisions.of(spot.place(), mark, ("add",)) == "add":
            return
        key = ActivityGeneral.key
        if doubtful and not says_another(self._record.answers(key), len(doubtful)):
            error = Mismatch(
                f"{self._record.source.row(entry.key, str(place + 1))}: this activity does not stand in the list, and"
                f" {numbered_rows(doubtful)} of that list, which is not in the record, may be the same with another"
                " code or date: nothing was entered. If it is the same, have it put right on the site, or in the"
                f" record; if it is another one, {how_to_add(key, len(doubtful))}, or keep both in the record"
            )
            error.stood_there = True
            raise error

    def doubtful(self, rows: Sequence[ActivityRow], entry: ActivityEntry) -> list[tuple[int, ActivityRow]]:
        """The activities of the list, by their numbers, that may be this one with another code or date."""
        return [
            (number, row) for number, row in enumerate(rows, 1) if self._is_free(row) and self._may_be(entry, row)
        ]

    def has_changed(self, entry: ActivityEntry) -> bool:
        """Whether the record says something else of an activity than when it was last compared with the site."""
        known = self._rows.get(self._mark_of(entry))
        return known is not None and known.site not in ("", self._content(entry))

    def note(self, entry: ActivityEntry, place: int) -> None:
        """An activity stands there and was compared."""
        self._is_seen(self._mark_of(entry), place)
        self._keep(KnownRow(place + 1, self._mark_of(entry), "", self._content(entry)))

    def see(self, entry: ActivityEntry, place: int) -> None:
        """An activity stands there, as far as the list tells."""
        self._is_seen(self._mark_of(entry), place)
        known = self._rows.get(self._mark_of(entry))
        if known is None:
            self._keep(KnownRow(place + 1, self._mark_of(entry), "", ""))

    def tell_gone(self, look: Callable[[], Sequence[ActivityRow]]) -> None:
        """Tells of activities that came from the record, are no longer in it, and are not of another time."""
        wanted = set(map(self._mark_of, self._record.activities))
        if not set(self._rows) - wanted:
            return
        for row in filter(self._is_free, look()):
            if self._is_ours(row) and self._is_of_the_time(row):
                self._site.tell(
                    f"Programs: activity {row.code} came from this record, which does not have it any more: it was left"
                    " as it is"
                )

    def _is_seen(self, mark: str, place: int) -> None:
        self._saved_now.discard(place)
        if self._saved.pop(mark, None) is not None:
            self._site.journal.know_rows(self._SAVED, list(self._saved.values()))

    def _is_of_the_time(self, row: ActivityRow) -> bool:
        day = _day_of(row)
        return day is not None and any(is_correctable(day, entry.date) for entry in self._record.activities)

    def _may_be(self, entry: ActivityEntry, row: ActivityRow) -> bool:
        """Whether an activity that the record does not name may be one that it does, its code or date put right. Of one
        that did not come from the record, only what is a slip of the hand."""
        day, is_ours = _day_of(row), self._is_ours(row)
        if day is None:
            return False
        if row.code == entry.code:
            return is_correctable(day, entry.date) if is_ours else is_date_slip(day, entry.date)
        return day == entry.date and (is_ours or (is_slip(row.code, entry.code) and not _is_pair(row.code, entry.code)))

    def _is_free(self, row: ActivityRow) -> bool:
        """Whether no activity of the record is this one."""
        return not any(_is_of(row, entry) for entry in self._record.activities)

    def _is_ours(self, row: ActivityRow) -> bool:
        return any(self._mark(row.code, _shown(day)) in self._rows for day in row.days[:2] if day is not None)

    def _keep(self, known: KnownRow) -> None:
        if known.record and self._rows.get(known.record) != known:
            self._rows[known.record] = known
            self._site.journal.know_rows(self._LISTING, list(self._rows.values()))

    def _mark_of(self, entry: ActivityEntry) -> str:
        return self._mark(entry.code, _shown(entry.date))

    def _mark(self, code: str, day: str) -> str:
        return self._site.journal.mark("activity", code, day)

    def _content(self, entry: ActivityEntry) -> str:
        values = entry.mentioned().items()
        texts = [f"{key} {as_text(entry.controls[key], value)}" for key, value in values]
        return self._site.journal.mark("content of an activity", *texts)


def _is_pair(one: str, other: str) -> bool:
    """Whether these are the codes of assessment and plan, which stand beside each other (R3)."""
    return any({one, other} == {ASSESSMENT_CODE[program], PLAN_CODE[program]} for program in PLAN_CODE)


def _shown(day: date) -> str:
    return day.strftime("%m/%d/%Y")


def _day_of(row: ActivityRow) -> date | None:
    """The day on which an activity began, or was to."""
    return row.days[1] or row.days[0]


def _is_of(row: ActivityRow, entry: ActivityEntry) -> bool:
    """Whether a row is of an entry's code and date."""
    return row.code == entry.code and entry.date in row.days[:2]


def _verdict(row: ActivityRow, entry: ActivityEntry) -> Literal["same", "other", "unsure"]:
    """Whether a row is of an entry's code and date; unsure where the list shows either in a way that nobody reads."""
    has_day = entry.date in row.days[:2]
    if row.code and row.code != entry.code:
        return "other"
    if row.code and has_day:
        return "same"
    begins = zip(row.days[:2], (row.projected_begin, row.actual_begin), strict=True)
    is_unread = not any(row.days[:2]) or any(day is None and any(map(str.isdigit, text)) for day, text in begins)
    return "unsure" if has_day or is_unread else "other"


def _find(
    site: Site, record: Record, activities: Sequence[ActivityRow], entry: ActivityEntry, place: int
) -> ActivityRow | None:
    """The one row of this code and date, if it is as the record wants it, or a person says that it stays as it is."""
    return _as_wanted(site, _rows_of(site, record, activities, entry), entry, place)


def _rows_of(
    site: Site, record: Record, activities: Sequence[ActivityRow], entry: ActivityEntry
) -> list[ActivityRow]:
    """The rows of this code and date. One of which the list does not say that is opened to see."""
    verdicts = [(row, _verdict(row, entry)) for row in activities]
    rows = [row for row, verdict in verdicts if verdict == "same"]
    for number, (row, verdict) in enumerate(verdicts, 1):
        if not rows and verdict == "unsure" and _is_inside(site, record, entry, row, number):
            rows.append(row)
    return rows


def _as_wanted(
    site: Site, rows: Sequence[ActivityRow], entry: ActivityEntry, place: int
) -> ActivityRow | None:
    if len(rows) > 1:
        raise Duplicate(
            f"activity {entry.code} of that date stands there {len(rows)} times: a person decides which one goes"
        )
    if not rows:
        return None
    spot = _spot(site, place)
    kept = site.decisions.of(spot.place(), _mark(spot, entry, rows), ("keep",)) == "keep"
    if not kept and (error := _unlike(rows[0], entry)) is not None:
        error.stood_there = True
        raise error
    return rows[0]


def _unlike(row: ActivityRow, entry: ActivityEntry) -> Mismatch | None:
    """In what an activity of the list is not as the record wants it."""
    if fold(row.status) not in CLOSED:
        return Mismatch("the activity stands there and is not closed", field="Status")
    if any(day != entry.date for day in row.days if day is not None):
        return Mismatch("the activity stands there with other dates", field="Actual End Date")
    completion = str(entry.controls["completion_code"].in_site_words(entry.completion_code))
    if said(row.completion, completion, without_dots=True) is None:
        return Mismatch("the activity stands there with another completion code", field="Completion Code")
    return None


_NAMES = {"code", "projected_begin", "actual_begin"}


def _is_inside(site: Site, record: Record, entry: ActivityEntry, row: ActivityRow, number: int) -> bool:
    """Whether a row is of an entry's code and date by what stands behind its link; Mismatch where it has none."""
    programs, general = Programs(site), GeneralStep(site)
    if not programs.open(row):
        raise Mismatch(
            f"row {number} of the list shows an activity or a date in a way that can't be read, and can't be opened to"
            " see: nothing was entered; see on the site whether it is this activity, and enter it by hand if not"
        )
    wrong = {difference.key for difference in general.differences(entry.general_form(record), general.read())}
    _leave(site, programs)
    programs.activities()  # its sections are folded again
    return not wrong & _NAMES


def _look_again(session: Session, record: Record, entry: ActivityEntry, place: int) -> ActivityRow | None:
    """The row of an activity that was saved just now: rows may come some time after their page, or after the page was
    asked for again."""
    programs, site = Programs(session.site), session.site

    def shows() -> bool:
        return _find(site, record, programs.activities(), entry, place) is not None

    if not shows():
        site.agent.until(programs.read, lambda reading: shows())
    if not shows():
        session.go_anew(Programs)
    return _find(site, record, programs.activities(), entry, place)


def _enter(site: Site, record: Record, entry: ActivityEntry, *, save: bool) -> None:
    """Walks through the wizard: to its end, or as far as a rehearsal may go."""
    programs = Programs(site)
    programs.create()
    general, provider, closure = GeneralStep(site), ProviderStep(site), ClosureStep(site)
    general.fill(entry.general_form(record), general.read())
    if not save and site.profile.wizard_saves.activity == "next":
        _leave(site, programs)
        return
    reading = general.go_on("Next >>", provider)
    provider.fill(entry.provider_form(), reading)
    reading = provider.go_on("Next >>", closure)
    closure.fill(entry.closure_form(), reading)
    if not save:
        _leave(site, programs)
        return
    closure.go_on("Finish", programs, act="finish")


def _read_back(site: Site, record: Record, entry: ActivityEntry, row: ActivityRow) -> None:
    """Opens the activity by its link and compares the first step: the list shows neither office nor comments.

    Where the list has no such link (it is inferred) there is no way to look, and what the list shows has to do.
    """
    if isinstance(entry.provider, str) and fold(entry.provider) not in fold(row.name):
        raise Mismatch("the list does not show the provider with the activity", field="Provider")
    programs, general = Programs(site), GeneralStep(site)
    if not programs.open(row):
        return
    form = entry.general_form(record)
    wrong = general.differences(form, general.read())
    _leave(site, programs)
    judged(Spot(site, ActivityGeneral, str(record.activities.index(entry) + 1)), form, wrong, "verify")


def _leave(site: Site, programs: Programs) -> None:
    site.press("Cancel", act="leave")
    programs.read("leave")
