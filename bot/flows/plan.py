"""Step 4: the Individual Employment Plan/Service Strategy: plan, goals, objectives, services."""

from __future__ import annotations

from collections.abc import Sequence

from bot.agent.looks import Reading, Row
from bot.controls import Said, fold, said, shown_day
from bot.errors import AnotherPage, BotError, Duplicate, Mismatch, SiteError
from bot.flows.tries import Progress
from bot.flows.wizard import (
    Around,
    Mode,
    Stop,
    Walk,
    Watcher,
    as_it_is,
    ensure_form,
    form_stop,
    listing_of,
    note_new_screen,
    told_of,
)
from bot.pages.plan_goals import Goal, GoalsStep
from bot.pages.plan_objectives import Objective, ObjectivesStep, placed
from bot.pages.plan_plan import PlanPlan, PlanStep
from bot.pages.plan_services import ServicesStep, WantedServices, service_item
from bot.pages.plan_tab import CREATE_PLAN, PlanTab
from bot.records.model import Plan, Record
from bot.row_memory import how_to_add, numbered_rows, saved_and_not_shown, says_another
from bot.rows import Adding, Policy
from bot.rows.alike import is_correctable, is_date_slip
from bot.rows.judging import R9_EDIT, Spot, give_up, note_rows
from bot.rows.listing import Listing
from bot.session import Session

OPEN = "open"
"""The status of a plan in the list, OPEN there and Open in print (seed)."""


def ensure_plan(
    session: Session,
    record: Record,
    *,
    save: bool,
    new_activities: list[str],
    watch: Watcher,
    force: bool = False,
    progress: Progress | None = None,
    is_printed: bool = False,
) -> tuple[list[str], str | None]:
    """Makes the record's plan stand on the site; gives what was changed and the site's number of the plan.

    Raises Mismatch for an open plan of another date (R8), and for a difference that may not be overwritten, be it by
    the profile or because no new 205/413 goes with the edit (R9). `force` goes through to Finish even if nothing
    differs. `progress` is kept by whoever begins the step anew after trouble. With
    `is_printed` the printed plan is compared afterwards: steps that can't be opened without saving are left to that,
    and named in `progress.unread`.
    """
    plan = record.plan
    assert plan is not None
    progress = progress or Progress()
    home = session.go(PlanTab)
    if session.site.comparison is not None:
        return [], _compare(session, record, home, new_activities, watch)
    row = find_plan(home, home.read(), plan)
    if row is None and save and not progress.entered:  # another run, or a person, may have begun one by now
        home = session.go_anew(PlanTab)
        row = find_plan(home, home.read(), plan)
    if row is None:
        _check_not_saved(home, home.read(), plan)
    if not progress.entered:
        mode: Mode = "enter" if save else "rehearse"
        policy: Policy = session.profile.differences
        covered = row is None or _has_new_activity(record, plan, new_activities)
        if progress.stood_there is None:
            progress.stood_there = row is not None and not force
        passage = _Passage(
            session,
            record,
            home,
            policy if covered else "bound",
            watch,
            progress,
            adding=("told" if covered else "needs_activity") if progress.stood_there else "free",
            new_activities=new_activities,
            save=save,
            is_printed=is_printed,
        )
        stored = session.site.stored
        try:
            changed = passage.walk(row, mode, force=force)
        finally:
            if row is None and session.site.stored > stored:
                _note_saved(home, plan)
        progress.has_entered(changed or (["Services: Finish"] if force else []))
    if progress.changed and save:
        row = find_plan(home, session.go(PlanTab).read(), plan)
        if row is None:
            raise AnotherPage("after Finish the plan does not stand in the list", screen=home.name())
        reading_back = _Passage(
            session,
            record,
            home,
            "verify",
            lambda name: watch(f"{name} (reading back)"),
            progress,
            is_printed=is_printed,
        )
        reading_back.walk(row, "verify")
    if row is not None and save:
        _remember(home, row, plan)
    return progress.changed, None if row is None else row.cell("#")


def _compare(
    session: Session, record: Record, home: PlanTab, new_activities: list[str], watch: Watcher
) -> str | None:
    """Notes what would be done about the plan; gives the site's number of it."""
    plan, site = record.plan, session.site
    assert plan is not None
    try:
        reading = home.read()
        row = find_plan(home, reading, plan)
        if row is None:
            _check_not_saved(home, reading, plan)
    except SiteError as error:
        is_doubt = isinstance(error, Mismatch) and error.stood_there
        spot, rows = Spot(site, PlanPlan), home.plans(home.read())
        mark = _mark(spot, home, rows, plan)
        give_up(spot, error, choices=("add",) if is_doubt else (), mark=mark if is_doubt else "")
        return None
    if row is None:
        _note_new(session, record, plan)
        return None
    covered = _has_new_activity(record, plan, new_activities)
    passage = _Passage(
        session,
        record,
        home,
        session.profile.differences if covered else "bound",
        watch,
        adding="told" if covered else "needs_activity",
        new_activities=new_activities,
        save=False,
    )
    passage.walk(row, "compare")
    return row.cell("#")


def _note_new(session: Session, record: Record, plan: Plan) -> None:
    """Notes a plan that does not stand on the site, as the record has it."""
    site = session.site
    assert site.comparison is not None
    note_new_screen(site, PlanStep, plan.plan_form())
    note_new_screen(site, GoalsStep, plan.goals)
    note_new_screen(site, ObjectivesStep, None)
    for place, goal in enumerate(plan.goals or (), 1):
        note_rows(site, Objective, goal.objectives, within=f"{place}.")
    note_new_screen(site, ServicesStep, None)
    for code in record.services:
        site.comparison.note(service_item(site, code, "add"))


def verify_plan(session: Session, record: Record, *, watch: Watcher, around: Around = as_it_is) -> None:
    """Opens the record's plan and compares every step; changes nothing.

    Raises Mismatch for the first difference, unless what `around` puts round the stops keeps it.
    """
    assert record.plan is not None
    home = session.go(PlanTab)
    row = find_plan(home, home.read(), record.plan)
    if row is None:
        raise Mismatch("the plan does not stand in the list", screen=home.name())
    _Passage(session, record, home, "verify", watch).walk(row, "verify", around=around)


def look_for_obstacles(session: Session, plan: Plan) -> None:
    """Raises what would stop the plan in the end (R8, or the plan standing there twice): best before anything is
    written, for an activity entered in vain can't be taken back."""
    home = session.go(PlanTab)
    reading = home.read()
    if find_plan(home, reading, plan) is None:
        _check_not_saved(home, reading, plan)


def find_plan(home: PlanTab, reading: Reading, plan: Plan) -> Row | None:
    """The plan of the record's start date, or None when there is none and no other one is open (R8, inferred).

    Raises Mismatch for another one that is open, or that may be the record's, its start date put right.
    """
    rows = home.plans(reading)
    ours = [row for row in rows if home.day(row) == plan.start_date]
    if len(ours) > 1:
        raise Duplicate(
            f"{len(ours)} plans of that date stand there: a person decides which one goes", screen=home.name()
        )
    if ours:
        return ours[0]
    if other := next((row for row in rows if fold(home.cell(row, "Status")) == OPEN), None):
        number = other.cell("#") or "?"
        raise Mismatch(
            f"R8: plan {number} of another date is open, and a participant has one open plan at a time",
            screen=home.name(),
        )
    doubtful = _maybe_with_another_date(home, rows, plan)
    spot = Spot(home.site, PlanPlan)
    is_another = home.site.decisions.of(spot.place(), _mark(spot, home, rows, plan), ("add",)) == "add"
    if doubtful and not (is_another or says_another(home.site.extra.get(PlanPlan.key, {}), len(rows))):
        here = home.site.record_at(PlanPlan.key, "")
        error = Mismatch(
            f"{here}: no plan of the record's start date stands there, and {numbered_rows(doubtful)} of the list may be"
            " the same with another start date: nothing was entered. If it is the same, put it right on the site, or in"
            f" the record; if it is another one, {how_to_add(PlanPlan.key, len(rows))}",
            screen=home.name(),
        )
        error.stood_there = True
        raise error
    return None


def _mark(spot: Spot, home: PlanTab, rows: Sequence[Row], plan: Plan) -> str:
    """What a decision is bound to that the record's plan is none of the list's."""
    return spot.site.mark_of(spot.place(), _day_of(plan), *(home.cell(row, "Date") for row in rows))


def _check_not_saved(home: PlanTab, reading: Reading, plan: Plan) -> None:
    """Raises Mismatch for a plan that the list does not show, though a save of it was answered, in an earlier try or
    run: another one is never begun by itself."""
    rows = home.plans(reading)
    is_another = says_another(home.site.extra.get(PlanPlan.key, {}), len(rows))
    if _listing(home).was_saved([_day_of(plan)]) and not is_another:
        what = f"{home.site.record_at(PlanPlan.key, '')}: the plan of the record's start date"
        raise Mismatch(saved_and_not_shown(what, how_to_add(PlanPlan.key, len(rows))), screen=home.name())


def _maybe_with_another_date(home: PlanTab, rows: Sequence[Row], plan: Plan) -> list[int]:
    """Which rows of the list of plans, all of other dates, may be the record's, its start date put right: one that came
    from this participant's record and is not of another time, or one that is a slip of the hand away."""
    listing, days = _listing(home), [home.cell(row, "Date") for row in rows]
    ours = {listing.standing(known, rows, [[day] for day in days]) for known in listing.gone([[_day_of(plan)]])}
    return [
        place + 1
        for place, day in enumerate(map(shown_day, days))
        if day is not None
        and (is_correctable(day, plan.start_date) if place in ours else is_date_slip(day, plan.start_date))
    ]


def _day_of(plan: Plan) -> str:
    return plan.start_date.strftime("%m/%d/%Y")


def _listing(home: PlanTab) -> Listing:
    """What is remembered of the list of plans."""
    listing = Listing(home.site.journal, "plans", "Plan")
    listing.open()
    return listing


def _note_saved(home: PlanTab, plan: Plan) -> None:
    """A save of the record's plan was answered; what the list shows of it is not known yet."""
    listing = _listing(home)
    listing.note_saved(1, [_day_of(plan)])
    listing.keep()


def _remember(home: PlanTab, row: Row, plan: Plan) -> None:
    """The record's plan stands there."""
    listing = _listing(home)
    listing.note(1, [_day_of(plan)], row, [home.cell(row, "Date")])
    listing.keep()


def _has_new_activity(record: Record, plan: Plan, new_activities: list[str]) -> bool:
    """R9: an edit needs its own 205 (Youth: 413): entered just now, or dated after the plan's start."""
    code = record.plan_code
    if code in new_activities:
        return True
    return any(entry.code == code and entry.date > plan.start_date for entry in record.activities)


class _Passage:
    """One passage through the plan's wizard; what one step reads (the goals' numbers) the next one uses."""

    def __init__(
        self,
        session: Session,
        record: Record,
        home: PlanTab,
        policy: Policy,
        watch: Watcher,
        progress: Progress | None = None,
        *,
        adding: Adding = "free",
        new_activities: Sequence[str] = (),
        save: bool = True,
        is_printed: bool = False,
    ) -> None:
        """`new_activities`: the codes of those entered just now; without `save` they were only filled, so that no list
        has them."""
        self._site = session.site
        self._record = record
        self._home = home
        self._policy = policy
        self._watch = watch
        self._adding = adding
        self._new_activities = new_activities
        self._only_rehearsed = () if save else new_activities
        self._is_printed = is_printed
        self._progress = progress or Progress()
        self._numbers = self._progress.numbers
        self._stands: dict[int, Row] = {}
        """The site's rows of the record's goals, by number."""
        self._words: dict[int, str] = {}
        """What the site says of goals that are to stay in its words, by their places in the record."""

    def walk(self, row: Row | None, mode: Mode, *, force: bool = False, around: Around = as_it_is) -> list[str]:
        """Opens the wizard, new or by Edit, and walks through it; gives the labels that were changed."""
        plan = self._record.plan
        assert plan is not None
        if row is None:
            self._site.press(CREATE_PLAN)
        else:
            self._site.press_in_row(row, "Edit")
        self._scope = self._site.journal.mark("plan", str(plan.start_date))[:16]
        goals = form_stop(
            self._site, GoalsStep, plan.goals, scope=self._scope, adding=self._adding, stands=self._stands
        )
        stops = [
            form_stop(self._site, PlanStep, plan.plan_form()),
            Stop(goals.screen, lambda reading, policy: self._goals(goals, reading, policy)),
            Stop(ObjectivesStep(self._site), self._objectives),
            Stop(ServicesStep(self._site), self._services),
        ]
        walk = Walk(
            site=self._site,
            stops=[around(stop) for stop in stops],
            home=self._home,
            policy=self._policy,
            mode=mode,
            saves_at=self._site.profile.wizard_saves.plan,
            exists=row is not None,
            watch=self._watch,
            force=force,
            is_printed=self._is_printed,
            progress=self._progress,
        )
        try:
            return walk.run(stops[0].screen.read())
        except Mismatch as error:
            raise self._with_r9(error) from None

    def _with_r9(self, error: Mismatch) -> BotError:
        may_be_meant = self._site.profile.differences == "update" or error.stood_there
        if self._policy == "bound" and may_be_meant and "R9" not in error.message:
            error.message += f"; {R9_EDIT}"
        return error

    def _goals(self, stop: Stop, reading: Reading, policy: Policy) -> list[str]:
        plan = self._record.plan
        assert plan is not None
        if policy == "verify":  # what differs in a goal must not hide the number by which its objectives are found
            self._note_numbers(reading)
        labels = stop.ensure(reading, policy)
        self._note_numbers(stop.screen.read() if labels else reading)
        return labels

    def _note_numbers(self, reading: Reading) -> None:
        plan = self._record.plan
        assert plan is not None
        for place, goal in enumerate(plan.goals or ()):
            if (number := goal_number(reading, goal)) is not None:
                self._numbers[place] = number
            elif (row := self._stands.get(place + 1)) is not None:
                self._note_other_words(reading, place, row)

    def _note_other_words(self, reading: Reading, place: int, row: Row) -> None:
        """A goal that stands there in the site's words, by a person's decision, or as far as it is only compared."""
        rows = [(each, number) for grid in reading.grids for number, each in enumerate(grid.rows, 1)]
        number = next((number for each, number in rows if each.cells == row.cells), None)
        if number is None:
            return
        self._numbers[place] = _shown_number(row, number)
        labels = (self._site.profile.forms.of(Goal).label("description"), Goal.label("description"))
        shown = next((text for label in labels if (text := row.cell(label))), None)
        if shown:
            self._words[place] = shown.removesuffix("...").removesuffix("…")

    def _objectives(self, reading: Reading, policy: Policy) -> list[str]:
        screen, plan = ObjectivesStep(self._site), self._record.plan
        assert plan is not None
        labels: list[str] = []
        for place, goal in enumerate(plan.goals or ()):
            if place not in self._numbers and self._site.comparison is not None:
                note_rows(self._site, Objective, goal.objectives, within=f"{place + 1}.", why="its goal comes first")
                continue
            if place not in self._numbers:
                raise Mismatch(
                    f"goal {place + 1} of the record is not in the list of goals, or can't be distinguished from"
                    " another one there: give them descriptions that begin differently",
                    screen="Goals",
                )
            kind = kind_on_site(goal)
            number = self._numbers[place]
            listing = listing_of(Objective, self._scope, number)
            words = self._words.get(place, goal.description)
            editor = screen.editor(words, number, kind, within=f"{place + 1}.", listing=listing)
            wanted = [placed(objective) for objective in goal.objectives or ()]
            changes = editor.ensure(wanted, screen.read() if labels else reading, policy, self._adding)
            labels += told_of(screen, "Objective", changes)
        return labels + ensure_form(screen, None, screen.read() if labels else reading, policy)

    def _services(self, reading: Reading, policy: Policy) -> list[str]:
        screen = ServicesStep(self._site)
        wanted = [(code, self._begin(code)) for code in self._record.services if code not in self._only_rehearsed]
        if self._site.comparison is not None:
            for code in dict.fromkeys(self._only_rehearsed):
                if code in self._record.services:
                    self._site.comparison.note(service_item(self._site, code, "add", why="its activity comes first"))
        services = WantedServices(screen, wanted, self._scope)
        labels = services.ensure(policy, self._adding, self._new_activities)
        asked = ensure_form(screen, None, screen.read() if labels else reading, policy)
        return labels + asked

    def _begin(self, code: str) -> str:
        """The begin date of the record's own activity of a code, where it has exactly one."""
        days = [entry.date for entry in self._record.activities if entry.code == code]
        return days[0].strftime("%m/%d/%Y") if len(days) == 1 else ""


def goal_number(reading: Reading, goal: Goal) -> int | None:
    """The number of a goal in the site's list of goals: its place in the grid (`1/4518` in print; seed). None for a
    goal that is not in the list, or can't be distinguished from another one there."""

    def says(row: Row, key: str, value: str) -> Said | None:
        """How the row says a value: under the label of the box, ours or this site's, else anywhere."""
        own = goal.label(key)
        cells = [row.cell(own), row.cell(Goal.label(key))]
        shown = next((text for text in cells if text is not None), None)
        ways = [said(text, value, without_dots=True) for text in (row.cells if shown is None else [shown])]
        return next((way for wanted in ("whole", "part", "cut") for way in ways if way == wanted), None)

    kind = kind_on_site(goal)
    ways: dict[Said, list[int]] = {"whole": [], "part": [], "cut": []}
    for grid in reading.grids:
        for place, row in enumerate(grid.rows, 1):
            way = says(row, "description", goal.description)
            if way is None or says(row, "type", kind) is None:
                continue
            ways[way].append(_shown_number(row, place))
    surest = ways["whole"] or ways["part"] or ways["cut"]
    return surest[0] if len(surest) == 1 else None


def _shown_number(row: Row, place: int) -> int:
    number = (row.cell("Goal #/Goal ID") or row.cell("Goal #") or row.cell("#") or str(place)).split("/")[0]
    return int(number) if number.strip().isdigit() else place


def kind_on_site(goal: Goal) -> str:
    """The goal's type in this site's word."""
    return str(goal.controls["type"].in_site_words(goal.type))
