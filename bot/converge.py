"""Making a screen agree with a record by looking, not by hoping.

Read all, compare, set what differs, settle, read again; what a postback reset, a mask changed or a late list swallowed
goes round once more, at last by slow typing. Fields are compared as values: what the page shows is parsed by the same
control that parsed the record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Literal

from bot.agent.looks import FieldReport, Reading
from bot.compare.items import AMBIGUOUS, CHOSEN_OF_TWO, Difference
from bot.controls import BLANK, Control, LookUp, Raw, site_length
from bot.errors import AnotherPage, BotError, ControlMissing, Mismatch, OptionNotOffered, RecordError, SiteError
from bot.forms import Form
from bot.site import Site

ROUNDS = 5
"""Rounds after which no more fields are right than before, until it is an error."""
SLOW_FROM = 2
"""The round from which a box that ignored the fast way is typed as by hand."""
_NOT_CHOSEN = {
    "no-option": "is not offered here",
    "option-disabled": "is offered, but can't be chosen (the site has disabled it)",
    "several-options": "more than one option has these words, each with a meaning of its own: enter this one by hand",
}
"""Why an option was not chosen."""
TYPED = ("text", "textarea", "richtext", "date", "number", "money")


LookUpHand = Callable[[LookUp, str], None]
"""Picks a value in a look-up's window."""


def specs(form: type[Form]) -> list[dict[str, Any]]:
    """What the page agent needs to find every field of a form that the site has."""
    return [
        {
            "key": key,
            "kind": control.kind,
            "label": control.label,
            "names": control.endings(key),
            "locator": control.locator,
        }
        for key, control in form.controls.items()
        if not control.absent
    ]


def differences(form: Form, reading: Reading) -> list[Difference]:
    """The fields a record mentions that the screen does not show so."""
    found = []
    for key, wanted in form.mentioned().items():
        control = form.controls[key]
        report = reading.fields.get(key, FieldReport(problem="missing"))
        value = BLANK if report.problem is not None else control.read(control.in_our_words(report.raw))
        not_shown = wanted is BLANK and report.problem == "missing"
        agrees = report.problem is None and control.agrees(wanted, value)
        if not (not_shown or (agrees and not report.ambiguous)):
            kind: Literal["missing", "differs"] = "missing" if value is BLANK else "differs"
            here, ours = value if isinstance(value, str) else report.raw, as_text(control, wanted)
            how = _how(report) or how_it_differs(ours, here)
            problem = report.problem or (AMBIGUOUS if agrees else "")
            found.append(Difference(key, control.label, kind, how, report.raw, ours, problem))
    return found


def _how(report: FieldReport) -> str:
    if report.problem:
        return "the box is not on the page"
    return CHOSEN_OF_TWO if report.ambiguous else ""


def with_late_lists(
    site: Site, form: Form, reading: Reading, wanted: list[dict[str, Any]], *, signing_in: bool = False
) -> Reading:
    """The reading once boxes and lists that are still on their way have arrived (H5, documented).

    A box is on its way when it is not there, a list when it is empty, the record wants something of it, and the boxes
    it depends on already say what the record says: an empty form's lists wait for those, and are not waited for.
    """
    wrong = differences(form, reading)
    if any(form.controls[difference.key].postback for difference in wrong):
        return reading
    if absent := absent_keys((difference.key for difference in wrong), reading):
        reading = with_late_boxes(site, absent, wanted, signing_in=signing_in)
        wrong = differences(form, reading)
    late = [d.key for d in wrong if d.kind == "missing" and reading.fields.get(d.key, FieldReport()).options == ()]
    if not late:
        return reading
    reading = site.agent.read(wanted, strangers=True, grids=True, awaited=late)
    site.judge(reading)
    return reading


def with_late_boxes(
    site: Site, keys: Collection[str], wanted: list[dict[str, Any]], *, signing_in: bool = False
) -> Reading:
    """The reading once these boxes are on the page: a script may put an editor in some time after it has loaded. What
    has not come by the profile's `late_list_seconds` is not there."""

    def look() -> Reading:
        reading = site.agent.read(wanted, strangers=True, grids=True)
        site.judge(reading, signing_in=signing_in)
        return reading

    return site.agent.until(look, lambda reading: not absent_keys(keys, reading))


def absent_keys(keys: Iterable[str], reading: Reading) -> list[str]:
    """Those of the boxes that are not on the page."""
    return [key for key in keys if reading.fields.get(key, FieldReport(problem="missing")).problem == "missing"]


class Converger:
    """Fills one form on the screen that stands open."""

    def __init__(
        self,
        site: Site,
        form: Form,
        look_up: LookUpHand | None = None,
        *,
        signing_in: bool = False,
        once: bool = False,
        claims: Sequence[dict[str, Any]] = (),
    ) -> None:
        """`once`: a page that takes this one's place while it is filled in is not filled in again."""
        self._site = site
        self._once = once
        self._signing_in = signing_in
        self._look_up = look_up
        self._form = form
        own = specs(type(form))
        self._by_key = {spec["key"]: spec for spec in own}
        self._specs = [*own, *claims]
        for key, value in form.mentioned().items():
            if key not in self._by_key and value is not BLANK:
                raise RecordError(
                    "this site has no such box (its form map says so): take the value out of the record",
                    screen=form.screen_title,
                    field=form.label(key),
                )

    def fill(self, reading: Reading) -> tuple[Reading, tuple[str, ...]]:
        """Goes round until nothing differs. Gives the last reading and the labels of what was set.

        Raises OptionNotOffered, ControlMissing, Mismatch or RecordError naming the first field that would not agree.
        """
        self._site.keep_from_filling()
        touched: dict[str, str] = {}
        reading = with_late_lists(self._site, self._form, reading, self._specs, signing_in=self._signing_in)
        wrong = differences(self._form, reading)
        has_waited = not self._comes_after_others(wrong)
        turn, fewest = 0, len(wrong)
        while wrong:
            self._give_up_early(wrong, reading, turn)
            if turn == ROUNDS:
                raise self._explain(wrong[0], reading)
            touched.update({difference.key: difference.label for difference in wrong})
            reading = self._round(wrong, reading, turn)
            wrong = differences(self._form, reading)
            if not has_waited and wrong and not self._comes_after_others(wrong):
                has_waited = True
                reading = with_late_lists(self._site, self._form, reading, self._specs, signing_in=self._signing_in)
                wrong = differences(self._form, reading)
            if len(wrong) < fewest:
                fewest = len(wrong)  # a page may load anew at each of many boxes: getting on is no failed round
            else:
                turn += 1
        return reading, tuple(touched.values())

    def _comes_after_others(self, wrong: list[Difference]) -> bool:
        """Whether a box is wrong that others depend on: those are not waited for yet."""
        return any(self._form.controls[difference.key].postback for difference in wrong)

    def _round(self, wrong: list[Difference], reading: Reading, turn: int) -> Reading:
        keys = [difference.key for difference in wrong]
        by_hand = [key for key in keys if isinstance(self._form.controls[key], LookUp)]
        typed = [key for key in keys if turn >= SLOW_FROM and self._form.controls[key].kind in TYPED]
        for key in typed:
            self._site.agent.type_slowly(self._by_key[key], str(self._text(key)))
        ops = [self._op(key) for key in keys if key not in by_hand and key not in typed]
        ops.sort(key=lambda op: not op["postback"])
        headings, documents = set(reading.look.headings), self._site.agent.documents
        reading = self._site.agent.apply(ops, self._specs)
        self._site.judge(reading, signing_in=self._signing_in)
        if self._once and self._site.agent.documents != documents:
            raise AnotherPage("the page went away while it was filled in", screen=self._form.screen_title)
        if headings and not headings & set(reading.look.headings):
            # A postback that lost the session can be answered by any page (documented, H8).
            raise AnotherPage("another page came up while the screen was filled", screen=self._form.screen_title)
        for key in by_hand:
            reading = self._pick_in_window(key) or reading
        return reading

    def _pick_in_window(self, key: str) -> Reading | None:
        """After everything else: a postback of another box may take the picked value away (documented, H1)."""
        control, value = self._form.controls[key], self._text(key)
        if self._look_up is None or not isinstance(control, LookUp) or not isinstance(value, str) or not value:
            return None
        self._look_up(control, value)
        reading = self._site.agent.read(self._specs, strangers=True)
        self._site.judge(reading)
        return reading

    def _op(self, key: str) -> dict[str, Any]:
        control = self._form.controls[key]
        text = self._text(key)
        other: Any = {word: [theirs] for word, theirs in control.words}
        if not isinstance(text, list):
            other = other.get(text, [])
        return {**self._by_key[key], "text": text, "aliases": other, "postback": control.postback}

    def _text(self, key: str) -> Raw:
        return as_text(self._form.controls[key], self._form.mentioned()[key])

    def _give_up_early(self, wrong: list[Difference], reading: Reading, turn: int) -> None:
        """Some failures do not get better by going round again."""
        for difference in wrong:
            report = reading.fields.get(difference.key, FieldReport())
            if self._form.controls[difference.key].kind == "readonly":
                raise self._explain(difference, reading)
            text = self._text(difference.key)
            if report.room is not None and isinstance(text, str) and site_length(text) > report.room:
                words = f"the text has {site_length(text)} characters, the box takes {report.room}"
                raise RecordError(words, screen=self._form.screen_title, field=difference.label)
            refused = reading.problems.get(difference.key)
            if refused == "several-options" or (refused in _NOT_CHOSEN and turn >= SLOW_FROM):
                raise self._explain(difference, reading)

    def _explain(self, difference: Difference, reading: Reading) -> BotError:
        """The error for a field that would not agree, by what was seen last."""
        report = reading.fields.get(difference.key, FieldReport(problem="missing"))
        place = {"screen": self._form.screen_title, "field": difference.label}
        if report.problem == "missing":
            return ControlMissing("the box was not found on the page", **place)
        if report.problem == "several":
            return ControlMissing("more than one box fits: the form map needs a locator or a label", **place)
        if report.disabled:
            return SiteError("the box can't be changed (the site has disabled it)", **place)
        problem = reading.problems.get(difference.key)
        if problem == "several-options":
            return SiteError(_NOT_CHOSEN[problem], **place)
        if problem in _NOT_CHOSEN:
            offered = "; ".join(report.options or ()) or "nothing"
            return OptionNotOffered(f"{_NOT_CHOSEN[problem]}; offered are: {offered}", **place)
        return Mismatch(how_it_differs(self._text(difference.key), report.raw), **place)


def as_text(control: Control, value: Any) -> Raw:
    """The text a box is to hold for a record's value, BLANK among them."""
    if value is BLANK:
        return [] if control.kind == "checklist" else ""
    return control.show(value)


def how_it_differs(wanted: Raw, found: Raw) -> str:
    """The kind of a difference in words, without either value."""
    if not found:
        return "the site keeps the box empty"
    if not wanted:
        return "the site keeps a value where the record wants none"
    if isinstance(wanted, str) and isinstance(found, str) and len(found) < len(wanted) and wanted.startswith(found):
        return f"the site kept the first {len(found)} of {len(wanted)} characters"
    return "the site holds another value"
