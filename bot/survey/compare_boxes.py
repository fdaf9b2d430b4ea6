"""Comparing the boxes of one screen: which is which, and what about it has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bot.controls import fold
from bot.survey.drifts import Drift, DriftKind, Part
from bot.survey.match import assign, likeness
from bot.survey.model import Box

_LIKE = 0.6
Boxes = Mapping[str, Box]


def describe(box: Box) -> str:
    """A box's name for people: its label, or the ending of its name where it has none."""
    return box.label or f"a box without a label ({box.name or box.id or box.kind})"


def question_of(box: Box) -> str:
    """What an answer to a box that the program does not know is kept under: its label, or the ending of its name."""
    return box.label or box.name or box.id


def pair_boxes(was: Boxes, now: Boxes) -> dict[str, str]:
    """Each old box's key to the new one's: by label and name together, by name, by label, at last by likeness.

    A box that lost both its label and its name is told from others by its kind and its options.
    """
    pairs: dict[str, str] = {}
    ways: tuple[Callable[[Box], Any], ...] = (
        lambda box: (fold(box.label), _ending(box)) if box.label and _ending(box) else None,
        lambda box: _ending(box) or None,
        lambda box: fold(box.label) or None,
    )
    for way in ways:
        old, new = _left(was, set(pairs)), _left(now, set(pairs.values()))
        theirs = _unique(new, way)
        pairs.update({key: theirs[mark] for mark, key in _unique(old, way).items() if mark in theirs})
    old, new = _left(was, set(pairs)), _left(now, set(pairs.values()))
    left, right = list(old), list(new)
    alike = assign(left, right, lambda one, other: _score(old[one], new[other]), _LIKE)
    return pairs | {left[pair.left]: right[pair.right] for pair in alike}


def _ending(box: Box) -> str:
    return box.name or box.id


def renamed_keys(box: Box, names: Mapping[str, str]) -> Box:
    """The box with the keys of other boxes, in its conditions, as the other survey has them."""
    when = {names.get(key, key): value for key, value in box.when.items()}
    by = {names.get(key, key): table for key, table in box.options_by.items()}
    return box.model_copy(update={"when": when, "options_by": by})


def _left(boxes: Boxes, taken: set[str]) -> dict[str, Box]:
    return {key: box for key, box in boxes.items() if key not in taken}


def _unique(boxes: Boxes, way: Callable[[Box], Any]) -> dict[Any, str]:
    """The keys of boxes by a mark of theirs that no other box has."""
    times = Counter(way(box) for box in boxes.values())
    return {mark: key for key, box in boxes.items() if (mark := way(box)) is not None and times[mark] == 1}


def _score(one: Box, other: Box) -> float:
    if one.kind != other.kind:
        return 0.0
    if one.options and other.options:
        shared = set(map(fold, one.options)) & set(map(fold, other.options))
        return max(likeness(one.label, other.label), len(shared) / max(len(one.options), len(other.options)))
    return likeness(one.label, other.label)


def box_drifts(screen: str, title: str, part: Part, was: Box, now: Box, *, tried: bool) -> Iterator[Drift]:
    """What has changed about one box; `tried` tells whether conditions can be compared."""

    def told(kind: DriftKind, before: str = "", after: str = "") -> Drift:
        return Drift(screen=screen, title=title, part=part, kind=kind, name=describe(was), was=before, now=after)

    changes: list[tuple[DriftKind, str, str]] = [
        ("renamed", was.label, now.label),
        ("name changed", _ending(was), _ending(now)),
        ("kind changed", was.kind, now.kind),
        ("max length changed", _number(was.max), _number(now.max)),
        ("link renamed", was.link, now.link),
    ]
    if tried:
        changes.append(("condition changed", _condition(was.when), _condition(now.when)))
    yield from (told(*change) for change in changes if change[1] != change[2])
    if was.required != now.required:
        yield told("now required" if now.required else "no longer required")
    if was.posts_back != now.posts_back:
        yield told("now posts back" if now.posts_back else "no longer posts back")
    for before, after in _lists(was, now, tried):
        yield from (told(kind, old, new) for kind, old, new in option_drifts(before, after))


def _lists(was: Box, now: Box, tried: bool) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The lists of options to compare: the box's own, and those by another box's choice, that are known of both."""
    if was.options is not None and now.options is not None:
        yield was.options, now.options
    for key, by in was.options_by.items() if tried else ():
        for choice, offered in by.items():
            if choice in now.options_by.get(key, {}):
                yield offered, now.options_by[key][choice]


def option_drifts(was: tuple[str, ...], now: tuple[str, ...]) -> Iterator[tuple[DriftKind, str, str]]:
    """How two lists of options differ: (kind, what was, what is)."""
    here, there = set(map(fold, was)), set(map(fold, now))
    gone = [text for text in was if fold(text) not in there]
    new = [text for text in now if fold(text) not in here]
    if gone:
        yield "options removed", "; ".join(gone), ""
    if new:
        yield "options added", "", "; ".join(new)
    if [fold(text) for text in was if fold(text) in there] != [fold(text) for text in now if fold(text) in here]:
        yield "options in another order", "", ""


def _number(limit: int | None) -> str:
    return "no limit" if limit is None else str(limit)


def _condition(when: dict[str, str]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in when.items())
