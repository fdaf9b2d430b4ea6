"""Step 3: the Objective Assessment Summary with its twelve tabs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.agent.looks import Reading, Row
from bot.controls import fold, said, shown_day
from bot.errors import AnotherPage, Duplicate, Mismatch, SiteError
from bot.flows.tries import Progress
from bot.flows.wizard import Around, Mode, Stop, Walk, Watcher, as_it_is, form_stop, note_new_screen
from bot.pages.assessment import tabs_of
from bot.pages.assessment_general import AssessmentGeneral
from bot.pages.plan_tab import CREATE_ASSESSMENT, PlanTab
from bot.records.model import Record
from bot.row_memory import how_to_add, numbered_rows, saved_and_not_shown, says_another
from bot.rows import Adding
from bot.rows.alike import is_correctable, is_date_slip
from bot.rows.judging import Spot, give_up
from bot.rows.listing import Listing
from bot.session import Session


def ensure_assessment(
    session: Session,
    record: Record,
    *,
    save: bool,
    watch: Watcher,
    force: bool = False,
    progress: Progress | None = None,
) -> list[str]:
    """Makes the assessment of the record's date stand on the site with the record's values; gives what was changed.

    One left half-entered is continued. After anything was saved the assessment is opened again and every tab compared.
    `force` presses Finish even if nothing differs. `progress` is kept by whoever begins the step anew after trouble.
    """
    progress = progress or Progress()
    home = session.go(PlanTab)
    if session.site.comparison is not None:
        _compare(session, record, home, watch)
        return []
    if not progress.entered:
        row = _find_or_former(home, record)
        if row is None and save:  # another run, or a person, may have begun it by now
            home = session.go_anew(PlanTab)
            row = _find_or_former(home, record)
        if row is None:
            _check_not_saved(home, record)
        if progress.stood_there is None:
            progress.stood_there = row is not None and not force
        mode: Mode = "enter" if save else "rehearse"
        stored = session.site.stored
        try:
            changed = _walk(session, record, home, row, mode, watch, force=force, progress=progress)
        finally:
            if row is None and session.site.stored > stored:
                _note_saved(home, _general(record))
        progress.has_entered(changed or (["Referrals: Finish"] if force else []))
    if progress.changed and save:
        row = find_assessment(home, session.go(PlanTab).read(), _general(record))
        if row is None:
            raise AnotherPage("after Finish the assessment does not stand in the list", screen=home.name())
        _walk(session, record, home, row, "verify", lambda name: watch(f"{name} (reading back)"), progress=progress)
    if save:
        _remember(home, session.go(PlanTab).read(), _general(record))
    return progress.changed


def _compare(session: Session, record: Record, home: PlanTab, watch: Watcher) -> None:
    """Notes what would be done about the assessment."""
    site, general = session.site, _general(record)
    try:
        row = _find_or_former(home, record)
        if row is None:
            _check_not_saved(home, record)
    except SiteError as error:
        is_doubt = isinstance(error, Mismatch) and error.stood_there
        spot, doubtful = Spot(site, AssessmentGeneral), _doubtful(home, general, home.read())
        mark = _mark(spot, home, general, doubtful)
        give_up(spot, error, choices=("add",) if is_doubt else (), mark=mark if is_doubt else "")
        return
    if row is not None:
        _walk(session, record, home, row, "compare", watch)
        return
    assert record.assessment is not None
    for key, tab in tabs_of(site.profile.forms).items():
        note_new_screen(site, tab, record.assessment.tab(key))


def verify_assessment(session: Session, record: Record, *, watch: Watcher, around: Around = as_it_is) -> None:
    """Opens the record's assessment and compares every tab; changes nothing.

    Raises Mismatch for the first difference, unless what `around` puts round the stops keeps it.
    """
    home = session.go(PlanTab)
    row = find_assessment(home, home.read(), _general(record))
    if row is None:
        raise Mismatch("the assessment does not stand in the list", screen=home.name())
    _walk(session, record, home, row, "verify", watch, around)


def _general(record: Record) -> AssessmentGeneral:
    assert record.assessment is not None
    return record.assessment.general


def find_assessment(home: PlanTab, reading: Reading, general: AssessmentGeneral) -> Row | None:
    """The assessment of this date and program; Duplicate when there are several, Mismatch for a date nobody reads."""
    _, program = _names(home, general)
    rows = [
        row
        for row in home.assessments(reading)
        if home.day(row) == general.date
        and said(home.cell(row, "Program"), program, without_dots=True) in ("whole", "cut")
    ]
    if len(rows) > 1:
        raise Duplicate(
            f"{len(rows)} assessments of that date stand there: a person decides which one goes",
            screen=home.name(),
        )
    return rows[0] if rows else None


def _names(home: PlanTab, general: AssessmentGeneral) -> tuple[str, str]:
    """What names an assessment in the site's list: its date and program."""
    program = general.controls["program"].in_site_words(general.program)
    return general.date.strftime("%m/%d/%Y"), str(program)


def _find_or_former(home: PlanTab, record: Record) -> Row | None:
    """The assessment of the record's date and program, or the one that the record's was before these were put right.

    Raises Mismatch for one that may be it, where nothing is remembered of where it came from.
    """
    general, reading = _general(record), home.read()
    if (row := find_assessment(home, reading, general)) is not None:
        return row
    rows = home.assessments(reading)
    shown = [(home.cell(row, "Date"), home.cell(row, "Program")) for row in rows]
    listing = _listing(home)
    for known in listing.gone([_names(home, general)]):
        place = listing.standing(known, rows, shown)
        if place is not None and _may_be(home, general, *shown[place], is_ours=True):
            return rows[place]
    doubtful = [rows.index(row) + 1 for row in _doubtful(home, general, reading)]
    if doubtful and not (_is_another(home, general, reading) or says_another(record.answers(general.key), len(rows))):
        error = Mismatch(
            f"{record.source}: no assessment of the record's date and program stands there, and"
            f" {numbered_rows(doubtful)} of the list may be the same with another date or program: nothing was entered."
            f" If it is the same, put it right on the site, or in the record; if it is another one,"
            f" {how_to_add(general.key, len(rows))}",
            screen=home.name(),
        )
        error.stood_there = True
        raise error
    return None


def _doubtful(home: PlanTab, general: AssessmentGeneral, reading: Reading) -> list[Row]:
    """The assessments of the list that may be the record's with another date or program."""
    return [
        row
        for row in home.assessments(reading)
        if _may_be(home, general, home.cell(row, "Date"), home.cell(row, "Program"))
    ]


def _is_another(home: PlanTab, general: AssessmentGeneral, reading: Reading) -> bool:
    """Whether a person has decided that the record's assessment is none of those."""
    spot = Spot(home.site, AssessmentGeneral)
    mark = _mark(spot, home, general, _doubtful(home, general, reading))
    return home.site.decisions.of(spot.place(), mark, ("add",)) == "add"


def _mark(spot: Spot, home: PlanTab, general: AssessmentGeneral, rows: Sequence[Row]) -> str:
    shown = [home.cell(row, name) for row in rows for name in ("Date", "Program")]
    return spot.site.mark_of(spot.place(), *_names(home, general), *shown)


def _may_be(home: PlanTab, general: AssessmentGeneral, day: str, program: str, *, is_ours: bool = False) -> bool:
    """Whether an assessment of the list may be the record's, its date or program put right."""
    _, own_program = _names(home, general)
    other = shown_day(day)
    if other is None:
        return False
    if fold(program) != fold(own_program):
        return other == general.date
    return is_correctable(other, general.date) if is_ours else is_date_slip(other, general.date)


def _listing(home: PlanTab) -> Listing:
    """What is remembered of the list of assessments."""
    listing = Listing(home.site.journal, "assessments", "Assessment")
    listing.open()
    return listing


def _check_not_saved(home: PlanTab, record: Record) -> None:
    """Raises Mismatch for an assessment that the list does not show, though a save of it was answered by an earlier try
    or run: another one is never begun by itself."""
    general, beside = _general(record), len(home.assessments(home.read()))
    if _listing(home).was_saved(_names(home, general)) and not says_another(record.answers(general.key), beside):
        what = f"{record.source}: the assessment of the record's date and program"
        raise Mismatch(saved_and_not_shown(what, how_to_add(general.key, beside)), screen=home.name())


def _note_saved(home: PlanTab, general: AssessmentGeneral) -> None:
    """A save of the record's assessment was answered; what the list shows of it is not known yet."""
    listing = _listing(home)
    listing.note_saved(1, _names(home, general))
    listing.keep()


def _remember(home: PlanTab, reading: Reading, general: AssessmentGeneral) -> None:
    row = find_assessment(home, reading, general)
    if row is not None:
        listing = _listing(home)
        listing.note(1, _names(home, general), row, (home.cell(row, "Date"), home.cell(row, "Program")))
        listing.keep()


def _walk(
    session: Session,
    record: Record,
    home: PlanTab,
    row: Row | None,
    mode: Mode,
    watch: Watcher,
    around: Around = as_it_is,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> list[str]:
    site = session.site
    if row is None:
        site.press(CREATE_ASSESSMENT)
    else:
        site.press_in_row(row, "Edit")
    assert record.assessment is not None
    general, tabs = record.assessment.general, tabs_of(site.profile.forms)
    scope = site.journal.mark("assessment", str(general.date), general.program)[:16]
    adding: Adding = "told" if progress is not None and progress.stood_there else "free"
    stops: list[Stop] = [
        around(form_stop(site, tab, record.assessment.tab(key), scope=scope, adding=adding))
        for key, tab in tabs.items()
    ]
    walk = Walk(
        site=site,
        stops=stops,
        home=home,
        policy=site.profile.differences,
        mode=mode,
        saves_at=site.profile.wizard_saves.assessment,
        exists=row is not None,
        watch=watch,
        force=force,
        progress=progress or Progress(),
    )
    return walk.run(stops[0].screen.read())
