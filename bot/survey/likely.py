"""How likely a surveyed box is the one the program needs: label, name, options, place among its neighbours, kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.controls import fold
from bot.survey.finding import FITS
from bot.survey.known import Need
from bot.survey.match import Pair, assign, likeness
from bot.survey.model import Box

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PREFIX = re.compile(r"^[a-z]+(?=[A-Z])")
_CHANCE = 0.4
"""Two texts that have nothing to do with each other are about this much alike."""
LEAST = 0.5

WEIGHTS = {"label": 0.9, "name": 0.6, "options": 0.75, "place": 0.4, "kind": 0.2, "required": 0.15}


@dataclass(frozen=True)
class Evidence:
    """What speaks for a pair, each from 0 to 1."""

    parts: Mapping[str, float]

    @property
    def score(self) -> float:
        """Together: each piece takes its share of the doubt that the others leave."""
        doubt = 1.0
        for name, strength in self.parts.items():
            doubt *= 1 - WEIGHTS[name] * strength
        return 1 - doubt

    @property
    def words(self) -> str:
        """The pieces that count, strongest first."""
        told = sorted((name for name, strength in self.parts.items() if strength > 0.3), key=lambda n: -WEIGHTS[n])
        return ", ".join(f"{name} {self.parts[name]:.0%}" for name in told)


def above_chance(one: str, other: str) -> float:
    """How much more two texts are alike than any two are."""
    return max(0.0, (likeness(one, other) - _CHANCE) / (1 - _CHANCE))


def evidence(need: Need, box: Box, place: float) -> Evidence:
    """What speaks for a box being the needed one; nothing does where its kind does not fit."""
    if need.kind != "readonly" and box.kind not in FITS[need.kind]:
        return Evidence({})
    if need.kind == "readonly" and box.kind != "readonly":
        return Evidence({})
    return Evidence({
        "label": above_chance(need.label, box.label),
        "name": _names(need, box),
        "options": _options(need.options, box.options or ()),
        "place": place,
        "kind": float(need.kind == box.kind),
        "required": float(need.control.required == box.required),
    })  # fmt: skip


def _names(need: Need, box: Box) -> float:
    """Names of controls are often the label's words cut short: their consonants are compared."""
    ending = _PREFIX.sub("", box.name or box.id)
    if not ending:
        return 0.0
    theirs = _skeleton(" ".join(_HUMP.split(ending)))
    ours = [_skeleton(need.key.replace("_", " ")), _skeleton(need.label)]
    return max(above_chance(theirs, own) for own in ours)


def _skeleton(words: str) -> str:
    """The words without their inner vowels."""
    return " ".join(word[:1] + re.sub("[aeiou]", "", word[1:]) for word in fold(words).split())


def _options(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """How much of two lists is the same, words in a like wording counting for what they are alike."""
    if not ours or not theirs:
        return 0.0
    pairs = assign(ours, theirs, likeness, 0.7)
    return sum(pair.score for pair in pairs) / max(len(ours), len(theirs))


def match_boxes(
    needs: Sequence[Need], boxes: Mapping[str, Box], known: Mapping[str, str], free: Sequence[str]
) -> list[tuple[Need, str, Pair, Evidence]]:
    """The likeliest one-to-one match of needs to the free boxes (keys); `known` are the boxes of other needs, by the
    need's key, which tell where in the order of the screen a need's box should stand."""
    order = list(boxes)
    everything = _keys(needs, known)

    def pair(need: Need, key: str) -> Evidence:
        return evidence(need, boxes[key], turn(need.key, key, everything, known, order))

    found = assign(needs, free, lambda need, key: pair(need, key).score, LEAST)
    return [(needs[p.left], free[p.right], p, pair(needs[p.left], free[p.right])) for p in found]


def _keys(needs: Sequence[Need], known: Mapping[str, str]) -> list[str]:
    """The declared keys of the whole form, in their order."""
    return list(needs[0].fields) if needs else list(known)


def turn(key: str, box: str, declared: Sequence[str], known: Mapping[str, str], order: Sequence[str]) -> float:
    """How well a box stands where the field should: between the boxes of the nearest known fields before and after,
    and in the same turn as the field where there are as many boxes as fields."""
    at = declared.index(key) if key in declared else -1
    before = [number for number in range(at) if declared[number] in known]
    after = [number for number in range(at + 1, len(declared)) if declared[number] in known]
    first, last = max(before, default=-1), min(after, default=len(declared))
    low = order.index(known[declared[first]]) if before else -1
    high = order.index(known[declared[last]]) if after else len(order)
    gap = [each for each in order[low + 1 : high] if each not in known.values()]
    if box not in gap:
        return 0.0
    if len(gap) == last - first - 1:  # as many boxes as fields: each has its own place
        return 1.0 if gap.index(box) == at - first - 1 else 0.1
    return 1.0 / len(gap)
