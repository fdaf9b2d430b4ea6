"""Which tab of a wizard is which of the steps we know."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.controls import fold
from bot.survey.match import assign, likeness

_LIKE = 0.6


def step_keys(wizard: str, titles: Sequence[str], keys: Sequence[str], tabs: Sequence[str]) -> list[str]:
    """The key for each tab of a wizard: that of the step with its title, or with a like one; else, where as many tabs
    as steps are left, that of the step in its place; else a key made of its own words."""
    found: dict[int, str] = {}
    for place, tab in enumerate(tabs):
        same = [key for title, key in zip(titles, keys, strict=True) if fold(title) == fold(tab)]
        if same:
            found[place] = same[0]
    left = [number for number, key in enumerate(keys) if key not in found.values()]
    right = [place for place in range(len(tabs)) if place not in found]
    for pair in assign(left, right, lambda number, place: likeness(titles[number], tabs[place]), _LIKE):
        found[right[pair.right]] = keys[left[pair.left]]
    if len(keys) == len(tabs):
        rest = iter(key for key in keys if key not in found.values())
        found.update({place: next(rest) for place in range(len(tabs)) if place not in found})
    return [found.get(place) or f"{wizard}.{_slug(tab)}" for place, tab in enumerate(tabs)]


def _slug(tab: str) -> str:
    return "_".join(re.findall(r"\w+", fold(tab))) or "tab"
