"""What the program needs of the screens and a survey lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.controls import fold
from bot.survey.compare_boxes import describe, question_of
from bot.survey.drifts import Drift, DriftKind, Part
from bot.survey.finding import boxes_of, find
from bot.survey.known import Need
from bot.survey.model import Box, ScreenSurvey, Survey


@dataclass(frozen=True)
class Unmet:
    """Something the program needs and does not find."""

    drift: Drift
    need: Need | None = None
    missing: tuple[str, ...] = ()
    """The options that are not offered any more, in the site's wording; and those that are."""
    offered: tuple[str, ...] = ()
    question: str = ""
    """What a required box that nobody knows is called in answers: its label, or the ending of its name."""

    def is_told_by(self, other: Drift) -> bool:
        """Whether a drift from the accepted survey tells the same already."""
        ours = self.drift
        if other.screen != ours.screen:
            return False
        if ours.kind == "not reached":
            return other.part == "screen" and other.kind in ("gone", "not reached")
        if ours.kind == "required and unknown":
            came = other.kind in ("new", "now required") and other.name == ours.name
            return came or (other.kind == "renamed" and other.now == ours.name)
        labels = {fold(ours.name), *(fold(self.need.control.label) for _ in (1,) if self.need)}
        same_box = other.part == ours.part and fold(other.name) in labels
        if ours.kind == "gone":
            return same_box and other.kind in ("gone", "moved", "renamed", "name changed")
        return same_box and other.kind == ours.kind


def unmet_needs(live: Survey, needs: Sequence[Need], answered: Mapping[str, Collection[str]] = {}) -> list[Unmet]:
    """Every need that a live survey does not meet, and every required box that nobody knows."""
    unmet: list[Unmet] = []
    wanted = dict.fromkeys(need.screen for need in needs)
    for key in (*wanted, *_others(live, wanted)):
        own = [need for need in needs if need.screen == key]
        screen = live.screens.get(key)
        if screen is None:
            gap = next((gap for gap in live.unreached if gap.screen == key), None)
            why = gap.why if gap else "the survey does not have it"
            place = {"screen": key, "title": own[0].title, "part": "screen"}
            blocks = gap is None or not gap.after_save
            unmet.append(Unmet(Drift.model_validate({**place, "kind": "not reached", "now": why, "blocks": blocks})))
            continue
        unmet += [each for need in own for each in _lacks(need, screen)]
        unmet += [each for row in (False, True) for each in _unknown(key, screen, own, answered, row=row)]
    return unmet


def _others(live: Survey, wanted: Collection[str]) -> list[str]:
    """The steps of the same wizards in which no box is needed: they may require one all the same."""
    wizards = {key.split(".")[0] for key in wanted}
    steps = [key for name, wizard in live.wizards.items() if name in wizards for key in wizard.steps]
    return [key for key in steps if key not in wanted and key in live.screens]


def _lacks(need: Need, screen: ScreenSurvey) -> Iterator[Unmet]:
    boxes = boxes_of(screen, row=need.row)
    if need.row and screen.rows is None:
        return  # the grid itself is missing, or its form could not be opened: told by the comparison
    found = find(need, boxes)
    if len(found) > 1:
        yield _lack(need, screen, "gone", now="more than one box fits")
    elif not found:
        if need.control.shown_if is None or screen.tried:
            wrong = [box.kind for box in boxes.values() if _is_meant(box, need)]
            kind: DriftKind = "kind changed" if wrong else "gone"
            yield _lack(need, screen, kind, was=need.kind if wrong else "", now="".join(wrong[:1]))
    else:
        offered = boxes[found[0]].options
        missing = [word for word in need.options if offered is not None and fold(word) not in set(map(fold, offered))]
        if missing:
            lack = _lack(need, screen, "options removed", was="; ".join(missing))
            yield replace(lack, missing=tuple(missing), offered=offered or ())
        if need.link and fold(boxes[found[0]].link) != fold(need.link):
            yield _lack(need, screen, "link renamed", was=need.link, now=boxes[found[0]].link)


def _lack(need: Need, screen: ScreenSurvey, kind: DriftKind, *, was: str = "", now: str = "") -> Unmet:
    """What a need lacks. A text that is only read is nothing the work depends on."""
    drift = Drift(
        screen=need.screen,
        title=screen.title,
        part="row field" if need.row else "field",
        kind=kind,
        name=need.label,
        was=was,
        now=now,
        blocks=need.kind != "readonly",
    )
    return Unmet(drift, need)


def _is_meant(box: Box, need: Need) -> bool:
    return fold(box.label) == fold(need.label) or box.name in need.names


def _unknown(
    key: str, screen: ScreenSurvey, needs: Sequence[Need], answered: Mapping[str, Collection[str]], *, row: bool
) -> Iterator[Unmet]:
    part: Part = "row field" if row else "field"
    for box in unknown_boxes(key, boxes_of(screen, row=row), [need for need in needs if need.row == row], answered):
        if box.required:
            place = {"screen": key, "title": screen.title, "name": describe(box)}
            drift = Drift(part=part, kind="required and unknown", blocks=True, **place)
            yield Unmet(drift, question=question_of(box))


def unknown_boxes(
    key: str, boxes: Mapping[str, Box], needs: Sequence[Need], answered: Mapping[str, Collection[str]]
) -> list[Box]:
    """The boxes of a screen or row that no need claims and no standing answer knows."""
    claimed = {found for need in needs for found in find(need, boxes)}
    answers = {fold(label) for form in {key, *(need.form for need in needs)} for label in answered.get(form, ())}
    return [box for place, box in boxes.items() if place not in claimed and fold(question_of(box)) not in answers]
