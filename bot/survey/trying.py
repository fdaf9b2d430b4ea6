"""Trying choices on a screen of a made-up participant: which boxes come and go by them, and which lists change.

Only choices that the page itself marks as posting back are tried, nothing is saved, and only profiles marked synthetic
come here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.site import Site
from bot.survey.boxes import merged, spec_of
from bot.survey.known import Need
from bot.survey.model import Box

MOST_OPTIONS = 8
"""Options of one list that are tried: each one costs the site an answer."""
_TRIED = ("yesno", "radio", "select", "checkbox")
Look = Callable[[], dict[str, Box]]
"""Surveys the boxes as they stand now."""


@dataclass(frozen=True)
class _State:
    """The boxes of the page after one choice."""

    option: str
    boxes: dict[str, Box]


def try_choices(site: Site, look: Look) -> dict[str, Box]:
    """The screen's boxes, those that come up by a choice among them, with `when` and `options_by`."""
    boxes = look()
    done: set[str] = set()
    while triggers := [key for key, box in boxes.items() if _is_tried(box) and key not in done]:
        key = triggers[0]
        done.add(key)
        here = look()
        if key in here:  # one that an earlier choice has taken away again stays as it was seen
            boxes = _learn(key, boxes, [_State("", here), *_states(site, key, here, look)])
    return boxes


def _is_tried(box: Box) -> bool:
    return box.posts_back and box.kind in _TRIED


def _states(site: Site, key: str, here: Mapping[str, Box], look: Look) -> Iterator[_State]:
    """What stands there after each choice; the first one again at the end, so that the most boxes stay to be seen."""
    box = here[key]
    options = {"yesno": ("No", "Yes"), "checkbox": ("", "Yes")}.get(box.kind, (box.options or ())[:MOST_OPTIONS])
    spec = spec_of(key, here)
    for option in options:
        op = {**spec, "text": option, "aliases": [], "postback": True}
        site.judge(site.agent.apply([op], []))
        yield _State(option, look())


def _learn(key: str, boxes: dict[str, Box], states: list[_State]) -> dict[str, Box]:
    tried = [state for state in states if state.option]
    order = merged([boxes, *(state.boxes for state in states)])
    learnt: dict[str, Box] = {}
    for each in order:
        shown = [state for state in tried if each in state.boxes]
        box = boxes.get(each) or next(state.boxes[each] for state in states if each in state.boxes)
        if each != key and tried:
            box = _with_condition(key, box, shown, len(tried))
            box = _with_lists(key, box, shown)
        learnt[each] = box
    return learnt


def _with_condition(key: str, box: Box, shown: list[_State], of: int) -> Box:
    if box.when or not shown or len(shown) == of:
        return box
    return box.model_copy(update={"when": {key: shown[0].option}})


def _with_lists(key: str, box: Box, shown: list[_State]) -> Box:
    lists = {state.option: state.boxes[box_key].options or () for state in shown for box_key in _same(box, state)}
    if box.kind != "select" or len(set(lists.values())) < 2:
        return box
    return box.model_copy(update={"options": None, "options_by": {**box.options_by, key: lists}})


def _same(box: Box, state: _State) -> list[str]:
    """The key under which a box stands in a state."""
    return [key for key, other in state.boxes.items() if (other.name, other.id) == (box.name, box.id)][:1]


def untried(boxes: Mapping[str, Box], needs: Sequence[Need]) -> dict[str, Box]:
    """The boxes of a screen on which nothing may be tried: what the program knows of their coming and going is taken
    over, and lists below one that posts back are left out, because they may be those of the standing choice."""
    known = {need.key: need.control.shown_if for need in needs}
    told: dict[str, Box] = {}
    after_list = False
    for key, box in boxes.items():
        condition = known.get(key)
        changes: dict[str, object] = {"when": {condition.key: condition.value}} if condition else {}
        if after_list and box.kind == "select" and not box.posts_back:
            changes["options"] = None
        after_list = after_list or (box.posts_back and box.kind == "select")
        told[key] = box.model_copy(update=changes)
    return told
