"""What may be done about what stands on the site and differs: by policy, and by what a person has decided of it.

While a participant is only compared, nothing stops: all of it is noted instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from bot.compare.decisions import LAPSED
from bot.compare.items import AMBIGUOUS, Choice, Difference, Does, Item, Place, in_words
from bot.controls import BLANK
from bot.converge import as_text
from bot.errors import Mismatch, RecordError, SiteError
from bot.forms import Form
from bot.questions import ANSWER
from bot.site import Site

F = TypeVar("F", bound=Form)
Policy = Literal["stop", "bound", "new", "update", "verify"]
"""What to do with what stands there and differs: stop, update it, or (verifying) say so and touch nothing. With `new`
the boxes of a record that was never saved are updated, for they hold nobody's data; rows of its lists still stop. With
`bound` no decision overwrites either: it is a plan, and its edit lacks the new activity (R9)."""
R9_EDIT = "R9: every edit of a plan needs a new 205 (Youth: 413), and the record has none"
_Verdict = Literal["keep", "write", "stop"]
_EITHER: tuple[Choice, ...] = ("keep", "overwrite")


@dataclass(frozen=True)
class Spot:
    """What is judged: a form of a screen, or of a row of one by its number in the record."""

    site: Site
    form: type[Form]
    row: str = ""
    names: tuple[str, ...] = ()
    """What names the row in the record: decisions are bound to it."""

    def place(self, key: str = "") -> Place:
        return Place(self.form.key, self.row, key)

    def item(self, key: str, label: str, does: Does, **more: Any) -> Item:
        return Item(self.place(key), self.form.screen_title, label, does, sensitive=self.form.hides(key=key), **more)


@dataclass(frozen=True)
class Judged(Generic[F]):
    """What is to be made to agree: the form without what stays as it is, and the questions whose answers stay."""

    form: F
    kept: frozenset[str] = frozenset()


def judged(
    spot: Spot,
    form: F,
    wrong: Sequence[Difference],
    policy: Policy,
    *,
    since: str = "",
    granted: Collection[str] = (),
) -> Judged[F]:
    """What of a form may be entered, where `wrong` is what differs. An empty box may always be filled. `since` stands
    before what is said of it; `granted` are fields that a decision about the whole row lets be overwritten.

    Raises Mismatch that names all that a policy or a decision does not let be overwritten; not while it only compares.
    """
    verdicts = {difference.key: _verdict(spot, difference, policy) for difference in wrong}
    if policy == "stop":
        verdicts |= {key: "write" for key, verdict in verdicts.items() if key in granted and verdict == "stop"}
    if spot.site.comparison is not None:
        _note_form(spot, form, wrong, verdicts, policy)
    elif refused := [difference for difference in wrong if verdicts[difference.key] == "stop"]:
        raise _refusal(spot, refused, policy, since)
    kept = {key for key, verdict in verdicts.items() if verdict == "keep"}
    spot.site.kept.update(map(spot.place, kept))
    without = {key: None for key in kept if key in form.controls}
    return Judged(form.model_copy(update=without), frozenset(key for key in kept if key.startswith(ANSWER)))


def kept_answers(spot: Spot, answers: Sequence[Difference]) -> frozenset[str]:
    """The area's questions whose answers on the site a person has decided to keep."""
    return frozenset(answer.key for answer in answers if _verdict(spot, answer, "bound") == "keep")


def _verdict(spot: Spot, difference: Difference, policy: Policy) -> _Verdict:
    if difference.kind == "missing":
        return "stop" if policy == "verify" else "write"
    place = spot.place(difference.key)
    said = spot.site.decisions.of(place, _mark(spot, difference), _EITHER)
    if said == "keep":
        return "keep"
    if policy in ("update", "new") or (said == "overwrite" and policy == "stop"):
        return "write"
    return "stop"


def _mark(spot: Spot, difference: Difference) -> str:
    texts = in_words(difference.site), in_words(difference.ours)
    return spot.site.mark_of(spot.place(difference.key), *spot.names, *texts)


def _refusal(spot: Spot, refused: Sequence[Difference], policy: Policy, since: str) -> Mismatch:
    if policy == "verify":
        words = f"the site does not hold what the record says: {'; '.join(map(str, refused))}"
        return Mismatch(words, field=refused[0].label)
    words = f"{since}the site holds something else: {'; '.join(difference.label for difference in refused)}"
    lapsed = [d.label for d in refused if spot.site.decisions.lapsed(spot.place(d.key), _mark(spot, d))]
    words += f" ({'; '.join(lapsed)}: {LAPSED})" if lapsed else ""
    error = Mismatch(words, field=refused[0].label)
    error.stood_there = True
    return error


def _note_form(
    spot: Spot, form: Form, wrong: Sequence[Difference], verdicts: Mapping[str, _Verdict], policy: Policy
) -> None:
    comparison = spot.site.comparison
    assert comparison is not None
    by_key = {difference.key: difference for difference in wrong}
    for key, value in form.mentioned().items():
        if key not in by_key:
            text = in_words(as_text(form.controls[key], value))
            comparison.note(spot.item(key, form.label(key), "leave", site=text, ours=text))
        else:
            comparison.note(_item(spot, by_key.pop(key), verdicts[key], policy))
    for key, difference in by_key.items():  # the area's questions
        comparison.note(_item(spot, difference, verdicts[key], policy))


def _item(spot: Spot, difference: Difference, verdict: _Verdict, policy: Policy) -> Item:
    """One box that does not say what the record says, and what a run would do about it."""
    control = spot.form.controls.get(difference.key)
    texts = {"site": in_words(difference.site), "ours": in_words(difference.ours)}
    label, key = difference.label, difference.key
    is_hidden = difference.problem == "missing" and control is not None and control.shown_if is not None
    is_ambiguous = difference.problem == AMBIGUOUS
    is_unread = difference.problem != "" and not is_hidden and not is_ambiguous
    if control is not None and (control.kind == "readonly" or is_unread):
        why = "the program can't set this box" if control.kind == "readonly" else difference.how
        return spot.item(key, label, "undecided", why=why, stops=True, **texts)
    if difference.kind == "missing":
        why = "the box comes once others are set" if is_hidden else ""
        return spot.item(key, label, "fill", why=why, **texts)
    mark = _mark(spot, difference)
    if verdict == "keep":
        return spot.item(key, label, "leave", why="kept, as decided", choices=_EITHER, mark=mark, **texts)
    if policy == "verify" or is_ambiguous:
        why = difference.how if is_ambiguous else "what stands there is never edited by the program"
        return spot.item(key, label, "undecided", why=why, stops=True, choices=("keep",), mark=mark, **texts)
    why = LAPSED if spot.site.decisions.lapsed(spot.place(key), mark) else R9_EDIT if policy == "bound" else ""
    choices: tuple[Choice, ...] = ("keep",) if policy == "bound" else _EITHER
    stops = verdict == "stop"
    return spot.item(key, label, "change", why=why, stops=stops, choices=choices, mark=mark, **texts)


def note_unanswered(spot: Spot, questions: Sequence[str]) -> None:
    """Notes what the site requires and nobody answers."""
    assert spot.site.comparison is not None
    for question in questions:
        why = "the site requires this box, and neither the record nor the form map answers it"
        spot.site.comparison.note(spot.item(f"{ANSWER}{question}", question, "undecided", why=why, stops=True))


def note_new(spot: Spot, form: Form, *, why: str = "", stops: bool = False) -> None:
    """Notes a form that does not stand on the site: all of it would be added. Its rows are noted by whoever knows their
    form's screen."""
    comparison = spot.site.comparison
    assert comparison is not None
    for key, value in form.mentioned().items():
        if value is BLANK or key not in spot.form.controls:
            continue
        control = form.controls[key]
        if control.absent:
            why_not = "this site has no such box (its form map says so)"
            comparison.note(spot.item(key, control.label, "undecided", why=why_not, stops=True))
        elif control.kind != "readonly":
            ours = in_words(as_text(control, value))
            comparison.note(spot.item(key, control.label, "add", ours=ours, why=why, stops=stops))


def note_rows(site: Site, form: type[Form], rows: Sequence[Form] | None, *, within: str = "", why: str = "") -> None:
    """Notes rows that do not stand on the site. `within` is the number of the row that holds them (`2.`)."""
    for number, row in enumerate(rows or (), 1):
        note_new(Spot(site, form, f"{within}{number}"), row, why=why)


def give_up(spot: Spot, error: SiteError | RecordError, **more: Any) -> None:
    """Notes what stops a run while a participant is only compared; else raises it."""
    if spot.site.comparison is None:
        raise error
    label = error.field or ""
    spot.site.comparison.note(spot.item("", label, "undecided", why=error.message, stops=True, **more))
