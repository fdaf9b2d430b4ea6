"""Rules the site must enforce, tried out: what is invalid is submitted, and must be refused.

The cases come from the declared forms: every required box empty, every date box with a day that is none, and the rules
of the work about the order of dates (R4, R7). One press tries all boxes of a screen; a box that the complaints do not
name is tried by itself, all others being right. Only for made-up participants: what a site accepts in spite of its
rules is put back where that can be done, and told where it can't.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from bot.agent.looks import Reading
from bot.controls import DateBox, is_blank
from bot.errors import AccessDenied, AnotherPage, BotError, Transient
from bot.forms import Form
from bot.forms.site_forms import SiteForms
from bot.records.model import Record, screens_of
from bot.testing.pictures import without
from bot.testing.places import Answer, Place, blank_op, is_by_hand, op
from bot.testing.visit import unlike_lists

Rule = Literal["required", "date", "R4", "R7"]
Verdict = Literal["refused", "accepted", "not tried"]
NO_DAY = "02/30/2019"


@dataclass(frozen=True)
class Tried:
    """What became of one rule of one box."""

    rule: Rule
    label: str
    verdict: Verdict
    words: str = ""

    @property
    def name(self) -> str:
        """Its name in the baseline."""
        return f"{self.rule}: {self.label}{f' ({self.words})' if self.rule in ('R4', 'R7') else ''}"

    def __str__(self) -> str:
        case = {
            "required": f"the site accepts the screen without '{self.label}'",
            "date": f"the site accepts {NO_DAY} in '{self.label}'",
            "R4": f"R4: the site accepts '{self.label}' {self.words}",
            "R7": f"R7: the site accepts '{self.label}' {self.words}",
        }[self.rule]
        return f"{case}; {self.words}" if self.rule in ("required", "date") and self.words else case


@dataclass(frozen=True)
class OrderRule:
    """A rule about a date: `day` gives one that breaks it, or None where the record gives no occasion."""

    rule: Rule
    key: str
    words: str
    day: Callable[[Record, date], date | None]


def _plan_start(record: Record, today: date) -> date | None:
    return record.plan.start_date - timedelta(days=1) if record.plan else None


def _goal_established(record: Record, today: date) -> date | None:
    return record.plan.goals[0].established_on if record.plan and record.plan.goals else None


def _objective_established(record: Record, today: date) -> date | None:
    goals = record.plan.goals if record.plan else None
    return goals[0].objectives[0].established_on if goals and goals[0].objectives else None


BEFORE_PLAN, NOT_AFTER = "before the Plan Start Date", "not after the Date Established"
ORDER: dict[str, tuple[OrderRule, ...]] = {
    "plan.goals": (
        OrderRule("R7", "established_on", BEFORE_PLAN, _plan_start),
        OrderRule("R7", "estimated_completion", NOT_AFTER, _goal_established),
    ),
    "plan.objectives": (
        OrderRule("R7", "established_on", BEFORE_PLAN, _plan_start),
        OrderRule("R7", "review_on", NOT_AFTER, _objective_established),
    ),
    "activity.general": (
        OrderRule("R4", "actual_begin", "in the future", lambda record, today: today + timedelta(days=1)),
        OrderRule("R4", "actual_begin", "older than 30 days", lambda record, today: today - timedelta(days=31)),
    ),
}
"""The rules of the work that the site is to keep, by screen. R4 is documented, R7 inferred from the guide's sample."""


def rules_of(screen: str, forms: SiteForms) -> set[Rule]:
    """The kinds of rules that a screen has, by the key of its form."""
    controls = screens_of(forms)[screen].controls.values()
    rules: set[Rule] = {rule.rule for rule in ORDER.get(screen, ())}
    if any(control.required for control in controls):
        rules.add("required")
    if any(isinstance(control, DateBox) for control in controls):
        rules.add("date")
    return rules


@dataclass(frozen=True)
class Screened:
    """What came of one place: the rules tried, and fixed lists that offer something else than the program knows."""

    tried: tuple[Tried, ...]
    lists: tuple[str, ...]
    picture: bytes | None = None
    """Of a form of its own, as it came up."""


class Trials:
    """Tries out places for one record. `restart` opens the participant anew, wherever the page has come to."""

    def __init__(self, record: Record, today: date, restart: Callable[[], object]) -> None:
        self._record = record
        self._today = today
        self._restart = restart

    def try_out(self, place: Place) -> Screened:
        """Tries every rule of a place."""
        reading = place.open()
        lists = unlike_lists(place.form, reading.fields)
        picture = without(*place.site.agent.picture()) if place.is_empty_form else None
        required = [key for key, control in _there(place.form, reading) if control.required]
        dates = [key for key, control in _there(place.form, reading) if isinstance(control, DateBox)]
        tried = self._try_all(place, reading, "required", required, lambda key: blank_op(place, key))
        if dates:
            tried += self._try_all(place, place.open(), "date", dates, lambda key: op(place, key, NO_DAY))
        where = place.alone()
        for rule in ORDER.get(place.form.key, ()) if where is not None else ():
            day = rule.day(self._record, self._today)
            if day is not None and where is not None:
                operation = op(where, rule.key, f"{day:%m/%d/%Y}")
                tried.append(self._try_one(where, rule.rule, rule.key, operation, rule.words))
        return Screened(tuple(tried), tuple(lists), picture)

    def _try_all(
        self, place: Place, reading: Reading, rule: Rule, keys: Sequence[str], operation: Operation
    ) -> list[Tried]:
        """One press for all boxes; those that the complaints do not name are tried by themselves afterwards.

        The place stands open, and is left at the end.
        """
        invalid, tried = _make_invalid(place, reading, rule, keys, operation)
        if not invalid:
            place.leave()
            return tried
        answer = place.submit()
        if answer.accepted:
            words = self._repaired(place)
            return [*tried, *(Tried(rule, place.form.label(key), "accepted", words) for key in invalid)]
        place.leave()
        for key in invalid:
            tried.append(self._named_or_tried(place, answer, rule, key, operation))
        return tried

    def _named_or_tried(self, place: Place, answer: Answer, rule: Rule, key: str, operation: Operation) -> Tried:
        label = place.form.label(key)
        if answer.names(label):
            return Tried(rule, label, "refused")
        alone = place.alone()
        if alone is None:
            words = "the site's complaints do not name it, and the record has no row to try it on by itself"
            return Tried(rule, label, "not tried", words)
        return self._try_one(alone, rule, key, operation(key))

    def _try_one(self, place: Place, rule: Rule, key: str, operation: dict[str, Any], words: str = "") -> Tried:
        """One box by itself."""
        label = place.form.label(key)
        if is_by_hand(place, key):
            return Tried(rule, label, "not tried", "it takes its value from a window")
        try:
            place.open()
            place.site.judge(place.site.agent.apply([operation], place.specs))
            answer = place.submit()
        except BotError as error:
            _stop_for(error)
            self._restart()
            return Tried(rule, label, "not tried", f"{words}: {error}" if words else str(error))
        if not answer.accepted:
            place.leave()
            return Tried(rule, label, "refused", words)
        repaired = self._repaired(place)
        return Tried(rule, label, "accepted", words or repaired)

    def _repaired(self, place: Place) -> str:
        """Puts back what the site should not have taken; says so, or what stands there now."""
        try:
            place.leave()
            place.put_back()
        except BotError as error:
            _stop_for(error)
            self._restart()
            left = f"{place.creates} stands there now" if place.creates else "what stood there could not be put back"
            return f"{left}: a person has to see to it ({error})"
        return place.afterwards


Operation = Callable[[str], dict[str, Any]]
"""What is done to the box of a key to make it invalid."""


def _there(form: type[Form], reading: Reading) -> list[tuple[str, Any]]:
    """The controls that stand on the open page and can be changed."""
    found = []
    for key, control in form.controls.items():
        report = reading.fields.get(key)
        if report is not None and report.problem is None and not report.disabled and control.kind != "readonly":
            found.append((key, control))
    return found


def _make_invalid(
    place: Place, reading: Reading, rule: Rule, keys: Sequence[str], operation: Operation
) -> tuple[list[str], list[Tried]]:
    """Sets the boxes; gives those that are invalid now, and what there is to say of the others."""
    tried: list[Tried] = []
    to_set = [key for key in keys if not (rule == "required" and is_blank(reading.fields[key].raw))]
    by_hand = [key for key in to_set if is_by_hand(place, key)]
    ops = [operation(key) for key in to_set if key not in by_hand]
    if ops:
        reading = place.site.agent.apply(ops, place.specs)
        place.site.judge(reading)
    invalid = []
    for key in keys:
        report, label = reading.fields[key], place.form.label(key)
        if report.problem is not None:
            tried.append(Tried(rule, label, "not tried", "it went away with another choice"))
        elif rule == "date" and report.raw != NO_DAY:
            tried.append(Tried(rule, label, "refused", "the box itself does not keep it"))
        elif rule == "required" and not is_blank(report.raw):
            tried.append(Tried(rule, label, "not tried", "once answered it can't be emptied"))
        else:
            invalid.append(key)
    return invalid, tried


def _stop_for(error: BotError) -> None:
    """Raises again what is no answer to a trial: a site that is down, that has signed us out, or keeps us out."""
    if isinstance(error, AccessDenied) or (isinstance(error, Transient) and not isinstance(error, AnotherPage)):
        raise error
