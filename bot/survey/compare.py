"""Comparing a live survey with the last accepted one, and with what the program needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.controls import fold
from bot.survey.compare_boxes import box_drifts, describe, pair_boxes, renamed_keys
from bot.survey.drifts import Drift, DriftKind, Part
from bot.survey.known import Need
from bot.survey.match import assign, likeness
from bot.survey.model import Box, Rows, ScreenSurvey, Survey
from bot.survey.unmet import Unmet, unmet_needs

_LIKE = 0.6
"""From here on a text that went and one that came are taken for one that was renamed."""


def drift(
    accepted: Survey | None, live: Survey, needs: Sequence[Need] = (), answered: Mapping[str, Collection[str]] = {}
) -> list[Drift]:
    """Every drift from the accepted survey (None: there is none yet) to the live one, and everything the program needs
    that the live one lacks; `answered` are the labels of the profile's standing answers by screen key.

    What a survey could not reach is told as `not reached` and not taken for gone; what comes only after a save, and was
    not reached when the survey was accepted either, is no drift. The order is the screens'.
    """
    # Two lists of one screen may have the same column: what is worded alike is told once.
    found = [] if accepted is None else list(dict.fromkeys(_against_accepted(accepted, live)))
    as_accepted = {gap.screen for gap in accepted.unreached if gap.after_save} if accepted else set[str]()
    as_before = as_accepted & {gap.screen for gap in live.unreached if gap.after_save}
    unmet = [
        each
        for each in unmet_needs(live, needs, answered)
        if each.drift.kind != "not reached" or each.drift.screen not in as_before
    ]
    return _with_needs(found, unmet)


def _against_accepted(accepted: Survey, live: Survey) -> Iterator[Drift]:
    unreached = {gap.screen: gap.why for gap in live.unreached}
    pairs = _pair_screens(accepted, live)
    losses: list[_Loss] = []
    gains: list[_Loss] = []
    for key, screen in accepted.screens.items():
        if key in pairs:
            yield from _screen_drifts(key, screen, live.screens[pairs[key]], losses, gains)
        elif key in unreached:
            yield Drift(screen=key, title=screen.title, part="screen", kind="not reached", now=unreached[key])
        else:
            yield Drift(screen=key, title=screen.title, part="screen", kind="gone", was=screen.title)
    for key, screen in live.screens.items():
        if key not in pairs.values():
            yield Drift(screen=key, title=screen.title, part="screen", kind="new", now=screen.title)
    yield from _moved_steps(accepted, live, pairs)
    yield from _gone_and_new(losses, gains)


def _pair_screens(accepted: Survey, live: Survey) -> dict[str, str]:
    """Each accepted screen's key to the live one's: the same key, else a like title within the same kind of key."""
    pairs = {key: key for key in accepted.screens if key in live.screens}
    left = [key for key in accepted.screens if key not in pairs]
    right = [key for key in live.screens if key not in pairs.values()]

    def score(one: str, other: str) -> float:
        if one.split(".")[0] != other.split(".")[0]:
            return 0.0
        return likeness(accepted.screens[one].title, live.screens[other].title)

    pairs.update({left[pair.left]: right[pair.right] for pair in assign(left, right, score, _LIKE)})
    return pairs


def _moved_steps(accepted: Survey, live: Survey, pairs: dict[str, str]) -> Iterator[Drift]:
    for name, wizard in accepted.wizards.items():
        if name not in live.wizards:
            continue
        back = {theirs: ours for ours, theirs in pairs.items()}
        before = [key for key in wizard.steps if pairs.get(key) in live.wizards[name].steps]
        after = [back[key] for key in live.wizards[name].steps if back.get(key) in before]
        for key in out_of_order(before, after):
            yield Drift(screen=key, title=accepted.screens[key].title, part="screen", kind="moved")


@dataclass(frozen=True)
class _Loss:
    """A box that stands on one side only."""

    screen: str
    title: str
    part: Part
    box: Box


def _screen_drifts(
    key: str, was: ScreenSurvey, now: ScreenSurvey, losses: list[_Loss], gains: list[_Loss]
) -> Iterator[Drift]:
    texts: list[tuple[DriftKind, str, str]] = [("renamed", was.title, now.title)]
    if was.heading != was.title:
        texts.append(("heading changed", was.heading, now.heading))
    for kind, before, after in texts:
        if before != after:
            yield Drift(screen=key, title=was.title, part="screen", kind=kind, was=before, now=after)
    tried = was.tried and now.tried
    yield from _box_drifts(key, was.title, "field", was.fields, now.fields, tried, losses, gains)
    yield from _row_drifts(key, was, now, tried, losses, gains)
    yield from _texts(key, was.title, "button", was.buttons, now.buttons)
    yield from _dialog_drifts(key, was, now)
    for grid in was.grids:
        other = next((each for each in now.grids if fold(each.heading) == fold(grid.heading)), None)
        if other is not None:
            yield from _texts(key, was.title, "column", grid.columns, other.columns)


def _row_drifts(
    key: str, was: ScreenSurvey, now: ScreenSurvey, tried: bool, losses: list[_Loss], gains: list[_Loss]
) -> Iterator[Drift]:
    ours, theirs = was.rows, now.rows
    if ours is None or theirs is None:
        if ours != theirs:
            kind: DriftKind = "gone" if theirs is None else "new"
            there = ours or theirs
            yield Drift(screen=key, title=was.title, part="rows", kind=kind, name=there.add if there else "")
        return
    if ours.add != theirs.add:
        before, after = ours.add, theirs.add
        yield Drift(screen=key, title=was.title, part="button", kind="renamed", name=before, was=before, now=after)
    yield from _box_drifts(key, was.title, "row field", ours.fields, theirs.fields, tried, losses, gains)
    yield from _texts(key, was.title, "button", ours.buttons, theirs.buttons)
    if ours.columns and theirs.columns:  # an empty grid has no headings to show
        yield from _texts(key, was.title, "column", *_unlike_boxes(ours, theirs))


def _dialog_drifts(key: str, was: ScreenSurvey, now: ScreenSurvey) -> Iterator[Drift]:
    """Dialogs that are new or worded otherwise, or have other buttons. One that did not come up is not told: it may
    come tomorrow."""
    before, after = ({dialog.words: dialog for dialog in screen.dialogs} for screen in (was, now))
    texts = _texts(key, was.title, "dialog", list(before), list(after))
    yield from (each for each in texts if each.kind != "gone")
    for words in before.keys() & after.keys():
        ours, theirs = ("; ".join(each[words].buttons) for each in (before, after))
        if ours != theirs:
            told = {"part": "dialog", "kind": "buttons changed", "name": words, "was": ours, "now": theirs}
            yield Drift.model_validate({"screen": key, "title": was.title, **told})


def _unlike_boxes(*both: Rows) -> Iterator[tuple[str, ...]]:
    """The columns that do not merely repeat the label of a box: those drift with their box."""
    labels = {fold(box.label) for rows in both for box in rows.fields.values()}
    yield from (tuple(column for column in rows.columns if fold(column) not in labels) for rows in both)


def _box_drifts(
    key: str, title: str, part: Part, was: Mapping[str, Box], now: Mapping[str, Box], tried: bool,
    losses: list[_Loss], gains: list[_Loss],
) -> Iterator[Drift]:  # fmt: skip
    pairs = pair_boxes(was, now)
    for ours, theirs in pairs.items():
        other = renamed_keys(now[theirs], {theirs_: ours_ for ours_, theirs_ in pairs.items()})
        yield from box_drifts(key, title, part, was[ours], other, tried=tried)
    for place in out_of_order([each for each in was if each in pairs], _back(pairs, now)):
        yield Drift(screen=key, title=title, part=part, kind="moved", name=describe(was[place]))
    losses += [
        _Loss(key, title, part, box) for each, box in was.items() if each not in pairs and (tried or not box.when)
    ]
    gains += [
        _Loss(key, title, part, box)
        for each, box in now.items()
        if each not in pairs.values() and (tried or not box.when)
    ]


def _back(pairs: Mapping[str, str], now: Mapping[str, Box]) -> list[str]:
    back = {theirs: ours for ours, theirs in pairs.items()}
    return [back[each] for each in now if each in back]


def _gone_and_new(losses: list[_Loss], gains: list[_Loss]) -> Iterator[Drift]:
    """What stands on one side only; the very same box on another screen has moved there."""
    left = list(gains)
    for loss in losses:
        there = next((gain for gain in left if _same_box(loss.box, gain.box)), None)
        if there is not None:
            left.remove(there)
        yield Drift(
            screen=loss.screen,
            title=loss.title,
            part=loss.part,
            kind="gone" if there is None else "moved",
            name=describe(loss.box),
            now="" if there is None else there.title,
        )
    for gain in left:
        required = "required" if gain.box.required else ""
        yield Drift(
            screen=gain.screen, title=gain.title, part=gain.part, kind="new", name=describe(gain.box), now=required
        )


def _same_box(one: Box, other: Box) -> bool:
    return (fold(one.label), one.kind, one.name) == (fold(other.label), other.kind, other.name)


def _texts(key: str, title: str, part: Part, was: Sequence[str], now: Sequence[str]) -> Iterator[Drift]:
    """Texts that went, came, or were reworded."""
    here, there = {fold(text) for text in was}, {fold(text) for text in now}
    gone = [text for text in was if fold(text) not in there]
    new = [text for text in now if fold(text) not in here]
    pairs = {gone[pair.left]: new[pair.right] for pair in assign(gone, new, likeness, _LIKE)}
    for text in gone:
        kind: DriftKind = "renamed" if text in pairs else "gone"
        after = pairs.get(text, "")
        yield Drift(screen=key, title=title, part=part, kind=kind, name=text, was=text if after else "", now=after)
    for text in new:
        if text not in pairs.values():
            yield Drift(screen=key, title=title, part=part, kind="new", name=text)


def out_of_order(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The fewest of the same things that have to move to make the one order of the other."""
    place = {each: number for number, each in enumerate(after)}
    runs: list[list[str]] = []  # for each thing: the longest run in the right order that ends with it
    for number, each in enumerate(before):
        best: list[str] = []
        for earlier in range(number):
            if place[before[earlier]] < place[each] and len(runs[earlier]) > len(best):
                best = runs[earlier]
        runs.append([*best, each])
    longest = max((len(run) for run in runs), default=0)
    stay = set(next((run for run in runs if len(run) == longest), []))
    return [each for each in before if each not in stay]


def _with_needs(found: list[Drift], unmet: Sequence[Unmet]) -> list[Drift]:
    """The drifts with those marked that block the program, and what blocks it beside them."""
    told = list(found)
    for each in unmet:
        same = [number for number, drift_ in enumerate(told) if each.is_told_by(drift_)]
        for number in same:
            told[number] = told[number].model_copy(update={"blocks": told[number].blocks or each.drift.blocks})
        if not same:
            told.append(each.drift)
    return told
