"""Rows and columns of short texts of which one is chosen: folder tabs, the steps of a wizard, a stepper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.web.labels import folded
from bot.web.view import Action, Part, View

_LONGEST = 45
_MOST = 40
_PIECES = 2
_BOLD = 600
_CHOSEN = re.compile(r"(^|[-_ ])(active|selected|current|chosen|here|on|adah2tab)($|[-_ ])", re.IGNORECASE)
_NUMBER = re.compile(r"^((step|tab)\s*)?\d{1,2}\s*[.):-]?\s*(?=\D)", re.IGNORECASE)


@dataclass(frozen=True)
class Strip:
    """The items of a strip in their order, which of them is chosen (-1: not to be told), and which can be pressed."""

    items: tuple[str, ...]
    chosen: int
    pressable: tuple[bool, ...]
    node: int = -1
    said: bool = False
    """Whether the page says which is chosen, by aria or a class, and not only by its looks."""


@dataclass(frozen=True)
class _Item:
    words: str
    actions: tuple[Action, ...]
    parts: tuple[Part, ...]
    path: tuple[int, ...]
    """The nodes between the strip and the item's text, from the outermost."""


def strip_words(words: str) -> str:
    """The words of a tab or step for comparing: without its number."""
    return folded(_NUMBER.sub("", words.strip()))


def strips(view: View, inside: frozenset[int]) -> tuple[Strip, ...]:
    """All strips among some nodes."""
    children = _children(view, inside)
    found = []
    for node, branches in children.items():
        if not 2 <= len(branches) <= _MOST:
            continue
        items = [_item(view, node, branch) for branch in branches]
        kept = [item for item in items if item is not None]
        if len(kept) < 2 or len(kept) != len(items) or len({item.words for item in kept}) < len(kept):
            continue
        if not any(item.actions for item in kept) and _dressed(view, kept) < 0 and not _one_is_bold(kept):
            continue  # only texts side by side
        pressable = tuple(bool(item.actions) for item in kept)
        words, said = tuple(item.words for item in kept), _dressed(view, kept) >= 0
        found.append(Strip(words, _chosen(view, kept), pressable, node, said))
    return tuple(found)


@dataclass(frozen=True)
class _Branch:
    parts: tuple[Part, ...]
    actions: tuple[Action, ...]
    boxes: int


def _children(view: View, inside: frozenset[int]) -> dict[int, list[_Branch]]:
    """For each node what its children hold, in the order of the page; separators without a word are nothing."""
    parts: dict[tuple[int, int], list[Part]] = {}
    alone = -1  # stands for a text that is a child of its own
    for part in (part for text in view.texts for part in text.parts):
        if part.node in inside and any(character.isalnum() for character in part.words):
            alone -= 1
            for child, node in pairwise((alone, *view.above(part.node))):
                parts.setdefault((node, child), []).append(part)
    actions: dict[tuple[int, int], list[Action]] = {}
    for action in view.actions:
        for child, node in pairwise(view.above(action.node)):
            actions.setdefault((node, child), []).append(action)
    boxes = Counter((node, child) for box in view.boxes for child, node in pairwise(view.above(box.node)))
    found: dict[int, list[_Branch]] = {}
    for place, held in parts.items():
        branch = _Branch(tuple(held), tuple(actions.get(place, ())), boxes[place])
        found.setdefault(place[0], []).append(branch)
    return found


def _item(view: View, node: int, branch: _Branch) -> _Item | None:
    words = " ".join("".join(part.words for part in branch.parts).split())
    if branch.boxes or not words or len(words) > _LONGEST or len({a.words for a in branch.actions if a.words}) > 1:
        return None
    if not branch.actions and len({part.node for part in branch.parts}) > _PIECES:
        return None  # several texts, not one
    path = view.above(branch.parts[-1].node)
    between = tuple(reversed(path[: path.index(node)])) if node in path else ()
    return _Item(words, branch.actions, branch.parts, between)


def _chosen(view: View, items: Sequence[_Item]) -> int:
    """The chosen item: by aria, else the only one that is dressed as such, else the only one that differs."""
    dressed = _dressed(view, items)
    if dressed >= 0:
        return dressed
    marks = [_marks(view, item) for item in items]
    tags = ["/".join(view.nodes[node].tag for node in item.path if view.nodes[node].tag != "a") for item in items]
    looks = [(item.parts[0].weight, item.parts[0].size) for item in items]
    linked = [bool(item.actions) for item in items]
    for signs in (marks, linked, tags, looks):
        odd = _odd_one(signs)
        if odd >= 0 and not (
            signs is linked and linked[odd]
        ):  # the chosen one may be no link; it is never the only one
            return odd
    return -1


def _marks(view: View, item: _Item) -> str:
    return " ".join(view.nodes[node].marks for node in item.path)


def _dressed(view: View, items: Sequence[_Item]) -> int:
    """The one item that aria, or a class, says to be chosen; -1 where none is, or several."""
    marks = [_marks(view, item).split() for item in items]
    for says in (lambda mark: mark == "@chosen", lambda mark: _CHOSEN.search(mark) is not None):
        found = [n for n, own in enumerate(marks) if any(map(says, own))]
        if len(found) == 1:
            return found[0]
    return -1


def _one_is_bold(items: Sequence[_Item]) -> bool:
    """Whether one of three or more is bold, and it alone: a step that is written out while none can be pressed."""
    bold = [item for item in items if item.parts[0].weight >= _BOLD]
    return len(items) > 2 and len(bold) == 1


def _odd_one(signs: Sequence[object]) -> int:
    """The one that differs where all others are alike; of two none can be told, but by what it can't be pressed."""
    counted = Counter(signs)
    if len(counted) != 2:
        return -1
    if len(signs) == 2:
        return signs.index(False) if set(signs) == {True, False} else -1
    rare = [sign for sign, times in counted.items() if times == 1]
    return list(signs).index(rare[0]) if len(rare) == 1 else -1
