"""Which of these is which of those: one to one, by what speaks for each pair, the best of all assignments together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from typing import TypeVar

from rapidfuzz import fuzz

from bot.controls import fold

_WORD = re.compile(r"\w+")
A = TypeVar("A")
B = TypeVar("B")


def likeness(one: str, other: str) -> float:
    """How alike two labels are, 0 to 1: letters, and words in whatever order. Empty ones are like nothing."""
    one, other = fold(one), fold(other)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    # Words in another order count for a little less; that all words of one stand in the other, for a good deal less.
    words, others = " ".join(_WORD.findall(one)), " ".join(_WORD.findall(other))
    ways = (
        fuzz.ratio(one, other),
        0.95 * fuzz.token_sort_ratio(words, others),
        0.7 * fuzz.token_set_ratio(words, others),
    )
    return max(ways) / 100


@dataclass(frozen=True)
class Pair:
    """A match: places in the two sequences, its score, and how far the next best for either side is behind."""

    left: int
    right: int
    score: float
    margin: float


def assign(left: Sequence[A], right: Sequence[B], score: Callable[[A, B], float], least: float) -> list[Pair]:
    """The one-to-one match of the greatest sum of scores; pairs below `least` are no match.

    Scores are 0 to 1. Taking the best pair first would let one good-looking pair spoil two others.
    """
    if not left or not right:
        return []
    table = [[score(a, b) for b in right] for a in left]
    size = max(len(left), len(right))
    square = [
        [table[i][j] if i < len(left) and j < len(right) and table[i][j] >= least else 0.0 for j in range(size)]
        for i in range(size)
    ]
    pairs = []
    for i, j in enumerate(best_assignment(square)):
        if i < len(left) and j < len(right) and table[i][j] >= least:
            rivals = [table[i][other] for other in range(len(right)) if other != j]
            rivals += [table[other][j] for other in range(len(left)) if other != i]
            pairs.append(Pair(i, j, table[i][j], table[i][j] - max(rivals, default=0.0)))
    return pairs


def best_assignment(gains: Sequence[Sequence[float]]) -> list[int]:
    """For each row of a square table its column, so that the sum of gains is greatest (the Hungarian method).

    Kuhn and Munkres in the form with potentials: rows are added one by one, each by the cheapest augmenting path.
    """
    size = len(gains)
    rows, columns = [0.0] * (size + 1), [0.0] * (size + 1)
    taken = [0] * (size + 1)  # taken[j]: the row (from 1) that has column j (from 1)
    for row in range(1, size + 1):
        taken[0] = row
        here, way = _cheapest_path(gains, rows, columns, taken)
        while here:
            taken[here] = taken[way[here]]
            here = way[here]
    found = [0] * size
    for j in range(1, size + 1):
        found[taken[j] - 1] = j - 1
    return found


def _cheapest_path(
    gains: Sequence[Sequence[float]], rows: list[float], columns: list[float], taken: list[int]
) -> tuple[int, list[int]]:
    """The free column where the cheapest augmenting path from column 0 ends, and the way back; updates potentials."""
    size, here = len(gains), 0
    least, way = [inf] * (size + 1), [0] * (size + 1)
    used = [False] * (size + 1)
    while taken[here]:
        used[here] = True
        step, there = inf, 0
        for j in range(1, size + 1):
            if not used[j]:
                cost = -gains[taken[here] - 1][j - 1] - rows[taken[here]] - columns[j]
                if cost < least[j]:
                    least[j], way[j] = cost, here
                if least[j] < step:
                    step, there = least[j], j
        for j in range(size + 1):
            if used[j]:
                rows[taken[j]] += step
                columns[j] -= step
            else:
                least[j] -= step
        here = there
    return here, way
