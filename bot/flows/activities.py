"""Step 1: the activities of a record stand in the Programs tab, each once, closed, its four dates equal (R2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.controls import fold
from bot.errors import AnotherPage, Duplicate, Mismatch, RecordError, SiteError
from bot.flows.tries import Progress
from bot.flows.wizard import Watcher
from bot.pages.activity import ClosureStep, GeneralStep, ProviderStep
from bot.pages.programs import ActivityRow, Programs
from bot.records.model import ActivityEntry, Record
from bot.records.rules import too_old
from bot.rows import refuse_to_change
from bot.session import Session
from bot.site import Site

ACTIVITY = "activity "
"""How an activity's screens are named to who watches, before its code."""
CLOSED = "C"
"""The status of an activity that has ended (seed)."""


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
    Duplicate for one that stands there twice, RecordError for a missing one that is too old to enter (R4).
    """
    progress = progress or Progress()
    for place, entry in enumerate(record.activities):
        if place in progress.through:
            continue
        watch(f"{ACTIVITY}{entry.code}")
        try:
            row = _find(session.go(Programs), entry)
            if row is None and save:
                row = _find(session.go_anew(Programs), entry)  # another run, or a person, may have entered it by now
            if row is None:
                if too_old(entry.date, today):
                    raise RecordError(
                        "R4: an activity older than 30 days can't be entered any more: ask the local MIS administrator"
                    )
                if entry.code not in entered:
                    entered.append(entry.code)
                saves_at = session.profile.wizard_saves.activity
                with session.site.writing(save or saves_at == "finish", saves_at=saves_at):
                    row = _enter(session.site, record, entry, save=save)
            if row is not None and entry.code in {*entered, *remembered}:
                _read_back(session.site, record, entry, row)
            progress.through.add(place)
        except (RecordError, SiteError) as error:
            raise error.at(screen=f"Activity {entry.code}") from None


def verify_activity(session: Session, record: Record, entry: ActivityEntry) -> None:
    """Compares an activity of the record with the list, and with what stands behind its link; changes nothing.

    Raises Mismatch, or Duplicate where it stands there twice.
    """
    row = _find(session.go(Programs), entry)
    if row is None:
        raise Mismatch("the activity does not stand in the list", screen=f"Activity {entry.code}")
    _read_back(session.site, record, entry, row)


def _find(programs: Programs, entry: ActivityEntry) -> ActivityRow | None:
    """The one row of this code and date, if it is as the record wants it."""
    day = entry.date.strftime("%m/%d/%Y")
    rows = [row for row in programs.activities() if row.code == entry.code and day in row.dates[:2]]
    if len(rows) > 1:
        raise Duplicate(
            f"activity {entry.code} of that date stands there {len(rows)} times: a person decides which one goes"
        )
    if not rows:
        return None
    row = rows[0]
    if row.status != CLOSED:
        raise Mismatch("the activity stands there and is not closed", field="Status")
    if set(row.dates) != {day}:
        raise Mismatch("the activity stands there with other dates", field="Actual End Date")
    words = programs.site.profile.options.get("activity.closure.completion_code", {})
    if fold(row.completion) != fold(words.get(entry.completion_code, entry.completion_code)):
        raise Mismatch("the activity stands there with another completion code", field="Completion Code")
    return row


def _enter(site: Site, record: Record, entry: ActivityEntry, *, save: bool) -> ActivityRow | None:
    """Walks through the wizard; gives the activity's row in the list, or None after a rehearsal."""
    programs = Programs(site)
    programs.create()
    general, provider, closure = GeneralStep(site), ProviderStep(site), ClosureStep(site)
    general.fill(entry.general_form(record), general.read())
    if not save and site.profile.wizard_saves.activity == "next":
        _leave(site, programs)
        return None
    reading = general.go_on("Next >>", provider)
    provider.fill(entry.provider_form(), reading)
    reading = provider.go_on("Next >>", closure)
    closure.fill(entry.closure_form(), reading)
    if not save:
        _leave(site, programs)
        return None
    closure.go_on("Finish", programs, act="finish")
    row = _find(programs, entry)
    if row is None:
        raise AnotherPage("after Finish the activity does not stand in the list", screen=programs.name())
    return row


def _read_back(site: Site, record: Record, entry: ActivityEntry, row: ActivityRow) -> None:
    """Opens the activity by its link and compares the first step: the list shows neither office nor comments.

    Where the list has no such link (it is inferred) there is no way to look, and what the list shows has to do.
    """
    if isinstance(entry.provider, str) and fold(entry.provider) not in fold(row.name):
        raise Mismatch("the list does not show the provider with the activity", field="Provider")
    programs, general = Programs(site), GeneralStep(site)
    if not programs.open(row):
        return
    wrong = general.differences(entry.general_form(record), general.read())
    _leave(site, programs)
    refuse_to_change(wrong, "verify")


def _leave(site: Site, programs: Programs) -> None:
    site.press("Cancel", act="leave")
    programs.read("leave")
