"""Step 3: the Objective Assessment Summary with its twelve tabs."""

from __future__ import annotations

from typing import Any

from bot.agent.looks import Reading, Row
from bot.controls import fold
from bot.errors import AnotherPage, Duplicate, Mismatch
from bot.flows.tries import Progress
from bot.flows.wizard import Around, Mode, Stop, Walk, Watcher, as_it_is, form_stop
from bot.pages.assessment_background import BackgroundTab
from bot.pages.assessment_barriers import BarriersTab
from bot.pages.assessment_certificate import CertificateTab
from bot.pages.assessment_degree import DegreeTab
from bot.pages.assessment_education import EducationTab
from bot.pages.assessment_employment import EmploymentTab
from bot.pages.assessment_expectation import ExpectationTab
from bot.pages.assessment_general import AssessmentGeneral, GeneralTab
from bot.pages.assessment_household import HouseholdTab
from bot.pages.assessment_readiness import ReadinessTab
from bot.pages.assessment_referrals import ReferralsTab
from bot.pages.assessment_tests import TestsTab
from bot.pages.plan_tab import CREATE_ASSESSMENT, PlanTab
from bot.records.model import Record
from bot.screen import FormScreen
from bot.session import Session

TABS: dict[str, type[FormScreen[Any]]] = {
    "general": GeneralTab,
    "expectation": ExpectationTab,
    "education": EducationTab,
    "degree": DegreeTab,
    "certificate": CertificateTab,
    "employment": EmploymentTab,
    "household": HouseholdTab,
    "readiness": ReadinessTab,
    "barriers": BarriersTab,
    "background": BackgroundTab,
    "tests": TestsTab,
    "referrals": ReferralsTab,
}
"""The tabs in their order (seed), by the record's key."""


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
    if not progress.entered:
        row = find_assessment(home, home.read(), _general(record))
        if row is None and save:  # another run, or a person, may have begun it by now
            home = session.go_anew(PlanTab)
            row = find_assessment(home, home.read(), _general(record))
        mode: Mode = "enter" if save else "rehearse"
        changed = _walk(session, record, home, row, mode, watch, force=force, progress=progress)
        progress.has_entered(changed or (["Referrals: Finish"] if force else []))
    if progress.changed and save:
        row = find_assessment(home, session.go(PlanTab).read(), _general(record))
        if row is None:
            raise AnotherPage("after Finish the assessment does not stand in the list", screen=home.name())
        _walk(session, record, home, row, "verify", lambda name: watch(f"{name} (reading back)"), progress=progress)
    return progress.changed


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
    """The assessment of this date and program; Duplicate when there are several."""
    day = general.date.strftime("%m/%d/%Y")
    program = home.site.profile.options.get("assessment.general.program", {}).get(general.program, general.program)
    rows = [
        row
        for row in home.assessments(reading)
        if home.cell(row, "Date") == day and fold(home.cell(row, "Program")) == fold(program)
    ]
    if len(rows) > 1:
        raise Duplicate(
            f"{len(rows)} assessments of that date stand there: a person decides which one goes",
            screen=home.name(),
        )
    return rows[0] if rows else None


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
    stops: list[Stop] = [around(form_stop(site, tab, getattr(record.assessment, key))) for key, tab in TABS.items()]
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
